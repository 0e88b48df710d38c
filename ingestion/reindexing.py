"""Stored reports read again by the present extractor, each replaced on its own: stopped at any moment, the index is
whole, and a second run does what is left."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import batched

from domain.reports import Report
from ingestion.intake import BATCH, Extracts, extracted
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


def reindex(
    writer: sqlite3.Connection, load_extractor: Callable[[], Extracts], progress: Callable[[int, int], None]
) -> Reindexed:
    """Read every report of the index again; `progress` is called with how many of how many are done. A broken row is
    listed among the problems, and the rest is read."""
    total, textless = count_reports(writer)
    done = Reindexed(textless=textless)
    if total == 0:
        return done
    extractor = load_extractor()
    for page in batched(_readable(stored_reports(writer), done.problems), BATCH):
        for at, events in extracted([report for _, report in page], extractor, done.problems):
            try:
                done.revision = done.revision.plus(revise(writer, *page[at], events))
                done.reports += 1
            except BrokenRowError as error:
                number = page[at][0]
                beside = "" if error.report_id == number else f"Report {number} stays as it was, beside a broken one. "
                done.problems.append(f"{beside}{error}")
            progress(done.reports + len(done.problems), total)
    return done


def _readable(stored: Iterable[StoredReport], problems: list[str]) -> Iterator[tuple[int, Report]]:
    """The stored reports but for broken ones, which are listed among the problems."""
    for each in stored:
        if isinstance(each, BrokenRowError):
            problems.append(str(each))
        else:
            yield each
