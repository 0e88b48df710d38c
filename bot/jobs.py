"""What the bot does on its own: digests when their slot has come, and forgetting old questions.

Schedules are rows; nothing here is remembered. A slot is claimed in the index before anything is sent, so it is sent at
most once, whatever happens: where nobody can tell whether a message arrived, it is not sent again, and the log says so.
"""

import asyncio
import logging
import sqlite3
from datetime import datetime, timedelta
from functools import partial

import httpx
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.delivery import ChatBusyError
from handlers.digest_pages import digest_page, due_digests
from handlers.replying import NO_PREVIEW
from handlers.services import Services
from store.chats import move_chat
from store.deliveries import (
    Due,
    begin_delivery,
    delivery_failed,
    delivery_sent,
    delivery_unknown,
    doubt_interrupted,
    due_deliveries,
    retry_delivery,
)
from store.digests import Digest, claim_slot
from store.questions import forget_questions
from store.updates import forget_updates

log = logging.getLogger(__name__)

_EVERY = 15.0
_AT_ONCE = 20
_MOST_ATTEMPTS = 5
_QUESTIONS_KEPT = timedelta(days=60)
_UPDATES_KEPT = timedelta(days=3)  # Telegram repeats unconfirmed updates for one day


async def keep_jobs(bot: ExtBot[None], services: Services) -> None:
    """Do what is due, now and every few seconds, until cancelled. A failure is logged and tried again."""
    await doubt_what_was_cut_off(services)
    while True:
        try:
            await queue_digests(services)
            await send_queued(bot, services)
            await forget_old(services)
        except Exception:  # whatever it was, tomorrow's digests must not be lost with it
            log.exception("A round of jobs failed; the next comes in %.0f s", _EVERY)
        await asyncio.sleep(_EVERY)


async def doubt_what_was_cut_off(services: Services) -> None:
    """At start: what was being sent when the last run ended may or may not have arrived, and is not sent again."""
    now = services.clock()
    if count := await services.index.write(lambda writer: doubt_interrupted(writer, now)):
        log.error("%d deliveries were cut off when the bot last stopped; they are not sent again", count)


async def queue_digests(services: Services) -> int:
    """Put the digests that are due into the outbox, each slot once; returns how many."""
    now = services.clock()
    queued = 0
    for digest, slot in await services.index.read(lambda reader: due_digests(reader, now)):
        html = await services.index.read(partial(_digest_page, services, digest, slot))
        taken = await services.index.write(partial(_claim, digest.id, slot, html, now))
        queued += taken is not None
    return queued


async def send_queued(bot: ExtBot[None], services: Services) -> None:
    """Send what waits in the outbox, several chats at a time."""
    now = services.clock()
    waiting = await services.index.read(lambda reader: due_deliveries(reader, now))
    limit = asyncio.Semaphore(_AT_ONCE)

    async def send(due: Due) -> None:
        async with limit:
            await _send(bot, services, due)

    await asyncio.gather(*(send(due) for due in waiting))


async def forget_old(services: Services) -> None:
    """Drop questions and update numbers that nothing comes back to any more."""
    now = services.clock()
    await services.index.write(lambda writer: forget_questions(writer, now - _QUESTIONS_KEPT))
    await services.index.write(lambda writer: forget_updates(writer, now - _UPDATES_KEPT))


def _digest_page(services: Services, digest: Digest, slot: datetime, reader: sqlite3.Connection) -> str:
    return digest_page(services, reader, digest, slot)


def _claim(digest: int, slot: datetime, html: str, now: datetime, writer: sqlite3.Connection) -> int | None:
    return claim_slot(writer, digest, slot, html, now)


async def _send(bot: ExtBot[None], services: Services, due: Due) -> None:
    """Send one message of the outbox and write down what became of it."""
    index, now = services.index, services.clock()
    if not await index.write(lambda writer: begin_delivery(writer, due.id, now)):
        return
    try:
        message = await bot.send_message(
            due.chat_id,
            due.payload,
            parse_mode=ParseMode.HTML,
            message_thread_id=due.thread_id,
            link_preview_options=NO_PREVIEW,
        )
    except ChatMigrated as error:
        new = error.new_chat_id
        await index.write(lambda writer: move_chat(writer, due.chat_id, new))
        await index.write(lambda writer: retry_delivery(writer, due.id, now, "the group took a new number", now))
    except TelegramError as error:
        await _note_failure(services, due, error)
    else:
        await index.write(lambda writer: delivery_sent(writer, due.id, message.message_id, now))


async def _note_failure(services: Services, due: Due, error: TelegramError) -> None:
    now, reason = services.clock(), str(error)
    if _surely_not_sent(error) and due.attempts < _MOST_ATTEMPTS:
        later = now + timedelta(minutes=1) * 2**due.attempts
        await services.index.write(lambda writer: retry_delivery(writer, due.id, later, reason, now))
    elif isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        log.error("Delivery %d may or may not have arrived (%s); it is not sent again", due.id, reason)
        await services.index.write(lambda writer: delivery_unknown(writer, due.id, reason, now))
    else:
        log.warning("Delivery %d was refused: %s", due.id, reason)
        await services.index.write(lambda writer: delivery_failed(writer, due.id, reason, now))


def _surely_not_sent(error: TelegramError) -> bool:
    """Whether the request never left: no connection was made, or Telegram or our own queue put it off."""
    never_left = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
    return isinstance(error, RetryAfter | ChatBusyError) or isinstance(error.__cause__, never_left)
