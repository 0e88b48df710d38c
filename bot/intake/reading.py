"""The queue of what came by itself, read item after item: each extracted, and stored as it leaves the queue."""

import asyncio
import logging
from contextlib import suppress

from bot.intake.languages import note_language
from domain.errors import WatchfloorError
from handlers.services.services import Services
from store.database import BrokenRowError, StoreError
from store.intake.arrivals import (
    Stored,
    Waiting,
    begin_arrival,
    fail_arrival,
    put_back,
    store_arrival,
)

log = logging.getLogger(__name__)

_EVERY = 15.0


async def keep_reading(services: Services, stop: asyncio.Event) -> None:
    """Read what waits, and what comes, until `stop`. A failure is logged, and tried again some seconds later."""
    while not stop.is_set():
        services.arrived.clear()
        try:
            await read_waiting(services, stop)
        except Exception:
            log.exception("Reading what arrived failed; the next round comes in %.0f s", _EVERY)
        waking = [asyncio.create_task(event.wait()) for event in (services.arrived, stop)]
        await asyncio.wait(waking, timeout=_EVERY, return_when=asyncio.FIRST_COMPLETED)
        for task in waking:
            task.cancel()


async def read_waiting(services: Services, stop: asyncio.Event | None = None) -> list[Stored]:
    """Read all that waits in the queue, or what can be until `stop`; what was stored of it. Raises StoreError where the
    index cannot be written."""
    stored = []
    while stop is None or not stop.is_set():
        waiting = await services.index.write(lambda writer: begin_arrival(writer, services.clock()))
        if waiting is None:
            break
        outcome = await _read(services, waiting)
        if outcome is not None:
            stored.append(outcome)
            await note_language(services, waiting.arrival)
    return stored


async def _read(services: Services, waiting: Waiting) -> Stored | None:
    """Read one item. What is wrong with the item is noted on it, and what is not puts it back untried."""
    try:
        events = await services.extract(waiting.arrival.report)
        return await services.index.write(lambda writer: store_arrival(writer, waiting, events, services.clock()))
    except BrokenRowError as error:
        await _fail(services, waiting, str(error))
    except StoreError:
        with suppress(StoreError):
            await _put_back(services, waiting)
        raise
    except WatchfloorError as error:
        await _fail(services, waiting, str(error))
    except asyncio.CancelledError:
        await _put_back(services, waiting)  # the bot is stopping
        raise
    except Exception as error:  # whatever is wrong with it, the others are read
        log.exception("Item %s of source %d", waiting.arrival.reference, waiting.arrival.source_id)
        await _fail(services, waiting, f"it could not be read ({type(error).__name__}: {error})")
    return None


async def _fail(services: Services, waiting: Waiting, reason: str) -> None:
    now = services.clock()
    if await services.index.write(lambda writer: fail_arrival(writer, waiting, reason, now)):
        log.warning(
            "Item %s of source %d is set aside: %s", waiting.arrival.reference, waiting.arrival.source_id, reason
        )


async def _put_back(services: Services, waiting: Waiting) -> None:
    await services.index.write(lambda writer: put_back(writer, waiting))
