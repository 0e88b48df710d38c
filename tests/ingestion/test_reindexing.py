"""Stored reports read again: the tally, reports set aside that stay as they are, and a run that is cut short."""

import sqlite3
from collections.abc import Iterable, Iterator

import pytest

from domain.reports import Report
from extraction.attempts import Attempt, Outcome, SetAside
from ingestion.files import Reports
from ingestion.intake import ingest
from ingestion.reindexing import reindex
from store.health import check
from store.writing.reports import add_report
from tests.store.making import OBEID, PALMYRA, SUVA, event, report

Pair = tuple[Report, Outcome]


class Reader:
    """Reads an ied in every report, and sets those aside whose text is odd; stops the run after so many reports."""

    def __init__(self, last: int = 1000) -> None:
        self.left = last

    def read(self, reports: Iterable[Report]) -> Iterator[Pair]:
        for published in reports:
            if published.text.startswith("odd"):
                yield published, SetAside("cannot be analysed (no such day).")
                continue
            if self.left == 0:
                raise KeyboardInterrupt
            self.left -= 1
            yield published, (event("ied", OBEID),)


def reader(last: int = 1000) -> Attempt:
    return Reader(last).read


def fill(writer: sqlite3.Connection, *texts: str) -> None:
    for text in texts:
        add_report(writer, report(text), [event("arrest", PALMYRA)])


def kinds(writer: sqlite3.Connection) -> list[str]:
    return [row[0] for row in writer.execute("select type from mentions order by report_id")]


def test_every_report_is_read_again(writer: sqlite3.Connection) -> None:
    fill(writer, *(f"text {number}" for number in range(40)))
    seen: list[tuple[int, int]] = []
    done = reindex(writer, reader, lambda now, total: seen.append((now, total)))
    assert done.sentence == "40 reports read again: 0 mentions of events as before, 40 changed, 0 new, 0 gone."
    assert seen[-1] == (40, 40)
    assert kinds(writer) == ["ied"] * 40
    again = reindex(writer, reader, lambda now, total: None)
    assert (again.revision.same, again.revision.changed) == (40, 0)


def test_a_report_set_aside_stays_as_it_is_and_keeps_no_other_out(writer: sqlite3.Connection) -> None:
    fill(writer, "one", "odd two", "three")
    done = reindex(writer, reader, lambda now, total: None)
    assert kinds(writer) == ["ied", "arrest", "ied"]
    assert done.reports == 2
    assert done.problems == ["'odd two' cannot be analysed (no such day)."]


def test_a_report_set_aside_that_comes_in_keeps_no_other_out(writer: sqlite3.Connection) -> None:
    texts = [report(text) for text in ("one", "odd two", "three", "odd four", "five")]
    tally = ingest(Reports(iter(texts)), writer, reader, lambda now, total: None)
    assert (tally.new, tally.events, len(tally.problems)) == (3, 3, 2)
    assert tally.problems[0] == "'odd two' cannot be analysed (no such day)."
    rows = writer.execute("select text, type from reports join mentions on report_id = reports.id order by reports.id")
    assert [tuple(row) for row in rows] == [("one", "ied"), ("three", "ied"), ("five", "ied")]


def test_a_run_cut_short_is_completed_by_the_next(writer: sqlite3.Connection) -> None:
    fill(writer, "one", "two", "three")
    with pytest.raises(KeyboardInterrupt):
        reindex(writer, lambda: reader(last=2), lambda now, total: None)
    assert kinds(writer) == ["ied", "ied", "arrest"]
    reindex(writer, reader, lambda now, total: None)
    assert kinds(writer) == ["ied"] * 3


def test_an_empty_index_needs_no_extractor(writer: sqlite3.Connection) -> None:
    def never() -> Attempt:
        raise AssertionError("loaded for nothing")

    assert reindex(writer, never, lambda now, total: None).reports == 0


def test_a_broken_row_is_told_in_a_line_and_keeps_no_other_out(writer: sqlite3.Connection) -> None:
    fill(writer, "one", "two", "three")
    add_report(writer, report("four"), [event("ied", SUVA)])
    add_report(writer, report("five"), [event("ied", SUVA)])
    writer.execute("update reports set published = '500-01-01T00:00:00Z' where text = 'two'")
    writer.execute(
        "update mentions set telling = x'7b7d' where report_id = (select id from reports where text = 'four')"
    )
    done = reindex(writer, reader, lambda now, total: None)
    assert [problem.partition(" is broken ")[0] for problem in done.problems] == [
        "Report 2 of the index",
        "Report 4 of the index",
        "Report 5 stays as it was, beside a broken one. Report 4 of the index",
    ]
    assert all("\n" not in problem for problem in done.problems)
    assert done.reports == 2
    assert kinds(writer) == ["ied", "arrest", "ied", "ied", "ied"]
    assert [(name, fine) for name, fine, _ in check(writer) if not fine] == [("rows", False)]
