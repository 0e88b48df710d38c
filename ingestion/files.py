"""Files, folders and standard input into reports.

`.txt`, `.md`, `.html`, `.pdf` and `.docx` hold one report each, `.jsonl` one a line, `.csv` one a row; folders are read
throughout. What cannot be read is reported in one sentence, and reading goes on with the next.
"""

import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from domain.reports import Report
from domain.times import iso
from ingestion.decoding import MAX_BYTES, UnreadableReport, check_length, decode
from ingestion.documents.bounds import MAX_BYTES as MAX_DOCUMENT_BYTES
from ingestion.documents.docx import read_docx
from ingestion.documents.pdf import read_pdf
from ingestion.documents.table import read_table
from ingestion.lines import first_line, read_lines
from ingestion.prose import Defaults, read_markdown, read_plain
from ingestion.web import read_html

__all__ = ["Defaults", "Reports", "UnreadableReport", "known_files", "read_content", "read_reports"]

STDIN = Path("-")

_Reader = Callable[[str, str, Defaults], Report]
_READERS: dict[str, _Reader] = {
    ".txt": read_plain,
    ".text": read_plain,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
}
_DOCUMENTS = frozenset({".pdf", ".docx"})
_LINES = frozenset({".jsonl", ".ndjson"})
_TABLES = frozenset({".csv", ".tsv"})
_ALL = frozenset({*_READERS, *_DOCUMENTS, *_LINES, *_TABLES})
KINDS = ".txt, .md, .html, .pdf, .docx, .jsonl or .csv"
"""The kinds of files that are read, as a sentence names them."""

_BEGINNINGS = {b"%PDF-": ".pdf", b"PK\x03\x04": ".docx"}  # of documents that come without a name
_NAME = 60  # characters of a name that are shown
CLOCKS_APART = timedelta(days=1)
"""How far after now a report may be dated: a local time without its zone is taken for UTC."""


@dataclass(slots=True)
class Reports(Iterator[Report]):
    """Reports one after another. `next` raises UnreadableReport for one that cannot be read, and may be called again
    for the one after it. `expected` is how many there are, None where that is not known before the end; `notes` gathers
    what was assumed on the way. A report dated after `now` is given without its date, so that it is never
    taken for the newest, and counted in `ahead`."""

    found: Iterator[Report | UnreadableReport]
    expected: int | None = None
    notes: list[str] = field(default_factory=list)
    now: datetime | None = None
    ahead: int = 0
    _first_ahead: str = ""

    def __next__(self) -> Report:
        """The next report. Raises UnreadableReport or StopIteration."""
        report = next(self.found)
        if isinstance(report, UnreadableReport):
            raise report
        if self.now is None or report.published is None or report.published <= self.now + CLOCKS_APART:
            return report
        self.ahead += 1
        name = (report.id or report.title or report.text)[-_NAME:]
        self._first_ahead = self._first_ahead or f"{name}, {iso(report.published)}"
        return replace(report, published=None)

    @property
    def note_on_ahead(self) -> str:
        """What is to be said of those dated after now, empty where there are none."""
        if self.ahead < 2:
            return f"a report is dated after now and was kept without its date ({self._first_ahead})" * self.ahead
        return f"{self.ahead} reports are dated after now and were kept without their dates (first {self._first_ahead})"


def read_reports(paths: Iterable[Path], defaults: Defaults, now: datetime | None = None) -> Reports:
    """The reports at these paths, in order; `-` is standard input. `now` is where they are to be kept, so that one
    dated after it is told."""
    paths = list(paths)
    notes: list[str] = []
    return Reports(_all(paths, defaults, notes), _expected(paths), notes, now)


def read_content(
    content: bytes, name: str, defaults: Defaults, now: datetime | None = None, *, kind: str | None = None
) -> Reports:
    """The reports of a file in hand. Its name says what kind it is, unless `kind` does (`.html`), and what to call it,
    and leads to no file; where neither tells a kind, the content does. `now` as for `read_reports`."""
    notes: list[str] = []
    suffix = PurePosixPath(name).suffix.lower() if kind is None else kind
    return Reports(_content(content, suffix, name, defaults, notes), None, notes, now)


def _content(
    content: bytes, suffix: str, name: str, defaults: Defaults, notes: list[str]
) -> Iterator[Report | UnreadableReport]:
    try:
        if not suffix:
            yield from _of_any_kind(io.BytesIO(content), name, defaults, notes)
        else:
            _check_kind(suffix, name)
            yield from _of_kind(suffix, io.BytesIO(content), name, defaults, notes)
    except UnreadableReport as error:
        yield error


def _all(paths: Iterable[Path], defaults: Defaults, notes: list[str]) -> Iterator[Report | UnreadableReport]:
    for path in paths:
        try:
            if path == STDIN:
                yield from _stdin(defaults, notes)
            elif path.is_dir():
                yield from _folder(path, defaults, notes)
            else:
                yield from _file(path, defaults, notes)
        except UnreadableReport as error:
            yield error
        except OSError as error:
            yield UnreadableReport(f"{path} cannot be read ({error.strerror or error}): check its permissions.")


