"""The hours within a day: last night, overnight, this morning, the evening of Friday, 14:00, 6am on 4 March.

Each parser looks at one position and returns the point and where its writing ends, or None.
"""

from datetime import datetime, timedelta

from domain.times import Precision
from query.times.cursor import Cursor, Found, first_of
from query.times.relative_days import DAYS, WEEKDAYS, hours_of, is_day, night_from
from query.times.time_points import ONE_DAY, Span, at_midnight, resolve


def night(c: Cursor, i: int) -> Found | None:
    """Tonight, last night, overnight: from 18:00 to 06:00."""
    today = at_midnight(c.now.date())
    if c.says(i, "tonight"):
        return Found(night_from(today), i + 1)
    if c.says(i, "overnight"):
        return _overnight(c, i)
    if (c.says(i, "last") or c.says(i, "past")) and c.low(i + 1) == "night":
        return Found(night_from(today - ONE_DAY), i + 2)
    return None


def part_of_day(c: Cursor, i: int) -> Found | None:
    """This morning, the night of 13 December, the evening of Friday, in the morning."""
    at = c.past(i, "the", "in")
    this = c.says(at, "this")
    part = c.lexicon.parts_of_day.get(c.low(this or at))
    if part is None:
        return None
    end = (this or at) + 1
    if not this and c.low(end) in ("of", "on"):
        day = first_of(c, c.past(end, "of", "on", "the"), DAYS)
        span = resolve(day.point, c.now) if day else None
        if day and span and span.start and is_day(day, c):
            return Found(hours_of(span.start, part), day.end)
    if this:
        return Found(hours_of(at_midnight(c.now.date()), part), end)
    return None


def clock(c: Cursor, i: int) -> Found | None:
    """14:00, 6am, 5 pm yesterday, noon on Friday, 13 December at 14:30, midnight: the hour that begins then."""
    read = _time_of_day(c, c.past(i, "at", "around"))
    if read is None:
        return None
    past, end = read
    end = c.skip(end, "zones")
    day = first_of(c, c.past(end, "on", "of", "the"), DAYS)
    if day and is_day(day, c):
        start = resolve(day.point, c.now).start
        return Found(_hour(start + past), day.end) if start else None
    start = at_midnight(c.now.date()) + past
    return Found(_hour(start if start <= c.now else start - ONE_DAY), end)


def day_and_clock(c: Cursor, i: int) -> Found | None:
    """13 December at 14:30, yesterday 6pm, 2025-12-13T14:30:00Z."""
    if not any(c.number(j) is not None or c.low(j) in ("noon", "midnight", "midday") for j in range(i + 1, i + 9)):
        return None
    day = first_of(c, i, DAYS)
    if day is None or not is_day(day, c):
        return None
    at = c.past(day.end, "at", "t", "around")
    read = _time_of_day(c, at)
    start = resolve(day.point, c.now).start
    if read is None or start is None:
        return None
    return Found(_hour(start + read[0]), c.skip(read[1], "zones"))


def _overnight(c: Cursor, i: int) -> Found | None:
    """Overnight: 18:00 yesterday to 06:00 today; with a day ("overnight on Friday") the night that begins then."""
    day = first_of(c, c.past(i + 1, "on", "of", "the"), WEEKDAYS)
    if day and is_day(day, c):
        start = resolve(day.point, c.now).start
        return Found(night_from(start), day.end) if start else None
    return Found(night_from(at_midnight(c.now.date()) - ONE_DAY), i + 1)


def _hour(start: datetime) -> Span:
    return Span(start, start + timedelta(hours=1), Precision.INSTANT, moment=True)


def _time_of_day(c: Cursor, i: int) -> tuple[timedelta, int] | None:
    """The time since midnight, and where the writing ends."""
    if c.says(i, "noon"):
        return timedelta(hours=12), i + 1
    if c.says(i, "midnight"):
        return timedelta(), i + 1
    hour = c.number(i)
    if hour is None or hour > 24 or len(c.words[i].text) > 2:
        return None
    minute, end = _sixtieth(c, i + 1, (":", "h"))
    second, end = _sixtieth(c, end, (":",)) if minute is not None else (None, end)
    past = timedelta(minutes=minute or 0, seconds=second or 0)
    half = c.low(end)
    if half in ("am", "pm") and 1 <= hour <= 12:
        return timedelta(hours=hour % 12 + (12 if half == "pm" else 0)) + past, end + 1
    if half == "oclock":
        return timedelta(hours=hour % 24), end + 1
    return (timedelta(hours=hour % 24) + past, end) if minute is not None else None


def _sixtieth(c: Cursor, i: int, marks: tuple[str, ...]) -> tuple[int | None, int]:
    """Two digits of minutes or seconds behind their mark, and where they end."""
    value = c.number(i)
    written = value is not None and c.before(i) in marks and c.glued(i) and len(c.words[i].text) == 2
    return (value, i + 1) if written and value is not None and value < 60 else (None, i)


WITHIN_DAYS = (night, part_of_day, clock, day_and_clock)
