"""Word documents into reports, and what is refused before python-docx opens it."""

import random
from datetime import UTC, datetime

import pytest

from ingestion.decoding import UnreadableReport
from ingestion.documents.docx import read_docx
from ingestion.prose import Defaults
from tests.ingestion.documents.making import docx, part, repacked

BLAST = "A car bomb killed three people in Aden on Friday."
PLAIN = docx(BLAST)
BODY = part(PLAIN, "word/document.xml")
BROKEN = "report.docx is no whole Word document: save it anew as .docx."
SWELLS = "report.docx holds more than any report does: it is not read."


def refused(content: bytes) -> str:
    with pytest.raises(UnreadableReport) as caught:
        read_docx(content, "report.docx", Defaults())
    return str(caught.value)


def with_body(markup: str) -> str:
    """The text of a document whose one paragraph is followed by this markup."""
    body = BODY.decode().replace("<w:sectPr", f"{markup}<w:sectPr", 1)
    return read_docx(repacked(PLAIN, {"word/document.xml": body.encode()}), "report.docx", Defaults()).text


def test_paragraphs_tables_and_what_the_document_says_of_itself() -> None:
    changed = datetime(2025, 12, 19, 8, tzinfo=UTC)
    content = docx("Flash update", BLAST, "", title="Weekly review", modified=changed, rows=[["Mayadin", "4 killed"]])
    report = read_docx(content, "report.docx", Defaults(source="Northgate Wire"))
    assert report.text == f"Flash update\n\n{BLAST}\n\nMayadin\n\n4 killed"
    assert (report.title, report.published, report.source, report.id) == (
        "Weekly review", changed, "Northgate Wire", "report.docx",
    )  # fmt: skip


def test_a_document_of_a_program_that_does_not_say_when() -> None:
    assert read_docx(PLAIN, "report.docx", Defaults()).published is None


@pytest.mark.parametrize(
    ("markup", "more"),
    [
        ("<w:p><w:r><w:t>One</w:t><w:tab/><w:t>two</w:t><w:br/><w:t>three</w:t></w:r></w:p>", "One\ttwo\nthree"),
        ("<w:p><w:ins><w:r><w:t>7</w:t></w:r></w:ins><w:del><w:r><w:delText>5</w:delText></w:r></w:del></w:p>", "7"),
        ("<w:p><w:hyperlink><w:r><w:t>A link</w:t></w:r></w:hyperlink></w:p>", "A link"),
        ("<w:sdt><w:sdtContent><w:p><w:r><w:t>A field</w:t></w:r></w:p></w:sdtContent></w:sdt>", "A field"),
        ("<w:p><w:r><w:t>A</w:t><w:pict><w:p><w:r><w:t>box</w:t></w:r></w:p></w:pict></w:r></w:p>", "A\n\nbox"),
    ],
    ids=["spaces", "tracked changes", "link", "field", "text box"],
)  # fmt: skip
def test_words_wherever_they_stand(markup: str, more: str) -> None:
    assert with_body(markup) == f"{BLAST}\n\n{more}"


def test_bombs() -> None:
    assert refused(repacked(PLAIN, {"word/document.xml": bytes(30_000_000)})) == SWELLS
    assert refused(repacked(PLAIN, {f"word/media/{number}.png": bytes(25_000_000) for number in range(3)})) == SWELLS
    assert refused(repacked(PLAIN, {f"word/{number}.xml": b"<a/>" for number in range(2500)})) == SWELLS


def test_a_part_that_lies_about_its_size() -> None:
    """It says that it is small, and unpacks to what is not: no more than it says is read, and that is no document."""
    content = repacked(PLAIN, {"word/document.xml": bytes(30_000_000)})
    size = (30_000_000).to_bytes(4, "little")
    assert content.count(size) >= 2
    assert refused(content.replace(size, (500).to_bytes(4, "little"))) == BROKEN


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities(encoding: str) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><a>&b;</a>'
    assert refused(repacked(PLAIN, {"word/document.xml": bomb.encode(encoding)})) == SWELLS


@pytest.mark.parametrize(
    "content",
    [b"", b"Text", b"PK\x03\x04" + bytes(100), PLAIN[:2000], repacked(PLAIN, {"word/document.xml": b"<broken"})],
    ids=["empty", "text", "head alone", "broken off", "broken part"],
)
def test_what_is_no_document(content: bytes) -> None:
    assert refused(content) == BROKEN


def test_a_spreadsheet_is_no_document() -> None:
    types = part(PLAIN, "[Content_Types].xml").replace(b"wordprocessingml.document.main", b"spreadsheetml.sheet.main")
    assert refused(repacked(PLAIN, {"[Content_Types].xml": types})) == BROKEN


def test_a_password() -> None:
    said = "report.docx is locked, or of a Word before 2007: save it as .docx without a password."
    assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)) == said


def test_a_zip_with_a_password() -> None:
    content = bytearray(PLAIN)
    flag = content.index(b"PK\x01\x02") + 8
    content[flag] |= 1
    assert refused(bytes(content)) == "report.docx is locked with a password: save it without one."


def test_any_bytes_are_a_report_or_an_error() -> None:
    chance = random.Random(20251220)
    for _ in range(150):
        broken = bytearray(PLAIN)
        for _ in range(chance.randrange(1, 20)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        try:
            said = read_docx(bytes(broken), "report.docx", Defaults()).id or ""
        except UnreadableReport as error:
            said = str(error)
        assert said.startswith("report.docx")
