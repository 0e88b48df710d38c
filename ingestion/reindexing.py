"""Stored reports read again by the present extractor, each replaced on its own: stopped at any moment, the index is
whole, and a second run does what is left."""

import sqlite3
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from domain.reports import Report
from extraction.attempts import Attempt, Unread
from ingestion.intake import problem
from store.writing.revision import Revision, count_reports, revise, stored_reports


@dataclass(slots=True)
class Reindexed:
    """How many reports were read again, what became of their mentions, and what could not be read."""

    reports: int = 0
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
        return f"{self.reports} reports read again: {counted}.{lost}"


def reindex(writer: sqlite3.Connection, load: Callable[[], Attempt], progress: Callable[[int, int], None]) -> Reindexed:
    """Read every report of the index again with what `load` makes; `progress` is called with how many of how many are
    done."""
    done, total = Reindexed(), count_reports(writer)
    if total == 0:
        return done
    rows: deque[int] = deque()  # of the reports that are being read

    def stored() -> Iterator[Report]:
        for row, report in stored_reports(writer):
            rows.append(row)
            yield report

    for report, outcome in load()(stored()):
        row = rows.popleft()
        if isinstance(outcome, Unread):
            done.problems.append(problem(report, outcome))
        else:
            done.revision = done.revision.plus(revise(writer, row, report, outcome))
            done.reports += 1
        progress(done.reports + len(done.problems), total)
    return done
