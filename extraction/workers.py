"""Reports in, events out, by one or several processes: the same pairs in the same order as one extractor gives.

Each process loads a pipeline of its own and reads a handful of reports at a time, within limits of time and memory. A
report that passes one is set aside with its reason; a process that dies is started again, and loses nothing. No more
handfuls are in hand than the processes can be busy with, so that memory does not grow with the number of reports.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from queue import SimpleQueue
from types import TracebackType
from typing import TYPE_CHECKING

from domain.events import Event
from domain.reports import Report
from extraction.bounded_process import (
    MEGABYTE,
    TRIES,
    BoundedProcess,
    ProcessDied,
    TookTooLong,
    TookTooMuchMemory,
    Unfinished,
)

if TYPE_CHECKING:  # only the processes load spaCy
    from extraction.pipeline import Extractor

HANDFUL = 8  # reports that a process reads at a time
_AHEAD = 2  # handfuls for each process: one that it reads, one that waits

ODD_TEXT = (ValueError, LookupError, RecursionError)
"""What an extractor raises over one odd text, and not over every one."""

_loaded: "list[Extractor]" = []  # the one extractor of a worker process


@dataclass(frozen=True, slots=True)
class SetAside:
    """A report that was not read to its end; `reason` goes on from its name: `took longer than 31 seconds: …`."""

    reason: str


Outcome = tuple[Event, ...] | SetAside
"""What became of a report."""


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

    def __init__(self, load: "Callable[[], Extractor]", limits: Limits) -> None:
        self._limits = limits
        self._process = BoundedProcess(partial(_prepare, load), limits.memory)

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
            return SetAside(f"ended the process that read it {TRIES} times: please report this text as a fault.")
        return outcome


class Workers:
    """Processes that extract side by side; used like an `Extractor`, and closed by its `with` block.

    `load` makes the extractor of one process, so it must be a function of a module.
    """

    def __init__(self, number: int, load: "Callable[[], Extractor]", limits: Limits = Limits()) -> None:
        self._workers = [Worker(load, limits) for _ in range(number)]
        self._idle: SimpleQueue[Worker] = SimpleQueue()
        for worker in self._workers:
            self._idle.put(worker)
        self._threads = ThreadPoolExecutor(number, thread_name_prefix="extraction")

    def __enter__(self) -> "Workers":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in self._workers:
            worker.close()
        self._threads.shutdown()

    def extract(self, reports: Iterable[Report]) -> Iterator[tuple[Report, Outcome]]:
        """Each report with what became of it, in the order they came."""
        waiting: deque[tuple[list[Report], Future[list[Outcome]]]] = deque()
        source = iter(reports)
        while handful := list(islice(source, HANDFUL)):
            waiting.append((handful, self._threads.submit(self._read, handful)))
            if len(waiting) >= len(self._workers) * _AHEAD:
                yield from _together(*waiting.popleft())
        while waiting:
            yield from _together(*waiting.popleft())

    def explain(self, report: Report) -> str | SetAside:
        """Each event of a report with its sentences, and for each slot what filled it."""
        return self._workers[0].explain(report)

    def _read(self, reports: list[Report]) -> list[Outcome]:
        worker = self._idle.get()
        try:
            return worker.read(reports)
        finally:
            self._idle.put(worker)


def _together(reports: list[Report], outcomes: Future[list[Outcome]]) -> Iterator[tuple[Report, Outcome]]:
    return zip(reports, outcomes.result(), strict=True)


def _prepare(load: "Callable[[], Extractor]") -> None:
    _loaded[:] = [load()]


def _explain(reports: Sequence[Report]) -> Iterator[str]:
    """The work of a process: what is to be said of each."""
    yield from map(_loaded[0].explain, reports)


def _read(reports: Sequence[Report]) -> Iterator[Outcome]:
    """The work of a process. A text that the extractor cannot take does not keep the others out."""
    done = 0
    try:
        for _, events in _loaded[0].extract(reports):
            done += 1
            yield events
        return
    except ODD_TEXT as error:
        if len(reports) == 1:
            yield SetAside(f"cannot be analysed ({error}): please report this text as a fault.")
            return
    for report in reports[done:]:
        yield from _read([report])
