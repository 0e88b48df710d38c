"""One event in full: `/event 12`, and `/event_12` as the answers offer it."""

import sqlite3
from zoneinfo import ZoneInfo

from telegram import Update

from handlers.cards import Page
from handlers.context import Context
from handlers.details import details
from handlers.replying import reply, say_to
from handlers.services import Services
from handlers.texts import say
from store.loading import load_events
from store.preferences import preferences_of

BY_LINK = r"^/event_(\d{1,15})(?:@\w+)?$"
_LONGEST = 15


async def by_number(update: Update, context: Context) -> None:
    """Answer `/event 12`."""
    message = update.effective_message
    if message is None:
        return
    words = " ".join(context.args or ())
    if not words.isdecimal() or len(words) > _LONGEST:
        await say_to(context, message, say("event_usage"))
        return
    await _tell(update, context, int(words))


async def by_link(update: Update, context: Context) -> None:
    """Answer `/event_12`."""
    if context.matches:
        await _tell(update, context, int(context.matches[0][1]))


async def _tell(update: Update, context: Context, number: int) -> None:
    message = update.effective_message
    if message is None:
        return
    html = await event_page(context.services, number, message.chat_id)
    if html is None:
        await say_to(context, message, say("event_unknown", number=number))
    else:
        await reply(context, message, Page(html))


async def event_page(services: Services, number: int, chat: int) -> str | None:
    """The details of an event as a chat reads them; None where the index has no such event."""

    def look(reader: sqlite3.Connection) -> str | None:
        zone = preferences_of(reader, chat).zone
        found = load_events(reader, [number])
        manner = services.manner(ZoneInfo(zone) if zone else None)
        return details(found[0], services.clock(), manner) if found else None

    return await services.index.read(look)
