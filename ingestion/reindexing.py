"""Stored reports read again by the present extractor, each replaced on its own: stopped at any moment, the index is
whole, and a second run does what is left."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import batched

from extraction.workers import SetAside
from ingestion.intake import BATCH, Extracts, set_aside
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


def reindex(
    writer: sqlite3.Connection, load_extractor: Callable[[], Extracts], progress: Callable[[int, int], None]
) -> Reindexed:
    """Read every report of the index again; `progress` is called with how many of how many are done."""
    done, total = Reindexed(), count_reports(writer)
    if total == 0:
        return done
    extractor = load_extractor()
    for page in batched(stored_reports(writer), BATCH):
        for (row, _), (report, outcome) in zip(page, extractor.extract([report for _, report in page]), strict=True):
            if isinstance(outcome, SetAside):
                done.problems.append(set_aside(report, outcome))
            else:
                done.revision = done.revision.plus(revise(writer, row, report, outcome))
                done.reports += 1
            progress(done.reports + len(done.problems), total)
    return done
