"""The values everyone speaks: they refuse what makes no sense, and their JSON form is the contract's."""

import contextlib
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import calendar
from domain.actors import Actor, ActorKind, ActorRole, EventActor
from domain.casualties import Casualty, Group, Outcome
from domain.events import Event, Evidence, Status
from domain.globe import kilometres
from domain.places import EventPlace, Place, PlaceKind, PlaceRole
from domain.reports import Report
from domain.targets import Target, TargetKind
from domain.taxonomy import category_of, kinds, types_within
from domain.times import Precision, TimeRange, from_iso, iso
from domain.wire import WireError, event_from_json, event_to_json, report_from_json

NOON = datetime(2025, 12, 13, 12, tzinfo=UTC)
PALMYRA = Place("gn-163808", "Palmyra", PlaceKind.CITY, "SY", "sy-11", 34.5624, 38.2841)
AMBUSH = Event(
    category="attack",
    type="ambush",
    status=Status.CONFIRMED,
    attribution=("Central Command",),
    time=TimeRange(NOON, NOON + timedelta(days=1), Precision.DAY, "on 13 December"),
    places=(EventPlace(PALMYRA, "Palmyra", PlaceRole.LOCATION, "exact name"),),
    actors=(
        EventActor(Actor("usa", "United States", ActorKind.STATE, "US"), "U.S. soldiers", ActorRole.TARGET, "object"),
    ),
    weapons=("rifle",),
    casualties=(
        Casualty(Outcome.INJURED, 2, 2, 2, Group.MILITARY, "usa", "two U.S. soldiers"),
        Casualty(Outcome.INJURED, None, None, None, text="additional personnel", part=True),
    ),
    targets=(Target(TargetKind.MILITARY_BASE, "a patrol base"),),
    evidence=(Evidence(0, 7, "A gunman"[:7]),),
    confidence=0.75,
)


def test_an_event_survives_its_json_form() -> None:
    assert event_from_json(event_to_json(AMBUSH)) == AMBUSH


