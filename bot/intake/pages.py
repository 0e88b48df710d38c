"""Pages that reports were read from, asked again some days later, a few at a time: one that is gone is noted."""

import asyncio
import logging
from functools import partial

from handlers.services.services import Services
from ingestion.fetching.errors import FetchError
from ingestion.fetching.fetcher import Accept, Fetcher
from store.intake.pages import due_pages, give_up_overdue, note_asked

log = logging.getLogger(__name__)

EVERY = 60.0
"""Seconds between two rounds."""

AT_A_TIME = 5
"""So many pages are asked in a round."""

_GONE = (404, 410)


async def keep_asking_pages(services: Services, stop: asyncio.Event) -> None:
    """Ask what is due, until `stop`. A failure is logged, and tried again."""
    while not stop.is_set():
        try:
            await ask_pages(services)
        except Exception:
            log.exception("Asking pages again failed; the next round comes in %.0f s", EVERY)
        try:
            await asyncio.wait_for(stop.wait(), EVERY)
        except TimeoutError:
            continue


async def ask_pages(services: Services) -> None:
    """Ask the pages that are due now, the longest due first, and no more than a few. Raises StoreError where the index
    cannot be written."""
    now = services.clock()
    for page in await services.index.read(lambda reader: due_pages(reader, now, AT_A_TIME)):
        gone = await _is_gone(services.fetcher, page.link)
        await services.index.write(partial(note_asked, page=page, gone=gone, now=now))
    await services.index.write(lambda writer: give_up_overdue(writer, now))


async def _is_gone(fetcher: Fetcher, link: str) -> bool | None:
    """Whether a page is gone; None where the answer, or that there is none, tells nothing of it."""
    try:
        answer = await fetcher.get(link, accept=Accept.PAGE)
    except FetchError:
        return None
    return True if answer.status in _GONE else False if answer.ok else None
