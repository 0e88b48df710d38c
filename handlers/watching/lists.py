"""What is watched for in a chat, `/watches`: one message with buttons that pause, let go on, change and remove.

`/watches @channel` shows a channel's to its admins in their private chat. Who taps must run the chat whose watch it is.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from telegram import Chat, ChatFullInfo, Update

from handlers.chat_admins import UnseenError, chat_to_change, is_chat_name, refusal_of
from handlers.scheduling.commands import Deed
from handlers.scheduling.commands import read_deed as read_any_deed
from handlers.sending.messages import Buttons, OutgoingMessage
from handlers.sending.replying import acknowledge, put, reply_with, say_to
from handlers.services.context import Context
from handlers.services.services import Services
from handlers.views.texts import say, say_whole, template
from handlers.watching.card import PREFIX as CARD
from handlers.watching.words import typed
from store.chats.chats import title_of
from store.chats.preferences import preferences_of
from store.chats.watches import Watch, pause_watch, remove_watch, resume_watch, watch_numbered, watches_of_chat

PREFIX = "wch1."
_CHANGES = {"p": pause_watch, "r": resume_watch, "x": remove_watch}
_DEEDS = {"off": "x", "pause": "p", "resume": "r"}
_IN_A_ROW = 6


async def list_watches(update: Update, context: Context) -> None:
    """Answer `/watches` and `/watches @channel`."""
    message = update.effective_message
    if message is None:
        return
    words = list(context.args or ())
    named = words[0] if words and is_chat_name(words[0]) else None
    chat: Chat | ChatFullInfo = message.chat
    if named is not None:
        try:
            chat = await chat_to_change(context, message, named, template("watches_what"))
        except UnseenError as refusal:
            await say_to(context, message, str(refusal))
            return
    await reply_with(
        context, message, await list_page(context.services, chat.id, elsewhere=named is not None, named=named)
    )


def read_deed(words: Sequence[str]) -> Deed | None:
    """What is to be done with a watch: `off 3`, `pause 3`, `resume 3`; None for words that are watched for."""
    deed = read_any_deed(words)
    return deed if deed and deed.number is not None and deed.what in _DEEDS else None


async def done_with(services: Services, deed: Deed, chat: int, here: int) -> str:
    """Do with a chat's watch what a line says; returns what to answer in the chat `here`."""
    number = deed.number or 0
    held = await services.index.read(lambda reader: watch_numbered(reader, number))
    if held is None or held.chat_id != chat:
        return say("watch_unknown", number=number)
    do = _CHANGES[_DEEDS[deed.what]]
    await services.index.write(lambda writer: do(writer, number, chat))
    said = {"pause": "watch_paused", "resume": "watch_resumed"}
    return say(said[deed.what], number=number) if deed.what in said else _removed(held, here)


async def change(update: Update, context: Context) -> None:
    """A tap on a button of `/watches`."""
    tap = update.callback_query
    if tap is None:
        return
    verb, _, number = (tap.data or "").removeprefix(PREFIX).partition(".")
    message, do = tap.message, _CHANGES.get(verb)
    if message is None or do is None or not number.isdecimal() or len(number) > 15:
        await acknowledge(tap, say("old_button"))
        return
    services, watch = context.services, int(number)
    held = await services.index.read(lambda reader: watch_numbered(reader, watch))
    chat = held.chat_id if held else None
    if chat is None:
        await acknowledge(tap, say("watches_gone"))
    elif refusal := await refusal_of(context, message.chat, chat, tap.from_user.id, template("watches_what")):
        await acknowledge(tap, refusal)
        return
    else:
        await services.index.write(lambda writer: do(writer, watch, chat))
        await acknowledge(tap, say("watches_changed"))
    page = await list_page(services, chat or message.chat.id, elsewhere=chat not in (None, message.chat.id))
    if held is not None and verb == "x":
        page = replace(page, html=f"{_removed(held, message.chat.id)}\n\n{page.html}")
    await put(context, message.chat.id, message.message_id, page)


def _removed(watch: Watch, here: int) -> str:
    """That a watch is gone, and the line that sets it again."""
    chat = "" if watch.chat_id == here else f"{watch.chat_id} "
    return say_whole("watches_removed", number=watch.id, line=f"/watch {chat}{typed(watch.meaning)}")


async def list_page(services: Services, chat: int, *, elsewhere: bool, named: str | None = None) -> OutgoingMessage:
    """What a chat watches for, with buttons for each; `elsewhere`: shown in another chat, where it was `named` so."""

    def read(reader: sqlite3.Connection) -> tuple[tuple[Watch, ...], str, str]:
        kept, title = preferences_of(reader, chat), title_of(reader, chat) if elsewhere else None
        head = say("watches_head") if title is None else say("watches_head_elsewhere", chat=title)
        if kept.quiet is None:
            return watches_of_chat(reader, chat), head, ""
        hours = {"start": f"{kept.quiet.start:%H:%M}", "end": f"{kept.quiet.end:%H:%M}"}
        quiet = say("watches_quiet", **hours, zone=services.zone_named(kept.zone).key)
        return watches_of_chat(reader, chat), head, quiet

    watches, head, quiet = await services.index.read(read)
    if not watches:
        name = named or str(chat)
        return OutgoingMessage(say("watches_none_elsewhere", chat=name) if elsewhere else say("watches_none"))
    lines = [head, *map(_line, watches), *([quiet] if quiet else [])]
    return OutgoingMessage("\n".join(lines), _buttons(watches))


def _line(watch: Watch) -> str:
    line = say("watches_line", number=watch.id, meaning=watch.meaning)
    state = (
        say("watches_trouble", why=watch.trouble) if watch.trouble else say("watches_paused") if watch.paused else ""
    )
    return f"{line}\n{state}" if state else line


def _buttons(watches: tuple[Watch, ...]) -> Buttons:
    """Three for each watch: pause or go on, change, and remove."""
    pairs = []
    for watch in watches:
        still = watch.paused or watch.trouble is not None
        verb, key = ("r", "watches_resume") if still else ("p", "watches_pause")
        pairs += [
            (say(key, number=watch.id), f"{PREFIX}{verb}.{watch.id}"),
            (say("watches_change", number=watch.id), f"{CARD}show.{watch.id}"),
            (say("watches_remove", number=watch.id), f"{PREFIX}x.{watch.id}"),
        ]
    return tuple(tuple(pairs[at : at + _IN_A_ROW]) for at in range(0, len(pairs), _IN_A_ROW))
