"""Extraction in a process of its own, so that the bot goes on answering while a report is read."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from domain.errors import WatchfloorError
from domain.events import Event
from domain.reports import Report
from extraction.attempts import SetAside
from extraction.workers import Limits, Worker
from handlers.services.signs import Sign

if TYPE_CHECKING:
    from extraction.pipeline import Extractor

_START = 60.0  # seconds that loading the model may take on a slow machine


class ReportSetAside(WatchfloorError):  # noqa: N818 - named for what it is
    """A report that was not read to its end; the message says why."""


class ExtractionWorker:
    """Reads reports one at a time. The process and its model are started with the first report; `took` hears how many
    seconds each took and whether it was read to its end."""

    def __init__(
        self,
        model: str | None = None,
        cache: Path | None = None,
        limits: Limits = Limits(),  # noqa: B008
        took: Callable[[float, bool], None] = lambda seconds, whole: None,
    ) -> None:
        self._worker = Worker(partial(_load, model, cache), limits)
        self._waiting = ThreadPoolExecutor(1, thread_name_prefix="extraction")  # the loop never waits for the process
        self._took = took
        self._begun: float | None = None
        self._due = 0.0

    async def extract(self, report: Report) -> tuple[Event, ...]:
        """The events of a report. A process that died (out of memory, say) is started again.

        Raises ReportSetAside where the report takes too long or too much memory, or cannot be analysed.
        """
        outcome = await asyncio.get_running_loop().run_in_executor(self._waiting, self._read, report)
        if isinstance(outcome, SetAside):
            raise ReportSetAside(f"The report {outcome.reason}")
        return outcome

    async def sign(self) -> Sign:
        """Whether reports would be read. The process is asked where there is one and it has nothing to do."""
        begun, now = self._begun, time.monotonic()
        if begun is not None:
            return Sign("worker", now <= self._due, f"has read a report for {now - begun:.0f} s")
        if not self._worker.is_alive:
            return Sign("worker", True, "starts with the next report")
        await asyncio.get_running_loop().run_in_executor(self._waiting, self._worker.read, ())
        return Sign("worker", True, "waits for reports")

    def close(self) -> None:
        """End the process, if it was ever started."""
        self._worker.close()
        self._waiting.shutdown(cancel_futures=True)

    def _read(self, report: Report) -> tuple[Event, ...] | SetAside:
        self._begun = begun = time.monotonic()
        self._due = begun + self._worker.time_for(report) + _START
        try:
            (outcome,) = self._worker.read([report])
        finally:
            self._begun = None
        self._took(time.monotonic() - begun, not isinstance(outcome, SetAside))
        return outcome


def _load(model: str | None, cache: Path | None) -> "Extractor":
    # Imported here: the bot's own process answers without spaCy, and starts without waiting for it.
    from extraction.pipeline import Extractor
    from knowledge.world import World

    return Extractor.load(World.open(cache=cache), model)
