"""The file of a structured dataset into batches of rows, ready to be written; rows with a wrong value beside them."""

import gzip
import io
import json
import zlib
from collections import Counter
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from domain.reports import Report
from domain.wire import WireError, event_from_json, moment_from_json
from ingestion.datasets import acled, ged
from ingestion.datasets.tables import BadRow, table_rows
from ingestion.decoding import UnreadableReport
from ingestion.lines import text_lines
from knowledge.world import World
from store.writing.datasets import Batch, DatasetRow, prepare

FIRST, BATCH = 500, 5000
"""So many rows are prepared at once: more would take more memory and be no faster. The first time they are few, so that
writing begins soon."""


@dataclass(frozen=True, slots=True)
class Portion:
    """The next rows of a file: those that can be stored, and the others; `position` is how many bytes are read,
    `unknown_countries` how many rows are of each country that no gazetteer has."""

    rows: int
    batch: Batch
    bad: list[BadRow]
    position: int
    unknown_countries: Counter[str]


def portions(path: Path, form: str, world: World) -> Generator[Portion]:
    """A file (`ucdp-ged`, `acled` or `jsonl`, packed with gzip or not), some thousands of rows at a time.

    Raises UnreadableReport where it is not such a file.
    """
    try:
        with path.open("rb") as packed, opened(packed, path) as text:
            dataset, rows = _rows(text_lines(text, str(path)), path, form, world)
            size = FIRST
            while read := list(islice(rows, size)):
                size = BATCH
                good = [row for row in read if isinstance(row, DatasetRow)]
                bad = [row for row in read if isinstance(row, BadRow)]
                unknown = Counter(row.unknown_country for row in good if row.unknown_country)
                yield Portion(len(read), prepare(dataset, good), bad, packed.tell(), unknown)
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise UnreadableReport(f"{path} is no whole gzip file: fetch it again.") from error
    except UnicodeDecodeError as error:
        raise UnreadableReport(f"{path} is not UTF-8: save it as UTF-8.") from error


def opened(packed: io.BufferedReader, path: Path) -> io.TextIOWrapper:
    """The text of a file that may be packed with gzip, as its name says."""
    content = gzip.GzipFile(fileobj=packed) if path.suffix == ".gz" else packed
    return io.TextIOWrapper(content, encoding="utf-8-sig", newline="")


def _rows(lines: Iterator[str], path: Path, form: str, world: World) -> tuple[str, Iterator[DatasetRow | BadRow]]:
    """What the dataset is called, and its rows."""
    if form == "ucdp-ged":
        table = ged.codes()
        return table["name"], table_rows(lines, path, table["needed"], partial(ged.GedReader, world), "a UCDP GED file")
    if form == "acled":
        table = acled.codes()
        return table["name"], table_rows(
            lines, path, table["needed"], partial(acled.AcledReader, world), "an ACLED file"
        )
    return path.name.removesuffix(".gz").removesuffix(".jsonl"), _event_rows(lines, path)


def _event_rows(lines: Iterator[str], path: Path) -> Iterator[DatasetRow | BadRow]:
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
    if "\\ud" in line.lower():  # as it is written, and all right where its other half follows
        _check_characters(row)
    event = event_from_json(row)
    _check_years(row)
    reports = row.get("reports") or [{}]
    if not isinstance(reports, list) or not all(isinstance(report, dict) for report in reports):
        raise WireError('"reports" must be a list of objects')
    if not isinstance(row.get("id"), str | int | None):
        raise WireError('"id" must be a string or null')
    if not all(isinstance(reports[0].get(field), str | None) for field in ("quote", "url")):
        raise WireError('"reports" must have strings as "quote" and "url"')
    key = str(row.get("id") or sha256(line.strip().encode()).hexdigest())
    quote = " ".join(evidence.quote for evidence in event.evidence)
    return DatasetRow(
        key,
        Report(
            text=quote or reports[0].get("quote") or event.type,
            published=moment_from_json(reports[0].get("published"), "reports.published"),
            source=path.name.removesuffix(".gz").removesuffix(".jsonl"),
            url=reports[0].get("url"),
            id=key,
        ),
        event,
    )


def _check_characters(row: object) -> None:
    try:
        json.dumps(row, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        half = error.object[error.start].encode("ascii", "backslashreplace").decode()
        raise WireError(f"it has half a character, {half}") from error


def _check_years(row: Any) -> None:
    """Raise WireError where an event is of no year that datasets are of."""
    for side in ("start", "end"):
        moment_from_json((row.get("time") or {}).get(side), f"time.{side}")
