"""A small extractor for processes that are meant to die: every report tells of one arrest, some of them end or refuse
the process that reads them. It needs no model, so that a process is up again at once."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.events import Event
from domain.reports import Report
from tests.store.making import PALMYRA, event


class PlainExtractor:
    """Reads an arrest in every report but an odd one; a report that names a file ends the process while it is there,
    and takes it away; a deadly one ends it every time."""

    def extract(self, reports: Sequence[Report]) -> Iterator[tuple[Report, tuple[Event, ...]]]:
        for report in reports:
            word, _, rest = report.text.partition(" ")
            if word == "odd":
                raise ValueError("no such day")
            if word == "deadly":
                os._exit(1)
            if word == "once" and (file := Path(rest)).exists():
                file.unlink()
                os._exit(1)
            yield report, (event("arrest", PALMYRA),)


@dataclass(frozen=True)
class Load:
    """Loads the plain extractor."""

    def __call__(self) -> PlainExtractor:
        return PlainExtractor()
