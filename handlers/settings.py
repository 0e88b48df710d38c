"""What a chat sets for itself, `/settings`: its time zone, the size of a page, quiet hours; by buttons or in words.

In a group only its admins change anything; everybody may look. A question keeps the zone that it was asked in.
"""

import re
import tomllib
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import time
from functools import cache
from importlib.resources import files

from telegram import Update

from domain.places import PlaceKind
from handlers.chat_admins import UnseenError, is_group, runs, sent_by_admin
from handlers.scheduling.schedule import zone_named
from handlers.sending.messages import OutgoingMessage
from handlers.sending.replying import acknowledge, put, reply_with, say_to
from handlers.services.context import Context
from handlers.services.services import Services
from handlers.views.cards import PAGE_SIZE
from handlers.views.texts import fill, say, template
from knowledge.places.zones import zone_of_place
from store.chats.preferences import Preferences, Quiet, prefer, preferences_of

PREFIX = "set1."
_TOWN = 15_000
"""So many people live at least in a town that names a zone."""
_OFF = ("off", "none", "no", "never")
_NAMED = {"midnight": time(), "noon": time(12)}
_TIME = re.compile(r"(?P<hour>\d{1,2})(?:[:.]?(?P<minute>\d\d))?\s*(?P<half>am|pm)?")
_HOURS = re.compile(
    r"^(?:from\s+)?(?P<start>\S+?(?:\s*[ap]m)?)"
    r"\s*(?:-|–|—|\bto\b|\buntil\b|\s)\s*(?P<end>\S+(?:\s*[ap]m)?)$"
)
_IN_A_ROW = 2


@dataclass(frozen=True, slots=True)
class _Offered:
    zones: tuple[str, ...]
    sizes: tuple[int, ...]
    quiet: tuple[str, ...]


async def settings(update: Update, context: Context) -> None:
    """Answer `/settings`, `/settings Europe/Berlin`, `/settings kyiv`, `/settings 3`, `/settings quiet 22:00-07:00`."""
    message = update.effective_message
    if message is None:
        return
    words = list(context.args or ())
    wish = _wish(words) or await _city(context.services, words)
    if words and wish is None:
        await say_to(context, message, say("settings_unknown", text=" ".join(words), most=PAGE_SIZE))
        return
    if wish is not None:
        if is_group(message.chat) and (refusal := await _refusal(sent_by_admin(context, message, message.chat_id))):
            await say_to(context, message, refusal)
            return
        await _keep(context.services, message.chat_id, wish)
    await reply_with(context, message, await _page(context.services, message.chat_id))


async def change(update: Update, context: Context) -> None:
    """A tap on a button of `/settings`."""
    tap = update.callback_query
    if tap is None:
        return
    message, wish = tap.message, _wish((tap.data or "").removeprefix(PREFIX).split())
    if wish is None or message is None:
        await acknowledge(tap, say("old_button"))
        return
    chat = message.chat
    if is_group(chat) and (refusal := await _refusal(runs(context, chat.id, tap.from_user.id))):
        await acknowledge(tap, refusal)
        return
    await _keep(context.services, chat.id, wish)
    await acknowledge(tap, say("settings_kept"))
    await put(context, chat.id, message.message_id, await _page(context.services, chat.id))


async def _refusal(is_admin: Awaitable[bool]) -> str:
    """What to answer to somebody who may not change a group's settings; nothing to one who may."""
    try:
        return "" if await is_admin else say("settings_admins")
    except UnseenError as unseen:
        return str(unseen)


def _wish(words: list[str]) -> Preferences | None:
    """What a word sets: a zone's name, or a number of events; `page 3` and `zone UTC` too, and quiet hours. None for
    anything else."""
    if words and words[0].casefold() == "quiet":
        quiet = read_quiet(" ".join(words[1:]))
        return Preferences(quiet=quiet) if quiet else None
    if len(words) == 2 and words[0].casefold() in {"zone", "page"}:
        words = words[1:]
    if len(words) != 1:
        return None
    word = words[0]
    if word.isdecimal() and len(word) < 3:
        return Preferences(page_size=int(word)) if 1 <= int(word) <= PAGE_SIZE else None
    zone = zone_named(word)
    return Preferences(zone=zone) if zone else None


async def _city(services: Services, words: list[str]) -> Preferences | None:
    """The zone of a city: "kyiv" → Europe/Kyiv. None for what is no city's name."""
    name = " ".join(words[1:] if words and words[0].casefold() == "zone" else words)

    def find() -> str | None:
        towns = (place for place in services.world.gazetteer.named(name) if place.kind is PlaceKind.CITY)
        best = next(towns, None)
        return zone_of_place(best) if best is not None and best.population >= _TOWN else None

    zone = await services.index.aside(find) if name and not name.isdecimal() else None
    return Preferences(zone=zone) if zone else None


def read_quiet(words: str) -> Quiet | None:
    """Quiet hours as people write them; none at all where they are switched off. None for anything else.

    >>> read_quiet("10pm to 7")
    Quiet(start=datetime.time(22, 0), end=datetime.time(7, 0))
    """
    if words.casefold() in _OFF:
        return Quiet(time(), time())
    found = _HOURS.match(words.casefold())
    start, end = (_clock(found[side]) for side in ("start", "end")) if found else (None, None)
    return Quiet(start, end) if start is not None and end is not None else None


def _clock(words: str) -> time | None:
    """A time of day: 22:00, 22.30, 2200, 22, 10pm, midnight."""
    if words in _NAMED:
        return _NAMED[words]
    found = _TIME.fullmatch(words)
    if found is None:
        return None
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), found["half"]
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
    return time(hour % 24, minute) if hour <= 24 and minute < 60 and (hour < 24 or not minute) else None


async def _keep(services: Services, chat: int, wish: Preferences) -> None:
    await services.index.write(lambda writer: prefer(writer, chat, wish))


async def _page(services: Services, chat: int) -> OutgoingMessage:
    """What is set, and a button for each other choice."""
    kept = await services.index.read(lambda reader: preferences_of(reader, chat))
    zone, size = kept.zone or services.zone.key, kept.page_size or PAGE_SIZE
    offered = _offered()
    hours = f"{kept.quiet.start:%H:%M}–{kept.quiet.end:%H:%M}" if kept.quiet else template("settings_never")
    switches = _switches(kept.quiet is not None, offered)
    sizes = tuple((f"{number} a page", f"{PREFIX}{number}") for number in offered.sizes if number != size)
    zones = [(name, f"{PREFIX}{name}") for name in offered.zones if name != zone]
    rows = [tuple(zones[at : at + _IN_A_ROW]) for at in range(0, len(zones), _IN_A_ROW)]
    text = say("settings", zone=zone, size=size, most=PAGE_SIZE, quiet=hours)
    return OutgoingMessage(text, (sizes, switches, *rows))


def _switches(is_quiet: bool, offered: _Offered) -> tuple[tuple[str, str], ...]:
    """Buttons for quiet hours: those that are offered, or that there be none."""
    if is_quiet:
        return ((template("settings_quiet_off"), f"{PREFIX}quiet off"),)
    return tuple((fill("settings_quiet_on", hours=hours), f"{PREFIX}quiet {hours}") for hours in offered.quiet)


@cache
def _offered() -> _Offered:
    kept = tomllib.loads(files("handlers").joinpath("settings.toml").read_text(encoding="utf-8"))
    return _Offered(tuple(kept["zones"]), tuple(kept["sizes"]), tuple(kept["quiet"]))
