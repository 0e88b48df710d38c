"""Rows of a structured dataset into the index: each one event of its own, with the dataset as its source.

Rows are not linked with one another, as a dataset keeps its events apart already; they are with what reports or
other datasets tell of the same events. They are prepared without the index, by another process if need be, and
written table by table, each batch whole or not at all.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from domain.events import Event
from domain.reports import HASH, Report
from domain.times import iso
from domain.wire import event_to_text
from store.database import transaction
from store.events.indexing import new_event_id
from store.events.rows import TABLES, Filing, Row, filing_of, own_rows
from store.linkage.blocking import blocks_of, collections, neighbours
from store.linkage.mentions import MentionRecord
from store.linkage.merging import merge
from store.tellings import pack
from store.writing.bulk import NAMED, Firsts, months_of, write_batch
from store.writing.dataset_revision import HeldRow, held_rows, tell_anew
from store.writing.linkage import find_event_of_filed, load_records
from store.writing.reports import context_of

MARK_DATASET = """
    insert into sources (key, name, kind) values ('name:' || :name, :name, 'dataset') on conflict (key) do nothing
"""
LAST_IDS = "select coalesce((select max(id) from reports), 0), coalesce((select max(id) from mentions), 0)"


@dataclass(frozen=True, slots=True)
class DatasetRow:
    """A row: its id within the dataset, what it says in words, and the event; `unknown_country` is the name of its
    country where no gazetteer has it."""

    id: str
    report: Report
    event: Event
    unknown_country: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows ready to be written, by table. Reports, mentions and events have for an id the place of their row among
    `hashes`, and reports the name of their source for its id; a row of `event_areas` has an event and all its areas.
    `months` is what all of them add to `event_months`."""

    hashes: Sequence[str]
    sources: frozenset[str]
    tables: Mapping[str, Sequence[Row]]
    months: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Stored:
    """How many rows of a batch were new, and how many differed from what was held, and are told anew."""

    new: int = 0
    revised: int = 0


def add_rows(writer: sqlite3.Connection, dataset: str, rows: Iterable[DatasetRow]) -> Stored:
    """Store those rows of a dataset that are not known yet or differ from what is held, all or none."""
    with transaction(writer):
        return add_batch(writer, prepare(dataset, rows))


def hash_of_row(dataset: str, id: str) -> str:
    """What a dataset's row is known by."""
    return sha256(f"dataset\x1f{dataset}\x1f{id}".encode()).hexdigest()[:HASH]


def prepare(dataset: str, rows: Iterable[DatasetRow]) -> Batch:
    """The rows of every table that rows of a dataset make; of those with the same id the last is taken."""
    by_hash = {hash_of_row(dataset, row.id): row for row in rows}
    received = iso(datetime.now(UTC))
    found: dict[str, list[Row]] = defaultdict(list)
    filings: dict[int, Filing] = {}
    for number, (content_hash, row) in enumerate(by_hash.items()):
        report, event = row.report, row.event
        published = iso(report.published) if report.published else None
        row_of_report = (report.source, report.id, report.title, report.text, report.url, published, received, 1, "")
        found["reports"].append((number, content_hash, *row_of_report))
        found["mentions"].append((number, number, number, 0, *_mention(report, event)))
        found["casualties"] += [
            (number, c.outcome.value, c.min, c.max, c.best, c.group.value, c.side, int(c.part), c.text)
            for c in event.casualties
        ]
        record = MentionRecord("", content_hash, report.source, report.published, event, number, dataset=report.source)
        found["mention_blocks"] += blocks_of(record)
        merged = merge([record])
        filing = filing_of(merged.event)
        filings[id(filing)] = filing
        found["event_areas"].append((number, filing.event_areas))
        for table, lines in own_rows(number, merged, filing).items():
            found[table] += lines
    for table in NAMED:
        found[table] = list(dict.fromkeys(row for filing in filings.values() for row in getattr(filing, table)))
    tables = {table: found[table] for table in TABLES}
    sources = {dataset} | {row.report.source for row in by_hash.values() if row.report.source}
    return Batch(list(by_hash), frozenset(sources), tables, months_of(tables))


def _mention(report: Report, event: Event) -> Row:
    quote = " ".join([evidence.quote for evidence in event.evidence])
    kind = (event.category, event.type, event.status.value, int(event.prevented))
    return (*kind, quote, context_of(report, event), event.confidence, pack(event_to_text(event), quote))


def add_batch(writer: sqlite3.Connection, batch: Batch) -> Stored:
    """Store those rows of a batch that are not known yet within the caller's transaction, and tell those anew that
    differ from what is held."""
    known = held_rows(writer, batch.hashes)
    revised = _tell_anew(writer, batch, known) if known else 0
    if len(known) == len(batch.hashes):
        return Stored(0, revised)
    held = collections(writer)
    tables = _unknown(batch, known.keys()) if known else batch.tables
    for name in sorted(batch.sources):
        writer.execute(MARK_DATASET, {"name": name})
    report, mention = writer.execute(LAST_IDS).fetchone()
    firsts = Firsts(report + 1, mention + 1, new_event_id(writer))
    write_batch(writer, tables, firsts, months_of(tables) if known else batch.months)
    if set(held) - batch.sources:
        _link_new(writer, [firsts.mention + int(str(row[0])) for row in tables["mentions"]], held)
    return Stored(len(tables["reports"]), revised)


def _tell_anew(writer: sqlite3.Connection, batch: Batch, known: Mapping[str, HeldRow]) -> int:
    """Tell those rows of a batch anew that differ from what is held; returns how many did."""
    rows = zip(batch.hashes, batch.tables["reports"], batch.tables["mentions"], strict=True)
    changed = [
        (held, report, mention)
        for content_hash, report, mention in rows
        if (held := known.get(content_hash)) is not None and held.differs(report, mention)
    ]
    for held, report, mention in changed:
        tell_anew(writer, held, report, mention)
    return len(changed)


def _link_new(writer: sqlite3.Connection, mention_ids: Iterable[int], held: tuple[str | None, ...]) -> None:
    """Link the rows just written with what reports and other datasets tell of the same events."""
    for record in load_records(writer, mention_ids).values():
        if near := neighbours(writer, record, held):
            find_event_of_filed(writer, record, near)


def _unknown(batch: Batch, known: Set[str]) -> dict[str, Sequence[Row]]:
    """The rows of those whose hashes are not known, numbered anew."""
    new = (number for number, content_hash in enumerate(batch.hashes) if content_hash not in known)
    numbers: dict[object, int] = {number: at for at, number in enumerate(new)}
    tables: dict[str, Sequence[Row]] = {}
    for table, rows in batch.tables.items():
        if table in NAMED:
            tables[table] = rows
        else:
            own = 3 if table == "mentions" else 1  # of itself, its report and its event
            tables[table] = [(*[numbers[row[0]]] * own, *row[own:]) for row in rows if row[0] in numbers]
    return tables
