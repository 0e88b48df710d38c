"""What becomes of watches whose chat takes nothing any more: they stand still, and who set them is told once.

It is said to who set them, or in the chat where only a topic is gone; never in a channel for all to read.
"""

import logging
import sqlite3
from collections import defaultdict

from telegram.error import Forbidden, TelegramError

from handlers.sending.messages import OutgoingMessage, to_json
from handlers.services.services import Services
from handlers.views.texts import fill, say, template
from store.chats.deliveries import Due, Parcel, queue_delivery
from store.chats.watches import Stopped, stop_watches
from store.database import transaction

log = logging.getLogger(__name__)

_NO_TOPIC = ("thread not found", "TOPIC_DELETED", "TOPIC_CLOSED")  # in Telegram's words
_NO_CHAT = (
    "chat not found",
    "not enough rights",
    "no write access",
    "CHAT_WRITE_FORBIDDEN",
    "need administrator rights",
)


async def stop_what_cannot_come(services: Services, due: Due, error: TelegramError) -> None:
    """Let the watches of a chat, or of a topic, stand still where a delivery shows that it takes nothing any more."""
    reason = str(error)
    of_topic = due.thread_id is not None and any(words in reason for words in _NO_TOPIC)
    if not (of_topic or isinstance(error, Forbidden) or any(words in reason for words in _NO_CHAT)):
        return
    why = template("trouble_topic") if of_topic else fill("trouble_refused", why=reason)
    now = services.clock()

    def stop(writer: sqlite3.Connection) -> tuple[Stopped, ...]:
        with transaction(writer):
            stopped = stop_watches(writer, due.chat_id, due.thread_id if of_topic else None, why)
            for chat, theirs in _hearers(stopped, of_topic).items():
                parcel = Parcel(chat, to_json(OutgoingMessage(_words(theirs, why))))
                queue_delivery(writer, parcel, now)
            return stopped

    for watch in await services.index.write(stop):
        log.warning("Watch %d stands still: %s", watch.id, why)


def _hearers(stopped: tuple[Stopped, ...], of_topic: bool) -> dict[int, list[Stopped]]:
    """Who hears of it, each once: the chat itself where it still takes words, else who set the watch."""
    heard: defaultdict[int, list[Stopped]] = defaultdict(list)
    for watch in stopped:
        chat = watch.chat_id if of_topic else watch.set_by
        if chat is not None and (of_topic or chat != watch.chat_id):
            heard[chat].append(watch)
    return heard


def _words(stopped: list[Stopped], why: str) -> str:
    chat = stopped[0].title or str(stopped[0].chat_id)
    about = "; ".join(watch.meaning for watch in stopped)
    return say("watch_trouble", chat=chat, about=about, why=why.rstrip("."))
