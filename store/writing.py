"""Adding reports to the index, each with its events in one transaction: all of it is stored, or nothing."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from domain.events import Event
from domain.reports import Report


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a report: its row, whether it was new, and the events that it tells of (in its order)."""

    report_id: int
    new: bool
    event_ids: tuple[int, ...]


def add_report(writer: sqlite3.Connection, report: Report, events: Sequence[Event]) -> Added:
    """Store a report and what it tells of, joined with what other reports tell of the same happenings.

    A report already known (by its content hash) changes nothing. Raises StoreError where the file cannot be written.
    """
    raise NotImplementedError
