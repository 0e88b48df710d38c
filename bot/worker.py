"""Extraction in a process of its own, so that the bot goes on answering while a report is read."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from domain.errors import WatchfloorError
from domain.events import Event
from domain.reports import Report
from extraction.attempts import SetAside
from extraction.workers import Limits, Worker

if TYPE_CHECKING:
    from extraction.pipeline import Extractor


class ReportSetAside(WatchfloorError):  # noqa: N818 - named for what it is
    """A report that was not read to its end; the message says why."""


class ExtractionWorker:
    """Reads reports one at a time. The process and its model are started with the first report."""

    def __init__(self, model: str | None = None, cache: Path | None = None, limits: Limits = Limits()) -> None:  # noqa: B008
        self._worker = Worker(partial(_load, model, cache), limits)
        self._waiting = ThreadPoolExecutor(1, thread_name_prefix="extraction")  # the loop never waits for the process

    async def extract(self, report: Report) -> tuple[Event, ...]:
        """The events of a report. A process that died (out of memory, say) is started again.

        Raises ReportSetAside where the report takes too long or too much memory, or cannot be analysed.
        """
        loop = asyncio.get_running_loop()
        (outcome,) = await loop.run_in_executor(self._waiting, self._worker.read, [report])
        if isinstance(outcome, SetAside):
            raise ReportSetAside(f"The report {outcome.reason}")
        return outcome

    def close(self) -> None:
        """End the process, if it was ever started."""
        self._worker.close()
        self._waiting.shutdown(cancel_futures=True)


def _load(model: str | None, cache: Path | None) -> "Extractor":
    # Imported here: the bot's own process answers without spaCy, and starts without waiting for it.
    from extraction.pipeline import Extractor
    from knowledge.world import World

    return Extractor.load(World.open(cache=cache), model)
