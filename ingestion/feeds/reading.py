"""Feeds and the pages that they lead to, read by a process beside this one, within limits of time and memory: parsers
of broken markup may take a time that grows with the square of what is broken."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import datetime
from types import TracebackType
from typing import Self

from domain.reports import Report
from extraction.bounded_process import MEGABYTE, BoundedProcess, ProcessDied, TookTooLong, TookTooMuchMemory
from ingestion.decoding import UnreadableReport, as_utf8
from ingestion.feeds.feed import Feed, FeedError
from ingestion.feeds.parsing import parse_feed
from ingestion.fetching.fetcher import Fetched
from ingestion.files import read_content
from ingestion.prose import Defaults

SECONDS = 30.0
"""What reading one of them may take; a feed of a megabyte takes one."""

_MEMORY = 1024 * MEGABYTE
_PDF = "application/pdf"
_KINDS = {"text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt", _PDF: ".pdf"}


class FeedReader:
    """Reads one thing at a time, in a process that starts with the first and stays until the end, since to start one
    takes longer than to read; an async context manager."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._turn = asyncio.Lock()
        self._process = BoundedProcess(_prepare, _MEMORY)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        self._process.close()

    async def feed(self, answer: Fetched) -> Feed:
        """The feed of an answer. Raises FeedError."""
        try:
            return await self._read(_feed, answer)
        except (TookTooLong, TookTooMuchMemory, ProcessDied) as error:
            raise FeedError(f"{answer.url} {_bound(error)} to read than any common feed.") from error

    async def page(self, answer: Fetched, defaults: Defaults, now: datetime | None = None) -> Report:
        """The report of a page; one dated after `now` is given without its date. Raises UnreadableReport."""
        try:
            return await self._read(_page, answer, defaults, now)
        except (TookTooLong, TookTooMuchMemory, ProcessDied) as error:
            raise UnreadableReport(f"{answer.url} {_bound(error)} to read than any common page.") from error

    async def _read[T](self, work: Callable[..., Iterator[T]], *given: object) -> T:
        async with self._turn:
            try:
                (found,) = await asyncio.to_thread(self._process.finish, work, *given, seconds=self._seconds)
            except asyncio.CancelledError:  # nobody waits for it any more
                self._process.close()
                self._process = BoundedProcess(_prepare, _MEMORY)
                raise
            return found


@asynccontextmanager
async def reading(reader: FeedReader | None) -> AsyncIterator[FeedReader]:
    """The reader, or where there is none, one that ends with the block."""
    if reader is not None:
        yield reader
    else:
        async with FeedReader() as own:
            yield own


def _bound(error: Exception) -> str:
    return "takes longer" if isinstance(error, TookTooLong) else "takes more memory"


def _prepare() -> None:
    """The process needs nothing before it reads."""


def _feed(answer: Fetched) -> Iterator[Feed]:
    yield parse_feed(answer.body, answer.content_type, answer.charset, answer.url)


def _page(answer: Fetched, defaults: Defaults, now: datetime | None) -> Iterator[Report]:
    body = answer.body if answer.content_type == _PDF else as_utf8(answer.body, answer.charset)
    kind = _KINDS.get(answer.content_type, "")  # else by its content
    yield next(read_content(body, answer.url, defaults, now, kind=kind))
