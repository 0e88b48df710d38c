"""A day is a day in every zone: what is known to the day is of that day wherever one asks, what has an hour is not."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.calendar import day_range, days, months_range, week_range
from domain.events import Event, Evidence
from domain.reports import Report
from domain.taxonomy import category_of
from domain.times import Precision, TimeRange
from knowledge.world import World
from query.ask import ask
from store.database import open_for_reading, open_for_writing
from store.writing.reports import add_report

NOW = datetime(2026, 1, 20, 12, tzinfo=UTC)
FIRST = date(2025, 11, 25)
DAYS = [FIRST + timedelta(days=number) for number in range(40)]
HOURS = (timedelta(hours=2, minutes=10), timedelta(hours=23, minutes=40))
WEEK, MONTH = week_range(date(2025, 12, 10)), months_range(2025, 12, 12)
SPAN = days(date(2025, 12, 3), date(2025, 12, 5), Precision.UNKNOWN)
ZONES = st.sampled_from(sorted(available_timezones()))


def at(moment: datetime) -> TimeRange:
    return TimeRange(moment, moment + timedelta(minutes=1), Precision.INSTANT)


MOMENTS = [datetime(day.year, day.month, day.day, tzinfo=UTC) + hour for day in DAYS for hour in HOURS]
EVENTS = {
    "ambush": [day_range(day) for day in DAYS],
    "air-strike": [at(moment) for moment in MOMENTS],
    "raid": [WEEK],
    "clash": [MONTH],
    "protest": [SPAN],
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """An ambush on each day, two air strikes a day known by the minute, a raid in some week, clashes in some month."""
    path = tmp_path_factory.mktemp("zones") / "index.db"
    with closing(open_for_writing(path)) as writer:
        for kind, times in EVENTS.items():
            events = [Event(category_of(kind), kind, time=time, evidence=(Evidence(0, 4, "Text"),)) for time in times]
            add_report(writer, Report(kind, NOW, source="Wire"), events)
    with closing(open_for_reading(path)) as reader:
        yield reader


def count(question: str, zone: str, index: sqlite3.Connection, world: World, now: datetime = NOW) -> int:
    return ask(question, now, index, world, zone=ZoneInfo(zone)).count


@settings(deadline=None, max_examples=60)
@given(zone=ZONES, day=st.sampled_from(DAYS))
def test_a_day_asked_for(zone: str, day: date, index: sqlite3.Connection, world: World) -> None:
    said = f"on {day.day} {day:%B %Y}"
    assert count(f"ambushes {said}", zone, index, world) == 1
    local = sum(moment.astimezone(ZoneInfo(zone)).date() == day for moment in MOMENTS)
    assert count(f"air strikes {said}", zone, index, world) == local
    for kind, (time,) in (("raids", EVENTS["raid"]), ("clashes", EVENTS["clash"]), ("protests", EVENTS["protest"])):
        assert count(f"{kind} {said}", zone, index, world) == int(day_range(day).touches(time)), kind


@settings(deadline=None, max_examples=30)
@given(zone=ZONES)
def test_a_week_a_month_and_an_open_time(zone: str, index: sqlite3.Connection, world: World) -> None:
    assert count("ambushes in December 2025", zone, index, world) == 31
    assert count("ambushes in November 2025", zone, index, world) == 6
    assert count("ambushes since 30 December 2025", zone, index, world) == 5
    assert count("ambushes before 27 November 2025", zone, index, world) == 2
    assert count("raids from 15 to 21 December 2025", zone, index, world) == 0
    assert count("clashes in November 2025", zone, index, world) == 0
    local = sum(moment.astimezone(ZoneInfo(zone)).month == 12 for moment in MOMENTS)
    assert count("air strikes in December 2025", zone, index, world) == local


@settings(deadline=None, max_examples=30)
@given(zone=ZONES, moment=st.datetimes(datetime(2025, 12, 2), datetime(2025, 12, 28)))
def test_words_that_go_with_the_clock(zone: str, moment: datetime, index: sqlite3.Connection, world: World) -> None:
    now = moment.replace(tzinfo=UTC)
    today = now.astimezone(ZoneInfo(zone)).date()
    for said, day in (("today", today), ("yesterday", today - timedelta(days=1))):
        answer = ask(f"ambushes {said}", now, index, world, zone=ZoneInfo(zone))
        assert [stored.event.time for stored in answer.events] == [day_range(day)]
    assert 1 <= count("ambushes in the last 24 hours", zone, index, world, now) <= 2


@settings(deadline=None, max_examples=30)
@given(zone=ZONES)
def test_days_and_months_of_a_series(zone: str, index: sqlite3.Connection, world: World) -> None:
    def per(step: str, kind: str, when: str) -> dict[str, int]:
        answer = ask(f"{kind} per {step} {when}", NOW, index, world, zone=ZoneInfo(zone))
        return {part.key: part.value for part in answer.series or ()}

    assert per("day", "ambushes", "in December 2025") == {f"2025-12-{number:02}": 1 for number in range(1, 32)}
    assert per("month", "ambushes", "") == {"2025-11": 6, "2025-12": 31, "2026-01": 3}
    local = [moment.astimezone(ZoneInfo(zone)).date().isoformat() for moment in MOMENTS]
    assert per("month", "air strikes", "") == Counter(day[:7] for day in local)
    assert per("day", "air strikes", "in December 2025") == Counter(day for day in local if day[:7] == "2025-12")


def test_an_hour_on_the_night_when_the_clocks_go_back(index: sqlite3.Connection, world: World) -> None:
    first = datetime(2025, 10, 26, 0, 59, tzinfo=UTC)  # 2:59 in summer time, an hour later 2:59 in winter time
    time = TimeRange(first, first + timedelta(hours=1)).on_the_wall(ZoneInfo("Europe/Berlin"))
    assert (time.start, time.end) == (first + timedelta(hours=2), first + timedelta(hours=3))
    assert count("ambushes in the last hour", "Europe/Berlin", index, world, first + timedelta(hours=1)) == 0


def test_a_follow_up_keeps_the_zone_of_the_days_that_it_keeps(index: sqlite3.Connection, world: World) -> None:
    before = ask("raids on 18 December 2025", NOW, index, world, zone=ZoneInfo("America/New_York")).reading
    after = ask("and ambushes?", NOW, index, world, zone=ZoneInfo("Asia/Tokyo"), previous=before)
    assert [stored.event.time for stored in after.events] == [day_range(date(2025, 12, 18))]
    assert "18 December 2025" in ask("ambushes on 18 December", NOW, index, world, zone=ZoneInfo("Asia/Tokyo")).text
