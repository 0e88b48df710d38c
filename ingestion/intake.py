"""Reports into the index: each is extracted and stored on its own, whatever becomes of the others.

Memory does not grow with the number of reports: no more are in hand than can be read at the time.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from domain.events import Event
from domain.reports import Report
from extraction.attempts import Attempt, SetAside
from ingestion.decoding import UnreadableReport
from ingestion.files import Reports
from knowledge.languages import language_name, unread_language
from store.database import BrokenRowError
from store.writing.reports import add_report, known_report

_NAME = 200  # characters of what a report is called in a sentence


@dataclass(slots=True)
class Tally:
    """What became of the reports: how many were new, known already or failed, and the events that the new ones tell
    of. `languages` counts the new ones that nothing was read of, as they are not in English; `problems` are sentences
    on what could not be read, `notes` on what was assumed."""

    new: int = 0
    known: int = 0
    events: int = 0
    in_part: int = 0
    languages: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """`14 reports added, 2 known already, 21 mentions of events.`"""
        parts = [f"{_counted(self.new, 'report')} added"]
        if self.known:
            parts.append(f"{self.known} known already")
        if self.problems:
            parts.append(f"{len(self.problems)} not read")
        parts.append(f"{_counted(self.events, 'mention')} of events")
        other = [f"{count} in {language_name(code)}" for code, count in self.languages.most_common()]
        kept = [f"kept, but not read, as only English is: {', '.join(other)}"] if other else []
        cut = f"{_counted(self.in_part, 'mention')} compared only with the nearest of too many of one place and time"
        crowded = [f"{cut} (what stands twice can be joined: `watchfloor events join`)"] if self.in_part else []
        return "; ".join([", ".join(parts), *kept, *crowded, *self.notes]) + "."


def _counted(number: int, one: str) -> str:
    return f"{number} {one}" if number == 1 else f"{number} {one}s"


def ingest(
    reports: Reports,
    writer: sqlite3.Connection,
    load: Callable[[], Attempt],
    progress: Callable[[int, int], None],
) -> Tally:
    """Extract and store every report; `progress` is called with how many of how many are done.

    `load` makes what reads them, when the first new report comes. Raises StoreError where the index cannot be written.
    """
    tally = Tally(notes=reports.notes)
    fresh = _unknown(reports, writer, tally)
    first = next(fresh, None)
    if first is not None:
        for report, outcome in load()(chain([first], fresh)):
            if isinstance(outcome, SetAside):
                tally.problems.append(set_aside(report, outcome))
            else:
                _store(writer, report, outcome, tally)
            _report_progress(progress, tally, reports)
    _report_progress(progress, tally, reports)
    tally.notes += filter(None, [reports.note_on_ahead])
    return tally


def _unknown(reports: Reports, writer: sqlite3.Connection, tally: Tally) -> Iterator[Report]:
    """The reports that are not in the index yet; the others are counted on the way."""
    while True:
        try:
            report = next(reports)
        except StopIteration:
            return
        except UnreadableReport as error:
            tally.problems.append(str(error))
            continue
        if known_report(writer, report):
            tally.known += 1
        else:
            yield report


def set_aside(report: Report, outcome: SetAside) -> str:
    """One sentence that names the report and says why it was not read."""
    name = report.id or report.title or report.text[:_NAME]
    return f"{name[:_NAME]!r} {outcome.reason}"


def _store(writer: sqlite3.Connection, report: Report, events: Sequence[Event], tally: Tally) -> None:
    try:
        added = add_report(writer, report, events)
    except BrokenRowError as error:  # of what stands beside it
        tally.problems.append(str(error))
        return
    if added.new:
        tally.new += 1
        tally.events += len(events)
        tally.in_part += added.in_part
        tally.languages.update(filter(None, [unread_language(report.text)]))
    else:
        tally.known += 1


def _report_progress(progress: Callable[[int, int], None], tally: Tally, reports: Reports) -> None:
    done = tally.new + tally.known + len(tally.problems)
    progress(done, max(done, reports.expected or 0))
