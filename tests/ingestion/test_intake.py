"""Reports into the index: new ones extracted and stored, known ones passed over, bad ones listed."""

import json
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.casualties import Outcome
from domain.reports import Report
from extraction.attempts import BATCH, Attempt, attempt
from extraction.pipeline import Extractor
from extraction.workers import Limits, LocalProcesses, Workers
from ingestion.files import Defaults, Reports, read_reports
from ingestion.intake import Tally, ingest
from ingestion.reindexing import reindex
from store.database import StoreError
from store.health import check
from store.linkage.rules import rules
from store.search.finding import find, totals
from store.search.selection import Selection
from store.writing import linkage
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
    reports = read_reports([path], Defaults())
    tally = ingest(
        reports, writer, lambda: partial(attempt, extractor), lambda done, total: steps.append((done, total))
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


def test_what_is_not_in_english_is_kept_unread_and_counted(
    writer: sqlite3.Connection, folder: Path, extractor: Extractor
) -> None:
    (folder / "paris.txt").write_text("Une frappe a tué 12 civils à Gaza mardi, selon des sources.", encoding="utf-8")
    (folder / "kyiv.txt").write_text("Bei einem Angriff auf Charkiw starben 5 Menschen. Explosion in Beirut.")
    tally, _ = take(writer, folder, extractor)
    assert tally.sentence == (
        "4 reports added, 2 mentions of events; kept, but not read, as only English is: 1 in German, 1 in French."
    )
    assert find(writer, Selection()).count == 2


def test_where_too_much_is_told_to_compare_it_all_that_is_said(
    writer: sqlite3.Connection, folder: Path, extractor: Extractor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linkage, "rules", lambda: replace(rules(), most_compared=1))
    for outlet in ("Aden Times", "Radio Aden"):
        told = f"---\npublished: 2025-12-16T11:00:00Z\nsource: {outlet}\n---\n{BLAST}"
        (folder / f"{outlet}.txt").write_text(told)
    tally, _ = take(writer, folder, extractor)
    assert tally.sentence == (
        "4 reports added, 4 mentions of events; 1 mention compared only with the nearest of too many of one place and "
        "time (what stands twice can be joined: `watchfloor events join`)."
    )


def test_a_second_run_changes_nothing_and_needs_no_extractor(
    writer: sqlite3.Connection, folder: Path, extractor: Extractor
) -> None:
    take(writer, folder, extractor)
    before = list(writer.iterdump())

    def not_needed() -> Attempt:
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


def test_the_same_words_on_three_days_are_three_reports_and_three_events(
    writer: sqlite3.Connection, tmp_path: Path, extractor: Extractor
) -> None:
    said = "Russian forces shelled Kharkiv overnight. One person was killed."
    posts = [
        {"id": f"p{day}", "text": said, "source": "Wire", "published": f"2025-12-{day}T09:00:00Z"}
        for day in (18, 19, 20)
    ]
    path = tmp_path / "posts.jsonl"
    path.write_text("".join(json.dumps(post) + "\n" for post in posts))
    tally, _ = take(writer, path, extractor)
    assert (tally.new, tally.known) == (3, 0)
    events = find(writer, Selection()).events
    assert [[m.published.day for m in e.mentions if m.published] for e in events] == [[20], [19], [18]]
    assert totals(writer, Selection()).sums[Outcome.KILLED].best == 3
    resent = [{**post, "published": post["published"].replace("T09", "T10"), "text": said.upper()} for post in posts]
    path.write_text("".join(json.dumps(post) + "\n" for post in resent))
    tally, _ = take(writer, path, extractor)
    assert (tally.new, tally.known) == (0, 3)
    assert find(writer, Selection()).count == 3
    assert all(fine for _, fine, _ in check(writer))


NOW = datetime(2025, 12, 22, 12, tzinfo=UTC)


def told(text: str, published: str, name: str = "") -> str:
    return json.dumps({"text": text, "published": published, "id": name or None}) + "\n"


@pytest.mark.parametrize("published", ["9999-12-31T23:59:59Z", "0500-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00"])
def test_a_report_of_no_year_that_reports_are_of_is_set_aside_by_its_line(
    writer: sqlite3.Connection, tmp_path: Path, extractor: Extractor, published: str
) -> None:
    path = tmp_path / "three.jsonl"
    path.write_text(told(BLAST, "2025-12-16T09:00:00Z") + told(RAID, published) + told(RAID, "2025-12-16T10:00:00Z"))
    tally, _ = take(writer, path, extractor)
    assert (tally.new, tally.events) == (2, 2)
    assert len(tally.problems) == 1
    assert tally.problems[0].startswith(f"{path}, line 2: ")
    (tmp_path / "one.md").write_text(f"---\npublished: {published}\n---\n{BLAST}")
    tally, _ = take(writer, tmp_path / "one.md", extractor)
    assert (tally.new, len(tally.problems)) == (0, 1)
    page = f'<html><head><meta property="article:published_time" content="{published}"></head><p>{BLAST} Again.</p>'
    (tmp_path / "one.html").write_text(page)
    assert take(writer, tmp_path / "one.html", extractor)[0].new == 1
    assert {row[0] for row in writer.execute("select substr(published, 1, 4) from reports")} == {"2025", None}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.datetimes(datetime(1900, 1, 1), datetime(2099, 12, 31)))
