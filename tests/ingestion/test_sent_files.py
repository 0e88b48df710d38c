"""Files that somebody sent: read elsewhere, within a time, and never by their name."""

from pathlib import Path

import pytest

from ingestion.decoding import UnreadableReport
from ingestion.files import Defaults, read_content
from ingestion.sent_files import SentReports, read_sent

BLAST = "A car bomb killed three people in Aden."


async def sent(name: str, content: str | bytes, most: int = 10, seconds: float = 60.0) -> SentReports:
    given = content if isinstance(content, bytes) else content.encode()
    return await read_sent(given, name, Defaults(source="Grace"), most, seconds=seconds)


async def test_reports_and_problems_of_a_file() -> None:
    lines = '{"text": "one"}\n{bad\n{"text": "two"}'
    found = await sent("a.jsonl", lines)
    assert [(report.text, report.source) for report in found.reports] == [("one", "Grace"), ("two", "Grace")]
    assert found.problems == ["a.jsonl, line 2 is not JSON: write one JSON object a line."]


async def test_no_more_is_read_than_asked_for() -> None:
    assert len((await sent("a.jsonl", '{"text": "one"}\n' * 50, most=7)).reports) == 7


async def test_a_file_that_takes_too_long_is_told() -> None:
    with pytest.raises(UnreadableReport, match=r"^a\.md took longer than 0 seconds to read: split it\.$"):
        await sent("a.md", BLAST, seconds=0.0)


@pytest.mark.parametrize("name", ["report", "..", ".", "report.", "re\0port", ""])
@pytest.mark.parametrize(
    "content", [BLAST, f"<!doctype html><p>{BLAST}</p>", f'{{"text": "{BLAST}"}}', f"---\nurl: x\n---\n{BLAST}"]
)
def test_a_name_that_tells_no_kind_leaves_it_to_the_content(name: str, content: str) -> None:
    assert [report.text for report in read_content(content.encode(), name, Defaults())] == [BLAST]


def test_a_name_leads_to_no_file(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("The password is swordfish.", encoding="utf-8")
    for name in (str(tmp_path / "secret.txt"), str(tmp_path / "gone" / "a.txt"), "\u1019" * 90 + ".txt"):
        assert next(read_content(BLAST.encode(), name, Defaults())).text == BLAST


def test_a_kind_that_is_not_known_is_refused() -> None:
    with pytest.raises(UnreadableReport, match="is of a kind that is not known"):
        next(read_content(b"PK", "paper.odt", Defaults()))
