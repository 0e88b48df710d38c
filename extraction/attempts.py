"""Reading that no odd text stops: reports in; out come the same reports, each with its events or with why it has none.

Memory does not grow with the number of reports: a small batch is in hand at a time.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from domain.events import Event
from domain.reports import Report

BATCH = 32

ODD_TEXT = (ValueError, LookupError, ArithmeticError, RecursionError)
"""What an extractor raises over one odd text, and not over every one."""


class Extracts(Protocol):
    """What reads events out of reports, in their order (`extraction.pipeline.Extractor`)."""

    def extract(self, reports: Sequence[Report]) -> Iterator[tuple[Report, tuple[Event, ...]]]:
        """Each report with what it tells of."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """A report that was not read to its end; `reason` goes on from its name: `took longer than 31 seconds: …`."""

    reason: str


Outcome = tuple[Event, ...] | SetAside
"""What became of a report."""

Attempt = Callable[[Iterable[Report]], Iterator[tuple[Report, Outcome]]]
"""Reports in, each with its outcome out, in the order they came."""


def attempt(
    extractor: Extracts, reports: Iterable[Report], batch_size: int = BATCH
) -> Iterator[tuple[Report, Outcome]]:
    """Each report with its events, in the order they came; one that the extractor cannot take keeps no other out."""
    source = iter(reports)
    while batch := list(islice(source, batch_size)):
        done = 0
        try:
            for report, events in extractor.extract(batch):
                done += 1
                yield report, events
        except ODD_TEXT:
            for report in batch[done:]:
                yield report, _alone(extractor, report)


def _alone(extractor: Extracts, report: Report) -> Outcome:
    try:
        [(_, events)] = extractor.extract([report])
    except ODD_TEXT as error:
        return SetAside(f"cannot be analysed ({error}): please report this text as a fault.")
    return events
