"""Calendar spans in UTC: the day, week, month, quarter or year around a date. Weeks start on Monday."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from domain.times import Precision, TimeRange

FIRST_YEAR, LAST_YEAR = 1900, 2099
"""The years that questions, reports and datasets are of."""


def of_known_years(moment: datetime) -> datetime:
    """The moment itself. Raises ValueError where it lies outside the years that anything here is of: the calendar ends
    so far behind them that no sum of a moment and a span that a person writes can leave it."""
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(f"the year must be from {FIRST_YEAR} to {LAST_YEAR}, not {moment.year}")
    return moment


def midnight(day: date, zone: tzinfo = UTC) -> datetime:
    """The moment at which `day` begins in `zone`, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def days(first: date, last: date, precision: Precision, text: str = "", zone: tzinfo = UTC) -> TimeRange:
    """From the start of `first` to the end of `last`, both inside."""
    return TimeRange(midnight(first, zone), midnight(last + timedelta(days=1), zone), precision, text)


def day_range(day: date, text: str = "", zone: tzinfo = UTC) -> TimeRange:
    """The calendar day."""
    return days(day, day, Precision.DAY, text, zone)


def week_range(day: date, text: str = "", zone: tzinfo = UTC) -> TimeRange:
    """The week from Monday to Sunday that `day` lies in."""
    monday = day - timedelta(days=day.weekday())
    return days(monday, monday + timedelta(days=6), Precision.WEEK, text, zone)


def months_range(year: int, first: int, last: int, text: str = "", zone: tzinfo = UTC) -> TimeRange:
    """From the first day of month `first` to the last day of month `last` of one year (a month, quarter, half)."""
    end = date(year + last // 12, last % 12 + 1, 1) - timedelta(days=1)
    return days(date(year, first, 1), end, Precision.MONTH, text, zone)


def year_range(year: int, text: str = "", zone: tzinfo = UTC) -> TimeRange:
    """The calendar year."""
    return days(date(year, 1, 1), date(year, 12, 31), Precision.YEAR, text, zone)
