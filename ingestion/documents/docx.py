"""A Word document into a report: its paragraphs and the cells of its tables, in their order."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from domain.reports import Report
from ingestion.decoding import UnreadableReport, clean
from ingestion.documents.bounds import MAX_BYTES
from ingestion.documents.reports import report_of
from ingestion.prose import Defaults

_MOST_UNPACKED = 60_000_000  # bytes of all parts together, pictures among them
_MOST_XML = 20_000_000  # bytes of one part that is read
_MOST_PARTS = 2_000
_MOST_PARAGRAPHS = 50_000
_PIECE = 1 << 16
_LOCKED = b"\xd0\xcf\x11\xe0"  # an OLE file: Office wraps what it encrypts in one, and so did Word before 2007
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SPACES = {f"{_WORD}tab": "\t", f"{_WORD}br": "\n", f"{_WORD}cr": "\n", f"{_WORD}noBreakHyphen": "-"}
_TAKEN_OUT = frozenset({f"{_WORD}del", f"{_WORD}moveFrom", _FALLBACK})


def read_docx(content: bytes, name: str, defaults: Defaults) -> Report:
    """The report that a document carries. Raises UnreadableReport where it is locked, broken, made to swell, or more
    than a report."""
    if len(content) > MAX_BYTES:
        raise UnreadableReport(f"{name} is larger than {MAX_BYTES // 1_000_000} MB: split it into single reports.")
    if content.startswith(_LOCKED):
        raise UnreadableReport(f"{name} is locked, or of a Word before 2007: save it as .docx without a password.")
    _check_parts(content, name)
    from docx import Document  # only documents need it

    try:
        document = Document(io.BytesIO(content))
        paragraphs = list(_paragraphs(document, name))
        properties = document.core_properties
        title, changed = properties.title, properties.modified
    except UnreadableReport:
        raise
    except MemoryError:
        raise
    except Exception as error:  # broken files break python-docx and lxml in as many ways as there are
        raise UnreadableReport(f"{name} is no whole Word document: save it anew as .docx.") from error
    text = clean("\n\n".join(paragraphs))
    return report_of(text, title, changed, defaults, name)


def _check_parts(content: bytes, name: str) -> None:
    """Refuse what would swell: by what the parts say of their size, and then by what they are, before any is parsed."""
    swells = UnreadableReport(f"{name} holds more than any report does: it is not read.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
                raise swells
            for part in parts:
                if part.flag_bits & 0x1:
                    raise UnreadableReport(f"{name} is locked with a password: save it without one.")
                _check_part(package, part, swells)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, OSError, RuntimeError) as error:
        raise UnreadableReport(f"{name} is no whole Word document: save it anew as .docx.") from error


def _check_part(package: zipfile.ZipFile, part: zipfile.ZipInfo, swells: UnreadableReport) -> None:
    is_xml = part.filename.lower().endswith((".xml", ".rels"))
    size, begun = 0, b""
    with package.open(part) as opened:
        while piece := opened.read(_PIECE):
            size += len(piece)
            begun = begun or piece
            if size > (_MOST_XML if is_xml else _MOST_UNPACKED):
                raise swells
    if is_xml and b"<!DOCTYPE" in begun.replace(b"\x00", b"").upper():  # ECMA-376, part 2, forbids it
        raise swells


def _paragraphs(document: Any, name: str) -> Iterator[str]:
    number = 0
    for paragraph in document.element.body.iter(f"{_WORD}p"):
        number += 1
        if number > _MOST_PARAGRAPHS:
            raise UnreadableReport(f"{name} has more than {_MOST_PARAGRAPHS:,} paragraphs: split it.")
        if any(each.tag in _TAKEN_OUT for each in paragraph.iterancestors()):
            continue
        if text := "".join(_words(paragraph)).strip():
            yield text


def _words(element: Any) -> Iterator[str]:
    """The words of a paragraph, without those that were taken out and those of paragraphs within it (text boxes)."""
    for child in element:
        if child.tag == f"{_WORD}t":
            yield child.text or ""
        elif child.tag in _SPACES:
            yield _SPACES[child.tag]
        elif child.tag not in _TAKEN_OUT and child.tag != f"{_WORD}p":
            yield from _words(child)
