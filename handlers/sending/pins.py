"""A digest pinned, and what it pinned before taken off: of pins in a chat only its own are touched.

What is pinned is noted before it is, so that a pin which a crash left behind is taken off with the next.
"""

import logging
from functools import partial

from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import ExtBot

from handlers.services.send_permission import SendPermission
from handlers.services.services import Services
from store.chats.deliveries import Due
from store.chats.digest_pins import forget_pin, note_pin

log = logging.getLogger(__name__)


async def pin(bot: ExtBot[SendPermission], services: Services, due: Due, message: int) -> None:
    """Pin a message that is a slot of a digest, in silence, in the place of the one before. Where that is not allowed,
    the message stands all the same, and the one before stays pinned."""
    if due.digest_id is None:  # it was ended meanwhile
        return
    digest, chat = due.digest_id, due.chat_id
    before = await services.index.write(partial(note_pin, digest=digest, message=message))
    try:
        await bot.pin_chat_message(chat, message, disable_notification=True)
    except TelegramError as error:
        log.info("A message could not be pinned: %s", error)
        await services.index.write(partial(forget_pin, digest=digest, message=message))
        return
    for earlier in before:
        if await _is_off(bot, chat, earlier):
            await services.index.write(partial(forget_pin, digest=digest, message=earlier))


async def _is_off(bot: ExtBot[SendPermission], chat: int, message: int) -> bool:
    """Take a pin off; False where nobody knows whether it is."""
    try:
        await bot.unpin_chat_message(chat, message)
    except (BadRequest, Forbidden) as error:  # somebody has taken it off, or deleted the message
        log.info("A pin could not be taken off: %s", error)
    except TelegramError as error:
        log.warning("A pin is taken off with the next: %s", error)
        return False
    return True