def test_a_report_is_what_its_json_form_says() -> None:
    row = {"id": "r1", "title": "Title", "text": "Text.", "published": "2025-12-13T12:00:00Z"}
    row |= {"source": "Northgate Wire", "url": "https://reports.example/1"}
    report = Report("Text.", NOON, "Title", "Northgate Wire", "https://reports.example/1", "r1")
    assert report_from_json(row) == report


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ([], "a report must be a JSON object"),
        ({}, 'a report needs a "text" that is a string'),
        ({"text": "x", "title": 3}, '"title" must be a string or null'),
        (
            {"text": "x", "published": "soon"},
            "\"published\" must be an ISO 8601 time such as 2025-12-20T09:00:00Z, not 'soon'",
        ),
        (
            {"text": "x", "published": "0001-01-01T00:00:00+03:00"},
            "\"published\" must be an ISO 8601 time such as 2025-12-20T09:00:00Z, not '0001-01-01T00:00:00+03:00'",
        ),
    ],
)
def test_a_wrong_report_line_names_the_field(row: object, said: str) -> None:
    with pytest.raises(WireError) as caught:
        report_from_json(row)
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"type": "parade", "category": None}, "\"type\" is not a known kind of event: 'parade'"),
        ({"type": ["a"]}, "\"type\" is not a known kind of event: ['a']"),
        (
            {"status": 5},
            '"status" must be one of reported, confirmed, claimed, denied, disputed, planned, not 5',
        ),
        ({"prevented": "no"}, '"prevented" must be true or false, not "no"'),
        ({"attribution": "Wire"}, '"attribution" must be a list, not "Wire"'),
        ({"weapons": [7]}, '"weapons" must be a string, not 7'),
        ({"count": "many"}, '"count" must be a whole number from 0 to 1,000,000,000, not "many"'),
        ({"count": float("inf")}, '"count" must be a whole number from 0 to 1,000,000,000, not Infinity'),
        ({"count": 10**20}, '"count" must be a whole number from 0 to 1,000,000,000, not 100000000000000000000'),
        ({"count": True}, '"count" must be a whole number from 0 to 1,000,000,000, not true'),
        ({"confidence": "0.5"}, '"confidence" must be a number from 0 to 1, not "0.5"'),
        ({"confidence": float("nan")}, '"confidence" must be a number from 0 to 1, not NaN'),
        ({"time": "today"}, '"time" must be an object, not "today"'),
        ({"places": ["Homs"]}, '"places" must be an object, not "Homs"'),
    ],
)
def test_a_wrong_event_line_names_the_field(change: dict[str, object], said: str) -> None:
    with pytest.raises(WireError) as caught:
        event_from_json({**event_to_json(AMBUSH), **change})
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("field", "change", "said"),
    [
        (
            "places",
            {"kind": 5},
            '"places.kind" must be one of country, region, admin1, city, site, not 5',
        ),
        ("places", {"lat": 134.5}, '"places.lat" must be a number from -90 to 90, not 134.5'),
        ("places", {"lon": 10**400}, f'"places.lon" must be a number from -180 to 180, not 1{"0" * 59}…'),
        ("places", {"country": 5}, '"places.country" must be a string, not 5'),
        ("places", {"name": None}, '"places.name" must be a string, not null'),
        ("places", {"countries": "SY"}, '"places.countries" must be a list, not "SY"'),
        ("actors", {"id": ["x"]}, '"actors.id" must be a string, not ["x"]'),
        (
            "actors",
            {"role": None},
            '"actors.role" must be one of perpetrator, target, victim, party, not null',
        ),
        ("casualties", {"min": "3"}, '"casualties.min" must be a whole number from 0 to 1,000,000,000, not "3"'),
        ("casualties", {"max": 2.5}, '"casualties.max" must be a whole number from 0 to 1,000,000,000, not 2.5'),
        ("casualties", {"min": 4}, "casualties from 4 to 2: the range runs backwards"),
        ("casualties", {"side": 1}, '"casualties.side" must be a string, not 1'),
        ("targets", {"kind": "castle"}, f'"targets.kind" must be one of {", ".join(TargetKind)}, not "castle"'),
        ("targets", {"text": 5}, '"targets.text" must be a string, not 5'),
        ("evidence", {"quote": 5}, '"evidence.quote" must be a string, not 5'),
        ("evidence", {"end": None}, '"evidence" needs "start" and "end"'),
    ],
)
def test_a_wrong_part_of_an_event_names_the_field(field: str, change: dict[str, object], said: str) -> None:
    row = event_to_json(AMBUSH)
    row[field][0] |= change
    with pytest.raises(WireError) as caught:
        event_from_json(row)
    assert str(caught.value).endswith(said)


def test_an_event_needs_only_its_kind() -> None:
    assert event_from_json({"type": "ied"}) == Event("bombing", "ied")
    bare = dict.fromkeys(event_to_json(AMBUSH)) | {"type": "ied", "confidence": 0.5}
    assert event_from_json(bare) == Event("bombing", "ied")


def test_an_event_kept_before_targets_were_told_has_none() -> None:
    row = event_to_json(AMBUSH)
    del row["targets"]
    assert event_from_json(row).targets == ()


def test_the_same_post_sent_twice_has_one_hash() -> None:
    assert (
        Report("Two  strikes\nhit Homs.", source="A").content_hash
        == Report("two strikes hit homs. ", source="A").content_hash
    )
    assert (
        Report("Two strikes hit Homs.", source="A").content_hash
        != Report("Two strikes hit Homs.", source="B").content_hash
    )


def test_the_same_words_on_another_day_have_another_hash() -> None:
    morning, evening = datetime(2025, 12, 18, 1, tzinfo=UTC), datetime(2025, 12, 18, 23, tzinfo=UTC)
    said = [
        Report("Kharkiv was shelled overnight.", published, source="A").content_hash for published in (morning, evening)
    ]
    assert said[0] == said[1]
    others = [evening + timedelta(hours=2), None]
    assert said[0] not in [Report("Kharkiv was shelled overnight.", other, source="A").content_hash for other in others]
    eastern = evening.astimezone(timezone(timedelta(hours=5)))
    assert Report("Kharkiv was shelled overnight.", eastern, source="A").content_hash == said[0]


