"""Reports in, events out, with several processes at work, here or on other machines: the same pairs in the same order
as one extractor gives.

Each process loads a pipeline of its own and reads a handful of reports at a time. No more handfuls are in hand than
the processes can be busy with, so that memory does not grow with the number of reports. A process that dies costs
nothing: what it had in hand is read again. A report over which processes die every time is set aside; on this machine
so is one that takes more time or memory than its limits allow.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from queue import SimpleQueue
from threading import Lock
from types import TracebackType
from typing import Protocol, Self, runtime_checkable

from domain.reports import Report
from extraction.attempts import Extracts, Outcome, SetAside, attempt
from extraction.bounded_process import (
    MEGABYTE,
    TRIES,
    BoundedProcess,
    ProcessDied,
    TookTooLong,
    TookTooMuchMemory,
    Unfinished,
)

HANDFUL = 8  # reports that a process reads at a time
_AHEAD = 2  # handfuls for each process: one that it reads, one that waits

Load = Callable[[], Extracts]
"""Makes the extractor of one process, so it must be a function of a module, or an object that can be pickled and
compared."""

DEADLY = SetAside(f"ended the process that read it {TRIES} times: please report this text as a fault.")


class ProcessDiedError(Exception):
    """A process ended while it was reading; what it had in hand may be read again."""


@runtime_checkable
class Explains(Protocol):
    """What can say why a report has the events that it has (`extraction.pipeline.Extractor`)."""

    def explain(self, report: Report) -> str:
        """Each event of a report with its sentences, and for each slot what filled it."""


class Pool(Protocol):
    """Processes that read."""

    @property
    def size(self) -> int:
        """How many handfuls can be read at the same time."""

    def submit(self, reports: list[Report]) -> Future[list[Outcome]]:
        """Have a handful read, in whichever process is free."""

    def result(self, future: Future[list[Outcome]]) -> list[Outcome]:
        """Wait for a handful. Raises ProcessDiedError where its process did, and WatchfloorError where no more can
        come."""

    def close(self) -> None:
        """End what this has started, and leave undone what waits."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one report may take: seconds, more of them for each thousand characters, and bytes of memory beyond
    what the loaded model takes. An ordinary report of a thousand characters takes a quarter of a second."""

    seconds: float = 30.0
    seconds_for_thousand: float = 1.0
    memory: int = 2048 * MEGABYTE

    def time_for(self, reports: Iterable[Report]) -> float:
        """The seconds that reading these may take together."""
        return self.seconds + self.seconds_for_thousand * sum(len(report.text) for report in reports) / 1000


class Worker:
    """A process that reads reports. `load` makes its extractor, so it must be a function of a module.

    It is used by one thread at a time; `close` may be called from any.
    """

    def __init__(self, load: Load, limits: Limits) -> None:
        self._limits = limits
        self._process = BoundedProcess(partial(_prepare, load), limits.memory)

    @property
    def is_alive(self) -> bool:
        """Whether there is a process; there is none before the first report, and after one that ended."""
        return self._process.is_alive

    def time_for(self, report: Report) -> float:
        """The seconds after which it is known what becomes of a report, once the process has started."""
        return TRIES * self._limits.time_for([report])

    def read(self, reports: Sequence[Report]) -> list[Outcome]:
        """What becomes of each. Raises what `load` raises, and Closed once it is closed."""
        outcomes: list[Outcome] = []
        if len(reports) == 1:
            return [self._read_alone(reports[0])]
        with suppress(Unfinished):
            for outcome in self._process.run(_read, reports, seconds=self._limits.time_for(reports)):
                outcomes.append(outcome)  # those read before it broke off count
        return [*outcomes, *map(self._read_alone, reports[len(outcomes) :])]

    def explain(self, report: Report) -> str | SetAside:
        """Each event of a report with its sentences, and for each slot what filled it. Raises as `read`."""
        return self._alone(_explain, report)

    def close(self) -> None:
        """End the process, whatever it does."""
        self._process.close()

    def _read_alone(self, report: Report) -> Outcome:
        return self._alone(_read, report)

    def _alone[T](self, work: Callable[[Sequence[Report]], Iterator[T]], report: Report) -> T | SetAside:
        """What the work makes of a report that the process may come to no end with."""
        seconds = self._limits.time_for([report])
        try:
            (outcome,) = self._process.finish(work, [report], seconds=seconds)
        except TookTooLong:
            return SetAside(f"took longer than {seconds:.0f} seconds to read: split it into shorter reports.")
        except TookTooMuchMemory:
            megabytes = self._limits.memory // MEGABYTE
            return SetAside(f"took more than {megabytes:,} MB of memory to read: split it into shorter reports.")
        except ProcessDied:
            return DEADLY
        return outcome


class Workers:
    """Processes that read side by side; closed by its `with` block."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.close()

    def attempt(self, reports: Iterable[Report]) -> Iterator[tuple[Report, Outcome]]:
        """Each report with its events, in the order they came; one that cannot be read keeps no other out."""
        waiting: deque[tuple[list[Report], Future[list[Outcome]]]] = deque()
        source = iter(reports)
        while handful := list(islice(source, HANDFUL)):
            waiting.append((handful, self._pool.submit(handful)))
            while len(waiting) >= self._pool.size * _AHEAD:
                yield from self._result(*waiting.popleft())
        while waiting:
            yield from self._result(*waiting.popleft())

    def _result(self, handful: list[Report], future: Future[list[Outcome]]) -> Iterator[tuple[Report, Outcome]]:
        try:
            outcomes = self._pool.result(future)
        except ProcessDiedError:
            for report in handful:  # one at a time, to see which one is deadly
                yield report, self._alone(report)
        else:
            yield from zip(handful, outcomes, strict=True)

    def _alone(self, report: Report) -> Outcome:
        for _ in range(TRIES):
            with suppress(ProcessDiedError):
                [outcome] = self._pool.result(self._pool.submit([report]))
                return outcome
        return DEADLY


