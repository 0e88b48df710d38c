"""When something that comes by itself is due, through summer and winter time."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given
from hypothesis import strategies as st

from handlers.scheduling.schedule import (
    EVERY_DAY,
    WORKING_DAYS,
    Schedule,
    days_in_words,
    slot_on,
    times_in_words,
    typed_days,
)

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
WALLS = st.builds(time, st.integers(0, 23), st.integers(0, 59))
DAYS = st.frozensets(st.integers(1, 7), min_size=1)


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def daily(hour: int, minute: int = 0) -> Schedule:
    """Every day at a time in Berlin."""
    return Schedule((time(hour, minute),), BERLIN)


def test_the_same_hour_on_the_wall_in_winter_and_summer() -> None:
    assert daily(8).next_slot(utc(2025, 12, 20, 12)) == utc(2025, 12, 21, 7)
    assert daily(8).next_slot(utc(2025, 7, 1, 12)) == utc(2025, 7, 2, 6)


def test_the_night_in_which_the_time_is_jumped_over_has_one_slot() -> None:
    assert daily(2, 30).next_slot(utc(2025, 3, 29, 12)) == utc(2025, 3, 30, 1, 30)  # 03:30 on the wall
    assert daily(2, 30).next_slot(utc(2025, 3, 30, 1, 30)) == utc(2025, 3, 31, 0, 30)


def test_the_night_in_which_the_time_comes_twice_has_one_slot() -> None:
    assert daily(2, 30).next_slot(utc(2025, 10, 25, 12)) == utc(2025, 10, 26, 0, 30)
    assert daily(2, 30).next_slot(utc(2025, 10, 26, 0, 30)) == utc(2025, 10, 27, 1, 30)


def test_two_times_that_the_jump_makes_one_are_one_slot() -> None:
    schedule = Schedule((time(2), time(3)), BERLIN)
    assert schedule.next_slot(utc(2025, 3, 29, 12)) == utc(2025, 3, 30, 1)
    assert schedule.next_slot(utc(2025, 3, 30, 1)) == utc(2025, 3, 31, 0)


def test_some_days_and_several_hours() -> None:
    schedule = Schedule((time(8), time(20)), ZoneInfo("UTC"), WORKING_DAYS)
    assert schedule.next_slot(utc(2025, 12, 19, 9)) == utc(2025, 12, 19, 20)  # a Friday
    assert schedule.next_slot(utc(2025, 12, 19, 20)) == utc(2025, 12, 22, 8)
    assert schedule.last_slot(utc(2025, 12, 21, 12)) == utc(2025, 12, 19, 20)
    assert schedule.slot_before(utc(2025, 12, 22, 8)) == utc(2025, 12, 19, 20)


def test_a_slot_is_of_use_the_longer_the_farther_the_next_is() -> None:
    slot = utc(2025, 12, 22, 8)
    weekly = Schedule((time(8),), ZoneInfo("UTC"), frozenset({1}))
    assert not daily(9).is_stale(slot, slot + timedelta(hours=2))
    assert daily(9).is_stale(slot, slot + timedelta(hours=2, minutes=1))
    assert not weekly.is_stale(slot, slot + timedelta(hours=14))
    assert weekly.is_stale(slot, slot + timedelta(hours=15))


@given(st.lists(WALLS, min_size=1, max_size=6).map(tuple), ZONES, DAYS, MOMENTS)
def test_now_lies_between_the_last_slot_and_the_next(
    walls: tuple[time, ...], zone: ZoneInfo, days: frozenset[int], now: datetime
) -> None:
    schedule = Schedule(walls, zone, days)
    last, following = schedule.last_slot(now), schedule.next_slot(now)
    assert last <= now < following
    assert following - last <= timedelta(days=9)
    assert schedule.next_slot(last) == following
    assert schedule.slot_before(following) == last


@given(WALLS, ZONES, MOMENTS)
def test_every_day_has_its_slot(wall: time, zone: ZoneInfo, now: datetime) -> None:
    day = now.date()
    assert slot_on(day, wall, zone) < slot_on(day + timedelta(days=2), wall, zone)


def test_a_schedule_in_words() -> None:
    assert times_in_words(Schedule((time(8), time(12), time(20)), BERLIN)) == "08:00, 12:00 and 20:00"
    assert days_in_words(EVERY_DAY) == "every day"
    assert days_in_words(frozenset({1})) == "every Monday"
    assert days_in_words(frozenset({1, 3, 5})) == "on Monday, Wednesday and Friday"
    assert typed_days(WORKING_DAYS) == "weekdays"
    assert typed_days(frozenset({1, 3, 5})) == "mon wed fri"
