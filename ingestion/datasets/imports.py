"""Structured datasets into the index: one row, one event. A second import of the same rows changes nothing; a row that
differs from what is held is told anew.

Rows are stored some portions of the file at once, whole or not at all; where a wrong value ends an import, what was
stored before stays, and a run after mending goes on from there.
"""

import contextlib
import io
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from ingestion.datasets.files import Portion, portions
from ingestion.datasets.reading_ahead import read_ahead
from ingestion.datasets.tables import BadRow
from ingestion.decoding import UnreadableReport
from knowledge.world import World
from store.database import transaction
from store.writing.datasets import add_batch

AT_ONCE = 4
"""So many portions are stored at once: areas and hashes lie all over the file, so that each time most of it is written
again. More would take more memory, and keep others waiting for longer."""

CACHE_KB = 131_072
"""How much of the index is kept in memory meanwhile."""

NAMED = 5
"""So many countries that no gazetteer has are told by name."""

LONG = 500_000
"""Files of so many bytes are read by a process of their own: shorter ones are through before it has started."""


@dataclass(slots=True)
class Imported:
    """How many rows were read, how many of them were new, how many were left out for a wrong value, how many differed
    from what was held, how many had the id of a later one; and of each country that no gazetteer has, how many rows
    were kept by its name."""

    rows: int = 0
    new: int = 0
    skipped: int = 0
    revised: int = 0
    repeated: int = 0
    unknown_countries: Counter[str] = field(default_factory=Counter)

    @property
    def sentence(self) -> str:
        """`11,757 rows read, 11,757 events added.`, and what else there is to say."""
        skipped = f", {self.skipped:,} skipped" if self.skipped else ""
        read, added = counted(self.rows, "row"), counted(self.new, "event")
        return " ".join([f"{read} read, {added} added{skipped}.", *self._more()])

    def _more(self) -> Iterator[str]:
        if self.revised:
            differ = "differs" if self.revised == 1 else "differ"
            yield f"{counted(self.revised, 'row')} {differ} from what is held: told anew."
        if self.repeated:
            had = "has" if self.repeated == 1 else "have"
            yield f"{counted(self.repeated, 'row')} {had} the id of a later one, which counts."
        if self.unknown_countries:
            most = self.unknown_countries.most_common()
            names = ", ".join(f"{name} ({counted(rows, 'row')})" for name, rows in most[:NAMED])
            more = f" and {len(most) - NAMED:,} more" if len(most) > NAMED else ""
            yield f"Kept by name alone, as no country of the gazetteer has it: {names}{more}."


def counted(number: int, noun: str) -> str:
    """`1 row`, `11,757 rows`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def import_file(
    path: Path,
    form: str,
    writer: sqlite3.Connection,
    world: World,
    progress: Callable[[int, int], None],
    skip_bad: Path | None = None,
) -> Imported:
    """Store the events of a dataset (`ucdp-ged`, `acled` or `jsonl`, packed with gzip or not), and tell those anew that
    differ from what is held.

    Rows with a wrong value are written to `skip_bad`, where one is given, in the form of the dataset; else the first
    raises UnreadableReport, which names the line and the column.
    """
    try:
        if not path.is_file():
            raise UnreadableReport(f"There is no file at {path}: check the path.")
        itself = skip_bad is not None and skip_bad.exists() and skip_bad.samefile(path)
    except OSError as error:  # a name too long, a folder that may not be searched
        named = error.filename or path
        raise UnreadableReport(f"{named} cannot be opened: {error.strerror or error}.") from error
    if itself:
        raise UnreadableReport(f"{skip_bad} is the dataset itself: name another file for the rows that are left out.")
    imported, total = Imported(), path.stat().st_size
    read = read_ahead(path, form, world) if total >= LONG else portions(path, form, world)
    writer.execute(f"pragma cache_size = -{CACHE_KB}")
    with contextlib.closing(read), _Skipped(skip_bad) as skipped:
        going_on, fault = True, None
        while going_on:
            with transaction(writer):
                try:
                    going_on = _store_some(writer, islice(read, AT_ONCE), imported, skipped, progress, total)
                except UnreadableReport as error:  # what came before it stays
                    going_on, fault = False, error
    if fault is not None:
        raise fault
    progress(total, total)
    return imported


def _store_some(
    writer: sqlite3.Connection,
    portions: Iterable[Portion],
    imported: Imported,
    skipped: "_Skipped",
    progress: Callable[[int, int], None],
    total: int,
) -> bool:
    """Store portions within the caller's transaction, and count them; whether there were any. Raises UnreadableReport
    before one with a wrong value, where no file takes its rows."""
    rows = imported.rows
    for portion in portions:
        if portion.bad and not skipped.taken:
            raise UnreadableReport(portion.bad[0].fault)
        stored = add_batch(writer, portion.batch)
        imported.new += stored.new
        imported.revised += stored.revised
        imported.repeated += portion.rows - len(portion.bad) - len(portion.batch.hashes)
        imported.unknown_countries += portion.unknown_countries
        skipped.add(portion.bad)
        imported.rows += portion.rows
        imported.skipped += len(portion.bad)
        progress(portion.position, total)
    return imported.rows > rows


class _Skipped(contextlib.AbstractContextManager["_Skipped"]):
    """The file of rows that were left out, made with the first of them."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._file: io.TextIOWrapper | None = None

    @property
    def taken(self) -> bool:
        """Whether there is such a file."""
        return self._path is not None

    def add(self, rows: list[BadRow]) -> None:
        """Write rows as they stand in the dataset, its columns before the first."""
        if not rows or self._path is None:
            return
        if self._file is None:
            try:
                self._file = self._path.open("w", encoding="utf-8", newline="")
            except OSError as error:
                raise UnreadableReport(f"{self._path} cannot be written: {error.strerror or error}.") from error
            self._file.write(rows[0].header)
        self._file.writelines(row.row for row in rows)

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()