def test_what_is_stored_of_any_year_reads_back(
    writer: sqlite3.Connection, extractor: Extractor, published: datetime
) -> None:
    report = Report(f"A car bomb killed three people in Aden on Monday, {published}.", published.replace(tzinfo=UTC))
    ingest(Reports(iter([report])), writer, lambda: partial(attempt, extractor), lambda done, total: None)
    done = reindex(writer, lambda: partial(attempt, extractor), lambda done, total: None)
    assert done.problems == []
    assert find(writer, Selection()).events


def test_a_report_dated_after_now_is_noted_and_is_never_the_newest(
    writer: sqlite3.Connection, tmp_path: Path, extractor: Extractor
) -> None:
    path = tmp_path / "wire.jsonl"
    path.write_text(
        told("A car bomb killed five people in Aden on 19 December 2025, police said.", "2025-12-20T09:00:00Z")
        + told("A car bomb killed 500 people in Aden on 19 December 2025.", "2099-01-01T00:00:00Z", "plant")
        + told("A car bomb killed six people in Aden on 19 December 2025, doctors said.", "2025-12-21T09:00:00Z")
        + told("A drone strike hit a market in Taiz.", "2099-01-01T00:00:00Z", "second plant")
        + told("A drone strike hit a school in Marib on Saturday.", "2025-12-21T09:00:00Z")
    )
    reports = read_reports([path], Defaults(), NOW)
    tally = ingest(reports, writer, lambda: partial(attempt, extractor), lambda done, total: None)
    assert "2 reports are dated after now and were kept without their dates (first plant, 2099-" in tally.sentence
    assert (tally.new, tally.problems) == (5, [])
    latest = find(writer, Selection()).events
    assert [event.event.places[0].place.name for event in latest] == ["Marib", "Aden", "Taiz"]
    killed = latest[1].figures[Outcome.KILLED]
    assert (killed.min, killed.max, killed.best) == (5, 500, 6)


def test_what_stands_beside_a_broken_row_is_told_and_the_rest_is_read(
    writer: sqlite3.Connection, tmp_path: Path, extractor: Extractor
) -> None:
    path = tmp_path / "wire.jsonl"
    path.write_text(told(BLAST, "2025-12-16T09:00:00Z"))
    take(writer, path, extractor)
    writer.execute("update mentions set telling = x'7b7d'")
    path.write_text(told(f"{BLAST} Many were hurt.", "2025-12-16T10:00:00Z") + told(RAID, "2025-12-16T10:00:00Z"))
    tally, _ = take(writer, path, extractor)
    assert tally.new == 1
    assert len(tally.problems) == 1
    assert tally.problems[0].startswith("Report 1 of the index is broken (a telling cannot be unpacked")


def test_a_date_that_cannot_be_read_keeps_nothing_else_from_being_answered(
    writer: sqlite3.Connection, tmp_path: Path, extractor: Extractor
) -> None:
    path = tmp_path / "wire.jsonl"
    path.write_text(told(BLAST, "2025-12-16T09:00:00Z"))
    take(writer, path, extractor)
    writer.execute("update reports set published = '500-01-01T00:00:00Z'")
    path.write_text(told(f"{BLAST} Many were hurt.", "2025-12-16T10:00:00Z"))
    assert take(writer, path, extractor)[0].problems == []
    (found,) = find(writer, Selection()).events
    assert [mention.published is None for mention in found.mentions] == [False, True]


def test_a_report_that_takes_too_long_is_named_with_its_reason_and_the_rest_is_stored(
    writer: sqlite3.Connection, tmp_path: Path
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for name, text in (("a", "good"), ("b", "hang"), ("c", "good as well"), ("d", "die")):
        (inbox / f"{name}.txt").write_text(text)
    with Workers(LocalProcesses(1, deeds, Limits(seconds=1.0))) as workers:
        tally = ingest(read_reports([inbox], Defaults()), writer, lambda: workers.attempt, lambda done, total: None)
    assert tally.sentence == "2 reports added, 2 not read, 0 mentions of events."
    assert tally.problems == [
        f"'{inbox}/b.txt' took longer than 1 seconds to read: split it into shorter reports.",
        f"'{inbox}/d.txt' ended the process that read it 3 times: please report this text as a fault.",
    ]
    assert [row[0] for row in writer.execute("select text from reports order by id")] == ["good", "good as well"]
