"""Stored reports read again by the present extractor, each replaced on its own: stopped at any moment, the index is
whole, and a second run does what is left."""

import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from domain.events import Event
from domain.reports import Report
from extraction.attempts import Attempt, SetAside
from ingestion.intake import set_aside
from store.database import BrokenRowError
from store.writing.revision import Revision, StoredReport, count_reports, revise, stored_reports


@dataclass(slots=True)
class Reindexed:
    """How many reports were read again, what became of their mentions, and what could not be read."""

    reports: int = 0
    textless: int = 0
    revision: Revision = field(default_factory=Revision)
    problems: list[str] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """`64 reports read again: 70 mentions of events as before, 5 changed, 2 new, 1 gone.`"""
        sums = self.revision
        counted = (
            f"{sums.same} mentions of events as before, {sums.changed} changed, {sums.added} new, {sums.gone} gone"
        )
        lost = f" {sums.decisions_lost} decisions were on mentions that are gone." if sums.decisions_lost else ""
        kept = f" {self.textless} reports without their texts stand as they did." if self.textless else ""
        return f"{self.reports} reports read again: {counted}.{lost}{kept}"


def reindex(writer: sqlite3.Connection, load: Callable[[], Attempt], progress: Callable[[int, int], None]) -> Reindexed:
    """Read every report of the index again with what `load` makes; `progress` is called with how many of how many are
    done. A broken row is listed among the problems, and the rest is read."""
    total, textless = count_reports(writer)
    done = Reindexed(textless=textless)
    if total == 0:
        return done
    rows: deque[int] = deque()  # of the reports that are being read

    def stored() -> Iterator[Report]:
        for row, report in _readable(stored_reports(writer), done.problems):
            rows.append(row)
            yield report

    for report, outcome in load()(stored()):
        row = rows.popleft()
        if isinstance(outcome, SetAside):
            done.problems.append(set_aside(report, outcome))
        else:
            _revise(writer, row, report, outcome, done)
        progress(done.reports + len(done.problems), total)
    return done


def _revise(writer: sqlite3.Connection, row: int, report: Report, events: Sequence[Event], done: Reindexed) -> None:
    try:
        done.revision = done.revision.plus(revise(writer, row, report, events))
        done.reports += 1
    except BrokenRowError as error:
        beside = "" if error.report_id == row else f"Report {row} stays as it was, beside a broken one. "
        done.problems.append(f"{beside}{error}")


def _readable(stored: Iterable[StoredReport], problems: list[str]) -> Iterator[tuple[int, Report]]:
    """The stored reports but for broken ones, which are listed among the problems."""
    for each in stored:
        if isinstance(each, BrokenRowError):
            problems.append(str(each))
        else:
            yield each
