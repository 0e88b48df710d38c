"""Extraction in a process of its own, so that the bot goes on answering while a report is read."""

import asyncio
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TYPE_CHECKING

from domain.events import Event
from domain.reports import Report

if TYPE_CHECKING:
    from extraction.pipeline import Extractor

_loaded: "list[Extractor]" = []  # of the worker process: one extractor, put there by `_load`


class ExtractionWorker:
    """Reads reports one at a time. The process and its model are started with the first report."""

    def __init__(self, model: str | None = None, cache: Path | None = None) -> None:
        self._given = (model, cache)
        self._pool: ProcessPoolExecutor | None = None

    async def extract(self, report: Report) -> tuple[Event, ...]:
        """The events of a report. A worker that died (out of memory, say) is started once more."""
        try:
            return await self._run(report)
        except BrokenProcessPool:
            self.close()
            return await self._run(report)

    def close(self) -> None:
        """End the process, if it was ever started."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def end(self) -> None:
        """End the process for good, whatever it reads: what is not stored yet is read again by the next run."""
        if self._pool is not None:
            for process in list((self._pool._processes or {}).values()):
                process.kill()
        self.close()

    async def _run(self, report: Report) -> tuple[Event, ...]:
        if self._pool is None:
            # Not forked: a copy of this process would hold its threads' locks and its open index.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(1, mp_context=context, initializer=_load, initargs=self._given)
        return await asyncio.get_running_loop().run_in_executor(self._pool, _extract, report)


def _load(model: str | None, cache: Path | None) -> None:
    # Imported here: the bot's own process answers without spaCy, and starts without waiting for it.
    from extraction.pipeline import Extractor
    from knowledge.world import World

    _loaded.append(Extractor.load(World.open(cache=cache), model))


def _extract(report: Report) -> tuple[Event, ...]:
    return next(iter(_loaded[0].extract([report])))[1]
