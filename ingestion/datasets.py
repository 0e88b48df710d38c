"""Structured datasets into the index: one row, one event. A second import of the same rows changes nothing.

Rows are stored in batches, each whole or not at all; where a wrong value ends an import, what was stored before stays,
and a run after mending goes on from there.
"""

import contextlib
import gzip
import io
import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from domain.reports import Report
from domain.times import from_iso
from domain.wire import WireError, event_from_json
from ingestion import acled, ged
from ingestion.decoding import UnreadableReport
from ingestion.tables import BadRow, table_rows
from knowledge.world import World
from store.datasets import DatasetRow, add_rows

BATCH = 4000
"""So many rows are stored at once: more would take more memory and be no faster."""


@dataclass(slots=True)
class Imported:
    """How many rows were read, how many of them were new, and how many were left out for a wrong value."""

    rows: int = 0
    new: int = 0
    skipped: int = 0

    @property
    def sentence(self) -> str:
        """`11,757 rows read, 11,757 events added.`"""
        skipped = f", {self.skipped:,} skipped" if self.skipped else ""
        return f"{self.rows:,} rows read, {self.new:,} events added{skipped}."


def import_file(
    path: Path,
    form: str,
    writer: sqlite3.Connection,
    world: World,
    progress: Callable[[int, int], None],
    skip_bad: Path | None = None,
) -> Imported:
    """Store the events of a dataset (`ucdp-ged`, `acled` or `jsonl`, packed with gzip or not).

    Rows with a wrong value are written to `skip_bad`, where one is given, in the form of the dataset; else the first
    raises UnreadableReport, which names the line and the column.
    """
    if not path.is_file():
        raise UnreadableReport(f"There is no file at {path}: check the path.")
    if skip_bad is not None and skip_bad.exists() and skip_bad.samefile(path):
        raise UnreadableReport(f"{skip_bad} is the dataset itself: name another file for the rows that are left out.")
    imported, total = Imported(), path.stat().st_size
    try:
        with path.open("rb") as packed, _text(packed, path) as lines, _Skipped(skip_bad) as skipped:
            dataset, rows = _rows(lines, path, form, world)
            while batch := list(islice(rows, BATCH)):
                good = [row for row in batch if isinstance(row, DatasetRow)]
                bad = [row for row in batch if isinstance(row, BadRow)]
                if bad and skip_bad is None:
                    raise UnreadableReport(bad[0].fault)
                imported.new += add_rows(writer, dataset, good)
                skipped.add(bad)
                imported.rows += len(batch)
                imported.skipped += len(bad)
                progress(packed.tell(), total)
    except (gzip.BadGzipFile, EOFError) as error:
        raise UnreadableReport(f"{path} is no whole gzip file: fetch it again.") from error
    except UnicodeDecodeError as error:
        raise UnreadableReport(f"{path} is not UTF-8: save it as UTF-8.") from error
    progress(total, total)
    return imported


class _Skipped(contextlib.AbstractContextManager["_Skipped"]):
    """The file of rows that were left out, made with the first of them."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._file: io.TextIOWrapper | None = None

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


def _text(packed: io.BufferedReader, path: Path) -> io.TextIOWrapper:
    content = gzip.GzipFile(fileobj=packed) if path.suffix == ".gz" else packed
    return io.TextIOWrapper(content, encoding="utf-8-sig", newline="")


def _rows(lines: io.TextIOWrapper, path: Path, form: str, world: World) -> tuple[str, Iterator[DatasetRow | BadRow]]:
    """What the dataset is called, and its rows."""
    if form == "ucdp-ged":
        table = ged.codes()
        return table["name"], table_rows(lines, path, table["needed"], ged.GedReader(world), "a UCDP GED file")
    if form == "acled":
        table = acled.codes()
        return table["name"], table_rows(lines, path, table["needed"], acled.AcledReader(world), "an ACLED file")
    return path.name.removesuffix(".gz").removesuffix(".jsonl"), _event_rows(lines, path)


def _event_rows(lines: io.TextIOWrapper, path: Path) -> Iterator[DatasetRow | BadRow]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield _event_row(line, path)
        except WireError as error:
            yield BadRow(f"{path}, line {number}: {error}.", line)
        except (ValueError, RecursionError):
            yield BadRow(f"{path}, line {number} is not JSON: write one EVENT object a line.", line)


def _event_row(line: str, path: Path) -> DatasetRow:
    row: Any = json.loads(line)
    event = event_from_json(row)
    told = row.get("reports") or [{}]
    if not isinstance(told, list) or not all(isinstance(report, dict) for report in told):
        raise WireError('"reports" must be a list of objects')
    key = str(row.get("id") or sha256(line.strip().encode()).hexdigest())
    quote = " ".join(evidence.quote for evidence in event.evidence)
    return DatasetRow(
        key,
        Report(
            text=quote or str(told[0].get("quote") or event.type),
            published=_published(told[0].get("published")),
            source=path.name.removesuffix(".gz").removesuffix(".jsonl"),
            url=told[0].get("url"),
            id=key,
        ),
        event,
    )


def _published(text: object) -> datetime | None:
    if text is None:
        return None
    try:
        return from_iso(str(text))
    except ValueError:
        raise WireError(f'"reports.published" must be an ISO 8601 time, not {text!r}') from None
