"""Periods counted from now: last week, the past 3 days, 2 weeks ago, year to date, the day after Christmas.

Each parser looks at one position and returns the point and where its writing ends, or None.
"""

from datetime import datetime, timedelta

from domain.times import Precision
from query.times.cursor import Cursor, Found, first_of
from query.times.dates import WRITTEN
from query.times.relative_days import ANCHORS, is_day, night_from
from query.times.time_points import ONE_DAY, Annual, Span, at_midnight, days, months, months_back, resolve

HOURS = {"minute": 1 / 60, "hour": 1, "day": 24, "week": 168, "fortnight": 336}
MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120}
RECENT = {"day": 7, "week": 4, "month": 3, "year": 3, "hour": 24}  # "in recent days": so many of the unit


def calendar_unit(c: Cursor, i: int) -> Found | None:
    """This week, last month, the previous year, last weekend, last December, last summer, the week before last."""
    at = c.past(i, "the")
    unit = c.lexicon.units.get(c.low(at))
    if unit in ("week", "month", "year", "quarter", "weekend") and c.low(at + 1) == "before" and c.says(at + 2, "last"):
        return Found(_calendar(c, unit, 2), at + 3)
    if unit in ("week", "weekend") and c.low(at + 1) in ("of", "starting", "beginning"):
        return _week_of(c, at + 2, weekend=unit == "weekend")
    if unit == "week" and c.number(at + 1) and 1 <= (c.number(at + 1) or 0) <= 53:
        return _week_number(c, at + 1)
    if unit == "weekend":
        return Found(_calendar(c, "weekend", _weekend_back(c)), at + 1)
    earlier = c.low(at) in ("earlier", "later")
    so_far = c.low(at) == "so" and c.low(at + 1) == "far"
    at = at + 1 if earlier else at + 2 if so_far else at
    back = 0 if c.says(at, "this") else -1 if c.says(at, "next") else 1 if c.says(at, "last") else None
    if back is None and c.low(at) in ("previous", "preceding"):
        back = 1
    if back is None:
        return None
    unit = c.lexicon.units.get(c.low(at + 1))
    if unit in ("day", "week", "fortnight", "month", "quarter", "year", "weekend", "decade"):
        if c.low(at + 1).endswith("s"):
            return None
        return _unit_of_now(c, unit, back, at + 2, until_now=earlier)
    return _named_before(c, at + 1, back)


def rolling(c: Cursor, i: int) -> Found | None:
    """The last 48h, past 3 days, past week, previous two months, last few days; bare 48h, 7 days; the next 3 days."""
    at = c.past(i, "the", "these", "those")
    if c.says(at, "next"):
        return _coming(c, at + 1)
    led = c.says(at, "last") or c.says(at, "past")
    begin = led or at
    if led and c.low(at) in ("recent",) and (recent := c.lexicon.units.get(c.low(begin))) in RECENT:
        return Found(_back(c, recent, RECENT[recent], f"the last {RECENT[recent]} {recent}s"), begin + 1)
    begin = c.past(begin, "couple", "of") if c.low(begin) == "couple" else begin
    count, after = _count(c, begin)
    if c.low(at) == "couple" or c.low(begin - 2) == "couple":
        count, after = 2, begin
    if count is None and led and not c.says(at, "last"):
        count, after = 1, begin
    if count is None and led and c.lexicon.units.get(c.low(begin)) in ("minute", "hour", "day"):
        count, after = 1, begin
    unit = c.lexicon.units.get(c.low(after))
    if count is None or unit is None or unit == "weekend":
        return None
    if not led and not _bare_length(c, begin, after):
        return None
    return Found(_back(c, unit, count, f"the last {count} {unit}s" if _vague(c, begin) else ""), after + 1)


