"""A PDF into a report: the text of its pages, as far as it is text and no picture of it."""

import io
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from domain.reports import Report
from ingestion.decoding import UnreadableReport, clean
from ingestion.documents.bounds import MAX_BYTES, MAX_PAGES, SECONDS
from ingestion.documents.reflowing import reflowed
from ingestion.documents.reports import report_of
from ingestion.prose import Defaults

if TYPE_CHECKING:
    from pypdf import PdfReader

_FEWEST_LETTERS = 20  # of a page, on average; a scanned one has a number or a stamp at most
_LIMITS: dict[str, Any] = {
    "zlib_maximum_output_length": 20_000_000,  # bytes of one stream, unpacked
    "lzw_maximum_output_length": 20_000_000,
    "run_length_maximum_output_length": 20_000_000,
    "array_based_stream_maximum_output_length": 20_000_000,
    "stream_decoding_work_maximum_length": 60_000_000,
    "stream_parsing_work_maximum_count": 200_000,  # operands and operators of a page; one of text has 10,000
    "xform_maximum_invocations_per_extraction": 500,
    "page_tree_maximum_entries": 10_000,
}
"""Far above what reports have, and far below what pypdf allows by itself."""


def read_pdf(content: bytes, name: str, defaults: Defaults, notes: list[str]) -> Report:
    """The report that a PDF carries. A page that is a drawing beyond the limits is passed over and noted. Raises
    UnreadableReport where the file is locked, scanned, broken, or more than a report."""
    if len(content) > MAX_BYTES:
        raise UnreadableReport(f"{name} is larger than {MAX_BYTES // 1_000_000} MB: split it into single reports.")
    with _bounded(name):
        from pypdf import PdfReader  # only PDFs need it

        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableReport(f"{name} is locked with a password: save it without one.")
        pages = list(_pages(reader, name, notes))
        made, title = _made(reader), _title(reader)
    if not pages:
        raise UnreadableReport(f"{name} holds more than any report does: it is not read.")
    text = clean(reflowed(pages))
    if sum(map(str.isalnum, text)) < _FEWEST_LETTERS * len(pages):
        raise UnreadableReport(f"{name} holds pictures of text and no text: put it through OCR, or paste the text.")
    return report_of(text, title, made, defaults, name)


@contextmanager
def _bounded(name: str) -> Iterator[None]:
    """Within the limits; whatever breaks in there breaks with one sentence."""
    from pypdf import apply_configuration
    from pypdf.errors import DependencyError, LimitReachedError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of each thing that it mended
    try:
        with apply_configuration(**_LIMITS):
            yield
    except UnreadableReport:
        raise
    except LimitReachedError as error:
        raise UnreadableReport(f"{name} holds more than any report does: it is not read.") from error
    except DependencyError as error:
        raise UnreadableReport(f"{name} is locked: save it without protection.") from error
    except MemoryError:
        raise
    except Exception as error:  # broken files break pypdf in as many ways as there are
        raise UnreadableReport(f"{name} is no whole PDF: save or export it anew.") from error


def _pages(reader: "PdfReader", name: str, notes: list[str]) -> Iterator[str]:
    from pypdf.errors import LimitReachedError

    if len(reader.pages) > MAX_PAGES:
        raise UnreadableReport(f"{name} has more than {MAX_PAGES} pages: split it into single reports.")
    latest = time.monotonic() + SECONDS
    for number, page in enumerate(reader.pages, 1):
        if time.monotonic() > latest:
            raise UnreadableReport(f"{name} took longer than {SECONDS:.0f} seconds to read: split it.")
        try:
            text = page.extract_text()
        except LimitReachedError:
            notes.append(f"page {number} of {name} holds more than text and was passed over")
        else:
            yield text


def _made(reader: "PdfReader") -> datetime | None:
    try:
        return reader.metadata.creation_date if reader.metadata else None
    except ValueError:  # of what is no date
        return None


def _title(reader: "PdfReader") -> str | None:
    title = reader.metadata.title if reader.metadata else None
    return title if isinstance(title, str) else None
