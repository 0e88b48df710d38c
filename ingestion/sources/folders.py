"""A look at a folder that is watched: files that nobody writes any more, as items for the queue, each once.

A file is taken when its size and its time have been the same at two looks. One that is changed later is read again:
where it holds one report, that is corrected; of many, those that are new are added.
"""

import asyncio
import json
import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from domain.reports import Report
from extraction.bounded_process import MEGABYTE, BoundedProcess, Unfinished
from ingestion.files import Defaults, UnreadableReport, known_files, read_reports
from store.intake.arrivals import Arrival
from store.intake.intakes import Intake
from store.intake.looks import Look

log = logging.getLogger(__name__)

EVERY = timedelta(seconds=10)
"""How often a folder is looked at."""

FILE = "file "
"""How the reference begins under which it is remembered what was taken of a file."""

_MEMORY, _SECONDS = 1024 * MEGABYTE, 120.0
_MOST_FILES = 200  # are read in one look; the others in the next
_WHOLE = "all"
_LONGEST = 1000  # characters of what was wrong with a file
_MANY = frozenset({".jsonl", ".ndjson", ".csv", ".tsv"})


def key_of(folder: Path) -> str:
    """The id by which a folder is known as a source."""
    return f"folder:{folder}"


@dataclass(slots=True)
class _Found:
    """What a look found: items, and what is to be remembered of files."""

    arrivals: list[Arrival] = field(default_factory=list)
    marks: dict[str, str] = field(default_factory=dict)


async def look_at_folder(source: Intake, marks: Mapping[str, str], room: int, now: datetime) -> Look:
    """Look at a folder; `marks` is what was remembered of its files. No more items than there is room for are taken, of
    a large file the first ones, and the rest at the next look. Files are read by a process that ends with the look."""
    process = BoundedProcess(_prepare, _MEMORY)
    try:
        return await asyncio.to_thread(_look, process, source, marks, room, now)
    finally:
        process.close()  # also where nobody waits for it any more


def _look(process: BoundedProcess, source: Intake, marks: Mapping[str, str], room: int, now: datetime) -> Look:
    folder = Path(source.address)
    try:
        present = _files(folder)
    except OSError as error:
        trouble = f"{folder} cannot be looked into ({error.strerror or error}): mend that, or remove the source."
        return Look(source.id, EVERY, trouble=trouble)
    before: dict[str, str] = json.loads(source.state) if source.state else {}
    open_ = {name: mark for name, mark in present.items() if not _is_done(marks.get(FILE + name, ""), mark)}
    found = _Found()
    for name in islice((name for name, mark in open_.items() if before.get(name) == mark), _MOST_FILES):
        if len(found.arrivals) >= room:
            break
        _take(process, source, name, _Mark(open_[name], marks.get(FILE + name, "")), room, now, found)
    waiting = {name: mark for name, mark in open_.items() if not _is_done(found.marks.get(FILE + name, ""), mark)}
    return Look(source.id, EVERY, tuple(found.arrivals), marks=found.marks, state=json.dumps(waiting))


def unread(marks: Mapping[str, str]) -> list[str]:
    """A sentence on each file that could not be read, of what was remembered of the files of a folder."""
    return [problem for mark in marks.values() if (problem := _parts(mark)[2])]


@dataclass(frozen=True, slots=True)
class _Mark:
    """How a file looks now, and what was remembered of it: how it looked, how much of it was taken, what was wrong."""

    now: str
    before: str

    @property
    def taken(self) -> int:
        """How many reports of the file, as it is now, were taken."""
        print_, taken, _ = _parts(self.before)
        return int(taken) if print_ == self.now and taken.isdecimal() else 0


def _parts(mark: str) -> tuple[str, str, str]:
    print_, _, rest = mark.partition(" ")
    taken, _, problem = rest.partition(" ")
    return print_, taken, problem


def _is_done(mark: str, print_: str) -> bool:
    return _parts(mark)[:2] == (print_, _WHOLE)


def _files(folder: Path) -> dict[str, str]:
    """The files of a folder, each with its size and time in one word. Raises OSError where nobody may look into it."""
    os.listdir(folder)  # which says why not; a walk is silent
    found = {}
    for path in known_files(folder):
        with suppress(OSError):  # one that was taken away meanwhile
            stat = path.stat()
            found[str(path.relative_to(folder))] = f"{stat.st_size}:{stat.st_mtime_ns}"
    return found


def _take(
    process: BoundedProcess, source: Intake, name: str, mark: _Mark, room: int, now: datetime, found: _Found
) -> None:
    """Take the reports of a file for which there is room."""
    path, skip, most = Path(source.address, name), mark.taken, room - len(found.arrivals)
    try:
        read = process.finish(_read, path, skip, most + 1, now, seconds=_SECONDS)
    except Unfinished:
        read = [f"{path} takes more time or memory to read than there is for it: split it."]
    left = read[most:]
    found.arrivals += [_arrival(source, name, report) for report in read[:most] if isinstance(report, Report)]
    problem = " ".join(each for each in read[:most] if isinstance(each, str))[:_LONGEST]
    taken = str(skip + most) if left else _WHOLE
    found.marks[FILE + name] = f"{mark.now} {taken} {problem}".rstrip()
    if problem:
        log.warning("%s: %s", source.name, problem)


def _arrival(source: Intake, name: str, report: Report) -> Arrival:
    """A report of a file as an item; one that names no outlet is of the folder."""
    if report.source is None and report.source_id is None:
        report = replace(report, source=source.name, source_id=source.key)
    many = Path(name).suffix.lower() in _MANY
    return Arrival(source.id, f"{name}#{report.id or report.content_hash[:16]}" if many else name, report)


def _prepare() -> None:
    """The process needs nothing before it reads."""


def _read(path: Path, skip: int, most: int, now: datetime) -> Iterator[Report | str]:
    """The work of the process: so many reports of a file from one on, or the sentences that say why they cannot be
    read."""
    reports = read_reports([path], Defaults(), now)
    for number in range(skip + most):
        try:
            found: Report | str = next(reports)
        except UnreadableReport as error:
            found = str(error)
        except StopIteration:
            return
        if number >= skip:
            yield found
