"""When something that comes by itself is due: wall-clock times, days and a zone in, moments in UTC out.

A day on which the clock jumps over the time has its slot at the moment it would have been; a day on which the time
comes twice has it the first time. So each time of each day has exactly one slot.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

EVERY_DAY = frozenset(range(1, 8))
WORKING_DAYS = frozenset(range(1, 6))
WEEKEND = frozenset({6, 7})
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_LEAST_STALE = timedelta(hours=2)
_STALE_SHARE = 12
_REACH = 9  # days: a weekly slot, and what a zone may skip


@dataclass(frozen=True, slots=True)
class Schedule:
    """Times of day in a zone, on the days of the week that are given (1 is Monday). Both are at least one."""

    walls: tuple[time, ...]
    zone: ZoneInfo
    days: frozenset[int] = EVERY_DAY

    def slots(self, first: date, last: date) -> list[datetime]:
        """The slots from one day to another in UTC, in order."""
        number = (last - first).days + 1
        days = (first + timedelta(days=ahead) for ahead in range(number))
        kept = [day for day in days if day.isoweekday() in self.days]
        return sorted({slot_on(day, wall, self.zone) for day in kept for wall in self.walls})

    def last_slot(self, now: datetime) -> datetime:
        """The latest slot that is not after `now`."""
        today = now.astimezone(self.zone).date()
        near = [slot for slot in self.slots(today - _DAY, today) if slot <= now]  # of most, and they are asked often
        return max(near or (slot for slot in self.slots(today - timedelta(days=_REACH), today + _DAY) if slot <= now))

    def next_slot(self, now: datetime) -> datetime:
        """The earliest slot after `now`."""
        today = now.astimezone(self.zone).date()
        return min(slot for slot in self.slots(today - _DAY, today + timedelta(days=_REACH)) if slot > now)

    def slot_before(self, slot: datetime) -> datetime:
        """The slot that came before a slot."""
        return self.last_slot(slot - timedelta(microseconds=1))

    def is_stale(self, slot: datetime, now: datetime) -> bool:
        """Whether a slot that was missed is of no use any more: two hours of a day, more where the next is far off."""
        return now - slot > max(_LEAST_STALE, (self.next_slot(slot) - slot) / _STALE_SHARE)


_DAY = timedelta(days=1)


def slot_on(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """The moment in UTC at which `wall` comes on `day` in `zone`."""
    return datetime.combine(day, wall, zone).astimezone(UTC)


def times_in_words(schedule: Schedule) -> str:
    """`08:00 and 20:00`."""
    clocks = [f"{wall:%H:%M}" for wall in schedule.walls]
    return " and ".join(filter(None, [", ".join(clocks[:-1]), clocks[-1]]))


def days_in_words(days: frozenset[int]) -> str:
    """`every day`, `on weekdays`, `every Monday`, `on Monday, Wednesday and Friday`."""
    said = {EVERY_DAY: "every day", WORKING_DAYS: "on weekdays", WEEKEND: "on weekends"}.get(days)
    if said is not None:
        return said
    names = [DAYS[day - 1] for day in sorted(days)]
    if len(names) == 1:
        return f"every {names[0]}"
    return f"on {', '.join(names[:-1])} and {names[-1]}"


def capital(words: str) -> str:
    """The words with a capital letter first, as a sentence begins."""
    return words[:1].upper() + words[1:]


def typed_days(days: frozenset[int]) -> str:
    """The days as they are typed: `weekdays`, `mon wed fri`; nothing for every day."""
    said = {EVERY_DAY: "", WORKING_DAYS: "weekdays", WEEKEND: "weekends"}.get(days)
    return " ".join(DAYS[day - 1][:3].lower() for day in sorted(days)) if said is None else said


def zone_label(zone: ZoneInfo) -> str:
    """The zone as people write it: `Europe/Kyiv`, `UTC+3`."""
    hours = zone.key.removeprefix("Etc/GMT")
    if hours == zone.key or not hours:
        return zone.key
    return f"UTC{'-' if hours.startswith('+') else '+'}{hours[1:]}"


def zone_named(name: str) -> str | None:
    """The time zone of that name, capitals aside: `europe/berlin` is Europe/Berlin, `utc` UTC."""
    found = _zones().get(name.casefold())
    return found if found and ("/" in found or found in {"UTC", "GMT"}) else None


@cache
def _zones() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}
