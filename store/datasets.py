"""Rows of a structured dataset into the index: each one event of its own, with the dataset as its source.

Rows are not joined, neither with one another nor with reports: a dataset has told its events apart already.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from domain.events import Event
from domain.reports import Report
from store.database import transaction
from store.indexing import new_event_id, write_event
from store.linking import MOVE, load_accounts
from store.merging import merge
from store.writing import FIND_REPORT, write_mention, write_report

MARK_DATASET = "insert into sources (name, kind) values (?, 'dataset') on conflict (name) do nothing"


@dataclass(frozen=True, slots=True)
class DatasetRow:
    """A row: its id within the dataset, what it says in words, and the event."""

    id: str
    report: Report
    event: Event


def add_rows(writer: sqlite3.Connection, dataset: str, rows: Iterable[DatasetRow]) -> int:
    """Store those rows of a dataset that are not known yet, all or none; returns how many were new."""
    new = 0
    with transaction(writer):
        writer.execute(MARK_DATASET, (dataset,))
        for row in rows:
            content_hash = sha256(f"dataset\x1f{dataset}\x1f{row.id}".encode()).hexdigest()
            if writer.execute(FIND_REPORT, (content_hash,)).fetchone() is None:
                _add(writer, content_hash, row)
                new += 1
    return new


def _add(writer: sqlite3.Connection, content_hash: str, row: DatasetRow) -> None:
    report_id = write_report(writer, row.report, 1, content_hash)
    mention_id = write_mention(writer, report_id, 0, row.report, row.event)
    event_id = new_event_id(writer)
    write_event(writer, event_id, merge(load_accounts(writer, [mention_id]).values()), fresh=True)
    writer.execute(MOVE, (event_id, mention_id))
