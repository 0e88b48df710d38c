"""Days named from now: today, the day before yesterday, last Friday, Friday evening, Friday 13 December.

Each parser looks at one position and returns the point and where its writing ends, or None.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from domain.times import Precision
from query.times.cursor import Cursor, Found, Parsers, first_of
from query.times.dates import WRITTEN
from query.times.time_points import ONE_DAY, Annual, DayNumber, Span, days, resolve


def near_day(c: Cursor, i: int) -> Found | None:
    """Today, yesterday, tomorrow, the day before yesterday, yesterday evening."""
    today = c.now.date()
    for role, back in (("today", 0), ("yesterday", 1), ("tomorrow", -1)):
        end = c.says(i, role)
        if end:
            return with_part(c, Found(days(today - back * ONE_DAY, today - back * ONE_DAY), end))
    at = c.past(i, "the")
    for words, role, back in (("before", "yesterday", 2), ("after", "tomorrow", -2)):
        if c.low(at) == "day" and c.low(at + 1) == words and c.says(at + 2, role):
            return Found(days(today - back * ONE_DAY, today - back * ONE_DAY), at + 3)
    return None


def weekday(c: Cursor, i: int) -> Found | None:
    """Friday, last Friday, on Friday night, Friday last week, Friday 13 December."""
    at = i
    which = next((role for role in ("last", "past", "this", "next") if c.says(i, role)), "")
    if which:
        at = i + 1
        at += c.low(at) in ("past", "last")
    number = c.lexicon.weekdays.get(c.low(at))
    if number is None:
        return None
    if number == 0 and c.low(at + 1) == "of" and c.low(at + 2) == "last":
        at += 1
    written = first_of(c, c.past(at + 1, "the"), WRITTEN)
    if written and isinstance(written.point, (Annual, Span, DayNumber)) and is_day(written, c):
        return with_part(c, written)
    today = c.now.date()
    monday = today - timedelta(days=today.weekday())
    after = c.past(at + 1, "of")
    if c.says(after, "last") and c.lexicon.units.get(c.low(after + 1)) == "week":
        day = monday - timedelta(days=7 - number)
        return with_part(c, Found(days(day, day), after + 2))
    if c.says(after, "this") and c.lexicon.units.get(c.low(after + 1)) == "week":
        day = monday + timedelta(days=number)
        return with_part(c, Found(days(day, day), after + 2))
    if which == "next":
        day = monday + timedelta(days=7 + number)
    else:
        back = (today.weekday() - number) % 7
        day = today - timedelta(days=back if back or which == "this" else 7)
    return with_part(c, Found(replace(days(day, day), weekly=True), at + 1))


def with_part(c: Cursor, found: Found) -> Found:
    """A part of the day after its name: yesterday morning, Friday night."""
    part = c.lexicon.parts_of_day.get(c.low(found.end))
    span = resolve(found.point, c.now)
    if part is None or span.start is None:
        return found
    return Found(hours_of(span.start, part), found.end + 1)


def is_day(found: Found, c: Cursor) -> bool:
    """Whether a find is one calendar day."""
    span = resolve(found.point, c.now)
    return span.start is not None and span.end is not None and span.end - span.start == ONE_DAY


def hours_of(day: datetime, part: tuple[int, int]) -> Span:
    """The hours of a part of a day."""
    return Span(day + timedelta(hours=part[0]), day + timedelta(hours=part[1]), Precision.INSTANT)


def night_from(day: datetime) -> Span:
    """The night that begins on a day: 18:00 to 06:00."""
    return Span(day + timedelta(hours=18), day + timedelta(hours=30), Precision.INSTANT)


NAMED = (near_day, weekday)
DAYS = Parsers("days", (*WRITTEN.each, *NAMED))
WEEKDAYS = Parsers("weekdays", (*WRITTEN.each, weekday))
ANCHORS = Parsers("anchors", (*WRITTEN.each, weekday, near_day))
