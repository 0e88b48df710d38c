"""Stored reports read again: the tally, reports set aside that stay as they are, and a run that is cut short."""

import sqlite3
from collections.abc import Iterator, Sequence

import pytest

from domain.events import Event
from domain.reports import Report
from extraction.workers import SetAside
from ingestion.files import Reports
from ingestion.intake import ingest
from ingestion.reindexing import reindex
from store.writing.reports import add_report
from tests.store.making import OBEID, PALMYRA, event, report

Pair = tuple[Report, tuple[Event, ...] | SetAside]


class Reader:
    """Reads an ied in every report, and sets those aside whose text is odd; stops the run after so many reports."""

    def __init__(self, last: int = 1000) -> None:
        self.left = last

    def extract(self, reports: Sequence[Report]) -> Iterator[Pair]:
        for published in reports:
            if published.text.startswith("odd"):
                yield published, SetAside("cannot be analysed (no such day).")
                continue
            if self.left == 0:
                raise KeyboardInterrupt
            self.left -= 1
            yield published, (event("ied", OBEID),)


def fill(writer: sqlite3.Connection, *texts: str) -> None:
    for text in texts:
        add_report(writer, report(text), [event("arrest", PALMYRA)])


def kinds(writer: sqlite3.Connection) -> list[str]:
    return [row[0] for row in writer.execute("select type from mentions order by report_id")]


def test_every_report_is_read_again(writer: sqlite3.Connection) -> None:
    fill(writer, *(f"text {number}" for number in range(40)))
    seen: list[tuple[int, int]] = []
    done = reindex(writer, Reader, lambda now, total: seen.append((now, total)))
    assert done.sentence == "40 reports read again: 0 mentions of events as before, 40 changed, 0 new, 0 gone."
    assert seen[-1] == (40, 40)
    assert kinds(writer) == ["ied"] * 40
    again = reindex(writer, Reader, lambda now, total: None)
    assert (again.revision.same, again.revision.changed) == (40, 0)


def test_a_report_set_aside_stays_as_it_is_and_keeps_no_other_out(writer: sqlite3.Connection) -> None:
    fill(writer, "one", "odd two", "three")
    done = reindex(writer, Reader, lambda now, total: None)
    assert kinds(writer) == ["ied", "arrest", "ied"]
    assert done.reports == 2
    assert done.problems == ["'odd two' cannot be analysed (no such day)."]


def test_a_report_set_aside_that_comes_in_keeps_no_other_out(writer: sqlite3.Connection) -> None:
    texts = [report(text) for text in ("one", "odd two", "three", "odd four", "five")]
    tally = ingest(Reports(iter(texts)), writer, Reader, lambda now, total: None)
    assert (tally.new, tally.events, len(tally.problems)) == (3, 3, 2)
    assert tally.problems[0] == "'odd two' cannot be analysed (no such day)."
    rows = writer.execute("select text, type from reports join mentions on report_id = reports.id order by reports.id")
    assert [tuple(row) for row in rows] == [("one", "ied"), ("three", "ied"), ("five", "ied")]


def test_a_run_cut_short_is_completed_by_the_next(writer: sqlite3.Connection) -> None:
    fill(writer, "one", "two", "three")
    with pytest.raises(KeyboardInterrupt):
        reindex(writer, lambda: Reader(last=2), lambda now, total: None)
    assert kinds(writer) == ["ied", "ied", "arrest"]
    reindex(writer, Reader, lambda now, total: None)
    assert kinds(writer) == ["ied"] * 3


def test_an_empty_index_needs_no_extractor(writer: sqlite3.Connection) -> None:
    def never() -> Reader:
        raise AssertionError("loaded for nothing")

    assert reindex(writer, never, lambda now, total: None).reports == 0
