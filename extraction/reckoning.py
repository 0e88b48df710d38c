"""What an expression of time means: kind and match of `timewords`, and what the text is reckoned from → a `TimeRange`.

Everything is reckoned from the day of publication, or, for "the same day" and "two days later", from the time that the
text told before. A day or month without a year is the most recent one, a weekday too, unless the tense says that it
is still to come. All spans are whole UTC days, except a moment that gives its own zone.
"""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from domain.calendar import day_range, days, months_range, week_range, year_range
from domain.times import Precision, TimeRange
from extraction.timewords import Words, lexicon

NEXT_FEW_WEEKS = timedelta(days=31)  # a date without a year this close ahead is the coming one, not last year's
_DAYS = {"day": 1, "night": 1, "week": 7, "month": 30, "year": 365}
HOUR_WORDS = frozenset({"minute", "hour", "minutes", "moments", "hours"})


@dataclass(frozen=True, slots=True)
class Reference:
    """What a text reckons its times from: `today` the day of publication, `told` the time the text gave before,
    `ahead` whether the tense says that the time is still to come, `hour` the hour of publication."""

    today: date | None
    told: TimeRange | None = None
    ahead: bool = False
    hour: int = 23


def reckon(kind: str, match: re.Match[str], reference: Reference) -> TimeRange | None:
    """The time that an expression means; None where there is nothing to reckon it from, or no such date."""
    try:
        return _RULES[kind](Words(match), reference)
    except (ValueError, OverflowError):  # 31 November, the year 0
        return None


def _month_number(word: str) -> int:
    return int(lexicon()["months"][word.rstrip(".")])


def _dated(day: int, month: int, year: str, reference: Reference) -> date | None:
    """The day of a month; without a year the most recent one, or the coming one if it is near or the tense says so."""
    if year:
        return date(int(year), month, day)
    if reference.today is None:
        return None
    today = reference.today
    this_year = date(today.year, month, min(day, calendar.monthrange(today.year, month)[1]))
    if this_year.day != day:
        raise ValueError(f"no day {day} in month {month}")
    if reference.ahead and this_year < today:
        return this_year.replace(year=today.year + 1)
    candidates = [this_year] + ([date(today.year + 1, month, day)] if month < today.month else [])
    near = [found for found in candidates if timedelta(0) < found - today <= NEXT_FEW_WEEKS]
    if near:
        return near[0]
    return this_year if this_year <= today or reference.ahead else this_year.replace(year=today.year - 1)


def _one_day(words: Words, reference: Reference) -> TimeRange | None:
    month = int(words["month_no"]) if words["month_no"] else _month_number(words["month"])
    found = _dated(int(words["day"]), month, words["year"], reference)
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
    return days(first, last, _precision_of((last - first).days + 1), words.text)


def _precision_of(length: int) -> Precision:
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
    first, last = lexicon()["month_parts"][words["part"]]
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
    first, last = lexicon()["seasons"][words["season"]]
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
    which = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 12 // length}[words["ordinal"]]
    return months_range(year, (which - 1) * length + 1, which * length, words.text) if which * length <= 12 else None


def _year(words: Words, reference: Reference) -> TimeRange | None:
    return year_range(int(words["year"]), words.text)


def _weekday(words: Words, reference: Reference) -> TimeRange | None:
    if reference.today is None:
        return None
    back = (reference.today.weekday() - lexicon()["weekdays"][words["weekday"]]) % 7
    if words["which"] in ("next", "this coming") or reference.ahead:
        return day_range(reference.today + timedelta(days=7 - back), words.text)
    if words["which"] == "last" and back == 0:
        back = 7
    return day_range(reference.today - timedelta(days=back), words.text)


def _nights(words: Words, reference: Reference) -> TimeRange | None:
    second = _weekday(words, reference)
    if second is None or second.start is None or reference.today is None:
        return None
    first = second.start.date()
    return days(first, first + timedelta(days=1), Precision.DAY, words.text)


def _holiday(words: Words, reference: Reference) -> TimeRange | None:
    if reference.today is None:
        return None
    name, tables, year = words["holiday"].replace("’", "'"), lexicon(), reference.today.year
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


def _shifted(offset: int) -> Callable[[Words, Reference], TimeRange | None]:
    """A rule for a day so many days after publication ("the day before" it is one less)."""

    def rule(words: Words, reference: Reference) -> TimeRange | None:
        if reference.today is None:
            return None
        return day_range(reference.today + timedelta(days=offset - bool(words["before"])), words.text)

    return rule


def _today(words: Words, reference: Reference) -> TimeRange | None:
    """ "Last night" reaches from the evening before to the morning; the other words mean the day itself."""
    if reference.today is None:
        return None
    first = reference.today - timedelta(days="last night" in words.text.lower())
    return days(first, reference.today, Precision.DAY, words.text)


def _which_unit(words: Words, reference: Reference) -> TimeRange | None:
    if reference.today is None:
        return None
    today, which = reference.today, words["which"]
    step = {"last": -1, "next": 1, "the coming": 1, "this coming": 1}.get(which, 0)
    if words.first("unit", "unit2") == "weekend":
        saturday = today + timedelta(
            days=5 - today.weekday() if today.weekday() >= 5 or which == "next" else -2 - today.weekday()
        )
        if which == "last" and today.weekday() >= 5:
            saturday -= timedelta(days=7)
        return days(saturday, saturday + timedelta(days=1), Precision.DAY, words.text)
    return _unit_around(today, words["unit"], step, words.text)


