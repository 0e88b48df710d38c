"""What a chat sets for itself, `/settings`: its time zone and the size of a page, by buttons or in words.

In a group only its admins change anything; everybody may look. A question keeps the zone that it was asked in.
"""

import tomllib
from collections.abc import Awaitable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from telegram import Update

from handlers.chat_admins import UnseenError, is_group, runs, sent_by_admin
from handlers.schedule import zone_named
from handlers.sending.messages import OutgoingMessage
from handlers.sending.replying import acknowledge, put, reply_with, say_to
from handlers.services.context import Context
from handlers.services.services import Services
from handlers.views.cards import PAGE_SIZE
from handlers.views.texts import say
from store.chats.preferences import Preferences, prefer, preferences_of

PREFIX = "set1."
_IN_A_ROW = 2


@dataclass(frozen=True, slots=True)
class _Offered:
    zones: tuple[str, ...]
    sizes: tuple[int, ...]


async def settings(update: Update, context: Context) -> None:
    """Answer `/settings`, `/settings Europe/Berlin` and `/settings 3`."""
    message = update.effective_message
    if message is None:
        return
    words = list(context.args or ())
    wish = _wish(words)
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
    message, wish = tap.message, _wish([(tap.data or "").removeprefix(PREFIX)])
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
    """What a word sets: a zone's name, or a number of events; `page 3` and `zone UTC` too. None for anything else."""
    if len(words) == 2 and words[0].casefold() in {"zone", "page"}:
        words = words[1:]
    if len(words) != 1:
        return None
    word = words[0]
    if word.isdecimal() and len(word) < 3:
        return Preferences(page_size=int(word)) if 1 <= int(word) <= PAGE_SIZE else None
    zone = zone_named(word)
    return Preferences(zone=zone) if zone else None


async def _keep(services: Services, chat: int, wish: Preferences) -> None:
    await services.index.write(lambda writer: prefer(writer, chat, wish))


async def _page(services: Services, chat: int) -> OutgoingMessage:
    """What is set, and a button for each other choice."""
    kept = await services.index.read(lambda reader: preferences_of(reader, chat))
    zone, size = kept.zone or services.zone.key, kept.page_size or PAGE_SIZE
    offered = _offered()
    sizes = tuple((f"{number} a page", f"{PREFIX}{number}") for number in offered.sizes if number != size)
    zones = [(name, f"{PREFIX}{name}") for name in offered.zones if name != zone]
    rows = [tuple(zones[at : at + _IN_A_ROW]) for at in range(0, len(zones), _IN_A_ROW)]
    return OutgoingMessage(say("settings", zone=zone, size=size, most=PAGE_SIZE), (sizes, *rows))


@cache
def _offered() -> _Offered:
    kept = tomllib.loads(files("handlers").joinpath("settings.toml").read_text(encoding="utf-8"))
    return _Offered(tuple(kept["zones"]), tuple(kept["sizes"]))
