"""Sources as admins of the bot manage them: `/sources` with buttons, `/sources add @channel`, `pause`, `grade`, …

In a channel or a group that the bot sits in, `/sources add` makes it one. A channel is told nothing about itself: there
the answer goes to the admin, in private.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from telegram import Chat, ChatFullInfo, ChatMemberAdministrator, Message, Update
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import filters

from domain.errors import WatchfloorError
from handlers.addressing import command_of
from handlers.intake.posts import key_of
from handlers.sending.messages import OutgoingMessage
from handlers.sending.outbox import Address, post
from handlers.sending.replying import acknowledge, put, reply_with
from handlers.services.context import Context
from handlers.services.services import Services
from handlers.views.markup import escape, plain
from handlers.views.source_list import PREFIX, Known, is_foreign, source_list, source_page
from handlers.views.texts import say
from ingestion.sources.feeds import find_feed
from ingestion.sources.folders import FILE, unread
from knowledge.languages import language_name
from store.chats.deliveries import unreached
from store.intake.arrivals import backlog
from store.intake.intakes import (
    Intake,
    Kind,
    NewIntake,
    add_intake,
    given,
    intake,
    intake_named,
    intakes,
    pause_intake,
    remove_intake,
    resume_intake,
)
from store.intake.looks import marks_of
from store.reliability import set_reliability

VERBS = frozenset({"add", "list", "pause", "resume", "grade", "remove"})
_SEEN = {Chat.GROUP, Chat.SUPERGROUP, Chat.CHANNEL}
_NO_GRADE = frozenset({"-", "none"})
_PRESENT = {"administrator", "member", "creator", "restricted"}


class Managing(filters.MessageFilter):
    """Messages that manage sources: `/sources` with one of its words, and from an admin in private also without."""

    def __init__(self, admins: frozenset[int]) -> None:
        super().__init__()
        self._admins = admins

    def filter(self, message: Message) -> bool:
        """Whether it is one, and no question for the sources of an answer."""
        if command_of(message, message.get_bot().username) != "sources":
            return False
        words = _words(message)
        if words:
            return words[0].casefold() in VERBS
        by_admin = message.from_user is not None and message.from_user.id in self._admins
        return by_admin and message.chat.type == Chat.PRIVATE


class RefusalError(Exception):
    """Why nothing is changed; the message is the HTML to answer with."""


async def manage(update: Update, context: Context) -> None:
    """Answer `/sources …` of an admin of the bot; refuse everyone else's."""
    message = update.effective_message
    if message is None:
        return
    admins = await _admins_behind(message, context)
    if not admins:
        if message.chat.type != Chat.CHANNEL:
            await reply_with(context, message, OutgoingMessage(say("sources_admins")))
        return
    try:
        answer = await _carry_out(_words(message), message, context)
    except RefusalError as refusal:
        answer = OutgoingMessage(str(refusal))
    except WatchfloorError as error:
        answer = OutgoingMessage(escape(str(error), 500))
    if message.chat.type != Chat.CHANNEL:
        await reply_with(context, message, answer)
        return
    for admin in sorted(admins):
        await post(context, Address(admin), answer)


async def tapped(update: Update, context: Context) -> None:
    """A tap on a button of `/sources`: the same message shows what came of it."""
    tap = update.callback_query
    if tap is None:
        return
    message, services = tap.message, context.services
    verb, *rest = (tap.data or "").removeprefix(PREFIX).split(".")
    if tap.from_user.id not in services.admins:
        await acknowledge(tap, say("sources_admins"))
        return
    if message is None or not rest or not rest[0].isdecimal():
        await acknowledge(tap, say("old_button"))
        return
    chat, number = message.chat.id, int(rest[0])
    if verb == "list":
        await acknowledge(tap)
        await put(context, chat, message.message_id, await _page(services, chat, number))
        return
    source = await services.index.read(lambda reader: intake(reader, number))
    if source is None:
        await acknowledge(tap, say("sources_gone"))
        await put(context, chat, message.message_id, await _page(services, chat, 0))
        return
    changed = await _change(services, verb, source, "".join(rest[1:2]))
    await acknowledge(tap, changed)
    shown = _page(services, chat, 0) if verb == "gone" else _one(services, chat, number, sure=verb == "remove")
    await put(context, chat, message.message_id, await shown)


async def _carry_out(words: list[str], message: Message, context: Context) -> OutgoingMessage:
    """What a command says, done; the answer to it. Raises RefusalError or WatchfloorError."""
    services = context.services
    verb, *rest = words or ["list"]
    verb = verb.casefold()
    if verb == "list":
        return await _page(services, message.chat_id, 0)
    if verb == "add":
        return OutgoingMessage(await _add(rest, message, context))
    wanted = 2 if verb == "grade" else 1
    if len(rest) < wanted:
        raise RefusalError(say("sources_usage"))
    name = " ".join(rest[:-1] if verb == "grade" else rest)
    source = await services.index.read(lambda reader: intake_named(reader, name))
    changed = await _change(services, "gone" if verb == "remove" else verb, source, rest[-1])
    return OutgoingMessage(f"{escape(source.name)} · {changed}")


