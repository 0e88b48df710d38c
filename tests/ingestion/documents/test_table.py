"""Tables of reports."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.reports import Report
from ingestion.decoding import UnreadableReport
from ingestion.documents.table import read_table
from ingestion.files import read_content, read_reports
from ingestion.prose import Defaults

NINE = datetime(2025, 12, 20, 9, tzinfo=UTC)
HEAD = "text,title,published,source,url,id\n"


def read(text: str | bytes, defaults: Defaults | None = None) -> tuple[list[Report | str], list[str]]:
    notes: list[str] = []
    content = text if isinstance(text, bytes) else text.encode()
    found = read_table(io.BytesIO(content), "a.csv", defaults or Defaults(), notes)
    return [each if isinstance(each, Report) else str(each) for each in found], notes


def test_all_columns() -> None:
    row = '"Three killed, ""many"" hurt.\nMore.",Blast,2025-12-20T09:00:00Z,Wire,https://a.example/1,7\n'
    report = Report('Three killed, "many" hurt.\nMore.', NINE, "Blast", "Wire", "https://a.example/1", "7")
    assert read(HEAD + row) == ([report], [])


def test_what_a_row_does_not_say() -> None:
    defaults = Defaults(NINE, "Grace", "telegram:1", "https://a.example/")
    assert read("Text\none\n\ntwo\n", defaults) == (
        [
            Report("one", NINE, None, "Grace", "https://a.example/", "a.csv, line 2", "telegram:1"),
            Report("two", NINE, None, "Grace", "https://a.example/", "a.csv, line 4", "telegram:1"),
        ],
        [],
    )
    (report,), _ = read("text,source\none,Wire\n", defaults)
    assert isinstance(report, Report)
    assert (report.source, report.source_id) == ("Wire", None)


@pytest.mark.parametrize("parted", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_as_spreadsheets_write_it(parted: str, encoding: str) -> None:
    rows = [
        ["Date", "Text", "Link"],
        ["2025-12-20", "Удар по Харкову, трое погибших, много раненых.", "https://a.example/1"],
    ]
    text = "\r\n".join(parted.join(f'"{value}"' for value in row) for row in rows)
    (report,), notes = read(text.encode(encoding))
    assert isinstance(report, Report)
    assert (report.text, report.url) == (rows[1][1], rows[1][2])
    assert bool(notes) == (encoding == "cp1251")


def test_wrong_rows_are_told_and_the_rest_is_read() -> None:
    rows = "one,,soon\n ,Blast,\ntwo,,2025-12-20\nthree\n"
    found, _ = read("text,title,published\n" + rows)
    assert [each if isinstance(each, str) else each.text for each in found] == [
        "a.csv, line 2 says it was published 'soon': write the time like 2025-12-20T09:00:00Z.",
        "a.csv, line 3 has no text: there is nothing to read.",
        "two",
        "three",
    ]


def test_other_columns_are_noted() -> None:
    assert read("text,colour,size\none,red,2\n")[1] == ["a.csv: columns colour, size passed over"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "a.csv is empty: there is nothing to read."),
        (
            b"id,fatalities\n1,2\n",
            "a.csv has no column 'text': name the columns text, title, published, source, url, id.",
        ),
        (b'text\n"one', "a.csv is not CSV (unexpected end of data): save it as CSV in UTF-8."),
        (b"\x00\x01\x02\x03" * 100, "a.csv is not text: check what kind of file it is."),
    ],
)
def test_what_is_no_table(content: bytes, said: str) -> None:
    with pytest.raises(UnreadableReport) as caught:
        read(content)
    assert str(caught.value) == said


def test_a_table_that_is_too_large_to_hold() -> None:
    row = f'"{"Three killed in Aden. " * 4000}"\n'
    found, _ = read("\ufefftext\n" + row * 120)
    assert len(found) == 120
    with pytest.raises(UnreadableReport, match=r"^a\.csv is not UTF-8: save it as CSV in UTF-8\.$"):
        read(("text\n" + row * 120).encode() + "Café\n".encode("cp1252"))


def test_a_table_in_hand_and_in_a_folder(tmp_path: Path) -> None:
    assert [report.text for report in read_content(b"text\none\ntwo\n", "a.csv", Defaults())] == ["one", "two"]
    (tmp_path / "a.csv").write_text("text\none\ntwo\n", encoding="utf-8")
    reports = read_reports([tmp_path], Defaults())
    assert (reports.expected, [report.text for report in reports]) == (2, ["one", "two"])
