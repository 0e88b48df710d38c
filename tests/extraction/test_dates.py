"""Expressions of time → days, normalised against Thursday, 18 December 2025; and which of them dates an event."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import day_range
from domain.times import Precision
from extraction.pipeline import Extractor
from extraction.times.calendar_dates import Reference
from extraction.times.normalisation import normalise
from extraction.times.patterns import expressions
from tests.extraction.slots import day, events

TODAY = date(2025, 12, 18)


def normalised(text: str, anchor: date | None = None, ahead: bool = False) -> str:
    """The first expression of the text as "first..last", both inside."""
    kind, match = expressions(text)[0]
    time = normalise(kind, match, Reference(TODAY, day_range(anchor) if anchor else None, ahead, 12))
    if time is None or time.start is None or time.end is None:
        return ""
    first = time.start.date().isoformat()
    last = datetime.fromtimestamp(time.end.timestamp() - 1, UTC).date().isoformat()
    return first if first == last else f"{first}..{last}"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        # full dates
        ("on 2 December 2025", "2025-12-02"),
        ("on December 2, 2025", "2025-12-02"),
        ("Tuesday 2 December 2025", "2025-12-02"),
        ("2025-12-02", "2025-12-02"),
        ("02.12.2025", "2025-12-02"),
        # without a year: the most recent, or the coming one where it is close
        ("on 8 December", "2025-12-08"),
        ("on Dec. 8", "2025-12-08"),
        ("on the 8th of December", "2025-12-08"),
        ("on 20 July", "2025-07-20"),
        ("on 22 December", "2025-12-22"),
        ("on 5 January", "2026-01-05"),
        # before an entry of a list, in a table or a signal
        ("\n- 03/12 Bria: two dead", "2025-12-03"),
        ("Mon 15 - Bria", "2025-12-15"),
        ("111930Z: contact", "2025-12-11"),
        ("past 24 hours", "2025-12-17..2025-12-18"),
        # weekdays: the most recent on or before publication
        ("on Wednesday", "2025-12-17"),
        ("on Thursday", "2025-12-18"),
        ("on Friday night", "2025-12-12..2025-12-13"),
        ("last Thursday", "2025-12-11"),
        ("Monday's attack", "2025-12-15"),
        # days around publication
        ("earlier today", "2025-12-18"),
        ("yesterday evening", "2025-12-17"),
        ("the day before yesterday", "2025-12-16"),
        ("this afternoon", "2025-12-18"),
        ("overnight", "2025-12-17..2025-12-18"),
        ("last night", "2025-12-17..2025-12-18"),
        ("overnight into Monday", "2025-12-14..2025-12-15"),
        ("three days ago", "2025-12-15"),
        ("in the past 24 hours", "2025-12-17..2025-12-18"),
        # weeks, months, years
        ("last week", "2025-12-08..2025-12-14"),
        ("last weekend", "2025-12-13..2025-12-14"),
        ("last month", "2025-11-01..2025-11-30"),
        ("in October", "2025-10-01..2025-10-31"),
        ("in early December", "2025-12-01..2025-12-10"),
        ("in February 2022", "2022-02-01..2022-02-28"),
        ("between January and March", "2025-01-01..2025-03-31"),
        ("from May to July 2019", "2019-05-01..2019-07-31"),
        ("for the second day running", "2025-12-18"),
        ("for a third consecutive night", "2025-12-18"),
        ("last year's", "2024-01-01..2024-12-31"),
        ("in 2014", "2014-01-01..2014-12-31"),
        ("the summer of 2014", "2014-06-01..2014-08-31"),
        ("the third quarter of the year", "2025-07-01..2025-09-30"),
        # ranges, both ends inside
        ("4–10 November 2025", "2025-11-04..2025-11-10"),
        ("between 11-13 Dec.", "2025-12-11..2025-12-13"),
        ("the night of 22 to 23 November", "2025-11-22..2025-11-23"),
        ("October 25-26, 2016", "2016-10-25..2016-10-26"),
        ("28 October - 3 November 2025", "2025-10-28..2025-11-03"),
        # holidays
        ("on Christmas Eve", "2024-12-24"),
        ("on Thanksgiving Day", "2025-11-27"),
    ],
)
def test_normalised_against_publication(text: str, days: str) -> None:
    assert normalised(text) == days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("the same day", "2025-11-05"),
        ("that night", "2025-11-05"),
        ("the next day", "2025-11-06"),
        ("the day before", "2025-11-04"),
        ("two days later", "2025-11-07"),
        ("a week earlier", "2025-10-27..2025-11-02"),
        ("hours later", "2025-11-05"),
        ("at around 9 p.m.", "2025-11-05"),
    ],
)
def test_normalised_against_the_time_stated_before(text: str, days: str) -> None:
    assert normalised(text, anchor=date(2025, 11, 5)) == days


def test_nothing_to_normalise_against_gives_no_time() -> None:
    assert normalised("the same day") == ""
    kind, match = expressions("on Friday")[0]
    assert normalise(kind, match, Reference(None)) is None


def test_the_tense_sends_a_weekday_ahead() -> None:
    assert normalised("on Monday", ahead=True) == "2025-12-22"


@pytest.mark.parametrize(
    "text", ["he may go", "they march on", "31 November", "the sun set", "second place", "at 5 km"]
)
def test_what_is_no_time(text: str) -> None:
    assert [normalised(text) for _ in expressions(text)] in ([], [""])


def test_a_moment_with_its_zone_is_an_instant() -> None:
    kind, match = expressions("2025-12-07 06:40 UTC")[0]
    time = normalise(kind, match, Reference(TODAY))
    assert time is not None
    assert (time.start, time.precision) == (datetime(2025, 12, 7, 6, 40, tzinfo=UTC), Precision.INSTANT)


def test_a_date_over_the_line_dates_it(extractor: Extractor) -> None:
    text = "9 December: Shelling of Nikopol killed one man.\n10 December: A drone hit a bus in Kherson."
    assert [day(event) for event in events(extractor, text)] == ["2025-12-09", "2025-12-10"]


def test_the_month_over_a_chronology_gives_its_entries_their_year(extractor: Extractor) -> None:
    text = "March 2004\n- 2 March: bombs killed 170 people in Karbala.\n- 9 March: gunmen shot dead a judge in Mosul."
    assert [day(event) for event in events(extractor, text)] == ["2004-03-02", "2004-03-09"]


def test_an_entry_with_its_hour_is_of_the_day_of_publication(extractor: Extractor) -> None:
    text = "14:10 A bomb killed two people in Quetta on Tuesday.\n\n12:50 Jets bombed a base outside Kermanshah."
    assert [day(event) for event in events(extractor, text)] == ["2025-12-16", "2025-12-18"]


def test_a_dateline_dates_the_news_that_gives_no_other_day(extractor: Extractor) -> None:
    text = "ODESA, Dec 17 – A missile struck a warehouse in the port of Odesa, officials said."
    assert [day(event) for event in events(extractor, text)] == ["2025-12-17"]


def test_a_post_of_the_moment_is_of_its_own_day_and_an_article_is_not(extractor: Extractor) -> None:
    post = "BREAKING: missile hits apartment block in Sumy, 3 dead so far"
    assert [day(event) for event in events(extractor, post)] == ["2025-12-18"]
    article = "A missile struck an apartment block in Sumy. Three people were killed."
    assert [day(event) for event in events(extractor, article)] == [""]


@given(st.integers(0, 10**12), st.sampled_from(("minutes", "hours", "days", "nights", "weeks", "months", "years")))
def test_a_length_of_any_size_leads_to_a_year_that_reports_tell_of_or_nowhere(number: int, unit: str) -> None:
    for wording in ("{} {} ago", "the past {} {}", "{} {} later", "{} {} earlier", "a day {} {} before"):
        for kind, match in expressions(wording.format(number, unit)):
            time = normalise(kind, match, Reference(TODAY, day_range(TODAY)))
            assert time is None or time.start is None or 1900 <= time.start.year <= 2099


def test_what_has_happened_is_not_dated_long_after_it_was_told(extractor: Extractor) -> None:
    told = "A car bomb killed five people in Aden on {}, police said."
    assert [day(event) for event in events(extractor, told.format("16 December 2052"))] == [""]
    assert [day(event) for event in events(extractor, told.format("16 December 2025"))] == ["2025-12-16"]
    planned = events(extractor, "The army will withdraw from Aden on 1 June 2027, a minister said.")
    assert [day(event) for event in planned] == ["2027-06-01"]


@given(st.text(max_size=300))
def test_any_text_is_searched_without_an_error(text: str) -> None:
    found = expressions(text)
    assert all(one.end() <= other.start() for (_, one), (_, other) in pairwise(found))
    assert all(normalise(kind, match, Reference(TODAY)) is None or match.group() for kind, match in found)
