"""The moving holidays: Easter, and the months and holidays of the Islamic calendar (tabular: give or take a day)."""

from datetime import date, timedelta

from query.times.time_points import Span, days

_EPOCH = date(622, 7, 19)  # 1 Muharram 1 in the proleptic Gregorian calendar, civil reckoning


def easter(year: int) -> date:
    """Western Easter Sunday (the anonymous Gregorian computus)."""
    golden, century, rest = year % 19, year // 100, year % 100
    correction = (century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 19 * golden + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - correction - rest % 4) % 7
    shift = (golden + 11 * correction + 22 * weekday) // 451
    month, day = divmod(correction + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def islamic_day(year: int, month: int, day: int) -> date:
    """The Gregorian day of a date of the tabular Islamic calendar."""
    elapsed = (year - 1) * 354 + (3 + 11 * year) // 30 + 29 * (month - 1) + month // 2 + day - 1
    return _EPOCH + timedelta(days=elapsed)


def islamic_spans(gregorian: int, rule: tuple[int, int, int]) -> list[Span]:
    """The spans of a holiday (Islamic month, day, length; 0 = the whole month) that begin in a Gregorian year."""
    month, day, length = rule
    around = (gregorian - 622) * 33 // 32
    spans: list[Span] = []
    for year in range(max(around - 1, 1), around + 4):
        first = islamic_day(year, month, day)
        after = islamic_day(year + month // 12, month % 12 + 1, 1) if length == 0 else first + timedelta(days=length)
        if first.year == gregorian:
            spans.append(days(first, after - timedelta(days=1)))
    return spans
