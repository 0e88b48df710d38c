"""Feeds and folders asked when they are due, side by side; what they give goes into the queue.

A source that cannot be asked is asked again later, and holds up no other.
"""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.intake.silence import tell_of_silence
from handlers.services.services import Services
from ingestion.feeds.reading import FeedReader
from ingestion.sources.feeds import look_at_feed
from ingestion.sources.folders import FILE, look_at_folder
from store.database import StoreError
from store.intake.arrivals import QueueFullError, room
from store.intake.intakes import Intake, Kind, intake
from store.intake.looks import Look, due_sources, keep_look, marks_of, put_off

log = logging.getLogger(__name__)

EVERY = 5.0
"""Seconds between two rounds."""

_AT_ONCE = 8
_NO_ROOM = timedelta(minutes=1)
_BROKEN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Polled:
    """A source that was asked: how many new items it gave, and what was wrong."""

    source: Intake
    new: int = 0
    trouble: str | None = None


async def keep_polling(services: Services, stop: asyncio.Event) -> None:
    """Ask what is due, until `stop`. A failure is logged, and tried again."""
    while not stop.is_set():
        try:
            await poll_due(services)
            await tell_of_silence(services)
        except Exception:
            log.exception("Asking the sources failed; the next round comes in %.0f s", EVERY)
        try:
            await asyncio.wait_for(stop.wait(), EVERY)
        except TimeoutError:
            continue


async def poll_due(services: Services, sources: tuple[int, ...] | None = None) -> list[Polled]:
    """Ask the sources that are due now, or these. Raises StoreError where the index cannot be written."""
    now = services.clock()
    due = await services.index.read(lambda reader: due_sources(reader, now)) if sources is None else sources
    limit = asyncio.Semaphore(_AT_ONCE)

    async def ask(number: int) -> Polled | None:
        async with limit:
            source = await services.index.read(lambda reader: intake(reader, number))
            return await _poll(services, feeds, source, now) if source is not None else None

    async with FeedReader() as feeds:  # a process that starts with the first feed to read, if there is any
        polled = await asyncio.gather(*map(ask, due))
    return [each for each in polled if each is not None]


async def _poll(services: Services, feeds: FeedReader, source: Intake, now: datetime) -> Polled:
    """Ask one source. Where its state or an answer is such that the reading of it fails in a way that nobody thought
    of, that is its trouble, and the others are asked all the same."""
    free = await services.index.read(lambda reader: room(reader, source.id))
    if not free:
        await _put_off(services, source, now)
        return Polled(source, trouble="the queue is full: it is asked again when there is room")
    try:
        look = await _look(services, feeds, source, free, now)
    except StoreError:
        raise
    except Exception as error:
        log.exception("Source %d could not be read", source.id)
        look = Look(source.id, _BROKEN, trouble=f"what it gives could not be read ({type(error).__name__})")
    try:
        new = await services.index.write(lambda writer: keep_look(writer, look, now))
    except QueueFullError:  # others filled it meanwhile
        await _put_off(services, source, now)
        return Polled(source, trouble="the queue is full: it is asked again when there is room")
    if look.trouble and look.trouble != source.trouble:
        log.warning("%s (source %d): %s", source.name, source.id, look.trouble)
    if new:
        services.arrived.set()
    return Polled(source, new, look.trouble)


async def _look(services: Services, feeds: FeedReader, source: Intake, free: int, now: datetime) -> Look:
    if source.kind is Kind.FEED:
        return await look_at_feed(services.fetcher, feeds, source, free, now)
    marks = await services.index.read(lambda reader: marks_of(reader, source.id, FILE))
    return await look_at_folder(source, marks, free, now)


async def _put_off(services: Services, source: Intake, now: datetime) -> None:
    await services.index.write(lambda writer: put_off(writer, source.id, now + _NO_ROOM, now))
