"""The times a question speaks of: every convention of writing a day, a period or a range, as spans in UTC.

In: the words of the question, now, the asker's time zone, and which words belong to names. Out: `TimeSpan`s, which may
overlap; `understand.py` settles which one counts. A range has its last day inside; the past is meant where both are
possible.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo

from domain.times import Precision, TimeRange
from query.times.cursor import Cursor, Found, Parsers, first_of
from query.times.dates import WRITTEN
from query.times.daytime import WITHIN_DAYS
from query.times.periods import COUNTED, this_moment
from query.times.relative_days import NAMED
from query.times.time_points import Annual, DayNumber, Point, Span, resolve, stretch, within_known_years
from query.times.vocabulary import time_words
from query.tokens import Word

POINTS = Parsers("points", (*WRITTEN.each, *NAMED, *WITHIN_DAYS, *COUNTED))
ENDS = Parsers("ends", (*POINTS.each, this_moment))
DASHES = ("..", "…", "-", "–", "—", "--", "/", "‐", "‑", "−", "→", "->")


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A stretch of words (`start` to `end`, not inside) and the time it means; `sure` is 0..1."""

    start: int
    end: int
    time: TimeRange
    sure: float
    assumed: str = ""


def find_times(
    words: Sequence[Word], now: datetime, zone: tzinfo = UTC, blocked: frozenset[int] = frozenset()
) -> list[TimeSpan]:
    """Every time expression, from each word on the longest. A day named without its zone is the asker's own."""
    lexicon = time_words()
    local = now.astimezone(zone).replace(tzinfo=None)
    cursor = Cursor(words, local, lexicon, blocked)
    spans: list[TimeSpan] = []
    for at in range(len(words)):
        if at in blocked or not _begins(cursor, at):
            continue
        found = expression(cursor, at)
        if found is None or found.end <= at:
            continue
        span = within_known_years(found.span)
        time = _in_utc(span, zone, _text(words, at, found.end))
        sure = _sureness(cursor, at, found.end)
        if time and sure:
            spans.append(TimeSpan(at, found.end, time, sure, span.assumed))
    return spans


@dataclass(frozen=True, slots=True)
class Expression:
    """A whole time expression: what it means and where it ends."""

    span: Span
    end: int


def expression(c: Cursor, i: int) -> Expression | None:
    """The longest time expression at a position: a range, an open side, or a point, with its preposition."""
    found = (_bounded(c, i), _open(c, i), _range(c, i), _point(c, i))
    return max((f for f in found if f), key=lambda f: f.end, default=None)


def _bounded(c: Cursor, i: int) -> Expression | None:
    """Between A and B; from A to B; since A until B; after A and before B."""
    between, begin = c.says(i, "between"), c.says(i, "since") or c.says(i, "after")
    at = between or begin
    if at is None:
        return None
    first = _end_point(c, at)
    if first is None:
        return None
    link = c.past(first.end, "and") if begin and c.low(first.end) == "and" else first.end
    joint = _dash(c, link) or c.says(link, "to") or c.says(link, "before")
    last = _end_point(c, joint) if joint is not None else None
    if last is None or joint is None:
        return None
    if between is None and c.low(link) == "and" and not c.says(link + 1, "before"):
        return None
    first, last = _year_behind(c, first, last)
    span = stretch(first.point, last.point, c.now)
    if span and begin and c.says(i, "after") and not c.says(i, "since"):
        span = _whole(Span(resolve(first.point, c.now).end, span.end, span.precision))
    before = c.says(link, "before")
    if span and before:
        span = _whole(Span(span.start, resolve(last.point, c.now).start, span.precision))
    return Expression(span, last.end) if span else None


def _open(c: Cursor, i: int) -> Expression | None:
    """Since A, after A, before A, until A, A onwards: one side stays open."""
    for role in ("since", "after", "before", "until"):
        at = c.says(i, role)
        found = first_of(c, c.past(at, "the"), POINTS) if at else None
        if found is None:
            continue
        span = resolve(found.point, c.now)
        if role == "since" and (c.low(i) in ("from", "beginning") and not c.says(found.end, "onwards")):
            if c.low(i) != "from" or span.precision is Precision.INSTANT:
                continue
            if found.end < len(c.words) and c.low(found.end) and isinstance(found.point, Annual) is False:
                return Expression(span, found.end)
        end = c.skip(found.end, "onwards") if c.low(found.end) != "on" or role == "since" else found.end
        sides = {
            "since": (_since(c, at or i, found, span), None),
            "after": (span.start if span.moment else span.end, None),
            "before": (None, span.start),
            "until": (None, _until(c, i, c.past(at or i, "the"), span)),
        }[role]
        result = _whole(Span(sides[0], sides[1], span.precision, span.assumed))
        return Expression(result, end) if result else None
    return None


def _until(c: Cursor, i: int, at: int, span: Span) -> datetime | None:
    """Until a day written with its date: that day left out. "Until yesterday", "until March" and "up to 3 March" take
    their last day in."""
    one_day = span.start and span.end and (span.end - span.start).days == 1
    left_out = one_day and c.low(i) in ("until", "till", "til") and first_of(c, at, WRITTEN)
    return span.start if span.moment or left_out else span.end


def _since(c: Cursor, at: int, found: Found, span: Span) -> datetime | None:
    """ "Since 2 weeks ago" counts from that very day, "since last week" from the week's start."""
    if c.says(found.end - 1, "ago") and span.start and span.end and (span.end - span.start).days == 7:
        count = c.amount(at)
        days_back = 7 * count if count else None
        if days_back:
            start = c.now.replace(hour=0, minute=0, second=0, microsecond=0)
            return start.fromordinal(start.toordinal() - days_back)
    return span.start


