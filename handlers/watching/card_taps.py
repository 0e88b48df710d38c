"""Taps on a watch that is shown by itself, and replies to it with new words."""

import sqlite3
from functools import partial

from telegram import Update

from handlers.addressing import question_of
from handlers.chat_admins import refusal_of, refusal_of_sender
from handlers.sending.messages import OutgoingMessage
from handlers.sending.replying import acknowledge, put, reply_with, say_to
from handlers.services.context import Context
from handlers.views.markup import escape, visible
from handlers.views.texts import say, template
from handlers.watching.card import DEAD, PREFIX, card_of, number_in
from handlers.watching.changing import Changed, RefusedError, limit, reword
from handlers.watching.lists import list_page
from handlers.watching.menu import SOURCES
from query.reading import QuestionError
from query.search.narrowing import with_dead, with_sources
from store.chats.watches import Watch, watch_numbered

__all__ = ["PREFIX", "reword_by_reply", "tap_card"]

_OFFERED = {"dead": {str(step) for row in DEAD for step in row}, "from": set(map(str, SOURCES))}


async def reword_by_reply(update: Update, context: Context) -> None:
    """Let a watch look for what a reply to it says."""
    message = update.effective_message
    shown = message.reply_to_message if message else None
    number = number_in(shown) if shown else None
    if message is None or shown is None or number is None:
        return
    watch = await context.services.index.read(lambda reader: watch_numbered(reader, number))
    if watch is None:
        await say_to(context, message, say("watches_gone"))
        return
    if refusal := await refusal_of_sender(context, message, watch.chat_id, template("watches_what")):
        await say_to(context, message, refusal)
        return
    try:
        changed = await reword(context.services, watch, question_of(message, context.bot.id, context.bot.username))
    except (RefusedError, QuestionError) as refused:
        await say_to(context, message, escape(str(refused)) if isinstance(refused, QuestionError) else str(refused))
        return
    page = await _page(context, changed, message.chat_id)
    if not await put(context, message.chat_id, shown.message_id, page):
        await reply_with(context, message, page)


async def tap_card(update: Update, context: Context) -> None:
    """A tap that shows a watch by itself, changes a limit of it, or goes back to all."""
    tap = update.callback_query
    if tap is None:
        return
    what, _, rest = (tap.data or "").removeprefix(PREFIX).partition(".")
    number, _, value = rest.partition(".")
    message = tap.message
    known = what in ("show", "list") or value in _OFFERED.get(what, ())
    if message is None or not known or not number.isdecimal() or len(number) > 15:
        await acknowledge(tap, say("old_button"))
        return
    services, here = context.services, message.chat.id
    watch = await services.index.read(lambda reader: watch_numbered(reader, int(number)))
    if watch is None:
        await acknowledge(tap, say("watches_gone"))
        return
    if refusal := await refusal_of(context, message.chat, watch.chat_id, tap.from_user.id, template("watches_what")):
        await acknowledge(tap, refusal)
        return
    try:
        page = await _tapped(context, watch, here, what, value)
    except RefusedError as refused:
        await acknowledge(tap, visible(str(refused))[:190])
        return
    await acknowledge(tap)
    await put(context, here, message.message_id, page)


async def _tapped(context: Context, watch: Watch, here: int, what: str, value: str) -> OutgoingMessage:
    """What is shown after a tap. Raises RefusedError."""
    services = context.services
    if what == "list":
        return await list_page(services, watch.chat_id, elsewhere=watch.chat_id != here)
    if what == "show":
        return await services.index.read(lambda reader: card_of(services, reader, watch, here))
    change = with_dead if what == "dead" else with_sources
    return await _page(context, await limit(services, watch, partial(change, least=int(value) or None)), here)


async def _page(context: Context, changed: Changed, here: int) -> OutgoingMessage:
    services = context.services
    before = changed.before.meaning if changed.before != changed.after else None

    def page(reader: sqlite3.Connection) -> OutgoingMessage:
        return card_of(services, reader, changed.after, here, before)

    return await services.index.read(page)
