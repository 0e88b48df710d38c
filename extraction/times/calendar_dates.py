"""Dates that name their day, month, season or year, or a holiday → the time they mean.

In: the words of an expression ("8 December", "early May 2014", "the second quarter") and what they are held against.
Out: whole UTC days; a date without a year is the most recent such, or the coming one where it is near or the tense
says so.
"""

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from domain.calendar import day_range, days, months_range, year_range
from domain.times import Precision, TimeRange
from extraction.lexicon import table
from extraction.times.patterns import Words

NEXT_FEW_WEEKS = timedelta(days=31)  # a date without a year this close ahead is the coming one, not last year's


@dataclass(frozen=True, slots=True)
class Reference:
    """What the times of a text are normalised against: `today` the day of publication, `anchor` the time given before,
    `ahead` whether the tense says that the time is still to come, `hour` the hour of publication."""

    today: date | None
    anchor: TimeRange | None = None
    ahead: bool = False
    hour: int = 23

    @property
    def day_before_this(self) -> date | None:
        """The first day of the time that the text gave last, where it is no longer than a month."""
        anchor = self.anchor
        known = anchor is not None and anchor.start is not None and anchor.precision != Precision.YEAR
        return anchor.start.date() if known and anchor is not None and anchor.start is not None else None


Rule = Callable[[Words, Reference], TimeRange | None]


def _month_number(word: str) -> int:
    return int(table("dates")["months"][word.rstrip(".")])


def _day_number(words: Words) -> int:
    """The day of the month, in figures or in words; -1 for the last one."""
    ordinal = words["ordinal"]
    if ordinal == "last":
        return -1
    return int(words.first("day", "day2") or table("dates")["ordinals"].index(ordinal) + 1)


def _dated(day: int, month: int, year: str, reference: Reference) -> date | None:
    """The day of a month; without a year the most recent one, or the coming one if it is near or the tense says so."""
    if year:
        return _day_of(int(year), month, day)
    if reference.today is None:
        return None
    today = reference.today
    this_year = _day_of(today.year, month, day)
    if reference.ahead and this_year < today:
        return this_year.replace(year=today.year + 1)
    candidates = [this_year] + ([date(today.year + 1, month, day)] if month < today.month else [])
    near = [found for found in candidates if timedelta(0) < found - today <= NEXT_FEW_WEEKS]
    if near:
        return near[0]
    return this_year if this_year <= today or reference.ahead else this_year.replace(year=today.year - 1)


def _day_of(year: int, month: int, day: int) -> date:
    """The day of the month, the last one where `day` is negative; ValueError where the month has no such day."""
    return date(year, month, day if day > 0 else calendar.monthrange(year, month)[1])


def _nth(words: Words, reference: Reference) -> TimeRange | None:
    """ "On the 24th": of the month that the text was in, the nearest; else the last such day before publication."""
    told = None if words["day2"] or words["hour"] else reference.day_before_this
    anchor = reference.today if told is None or words["which"] in ("this", "last") else told
    if anchor is None:
        return None
    shift = -1 if words["which"] == "last" else 0
    day = _day_number(words)
    near = [_in_month(anchor, step, day) for step in ((shift,) if words["which"] else (-1, 0, 1))]
    found = [day for day in near if day is not None and (reference.today is None or day <= reference.today)]
    best = min(found, key=lambda day: abs(day - anchor), default=None)
    return None if best is None else day_range(best, words.text)


