"""A table of reports, a row each: CSV with the columns text, title, published, source, url and id, of which text is
needed. Commas, semicolons and tabs part the columns alike, since spreadsheets write them by their country's habit."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from domain.reports import Report
from ingestion.decoding import MAX_BYTES, UnreadableReport, check_length, clean, decode
from ingestion.lines import MAX_LINE_BYTES, text_lines
from ingestion.prose import Defaults, moment

COLUMNS = ("text", "title", "published", "source", "url", "id")
_OTHER_NAMES = {"date": "published", "link": "url", "outlet": "source", "body": "text"}
_PARTED_BY = (",", ";", "\t")


def read_table(
    file: BinaryIO, name: str, defaults: Defaults, notes: list[str], first: bytes = b""
) -> Iterator[Report | UnreadableReport]:
    """The reports of a table, and for each wrong row why it cannot be read. `first` is what was read of the file
    already. Raises UnreadableReport where it is no such table."""
    lines = _lines(file, name, notes, first)
    head = next(lines, "").lstrip("\ufeff")
    if not head.strip():
        raise UnreadableReport(f"{name} is empty: there is nothing to read.")
    csv.field_size_limit(MAX_LINE_BYTES)
    delimiter = max(_PARTED_BY, key=head.count)
    try:
        names = _names(next(csv.reader([head], delimiter=delimiter)), name, notes)
        rows = csv.reader(lines, delimiter=delimiter, strict=True)
        for row in rows:
            if any(value.strip() for value in row):
                try:
                    yield _report(dict(zip(names, row, strict=False)), f"{name}, line {rows.line_num + 1}", defaults)
                except UnreadableReport as error:
                    yield error
    except csv.Error as error:
        raise UnreadableReport(f"{name} is not CSV ({error}): save it as CSV in UTF-8.") from error
    except UnicodeDecodeError as error:
        raise UnreadableReport(f"{name} is not UTF-8: save it as CSV in UTF-8.") from error


def _lines(file: BinaryIO, name: str, notes: list[str], first: bytes) -> Iterator[str]:
    """The lines, in any encoding where it is not too large to tell, else as UTF-8."""
    content = first + file.read(MAX_BYTES + 1 - len(first))
    if len(content) > MAX_BYTES:
        rest = io.TextIOWrapper(io.BufferedReader(_Joined(content, file)), "utf-8-sig", newline="")
        return text_lines(rest, name)
    decoded = decode(content, name)
    if decoded.guessed:
        notes.append(f"{name} was read as {decoded.guessed}; save it as UTF-8 if letters look wrong")
    return io.StringIO(decoded.text)


class _Joined(io.RawIOBase):
    """What was read of a file, and after it the rest."""

    def __init__(self, begun: bytes, file: BinaryIO) -> None:
        self._begun = io.BytesIO(begun)
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        piece = self._begun.read(len(buffer)) or self._file.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


def _names(head: Sequence[str], name: str, notes: list[str]) -> list[str]:
    names = [column.strip().lower() for column in head]
    names = [_OTHER_NAMES.get(column, column) for column in names]
    if "text" not in names:
        raise UnreadableReport(f"{name} has no column 'text': name the columns {', '.join(COLUMNS)}.")
    if others := [column for column in names if column and column not in COLUMNS]:
        notes.append(f"{name}: {'column' if len(others) == 1 else 'columns'} {', '.join(others[:5])[:100]} passed over")
    return names


def _report(row: dict[str, str], name: str, defaults: Defaults) -> Report:
    given = {column: clean(value.strip()) for column, value in row.items()}
    check_length(given.get("text", ""), name)
    published = given.get("published")
    return Report(
        text=given["text"],
        published=moment(published, name) if published else defaults.published,
        title=given.get("title") or None,
        source=given.get("source") or defaults.source,
        source_id=None if given.get("source") else defaults.source_id,
        url=given.get("url") or defaults.url,
        id=given.get("id") or name,
    )
