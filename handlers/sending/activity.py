"""What a chat shows while an answer is made: "typing…", "sending a photo…". A courtesy that no answer depends on."""

import logging

from telegram import MaybeInaccessibleMessage
from telegram.constants import ChatAction
from telegram.error import TelegramError

from handlers.sending.replying import address_of
from handlers.services.context import Context

log = logging.getLogger(__name__)


async def show_activity(context: Context, message: MaybeInaccessibleMessage, action: ChatAction) -> None:
    """Show where a message stands that something is under way. Where Telegram does not take it, the work goes on."""
    where = address_of(message)
    try:
        await context.bot.send_chat_action(where.chat, action, message_thread_id=where.thread)
    except TelegramError as error:
        log.warning("%s could not be shown: %s", action.name, error)
