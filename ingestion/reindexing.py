"""Stored reports read again by the present extractor, each replaced on its own: stopped at any moment, the index is
whole, and a second run does what is left."""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import batched

from domain.events import Event
from domain.reports import Report
from ingestion.intake import BATCH, ODD_TEXT, Extracts
from store.retelling import Retold, count_reports, retell, stored_reports


@dataclass(slots=True)
class Reindexed:
    """How many reports were read again, what became of their mentions, and what could not be read."""

    reports: int = 0
    told: Retold = field(default_factory=Retold)
    problems: list[str] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """`64 reports read again: 70 mentions of events as before, 5 changed, 2 new, 1 gone.`"""
        told = self.told
        counted = (
            f"{told.same} mentions of events as before, {told.changed} changed, {told.added} new, {told.gone} gone"
        )
        lost = f" {told.decisions_lost} decisions were on mentions that are gone." if told.decisions_lost else ""
        return f"{self.reports} reports read again: {counted}.{lost}"


def reindex(
    writer: sqlite3.Connection, load_extractor: Callable[[], Extracts], progress: Callable[[int, int], None]
) -> Reindexed:
    """Read every report of the index again; `progress` is told how many of how many are done."""
    done, total = Reindexed(), count_reports(writer)
    if total == 0:
        return done
    extractor = load_extractor()
    for page in batched(stored_reports(writer), BATCH):
        for (report_id, report), events in _extracted(page, extractor, done):
            done.told = done.told.plus(retell(writer, report_id, report, events))
            done.reports += 1
            progress(done.reports + len(done.problems), total)
    return done


def _extracted(
    page: tuple[tuple[int, Report], ...], extractor: Extracts, done: Reindexed
) -> Iterator[tuple[tuple[int, Report], tuple[Event, ...]]]:
    """Each report with its events. One that the extractor cannot take stays as it is."""
    read = 0
    try:
        for pair, (_, events) in zip(page, extractor.extract([report for _, report in page]), strict=True):
            read += 1
            yield pair, events
        return
    except ODD_TEXT:
        pass
    for report_id, report in page[read:]:
        try:
            for _, events in list(extractor.extract([report])):
                yield (report_id, report), events
        except ODD_TEXT as error:
            name = report.id or report.title or report.text[:60]
            done.problems.append(f"{name!r} cannot be analysed ({error}): please report this text as a fault.")
