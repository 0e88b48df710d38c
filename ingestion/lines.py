"""JSON Lines into reports, one at a time: a wrong line is named by its number, and the rest are read.

No line is held that is longer than any that can be read, so that a file of one endless line takes no memory.
"""

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from domain.reports import Report
from domain.wire import WireError, report_from_json
from ingestion.decoding import UnreadableReport, check_length, clean
from ingestion.prose import Defaults

MAX_LINE_BYTES = 12_000_000
"""The longest line that is looked at; a report's text may be far shorter still."""


_SKIPPED = 1 << 16  # bytes passed over at a time


def read_lines(
    file: BinaryIO, name: str, defaults: Defaults, first: bytes = b""
) -> Iterator[Report | UnreadableReport]:
    """The reports of JSON Lines (the contract's form), and for each wrong line why it cannot be read. `first` is what
    was read of the file already: its first line, or of an overlong one the beginning."""
    empty = True
    for number, line in enumerate(lines_of(file, first), start=1):
        if line.strip():
            empty = False
            try:
                yield _report(line, f"{name}, line {number}", defaults)
            except UnreadableReport as error:
                yield error
    if empty:
        yield UnreadableReport(f"{name} is empty: there is nothing to read.")


def lines_of(file: BinaryIO, first: bytes = b"") -> Iterator[bytes]:
    """The lines of a file, `first` the one that was read already; of one that is too long, as much as shows it."""
    line = first or first_line(file)
    while line:
        if not line.endswith(b"\n"):
            while (more := file.readline(_SKIPPED)) and not more.endswith(b"\n"):
                pass
        yield line
        line = first_line(file)


def first_line(file: BinaryIO) -> bytes:
    """The next line of a file, or of one that is too long, as much as shows it."""
    return file.readline(MAX_LINE_BYTES + 1)


def text_lines(file: io.TextIOWrapper, name: str) -> Iterator[str]:
    """The lines of a table or a dataset. Raises UnreadableReport at one that no such file has."""
    number = 0
    while line := file.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(line) > MAX_LINE_BYTES:
            raise UnreadableReport(f"{name}, line {number} is larger than {MAX_LINE_BYTES // 1_000_000} MB: check it.")
        yield line


def _report(line: bytes, name: str, defaults: Defaults) -> Report:
    if len(line) > MAX_LINE_BYTES:
        raise UnreadableReport(f"{name} is larger than {MAX_LINE_BYTES // 1_000_000} MB: split it into single reports.")
    try:
        report = report_from_json(json.loads(line.decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        raise UnreadableReport(f"{name} is not UTF-8: save the file as UTF-8.") from error
    except WireError as error:
        raise UnreadableReport(f"{name}: {error}.") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableReport(f"{name} is not JSON: write one JSON object a line.") from error
    check_length(report.text, name)
    return replace(
        report,
        text=clean(report.text),
        title=clean(report.title) if report.title else None,
        source=clean(report.source) if report.source else defaults.source,
        source_id=_outlet_id(report, defaults),
        url=clean(report.url) if report.url else defaults.url,
        id=clean(report.id) if report.id else None,
        published=report.published or defaults.published,
    )


def _outlet_id(report: Report, defaults: Defaults) -> str | None:
    """The id that the line gives, or that of whoever sent the file where the line names no outlet."""
    if report.source_id:
        return clean(report.source_id)
    return None if report.source else defaults.source_id
