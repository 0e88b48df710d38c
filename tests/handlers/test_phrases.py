"""Dates, figures and people in words."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.actors import Actor, ActorKind, ActorRole, EventActor
from domain.calendar import day_range, days, months_range, week_range, year_range
from domain.events import Event, Status
from domain.places import EventPlace, Place, PlaceKind, PlaceRole
from domain.targets import Target, TargetKind
from domain.taxonomy import kinds
from domain.times import Precision, TimeRange
from handlers.views import phrases
from query.wording import terminal
from query.wording.casualty_phrases import span

NOW = datetime(2025, 12, 20, 12, tzinfo=UTC)
ZONE = ZoneInfo("UTC")


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (day_range(date(2025, 12, 20)), "today, 20 Dec"),
        (day_range(date(2025, 12, 19)), "yesterday, 19 Dec"),
        (day_range(date(2025, 12, 13)), "7 days ago, 13 Dec"),
        (day_range(date(2025, 12, 21)), "tomorrow, 21 Dec"),
        (day_range(date(2025, 11, 1)), "1 Nov"),
        (day_range(date(2017, 1, 7)), "7 Jan 2017"),
        (week_range(date(2025, 12, 17)), "this week, day not stated"),
        (week_range(date(2025, 12, 10)), "week of 8 Dec, day not stated"),
        (months_range(2025, 11, 11), "November 2025, day not stated"),
        (year_range(2016), "2016, day not stated"),
        (days(date(2025, 12, 10), date(2025, 12, 15), Precision.DAY), "10 Dec – 15 Dec"),
        (TimeRange(NOW - timedelta(hours=3), NOW, Precision.INSTANT), "today, 20 Dec"),
        (None, "day not stated"),
    ],
)  # fmt: skip
def test_when(time: TimeRange | None, words: str) -> None:
    assert phrases.when(time, NOW, ZONE) == words


@pytest.mark.parametrize("zone", sorted(available_timezones()))
def test_a_day_that_was_stated_stays_that_day_in_every_zone(zone: str) -> None:
    today = NOW.astimezone(ZoneInfo(zone)).date()
    ago = (today - date(2025, 12, 13)).days
    assert phrases.when(day_range(date(2025, 12, 13)), NOW, ZoneInfo(zone)) == f"{ago} days ago, 13 Dec"
    assert terminal.when(day_range(date(2025, 12, 13)), ZoneInfo(zone)) == "13 December 2025"
    assert terminal.when(months_range(2025, 12, 12), ZoneInfo(zone)) == "December 2025"


def test_an_hour_that_was_stated_is_of_the_day_that_it_is_in_the_zone() -> None:
    late = datetime(2025, 12, 13, 23, 30, tzinfo=UTC)
    time = TimeRange(late, late + timedelta(minutes=1), Precision.INSTANT)
    for zone, day in (("Europe/Kyiv", 14), ("America/New_York", 13)):
        assert f"{day} Dec" in phrases.when(time, NOW, ZoneInfo(zone))
        assert terminal.when(time, ZoneInfo(zone)) == f"{day} December 2025"


@pytest.mark.parametrize(
    ("low", "high", "best", "words"),
    [
        (4, 4, 4, "4"),
        (2, 5, 4, "4 (2–5)"),
        (2, 5, None, "2–5"),
        (43, None, 43, "at least 43"),
        (43, None, None, "at least 43"),
        (0, 40, None, "up to 40"),
        (None, 40, None, "up to 40"),
        (1200, 1500, 1300, "1,300 (1,200–1,500)"),
        (0, None, None, ""),
        (None, None, None, ""),
        (0, 0, 0, "0"),
    ],
)
def test_span(low: int | None, high: int | None, best: int | None, words: str) -> None:
    assert span(low, high, best) == words


def actor(name: str, role: ActorRole) -> EventActor:
    return EventActor(Actor(name.lower(), name, ActorKind.ARMED_GROUP), name, role)


@pytest.mark.parametrize(
    ("actors", "words"),
    [
        ((actor("Coalition", ActorRole.PERPETRATOR), actor("IS", ActorRole.TARGET)), "Coalition → IS"),
        ((actor("IS", ActorRole.PERPETRATOR), actor("US", ActorRole.VICTIM)), "IS → US"),
        ((actor("SDF", ActorRole.PARTY), actor("SNA", ActorRole.PARTY)), "SDF – SNA"),
        ((actor("IS", ActorRole.PERPETRATOR),), "by IS"),
        ((actor("IS", ActorRole.TARGET),), "against IS"),
        (tuple(actor(name, ActorRole.PERPETRATOR) for name in "ABCDE"), "by A, B, C and 2 more"),
        ((), ""),
    ],
)
def test_people(actors: tuple[EventActor, ...], words: str) -> None:
    assert phrases.people(Event("attack", "attack", actors=actors)) == words


def place(name: str, kind: PlaceKind, role: PlaceRole = PlaceRole.LOCATION) -> EventPlace:
    return EventPlace(Place(name.lower(), name, kind, "SY", None, 35.0, 40.0), name, role)


@pytest.mark.parametrize(
    ("places", "words"),
    [
        ((place("Palmyra", PlaceKind.CITY), place("Syria", PlaceKind.COUNTRY)), "Palmyra, Syria"),
        ((place("Syria", PlaceKind.COUNTRY),), "Syria"),
        ((place("Raqqa", PlaceKind.ADMIN1),), "Raqqa province, Syria"),
        ((place("Shaddadi", PlaceKind.CITY, PlaceRole.ORIGIN),), ""),
        ((place("Raqqa", PlaceKind.CITY), place("Tabqa", PlaceKind.CITY), place("Homs", PlaceKind.CITY)),
         "Raqqa, Tabqa and 1 more, Syria"),
        ((), ""),
    ],
)  # fmt: skip
def test_where(places: tuple[EventPlace, ...], words: str) -> None:
    event = Event("strike", "strike", places=places)
    assert phrases.where(event, {"SY": "Syria"}) == words


def test_kind_says_how_many_and_what_came_to_nothing() -> None:
    assert phrases.kind(Event("strike", "air-strike", count=5)) == "5 air strikes"
    assert phrases.kind(Event("bombing", "suicide-bombing", prevented=True)) == "Foiled suicide bombing"
    assert phrases.status(Event("strike", "strike", Status.CLAIMED)) == "claimed"
    assert phrases.status(Event("strike", "strike")) == ""


def test_what_was_hit_is_told_in_the_words_of_the_reports() -> None:
    told = (Target(TargetKind.HOSPITAL, "the women's ward"), Target(TargetKind.CHILD))
    assert phrases.targets(Event("strike", "strike", targets=told)) == "hit or meant: the women's ward, child"
    assert phrases.targets(Event("strike", "strike")) == ""


@given(st.sampled_from(sorted(kinds())), st.integers(1, 10**6), st.booleans())
def test_every_kind_has_words_and_a_sign(kind: str, count: int, prevented: bool) -> None:
    event = Event(kinds()[kind].category, kind, count=count, prevented=prevented)
    assert phrases.kind(event)[0].isupper() or phrases.kind(event)[0].isdigit()
    assert phrases.emoji(event)


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    st.timedeltas(timedelta(seconds=1), timedelta(days=800)),
    st.sampled_from(Precision),
)
def test_any_time_has_words(start: datetime, length: timedelta, precision: Precision) -> None:
    assert phrases.when(TimeRange(start, start + length, precision), NOW, ZONE)
    assert phrases.when(TimeRange(start, None, precision), NOW, ZONE).startswith("since ")
    assert phrases.when(TimeRange(None, start, precision), NOW, ZONE).startswith("before ")
