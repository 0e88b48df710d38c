"""What the bot does on its own: alerts, digests when their slot has come, and forgetting old questions and texts.

Schedules are rows; nothing here is remembered. A slot is claimed in the index before anything is sent, so it is sent at
most once unasked, whatever happens: where nobody can tell whether a message arrived, its chat is told so, and may have
it sent again.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import partial

from telegram.ext import ExtBot

from bot.retention import Retention
from handlers.alerting.matching import match_changes
from handlers.alerting.telling import tell_chats
from handlers.answering.digest_forgetting import forget_digests
from handlers.answering.digest_pages import Correction, DigestPage, corrections, digest_page, due_digests
from handlers.answering.digest_pictures import digest_pictures
from handlers.answering.digest_posts import slot_posts
from handlers.drawing.borders import countries
from handlers.sending.digest_troubles import tell_of_trouble
from handlers.sending.doubts import tell_of_doubts
from handlers.sending.outbox import PutOffError, deliver
from handlers.services.send_permission import SendPermission
from handlers.services.services import Services
from query.reading import QuestionError
from store.chats.alerts import forget_alerts
from store.chats.deliveries import Due, due_deliveries, forget_deliveries
from store.chats.digest_told import correct
from store.chats.digests import Digest, claim_slot
from store.chats.hook_posts import SlotPost, forget_posts, hooks_of_digest
from store.chats.questions import forget_questions
from store.chats.updates import forget_updates
from store.chats.words import forget_words
from store.intake.arrivals import forget_set_aside

log = logging.getLogger(__name__)

_EVERY = 15.0
_FORGET_FIRST, _FORGET_EVERY = 300.0, 3600.0
_CLOCK_SET = 600.0
AT_ONCE = 12
"""So many chats are sent to at a time: fewer than there are connections, so that what is begun leaves at once, and a
crash leaves no more in doubt than what is on the wire."""
_PATIENCE = 20.0
_QUESTIONS_KEPT = timedelta(days=60)
_WORDS_KEPT = timedelta(days=3)  # Telegram lets people edit for two
_UPDATES_KEPT = timedelta(days=3)  # Telegram repeats unconfirmed updates for one day


async def keep_jobs(
    bot: ExtBot[SendPermission],
    services: Services,
    stop: asyncio.Event | None = None,
    keep_reports: timedelta | None = None,
) -> None:
    """Do what is due, now and every few seconds, until `stop`, or cancelled. A failure is logged and tried again.
    `keep_reports` is how long the texts of reports are kept, None for ever."""
    retention = Retention(keep_reports)
    stop, watch = stop or asyncio.Event(), ClockWatch(services.clock, asyncio.get_running_loop().time)
    with _survived("Reading the borders"):
        await services.index.aside(countries)  # before the first map is asked for
    while not stop.is_set():
        with _survived("Digests"):
            await queue_digests(services)
        with _survived("Corrections"):
            await queue_corrections(services)
        with _survived("Watches"):
            await queue_alerts(services)
        with _survived("Word of what is in doubt"):
            await tell_of_doubts(services)
        with _survived("Sending"):
            await send_queued(bot, services, stop=stop)
        if watch.is_time_to_forget():
            with _survived("Forgetting"):
                await forget_old(services)
            with _survived("Looking for old texts"):
                await retention.note_hour(services)
        with _survived("Removing old texts"):
            await retention.take_steps(services)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _EVERY)


class ClockWatch:
    """When to forget what is old: a while after the start, then every hour. A clock that is set while the bot runs is
    logged, and not believed for an hour: by a wrong one everything would be old."""

    def __init__(self, clock: Callable[[], datetime], elapsed: Callable[[], float]) -> None:
        self._clock, self._elapsed = clock, elapsed
        self._seen, self._at = clock(), elapsed()
        self._next = self._at + _FORGET_FIRST

    def is_time_to_forget(self) -> bool:
        """Whether it is; to be asked every few seconds."""
        now, at = self._clock(), self._elapsed()
        set_by = (now - self._seen).total_seconds() - (at - self._at)
        self._seen, self._at = now, at
        if abs(set_by) > _CLOCK_SET:
            log.warning("The clock was set by %+.0f s", set_by)
            self._next = at + _FORGET_EVERY
        if at < self._next:
            return False
        self._next = at + _FORGET_EVERY
        return True


@contextmanager
def _survived(what: str) -> Iterator[None]:
    """Whatever goes wrong within is logged; nothing else must be lost with it."""
    try:
        yield
    except Exception:
        log.exception("%s failed; the next round comes in %.0f s", what, _EVERY)


async def queue_digests(services: Services) -> int:
    """Put the digests that are due into the outbox, each slot once; returns how many. Of one that cannot be made word
    is sent, once."""
    now = services.clock()
    queued = 0
    dues = await services.index.read(lambda reader: due_digests(reader, now))
    for number, why in dues.troubles:
        with _survived(f"Word of digest {number}"):
            await tell_of_trouble(services, number, why)
    for digest, slot in dues.slots:
        with _survived(f"Digest {digest.id}"):
            try:
                page = await services.index.read(partial(_digest_page, services, digest, slot))
                pictures = await services.index.read(partial(_digest_pictures, services, digest, slot, page))
            except QuestionError as error:
                await tell_of_trouble(services, digest.id, str(error))
                continue
            posts = await services.index.read(partial(_digest_posts, services, page))
            queued += await services.index.write(partial(_claim, digest.id, slot, page, pictures, posts, now))
    return queued


async def queue_corrections(services: Services) -> int:
    """Put into the outbox what corrects the digests of the last day, each correction once; returns how many."""
    now = services.clock()
    found = await services.index.read(lambda reader: corrections(services, reader, now))
    for one in found:
        await services.index.write(partial(_correct, one, now))
    return len(found)


async def queue_alerts(services: Services) -> None:
    """Find for whom what was reported is, and put what is to be told into the outbox."""
    await match_changes(services)
    await tell_chats(services)


async def send_queued(
    bot: ExtBot[SendPermission], services: Services, patience: float = _PATIENCE, stop: asyncio.Event | None = None
) -> None:
    """Send what waits in the outbox, several chats at a time. A chat whose turn does not come within `patience`
    seconds keeps its messages for a later round and holds up no other. After `stop` no message is begun any more."""
    now = services.clock()
    waiting: dict[int, list[Due]] = {}
    for due in await services.index.read(lambda reader: due_deliveries(reader, now)):
        waiting.setdefault(due.chat_id, []).append(due)
    limit = asyncio.Semaphore(AT_ONCE)

    async def send(to_one_chat: list[Due]) -> None:
        async with limit:
            with _survived("A delivery"), suppress(PutOffError):
                for due in to_one_chat:
                    if stop is not None and stop.is_set():
                        return
                    await deliver(bot, services, due, patience)

    await asyncio.gather(*map(send, waiting.values()))


async def forget_old(services: Services) -> None:
    """Drop questions, messages and update numbers that nothing comes back to any more."""
    now = services.clock()
    await services.index.write(lambda writer: forget_questions(writer, now - _QUESTIONS_KEPT))
    await services.index.write(lambda writer: forget_updates(writer, now - _UPDATES_KEPT))
    await services.index.write(lambda writer: forget_words(writer, now - _WORDS_KEPT))
    await services.index.write(lambda writer: forget_deliveries(writer, now - _QUESTIONS_KEPT))
    await forget_digests(services, now - _QUESTIONS_KEPT)
    await services.index.write(lambda writer: forget_alerts(writer, now - _QUESTIONS_KEPT))
    await services.index.write(lambda writer: forget_posts(writer, now - _QUESTIONS_KEPT))
    await services.index.write(lambda writer: forget_set_aside(writer, now - _QUESTIONS_KEPT))


def _digest_page(services: Services, digest: Digest, slot: datetime, reader: sqlite3.Connection) -> DigestPage:
    return digest_page(services, reader, digest, slot)


def _digest_pictures(
    services: Services, digest: Digest, slot: datetime, page: DigestPage, reader: sqlite3.Connection
) -> list[tuple[str, bytes]]:
    return digest_pictures(services, reader, digest, slot, page.told.events)


def _digest_posts(services: Services, page: DigestPage, reader: sqlite3.Connection) -> tuple[SlotPost, ...]:
    """What is posted of a slot, where it does not pass in silence."""
    hooks = hooks_of_digest(reader, page.told.digest.id) if page.telling.payload is not None else ()
    return slot_posts(services, reader, page.told, hooks)


def _claim(
    digest: int,
    slot: datetime,
    page: DigestPage,
    pictures: list[tuple[str, bytes]],
    posts: tuple[SlotPost, ...],
    now: datetime,
    writer: sqlite3.Connection,
) -> bool:
    return claim_slot(writer, digest, slot, page.telling, now, pictures, posts)


def _correct(one: Correction, now: datetime, writer: sqlite3.Connection) -> bool:
    return correct(writer, one.which, one.said, one.anew, one.reply, now, one.posts)
