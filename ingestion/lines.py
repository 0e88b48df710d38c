"""JSON Lines into reports, one at a time: a wrong line is named by its number, and the rest are read."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace

from domain.reports import Report
from domain.wire import WireError, report_from_json
from ingestion.decoding import UnreadableReport, check_length, clean
from ingestion.prose import Defaults

MAX_LINE_BYTES = 12_000_000
"""The longest line that is looked at; a report's text may be far shorter still."""


def read_lines(lines: Iterable[bytes], name: str, defaults: Defaults) -> Iterator[Report | UnreadableReport]:
    """The reports of JSON Lines (the contract's form), and for each wrong line why it cannot be read."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield _report(line, f"{name}, line {number}", defaults)
            except UnreadableReport as error:
                yield error


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
