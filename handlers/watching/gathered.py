"""Taps on “Show them” under a message of several events: they come card by card, in its place, and back."""

import sqlite3
from dataclasses import dataclass

from telegram import Update

from handlers.alerting.facts import from_text
from handlers.alerting.pages import gathered_page, gathering_page
from handlers.alerting.telling import PREFIX, show_button
from handlers.sending.messages import Buttons, OutgoingMessage
from handlers.sending.replying import acknowledge, put
from handlers.services.context import Context
from handlers.services.services import Services
from handlers.views.cards import PAGE_SIZE
from handlers.views.texts import say, template
from store.chats.alerts import gathered, gathering_of
from store.chats.preferences import preferences_of
from store.events.loading import load_events

__all__ = ["PREFIX", "turn"]

_LONGEST = 15


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which message, and the events from which on; None for the message as it was."""

    gathering: int
    first: int | None


async def turn(update: Update, context: Context) -> None:
    """Show a page of the events, or the message as it was."""
    tap = update.callback_query
    if tap is None:
        return
    message, wanted = tap.message, _wanted(tap.data)
    if message is None or wanted is None:
        await acknowledge(tap, say("old_button"))
        return
    services, chat = context.services, message.chat.id
    what = await services.index.read(lambda reader: _page(services, reader, chat, wanted))
    await acknowledge(tap, "" if what else say("old_button"))
    if what is not None:
        await put(context, chat, message.message_id, what)


def _wanted(data: str | None) -> _Wanted | None:
    number, _, first = (data or "").removeprefix(PREFIX).partition(".")
    if not number.isdecimal() or len(number) > _LONGEST or len(first) > _LONGEST:
        return None
    if first == "s":
        return _Wanted(int(number), None)
    return _Wanted(int(number), int(first)) if first.isdecimal() else None


def _page(services: Services, reader: sqlite3.Connection, chat: int, wanted: _Wanted) -> OutgoingMessage | None:
    row = gathering_of(reader, wanted.gathering)
    if row is None or row.chat_id != chat:
        return None
    set_here, told, now = preferences_of(reader, chat), gathered(reader, wanted.gathering), services.clock()
    manner = services.manner(services.zone_named(set_here.zone), set_here.page_size or PAGE_SIZE)
    events = {stored.id: stored for stored in load_events(reader, [one.event_id for one in told])}
    if wanted.first is None:
        facts = [(from_text(one.facts).aloud, events.get(one.event_id)) for one in told]
        return OutgoingMessage(
            gathering_page(facts, [one.meaning for one in told], now, manner), show_button(wanted.gathering)
        )
    there = [events[one.event_id] for one in told if one.event_id in events]
    first = min(wanted.first, max(0, len(there) - 1))
    shown = there[first : first + manner.size]
    html = gathered_page(shown, now, manner, first, len(there))
    return OutgoingMessage(html, _buttons(wanted.gathering, first, manner.size, len(there)))


def _buttons(gathering: int, first: int, size: int, count: int) -> Buttons:
    row = [(template("alert_summary"), f"{PREFIX}{gathering}.s")]
    if first:
        row.append(("‹", f"{PREFIX}{gathering}.{max(0, first - size)}"))
    if first + size < count:
        row.append(("›", f"{PREFIX}{gathering}.{first + size}"))
    return (tuple(row),)