def test_ranges_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="needs a start or an end"):
        TimeRange(None, None)
    with pytest.raises(ValueError, match="end after it starts"):
        TimeRange(NOON, NOON)
    with pytest.raises(ValueError, match="with a zone"):
        TimeRange(datetime(2025, 12, 13), None)
    with pytest.raises(ValueError, match="runs backwards"):
        Casualty(Outcome.KILLED, 5, 3, 5)


def test_a_range_touches_what_it_shares_a_moment_with() -> None:
    day = calendar.day_range(date(2025, 12, 13))
    assert day.touches(calendar.week_range(date(2025, 12, 13)))
    assert not day.touches(calendar.day_range(date(2025, 12, 14)))
    assert day.touches(TimeRange(None, NOON))
    assert not day.touches(TimeRange(datetime(2026, 1, 1, tzinfo=UTC), None))


@given(st.dates(date(1900, 1, 2), date(2100, 1, 1)))
def test_calendar_spans_hold_their_day(day: date) -> None:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    spans = [
        calendar.day_range(day),
        calendar.week_range(day),
        calendar.months_range(day.year, day.month, day.month),
        calendar.year_range(day.year),
    ]
    for span in spans:
        assert span.start is not None
        assert span.end is not None
        assert span.start <= noon < span.end
    assert spans[1].start is not None
    assert spans[1].start.weekday() == 0


MOMENTS = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30))


@given(MOMENTS, st.integers(-12, 14))
def test_moments_are_read_back_in_utc(moment: datetime, hours: int) -> None:
    local = moment.replace(microsecond=0, tzinfo=timezone(timedelta(hours=hours)))
    assert from_iso(iso(local)) == local


@given(MOMENTS, MOMENTS)
def test_written_moments_sort_as_moments_do(one: datetime, other: datetime) -> None:
    one, other = (moment.replace(microsecond=0, tzinfo=UTC) for moment in (one, other))
    assert (iso(one) < iso(other)) == (one < other)


@pytest.mark.parametrize(("year", "known"), [(1, False), (1899, False), (1900, True), (2099, True), (2100, False)])
def test_years_that_reports_are_of(year: int, known: bool) -> None:
    with contextlib.nullcontext() if known else pytest.raises(ValueError, match=f"from 1900 to 2099, not {year}"):
        assert calendar.of_known_years(datetime(year, 7, 1, tzinfo=UTC)).year == year


def test_kilometres_along_the_great_circle() -> None:
    assert round(kilometres(33.5138, 36.2765, 36.2021, 37.1343)) == 309  # Damascus to Aleppo
    assert round(kilometres(0, 179.5, 0, -179.5)) == 111
    assert round(kilometres(0, 0, 0, 180)) == round(kilometres(-90, 7, 90, 7)) == 20015
    assert kilometres(12.8, 45.03, 12.8, 45.03) == 0


def test_every_kind_has_a_category_words_and_an_emoji() -> None:
    for kind in kinds().values():
        assert kinds()[kind.category].category == kind.category, kind.id
        assert kind.one, kind.id
        assert kind.many, kind.id
        assert kind.emoji, kind.id
        assert kind.acled_event, kind.id


def test_attacks_take_in_strikes_bombings_killings_and_abductions_but_no_clashes() -> None:
    within = types_within("attack")
    assert {"attack", "ambush", "strike", "drone-strike", "bombing", "execution", "abduction"} <= within
    assert not {"clash", "raid", "statement", "threat"} & within
    assert types_within("drone-strike") == {"drone-strike"}
    assert category_of("drone-strike") == "strike"


def test_statements_are_never_counted() -> None:
    assert {kind.id for kind in kinds().values() if not kind.counted} == {
        kind.id for kind in kinds().values() if kind.category == "statement"
    }
