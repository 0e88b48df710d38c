"""A file of the ids that a dataset's publisher has deleted, as ACLED hands them out: their rows are withdrawn."""

import csv
import gzip
import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import batched
from pathlib import Path

from ingestion.datasets import acled, ged
from ingestion.datasets.files import opened
from ingestion.datasets.imports import counted
from ingestion.decoding import UnreadableReport
from ingestion.lines import text_lines
from store.writing.dataset_revision import withdraw
from store.writing.datasets import hash_of_row

ID_COLUMNS = {"acled": (acled.codes, "event_id_cnty"), "ucdp-ged": (ged.codes, "id")}
"""What a dataset is called stands in its codes; the column by which its rows are known."""
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """How many ids were read, and the rows of how many were held and are withdrawn."""

    ids: int
    rows: int

    @property
    def sentence(self) -> str:
        """`3 ids read, 2 rows withdrawn; 1 is not held.`"""
        missing = self.ids - self.rows
        beside = f"; {missing:,} {'is' if missing == 1 else 'are'} not held" if missing else ""
        return f"{counted(self.ids, 'id')} read, {counted(self.rows, 'row')} withdrawn{beside}."


def withdraw_deleted(path: Path, form: str, writer: sqlite3.Connection) -> Withdrawn:
    """Withdraw the rows that a file (CSV, packed with gzip or not) names by their ids.

    Raises UnreadableReport where it is no such file, or rows of the dataset are not known by an id of their own.
    """
    if form not in ID_COLUMNS:
        raise UnreadableReport(f"Rows are withdrawn from {' or '.join(sorted(ID_COLUMNS))}: name that as --format.")
    codes, column = ID_COLUMNS[form]
    name, ids, rows = codes()["name"], 0, 0
    try:
        for some in batched(dict.fromkeys(_ids(path, column)), AT_ONCE):
            ids += len(some)
            rows += withdraw(writer, [hash_of_row(name, id) for id in some])
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise UnreadableReport(f"{path} is no whole gzip file: fetch it again.") from error
    except UnicodeDecodeError as error:
        raise UnreadableReport(f"{path} is not UTF-8: save it as UTF-8.") from error
    except csv.Error as error:
        raise UnreadableReport(f"{path} is not CSV: {error}.") from error
    except OSError as error:
        raise UnreadableReport(f"{path} cannot be opened: {error.strerror or error}.") from error
    return Withdrawn(ids, rows)


def _ids(path: Path, column: str) -> Iterator[str]:
    with path.open("rb") as packed, opened(packed, path) as text:
        table = csv.DictReader(text_lines(text, str(path)), strict=True)
        if column not in (table.fieldnames or ()):
            raise UnreadableReport(f"{path} has no column {column!r}: is it a file of deleted ids?")
        for row in table:
            if id := (row[column] or "").strip():
                yield id
