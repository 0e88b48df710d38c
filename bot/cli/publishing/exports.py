"""Events written out in the form asked for: events in, bytes of CSV, JSON Lines, GeoJSON, KML or Parquet out."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from itertools import batched
from typing import IO, Any

from domain.errors import WatchfloorError
from store.events.results import StoredEvent
from store.export.acled import COLUMNS, Names, Value, event_as_row
from store.export.export import as_cell, event_as_json
from store.export.geojson import event_as_feature
from store.export.kml import write_kml

ROWS_AT_A_TIME = 5000


class ExportFormat(StrEnum):
    """What `export` writes."""

    JSONL = "jsonl"
    CSV = "csv"
    GEOJSON = "geojson"
    KML = "kml"
    PARQUET = "parquet"


class ParquetUnavailableError(WatchfloorError):
    """Parquet was asked for, and the library that writes it is not there."""


def write_events(
    events: Iterable[StoredEvent], form: ExportFormat, out: IO[bytes], names: Names, letters: Mapping[str, str]
) -> int:
    """Write events one after another, `names` and `letters` as for `store.export.acled`; returns how many were left
    out, since this form only has room for what has a position.

    Raises ParquetUnavailableError where pyarrow is not installed.
    """
    match form:
        case ExportFormat.JSONL:
            _write_lines((event_as_json(stored, letters) for stored in events), out)
        case ExportFormat.GEOJSON:
            _write_features((event_as_feature(stored, letters) for stored in events), out)
        case ExportFormat.KML:
            return write_kml(events, out, names, letters)
        case ExportFormat.CSV:
            _write_csv((event_as_row(stored, names, letters) for stored in events), out)
        case ExportFormat.PARQUET:
            _write_parquet((event_as_row(stored, names, letters) for stored in events), out)
    return 0


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _write_lines(rows: Iterator[dict[str, Any]], out: IO[bytes]) -> None:
    for row in rows:
        out.write(_json(row) + b"\n")


def _write_features(features: Iterator[dict[str, Any]], out: IO[bytes]) -> None:
    out.write(b'{"type": "FeatureCollection", "features": [')
    for number, feature in enumerate(features):
        out.write((b",\n" if number else b"\n") + _json(feature))
    out.write(b"\n]}\n")


def _write_csv(rows: Iterator[dict[str, Value]], out: IO[bytes]) -> None:
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    try:
        table = csv.DictWriter(text, list(COLUMNS), lineterminator="\n")
        table.writeheader()
        table.writerows({name: as_cell(value) for name, value in row.items()} for row in rows)
    finally:
        text.detach()


def _write_parquet(rows: Iterator[dict[str, Value]], out: IO[bytes]) -> None:
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError:
        raise ParquetUnavailableError(
            "Parquet needs the package pyarrow: install it with `pip install pyarrow`, or use --format csv."
        ) from None
    columns = {str: arrow.string(), int: arrow.int64(), float: arrow.float64()}
    schema = arrow.schema([(name, columns[kind]) for name, kind in COLUMNS.items()])
    with parquet.ParquetWriter(out, schema) as table:
        for page in batched(rows, ROWS_AT_A_TIME):
            table.write_table(arrow.Table.from_pylist(list(page), schema=schema))