async def _change(services: Services, verb: str, source: Intake, word: str) -> str:
    """Change a source as asked, and say so; nothing where it is only to be shown. Raises StoreError for a letter that
    is none."""
    now = services.clock()
    changes: dict[str, Callable[[sqlite3.Connection], object]] = {
        "pause": lambda writer: pause_intake(writer, source.id, now),
        "resume": lambda writer: resume_intake(writer, source.id, now),
        "grade": lambda writer: set_reliability(writer, source.key, None if word in _NO_GRADE else word),
        "gone": lambda writer: remove_intake(writer, source.id),
    }
    if verb not in changes:
        return ""
    await services.index.write(changes[verb])
    return say(
        "sources_done_no_grade" if verb == "grade" and word in _NO_GRADE else f"sources_done_{verb}", word=word.upper()
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """A chat that is to be a source."""

    chat: Chat | ChatFullInfo
    is_seen_whole: bool


async def _add(rest: list[str], message: Message, context: Context) -> str:
    """Make a chat a source; what is said of it. Raises RefusalError."""
    if rest and _is_address(rest[0]):
        return await _add_feed(rest[0], " ".join(rest[1:]), context)
    if len(rest) > 1 or (not rest and message.chat.type not in _SEEN):
        raise RefusalError(say("sources_usage"))
    place = await _place(message.chat if not rest else _named(rest[0]), context)
    chat, services = place.chat, context.services
    kind = Kind.CHANNEL if chat.type == Chat.CHANNEL else Kind.GROUP
    address = f"@{chat.username}" if chat.username else str(chat.id)
    new = NewIntake(key_of(chat.id), plain(chat.effective_name or address, 200), kind, address)
    now = services.clock()
    added = await services.index.write(lambda writer: add_intake(writer, new, now))
    said = say("sources_added", name=added.name, number=added.id)
    return said if place.is_seen_whole else f"{said} {say('sources_part')}"


def _is_address(word: str) -> bool:
    """Whether a word is the address of a feed, and not that of a chat."""
    scheme, colon, rest = word.partition("://")
    return bool(colon) and scheme.casefold() in {"http", "https"} and not rest.casefold().startswith("t.me/")


async def _add_feed(url: str, name: str, context: Context) -> str:
    """Make a feed a source, after seeing that it is one; what is said of it. Raises FeedError."""
    services = context.services
    new = await find_feed(services.fetcher, url, plain(name))
    now = services.clock()
    added = await services.index.write(lambda writer: add_intake(writer, new, now))
    said = say("sources_added_feed", name=added.name, number=added.id)
    if is_foreign(added):
        return f"{said} {say('sources_says_language', language=language_name(added.language or ''))}"
    return said


def _named(word: str) -> str | int:
    """A chat as it is named: `@channel`, its address, or its number. Raises RefusalError."""
    name = word.removeprefix("https://").removeprefix("http://").removeprefix("t.me/").strip("/")
    if name.removeprefix("-").isdecimal() and len(name) < 20:
        return int(name)
    name = name.removeprefix("@")
    if not name.isascii() or not name.replace("_", "").isalnum() or len(name) > 64:
        raise RefusalError(say("sources_usage"))
    return f"@{name}"


async def _place(named: Chat | str | int, context: Context) -> _Place:
    """The chat that is meant, after seeing that the bot sits in it. Raises RefusalError."""
    try:
        chat = named if isinstance(named, Chat) else await context.bot.get_chat(named)
        own = await context.bot.get_chat_member(chat.id, context.bot.id)
    except (BadRequest, Forbidden) as error:
        raise RefusalError(say("sources_unseen", chat=str(named))) from error
    if chat.type not in _SEEN or own.status not in _PRESENT:
        raise RefusalError(say("sources_unseen", chat=chat.effective_name or str(chat.id)))
    sees_all = chat.type == Chat.CHANNEL or context.bot.can_read_all_group_messages
    return _Place(chat, bool(sees_all or isinstance(own, ChatMemberAdministrator)))


async def _admins_behind(message: Message, context: Context) -> set[int]:
    """The admins of the bot who may have written a message: its sender, or, where it was written in the name of the
    chat, those who run that chat."""
    admins = context.services.admins
    if message.sender_chat is None or message.sender_chat.id != message.chat_id:
        return {message.from_user.id} & admins if message.from_user is not None else set()
    try:
        return {one.user.id for one in await message.chat.get_administrators()} & admins
    except TelegramError:
        return set()


def _words(message: Message) -> list[str]:
    return (message.text or "").split()[1:]


async def _page(services: Services, chat: int, offset: int) -> OutgoingMessage:
    """The list of the sources."""
    now = services.clock()

    def look(reader: sqlite3.Connection) -> OutgoingMessage:
        known = [Known(source, given(reader, source.id)) for source in intakes(reader)]
        deaf = unreached(reader, services.admins)
        return OutgoingMessage(*source_list(known, backlog(reader), deaf, offset, now, services.zone_of(reader, chat)))

    return await services.index.read(look)


async def _one(services: Services, chat: int, number: int, sure: bool) -> OutgoingMessage:
    """The page of one source, or the list where it is gone."""
    now: datetime = services.clock()

    def look(reader: sqlite3.Connection) -> OutgoingMessage | None:
        source = intake(reader, number)
        if source is None:
            return None
        files = unread(marks_of(reader, number, FILE)) if source.kind is Kind.FOLDER else ()
        known = Known(source, given(reader, number), tuple(files))
        return OutgoingMessage(*source_page(known, now, services.zone_of(reader, chat), sure))

    return await services.index.read(look) or await _page(services, chat, 0)
