"""Pages into chats: a `Page` in, a message sent as a reply or put in the place of an earlier one."""

from telegram import (
    CallbackQuery,
    Chat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from handlers.cards import Page
from handlers.codec import encode
from handlers.context import Context
from handlers.markup import visible

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def keyboard(page: Page) -> InlineKeyboardMarkup | None:
    """A page's buttons as Telegram wants them."""
    rows = [
        [InlineKeyboardButton(choice.label, callback_data=encode(choice.view)) for choice in row] for row in page.rows
    ]
    return InlineKeyboardMarkup(rows) if rows else None


async def reply(message: Message, page: Page) -> Message:
    """Answer a message in its chat and topic; in a group the answer quotes it, so that it is clear who is answered."""
    quote = None
    if message.chat.type != Chat.PRIVATE:
        quote = ReplyParameters(message.message_id, allow_sending_without_reply=True)
    return await message.reply_text(
        page.html,
        parse_mode=ParseMode.HTML,
        reply_markup=keyboard(page),
        reply_parameters=quote,
        link_preview_options=NO_PREVIEW,
    )


async def say_to(message: Message, html: str) -> Message:
    """Answer a message with a text and no buttons."""
    return await reply(message, Page(html))


async def acknowledge(tap: CallbackQuery, html: str = "") -> None:
    """End the spinner of a tapped button, with a line of text or without. One that waited too long is let go."""
    try:
        await tap.answer(visible(html) or None)
    except BadRequest as error:
        if "too old" not in error.message:
            raise


async def put(context: Context, chat: int, message_id: int, page: Page) -> bool:
    """Show a page in the place of an earlier message of the bot. False where that message is gone."""
    try:
        await context.bot.edit_message_text(
            page.html,
            chat_id=chat,
            message_id=message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard(page),
            link_preview_options=NO_PREVIEW,
        )
    except BadRequest as error:
        if "not modified" in error.message:
            return True
        if "not found" in error.message or "can't be edited" in error.message:
            return False
        raise
    return True
