"""What an editor types to set an event right, read; and what cannot be read, told in a sentence with an example."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from domain.casualties import Group, Outcome
from domain.corrections import Aspect
from knowledge.world import World
from query.correcting import CorrectionError, Told, example, read_correction, read_value

NOW = datetime(2025, 12, 20, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def told() -> Told:
    return Told(World.open(), NOW)


@pytest.mark.parametrize(
    ("words", "figure"),
    [
        ("killed 7", (7, 7, 7)),
        ("dead: 1,200", (1200, 1200, 1200)),
        ("killed at least 7", (7, None, 7)),
        ("killed 7+", (7, None, 7)),
        ("killed up to 7", (None, 7, None)),
        ("killed 5-8", (5, 8, None)),
        ("killed 8 to 5", (5, 8, None)),
        ("killed none", (0, 0, 0)),
        ("KILLED 0", (0, 0, 0)),
    ],
)
def test_figures(told: Told, words: str, figure: tuple[int | None, ...]) -> None:
    (line,) = read_correction(words, told).told.casualties
    assert (line.outcome, (line.min, line.max, line.best)) == (Outcome.KILLED, figure)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        *[("kind shelling", "shelling"), ("type air strikes", "air-strike"), ("kind drone-strike", "drone-strike")],
        *[("kind artillery shelling", "shelling"), ("kind roadside bomb", "ied")],
    ],
)
def test_kinds(told: Told, words: str, kind: str) -> None:
    assert read_correction(words, told).told.type == kind


@pytest.mark.parametrize(
    ("words", "name", "country"), [("place Goma", "Goma", "CD"), ("place Palmyra, Syria", "Palmyra", "SY")]
)
def test_places(told: Told, words: str, name: str, country: str) -> None:
    (place,) = read_correction(words, told).told.places
    assert (place.place.name, place.place.country) == (name, country)


def test_a_day_is_the_day_on_the_calendar_whatever_the_zone(told: Told) -> None:
    for zone in (UTC, ZoneInfo("Asia/Tokyo"), ZoneInfo("America/New_York")):
        time = read_correction("date 12 December", Told(told.world, NOW, zone)).told.time
        assert time is not None
        assert (time.start, time.end) == (datetime(2025, 12, 12, tzinfo=UTC), datetime(2025, 12, 13, tzinfo=UTC))


def test_whose_people_they_were(told: Told) -> None:
    (line,) = read_correction("side killed military cod", told).told.casualties
    assert (line.outcome, line.group, line.side) == (Outcome.KILLED, Group.MILITARY, "cod")
    (line,) = read_correction("side injured civilians", told).told.casualties
    assert (line.outcome, line.group, line.side) == (Outcome.INJURED, Group.CIVILIAN, None)
    (line,) = read_correction("side killed DR Congo", told).told.casualties
    assert (line.group, line.side) == (Group.UNKNOWN, "cod")


def test_who_had_which_part(told: Told) -> None:
    parties = read_correction("parties Rapid Support Forces; Sudan", told).told.actors
    assert [(a.actor.id, a.role.value) for a in parties] == [("rapid-support-forces", "party"), ("sdn", "party")]
    assert [a.actor.id for a in read_correction("by islamic state", told).told.actors] == ["islamic-state"]
    assert read_correction("against nobody", told).told.actors == ()


@pytest.mark.parametrize("aspect", ["place", "date", "killed", "by"])
def test_that_something_is_not_known(told: Told, aspect: str) -> None:
    known = read_correction(f"{aspect} unknown", told).told
    assert (known.places, known.time, known.casualties, known.actors) == ((), None, (), ())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        *[
            ("", "as in “killed 7”"),
            ("colour red", "“colour” cannot be set right"),
            ("killed", "Say how many were killed, for example"),
        ],
        *[("killed many", "no figure of people killed"), ("killed -3", "no figure"), ("killed ²", "no figure")],
        *[("killed 99999999999999999999", "more people than"), ("kind banana", "no kind of event called “banana”")],
        *[
            ("kind strike in Homs", "no kind"),
            ("place Qqqzzzx", "no place called"),
            ("place Homs and Hama", "no place"),
        ],
        *[("date soon", "is no date"), ("date 12 December 2026", "is no date"), ("date tomorrow", "still to come")],
        *[("by Qqqzzzx Blorg", "nobody called"), ("by ;;;", "Name one to 6"), ("side killed", "whose people")],
        *[("side place Goma", "whose people"), ("place " + "x" * 201, "too long"), ("x" * 5000, "cannot be set right")],
    ],
)
def test_what_cannot_be_read_is_told_with_an_example(told: Told, words: str, said: str) -> None:
    with pytest.raises(CorrectionError) as error:
        read_correction(words, told)
    assert said in str(error.value)
    assert len(str(error.value)) < 400


@pytest.mark.parametrize("aspect", Aspect)
def test_the_examples_can_be_read(told: Told, aspect: Aspect) -> None:
    first = example(aspect).split(" or ")[0].split(", ")[0]
    assert read_value(aspect, first, told).aspect is aspect
