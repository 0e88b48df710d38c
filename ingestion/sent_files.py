"""Files that somebody sent into reports, read by a process of its own that ends with it: nothing that a file holds can
keep anything else waiting, and nothing of it, its name included, reaches the file system."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from domain.reports import Report
from extraction.bounded_process import MEGABYTE, BoundedProcess, ProcessDied, TookTooLong, TookTooMuchMemory
from ingestion.decoding import UnreadableReport
from ingestion.files import read_content
from ingestion.prose import Defaults

SECONDS = 30.0
"""What reading a file may take; one of five megabytes takes two."""

_MEMORY = 1024 * MEGABYTE


@dataclass(frozen=True, slots=True)
class SentReports:
    """The reports of a file, a sentence for each that cannot be read, and what is to be noted of the others."""

    reports: list[Report]
    problems: list[str]
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Note:
    """What is to be noted of the reports, told after them."""

    said: str


_Read = Report | str | _Note


async def read_sent(
    content: bytes, name: str, defaults: Defaults, most: int, now: datetime | None = None, seconds: float = SECONDS
) -> SentReports:
    """The first reports of a file, `most` of them; one dated after `now` is kept without its date, and noted. Raises
    UnreadableReport where reading it comes to no end."""
    process = BoundedProcess(_prepare, _MEMORY)
    try:
        found = await asyncio.to_thread(
            _read_elsewhere, process, partial(_read, content, name, defaults, most, now), seconds
        )
    except TookTooLong:
        raise UnreadableReport(f"{name} took longer than {seconds:.0f} seconds to read: split it.") from None
    except (TookTooMuchMemory, ProcessDied):
        raise UnreadableReport(f"{name} took more memory to read than there is for it: split it.") from None
    finally:
        process.close()  # also where nobody waits for it any more
    return SentReports(
        [report for report in found if isinstance(report, Report)],
        [problem for problem in found if isinstance(problem, str)],
        "".join(each.said for each in found if isinstance(each, _Note)),
    )


def _read_elsewhere(process: BoundedProcess, work: Callable[[], Iterator[_Read]], seconds: float) -> list[_Read]:
    """Run the work there, and end the process with it; the event loop would stand still while it ends."""
    with closing(process):
        return process.finish(work, seconds=seconds)


def _prepare() -> None:
    """The process needs nothing before it reads."""


def _read(content: bytes, name: str, defaults: Defaults, most: int, now: datetime | None) -> Iterator[_Read]:
    """The work of the process: each report, or the sentence that says why it cannot be read; then what is noted."""
    reports = read_content(content, name, defaults, now)
    for _ in range(most):
        try:
            yield next(reports)
        except UnreadableReport as error:
            yield str(error)
        except StopIteration:
            break
    yield _Note(reports.note_on_ahead)
