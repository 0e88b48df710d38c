"""Documents made for tests: PDFs by hand, so that they may be wrong, and Word documents by python-docx."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime

from docx import Document
from pypdf import PdfReader, PdfWriter


def pdf(*pages: Sequence[str] | bytes, info: str = "", stream: bytes | None = None, filters: str = "") -> bytes:
    """A PDF with a page for each list of lines, or for each stream of drawing. `info` is what stands in its dictionary
    of itself; `stream` takes the place of the content of every page, packed as `filters` says."""
    contents = [_shown(lines) if stream is None else stream for lines in pages]
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, content in enumerate(contents):
        page = f"/Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * number} 0 R"
        objects.append(f"<< {page} /Resources << /Font << /F1 3 0 R >> >> >>".encode())
        objects.append(f"<< /Length {len(content)} {filters} >>\nstream\n".encode() + content + b"\nendstream")
    objects.append(f"<< {info} >>".encode("latin-1"))
    return _file(objects)


def locked(content: bytes, password: str) -> bytes:
    """The PDF, opened by a password alone; where that is empty, by anybody."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.encrypt(password, owner_password="owner", algorithm="RC4-128")
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def docx(
    *paragraphs: str, title: str = "", modified: datetime | None = None, rows: Iterable[Sequence[str]] = ()
) -> bytes:
    """A Word document of paragraphs, and a table after them."""
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    for row in rows:
        table = document.add_table(rows=1, cols=len(row))
        for cell, text in zip(table.rows[0].cells, row, strict=True):
            cell.text = text
    document.core_properties.title = title
    if modified is not None:
        document.core_properties.modified = modified
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def repacked(content: bytes, parts: dict[str, bytes]) -> bytes:
    """A Word document with these parts in place of its own, or beside them."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            if name not in parts:
                after.writestr(name, before.read(name))
        for name, part in parts.items():
            after.writestr(name, part)
    return written.getvalue()


def part(content: bytes, name: str) -> bytes:
    """One part of a Word document."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read(name)


def _shown(lines: Sequence[str] | bytes) -> bytes:
    if isinstance(lines, bytes):
        return lines
    drawn = [b"BT /F1 11 Tf 50 800 Td 14 TL"]
    for line in lines:
        text = line.encode("cp1252").replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")
        drawn.append(b"(" + text + b") Tj T*")
    return b"\n".join([*drawn, b"ET"])


def _file(objects: Sequence[bytes]) -> bytes:
    written, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(written))
        written += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R /Info {size - 1} 0 R >>\n"
    return written + f"{end}startxref\n{len(written)}\n%%EOF\n".encode()