def _folder(folder: Path, defaults: Defaults, notes: list[str]) -> Iterator[Report | UnreadableReport]:
    files = _files_in(folder)
    known = [path for path in files if _is_known(path)]
    if not known:
        raise UnreadableReport(f"{folder} holds no reports: put {KINDS} files there.")
    if others := len(files) - len(known):
        notes.append(f"{others} {'file' if others == 1 else 'files'} of other kinds in {folder} passed over")
    yield from _all(known, defaults, notes)


def _files_in(folder: Path) -> list[Path]:
    return sorted(
        Path(root, name)
        for root, _, names in os.walk(folder)
        for name in names
        if not any(part.startswith(".") for part in Path(root, name).relative_to(folder).parts)
    )


def known_files(folder: Path) -> list[Path]:
    """The files of a folder, throughout, that may hold reports, in order; what begins with a point is passed over."""
    return [path for path in _files_in(folder) if _is_known(path)]


def _is_known(path: Path) -> bool:
    return path.suffix.lower() in _ALL


def _file(path: Path, defaults: Defaults, notes: list[str]) -> Iterator[Report | UnreadableReport]:
    if not path.exists():
        raise UnreadableReport(f"There is no file or folder at {path}: check the path.")
    if not path.is_file():
        raise UnreadableReport(f"{path} is no regular file: give a file or a folder.")
    suffix = path.suffix.lower()
    _check_kind(suffix, str(path))
    if path.stat().st_size == 0:
        raise UnreadableReport(f"{path} is empty: there is nothing to read.")
    with path.open("rb") as file:
        yield from _of_kind(suffix, file, str(path), defaults, notes)


def _check_kind(suffix: str, name: str) -> None:
    if suffix not in _ALL:
        raise UnreadableReport(f"{name} is of a kind that is not known: use {KINDS}.")


def _of_kind(
    suffix: str, file: BinaryIO, name: str, defaults: Defaults, notes: list[str]
) -> Iterator[Report | UnreadableReport]:
    if suffix in _LINES:
        yield from read_lines(file, name, defaults)
    elif suffix in _TABLES:
        yield from read_table(file, name, defaults, notes)
    elif suffix in _DOCUMENTS:
        yield _document(suffix, file.read(MAX_DOCUMENT_BYTES + 1), name, defaults, notes)
    else:
        yield _single(file.read(MAX_BYTES + 1), name, _READERS[suffix], defaults, notes)


def _stdin(defaults: Defaults, notes: list[str]) -> Iterator[Report | UnreadableReport]:
    """What is piped in."""
    return _of_any_kind(sys.stdin.buffer, "standard input", defaults, notes)


def _of_any_kind(
    stream: BinaryIO, name: str, defaults: Defaults, notes: list[str]
) -> Iterator[Report | UnreadableReport]:
    """JSON Lines, a page or a document where it begins like one, else text."""
    first = first_line(stream)
    for beginning, suffix in _BEGINNINGS.items():
        if first.startswith(beginning):
            yield _document(suffix, first + stream.read(MAX_DOCUMENT_BYTES + 1), name, defaults, notes)
            return
    if first.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        yield from read_lines(stream, name, defaults, first)
        return
    content = first + stream.read(max(0, MAX_BYTES + 1 - len(first)))
    page = content[:1000].lstrip().lower().startswith((b"<!doctype html", b"<html"))
    yield _single(content, name, read_html if page else read_markdown, defaults, notes)


def _single(content: bytes, name: str, reader: _Reader, defaults: Defaults, notes: list[str]) -> Report:
    decoded = decode(content, name)
    report = reader(decoded.text, name, defaults)
    check_length(report.text, name)
    if decoded.guessed:
        notes.append(f"{name} was read as {decoded.guessed}; save it as UTF-8 if letters look wrong")
    return report


def _document(suffix: str, content: bytes, name: str, defaults: Defaults, notes: list[str]) -> Report:
    if not content:
        raise UnreadableReport(f"{name} is empty: there is nothing to read.")
    is_pdf = suffix == ".pdf"
    report = read_pdf(content, name, defaults, notes) if is_pdf else read_docx(content, name, defaults)
    check_length(report.text, name)
    return report


def _expected(paths: Iterable[Path]) -> int | None:
    """How many reports there are to read, for a progress bar: one a file, or one a line, though a row of a table may
    have several."""
    paths = list(paths)
    return None if STDIN in paths else sum(map(_reports_at, paths))


def _reports_at(path: Path) -> int:
    """How many reports a file or a folder holds; none where it cannot be looked into, which reading it will tell."""
    total = 0
    try:
        for file in _files_in(path) if path.is_dir() else [path]:
            if file.suffix.lower() in _LINES and file.is_file():
                total += _lines_in(file)
            elif file.suffix.lower() in _TABLES and file.is_file():
                total += max(_lines_in(file) - 1, 1)
            elif _is_known(file):
                total += 1
    except OSError:
        return 0
    return total


def _lines_in(path: Path) -> int:
    try:
        with path.open("rb") as file:
            return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
    except OSError:
        return 0
