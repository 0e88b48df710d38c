"""Reports in, events out, with several processes at work, here or on other machines: the same pairs in the same order
as one extractor gives.

Each process loads a pipeline of its own and reads a handful of reports at a time. No more handfuls are in hand than
the processes can be busy with, so that memory does not grow with the number of reports. A process that dies costs
nothing: what it had in hand is read again. A report over which processes die every time is left out.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context
from threading import Lock
from types import TracebackType
from typing import Protocol, Self

from domain.reports import Report
from extraction.attempts import Extracts, Outcome, Unread, attempt

HANDFUL = 8  # reports that a process reads at a time
_AHEAD = 2  # handfuls for each process: one that it reads, one that waits
_TRIES = 2  # deaths over a report that is read alone, with nothing else to blame, before it is left out

Load = Callable[[], Extracts]
Read = list[tuple[Report, Outcome]]

DEADLY = Unread("reading it ends the process that does")


class ProcessDiedError(Exception):
    """A process ended while it was reading; what it had in hand may be read again."""


class Pool(Protocol):
    """Processes that read."""

    @property
    def size(self) -> int:
        """How many handfuls can be read at the same time."""

    def submit(self, load: Load, reports: list[Report]) -> Future[Read]:
        """Have a handful read by `read`, in whichever process is free."""

    def result(self, future: Future[Read]) -> Read:
        """Wait for a handful. Raises ProcessDiedError where its process did, and WatchfloorError where no more can
        come."""

    def close(self) -> None:
        """End what this has started, and leave undone what waits."""


class Workers:
    """Processes that read side by side; closed by its `with` block.

    `load` makes the extractor of one process, so it must be a function of a module, or an object that can be pickled
    and compared.
    """

    def __init__(self, pool: Pool, load: Load) -> None:
        self._pool = pool
        self._load = load

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.close()

    def attempt(self, reports: Iterable[Report]) -> Iterator[tuple[Report, Outcome]]:
        """Each report with its events, in the order they came; one that cannot be read keeps no other out."""
        waiting: deque[tuple[list[Report], Future[Read]]] = deque()
        source = iter(reports)
        while handful := list(islice(source, HANDFUL)):
            waiting.append((handful, self._submit(handful)))
            while len(waiting) >= self._pool.size * _AHEAD:
                yield from self._result(*waiting.popleft())
        while waiting:
            yield from self._result(*waiting.popleft())

    def _submit(self, handful: list[Report]) -> Future[Read]:
        return self._pool.submit(self._load, handful)

    def _result(self, handful: list[Report], future: Future[Read]) -> Iterator[tuple[Report, Outcome]]:
        try:
            outcomes = self._pool.result(future)
        except ProcessDiedError:
            for report in handful:  # one at a time, to see which one is deadly
                yield report, self._alone(report)
        else:
            yield from outcomes

    def _alone(self, report: Report) -> Outcome:
        for _ in range(_TRIES):
            try:
                [(_, outcome)] = self._pool.result(self._submit([report]))
            except ProcessDiedError:
                continue
            return outcome
        return DEADLY


class LocalProcesses:
    """So many processes of this machine. When one dies, `concurrent.futures` gives up all of them: they are started
    anew."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._executor = self._started()

    @property
    def size(self) -> int:
        """How many there are."""
        return self._number

    def submit(self, load: Load, reports: list[Report]) -> Future[Read]:
        """Have a handful read."""
        try:
            return self._executor.submit(read, load, reports)
        except BrokenProcessPool:
            self.close()
            self._executor = self._started()
            return self._executor.submit(read, load, reports)

    def result(self, future: Future[Read]) -> Read:
        """Wait for a handful. Raises ProcessDiedError."""
        try:
            return future.result()
        except BrokenProcessPool as error:
            raise ProcessDiedError from error

    def close(self) -> None:
        """End the processes."""
        self._executor.shutdown(cancel_futures=True)

    def _started(self) -> ProcessPoolExecutor:
        # a fresh interpreter for each: a process with threads must not be forked
        return ProcessPoolExecutor(self._number, get_context("spawn"))


_loaded: list[tuple[Load, Extracts]] = []  # of a process that reads: what it loaded last, and the extractor it got
_in_turn = Lock()  # an extractor reads one text at a time, however many threads its process has


def read(load: Load, reports: list[Report]) -> Read:
    """Read a handful in this process, with the extractor that it has loaded, or loads now."""
    with _in_turn:
        if not _loaded or _loaded[0][0] != load:
            _loaded[:] = [(load, load())]
        return list(attempt(_loaded[0][1], reports))


def ready() -> bool:
    """What a process answers that knows this module."""
    return True
