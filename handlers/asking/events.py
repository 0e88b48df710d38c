"""One event in full: `/event 12`, and `/event_12` as the answers offer it."""

import re
import sqlite3

from telegram import Message, Update
from telegram.ext import filters

from handlers.addressing import command_of
from handlers.answering.decision_buttons import desk
from handlers.sending.messages import Buttons, OutgoingMessage
from handlers.sending.replying import reply_with, say_to
from handlers.services.context import Context
from handlers.services.services import Services
from handlers.views.details import Past, details, dropped_event, taken_out, withdrawn_event
from handlers.views.texts import say
from handlers.watching.like_event import watch_row
from store.events.decisions import Action, decisions_on, home_of
from store.events.earlier import earlier_tellings, pages_gone, taken_back
from store.events.loading import load_events
from store.events.withdrawals import withdrawn_of_event

_LONGEST = 15
_LINK = re.compile(rf"event_(\d{{1,{_LONGEST}}})", re.ASCII)


def number_in(command: str) -> int | None:
    """The event that a command such as `event_12` names."""
    link = _LINK.fullmatch(command)
    return int(link[1]) if link else None


class Link(filters.MessageFilter):
    """Messages that begin with `/event_12`, and not with another bot's."""

    def filter(self, message: Message) -> bool:
        """Whether an event of this bot's is asked for."""
        return number_in(command_of(message, message.get_bot().username) or "") is not None


async def by_number(update: Update, context: Context) -> None:
    """Answer `/event 12`."""
    message = update.effective_message
    if message is None:
        return
    words = " ".join(context.args or ())
    if not words.isdecimal() or len(words) > _LONGEST:
        await say_to(context, message, say("event_usage"))
        return
    await _show(update, context, int(words))


async def by_link(update: Update, context: Context) -> None:
    """Answer `/event_12`."""
    message = update.effective_message
    number = number_in(command_of(message, context.bot.username) or "") if message else None
    if number is not None:
        await _show(update, context, number)


async def _show(update: Update, context: Context, number: int) -> None:
    message = update.effective_message
    if message is None:
        return
    html = await event_page(context.services, number, message.chat_id)
    if html is None:
        await say_to(context, message, say("event_unknown", number=number))
    else:
        services, decides = context.services, message.chat_id in context.services.admins
        buttons = await services.index.read(lambda reader: under_event(services, reader, number, decides=decides))
        await reply_with(context, message, OutgoingMessage(html, buttons))


def under_event(services: Services, reader: sqlite3.Connection, number: int, *, decides: bool) -> Buttons:
    """The buttons under an event: what may be decided on it, for who `decides`, and to watch for its like."""
    return (*(desk(reader, number) if decides else ()), *watch_row(services, reader, number))


async def event_page(services: Services, number: int, chat: int) -> str | None:
    """The details of an event as a chat reads them, or that it was withdrawn or taken out; None where the index
    never had it."""

    def look(reader: sqlite3.Connection) -> str | None:
        found, withdrawn = load_events(reader, [number]), withdrawn_of_event(reader, number)
        manner, now = services.manner(services.zone_of(reader, chat)), services.clock()
        to_admin = chat in services.admins
        earlier = earlier_tellings(reader, number)
        if found:
            gone, decided = pages_gone(reader, number), decisions_on(reader, number)
            past = Past(earlier, taken_back(reader, number), decided, gone)
            return details(found[0], now, manner, withdrawn, past, to_admin=to_admin)
        if withdrawn:
            return withdrawn_event(number, withdrawn, now, manner, to_admin)
        decisions = decisions_on(reader, number)
        standing = [decision for decision in decisions if decision.undone is None]
        if standing and standing[-1].action is Action.DROP:
            return dropped_event(number, decisions, now, manner, to_admin)
        if standing and (home := home_of(reader, standing[-1])):
            return say("event_joined", number=number, home=home)
        return taken_out(number, earlier, now, manner) if earlier else None

    return await services.index.read(look)
