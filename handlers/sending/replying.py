"""Pages into chats: a `Page` in, a message sent as a reply or put in the place of an earlier one.

Taps, inline questions and guests must be answered within seconds; `unless_too_late` is around every such answer.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from telegram import (
    CallbackQuery,
    Chat,
    InlineQueryResultArticle,
    InputTextMessageContent,
    MaybeInaccessibleMessage,
    Message,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from handlers.sending.messages import Buttons, Kind, OutgoingMessage, message_of
from handlers.sending.outbox import NO_PREVIEW, Address, markup, post
from handlers.services.context import Context
from handlers.views.cards import Page
from handlers.views.codec import View
from handlers.views.markup import visible

log = logging.getLogger(__name__)


async def reply(
    context: Context, message: MaybeInaccessibleMessage, page: Page, answers: View | None = None
) -> int | None:
    """Answer a message with a page; `answers` is the view of a stored question that it shows."""
    return await reply_with(context, message, message_of(page, answers))


async def reply_with(context: Context, message: MaybeInaccessibleMessage, what: OutgoingMessage) -> int | None:
    """Answer a message in its chat and topic; in a group the answer quotes it, so that it is clear who is answered."""
    quote = None if message.chat.type == Chat.PRIVATE else message.message_id
    return await post(context, address_of(message), replace(what, reply_to=quote))


async def say_to(context: Context, message: Message, html: str) -> None:
    """Answer a message with a text and no buttons."""
    await reply(context, message, Page(html))


def address_of(message: MaybeInaccessibleMessage) -> Address:
    """Where an answer to a message belongs: its chat, and its topic in a forum."""
    thread = message.message_thread_id if isinstance(message, Message) and message.is_topic_message else None
    return Address(message.chat.id, thread)


async def reply_with_file(
    context: Context,
    message: MaybeInaccessibleMessage,
    kind: Kind,
    content: bytes,
    name: str,
    caption: str,
    buttons: Buttons = (),
) -> None:
    """Answer a message with a picture or a file."""
    what = OutgoingMessage(caption, buttons, reply_to=message.message_id, kind=kind, name=name)
    await post(context, address_of(message), what, content)


@contextmanager
def unless_too_late() -> Iterator[None]:
    """Let go what waited so long, behind others or through a restart, that Telegram takes no answer to it any more."""
    try:
        yield
    except BadRequest as error:
        if "too old" not in error.message:
            raise
        log.info("An answer came too late")


async def acknowledge(tap: CallbackQuery, html: str = "") -> None:
    """End the spinner of a tapped button, with a line of text or without."""
    with unless_too_late():
        await tap.answer(visible(html) or None)


async def reply_to_guest(message: Message, html: str) -> None:
    """Answer a message that asks the bot by its name in a chat that it is no member of."""
    content = InputTextMessageContent(html, parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW)
    with unless_too_late():
        await message.answer_guest_query(InlineQueryResultArticle("answer", "Watchfloor", content))


async def put(context: Context, chat: int, message_id: int, what: OutgoingMessage) -> bool:
    """Show words and buttons in the place of an earlier message of the bot. False where that message is gone."""
    try:
        await context.bot.edit_message_text(
            what.html,
            chat_id=chat,
            message_id=message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=markup(what.buttons),
            link_preview_options=NO_PREVIEW,
        )
    except BadRequest as error:
        if "not modified" in error.message:
            return True
        if "not found" in error.message or "can't be edited" in error.message:
            return False
        raise
    return True
