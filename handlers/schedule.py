"""When a daily digest is due: a wall-clock time in a zone in, moments in UTC out; and the reading of `/digest …`.

A day on which the clock jumps over the time has its slot at the moment it would have been; a day on which the time
comes twice has it the first time. Each day has exactly one slot.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from handlers.views.texts import say

STALE_AFTER = timedelta(hours=2)
"""A slot missed for longer than this, while the bot was down, is skipped; a shorter delay is made up for."""

_TIME = re.compile(r"^([01]?\d|2[0-3])[:.]([0-5]\d)$")
_CHAT = re.compile(r"^(@[A-Za-z][A-Za-z0-9_]{3,31}|-\d{5,19})$")


class DigestError(ValueError):
    """A `/digest` that cannot be read; the message is the HTML to answer with."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A digest as asked for: when, in which zone, about what, and for which other chat (`@channel`), if any."""

    wall: time
    zone: ZoneInfo
    topic: str
    chat: str | None = None


@dataclass(frozen=True, slots=True)
class Unwanted:
    """A digest to end, by its number, in this chat or another."""

    number: int
    chat: str | None = None


def slot_on(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """The moment in UTC at which `wall` comes on `day` in `zone`."""
    return datetime.combine(day, wall, zone).astimezone(UTC)


def last_slot(wall: time, zone: ZoneInfo, now: datetime) -> datetime:
    """The latest slot that is not after `now`."""
    today = now.astimezone(zone).date()
    slots = (slot_on(today - timedelta(days=back), wall, zone) for back in range(-1, 3))
    return max(slot for slot in slots if slot <= now)


def next_slot(wall: time, zone: ZoneInfo, now: datetime) -> datetime:
    """The earliest slot after `now`."""
    today = now.astimezone(zone).date()
    slots = (slot_on(today + timedelta(days=ahead), wall, zone) for ahead in range(-1, 3))
    return min(slot for slot in slots if slot > now)


def read_digest(words: list[str], default_zone: ZoneInfo) -> Wanted | Unwanted:
    """What the words after `/digest` ask for. Raises DigestError with the answer where they cannot be read."""
    chat = words.pop(0) if words and _CHAT.match(words[0]) else None
    if not words:
        raise DigestError(say("digest_usage"))
    if words[0].casefold() in {"off", "stop", "end"}:
        return _off(words[1:], chat)
    clock = _TIME.match(words[0])
    if clock is None:
        raise DigestError(say("digest_time", text=words[0]))
    rest, zone = words[1:], default_zone
    if rest and (name := zone_named(rest[0])):
        rest, zone = rest[1:], ZoneInfo(name)
    elif rest and re.fullmatch(r"[A-Za-z_]+/[A-Za-z_/+-]+", rest[0]):
        raise DigestError(say("digest_zone", text=rest[0]))
    if not rest:
        raise DigestError(say("digest_topic"))
    return Wanted(time(int(clock[1]), int(clock[2])), zone, " ".join(rest), chat)


def _off(words: list[str], chat: str | None) -> Unwanted:
    if words and _CHAT.match(words[-1]) and len(words) > 1:
        chat = words.pop()
    if len(words) != 1 or not words[0].isdecimal() or len(words[0]) > 15:
        raise DigestError(say("digest_unknown", text=" ".join(words) or "—"))
    return Unwanted(int(words[0]), chat)


def zone_named(name: str) -> str | None:
    """The time zone of that name, capitals aside: `europe/berlin` is Europe/Berlin, `utc` UTC."""
    found = _zones().get(name.casefold())
    return found if found and ("/" in found or found in {"UTC", "GMT"}) else None


@cache
def _zones() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}
