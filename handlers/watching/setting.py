"""A watch is set: by `/watch strikes in Deir ez-Zor`, `/watch @channel …`, or the button under an answer. And changed:
`/watch change 3 …`.

In a group only its admins may; for a channel an admin of it writes in the private chat, or posts the command there.
"""

import re
import sqlite3
from dataclasses import replace
from datetime import time
from zoneinfo import ZoneInfo

from telegram import CallbackQuery, MaybeInaccessibleMessage, Message, Update

from handlers.addressing import question_of
from handlers.answering.asking import Asked, ask, reading_of
from handlers.answering.digest_listing import line_of
from handlers.chat_admins import UnseenError, chat_to_change, is_chat_name, refusal_of
from handlers.scheduling.line import Line, LineError, read_line
from handlers.scheduling.schedule import Schedule
from handlers.scheduling.zone_words import CityZone, city_zones
from handlers.sending.replying import acknowledge, reply, reply_with, say_to
from handlers.services.context import Context
from handlers.views.cards import WATCH_LABEL, Choice, Page
from handlers.views.codec import Screen, View
from handlers.views.markup import escape
from handlers.views.texts import say, template
from handlers.watching.changing import RefusedError, reword, said_of_change
from handlers.watching.lists import done_with, read_deed
from handlers.watching.menu import opening
from handlers.watching.words import Place, Terms, keep_watch, read_words, said_of, terms_of, unread
from handlers.wishes import topic_of
from query.reading import QuestionError
from store.chats.watches import watch_numbered
from store.chats.words import carry_out, is_carried_out

MOST = 20
_CHANGE = re.compile(r"change \d{1,15}(?: |$)", re.IGNORECASE)


async def set_watch(update: Update, context: Context) -> None:
    """Answer `/watch …`."""
    message = update.effective_message
    if message is None:
        return
    words = list(context.args or ())
    named = words.pop(0) if words and is_chat_name(words[0]) else None
    services, here = context.services, message.chat_id
    try:
        chat = await chat_to_change(context, message, named, template("watches_what"))
        if not words:
            await reply_with(
                context, message, await services.index.read(lambda reader: opening(services, reader, here, named))
            )
            return
        if message.edit_date is not None and await services.index.read(
            lambda reader: is_carried_out(reader, here, message.message_id)
        ):
            await say_to(context, message, say("watch_edited"))
            return
        if deed := read_deed(words):
            await say_to(context, message, await done_with(services, deed, chat.id, here))
            return
        if _CHANGE.match(" ".join(words)):
            await say_to(context, message, await _change(context, message, chat.id, words[1:], named))
            return
        terms = await _read(context, here, " ".join(words))
    except (QuestionError, UnseenError, RefusedError) as refusal:
        html = escape(str(refusal)) if isinstance(refusal, QuestionError) else str(refusal)
        await say_to(context, message, html)
        return
    if terms is None:
        await say_to(context, message, say("watch_topic"))
        return
    thread = message.message_thread_id if chat.id == here and message.is_topic_message else None
    person = message.from_user.id if message.from_user and message.sender_chat is None else None
    place = Place(chat.id, chat.type, chat.effective_name or "", thread, person, named)
    now = services.clock()

    def keep(writer: sqlite3.Connection) -> int | None:
        number = keep_watch(writer, terms, place, now, MOST)
        carry_out(writer, here, message.message_id)
        return number

    await say_to(context, message, said_of(terms, place, await services.index.write(keep), MOST))


async def _change(context: Context, message: Message, chat: int, words: list[str], named: str | None) -> str:
    """Let a chat's watch look for something else; returns what to answer. `words`
    are its number and the new ones. Raises RefusedError and QuestionError."""
    services, here, number = context.services, message.chat_id, int(words[0])
    watch = await services.index.read(lambda reader: watch_numbered(reader, number))
    if watch is None or watch.chat_id != chat:
        raise RefusedError(say("watch_unknown", number=number))
    if not words[1:]:
        raise RefusedError(say("watch_change_usage", number=number))
    changed = await reword(services, watch, " ".join(words[1:]))
    await services.index.write(lambda writer: carry_out(writer, here, message.message_id))
    return said_of_change(changed, here, named)


async def _read(context: Context, chat: int, words: str) -> Terms | None:
    """What words mean as a watch; None where they mean nothing to watch for. Raises RefusedError where a part is not
    understood, QuestionError for too many words."""
    services = context.services
    query, notes = await services.index.read(lambda reader: read_words(services, reader, chat, words))
    if refusal := unread(query, words):
        raise RefusedError(refusal)
    return terms_of(query, services.world, notes)


async def watch_view(context: Context, tap: CallbackQuery, message: MaybeInaccessibleMessage, view: View) -> None:
    """A tap on “Watch this”: what the answer shows is watched for in its chat."""
    services, chat = context.services, message.chat
    if refusal := await refusal_of(context, chat, chat.id, tap.from_user.id, template("watches_what")):
        await acknowledge(tap, refusal)
        return
    asked = replace(view, screen=Screen.PAGE, offset=0)
    reading = await services.index.read(lambda reader: reading_of(services, reader, asked, chat.id))
    terms = terms_of(reading.query, services.world, ()) if reading else None
    if terms is None:
        await acknowledge(tap, say("watch_topic" if reading else "old_button"))
        return
    await keep_by_tap(context, tap, message, terms)


async def keep_by_tap(context: Context, tap: CallbackQuery, message: MaybeInaccessibleMessage, terms: Terms) -> None:
    """Set a watch for the chat and the topic of a message under which somebody tapped, who may."""
    services, chat = context.services, message.chat
    thread = getattr(message, "message_thread_id", None) if getattr(message, "is_topic_message", False) else None
    place = Place(chat.id, chat.type, chat.effective_name or "", thread, tap.from_user.id)
    now = services.clock()
    number = await services.index.write(lambda writer: keep_watch(writer, terms, place, now, MOST))
    await acknowledge(tap, template("watch_button_set") if number else "")
    await reply(context, message, Page(said_of(terms, place, number, MOST)))


async def offer_watch(update: Update, context: Context) -> None:
    """Answer "alert me when …", "subscribe" and their like: how to be told of that, and a button that does it."""
    message = update.effective_message
    if message is None:
        return
    services, chat = context.services, message.chat_id
    zone = await services.index.read(lambda reader: services.zone_of(reader, chat))
    topic = topic_of(question_of(message, context.bot.id, context.bot.username))
    if not topic:
        await say_to(context, message, say("watch_offer_bare", zone=zone.key, topic=template("digest_example")))
        return
    topic, line = await services.index.aside(lambda: _as_digest(topic, zone, city_zones(services.world.gazetteer)))
    asker = message.sender_chat.id if message.sender_chat else message.from_user.id if message.from_user else 0
    try:
        view = await ask(services, Asked(chat, asker, message.message_id, topic, alone=True))
    except QuestionError as error:
        await say_to(context, message, escape(str(error)))
        return
    button = Choice(WATCH_LABEL, replace(view, screen=Screen.WATCH))
    await reply(context, message, Page(say("watch_offer", line=line, topic=topic), ((button,),)), answers=view)


def _as_digest(words: str, zone: ZoneInfo, city_zone: CityZone) -> tuple[str, str]:
    """The topic of words that may name a time as well, and the line that sets a digest of it: at that time, else at
    eight."""
    try:
        line = read_line(words.split(), zone, city_zone)
    except LineError:
        line = Line(Schedule((time(8),), zone), words)
    return line.topic or words, line_of(line.schedule, line.topic or words, line.extras)
