"""Files that somebody sent into reports, read by a process of its own that ends with it: nothing that a file holds can
keep anything else waiting, and nothing of it, its name included, reaches the file system."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
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
    """The reports of a file, and a sentence for each that cannot be read."""

    reports: list[Report]
    problems: list[str]


async def read_sent(content: bytes, name: str, defaults: Defaults, most: int, seconds: float = SECONDS) -> SentReports:
    """The first reports of a file, `most` of them. Raises UnreadableReport where reading it comes to no end."""
    process = BoundedProcess(_prepare, _MEMORY)
    try:
        found = await asyncio.to_thread(
            _read_elsewhere, process, partial(_read, content, name, defaults, most), seconds
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
    )


def _read_elsewhere(
    process: BoundedProcess, work: Callable[[], Iterator[Report | str]], seconds: float
) -> list[Report | str]:
    """Run the work there, and end the process with it; the event loop would stand still while it ends."""
    with closing(process):
        return process.finish(work, seconds=seconds)


def _prepare() -> None:
    """The process needs nothing before it reads."""


def _read(content: bytes, name: str, defaults: Defaults, most: int) -> Iterator[Report | str]:
    """The work of the process: each report, or the sentence that says why it cannot be read."""
    reports = read_content(content, name, defaults)
    for _ in range(most):
        try:
            yield next(reports)
        except UnreadableReport as error:
            yield str(error)
        except StopIteration:
            return