def ago(c: Cursor, i: int) -> Found | None:
    """2 weeks ago, an hour ago, three days back, a couple of months ago: the unit of the calendar that it falls in."""
    count, at = _count(c, c.past(i, "about", "around", "some"))
    unit = c.lexicon.units.get(c.low(at))
    end = at + 2
    if count is not None and c.low(at) in ("night", "nights") and c.says(at + 1, "ago"):
        return Found(night_from(at_midnight(c.now.date() - count * ONE_DAY)), end)
    if count is None or unit is None or not c.says(at + 1, "ago"):
        return None
    if unit in ("minute", "hour"):
        moment = c.now - timedelta(hours=HOURS[unit] * count)
        slack = timedelta(hours=HOURS[unit]) / 2
        return Found(Span(moment - slack, min(moment + slack, c.now), Precision.INSTANT), end)
    if unit in MONTHS:
        moment = _moved(c.now, unit, -count)
        span = months(moment.year, moment.month, 1) if unit in ("month", "quarter") else months(moment.year, 1, 12)
        return Found(span, end)
    if unit == "weekend":
        return Found(_calendar(c, unit, count), end)
    day = _moved(c.now, unit, -count).date()
    if unit == "day":
        return Found(days(day, day), end)
    monday = day - timedelta(days=day.weekday())
    return Found(days(monday, monday + 6 * ONE_DAY, Precision.WEEK), end)


def this_moment(c: Cursor, i: int) -> Found | None:
    """Now, the present: the end of a range."""
    end = c.says(c.past(i, "the", "right"), "now")
    return Found(Span(c.now, c.now, Precision.INSTANT, moment=True), end) if end else None


def to_date(c: Cursor, i: int) -> Found | None:
    """Year to date, month to date, ytd."""
    unit = c.lexicon.units.get(c.low(i))
    end = i + 3
    if c.says(i, "running"):
        unit, end = {"y": "year", "m": "month", "w": "week"}[c.low(i)[0]], i + 1
    elif unit not in ("year", "month", "week", "quarter") or (c.low(i + 1), c.low(i + 2)) != ("to", "date"):
        return None
    start = _calendar(c, unit, 0).start
    return Found(Span(start, c.now, Precision.DAY), end) if start and start < c.now else None


def offset_from(c: Cursor, i: int) -> Found | None:
    """The day after Christmas, two weeks before 8 December, the week after New Year's Eve."""
    count, at = _count(c, c.past(i, "the"))
    if count is None:
        count, at = 1, c.past(i, "the")
    unit = c.lexicon.units.get(c.low(at))
    side = c.low(at + 1)
    if unit not in ("day", "week", "month") or side not in ("after", "before", "following", "preceding"):
        return None
    anchor = first_of(c, at + 2, WRITTEN)
    span = resolve(anchor.point, c.now) if anchor else None
    if anchor is None or span is None or span.start is None or span.end is None:
        return None
    later = side in ("after", "following")
    edge = span.end if later else span.start
    other = _moved(edge, unit, count if later else -count)
    return Found(Span(min(edge, other), max(edge, other)), anchor.end)


def _count(c: Cursor, i: int) -> tuple[int | None, int]:
    """A count and where it ends: 3, three, a, a few, a couple of."""
    at = c.past(i, "a", "an")
    if at > i and c.low(at) in ("few", "couple", "several", "dozen"):
        return c.lexicon.numbers.get(c.low(at), 12), c.past(at + 1, "of")
    if c.low(i) == "couple":
        return 2, c.past(i + 1, "of")
    if c.low(i) in ("half", "one") and c.low(i + 1) == "a":
        return None, i
    value = c.amount(i)
    return (value, i + 1) if value is not None and 0 < value < 10000 else (None, i)


def _bare_length(c: Cursor, begin: int, unit_at: int) -> bool:
    """Whether a count and unit without "last" means the time up to now: "48h", "7 days", not "a 3 day truce"."""
    count, low = c.number(begin), c.low(unit_at)
    if count is None or c.low(begin - 1) in ("every", "each", "per", "within", "for", "after", "a"):
        return False
    following = c.low(unit_at + 1)
    if following in c.lexicon.lasting:
        return False
    if len(low) == 1:
        return c.glued(unit_at) and low != "y"
    return low not in c.lexicon.singular or (count == 1 and not following)


def _coming(c: Cursor, i: int) -> Found | None:
    """What "next" leads: "3 days", "few weeks"."""
    count, after = _count(c, i)
    unit = c.lexicon.units.get(c.low(after))
    if count is None or unit is None or unit == "weekend":
        return None
    assumed = f"the next {count} {unit}s" if _vague(c, i) else ""
    return Found(Span(c.now, _moved(c.now, unit, count), Precision.INSTANT, assumed), after + 1)


def _vague(c: Cursor, i: int) -> bool:
    return "few" in (c.low(i), c.low(i + 1)) or "several" in (c.low(i), c.low(i + 1))