def _unit_around(day: date, unit: str, step: int, text: str) -> TimeRange | None:
    """The day, week, month or year around `day`, `step` of them further."""
    if unit == "week":
        return week_range(day + timedelta(weeks=step), text)
    if unit == "month":
        month = day.year * 12 + day.month - 1 + step
        return months_range(month // 12, month % 12 + 1, month % 12 + 1, text)
    if unit == "year":
        return year_range(day.year + step, text)
    if unit == "decade":
        return None
    return day_range(day + timedelta(days=step), text)


def _count(word: str) -> int:
    if not word:
        return 1
    word = word.removeprefix("a ").removesuffix(" of").split()[0] if not word.isdigit() else word
    return int(word) if word.isdigit() else int(lexicon()["counts"].get(word, 1))


def _past_units(words: Words, reference: Reference) -> TimeRange | None:
    """ "The past three days": the days up to publication; "the previous day" is the day before."""
    if reference.today is None:
        return None
    unit, count = words["unit"], _count(words["number"])
    if unit == "decade" or (unit == "year" and count > 1):
        return None
    back = max(1, count // 24) if unit in ("minute", "hour") else count * _DAYS[unit]
    if unit in ("minute", "hour") and count < 24:
        back = 1 if count > reference.hour else 0
    return days(reference.today - timedelta(days=back), reference.today, _precision_of(back + 1), words.text)


def _ago(words: Words, reference: Reference) -> TimeRange | None:
    if reference.today is None:
        return None
    if words["some"]:
        return day_range(reference.today, words.text) if words["some"] in HOUR_WORDS else None
    return _away(reference.today, words["unit"], -_count(words["number"]), words.text, reference.hour)


def _away(day: date, unit: str, steps: int, text: str, hour: int) -> TimeRange | None:
    """So many units from `day`, as precise as the unit: three days ago is a day, two years ago a year."""
    if unit in ("minute", "hour"):
        days_off = (hour + steps) // 24 if unit == "hour" else 0
        return day_range(day + timedelta(days=days_off), text)
    if unit in ("day", "night"):
        return day_range(day + timedelta(days=steps), text)
    if unit == "decade":
        return year_range(day.year + 10 * steps, text)
    return _unit_around(day, unit, steps, text)


def _told_day(reference: Reference) -> date | None:
    told = reference.told
    return (
        told.start.date()
        if told is not None and told.start is not None and told.precision in (Precision.DAY, Precision.INSTANT)
        else None
    )


def _later(words: Words, reference: Reference) -> TimeRange | None:
    told = _told_day(reference)
    if told is None:
        return None
    if words["some"]:
        return day_range(told, words.text) if words["some"] in HOUR_WORDS else None
    sign = -1 if words.first("way", "way2") in ("earlier", "before") else 1
    hour = 12 if words["unit"] == "hour" and _count(words["number"]) <= 12 else reference.hour
    return _away(told, words["unit"], sign * _count(words["number"]), words.text, hour)


def _same(words: Words, reference: Reference) -> TimeRange | None:
    told, unit = reference.told, words.first("unit", "unit2")
    if told is None or told.start is None:
        return None
    if unit in ("week", "month", "year"):
        return _unit_around(told.start.date(), unit, 0, words.text)
    return TimeRange(told.start, told.end, told.precision, words.text)


def _next(words: Words, reference: Reference) -> TimeRange | None:
    told = _told_day(reference)
    if told is None:
        return None
    step = 1 if words.first("way", "way2") in ("next", "following", "after") else -1
    return _unit_around(told, words.first("unit", "unit2"), step, words.text)


def _clock(words: Words, reference: Reference) -> TimeRange | None:
    """An hour of the day: of the day the text told, else the last such hour before publication."""
    told = _told_day(reference)
    if told is not None:
        return day_range(told, words.text)
    if reference.today is None:
        return None
    hour = int(words["hour"] or 0) + (12 if words["half"] == "p" and words["hour"] != "12" else 0)
    return day_range(reference.today - timedelta(days=hour > reference.hour + 3), words.text)


_RULES: dict[str, Callable[[Words, Reference], TimeRange | None]] = {
    **dict.fromkeys(("iso", "numeric", "day_month", "month_day"), _one_day),
    **dict.fromkeys(("months_days", "days_months", "days_month", "month_days"), _several_days),
    **dict.fromkeys(("season_year", "which_season"), _season),
    **dict.fromkeys(("which_month", "month"), _month),
    **dict.fromkeys(("weekday", "into"), _weekday),
    "month_year": _month_of_year,
    "quarter": _share_of_year,
    "year": _year,
    "nights": _nights,
    "holiday": _holiday,
    "today": _today,
    "yesterday": _shifted(-1),
    "tomorrow": _shifted(1),
    "running": _shifted(0),
    "months": _months,
    "which_unit": _which_unit,
    "past_units": _past_units,
    "ago": _ago,
    "later": _later,
    "same": _same,
    "next": _next,
    "clock": _clock,
}
