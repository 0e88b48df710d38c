"""Dates as written: days, months, years, quarters, halves, seasons, holidays, and parts of months and years.

Each parser looks at one position and returns the point and where its writing ends, or None. Day first: 03/08 is
3 August, unless only the month can come first (12/25).
"""

from dataclasses import replace
from datetime import date, timedelta

from domain.calendar import FIRST_YEAR, LAST_YEAR
from domain.times import Precision
from query.times.cursor import Cursor, Found, Parsers, first_of
from query.times.holidays import easter, islamic_spans
from query.times.time_points import Annual, DayNumber, Point, Span, at_midnight, clamped, days, months

OF_LATE = 2000  # as a figure before people a year up to this one is rather an amount
MONTH_END = 31  # `clamped` makes it the last day of any month


def iso_date(c: Cursor, i: int) -> Found | None:
    """2025-12-13, 2025/12/13, 2025.12.13, with a time after it or not; 2025-12; 20251213."""
    whole = c.number(i)
    if whole is not None and len(c.words[i].text) == 8:
        day = _day(whole // 10000, whole // 100 % 100, whole % 100)
        return Found(days(day, day), i + 1) if day else None
    year = c.year(i)
    if year is None or c.before(i + 1) not in ("-", "/", ".") or not c.glued(i + 1):
        return None
    month, day_number = c.number(i + 1), c.number(i + 2)
    if month is None or not 1 <= month <= 12:
        return None
    if day_number is not None and c.glued(i + 2) and c.before(i + 2) == c.before(i + 1):
        day = _day(year, month, day_number)
        return Found(days(day, day), i + 3) if day else None
    return Found(months(year, month, 1), i + 2) if len(c.low(i + 1)) == 2 else None


def numeric_date(c: Cursor, i: int) -> Found | None:
    """13/12, 13/12/2025, 13.12.25, 13-12-2025, 12/2025."""
    first, mark, second = c.number(i), c.before(i + 1), c.number(i + 2 - 1)
    if first is None or second is None or mark not in ("/", ".", "-") or not c.glued(i + 1):
        return None
    if f"{c.low(i)}{mark}{c.low(i + 1)}" in c.lexicon.idioms:
        return None
    if 1 <= first <= 12 and mark != "-" and c.year(i + 1) is not None:
        return Found(months(second, first, 1), i + 2)
    pair = _day_and_month(first, second)
    if pair is None:
        return None
    year = _written_year(c, i + 2) if c.glued(i + 2) and c.before(i + 2) == mark else None
    if year is not None:
        day = _day(year, pair[1], pair[0])
        return Found(days(day, day), i + 3) if day else None
    fraction = mark == "." and not c.before(i + 2).startswith(".")
    if mark == "-" or (fraction and (len(c.low(i + 1)) < 2 or c.low(i + 2) in c.lexicon.counted)):
        return None  # 10-12 is a range of something, 1.5 a fraction
    point = Annual((pair[1], pair[0]), (pair[1], pair[0]))
    return Found(point, i + 2)


def day_month(c: Cursor, i: int) -> Found | None:
    """13 December, 13th of December 2025, the 13 Dec '25."""
    number = c.number(i)
    if number is None or not 1 <= number <= 31:
        return None
    at = c.past(i + 1, "st", "nd", "rd", "th")
    at = c.past(at, "of", "day")
    month = c.lexicon.months.get(c.low(at))
    if month is None or not _valid(month, number):
        return None
    return _with_year(c, at + 1, Annual((month, number), (month, number)))


def month_day(c: Cursor, i: int) -> Found | None:
    """December 13, Dec 13th, 2025."""
    month, number = c.lexicon.months.get(c.low(i)), c.number(i + 1)
    at = i + 1
    if month and number is None and c.low(i + 1) == "the":
        number, at = c.number(i + 2), i + 2
    if month is None or number is None or not _valid(month, number) or "'" in c.before(at) or "’" in c.before(at):
        return None
    at = c.past(at + 1, "st", "nd", "rd", "th")
    return _with_year(c, at, Annual((month, number), (month, number)))


def day_number(c: Cursor, i: int) -> Found | None:
    """The 13th: a day of a month that is not named."""
    number = c.number(i)
    ordinal = c.low(i + 1) in ("st", "nd", "rd", "th") and c.glued(i + 1)
    if number is None or not ordinal or not 1 <= number <= 31:
        return None
    led = c.low(i - 1) if c.low(i - 1) != "the" else c.low(i - 2)
    roles = ("since", "after", "before", "until", "to", "between")
    if i + 2 < len(c.words) and led not in ("on", "and") and not any((led,) in c.lexicon.words[role] for role in roles):
        return None  # "the 5th brigade"
    return Found(DayNumber(number), i + 2)


def month(c: Cursor, i: int) -> Found | None:
    """December, Dec 2025, the month of December, December last year, December of 2024."""
    number = c.lexicon.months.get(c.low(i))
    if number is None:
        return None
    return _with_year(c, i + 1, Annual((number, 1), (number, MONTH_END), precision=Precision.MONTH))


def year(c: Cursor, i: int) -> Found | None:
    """2025, the year 2025, the 2010s."""
    at = c.past(i, "the", "year", "of")
    value = c.year(at)
    if value is None or (c.low(at + 1) in c.lexicon.counted and not _is_of_late(c, at, value)):
        return None
    if c.low(at + 1) == "s" and c.glued(at + 1) and value % 10 == 0:
        return Found(Span(at_midnight(date(value, 1, 1)), at_midnight(date(value + 10, 1, 1)), Precision.YEAR), at + 2)
    return Found(months(value, 1, 12, Precision.YEAR), at + 1)


def _is_of_late(c: Cursor, at: int, value: int) -> bool:
    """Whether a figure before people or events is rather the year: "tigray 2021 civilians", not "over 2021 killed"."""
    return OF_LATE < value <= c.now.year and (at == 0 or c.low(at - 1) not in c.lexicon.before_amounts)


def quarter(c: Cursor, i: int) -> Found | None:
    """Q3, Q3 2025, 2025 Q3, third quarter of 2025, H1 2024, first half of 2025."""
    leading = c.year(i)
    at = i if leading is None else i + 1
    size, number, end = _quarter_or_half(c, at)
    if not size:
        return None
    first = (number - 1) * size + 1
    point = Annual((first, 1), (first + size - 1, MONTH_END), leading, Precision.MONTH)
    if leading is not None:
        return Found(point, end)
    written = end > at + 1  # "third quarter", not "q3"
    found = _with_year(c, c.past(end, "of", "the", "year") if written else end, point)
    return found if found.point != point or not written or size == 3 else None


def season(c: Cursor, i: int) -> Found | None:
    """Summer 2025, last winter, winter 2024-25, in the spring of 2022."""
    low = c.low(i)
    bounds = c.lexicon.seasons.get(low)
    if bounds is None:
        return None
    found = _with_year(c, i + 1, Annual((bounds[0], 1), (bounds[1], MONTH_END), precision=Precision.MONTH))
    end = found.end
    short = c.number(end)
    if short is not None and c.glued(end) and c.before(end) in ("-", "/", "–") and end > i + 1:
        end += 1
    led = c.low(i - 1) in ("the", "this", "last", "in", "since", "during", "past", "until", "before", "after")
    if end == i + 1 and not led and low not in ("summer", "winter"):
        return None
    return Found(found.point, end)


def holiday(c: Cursor, i: int) -> Found | None:
    """New Year's Eve, Christmas 2024, Ramadan, Eid al-Fitr 2023, Easter."""
    at = c.past(i, "the")
    if c.low(at) not in c.lexicon.begins_holidays:
        return None
    for length in (4, 3, 2, 1):
        name = tuple(c.low(j) for j in range(at, at + length))
        fixed = c.lexicon.holidays.get(name)
        if fixed:
            return _with_year(c, at + length, Annual(fixed, fixed))
        moving = c.lexicon.islamic.get(name) or c.lexicon.easter.get(name)
        if moving:
            return _moving_holiday(c, at + length, name)
    return None


def part_of(c: Cursor, i: int) -> Found | None:
    """Early December, mid 2024, the end of last month, first week of December, the last 10 days of November."""
    at = c.past(i, "the")
    for which, role in enumerate(("early", "mid", "late")):
        end = c.says(at, role)
        if end:
            inner = _container(c, c.past(end, "of", "the", "in"))
            if inner and not (role == "early" and c.low(at) in ("beginning", "start") and end == inner.end):
                part = _third(inner.point, which)
                return Found(part, inner.end) if part else None
    return _numbered_part(c, at)


def _numbered_part(c: Cursor, i: int) -> Found | None:
    nth = c.lexicon.ordinals.get(c.low(i)) or (0 if c.says(i, "last") else None)
    if nth is None:
        return None
    count, at = c.amount(i + 1), i + 2
    if count is None:
        count, at = 1, i + 1
    unit = c.lexicon.units.get(c.low(at))
    half = c.low(at) == "half" and count == 1
    if (unit not in ("day", "week", "month") and not half) or c.low(at + 1) != "of":
        return None
    inner = _container(c, c.past(at + 2, "the"))
    point = inner.point if inner else None
    if unit == "month":
        return _months_of(inner, nth, count)
    if inner is None or not isinstance(point, Annual) or point.precision is not Precision.MONTH:
        return None
    month_number = point.first[0]
    if half:
        bounds = (
            ((month_number, 1), (month_number, 15)) if nth == 1 else ((month_number, 16), (month_number, MONTH_END))
        )
        return Found(replace(point, first=bounds[0], last=bounds[1], precision=Precision.DAY), inner.end)
    length = count * (7 if unit == "week" else 1)
    if nth:
        first, last = (nth - 1) * length + 1, nth * length
    else:
        first, last = _month_length(month_number) - length + 1, MONTH_END
    if not 1 <= first <= 31:
        return None
    return Found(replace(point, first=(month_number, first), last=(month_number, min(last, 31))), inner.end)


def _months_of(inner: Found | None, nth: int, count: int) -> Found | None:
    """The first three months of 2025; `nth` 0 counts from the end."""
    span = inner.point if inner else None
    if inner is None or not isinstance(span, Span) or span.precision is not Precision.YEAR or span.start is None:
        return None
    if not 1 <= count * max(nth, 1) <= 12:
        return None
    return Found(months(span.start.year, (nth - 1) * count + 1 if nth else 13 - count, count), inner.end)


def _container(c: Cursor, i: int) -> Found | None:
    """What may have an early and a late part."""
    return first_of(c, i, CONTAINERS)


def _relative_container(c: Cursor, i: int) -> Found | None:
    """This month, last year: as the Annual or Span that `part_of` cuts."""
    back = 0 if c.says(i, "this") else 1 if c.says(i, "last") else None
    if back is None and c.low(i - 1) == "the":
        back, i = 0, i - 1  # "the start of the year"
    unit = c.lexicon.units.get(c.low(i + 1))
    if back is None or unit not in ("month", "year"):
        return None
    if unit == "year":
        return Found(months(c.now.year - back, 1, 12, Precision.YEAR), i + 2)
    span = months(c.now.year, c.now.month - back, 1)
    start = span.start or c.now
    return Found(Annual((start.month, 1), (start.month, MONTH_END), start.year, Precision.MONTH), i + 2)


def _third(point: Point, which: int) -> Point | None:
    """The early, middle or late part: of a month 1-10, 11-20 and the rest, of anything longer a third of its months."""
    if isinstance(point, Annual) and point.first[0] == point.last[0]:
        number = point.first[0]
        bounds = ((1, 10), (11, 20), (21, MONTH_END))[which]
        return replace(point, first=(number, bounds[0]), last=(number, bounds[1]), precision=Precision.DAY)
    if isinstance(point, Annual):
        count = (point.last[0] - point.first[0]) % 12 // 3 + 1
        first = (point.first[0] - 1 + which * count) % 12 + 1
        last = (first - 1 + count - 1) % 12 + 1
        shift = 1 if point.year is not None and first < point.first[0] else 0
        year = None if point.year is None else point.year + shift
        return Annual((first, 1), (last, MONTH_END), year, Precision.MONTH)
    if isinstance(point, Span) and point.precision is Precision.YEAR and point.start:
        return months(point.start.year, which * 4 + 1, 4)
    return None


def _with_year(c: Cursor, at: int, point: Annual) -> Found:
    """Read the year that may follow: 2025, '25, "of 2025", "last year", "this year"."""
    after = c.past(at, "of", "in")
    value = c.year(after)
    if value is not None:  # also before a word that can be counted: in "March 2017 strikes" the figure is the year
        return Found(replace(point, year=value), after + 1)
    if c.number(at) is not None and ("'" in c.before(at) or "’" in c.before(at)):
        return Found(replace(point, year=_century(c.number(at) or 0)), at + 1)
    if point.first == point.last and _short_year(c, at):
        return Found(replace(point, year=_century(c.number(at) or 0)), at + 1)
    back = 1 if c.says(after, "last") else 0 if c.low(after) == "this" else None
    if back is not None and c.lexicon.units.get(c.low(after + 1)) == "year":
        return Found(replace(point, year=c.now.year - back), after + 2)
    return Found(point, at)


def _short_year(c: Cursor, at: int) -> bool:
    """Whether a bare pair of digits after a day and month is a year, as in "13 dec 24"."""
    value = c.number(at)
    return (
        value is not None
        and len(c.words[at].text) == 2
        and 10 <= value <= c.now.year % 100 + 1
        and not c.glued(at)
        and c.before(at) in ("", ",")
        and c.low(at + 1) not in c.lexicon.counted
        and c.low(at + 1) not in c.lexicon.units
        and not c.glued(at + 1)
    )


def _written_year(c: Cursor, at: int) -> int | None:
    value = c.number(at)
    if value is None:
        return None
    return c.year(at) or (_century(value) if len(c.words[at].text) == 2 else None)


def _century(value: int) -> int:
    return value + (2000 if value < 70 else 1900) if value < 100 else value


def _quarter_or_half(c: Cursor, i: int) -> tuple[int, int, int]:
    """How many months, which one, and the end of the writing; (0, 0, i) where there is none."""
    low = c.low(i)
    if len(low) == 2 and low[0] in "qh" and low[1].isdecimal():
        size = 3 if low[0] == "q" else 6
        return (size, int(low[1]), i + 1) if 1 <= int(low[1]) <= 12 // size else (0, 0, i)
    nth = c.lexicon.ordinals.get(low)
    at = i + 1
    if nth is None and c.number(i) is not None and c.low(i + 1) in ("st", "nd", "rd", "th"):
        nth, at = c.number(i), i + 2
    if nth is None and c.says(i, "last") and c.low(i + 2) == "of":
        nth = 4 if c.low(i + 1) == "quarter" else 2
    size = {"quarter": 3, "half": 6}.get(c.low(at), 0)
    return (size, nth, at + 1) if nth and size and nth <= 12 // size else (0, 0, i)


def _moving_holiday(c: Cursor, end: int, name: tuple[str, ...]) -> Found:
    """A holiday whose day differs from year to year: that of the year given, otherwise the last that has begun."""
    found = _with_year(c, end, Annual((1, 1), (12, 31)))
    given = found.point.year if isinstance(found.point, Annual) else None
    years = (given,) if given is not None else (c.now.year + 1, c.now.year, c.now.year - 1)
    rule = c.lexicon.islamic.get(name)
    spans: list[Span] = []
    for gregorian in years:
        if rule:
            spans += islamic_spans(gregorian, rule)
        else:
            offset, length = c.lexicon.easter[name]
            first = easter(gregorian) + timedelta(days=offset)
            spans.append(days(first, first + timedelta(days=length - 1)))
    begun = [span for span in spans if span.start and (given is not None or span.start <= c.now)]
    return Found(max(begun or spans, key=lambda span: span.start or c.now), found.end)


def _day_and_month(first: int, second: int) -> tuple[int, int] | None:
    """(day, month) of two figures, day first unless only the other way is a date."""
    if 1 <= second <= 12 and _valid(second, first):
        return first, second
    if 1 <= first <= 12 and _valid(first, second):
        return second, first
    return None


def _valid(month_number: int, day: int) -> bool:
    return 1 <= day <= _month_length(month_number)


def _month_length(month_number: int) -> int:
    return clamped(2024, month_number, MONTH_END).day


def _day(year_number: int, month_number: int, day: int) -> date | None:
    """The day that is written so; None where there is no such day, or no question is of its year."""
    if not FIRST_YEAR <= year_number <= LAST_YEAR:
        return None
    try:
        return date(year_number, month_number, day)
    except ValueError:
        return None


CONTAINERS = Parsers("containers", (month, quarter, season, year, _relative_container))
WRITTEN = Parsers(
    "written",
    (iso_date, numeric_date, day_month, month_day, day_number, quarter, season, holiday, part_of, month, year),
)
