"""Structured datasets into the index: one row, one event. A second import of the same rows changes nothing.

Rows are stored in batches, each whole or not at all; where a wrong value ends an import, what was stored before stays,
and a run after mending goes on from there.
"""

import csv
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
from ingestion.dataset_values import WrongValue
from ingestion.decoding import UnreadableReport
from ingestion.ged import GedReader, codes
from knowledge.world import World
from store.datasets import DatasetRow, add_rows

BATCH = 1000


@dataclass(slots=True)
class Imported:
    """How many rows were read, and how many of them were new."""

    rows: int = 0
    new: int = 0

    @property
    def sentence(self) -> str:
        """`11,757 rows read, 11,757 events added.`"""
        return f"{self.rows:,} rows read, {self.new:,} events added."


def import_file(
    path: Path, form: str, writer: sqlite3.Connection, world: World, progress: Callable[[int, int], None]
) -> Imported:
    """Store the events of a dataset (`ucdp-ged` or `jsonl`, packed with gzip or not).

    Raises UnreadableReport, which names the line and the column, where a value is wrong.
    """
    if not path.is_file():
        raise UnreadableReport(f"There is no file at {path}: check the path.")
    dataset = codes()["name"] if form == "ucdp-ged" else path.name.removesuffix(".gz").removesuffix(".jsonl")
    imported, total = Imported(), path.stat().st_size
    try:
        with path.open("rb") as packed, _text(packed, path) as lines:
            rows = _ged_rows(lines, path, world) if form == "ucdp-ged" else _event_rows(lines, path)
            while batch := list(islice(rows, BATCH)):
                imported.new += add_rows(writer, dataset, batch)
                imported.rows += len(batch)
                progress(packed.tell(), total)
    except (gzip.BadGzipFile, EOFError) as error:
        raise UnreadableReport(f"{path} is no whole gzip file: fetch it again.") from error
    except UnicodeDecodeError as error:
        raise UnreadableReport(f"{path} is not UTF-8: save it as UTF-8.") from error
    progress(total, total)
    return imported


def _text(packed: io.BufferedReader, path: Path) -> io.TextIOWrapper:
    content = gzip.GzipFile(fileobj=packed) if path.suffix == ".gz" else packed
    return io.TextIOWrapper(content, encoding="utf-8-sig", newline="")


def _ged_rows(lines: io.TextIOWrapper, path: Path, world: World) -> Iterator[DatasetRow]:
    table = csv.DictReader(lines)
    missing = [column for column in codes()["needed"] if column not in (table.fieldnames or ())]
    if missing:
        raise UnreadableReport(f"{path} has no column {missing[0]!r}: is it a UCDP GED file?")
    reader = GedReader(world)
    try:
        for row in table:
            if None in row.values():
                raise WrongValue(next(name for name, value in row.items() if value is None), "is missing")
            yield reader.read(row)
    except WrongValue as error:
        raise UnreadableReport(f"{path}, line {table.line_num}: {error}.") from error
    except csv.Error as error:
        raise UnreadableReport(f"{path}, line {table.line_num} is not CSV: {error}.") from error


def _event_rows(lines: io.TextIOWrapper, path: Path) -> Iterator[DatasetRow]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield _event_row(line, path)
        except WireError as error:
            raise UnreadableReport(f"{path}, line {number}: {error}.") from error
        except (ValueError, RecursionError) as error:
            raise UnreadableReport(f"{path}, line {number} is not JSON: write one EVENT object a line.") from error


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