def _range(c: Cursor, i: int) -> Expression | None:
    """A to B, A - B, A through B, A and B: both ends inside."""
    at = _led(c, i)
    first = _end_point(c, at)
    if first is None:
        return None
    onwards = c.says(first.end, "onwards") if c.low(first.end) != "on" else None
    if onwards:
        span = _whole(Span(resolve(first.point, c.now).start, None))
        return Expression(span, onwards) if span else None
    joint = _dash(c, first.end) or c.says(first.end, "to")
    last = _end_point(c, joint) if joint is not None else None
    if last is None or (isinstance(first.point, DayNumber) and isinstance(last.point, DayNumber)):
        return None
    if c.low(first.end) == "and" and _kind(first.point) != _kind(last.point):
        return None
    first, last = _year_behind(c, first, last)
    span = stretch(first.point, last.point, c.now)
    return Expression(span, last.end) if span else None


def _year_behind(c: Cursor, first: Found, last: Found) -> tuple[Found, Found]:
    """The year that stands behind a range of days of one month: "March 3-9, 2017", "March 3 to 9 of 2017"."""
    at = c.past(last.end, "of")
    year = c.year(at)
    if year is None or not isinstance(last.point, DayNumber) or not isinstance(first.point, Annual):
        return first, last
    return replace(first, point=replace(first.point, year=year)), replace(last, end=at + 1)


def _point(c: Cursor, i: int) -> Expression | None:
    """One point, with the preposition before it."""
    at = _led(c, i)
    found = first_of(c, at, POINTS)
    return Expression(resolve(found.point, c.now), found.end) if found else None


def _led(c: Cursor, i: int) -> int:
    """Past "in", "during the", "on the"; "by year" leads to no time, it says the step."""
    step = c.low(i) == "by" and c.low(i + 1) in c.lexicon.singular
    at = i if step else c.skip(i, "lead")
    return at if c.low(at) != "the" else at + 1


def _end_point(c: Cursor, i: int) -> Found | None:
    """One end of a range: a point, or a bare day of the month ("10", "the 10th")."""
    at = c.past(i, "the")
    number = c.number(at)
    short_year = number is not None and len(c.words[at].text) == 2 and c.glued(at)
    if short_year and c.year(at - 1) and not c.glued(at + 1):
        return Found(_year_of(c, at), at + 1)
    found = first_of(c, at, ENDS)
    if found:
        return found
    if number is not None and 1 <= number <= 31 and c.low(at + 1) not in c.lexicon.counted | c.lexicon.units.keys():
        return Found(DayNumber(number), c.past(at + 1, "st", "nd", "rd", "th"))
    return None


def _year_of(c: Cursor, at: int) -> Annual:
    """The 21 of "2020-21"."""
    century = (c.year(at - 1) or 0) // 100 * 100
    return Annual((1, 1), (12, 31), century + (c.number(at) or 0), Precision.YEAR)


def _dash(c: Cursor, at: int) -> int | None:
    """The position itself where a dash stands before its word."""
    mark = c.before(at)
    return at if mark and any(dash in (mark, mark.strip("., ")) for dash in DASHES) else None


def _kind(point: Point) -> object:
    """What must be alike on both sides of "and": days with days, months with months."""
    return Precision.DAY if isinstance(point, DayNumber) else point.precision


def _whole(span: Span) -> Span | None:
    """The span, unless both sides are open or it runs backwards."""
    if span.start is None and span.end is None:
        return None
    if span.start is not None and span.end is not None and span.end <= span.start:
        return None
    return span


def _in_utc(span: Span, zone: tzinfo, text: str) -> TimeRange | None:
    """The span in UTC; None where it closes up (an hour that a clock change skips)."""
    try:
        start = span.start.replace(tzinfo=zone).astimezone(UTC) if span.start else None
        end = span.end.replace(tzinfo=zone).astimezone(UTC) if span.end else None
        return TimeRange(start, end, span.precision, text)
    except ValueError:
        return None


def _sureness(c: Cursor, start: int, end: int) -> float:
    """How sure a find is. Months and days that are also everyday words need company; a bare year is nearly sure."""
    inner = start
    while inner < end and (c.says(inner, "lead") or c.low(inner) == "the") and not c.lexicon.months.get(c.low(inner)):
        inner += 1
    if c.low(end - 1) == "fall" and c.low(end) == "of":
        return 0.0  # "until the fall of Goma"
    if end - inner > 1:
        return 1.0
    low = c.low(inner)
    if low not in c.lexicon.doubtful:
        return 0.95
    if inner > start:
        return 0.95 if c.low(start) != "the" and c.low(inner - 1) != "the" else 0.0
    if low not in c.lexicon.months:
        return 0.0 if end < len(c.words) else 0.5
    before = c.words[start - 1].low if start else ""
    if c.low(end) in c.lexicon.verbal_next or before in c.lexicon.nominal_before:
        return 0.0
    typed = c.words[inner].text
    if typed[:1].isupper() and not typed.isupper() and start > 0:
        return 0.9
    return 0.6 if start > 0 or c.words[inner].low in ("mar",) else 0.4


def _begins(c: Cursor, at: int) -> bool:
    """Whether a time may begin at a word, behind the words that lead to one ("since the")."""
    first = at
    while c.low(at) in c.lexicon.leading:
        at += 1
    return c.may_begin(at) and (at > first or c.low(at) not in c.lexicon.loose)


def _text(words: Sequence[Word], start: int, end: int) -> str:
    """The wording, word by word with the marks between."""
    parts: list[str] = []
    for at in range(start, end):
        word = words[at]
        gap = "" if at == start else (" " if word.spaced and not word.before else word.before or "")
        parts.append(f"{gap}{word.text}")
    return "".join(parts)
