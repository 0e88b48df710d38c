"""Reports in, events out, with several processes at work: the same pairs in the same order as one extractor gives.

Each process loads a pipeline of its own and reads a handful of reports at a time. No more handfuls are in hand than
the processes can be busy with, so that memory does not grow with the number of reports.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from types import TracebackType

from domain.events import Event
from domain.reports import Report
from extraction.pipeline import Extractor

HANDFUL = 8  # reports that a process reads at a time
_AHEAD = 2  # handfuls for each process: one that it reads, one that waits

Extracted = list[tuple[Report, tuple[Event, ...]]]

_loaded: list[Extractor] = []  # the one extractor of a worker process


def _prepare(load: Callable[[], Extractor]) -> None:
    _loaded[:] = [load()]


def _read(reports: list[Report]) -> Extracted:
    return list(_loaded[0].extract(reports))


class Workers:
    """Processes that extract side by side; used like an `Extractor`, and closed by its `with` block.

    `load` makes the extractor of one process, so it must be a function of a module.
    """

    def __init__(self, number: int, load: Callable[[], Extractor]) -> None:
        # a fresh interpreter for each: a process with threads must not be forked
        self._pool = ProcessPoolExecutor(number, get_context("spawn"), _prepare, (load,))
        self._in_hand = number * _AHEAD

    def __enter__(self) -> "Workers":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def extract(self, reports: Iterable[Report]) -> Iterator[tuple[Report, tuple[Event, ...]]]:
        """Each report with its events, in the order they came."""
        waiting: deque[Future[Extracted]] = deque()
        source = iter(reports)
        while handful := list(islice(source, HANDFUL)):
            waiting.append(self._pool.submit(_read, handful))
            if len(waiting) >= self._in_hand:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
