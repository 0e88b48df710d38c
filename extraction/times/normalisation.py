"""What an expression of time means: kind and match of `patterns`, and the reference of the text → a `TimeRange`.

Everything is normalised against the day of publication, or, for "the same day" and "two days later", the time that the
text gave before (its anchor). A day or month without a year is the most recent one, a weekday too, unless the tense
says that it is still to come. All spans are whole UTC days, except a moment that gives its own zone.
"""

import re
from datetime import date, timedelta

from domain.calendar import day_range, days, months_range, of_known_years, week_range, year_range
from domain.times import Precision, TimeRange
from extraction.lexicon import table, words
from extraction.times import calendar_dates
from extraction.times.calendar_dates import Reference, Rule, precision_of
from extraction.times.patterns import Words

_DAYS = {"day": 1, "night": 1, "week": 7, "month": 30, "year": 365}
HOUR_WORDS = words("times_words", "normalisation", "hour_words")


def normalise(kind: str, match: re.Match[str], reference: Reference) -> TimeRange | None:
    """The time that an expression means; None where there is nothing to normalise it against, no such date, or where it
    lies before or after all years that reports tell of."""
    try:
        time = _RULES[kind](Words(match), reference)
        if time is not None and time.start is not None:
            of_known_years(time.start)
    except (ValueError, OverflowError):  # 31 November, 900 years ago
        return None
    return time


def _weekday(words: Words, reference: Reference) -> TimeRange | None:
    found = _weekday_of(words["weekday"], words.first("which", "way"), reference)
    if found is None:
        return None
    if words.text.lower().endswith(" night"):  # it ends on the day after
        return _until_morning(found, reference.today, words.text)
    return day_range(found, words.text)


def _weekday_of(name: str, which: str, reference: Reference) -> date | None:
    """The day: of a bare name the last one up to publication; "that Friday", "the following Friday" are counted from
    the day that the text gave before."""
    number, told = table("dates")["weekdays"].index(name), _anchor_day(reference)
    if told is not None and which.startswith(("that", "the")):
        if which.endswith(("previous", "preceding")):
            return told - timedelta(days=(told.weekday() - number - 1) % 7 + 1)
        strictly = which.endswith(("next", "following"))
        after = told + timedelta(days=(number - told.weekday() - strictly) % 7 + strictly)
        if reference.today is None or after <= reference.today:
            return after
    if reference.today is None:
        return None
    back = (reference.today.weekday() - number) % 7
    if which in ("next", "this coming") or reference.ahead:
        return reference.today + timedelta(days=7 - back)
    return reference.today - timedelta(days=7 if which == "last" and back == 0 else back)


def _until_morning(evening: date, today: date | None, text: str) -> TimeRange:
    """A night, of the day that it begins on and the next, which publication may come before."""
    morning = evening + timedelta(days=1)
    return days(evening, evening if evening == today else morning, Precision.DAY, text)


def _weekdays(words: Words, reference: Reference) -> TimeRange | None:
    """ "Friday night into Saturday", "from Monday to Thursday": the second is the last such day, the first before
    it."""
    last = _weekday_of(words["weekday2"], "", reference)
    if last is None:
        return None
    back = (last.weekday() - table("dates")["weekdays"].index(words["weekday"])) % 7
    return days(last - timedelta(days=back), last, precision_of(back + 1), words.text)


def _into(words: Words, reference: Reference) -> TimeRange | None:
    """ "Overnight into Monday": Sunday and Monday."""
    morning = _weekday_of(words["weekday"], "", reference)
    if morning is None:
        return None
    return days(morning - timedelta(days=1), morning, Precision.DAY, words.text)


def _evening(words: Words, reference: Reference) -> TimeRange | None:
    """ "Overnight Saturday": Saturday and Sunday."""
    evening = _weekday_of(words["weekday"], "", reference)
    return None if evening is None else _until_morning(evening, reference.today, words.text)


def _shifted(offset: int) -> Rule:
    """A rule for a day so many days after publication ("the day before" it is one less)."""

    def rule(words: Words, reference: Reference) -> TimeRange | None:
        if reference.today is None:
            return None
        return day_range(reference.today + timedelta(days=offset - bool(words["before"])), words.text)

    return rule


def _today(words: Words, reference: Reference) -> TimeRange | None:
    """ "Last night", "overnight" reach from the evening before to the morning; the other words mean the day itself."""
    if reference.today is None:
        return None
    first = reference.today - timedelta(days=words.text.lower() in ("last night", "overnight"))
    return days(first, reference.today, Precision.DAY, words.text)


def _which_unit(words: Words, reference: Reference) -> TimeRange | None:
    if reference.today is None:
        return None
    today, which = reference.today, words["which"]
    if words["unit3"]:
        return _unit_around(_anchor_day(reference) or today, words["unit3"], 0, words.text)
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
    return int(word) if word.isdigit() else int(table("dates")["counts"].get(word, 1))


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
    return days(reference.today - timedelta(days=back), reference.today, precision_of(back + 1), words.text)


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


def _anchor_day(reference: Reference) -> date | None:
    anchor = reference.anchor
    return (
        anchor.start.date()
        if anchor is not None and anchor.start is not None and anchor.precision in (Precision.DAY, Precision.INSTANT)
        else None
    )


def _later(words: Words, reference: Reference) -> TimeRange | None:
    anchor = _anchor_day(reference)
    if anchor is None:
        return None
    if words["some"]:
        return day_range(anchor, words.text) if words["some"] in HOUR_WORDS else None
    sign = -1 if words.first("way", "way2") in ("earlier", "before") else 1
    hour = 12 if words["unit"] == "hour" and _count(words["number"]) <= 12 else reference.hour
    return _away(anchor, words["unit"], sign * _count(words["number"]), words.text, hour)


def _same(words: Words, reference: Reference) -> TimeRange | None:
    anchor, unit = reference.anchor, words.first("unit", "unit2")
    if anchor is None or anchor.start is None:
        return None
    if unit in ("week", "month", "year"):
        return _unit_around(anchor.start.date(), unit, 0, words.text)
    return TimeRange(anchor.start, anchor.end, anchor.precision, words.text)


def _next(words: Words, reference: Reference) -> TimeRange | None:
    anchor, way = _anchor_day(reference), words.first("way", "way2")
    if anchor is None and way in ("previous", "preceding"):
        anchor = reference.today
    if anchor is None:
        return None
    step = 1 if way in ("next", "following", "after") else -1
    return _unit_around(anchor, words.first("unit", "unit2"), step, words.text)


def _clock(words: Words, reference: Reference) -> TimeRange | None:
    """An hour of the day: of the day the text gave, else the last such hour before publication."""
    anchor = _anchor_day(reference)
    if anchor is not None:
        return day_range(anchor, words.text)
    if reference.today is None:
        return None
    hour = int(words["hour"] or table("dates")["sun"][words["sun"]])
    hour %= 24 if words.text.lower().startswith(("after", "shortly after", "just after")) else 25
    hour += 12 if words["half"] == "p" and hour != 12 else 0
    return day_range(reference.today - timedelta(days=hour > reference.hour + 3), words.text)


_RULES: dict[str, Rule] = {
    **calendar_dates.RULES,
    "weekday": _weekday,
    **dict.fromkeys(("weekdays", "nights"), _weekdays),
    "into": _into,
    "evening": _evening,
    "today": _today,
    "yesterday": _shifted(-1),
    "tomorrow": _shifted(1),
    "running": _shifted(0),
    "which_unit": _which_unit,
    "past_units": _past_units,
    "ago": _ago,
    "later": _later,
    "same": _same,
    "next": _next,
    "clock": _clock,
}
