"""When a handler fails: one sentence and a number for the user, the traceback for the log and the admins, scrubbed."""

import html
import logging
import secrets
import traceback
from contextlib import suppress

from telegram import Update
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.logging_setup import scrubbed
from handlers.sending.replying import reply_to_guest
from handlers.services.context import Context
from handlers.services.send_permission import ChatBusyError
from handlers.services.token_bucket import Verdict
from handlers.views.texts import say

log = logging.getLogger(__name__)

_LONGEST_TRACE = 3000


async def failed(update: object, context: Context) -> None:
    """Tell of an error where it helps. A network that is away, or a chat that shut the bot out, is the log's alone."""
    error = context.error
    if error is None:
        return
    away = isinstance(error, NetworkError) and not isinstance(error, BadRequest)
    if away or isinstance(error, Forbidden | RetryAfter | ChatBusyError):
        log.warning("Telegram: %s", error)
        return
    reference = secrets.token_hex(4)
    log.error("Reference %s", reference, exc_info=error)
    with suppress(TelegramError):  # the failure may be of sending itself
        await _tell_user(update, reference)
    trace = _tail("".join(traceback.format_exception(error)))
    text = f"Reference <code>{reference}</code>\n<pre>{html.escape(scrubbed(trace, context.bot.token))}</pre>"
    services = context.services
    if services.alarms.take(0, services.clock()) is not Verdict.WELCOME:
        return  # the log has it; a fault that strikes everybody need not fill the admins' phones
    for admin in sorted(services.admins):
        with suppress(TelegramError):
            await context.bot.send_message(admin, text, parse_mode=ParseMode.HTML)


def _tail(trace: str) -> str:
    """The last lines of a traceback, as many as fit a message: what failed stands at its end."""
    return trace if len(trace) <= _LONGEST_TRACE else "…\n" + trace[-_LONGEST_TRACE:].partition("\n")[2]


async def _tell_user(update: object, reference: str) -> None:
    if not isinstance(update, Update) or update.inline_query is not None:
        return
    if update.guest_message is not None:
        await reply_to_guest(update.guest_message, say("failed", reference=reference))
    elif update.callback_query is not None:
        await update.callback_query.answer(f"Something went wrong on my side ({reference}).")
    elif update.effective_message is not None and update.channel_post is None and update.edited_channel_post is None:
        # not by way of the outbox: the index may be what failed
        await update.effective_message.reply_text(say("failed", reference=reference), parse_mode=ParseMode.HTML)
