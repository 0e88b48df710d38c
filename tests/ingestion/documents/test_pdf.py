"""PDFs into reports: their paragraphs as they were written, and a sentence for what holds none."""

import random
import time
import zlib
from datetime import UTC, datetime

import pytest

from ingestion.decoding import UnreadableReport
from ingestion.documents.bounds import MAX_BYTES, MAX_PAGES
from ingestion.documents.pdf import read_pdf
from ingestion.documents.reflowing import reflowed
from ingestion.prose import Defaults
from tests.ingestion.documents.making import locked, pdf

BLAST = "A car bomb killed three people in Aden on Friday, a doctor said."
STATED = Defaults(datetime(2025, 1, 1, tzinfo=UTC), "Northgate Wire", "telegram:-100", "https://news.example/a")


BROKEN = "report.pdf is no whole PDF: save or export it anew."
SWELLS = "report.pdf holds more than any report does: it is not read."
SCANNED = "report.pdf holds pictures of text and no text: put it through OCR, or paste the text."


def refused(content: bytes) -> str:
    with pytest.raises(UnreadableReport) as caught:
        read_pdf(content, "report.pdf", Defaults(), [])
    return str(caught.value)


def test_a_report_of_several_pages() -> None:
    first = [
        "Flash Update No. 3",
        "",
        "Two drones struck the port of Odesa on Friday night, killing three dock wor-",
        "kers and injuring eleven others, according to the regional governor, who",
        "Northgate Wire, page 1",
    ]
    second = ["added that a grain terminal burned.", "14 civilians were killed in Mayadin.", "Northgate Wire, page 2"]
    third = ["No casualties were reported in Kharkiv.", "Northgate Wire, page 3"]
    made = "/Title (Weekly review) /CreationDate (D:20251219100000+02'00')"
    report = read_pdf(pdf(first, second, third, info=made), "report.pdf", Defaults(source="Northgate Wire"), [])
    assert report.text.split("\n\n") == [
        "Flash Update No. 3",
        "Two drones struck the port of Odesa on Friday night, killing three dock workers and injuring eleven others, "
        "according to the regional governor, who added that a grain terminal burned.",
        "14 civilians were killed in Mayadin.",
        "No casualties were reported in Kharkiv.",
    ]
    assert (report.title, report.published) == ("Weekly review", datetime(2025, 12, 19, 8, tzinfo=UTC))
    assert (report.source, report.id) == ("Northgate Wire", "report.pdf")


def test_what_is_known_from_elsewhere() -> None:
    report = read_pdf(pdf([BLAST], info="/CreationDate (D:20251219100000Z)"), "report.pdf", STATED, [])
    assert (report.published, report.source, report.source_id, report.url) == (
        STATED.published, STATED.source, STATED.source_id, STATED.url,
    )  # fmt: skip


@pytest.mark.parametrize(
    "date", ["", "/CreationDate (yesterday)", "/CreationDate (D:00010101000000Z)", "/CreationDate 7"]
)
def test_a_file_that_does_not_know_when_it_was_made(date: str) -> None:
    assert read_pdf(pdf([BLAST], info=date), "report.pdf", Defaults(), []).published is None


@pytest.mark.parametrize(
    "title", ["Microsoft Word - a.docx", "untitled", "scan001.pdf", "Document1.doc", "  ", "---", BLAST]
)
def test_titles_that_are_none(title: str) -> None:
    assert read_pdf(pdf([BLAST], info=f"/Title ({title})"), "report.pdf", Defaults(), []).title is None


def test_a_lock_that_anybody_may_open() -> None:
    assert read_pdf(locked(pdf([BLAST]), ""), "report.pdf", Defaults(), []).text == BLAST


def test_a_password() -> None:
    assert refused(locked(pdf([BLAST]), "swordfish")) == "report.pdf is locked with a password: save it without one."


def test_pictures_of_text() -> None:
    assert refused(pdf([], [], [])) == SCANNED
    assert refused(pdf(["1"], ["2"], ["CamScanner"])) == SCANNED


def test_too_many_pages_and_too_many_bytes() -> None:
    pages = [["x"]] * (MAX_PAGES + 1)
    assert refused(pdf(*pages)) == f"report.pdf has more than {MAX_PAGES} pages: split it into single reports."
    assert refused(bytes(MAX_BYTES + 1)) == "report.pdf is larger than 20 MB: split it into single reports."


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.4", b"PK\x03\x04", b"Text", b"%PDF-1.7\n" + bytes(5000), b"%PDF-1.4\ntrailer << /Root 1 0 R >>"],
)
def test_what_is_no_pdf(content: bytes) -> None:
    assert refused(content) == BROKEN


@pytest.mark.parametrize(
    ("stream", "said"),
    [
        (zlib.compress(bytes(50_000_000)), SWELLS),
        (zlib.compress(b"BT (x) Tj ET " * 400_000), SWELLS),
        (zlib.compress(b"[" * 1_500_000), SCANNED),
    ],
    ids=["zeros", "operators", "arrays"],
)
def test_pages_that_swell(stream: bytes, said: str) -> None:
    began = time.process_time()
    assert refused(pdf(["x"], stream=stream, filters="/Filter /FlateDecode")) == said
    assert time.process_time() - began < 20


def test_a_page_that_is_a_drawing_is_passed_over() -> None:
    notes: list[str] = []
    drawing = b"BT (x) Tj ET " * 100_000
    report = read_pdf(pdf([BLAST], drawing, [BLAST]), "report.pdf", Defaults(), notes)
    assert report.text == f"{BLAST} {BLAST}"
    assert notes == ["page 2 of report.pdf holds more than text and was passed over"]


def test_any_bytes_are_a_report_or_an_error() -> None:
    chance = random.Random(20251220)
    whole = pdf([BLAST] * 3, [BLAST], info="/Title (Weekly) /CreationDate (D:20251219100000Z)")
    for _ in range(150):
        broken = bytearray(whole)
        for _ in range(chance.randrange(1, 20)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        try:
            said = read_pdf(bytes(broken), "report.pdf", Defaults(), []).id or ""
        except UnreadableReport as error:
            said = str(error)
        assert said.startswith("report.pdf")


@pytest.mark.parametrize(
    ("pages", "text"),
    [
        (["A ceasefire was agreed between the gover-\nnment and the rebels."],
         "A ceasefire was agreed between the government and the rebels."),
        (["Fighters of al-\nShabaab attacked a convoy of the army at noon."],
         "Fighters of al-Shabaab attacked a convoy of the army at noon."),
        (["The house, a two-\nstorey house of two families: one storey fell and one storey stands. It had two doors."],
         "The house, a two-storey house of two families: one storey fell and one storey stands. It had two doors."),
        (["The ofﬁce was hit. Co\xadoperation ends."], "The office was hit. Cooperation ends."),
        (["Killed:\n• four in Mayadin\n• two in Aden, where\na bomb went off\n3. one in Goma"],
         "Killed:\n\n• four in Mayadin\n\n• two in Aden, where a bomb went off\n\n3. one in Goma"),
        (["Page 1 of 2\nThree people were killed", "in Aden on Friday.\n2"],
         "Three people were killed in Aden on Friday."),
        (["", "  \n "], ""),
        ([], ""),
    ],
)  # fmt: skip
def test_lines_into_paragraphs(pages: list[str], text: str) -> None:
    assert reflowed(pages) == text
