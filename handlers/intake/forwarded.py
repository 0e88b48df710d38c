"""A report as it comes through Telegram, forwarded or pasted: a message in, a `Report` with its origin out."""

import re
from datetime import datetime

from telegram import (
    Message,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUser,
)

from domain.reports import HIDDEN, Report
from handlers.addressing import words_of
from query.understand import LONGEST

LONG = 280
"""A text of so many characters is long for a question."""

_ADD = re.compile(r"/add(?:@\w+)?(?:\s+|$)", re.IGNORECASE)
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!…](?:[\"'”’)\]]*)(?=\s|$)")


def is_report(message: Message, by_admin: bool) -> bool:
    """Whether a message is a report and no question: forwarded, a file, or a text too long to be asked.

    So is a long text of several sentences that asks nothing; from an admin, one that is either.
    """
    text = words_of(message)
    if message.media_group_id is not None and not text and message.document is None:
        return False  # of the pictures of a post one has its words
    if message.forward_origin is not None or message.document is not None:
        return True
    if text.startswith("/") or message.via_bot is not None:
        return False
    states, is_long = "?" not in text and len(_SENTENCE_END.findall(text)) >= 2, len(text) >= LONG
    return len(text) > LONGEST or (states or is_long if by_admin else states and is_long)


def link_of(message: Message) -> str | None:
    """The address that stands after `/add` and alone there."""
    words = words_of(message)
    found = _ADD.match(words)
    return address[0] if found and (address := _LINK.fullmatch(words[found.end() :].strip())) else None


def report_of(message: Message) -> Report:
    """The report that a message brings: its words, or those after `/add`. A pasted text has no outlet, the moment of
    the message as its date, and its number as a reference, so that it is found again when it is edited."""
    source, source_id, url, published = _origin(message)
    reference = None if message.forward_origin is not None else f"message {message.message_id}"
    words = _ADD.sub("", words_of(message), count=1) if _ADD.match(words_of(message)) else words_of(message)
    return Report(words, published, source=source, url=url, id=reference, source_id=source_id)


def _origin(message: Message) -> tuple[str | None, str | None, str | None, datetime]:
    """What the outlet is called and by which id it is known, the address of the post, and when it appeared. Anybody can
    call an account as they like; one that hides who it is has no id, and is never taken for an outlet of its name."""
    match message.forward_origin:
        case MessageOriginChannel(chat=chat, message_id=number, date=date):
            url = f"https://t.me/{chat.username}/{number}" if chat.username else None
            return chat.title or chat.username, f"telegram:{chat.id}", url, date
        case MessageOriginChat(sender_chat=chat, date=date):
            return chat.title or chat.username, f"telegram:{chat.id}", None, date
        case MessageOriginUser(sender_user=user, date=date):
            return user.full_name, f"telegram:{user.id}", None, date
        case MessageOriginHiddenUser(sender_user_name=name, date=date):
            return name, f"{HIDDEN}{name}", None, date
    return None, None, None, message.date
