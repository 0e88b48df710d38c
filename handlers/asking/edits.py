"""Edited messages: those that say nothing new, or say it long after, go no further.

Telegram tells of an edit also where no word changed: a preview of a link appeared, a reaction came. A question or a
command that was mended soon after it was sent is heard like a new one; a report may be corrected as long as Telegram
lets its sender edit it.
"""

import hashlib
from datetime import timedelta

from telegram import Message, Update
from telegram.ext import ApplicationHandlerStop

from handlers.addressing import words_of
from handlers.gate import is_spoken_to
from handlers.intake.forwarded import is_report
from handlers.services.context import Context
from store.chats.words import Heard, hear

MENDED_WITHIN = timedelta(hours=1)
"""How long after it was sent an edited question or command is still heard."""


async def pass_over_unchanged(update: Update, context: Context) -> None:
    """Stop an edit that says nothing new. What messages to the bot say is noted for that, as a fingerprint."""
    message = update.message or update.edited_message
    if message is None or not is_spoken_to(update, context):
        return
    services, now = context.services, context.services.clock()
    heard = Heard(message.chat_id, message.message_id, _fingerprint(message), update.update_id)
    is_new = await services.index.write(lambda writer: hear(writer, heard, now))
    if update.edited_message is not None and not (is_new and _is_in_time(message, context)):
        raise ApplicationHandlerStop


def _is_in_time(message: Message, context: Context) -> bool:
    by_admin = message.from_user is not None and message.from_user.id in context.services.admins
    if message.edit_date is None or message.location is not None or is_report(message, by_admin):
        return True  # a live location moves for hours
    return message.edit_date - message.date <= MENDED_WITHIN


def _fingerprint(message: Message) -> str:
    """What a message says: its words, the file that it brings, where it is."""
    file = message.document.file_unique_id if message.document else ""
    place = f"\x1f{message.location.latitude} {message.location.longitude}" if message.location else ""
    return hashlib.sha256(f"{words_of(message)}\x1f{file}{place}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