def _in_month(anchor: date, step: int, day: int) -> date | None:
    """The day of the month that lies `step` months from the anchor's."""
    month = anchor.year * 12 + anchor.month - 1 + step
    length = calendar.monthrange(month // 12, month % 12 + 1)[1]
    return date(month // 12, month % 12 + 1, day) if day <= length else None


def _one_day(words: Words, reference: Reference) -> TimeRange | None:
    month = int(words["month_no"]) if words["month_no"] else _month_number(words["month"])
    found = _dated(_day_number(words), month, words["year"], reference)
    if found is None:
        return None
    if words["zone"] in ("utc", "gmt", "z") and words["hour"]:
        moment = datetime(found.year, found.month, found.day, int(words["hour"]), int(words["minute"] or 0), tzinfo=UTC)
        return TimeRange(moment, moment + timedelta(minutes=1), Precision.INSTANT, words.text)
    return day_range(found, words.text)


def _several_days(words: Words, reference: Reference) -> TimeRange | None:
    last_month = _month_number(words["month2"] or words["month"])
    last = _dated(int(words["day2"]), last_month, words["year"], reference)
    if last is None:
        return None
    first_month = _month_number(words["month"])
    year = int(words["year1"]) if words["year1"] else last.year - (first_month > last_month)
    first = date(year, first_month, int(words["day"]))
    if first > last:
        return None
    return days(first, last, precision_of((last - first).days + 1), words.text)


def precision_of(length: int) -> Precision:
    """How finely so many days on end are stated: as days, a week, a month or a year."""
    if length <= 3:
        return Precision.DAY
    return Precision.WEEK if length <= 10 else Precision.MONTH if length <= 62 else Precision.YEAR


def _month(words: Words, reference: Reference) -> TimeRange | None:
    month = _month_number(words["month"])
    year = int(words["year"]) if words["year"] else _year_of_month(month, words["which"], reference)
    if year is None:
        return None
    if not words["part"]:
        return months_range(year, month, month, words.text)
    first, last = table("dates")["month_parts"][words["part"]]
    end = calendar.monthrange(year, month)[1]
    return days(date(year, month, first), date(year, month, min(last, end)), Precision.MONTH, words.text)


def _year_of_month(month: int, which: str, reference: Reference) -> int | None:
    today = reference.today
    if today is None:
        return None
    if which == "next" or reference.ahead:
        return today.year + (month < today.month)
    strictly_before = which in ("last", "this past")
    return today.year - (month > today.month or (strictly_before and month == today.month))


def _month_of_year(words: Words, reference: Reference) -> TimeRange | None:
    if words["year"] or reference.today is None:
        return _month(words, reference)
    shift = {"last": -1, "next": 1}.get(words["which"], 0)
    return _month(words, Reference(date(reference.today.year + shift, 12, 31)))


def _months(words: Words, reference: Reference) -> TimeRange | None:
    first, last = _month_number(words["month"]), _month_number(words["month2"])
    year = int(words["year"]) if words["year"] else _year_of_month(last, "", reference)
    return None if year is None or last < first else months_range(year, first, last, words.text)


def _season(words: Words, reference: Reference) -> TimeRange | None:
    first, last = table("dates")["seasons"][words["season"]]
    today = reference.today
    if not words["year"] and today is None:
        return None
    year = int(words["year"] or 0)
    if not year and today is not None:
        year = today.year - (first > today.month) - (words["which"] == "last" and today.month in range(first, last + 1))
    if first <= last:
        return months_range(year, first, last, words.text)
    end = date(year + 1, last, calendar.monthrange(year + 1, last)[1])
    return days(date(year, first, 1), end, Precision.MONTH, words.text)


def _share_of_year(words: Words, reference: Reference) -> TimeRange | None:
    if not words["year"] and reference.today is None:
        return None
    year = int(words["year"]) if words["year"] else reference.today.year if reference.today else 0
    length = 3 if words["share"] == "quarter" else 6
    which = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 12 // length}[words["which_share"]]
    return months_range(year, (which - 1) * length + 1, which * length, words.text) if which * length <= 12 else None


def _year(words: Words, reference: Reference) -> TimeRange | None:
    return year_range(int(words["year"]), words.text)


def _holiday(words: Words, reference: Reference) -> TimeRange | None:
    if reference.today is None:
        return None
    name, tables, year = words["holiday"].replace("’", "'"), table("dates"), reference.today.year
    for candidate in (year, year - 1):
        if name in tables["holidays"]:
            found = date(candidate, *tables["holidays"][name])
        else:
            month, weekday, which = tables["moving_holidays"][name]
            weeks = [week[weekday] for week in calendar.monthcalendar(candidate, month) if week[weekday]]
            found = date(candidate, month, weeks[which - 1 if which > 0 else which])
        if found <= reference.today:
            return day_range(found, words.text)
    return None


RULES: dict[str, Rule] = {
    **dict.fromkeys(("iso", "numeric", "day_month", "month_day", "ordinal", "signal", "entry"), _one_day),
    **dict.fromkeys(("months_days", "days_months", "days_month", "month_days"), _several_days),
    **dict.fromkeys(("season_year", "which_season"), _season),
    **dict.fromkeys(("which_month", "month"), _month),
    **dict.fromkeys(("nth", "nth_word", "hour_of_day"), _nth),
    "month_year": _month_of_year,
    "quarter": _share_of_year,
    "year": _year,
    "holiday": _holiday,
    "months": _months,
}