def _back(c: Cursor, unit: str, count: int, assumed: str = "") -> Span:
    """So much time up to now."""
    return Span(_moved(c.now, unit, -count), c.now, Precision.INSTANT, assumed)


def _moved(moment: datetime, unit: str, count: int) -> datetime:
    """The moment so many units later; `count` is what `_count` reads, which the calendar has room for, or its
    opposite."""
    if unit in MONTHS:
        return months_back(moment, -MONTHS[unit] * count)
    return moment + timedelta(hours=HOURS[unit] * count)


def _unit_of_now(c: Cursor, unit: str, back: int, end: int, *, until_now: bool) -> Found | None:
    if unit == "fortnight":
        return Found(_back(c, unit, 1), end)
    if unit == "day":
        return Found(_back(c, "day", 1), end) if back == 1 else Found(days(c.now.date(), c.now.date()), end)
    if back == 1 and c.low(end - 3) == "the" and unit in HOURS | MONTHS and c.low(end) != "of":
        return Found(
            _back(c, unit, 1, f"the {unit} up to now"), end
        )  # "the last week", unlike "last week", runs up to now
    span = _calendar(c, unit, back + (_weekend_back(c) if unit == "weekend" and not back else 0))
    if until_now and back == 0 and span.start and span.start < c.now:
        return Found(Span(span.start, c.now, span.precision), end)
    return Found(span, end)


def _calendar(c: Cursor, unit: str, back: int) -> Span:
    """The running unit of the calendar, or the one `back` before it."""
    today = c.now.date()
    monday = today - timedelta(days=today.weekday() + 7 * back)
    if unit == "week":
        return days(monday, monday + 6 * ONE_DAY, Precision.WEEK)
    if unit == "weekend":
        return days(monday + 5 * ONE_DAY, monday + 6 * ONE_DAY)
    if unit == "month":
        return months(today.year, today.month - back, 1)
    if unit == "quarter":
        return months(today.year, (today.month - 1) // 3 * 3 + 1 - 3 * back, 3)
    if unit == "decade":
        return months(today.year // 10 * 10 - 10 * back, 1, 120, Precision.YEAR)
    return months(today.year - back, 1, 12, Precision.YEAR)


def _weekend_back(c: Cursor) -> int:
    """0 when this week's weekend has begun, otherwise 1: the past is meant."""
    return 0 if c.now.weekday() >= 5 else 1


def _week_of(c: Cursor, i: int, *, weekend: bool = False) -> Found | None:
    """The week of 8 December, the weekend of 21 February."""
    anchor = first_of(c, c.past(i, "the"), ANCHORS)
    start = resolve(anchor.point, c.now).start if anchor else None
    if anchor is None or start is None or not is_day(anchor, c):
        return None
    monday = start.date() - timedelta(days=start.weekday())
    if weekend:
        return Found(days(monday + 5 * ONE_DAY, monday + 6 * ONE_DAY), anchor.end)
    return Found(days(monday, monday + 6 * ONE_DAY, Precision.WEEK), anchor.end)


def _week_number(c: Cursor, i: int) -> Found | None:
    """Week 50, week 50 of 2025: by ISO 8601."""
    at = c.past(i + 1, "of", "in")
    year, end = (c.year(at), at + 1) if c.year(at) else (None, i + 1)
    for candidate in (year,) if year else (c.now.year, c.now.year - 1):
        try:
            monday = datetime.fromisocalendar(candidate, c.number(i) or 0, 1)
        except ValueError:
            continue
        if year or monday <= c.now:
            return Found(days(monday.date(), monday.date() + 6 * ONE_DAY, Precision.WEEK), end)
    return None


def _named_before(c: Cursor, i: int, back: int) -> Found | None:
    """Last December, last summer, last Christmas: the most recent that is over; with "this", the one of this year."""
    named = first_of(c, i, WRITTEN)
    point = named.point if named else None
    if named is None or not isinstance(point, Annual) or point.year is not None:
        return None
    if point.first == point.last and c.lexicon.months.get(c.low(i)) and c.number(i) is None:
        return None
    if back <= 0:
        span = point.in_year(c.now.year - back)
        return Found(span if back or (span.start and span.start <= c.now) else point.latest(c.now), named.end)
    span = point.latest(c.now)
    if span.end and span.end > c.now and span.start:
        span = point.in_year(span.start.year - 1)
    return Found(span, named.end)


COUNTED = (
    calendar_unit,
    rolling,
    ago,
    to_date,
    offset_from,
)
