"""The one way for messages into chats: written into the outbox first, sent when the chat's turn has come, noted after.

A message that a crash or a lost connection left in doubt is never sent twice; one that surely did not leave is sent
later. So a person's answer and a digest share one fate, and `deliver` is the only place that decides on it.
"""

import asyncio
import logging
import sqlite3
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import httpx
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputFile, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot

from handlers.sending.digest_troubles import tell_of_refusal
from handlers.sending.messages import Buttons, Kind, OutgoingMessage, from_json, to_json
from handlers.sending.pins import pin
from handlers.sending.watch_troubles import stop_what_cannot_come
from handlers.services.context import Context
from handlers.services.send_permission import ChatBusyError, SendPermission, TakenError
from handlers.services.services import Services
from store.chats.alerts import alert_arrived
from store.chats.chats import move_chat, note_refusal, note_welcome
from store.chats.deliveries import (
    Due,
    Parcel,
    begin_delivery,
    delivery_failed,
    delivery_sent,
    delivery_unknown,
    queue_delivery,
    retry_delivery,
)
from store.chats.digests import trouble_is_over
from store.chats.questions import answered
from store.database import transaction

log = logging.getLogger(__name__)

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_MOST_ATTEMPTS = 5
_AT_ONCE = 3
_IN_HAND = timedelta(minutes=5)
_LATER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Address:
    """A chat, and the topic in it."""

    chat: int
    thread: int | None = None


async def post(context: Context, address: Address, what: OutgoingMessage, file: bytes | None = None) -> int | None:
    """Send a message by way of the outbox; its number, or None where it did not arrive (so far), or was
    sent when the update at hand was handled before."""
    services = context.services
    now = services.clock()
    parcel = Parcel(address.chat, to_json(what), address.thread, file, context.next_cause())

    def queue(writer: sqlite3.Connection) -> int | None:
        return queue_delivery(writer, parcel, now, not_before=now + _IN_HAND)

    number = await services.index.write(queue)
    if number is None:
        return None
    due = Due(number, parcel.chat_id, parcel.thread_id, parcel.payload, attachment=file)
    return await deliver(context.bot, services, due)


class PutOffError(Exception):
    """The turn of a chat has not come, or Telegram asks for quiet there: its message waits in the outbox."""


async def deliver(
    bot: ExtBot[SendPermission], services: Services, due: Due, patience: float | None = None
) -> int | None:
    """Send what waits in the outbox, and write down what became of it; the message's number if it arrived.

    With `patience`, at most so many seconds are waited for the chat's turn, and none where Telegram asks for quiet:
    then PutOffError is raised, so that others need not wait for this chat.
    """
    for attempt in range(1, _AT_ONCE + 1):
        outcome = await _tried(bot, services, due, patience, last=attempt == _AT_ONCE)
        if not isinstance(outcome, Due):
            return outcome
        due = outcome
    return None


async def _tried(
    bot: ExtBot[SendPermission], services: Services, due: Due, patience: float | None, last: bool
) -> int | Due | None:
    """One attempt: the message's number, or None where nothing more is to be done now, or what to try at once again."""
    index, what = services.index, from_json(due.payload)
    try:
        message_id = await _send(bot, services, due, what, patience)
    except TakenError:
        return None  # another round of the same bot sends it
    except TimeoutError as error:
        await _put_back(services, due, "its chat's turn did not come", _LATER)
        raise PutOffError from error
    except ChatMigrated as error:
        new = error.new_chat_id
        await index.write(lambda writer: move_chat(writer, due.chat_id, new))
        if what.replaces is not None:  # that stands in the old chat; its number would be another message's here
            await _note_failure(services, due, error)
            return None
        await _put_back(services, due, "the group took a new number", _IN_HAND)
        # What it replies to stands in the old chat; its number would be another message's here.
        return replace(due, chat_id=new, payload=to_json(replace(what, reply_to=None)))
    except RetryAfter as error:
        if patience is None and not last:
            await _put_back(services, due, "put off", _IN_HAND)
            return due
        await _note_failure(services, due, error)
        if patience is not None:
            raise PutOffError from error
        return None
    except TelegramError as error:
        await _note_failure(services, due, error)
        return None
    now = services.clock()
    await index.write(lambda writer: _sent(writer, due, what, message_id, now))
    if what.pin:
        await pin(bot, services, due, message_id)
    return message_id


async def _put_back(services: Services, due: Due, reason: str, span: timedelta) -> None:
    now = services.clock()
    await services.index.write(lambda writer: retry_delivery(writer, due.id, now + span, reason, now))


