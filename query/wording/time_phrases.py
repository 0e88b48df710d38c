"""A time range in plain words that `times.py` reads back as the same range."""

from datetime import UTC, date, datetime, timedelta, tzinfo

from domain.times import TimeRange

ONE_DAY = timedelta(days=1)


def time_in_words(time: TimeRange, zone: tzinfo = UTC) -> str:
    """A range as people write it: "13 December 2025", "10–15 December 2025", "December 2025", "since 1 May 2025".

    >>> from domain.calendar import months_range
    >>> time_in_words(months_range(2025, 12, 12))
    'December 2025'
    """
    start = time.start.astimezone(zone).replace(tzinfo=None) if time.start else None
    end = time.end.astimezone(zone).replace(tzinfo=None) if time.end else None
    if start is None and end is not None:
        return f"before {_moment(end)}"
    if end is None and start is not None:
        return f"since {_moment(start)}"
    if start is None or end is None:
        return ""
    if _whole(start) and _whole(end):
        return _days(start.date(), (end - ONE_DAY).date())
    return f"from {_clock(start)} to {_clock(end)}"


def day_in_words(day: date) -> str:
    """13 December 2025."""
    return f"{day.day} {day:%B} {day.year}"


def _days(first: date, last: date) -> str:
    after = last + ONE_DAY
    if first == last:
        return day_in_words(first)
    if (first.month, first.day, after.month, after.day) == (1, 1, 1, 1):
        return str(first.year) if first.year == last.year else f"{first.year} to {last.year}"
    if first.day == 1 and after.day == 1:
        if (first.year, first.month) == (last.year, last.month):
            return f"{first:%B} {first.year}"
        return f"{first:%B} {first.year} to {last:%B} {last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day_in_words(last)}"
    if first.year == last.year:
        return f"{first.day} {first:%B} to {day_in_words(last)}"
    return f"{day_in_words(first)} to {day_in_words(last)}"


def _moment(moment: datetime) -> str:
    return day_in_words(moment.date()) if _whole(moment) else _clock(moment)


def _clock(moment: datetime) -> str:
    seconds = moment.second or moment.microsecond
    return f"{moment:%Y-%m-%d %H:%M:%S}" if seconds else f"{moment:%Y-%m-%d %H:%M}"


def _whole(moment: datetime) -> bool:
    return not (moment.hour or moment.minute or moment.second or moment.microsecond)
