"""A span of time, as an event has it or as a question asks for it.

Times are UTC and half-open: `start <= t < end`. An event's span has both sides; a question's may leave one open.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo


class Precision(StrEnum):
    """How precisely the source gives the time (the contract's `time.precision`; UCDP's `date_prec` maps onto it)."""

    INSTANT = "instant"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    UNKNOWN = "unknown"


LONGEST_HOURS = timedelta(days=2)
"""A time longer than this is told in days, whatever its precision."""


@dataclass(frozen=True, slots=True)
class TimeRange:
    """A half-open span in UTC; `text` is the wording it came from ("last week").

    Raises ValueError when both sides are open, when a side has no time zone, or when the end is not after the start.
    """

    start: datetime | None
    end: datetime | None
    precision: Precision = Precision.UNKNOWN
    text: str = ""

    def __post_init__(self) -> None:
        if self.start is None and self.end is None:
            raise ValueError("a time range needs a start or an end")
        for side in (self.start, self.end):
            if side is not None and side.tzinfo is None:
                raise ValueError(f"a time range needs times with a zone, not {side.isoformat()}")
        if self.start is not None and self.end is not None and self.end <= self.start:
            raise ValueError(f"a time range must end after it starts: {self.start} to {self.end}")

    def touches(self, other: "TimeRange") -> bool:
        """Whether the two spans share a moment; an open side reaches for ever."""
        starts_before_end = self.start is None or other.end is None or self.start < other.end
        ends_after_start = self.end is None or other.start is None or other.start < self.end
        return starts_before_end and ends_after_start

    @property
    def has_hour(self) -> bool:
        """Whether it is known by the hour. All else is calendar days, written as if they were UTC's, the same wherever
        one asks: an event of 18 December belongs to the 18th in Kyiv and in New York."""
        if self.precision is not Precision.INSTANT or self.start is None or self.end is None:
            return False
        return self.end - self.start <= LONGEST_HOURS

    def shown_in(self, zone: tzinfo) -> tzinfo:
        """The zone in which an event's time is shown to somebody in `zone`: its own, UTC, where it is calendar days."""
        return zone if self.has_hour else UTC

    def on_the_wall(self, zone: tzinfo) -> "TimeRange":
        """What the clocks of `zone` show in this time, written as if in UTC: the form in which calendar days are kept.

        >>> from zoneinfo import ZoneInfo
        >>> moment = datetime(2025, 12, 17, 22, tzinfo=UTC)
        >>> print(TimeRange(moment, None).on_the_wall(ZoneInfo("Europe/Kyiv")).start)
        2025-12-18 00:00:00+00:00
        """
        start, end = _shown(self.start, zone), _shown(self.end, zone)
        if start is not None and end is not None and self.start is not None and self.end is not None and end <= start:
            end = start + (self.end - self.start)  # the clocks were put back in between
        return TimeRange(start, end, self.precision, self.text)


def _shown(moment: datetime | None, zone: tzinfo) -> datetime | None:
    return None if moment is None else moment.astimezone(zone).replace(tzinfo=UTC)


@lru_cache(maxsize=8192)  # writing a dataset asks for the same days again and again
def iso(moment: datetime) -> str:
    """`2025-12-20T09:00:00Z`: the contract's form of a moment, in UTC to the second. The year has four figures, so that
    the texts sort as the moments do."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def day_in(moment: str, zone: str) -> str:
    """The date of an ISO moment in a zone.

    >>> day_in("2025-12-18T23:30:00Z", "Europe/Kyiv")
    '2025-12-19'
    """
    return from_iso(moment).astimezone(ZoneInfo(zone)).date().isoformat()


def from_iso(text: str) -> datetime:
    """Read an ISO 8601 date or moment; without a zone it is taken as UTC. Raises ValueError on anything else."""
    moment = datetime.fromisoformat(text)
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError as error:  # in UTC it lies in the year 0 or 10,000
        raise ValueError(f"{text!r} is no moment of the calendar") from error
