"""What stands where the extractor does in tests of the processes that read: loads at once, and does as it is told."""

import os
import signal
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, cast

from domain.events import Event
from domain.reports import Report
from extraction.bounded_process import MEGABYTE

if TYPE_CHECKING:
    from extraction.pipeline import Extractor


class Deeds:
    """Stands where the extractor does, and does with a report what its text says."""

    def __init__(self) -> None:
        self.held: list[bytes] = []

    def extract(self, reports: Sequence[Report]) -> Iterator[tuple[Report, tuple[Event, ...]]]:
        for one in reports:
            match one.text:
                case "hang":
                    while True:
                        pass
                case "swell":
                    self.held.extend(bytes(MEGABYTE) for _ in iter(int, 1))
                case "swell a little":
                    self.held.extend(bytes(MEGABYTE) for _ in range(40))
                case "die":
                    os.kill(os.getpid(), signal.SIGKILL)
                case "odd":
                    raise ValueError("no such day")
                case "broken":
                    raise TypeError("a fault of the program")
            yield one, ()

    def explain(self, report: Report) -> str:
        for _ in self.extract([report]):
            pass
        return "It did what it was told."


def deeds() -> "Extractor":
    return cast("Extractor", Deeds())


def unloadable() -> "Extractor":
    raise OSError("no model of this name")
