"""What becomes of a digest that cannot be made or sent: it is logged and said once, and the others go out.

It is said to who set it; where nobody knows who that was, in its own chat, but never in a channel for all to read. Of
one that only hooks get, `watchfloor hooks list` and `doctor` say it.
"""

import logging
import sqlite3
from collections.abc import Callable

from handlers.sending.messages import OutgoingMessage, to_json
from handlers.services.services import Services
from handlers.views.texts import fill, say, template
from store.chats.deliveries import Parcel, queue_delivery
from store.chats.digests import Troubled, note_trouble
from store.chats.watches import NO_CHAT
from store.database import transaction

log = logging.getLogger(__name__)

_NO_TOPIC = ("thread not found", "TOPIC_DELETED", "TOPIC_CLOSED")  # in Telegram's words


async def tell_of_trouble(services: Services, digest: int, why: str) -> None:
    """Say why a digest cannot be made."""
    await _tell(services, digest, why, _who_set_it)


def _who_set_it(told: Troubled) -> int | None:
    """Who set a digest, else its chat; nobody for a channel, and where it is of no chat."""
    is_silent = told.kind == "channel" or told.chat_id == NO_CHAT
    return told.set_by or (None if is_silent else told.chat_id)


async def tell_of_refusal(services: Services, digest: int, why: str) -> None:
    """Say why the chat of a digest did not take it. Where only the topic of a forum is gone or closed, its
    chat still takes words; else whoever set the digest for another chat than their own hears of it."""
    if any(words in why for words in _NO_TOPIC):
        await _tell(services, digest, template("trouble_topic"), lambda told: told.chat_id)
    else:
        why = fill("trouble_refused", why=why)
        await _tell(services, digest, why, lambda told: told.set_by if told.set_by != told.chat_id else None)


async def _tell(services: Services, digest: int, why: str, hears: Callable[[Troubled], int | None]) -> None:
    now = services.clock()

    def note(writer: sqlite3.Connection) -> Troubled | None:
        with transaction(writer):
            troubled = note_trouble(writer, digest, why)
            if troubled and (chat := hears(troubled)):
                html = _words(digest, troubled, why, here=chat == troubled.chat_id)
                queue_delivery(writer, Parcel(chat, to_json(OutgoingMessage(html))), now)
            return troubled

    if await services.index.write(note):
        log.warning("Digest %d cannot be sent: %s", digest, why)


def _words(digest: int, troubled: Troubled, why: str, *, here: bool) -> str:
    """The message; in another chat than the digest's, the command to end it names that."""
    chat = troubled.title or str(troubled.chat_id)
    command = f"/digest off {digest}" if here else f"/digest off {digest} {troubled.chat_id}"
    why = why.rstrip(".")
    return say("digest_trouble", number=digest, topic=troubled.question, chat=chat, why=why, command=command)
