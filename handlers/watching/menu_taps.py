"""Taps in the menu of `/watch`, and replies to it that name another subject or place. Who may not set a watch in a chat
changes nothing there."""

import sqlite3

from telegram import CallbackQuery, Chat, ChatFullInfo, Message, Update

from handlers.addressing import question_of
from handlers.chat_admins import UnseenError, chat_to_change, chat_to_change_by_tap
from handlers.sending.messages import OutgoingMessage
from handlers.sending.replying import acknowledge, put, reply_with, say_to
from handlers.services.context import Context
from handlers.views.markup import visible
from handlers.views.texts import say, template
from handlers.watching.menu import PREFIX, SET, Shown, menu_of, shown_in, tapped
from handlers.watching.setting import MOST
from handlers.watching.words import Place, keep_watch, said_in, said_of, terms_of
from query.reading import Query
from query.search.narrowing import combined

__all__ = ["PREFIX", "name_subject", "tap_menu"]


async def name_subject(update: Update, context: Context) -> None:
    """Put what the words of a reply name into the menu that it answers."""
    message = update.effective_message
    answered = message.reply_to_message if message else None
    shown = shown_in(answered) if answered else None
    if message is None or answered is None or shown is None:
        return
    try:
        await chat_to_change(context, message, shown.named, template("watches_what"))
    except UnseenError as refusal:
        await say_to(context, message, str(refusal))
        return
    services, chat = context.services, message.chat_id
    words = question_of(message, context.bot.id, context.bot.username)

    def page(reader: sqlite3.Connection) -> OutgoingMessage | None:
        kept, said = (said_in(services, reader, chat, each) for each in (shown.words, words))
        return menu_of(services, reader, chat, combined(kept or Query(), said), shown.named) if said else None

    anew = await services.index.read(page)
    if anew is None:
        await say_to(context, message, say("watch_topic"))
    elif not await put(context, chat, answered.message_id, anew):
        await reply_with(context, message, anew)


async def tap_menu(update: Update, context: Context) -> None:
    """A tap in the menu: another choice, or set what it shows. Each time it is seen anew that the person may."""
    tap = update.callback_query
    if tap is None:
        return
    message, data = tap.message, (tap.data or "").removeprefix(PREFIX)
    shown = shown_in(message) if isinstance(message, Message) else None
    if not isinstance(message, Message) or shown is None:
        await acknowledge(tap, say("old_button"))
        return
    what = template("watches_what")
    try:
        chat = await chat_to_change_by_tap(context, message.chat, shown.named, tap.from_user.id, what)
    except UnseenError as refusal:
        await acknowledge(tap, str(refusal))
        return
    if data == SET:
        await _set(context, tap, message, shown, chat)
    else:
        await _choose(context, tap, message, shown, data)


async def _choose(context: Context, tap: CallbackQuery, message: Message, shown: Shown, data: str) -> None:
    services, here = context.services, message.chat.id
    what, _, value = data.partition(".")

    def page(reader: sqlite3.Connection) -> OutgoingMessage | None:
        kept = said_in(services, reader, here, shown.words) or Query()
        anew = tapped(services, reader, here, kept, what, value)
        return menu_of(services, reader, here, anew, shown.named) if anew else None

    anew = await services.index.read(page)
    await acknowledge(tap, "" if anew else say("old_button"))
    if anew:
        await put(context, here, message.message_id, anew)


async def _set(context: Context, tap: CallbackQuery, message: Message, shown: Shown, chat: Chat | ChatFullInfo) -> None:
    services, here = context.services, message.chat.id
    query = await services.index.read(lambda reader: said_in(services, reader, here, shown.words))
    terms = terms_of(query, services.world, ()) if query else None
    if terms is None:
        await acknowledge(tap, visible(say("watch_topic"))[:190])
        return
    thread = message.message_thread_id if message.is_topic_message and chat.id == here else None
    place = Place(chat.id, chat.type, chat.effective_name or "", thread, tap.from_user.id, shown.named)
    now = services.clock()
    number = await services.index.write(lambda writer: keep_watch(writer, terms, place, now, MOST))
    await acknowledge(tap, template("watch_button_set") if number else "")
    await put(context, here, message.message_id, OutgoingMessage(said_of(terms, place, number, MOST)))
