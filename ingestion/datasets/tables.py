"""CSV datasets into rows for the index, one at a time: what cannot be read comes out as a BadRow, with its line."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ingestion.datasets.values import WrongValue
from ingestion.decoding import UnreadableReport
from store.writing.datasets import DatasetRow


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row with a wrong value: one clear sentence, and the row as it stands in the file, its columns before it."""

    fault: str
    row: str
    header: str = ""


class RowReader(Protocol):
    """What turns the values of a row into an event; raises WrongValue."""

    def read(self, values: Sequence[str]) -> DatasetRow:
        """The row's event and its words."""


def table_rows(
    lines: Iterator[str],
    path: Path,
    needed: Sequence[str],
    reader_for: Callable[[Sequence[str]], RowReader],
    dataset: str,
) -> Iterator[DatasetRow | BadRow]:
    """The rows of a CSV file, read by what `reader_for` makes for the names of its columns.

    Raises UnreadableReport where it is not CSV or a needed column is not there.
    """
    table = csv.reader(lines, strict=True)
    try:
        names = next(table, [])
        missing = [column for column in needed if column not in names]
        if missing:
            raise UnreadableReport(f"{path} has no column {missing[0]!r}: is it {dataset}?")
        header, reader = _written(names), reader_for(names)
        for values in table:
            if not values:
                continue
            try:
                if len(values) < len(names):
                    raise WrongValue(names[len(values)], "is missing")
                if len(values) > len(names):
                    raise WrongValue(names[-1], f"is followed by {len(values) - len(names)} values too many")
                yield reader.read(values)
            except WrongValue as error:
                yield BadRow(f"{path}, line {table.line_num}: {error}.", _written(values), header)
    except csv.Error as error:
        raise UnreadableReport(f"{path}, line {table.line_num} is not CSV: {error}.") from error


def _written(values: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(values)
    return text.getvalue()
