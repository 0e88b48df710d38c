"""Daily digests as people set them: `/digest 08:00 Europe/Berlin strikes in Syria`, `/digest off 3`, `/digests`.

In a group only its admins may; for a channel an admin of it writes `/digest @channel …` in the private chat, or posts
the command in the channel.
"""

import sqlite3
from datetime import time

from telegram import Chat, ChatFullInfo, ChatMemberAdministrator, Message, Update
from telegram.error import BadRequest, Forbidden

from handlers.chat_admins import UnseenError, is_group, sent_by_admin
from handlers.schedule import DigestError, Unwanted, Wanted, next_slot, read_digest
from handlers.sending.replying import say_to
from handlers.services.context import Context
from handlers.views.markup import escape
from handlers.views.phrases import ago, day
from handlers.views.texts import say
from query.reading import Intent, Query, QuestionError
from query.understand import understand
from query.wording.paraphrase import sentence
from store.chats.chats import remember_chat
from store.chats.digests import BrokenDigest, Digest, add_digest, digests_of_chat, end_digest
from store.chats.words import carry_out, is_carried_out
from store.search.known_places import KnownPlaces

MOST = 10


class RefusalError(Exception):
    """Why a digest is not set; the message is the HTML to answer with."""


async def set_digest(update: Update, context: Context) -> None:
    """Answer `/digest …`: set a daily digest or end one."""
    message = update.effective_message
    if message is None:
        return
    try:
        here, services = message.chat_id, context.services
        zone = await services.index.read(lambda reader: services.zone_of(reader, here))
        wanted = read_digest(list(context.args or ()), zone)
        chat = await _chat_to_change(message, wanted.chat, context)
        if isinstance(wanted, Unwanted):
            text = await _end(wanted, chat, context)
        elif message.edit_date is not None and await services.index.read(
            lambda reader: is_carried_out(reader, here, message.message_id)
        ):
            text = say("digest_edited")
        else:
            text = await _set(wanted, chat, message, context)
    except (DigestError, RefusalError, UnseenError) as answer:
        text = str(answer)
    await say_to(context, message, text)


async def list_digests(update: Update, context: Context) -> None:
    """Answer `/digests`: those of this chat."""
    await _list(update, context)


async def tell_how_to_end(update: Update, context: Context) -> None:
    """Answer "stop" and its like: the digests of this chat, and how one is ended."""
    await _list(update, context, ending=True)


async def _list(update: Update, context: Context, ending: bool = False) -> None:
    message = update.effective_message
    if message is None:
        return
    chat = message.chat_id
    digests = await context.services.index.read(lambda reader: digests_of_chat(reader, chat))
    if not digests:
        await say_to(context, message, say("digests_none_to_end" if ending else "digests_none"))
        return
    lines = list(map(_line, digests))
    end = [say("digests_end", number=digests[0].id)] if ending else []
    await say_to(context, message, "\n".join([say("digests_head"), *lines, *end]))


def _line(digest: Digest | BrokenDigest) -> str:
    if isinstance(digest, BrokenDigest):
        return say("digests_broken", number=digest.id)
    clock = f"{digest.wall_time:%H:%M}"
    line = say("digests_line", number=digest.id, time=clock, zone=digest.zone, topic=digest.question)
    return f"{line}\n{say('digests_trouble', why=digest.trouble)}" if digest.trouble else line


async def _end(unwanted: Unwanted, chat: Chat | ChatFullInfo, context: Context) -> str:
    ended = await context.services.index.write(lambda writer: end_digest(writer, unwanted.number, chat.id))
    return say("digest_off" if ended else "digest_unknown", number=unwanted.number, text=unwanted.number)


async def _set(wanted: Wanted, chat: Chat | ChatFullInfo, message: Message, context: Context) -> str:
    services = context.services
    now = services.clock()

    def read(reader: sqlite3.Connection) -> Query:
        known = KnownPlaces(reader)
        return understand(wanted.topic, now, services.world, wanted.zone, known_places=known).query

    try:
        meant = await services.index.read(read)
    except QuestionError as error:
        raise RefusalError(escape(str(error))) from error
    if meant.intent is Intent.HELP:
        raise RefusalError(say("digest_topic"))
    here = chat.id == message.chat_id
    thread = message.message_thread_id if here and message.is_topic_message else None

    person = message.from_user if message.sender_chat is None else None
    set_by = person.id if person else None

    def add(writer: sqlite3.Connection) -> int | None:
        kept = digests_of_chat(writer, chat.id)
        terms = (thread, wanted.wall, wanted.zone.key, wanted.topic)
        same = (one.id for one in kept if isinstance(one, Digest) and _terms(one) == terms)
        if (number := next(same, None)) is not None:
            return number  # asked for twice, or handled anew after a crash
        if len(kept) >= MOST:
            return None
        remember_chat(writer, chat.id, chat.type, chat.effective_name, now)
        carry_out(writer, message.chat_id, message.message_id)
        return add_digest(writer, Digest(0, chat.id, *terms, created=now, last_slot=None, set_by=set_by))

    number = await services.index.write(add)
    if number is None:
        raise RefusalError(say("digest_many", limit=MOST))
    first = next_slot(wanted.wall, wanted.zone, now)
    return say(
        "digest_set" if here else "digest_set_elsewhere",
        time=f"{wanted.wall:%H:%M}",
        zone=wanted.zone.key,
        topic=sentence(meant, wanted.zone),
        first=f"{ago(first, now, wanted.zone)}, {day(first, now, wanted.zone)}",
        number=number,
        chat=wanted.chat or "",
    )


def _terms(digest: Digest) -> tuple[int | None, time, str, str]:
    return digest.thread_id, digest.wall_time, digest.zone, digest.question


async def _chat_to_change(message: Message, named: str | None, context: Context) -> Chat | ChatFullInfo:
    """The chat whose digests are meant, after seeing that the sender runs it. Raises RefusalError."""
    if named is None:
        if is_group(message.chat) and not await sent_by_admin(context, message, message.chat_id):
            raise RefusalError(say("digest_admins"))
        return message.chat
    try:
        chat = await context.bot.get_chat(named)
        if not await sent_by_admin(context, message, chat.id):
            raise RefusalError(say("digest_channel_admins", chat=named))
        own = await context.bot.get_chat_member(chat.id, context.bot.id)
    except (BadRequest, Forbidden, UnseenError) as error:
        raise RefusalError(say("digest_channel_unknown", chat=named)) from error
    if chat.type == Chat.CHANNEL and not (isinstance(own, ChatMemberAdministrator) and own.can_post_messages):
        raise RefusalError(say("digest_channel_unknown", chat=named))
    return chat