async def _send(
    bot: ExtBot[SendPermission], services: Services, due: Due, what: OutgoingMessage, patience: float | None
) -> int:
    """The number of the message. Raises TimeoutError where it did not leave within `patience`."""
    async with asyncio.timeout(patience) as waiting:

        async def permission() -> bool:
            waiting.reschedule(None)
            now = services.clock()
            return await services.index.write(lambda writer: begin_delivery(writer, due.id, now))

        quote = ReplyParameters(what.reply_to, allow_sending_without_reply=True) if what.reply_to else None
        if what.replaces is not None:
            return await _replace(bot, due, what, what.replaces, permission)
        return (await _request(bot, due, what, quote, permission)).message_id


async def _replace(
    bot: ExtBot[SendPermission], due: Due, what: OutgoingMessage, message_id: int, permission: SendPermission
) -> int:
    """Put a message in the place of an earlier one; returns the number that both have."""
    try:
        await bot.edit_message_text(
            what.html,
            chat_id=due.chat_id,
            message_id=message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=markup(what.buttons),
            link_preview_options=NO_PREVIEW,
            rate_limit_args=permission,
        )
    except BadRequest as error:
        if "not modified" not in error.message:
            raise
    return message_id


async def _request(
    bot: ExtBot[SendPermission],
    due: Due,
    what: OutgoingMessage,
    quote: ReplyParameters | None,
    permission: SendPermission,
) -> Message:
    """The one request that brings a message into its chat."""
    buttons, file = markup(what.buttons), InputFile(due.attachment or b"", filename=what.name)
    if what.kind is not Kind.TEXT:
        send = bot.send_photo if what.kind is Kind.PICTURE else bot.send_document
        return await send(
            due.chat_id,
            file,
            caption=what.html,
            parse_mode=ParseMode.HTML,
            reply_markup=buttons,
            reply_parameters=quote,
            message_thread_id=due.thread_id,
            rate_limit_args=permission,
        )
    return await bot.send_message(
        due.chat_id,
        what.html,
        parse_mode=ParseMode.HTML,
        reply_markup=buttons,
        reply_parameters=quote,
        message_thread_id=due.thread_id,
        link_preview_options=NO_PREVIEW,
        rate_limit_args=permission,
    )


def _sent(writer: sqlite3.Connection, due: Due, what: OutgoingMessage, message_id: int, now: datetime) -> None:
    with transaction(writer):
        delivery_sent(writer, due.id, message_id, now)
        if what.question is not None:
            answered(writer, what.question, message_id, what.shown)
        if what.replaces is None:
            alert_arrived(writer, due.id, message_id)
        note_welcome(writer, due.chat_id)
        trouble_is_over(writer, due.id)


async def _note_failure(services: Services, due: Due, error: TelegramError) -> None:
    now, reason, index = services.clock(), str(error), services.index
    if _may_be_tried_again(due, error) and due.attempts < _MOST_ATTEMPTS:
        later = now + max(timedelta(minutes=1) * 2**due.attempts, _asked_for(error))
        await index.write(lambda writer: retry_delivery(writer, due.id, later, reason, now))
    elif isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        log.error("Delivery %d may or may not have arrived (%s); it is not sent again", due.id, reason)
        await index.write(lambda writer: delivery_unknown(writer, due.id, reason, now))
    else:
        log.warning("Delivery %d was refused: %s", due.id, reason)
        await index.write(lambda writer: delivery_failed(writer, due.id, reason, now))
        if due.digest_id is not None:
            await tell_of_refusal(services, due.digest_id, reason)
        await stop_what_cannot_come(services, due, error)
        if isinstance(error, Forbidden):
            await index.write(lambda writer: note_refusal(writer, due.chat_id, now))


def _asked_for(error: TelegramError) -> timedelta:
    """For how long Telegram wants quiet."""
    if not isinstance(error, RetryAfter):
        return timedelta()
    pause = error.retry_after
    return timedelta(seconds=pause) if isinstance(pause, int) else pause


def _may_be_tried_again(due: Due, error: TelegramError) -> bool:
    """Whether a message did not leave; to change one twice does no harm, so there it is enough that nobody knows."""
    unknown = isinstance(error, NetworkError) and not isinstance(error, BadRequest)
    return _surely_not_sent(error) or (unknown and from_json(due.payload).replaces is not None)


def _surely_not_sent(error: TelegramError) -> bool:
    """Whether the request never left: no connection was made, or Telegram or our own queue put it off."""
    never_left = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
    return isinstance(error, RetryAfter | ChatBusyError) or isinstance(error.__cause__, never_left)


def markup(buttons: Buttons) -> InlineKeyboardMarkup | None:
    """Buttons as Telegram wants them."""
    rows = [[InlineKeyboardButton(label, callback_data=data) for label, data in row] for row in buttons]
    return InlineKeyboardMarkup(rows) if rows else None
