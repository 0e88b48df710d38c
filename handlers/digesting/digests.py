"""Digests as people set them: `/digest 08:00 Europe/Berlin strikes in Syria`, `/digest off 3`, `/digest change 3 …`,
`/digests`.

In a group only its admins may; for a channel an admin of it writes `/digest @channel …` in the private chat, or posts
the command in the channel.
"""

import sqlite3

from telegram import Chat, ChatFullInfo, Message, Update

from handlers.answering.digest_listing import listing, typed_line
from handlers.answering.digest_pages import preview
from handlers.answering.digest_topics import RefusalError, digest_of, meant_by, notes_on, topic_in_words
from handlers.chat_admins import UnseenError, chat_to_change, is_chat_name
from handlers.digesting.digest_card_taps import change_by_line
from handlers.digesting.digest_menu import menu
from handlers.scheduling.commands import Amendment, Deed, Opened, Wanted, read_digest
from handlers.scheduling.line import LineError
from handlers.scheduling.schedule import capital, days_in_words, times_in_words, zone_label
from handlers.scheduling.zone_words import city_zones
from handlers.sending.replying import reply_with, say_to
from handlers.services.context import Context
from handlers.views.markup import escape
from handlers.views.phrases import ago, day
from handlers.views.texts import say, template
from query.reading import QuestionError
from store.chats.chats import remember_chat
from store.chats.digests import (
    Digest,
    add_digest,
    digests_of_chat,
    end_digest,
    pause_digest,
    same_digest,
)
from store.chats.words import carry_out, is_carried_out

MOST = 10


async def set_digest(update: Update, context: Context) -> None:
    """Answer `/digest …`: set a digest, show, end or pause one; without words the menu."""
    message = update.effective_message
    if message is None:
        return
    try:
        here, services, words = message.chat_id, context.services, list(context.args or ())
        zone = await services.index.read(lambda reader: services.zone_of(reader, here))
        wanted = await services.index.aside(lambda: read_digest(words, zone, city_zones(services.world.gazetteer)))
        chat = await chat_to_change(context, message, wanted.chat, template("digests_what"))
        if isinstance(wanted, Opened):
            await reply_with(context, message, await menu(services, message, zone, wanted.chat))
            return
        if isinstance(wanted, Amendment):
            await reply_with(context, message, await change_by_line(services, wanted, chat.id, here))
            return
        if not isinstance(wanted, Wanted):
            text = await _done(wanted, chat, message, context)
        elif message.edit_date is not None and await services.index.read(
            lambda reader: is_carried_out(reader, here, message.message_id)
        ):
            text = say("digest_edited")
        else:
            person = message.from_user if message.sender_chat is None else None
            text = await set_wanted(wanted, chat, message, person.id if person else None, context)
    except LineError as error:
        text = say(error.key, **error.words)
    except (RefusalError, UnseenError) as answer:
        text = str(answer)
    if text:
        await say_to(context, message, text)


async def list_digests(update: Update, context: Context) -> None:
    """Answer `/digests`: those of this chat, or `/digests @channel`: those of a channel, to its admins. Other words
    name no chat (`/digests pause 1`): the list has the buttons for what they mean."""
    message = update.effective_message
    if message is None:
        return
    named = next(filter(is_chat_name, context.args or ()), None)
    try:
        chat = await chat_to_change(context, message, named, template("digests_what")) if named else message.chat
    except UnseenError as answer:
        await say_to(context, message, str(answer))
        return
    await _list(message, chat.id, named, context)


async def tell_how_to_end(update: Update, context: Context) -> None:
    """Answer "stop" and its like: the digests of this chat, and how one is ended."""
    if message := update.effective_message:
        await _list(message, message.chat_id, None, context, ending=True)


async def _list(message: Message, chat: int, named: str | None, context: Context, ending: bool = False) -> None:
    page = await listing(context.services, chat, named, ending=ending)
    if page is None:
        none = say("digests_none_of", chat=named) if named else say("digests_none")
        await say_to(context, message, say("digests_none_to_end") if ending else none)
        return
    await reply_with(context, message, page)


async def _done(deed: Deed, chat: Chat | ChatFullInfo, message: Message, context: Context) -> str:
    """End a digest, let it rest or go on, or show it at once. Returns what to answer, empty where that is done."""
    services, number = context.services, deed.number
    kept = await services.index.read(lambda reader: digests_of_chat(reader, chat.id))
    if number is None and len(kept) == 1:
        number = kept[0].id
    held = next((each for each in kept if each.id == number), None)
    if not deed.text and number is None and kept:
        return say("digest_which", what=deed.what)
    if number is None or held is None:
        return say("digest_unknown", text=deed.text) if deed.text else say("digests_none")
    if deed.what == "off":
        await services.index.write(lambda writer: end_digest(writer, number, chat.id))
        line = typed_line(held, deed.chat) if isinstance(held, Digest) else ""
        return say("digest_off", number=number, line=line) if line else say("digest_off_broken", number=number)
    if deed.what in {"pause", "resume"}:
        rests = deed.what == "pause"
        await services.index.write(lambda writer: pause_digest(writer, number, chat.id, paused=rests))
        return say("digest_paused" if rests else "digest_resumed", number=number)
    if not isinstance(held, Digest):
        return say("digests_broken", number=number)
    now = services.clock()
    try:
        await reply_with(
            context, message, await services.index.read(lambda reader: preview(services, reader, held, now))
        )
    except QuestionError as error:
        return escape(str(error))
    return ""


async def set_wanted(
    wanted: Wanted, chat: Chat | ChatFullInfo, message: Message, person: int | None, context: Context
) -> str:
    """Set a digest for a chat, in the topic of `message` where that stands in it; returns what to answer. `person` is
    who sets it, where that is known. Raises RefusalError."""
    services = context.services
    now, schedule = services.clock(), wanted.line.schedule
    first = schedule.next_slot(now)
    try:
        meant = await services.index.read(lambda reader: meant_by(services.world, reader, wanted.line, now))
    except QuestionError as error:
        raise RefusalError(escape(str(error))) from error
    here = chat.id == message.chat_id
    thread = message.message_thread_id if here and message.is_topic_message else None
    digest = digest_of(wanted.line, chat.id, thread, person, now)

    def add(writer: sqlite3.Connection) -> int | None:
        if (number := same_digest(writer, digest)) is not None:
            return number  # asked for twice, or handled anew after a crash
        if len(digests_of_chat(writer, chat.id)) >= MOST:
            return None
        remember_chat(writer, chat.id, chat.type, chat.effective_name, now)
        carry_out(writer, message.chat_id, message.message_id)
        return add_digest(writer, digest)

    number = await services.index.write(add)
    if number is None:
        raise RefusalError(say("digest_many", limit=MOST))
    zone = schedule.zone
    said = say(
        "digest_set" if here else "digest_set_elsewhere",
        days=capital(days_in_words(schedule.days)),
        time=times_in_words(schedule),
        zone=zone_label(zone),
        topic=topic_in_words(meant, zone),
        first=f"{ago(first, now, zone)}, {day(first, now, zone)}",
        number=number,
        chat=wanted.chat or "",
    )
    return " ".join([said, *notes_on(wanted.line, meant)])
