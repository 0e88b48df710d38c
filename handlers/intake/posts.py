"""Posts of channels and groups that are sources: an update in, an item for the queue out.

Every post of a channel that has words is one. In a group people also talk: there it is what was forwarded, or is long
enough to be a report, and is not meant for the bot.
"""

import sqlite3
from dataclasses import dataclass, replace
from datetime import datetime

from telegram import Chat, Message, MessageOriginUser, Update

from domain.reports import Report
from handlers.addressing import is_meant_for, words_of
from handlers.intake.forwarded import is_report, report_of
from store.intake.arrivals import Arrival, QueueFullError, pass_over, put_arrival
from store.intake.intakes import intake_of_key


@dataclass(frozen=True, slots=True)
class Post:
    """A post: the chat that it stands in by its lasting id, its number there, the report that it is, and when it was
    edited. Whoever wrote what was forwarded is the outlet of the report; the chat is what gave it."""

    key: str
    reference: str
    report: Report
    version: datetime | None


def key_of(chat: int) -> str:
    """The id by which a chat is known as a source."""
    return f"telegram:{chat}"


def post_of(update: Update) -> Post | None:
    """The post that an update brings, new or edited; None where it brings none."""
    message = update.channel_post or update.edited_channel_post or update.message or update.edited_message
    if message is None or not _is_post(message):
        return None
    report = report_of(message)
    if message.forward_origin is None:
        chat = message.chat
        report = replace(
            report,
            source=chat.title or chat.username,
            source_id=key_of(chat.id),
            url=message.link,
            id=f"post {message.message_id}",
        )
    return Post(key_of(message.chat_id), str(message.message_id), report, message.edit_date)


def take_post(writer: sqlite3.Connection, post: Post, now: datetime) -> bool:
    """Put a post into the queue, within the caller's transaction, where its chat is a source that anything is taken
    from; returns whether it is. One that finds the queue full is counted, and told to admins."""
    source = intake_of_key(writer, post.key)
    if source is None or not source.is_open:
        return False
    try:
        put_arrival(writer, Arrival(source.id, post.reference, post.report, post.version), now)
    except QueueFullError:
        pass_over(writer, source.id)
    return True


def _is_post(message: Message) -> bool:
    words = words_of(message)
    if message.chat.type == Chat.PRIVATE or message.via_bot is not None or not words.strip() or words.startswith("/"):
        return False
    bot = message.get_bot()
    origin = message.forward_origin
    if isinstance(origin, MessageOriginUser) and origin.sender_user.id == bot.id:
        return False  # one of the bot's own answers
    if message.chat.type == Chat.CHANNEL:
        return True
    return not is_meant_for(message, bot.id, bot.username) and is_report(message, by_admin=True)