class LocalProcesses:
    """So many processes of this machine, each within limits. One that dies is started again, and loses nothing."""

    def __init__(self, number: int, load: Load, limits: Limits = Limits()) -> None:
        self._workers = [Worker(load, limits) for _ in range(number)]
        self._idle: SimpleQueue[Worker] = SimpleQueue()
        for worker in self._workers:
            self._idle.put(worker)
        self._threads = ThreadPoolExecutor(number, thread_name_prefix="extraction")

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self._workers)

    def submit(self, reports: list[Report]) -> Future[list[Outcome]]:
        """Have a handful read."""
        return self._threads.submit(self._read, reports)

    def result(self, future: Future[list[Outcome]]) -> list[Outcome]:
        """Wait for a handful."""
        return future.result()

    def explain(self, report: Report) -> str | SetAside:
        """Each event of a report with its sentences, and for each slot what filled it."""
        return self._workers[0].explain(report)

    def close(self) -> None:
        """End the processes, whatever they do."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in self._workers:
            worker.close()
        self._threads.shutdown()

    def _read(self, reports: list[Report]) -> list[Outcome]:
        worker = self._idle.get()
        try:
            return worker.read(reports)
        finally:
            self._idle.put(worker)


_loaded: list[tuple[Load, Extracts]] = []  # of a process that reads: what it loaded last, and the extractor it got
_in_turn = Lock()  # an extractor reads one text at a time, however many threads its process has


def _prepare(load: Load) -> None:
    _loaded[:] = [(load, load())]


def _explain(reports: Sequence[Report]) -> Iterator[str]:
    """The work of a process: what is to be said of each."""
    extractor = _loaded[0][1]
    assert isinstance(extractor, Explains)
    yield from map(extractor.explain, reports)


def _read(reports: Sequence[Report]) -> Iterator[Outcome]:
    """The work of a process. A text that the extractor cannot take does not keep the others out."""
    for _, outcome in attempt(_loaded[0][1], reports):
        yield outcome


def read(load: Load, reports: list[Report]) -> list[Outcome]:
    """Read a handful in a process of a cluster, with the extractor that it has loaded, or loads now."""
    with _in_turn:
        if not _loaded or _loaded[0][0] != load:
            _prepare(load)
        return list(_read(reports))


def ready() -> bool:
    """What a process answers that knows this module."""
    return True
