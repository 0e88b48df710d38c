"""Reports into the index: new ones extracted and stored, known ones passed over, bad ones listed."""

import sqlite3
from pathlib import Path

import pytest

from extraction.pipeline import Extractor
from extraction.workers import Limits, Workers
from ingestion.files import Defaults, read_reports
from ingestion.intake import BATCH, Tally, ingest
from store.database import StoreError
from store.health import check
from store.search.finding import find
from store.search.selection import Selection
from tests.extraction.deeds import deeds

BLAST = "A car bomb killed three people in Aden on Monday, police said."
RAID = "Soldiers arrested four men in Hodeidah on Sunday, the army said."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "blast.txt").write_text(f"---\npublished: 2025-12-16T09:00:00Z\nsource: Gulf Post\n---\n{BLAST}")
    (inbox / "raid.txt").write_text(f"---\npublished: 2025-12-16T10:00:00Z\n---\n{RAID}")
    return inbox


def take(writer: sqlite3.Connection, path: Path, extractor: Extractor) -> tuple[Tally, list[tuple[int, int]]]:
    steps: list[tuple[int, int]] = []
    tally = ingest(
        read_reports([path], Defaults()), writer, lambda: extractor, lambda done, total: steps.append((done, total))
    )
    return tally, steps


def test_reports_and_their_events_are_in_the_index(
    writer: sqlite3.Connection, folder: Path, extractor: Extractor
) -> None:
    tally, steps = take(writer, folder, extractor)
    assert (tally.new, tally.known, tally.problems) == (2, 0, [])
    assert steps[-1] == (2, 2)
    mentions = [mention for stored in find(writer, Selection()).events for mention in stored.mentions]
    assert {mention.quote for mention in mentions} == {BLAST, RAID}
    assert all(fine for _, fine, _ in check(writer))


def test_a_second_run_changes_nothing_and_needs_no_extractor(
    writer: sqlite3.Connection, folder: Path, extractor: Extractor
) -> None:
    take(writer, folder, extractor)
    before = list(writer.iterdump())

    def not_needed() -> Extractor:
        raise AssertionError("loaded for nothing")

    tally = ingest(read_reports([folder], Defaults()), writer, not_needed, lambda done, total: None)
    assert (tally.new, tally.known, tally.sentence) == (0, 2, "0 reports added, 2 known already, 0 mentions of events.")
    assert list(writer.iterdump()) == before


def test_what_cannot_be_read_does_not_keep_the_rest_out(
    writer: sqlite3.Connection, folder: Path, extractor: Extractor
) -> None:
    (folder / "a.jsonl").write_text('{"text": "A drone hit a market in El Obeid."}\n{bad\n')
    (folder / "empty.txt").write_text("")
    tally, steps = take(writer, folder, extractor)
    assert (tally.new, len(tally.problems)) == (3, 2)
    assert tally.sentence.startswith("3 reports added, 2 not read, ")
    assert steps[-1] == (5, 5)


def test_copies_within_one_run_are_one_report(writer: sqlite3.Connection, tmp_path: Path, extractor: Extractor) -> None:
    path = tmp_path / "copies.jsonl"
    path.write_text('{"text": "A blast in Aden killed two."}\n' * (BATCH * 2 + 5))
    tally, _ = take(writer, path, extractor)
    assert (tally.new, tally.known) == (1, BATCH * 2 + 4)


def test_an_index_that_cannot_be_written_ends_the_run(
    writer: sqlite3.Connection, folder: Path, extractor: Extractor
) -> None:
    writer.execute("pragma query_only = on")
    with pytest.raises(StoreError, match="may not be written"):
        take(writer, folder, extractor)
    assert writer.execute("select count(*) from reports").fetchone()[0] == 0


def test_a_report_that_takes_too_long_is_named_with_its_reason_and_the_rest_is_stored(
    writer: sqlite3.Connection, tmp_path: Path
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for name, text in (("a", "good"), ("b", "hang"), ("c", "good as well"), ("d", "die")):
        (inbox / f"{name}.txt").write_text(text)
    with Workers(1, deeds, Limits(seconds=1.0)) as workers:
        tally = ingest(read_reports([inbox], Defaults()), writer, lambda: workers, lambda done, total: None)
    assert tally.sentence == "2 reports added, 2 not read, 0 mentions of events."
    assert tally.problems == [
        f"'{inbox}/b.txt' took longer than 1 seconds to read: split it into shorter reports.",
        f"'{inbox}/d.txt' ended the process that read it 3 times: please report this text as a fault.",
    ]
    assert [row[0] for row in writer.execute("select text from reports order by id")] == ["good", "good as well"]
