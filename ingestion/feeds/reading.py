"""A feed read by a process of its own, within limits of time and memory: parsers of broken markup may take a time that
grows with the square of what is broken."""

import asyncio
from collections.abc import Iterator
from contextlib import closing

from extraction.bounded_process import MEGABYTE, BoundedProcess, ProcessDied, TookTooLong, TookTooMuchMemory
from ingestion.feeds.feed import Feed, FeedError
from ingestion.feeds.parsing import parse_feed
from ingestion.fetching.fetcher import Fetched

SECONDS = 30.0
"""What reading a feed may take; one of a megabyte takes one."""

_MEMORY = 1024 * MEGABYTE


async def read_feed(answer: Fetched, seconds: float = SECONDS) -> Feed:
    """The feed of an answer. Raises FeedError."""
    process = BoundedProcess(_prepare, _MEMORY)
    try:
        return await asyncio.to_thread(_read_elsewhere, process, answer, seconds)
    except TookTooLong:
        raise FeedError(
            f"{answer.url} takes longer than {seconds:.0f} seconds to read: it is no common feed."
        ) from None
    except (TookTooMuchMemory, ProcessDied):
        raise FeedError(f"{answer.url} takes more memory than there is for it: it is no common feed.") from None
    finally:
        process.close()  # also where nobody waits for it any more


def _read_elsewhere(process: BoundedProcess, answer: Fetched, seconds: float) -> Feed:
    """Run the work there, and end the process with it; the event loop would stand still while it ends."""
    with closing(process):
        return process.finish(_read, answer, seconds=seconds)[0]


def _prepare() -> None:
    """The process needs nothing before it reads."""


def _read(answer: Fetched) -> Iterator[Feed]:
    """The work of the process."""
    yield parse_feed(answer.body, answer.content_type, answer.charset, answer.url)
