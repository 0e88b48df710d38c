"""Every convention of time expressions: the tables stand in `times.txt` and `dateless.txt`."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from query.times.grammar import TimeSpan, find_times
from query.tokens import cut

NOW = datetime(2026, 3, 11, 15, 30, tzinfo=UTC)
HERE = Path(__file__).parent


def rows(name: str) -> list[str]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def best(question: str, now: datetime = NOW, zone: str = "UTC") -> TimeSpan | None:
    spans = find_times(cut(question), now, ZoneInfo(zone))
    return max(spans, key=lambda span: span.sure * (span.end - span.start), default=None)


def moment(text: str) -> datetime | None:
    return None if text == "-" else datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize("row", rows("times.txt"))
def test_a_wording_means_its_span(row: str) -> None:
    wording, start, end = (cell.strip() for cell in row.split("|"))
    found = best(f"attacks in Kabul {wording}")
    assert found is not None
    assert (found.time.start, found.time.end) == (moment(start), moment(end))


@pytest.mark.parametrize("question", [q for q in rows("dateless.txt") if "battalion" not in q])
def test_a_question_without_a_time_gets_none(question: str) -> None:
    assert find_times(cut(question), NOW) == []


@pytest.mark.parametrize("figures", ["99991231", "00010101", "18991231", "20251399"])
@pytest.mark.parametrize("before", ["strikes", "week of", "since", "until", "between 20250101 and", "3 days before"])
def test_eight_figures_are_a_day_of_a_year_that_questions_are_of(before: str, figures: str) -> None:
    found = find_times(cut(f"{before} {figures}"), NOW)
    assert not any(span.end == len(cut(f"{before} {figures}")) for span in found)


def test_words_of_a_name_hold_no_date() -> None:
    words = cut("attacks by the 17 May battalion")
    assert find_times(words, NOW, blocked=frozenset({3, 4, 5})) == []
    assert find_times(words, NOW) != []


def test_a_day_is_the_askers_own() -> None:
    found = best("strikes yesterday", zone="Europe/Kyiv")
    assert found is not None
    assert found.time.start == datetime(2026, 3, 9, 22, tzinfo=UTC)
    assert found.time.end == datetime(2026, 3, 10, 22, tzinfo=UTC)


def test_today_is_already_tomorrow_further_east() -> None:
    found = best("strikes today", now=datetime(2026, 3, 11, 20, tzinfo=UTC), zone="Asia/Karachi")
    assert found is not None
    assert found.time.start == datetime(2026, 3, 11, 19, tzinfo=UTC)


@given(st.lists(st.sampled_from([word for row in rows("times.txt") for word in row.split("|")[0].split()]), max_size=9))
def test_any_shuffle_of_time_words_is_read_or_left(words: list[str]) -> None:
    for span in find_times(cut(" ".join(words)), NOW):
        assert span.time.start is None or span.time.end is None or span.time.start < span.time.end


@given(st.dates(min_value=datetime(1990, 1, 1).date(), max_value=datetime(2035, 1, 1).date()), st.booleans())
def test_every_full_date_is_read_back(day: datetime, month_first: bool) -> None:
    written = f"{day:%B} {day.day}, {day.year}" if month_first else f"{day.day} {day:%b} {day.year}"
    found = best(f"clashes in Taiz on {written}")
    assert found is not None
    assert found.time.start == datetime(day.year, day.month, day.day, tzinfo=UTC)
    assert found.time.end == found.time.start + timedelta(days=1)
