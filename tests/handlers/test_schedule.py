"""When a digest is due, through summer and winter time, and how `/digest …` is read."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.schedule import DigestError, Unwanted, Wanted, last_slot, next_slot, read_digest, slot_on

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
WALLS = st.builds(time, st.integers(0, 23), st.integers(0, 59))


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def test_the_same_hour_on_the_wall_in_winter_and_summer() -> None:
    assert next_slot(time(8), BERLIN, utc(2025, 12, 20, 12)) == utc(2025, 12, 21, 7)
    assert next_slot(time(8), BERLIN, utc(2025, 7, 1, 12)) == utc(2025, 7, 2, 6)


def test_the_night_in_which_the_time_is_jumped_over_has_one_slot() -> None:
    assert next_slot(time(2, 30), BERLIN, utc(2025, 3, 29, 12)) == utc(2025, 3, 30, 1, 30)  # 03:30 on the wall
    assert next_slot(time(2, 30), BERLIN, utc(2025, 3, 30, 1, 30)) == utc(2025, 3, 31, 0, 30)


def test_the_night_in_which_the_time_comes_twice_has_one_slot() -> None:
    assert next_slot(time(2, 30), BERLIN, utc(2025, 10, 25, 12)) == utc(2025, 10, 26, 0, 30)
    assert next_slot(time(2, 30), BERLIN, utc(2025, 10, 26, 0, 30)) == utc(2025, 10, 27, 1, 30)


@given(WALLS, ZONES, MOMENTS)
def test_now_lies_between_the_last_slot_and_the_next(wall: time, zone: ZoneInfo, now: datetime) -> None:
    last, following = last_slot(wall, zone, now), next_slot(wall, zone, now)
    assert last <= now < following
    assert following - last <= timedelta(hours=72)
    assert next_slot(wall, zone, last) == following


@given(WALLS, ZONES, MOMENTS)
def test_every_day_has_its_slot(wall: time, zone: ZoneInfo, now: datetime) -> None:
    day = now.date()
    assert slot_on(day, wall, zone) < slot_on(day + timedelta(days=2), wall, zone)


def test_reading_what_is_wanted() -> None:
    wanted = Wanted(time(8), BERLIN, "strikes in Syria")
    assert read_digest(["08:00", "Europe/Berlin", "strikes", "in", "Syria"], ZoneInfo("UTC")) == wanted
    assert read_digest(["8.00", "europe/berlin", "strikes", "in", "Syria"], ZoneInfo("UTC")) == wanted
    assert read_digest(["08:00", "strikes", "in", "Syria"], BERLIN) == wanted
    assert read_digest(["@newsroom", "08:00", "Europe/Berlin", "strikes", "in", "Syria"], ZoneInfo("UTC")) == Wanted(
        time(8), BERLIN, "strikes in Syria", "@newsroom"
    )
    assert read_digest(["off", "12"], BERLIN) == Unwanted(12)
    assert read_digest(["@newsroom", "off", "12"], BERLIN) == Unwanted(12, "@newsroom")
    assert read_digest(["off", "12", "@newsroom"], BERLIN) == Unwanted(12, "@newsroom")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("", "Write it like this"),
        ("tomorrow strikes", "no time of day"),
        ("25:00 strikes", "no time of day"),
        ("08:00 Europe/Atlantis strikes", "do not know the time zone"),
        ("08:00 Europe/Berlin", "What should the digest be about"),
        ("off", "no digest number"),
        ("off seven", "no digest number"),
    ],
)
def test_what_cannot_be_read_is_answered_with_how_to_write_it(words: str, answer: str) -> None:
    with pytest.raises(DigestError, match=answer):
        read_digest(words.split(), BERLIN)


@given(st.lists(st.text(min_size=1), max_size=8))
def test_any_words_are_read_or_answered(words: list[str]) -> None:
    try:
        read: object = read_digest(words, BERLIN)
    except DigestError as error:
        read = str(error)
    assert isinstance(read, Wanted | Unwanted) or read
