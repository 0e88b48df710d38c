"""Points in time as a question writes them, and what span each means.

A point is a `Span` (known outright), an `Annual` (a stretch of the calendar whose year may be left open: "December",
"13 December", "Q3") or a `DayNumber` ("the 13th"). All are local to the asker; `times.py` turns them into UTC.
"""

import calendar
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from domain.calendar import FIRST_YEAR, LAST_YEAR
from domain.times import Precision

ONE_DAY = timedelta(days=1)
BEGINNING, ENDING = datetime(FIRST_YEAR, 1, 1), datetime(LAST_YEAR + 1, 1, 1)


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` to `end` (not inside), local and without a zone. An open side is None. `assumed` says
    what was taken for granted. A `moment` of the clock ends a range where it begins; a `weekly` day comes every
    week."""

    start: datetime | None
    end: datetime | None
    precision: Precision = Precision.DAY
    assumed: str = ""
    moment: bool = False
    weekly: bool = False


@dataclass(frozen=True, slots=True)
class Annual:
    """A stretch of the year from (month, day) to (month, day), both inside; one that ends before it starts runs into
    the next year. Days past the end of a month stand for its last day. `year` is that of the start."""

    first: tuple[int, int]
    last: tuple[int, int]
    year: int | None = None
    precision: Precision = Precision.DAY

    def in_year(self, year: int) -> Span:
        """The stretch that starts in `year`."""
        over = 1 if self.last < self.first else 0
        start = clamped(year, *self.first)
        end = clamped(year + over, *self.last) + ONE_DAY
        return Span(at_midnight(start), at_midnight(end), self.precision)

    def latest(self, now: datetime) -> Span:
        """The most recent one that has begun by `now`."""
        year = next(year for year in (now.year, now.year - 1) if _start(self, year) <= now)
        if self.first == self.last == (2, 29):
            year -= next(back for back in range(8) if calendar.isleap(year - back))
        return self.in_year(year)


@dataclass(frozen=True, slots=True)
class DayNumber:
    """A day of a month that is not named: "the 13th", or the 10 of "10-15 December"."""

    day: int


Point = Span | Annual | DayNumber


def at_midnight(day: date) -> datetime:
    """The start of a day."""
    return datetime.combine(day, time())


def clamped(year: int, month: int, day: int) -> date:
    """The day, or the last of its month where the month is shorter; years are kept within the calendar."""
    year = min(max(year, 1), 9998)
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def days(first: date, last: date, precision: Precision = Precision.DAY, assumed: str = "") -> Span:
    """From one day to another, both inside."""
    return Span(at_midnight(first), at_midnight(last + ONE_DAY), precision, assumed)


def months(year: int, first: int, count: int, precision: Precision = Precision.MONTH) -> Span:
    """`count` whole months from month `first` of `year`; `first` may lie outside 1..12."""
    at = year * 12 + first - 1
    start, end = date(at // 12, at % 12 + 1, 1), date((at + count) // 12, (at + count) % 12 + 1, 1)
    return Span(at_midnight(start), at_midnight(end), precision)


def months_back(moment: datetime, count: int) -> datetime:
    """The same day and time `count` months earlier, or the last day of a shorter month."""
    at = moment.year * 12 + moment.month - 1 - count
    day = clamped(at // 12, at % 12 + 1, moment.day)
    return datetime.combine(day, moment.time())


def within_known_years(span: Span) -> Span:
    """The span with a side open that lies beyond the years that anything here is of: "the last 2,000 years" is all
    that was before now. One that lies wholly before them is the time before."""
    if span.end is not None and span.end <= BEGINNING:
        return Span(None, BEGINNING, span.precision, f"any time before {FIRST_YEAR}")
    if span.end is not None and span.end > ENDING:
        span = replace(span, end=None if span.start is not None else ENDING)
    if span.start is not None and span.start < BEGINNING:
        span = replace(span, start=None if span.end is not None else BEGINNING)
    return span


def resolve(point: Point, now: datetime) -> Span:
    """What a point means where it stands alone: the past is meant, the running period included."""
    if isinstance(point, Span):
        return point
    if isinstance(point, Annual):
        return point.latest(now) if point.year is None else point.in_year(point.year)
    month = now if point.day <= now.day else at_midnight(now.date().replace(day=1)) - ONE_DAY
    while calendar.monthrange(month.year, month.month)[1] < point.day:
        month = at_midnight(month.date().replace(day=1)) - ONE_DAY
    day = date(month.year, month.month, point.day)
    return days(day, day)


def stretch(first: Point, last: Point, now: datetime) -> Span | None:
    """From the start of `first` to the end of `last`; what one of them leaves out (month, year) it has from the other.

    None where they do not fit together or run backwards.
    """
    if isinstance(first, DayNumber) and isinstance(last, Span) and last.moment and last.start:
        return _hours(first.day, last.start)
    first, last = _shared(first, last)
    if isinstance(first, Annual) and isinstance(last, Annual):
        first, last = _years(first, last, now)
    elif isinstance(first, Annual) and first.year is None and isinstance(last, Span) and last.end:
        first = replace(first, year=last.end.year - (_start(first, last.end.year) >= last.end))
    begin = resolve(first, now)
    if begin.start is None:
        return None
    if isinstance(last, Annual) and last.year is None:
        over = _start(last, begin.start.year) < begin.start
        finish = last.in_year(begin.start.year + over)
    else:
        finish = resolve(last, now)
    end = finish.start if finish.moment else finish.end
    if end and finish.weekly and end <= begin.start:
        end += timedelta(days=7)
    if end and begin.moment and finish.moment and end <= begin.start:  # "between 2pm and 4pm yesterday"
        begin = replace(begin, start=datetime.combine(end.date(), begin.start.time()))
    if end is None or begin.start is None or end <= begin.start:
        return None
    return Span(begin.start, end, begin.precision)


def _hours(hour: int, until: datetime) -> Span | None:
    """From a bare hour to one of the clock: "between 3 and 5 pm"."""
    hour += 12 if until.hour >= 12 and hour < until.hour - 12 else 0
    start = until.replace(hour=hour, minute=0) if hour < 24 else until
    return Span(start, until, Precision.INSTANT) if start < until else None


def _shared(first: Point, last: Point) -> tuple[Point, Point]:
    """Give a bare day number the month and year of the other end."""
    if isinstance(first, DayNumber) and isinstance(last, Annual) and last.first == last.last:
        month = last.first[0]
        if first.day > last.first[1]:  # "28 to 3 March" began in the month before
            year = last.year if last.year is None or month > 1 else last.year - 1
            month = (month - 2) % 12 + 1
        else:
            year = last.year
        first = Annual((month, first.day), (month, first.day), year)
    if isinstance(first, DayNumber) and isinstance(last, Span) and last.start:
        first = Annual((last.start.month, first.day), (last.start.month, first.day), last.start.year)
    if isinstance(last, DayNumber) and isinstance(first, Annual):
        month = first.first[0] if last.day >= first.first[1] else first.first[0] % 12 + 1
        last = Annual((month, last.day), (month, last.day), first.year)
    if isinstance(last, DayNumber) and isinstance(first, Span) and first.start:
        last = Annual((first.start.month, last.day), (first.start.month, last.day), first.start.year)
    return first, last


def _years(first: Annual, last: Annual, now: datetime) -> tuple[Annual, Annual]:
    """Share the year between two ends; without any, the range is the most recent that has begun."""
    over = last.first < first.first
    if first.year is None and last.year is None:
        start = first.latest(now).start
        year = start.year if start else now.year
        return replace(first, year=year), replace(last, year=year + over)
    if first.year is None and last.year is not None:
        return replace(first, year=last.year - over), last
    if last.year is None and first.year is not None:
        return first, replace(last, year=first.year + over)
    return first, last


def _start(point: Annual, year: int) -> datetime:
    return at_midnight(clamped(year, *point.first))
