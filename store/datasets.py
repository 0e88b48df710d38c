"""Rows of a structured dataset into the index: each one event of its own, with the dataset as its source.

Rows are not joined, neither with one another nor with reports: a dataset has told its events apart already. They are
written table by table, a batch at a time, each batch whole or not at all.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from domain.events import Event
from domain.reports import Report
from domain.times import iso
from domain.wire import event_to_json
from store.accounts import Account
from store.bulk import write_batch
from store.database import transaction
from store.indexing import new_event_id
from store.merging import merge
from store.rows import TABLES, Row, rows_of
from store.writing import context_of

MARK_DATASET = """
    insert into sources (name, kind) values (?, 'dataset') on conflict (name) do update set name = name returning id
"""
KNOWN = "select content_hash from reports where content_hash in (select value from json_each(?))"
LAST_IDS = "select coalesce((select max(id) from reports), 0), coalesce((select max(id) from mentions), 0)"


@dataclass(frozen=True, slots=True)
class DatasetRow:
    """A row: its id within the dataset, what it says in words, and the event."""

    id: str
    report: Report
    event: Event


def add_rows(writer: sqlite3.Connection, dataset: str, rows: Iterable[DatasetRow]) -> int:
    """Store those rows of a dataset that are not known yet, all or none; returns how many were new."""
    by_hash = {sha256(f"dataset\x1f{dataset}\x1f{row.id}".encode()).hexdigest(): row for row in rows}
    with transaction(writer):
        for (known,) in writer.execute(KNOWN, (json.dumps(list(by_hash)),)).fetchall():
            del by_hash[known]
        if by_hash:
            write_batch(writer, _lines(writer, dataset, by_hash))
    return len(by_hash)


def _lines(writer: sqlite3.Connection, dataset: str, by_hash: dict[str, DatasetRow]) -> dict[str, Sequence[Row]]:
    """The rows of every table, in the order in which they are to be written."""
    report_id, mention_id = writer.execute(LAST_IDS).fetchone()
    event_id = new_event_id(writer) - 1
    sources = {
        name: writer.execute(MARK_DATASET, (name,)).fetchone()["id"]
        for name in {dataset} | {row.report.source for row in by_hash.values() if row.report.source}
    }
    received = iso(datetime.now(UTC))
    found: dict[str, list[Row]] = defaultdict(list)
    named: dict[str, dict[Row, None]] = {"actors": {}, "places": {}, "points": {}}
    for number, (content_hash, row) in enumerate(by_hash.items(), start=1):
        report, event = row.report, row.event
        published = iso(report.published) if report.published else None
        source = sources[report.source] if report.source else None
        told = (source, report.id, report.title, report.text, report.url, published, received, 1, "")
        found["reports"].append((report_id + number, content_hash, *told))
        homes = (mention_id + number, report_id + number, event_id + number)
        found["mentions"].append((*homes, 0, *_mention(report, event)))
        found["casualties"] += _casualties(mention_id + number, event)
        account = Account(f"{content_hash}:00000", content_hash, report.source, report.published, event)
        for table, lines in rows_of(event_id + number, merge([account])).items():
            if table in named:
                named[table].update(dict.fromkeys(lines))
            else:
                found[table] += lines
    return {table: list(named[table]) if table in named else found[table] for table in TABLES}


def _mention(report: Report, event: Event) -> Row:
    time = event.time
    start, end = (iso(side) if side else None for side in ((time.start, time.end) if time else (None, None)))
    quote = " ".join(evidence.quote for evidence in event.evidence)
    telling = json.dumps(event_to_json(event), ensure_ascii=False, separators=(",", ":"))
    kind = (event.category, event.type, event.status.value, int(event.prevented))
    return (*kind, start, end, quote, context_of(report, event), event.confidence, telling)


def _casualties(mention_id: int, event: Event) -> list[Row]:
    return [
        (mention_id, c.outcome.value, c.min, c.max, c.best, c.group.value, c.side, int(c.part), c.text)
        for c in event.casualties
    ]
