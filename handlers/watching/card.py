"""A watch by itself: what is set of it, buttons that change that, and the typed line that does the same."""

import re
import sqlite3

from telegram import Message

from handlers.sending.messages import Buttons, OutgoingMessage
from handlers.services.services import Services
from handlers.views.markup import visible
from handlers.views.texts import say, say_whole, template
from handlers.watching.menu import harm_row, harm_told, sources_row, sources_told
from handlers.watching.words import query_of, typed
from store.chats.watches import Watch

PREFIX = "wcc1."
DEAD = ((0, 1), (5, 10, 50))
_LINE = re.compile(r"^/watch (?:-\d+ )?change (\d{1,15}) ", re.MULTILINE)


def card_of(
    services: Services, reader: sqlite3.Connection, watch: Watch, here: int, before: str | None = None
) -> OutgoingMessage:
    """A watch as it is shown in the chat `here`; `before` is what it looked for until now, where that was changed."""
    lines = [say("watch_card_head", number=watch.id), say_whole("watch_card_meaning", meaning=watch.meaning)]
    query = query_of(services, reader, watch)
    back = ((template("watch_button_back"), f"{PREFIX}list.{watch.id}"),)
    if query is None:
        lines.append(say("watch_card_unread"))
        rows: Buttons = (back,)
    else:
        lines.append(say("watch_card_limits", harm=harm_told(query), sources=sources_told(query)))
        harm = tuple(harm_row(query, f"{PREFIX}dead.{watch.id}.", steps) for steps in DEAD)
        rows = (*harm, sources_row(query, f"{PREFIX}from.{watch.id}."), back)
    lines += ["", say_whole("watch_card_line", line=change_line(watch, watch.meaning, here))]
    if before is not None:
        lines.append(say_whole("watch_card_before", line=change_line(watch, before, here)))
    return OutgoingMessage("\n".join(lines), rows)


def change_line(watch: Watch, meaning: str, here: int, named: str | None = None) -> str:
    """The line, typed in the chat `here`, that has a watch look for this; `named` is what its own chat
    was called."""
    chat = "" if watch.chat_id == here else f"{named or watch.chat_id} "
    return f"/watch {chat}change {watch.id} {typed(meaning)}"


def number_in(message: Message) -> int | None:
    """The number of the watch that a message shows by itself; None where it shows none."""
    line = _LINE.search(message.text or "")
    shown = int(line[1]) if line else None
    head = visible(say("watch_card_head", number=shown)) if shown is not None else ""
    return shown if head and (message.text or "").splitlines()[0] == head else None
