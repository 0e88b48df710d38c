"""Digests as people set them: `/digest 08:00 Europe/Berlin strikes in Syria`, `/digest off 3`, `/digests`.

In a group only its admins may; for a channel an admin of it writes `/digest @channel …` in the private chat, or posts
the command in the channel.
"""

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from telegram import Chat, ChatFullInfo, ChatMemberAdministrator, Message, Update
from telegram.error import BadRequest, Forbidden

from handlers.answering.digest_listing import listing, typed_line
from handlers.answering.digest_pages import preview
from handlers.chat_admins import UnseenError, is_group, sent_by_admin
from handlers.digesting.digest_menu import menu
from handlers.scheduling.commands import Deed, Wanted, read_digest
from handlers.scheduling.line import LineError
from handlers.scheduling.schedule import capital, days_in_words, times_in_words, zone_label
from handlers.scheduling.zone_words import city_zones
from handlers.sending.replying import reply_with, say_to
from handlers.services.context import Context
from handlers.services.services import Services
from handlers.views.markup import escape
from handlers.views.phrases import ago, day
from handlers.views.texts import say, template
from query.reading import Intent, Query, QuestionError
from query.understand import understand
from query.wording.paraphrase import sentence
from query.wording.time_phrases import time_in_words
from store.chats.chats import remember_chat
from store.chats.digests import (
    Digest,
    add_digest,
    digests_of_chat,
    end_digest,
    pause_digest,
)
from store.chats.words import carry_out, is_carried_out
from store.search.known_places import KnownPlaces

MOST = 10
_LATER = timedelta(days=40)


class RefusalError(Exception):
    """Why a digest is not set; the message is the HTML to answer with."""


@dataclass(frozen=True, slots=True)
class _Meant:
    """What a digest is about, whether its time goes with the clock, and a word that nothing explains."""

    query: Query
    is_moving: bool
    unknown: str


async def set_digest(update: Update, context: Context) -> None:
    """Answer `/digest …`: set a digest, show, end or pause one; without words the menu."""
    message = update.effective_message
    if message is None:
        return
    try:
        here, services, words = message.chat_id, context.services, list(context.args or ())
        zone = await services.index.read(lambda reader: services.zone_of(reader, here))
        wanted = await services.index.aside(lambda: read_digest(words, zone, city_zones(services.world.gazetteer)))
        chat = await _chat_to_change(message, wanted.chat if wanted else None, context)
        if wanted is None:
            await reply_with(context, message, await menu(services, message, zone))
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
    named = next((word for word in (context.args or ())[:1] if word.startswith(("@", "-"))), None)
    try:
        chat = await _chat_to_change(message, named, context) if named else message.chat
    except (RefusalError, UnseenError) as answer:
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
        await say_to(context, message, say("digests_none_to_end" if ending else "digests_none"))
        return
    await reply_with(context, message, page)


async def _done(deed: Deed, chat: Chat | ChatFullInfo, message: Message, context: Context) -> str:
    """End a digest, let it rest or go on, or show it at once. Returns what to answer, empty where that is done."""
    services, number = context.services, deed.number
    kept = await services.index.read(lambda reader: digests_of_chat(reader, chat.id))
    if number is None and len(kept) == 1:
        number = kept[0].id
    held = next((each for each in kept if each.id == number), None)
    if number is None or held is None:
        return say("digest_unknown", text=deed.text)
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
        meant = await services.index.read(lambda reader: _meant(services, reader, wanted, now))
    except QuestionError as error:
        raise RefusalError(escape(str(error))) from error
    here = chat.id == message.chat_id
    if meant.unknown:
        raise RefusalError(_unread(wanted, meant))
    thread = message.message_thread_id if here and message.is_topic_message else None
    digest = Digest(
        0,
        chat.id,
        thread,
        schedule.walls,
        schedule.days,
        schedule.zone.key,
        wanted.line.topic,
        wanted.line.extras,
        created=now,
        last_slot=None,
        set_by=person,
    )

    def add(writer: sqlite3.Connection) -> int | None:
        kept = digests_of_chat(writer, chat.id)
        same = (one.id for one in kept if isinstance(one, Digest) and _terms(one) == _terms(digest))
        if (number := next(same, None)) is not None:
            return number  # asked for twice, or handled anew after a crash
        if len(kept) >= MOST:
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
        topic=_topic(meant, zone),
        first=f"{ago(first, now, zone)}, {day(first, now, zone)}",
        number=number,
        chat=wanted.chat or "",
    )
    return " ".join([said, *_notes(wanted, meant)])


def _meant(services: Services, reader: sqlite3.Connection, wanted: Wanted, now: datetime) -> _Meant:
    """What the topic of a line means. Raises RefusalError where it is about nothing, QuestionError as `understand`."""
    topic, zone = wanted.line.topic, wanted.line.schedule.zone
    if not topic:
        raise RefusalError(say("digest_topic"))
    places = KnownPlaces(reader)

    def read(moment: datetime) -> Query:
        return understand(topic, moment, services.world, zone, known_places=places).query

    meant = read(now)
    if meant.intent is Intent.HELP:
        raise RefusalError(say("digest_topic"))
    is_moving = meant.time is not None and _span(meant) != _span(read(now + _LATER))
    return _Meant(meant, is_moving, next(iter(meant.ignored), ""))


def _span(query: Query) -> tuple[datetime | None, datetime | None] | None:
    return (query.time.start, query.time.end) if query.time else None


def _unread(wanted: Wanted, meant: _Meant) -> str:
    """The refusal of a line in which a word is not understood, with what was."""
    schedule = wanted.line.schedule
    rest = " ".join(
        word for word in wanted.line.topic.split() if word.strip(",;.").casefold() != meant.unknown.casefold()
    )
    when = f"{days_in_words(schedule.days)} at {times_in_words(schedule)} ({zone_label(schedule.zone)})"
    understood = ", ".join(part for part in (when, rest) if part)
    return say("digest_unread", text=meant.unknown, understood=understood, time=f"{schedule.walls[0]:%H:%M}", rest=rest)


def _topic(meant: _Meant, zone: ZoneInfo) -> str:
    """The topic in words; a time that goes with the clock in the words that it came in."""
    words, over = sentence(meant.query, zone), meant.query.time
    return words.replace(time_in_words(over, zone), over.text) if over and meant.is_moving and over.text else words


def _notes(wanted: Wanted, meant: _Meant) -> list[str]:
    """What was assumed, and what is set besides."""
    line, notes = wanted.line, []
    if line.zone is not None and line.zone.city:
        notes.append(say("digest_note_city", text=line.zone.text))
    elif line.zone is not None and line.zone.text.casefold() not in _own_names(line.schedule.zone):
        notes.append(say("digest_note_zone", text=line.zone.text, zone=zone_label(line.schedule.zone)))
    if meant.is_moving and meant.query.time is not None:
        notes.append(say("digest_note_moving", text=meant.query.time.text))
    if line.left_open:
        notes.append(say("digest_note_week"))
    if line.extras:
        extras = " and ".join(template(f"digest_extra_{extra}") for extra in sorted(line.extras))
        notes.append(say("digest_note_extras", extras=extras))
    return notes


def _own_names(zone: ZoneInfo) -> frozenset[str]:
    return frozenset({zone.key.casefold(), zone_label(zone).casefold()})


def _terms(digest: Digest) -> tuple[object, ...]:
    return (
        digest.thread_id,
        digest.walls,
        digest.weekdays,
        digest.zone,
        digest.question,
        digest.extras,
    )


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
