"""Adding reports to the index, each with its events in one transaction: all of it is stored, or nothing."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from domain.events import Event
from domain.reports import Report
from domain.times import from_iso, iso
from domain.wire import event_to_text
from store.database import explained, transaction
from store.linkage.near_duplicates import fingerprint
from store.linkage.sums import without_sums
from store.tellings import pack
from store.writing.linkage import find_events

LAST_RECEIVED = "select received from reports order by id desc limit 1"  # primary key
FIND_REPORT = "select id from reports where content_hash = ?"
EVENTS_OF_REPORT = "select event_id from mentions where report_id = ? and event_id is not null order by position"
ADD_SOURCE = """
    insert into sources (key, name) values (?, ?) on conflict (key) do update set name = excluded.name returning id
"""  # a channel is called as it calls itself now
NAMED_ONLY = """
    select reports.id from reports join sources on sources.id = reports.source_id
    where reports.content_hash = ? and sources.key = ?
"""
ADD_REPORT = """
    insert into reports (content_hash, source_id, reference, title, text, url, published, received, event_count,
        fingerprint)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
ADD_MENTION = """
    insert into mentions (id, report_id, position, category, type, status, prevented, quote, context, confidence,
        telling)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    on conflict (id) do update set position = excluded.position, category = excluded.category, type = excluded.type,
        status = excluded.status, prevented = excluded.prevented,
        quote = excluded.quote, context = excluded.context, confidence = excluded.confidence, telling = excluded.telling
"""
ADD_CASUALTY = """
    insert into casualties (mention_id, outcome, min, max, best, "group", side, part, text)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a report: its row, whether it was new, and the events that it tells of (in its order): of none
    where it is withdrawn. So many of them were held `in_part` only against what else is told of their place and time,
    as that is too much."""

    report_id: int
    new: bool
    event_ids: tuple[int, ...]
    in_part: int = 0


def known_report(connection: sqlite3.Connection, report: Report) -> Added | None:
    """The report as it already stands in the index, None where it is new."""
    with explained():
        row = connection.execute(FIND_REPORT, (report.content_hash,)).fetchone()
        if row is None and report.source_id is not None:  # it may have come before its outlet's id was kept
            named = replace(report, source_id=None)
            row = connection.execute(NAMED_ONLY, (named.content_hash, named.outlet)).fetchone()
        return None if row is None else Added(row["id"], False, _events_of(connection, row["id"]))


def last_received(connection: sqlite3.Connection) -> datetime | None:
    """When the newest report came in, by the clock of that moment; None where there is none."""
    with explained():
        row = connection.execute(LAST_RECEIVED).fetchone()
    return None if row is None else from_iso(row["received"])


def add_report(writer: sqlite3.Connection, report: Report, events: Sequence[Event]) -> Added:
    """Store a report and what it tells of, linked with what other reports tell of the same events.

    A report already known (by its content hash) changes nothing; sums of events that are told, too, are left out.
    Raises StoreError where the file cannot be written.
    """
    with transaction(writer):
        return put_report(writer, report, events)


def put_report(writer: sqlite3.Connection, report: Report, events: Sequence[Event]) -> Added:
    """`add_report` within the caller's transaction."""
    if known := known_report(writer, report):
        return known
    events = without_sums(events)
    report_id = write_report(writer, report, len(events), report.content_hash, fingerprint(report.text))
    mentions = [write_mention(writer, report_id, position, report, event) for position, event in enumerate(events)]
    in_part = find_events(writer, mentions)
    return Added(report_id, True, _events_of(writer, report_id), in_part)


def _events_of(connection: sqlite3.Connection, report_id: int) -> tuple[int, ...]:
    return tuple(int(row["event_id"]) for row in connection.execute(EVENTS_OF_REPORT, (report_id,)))


def write_report(
    writer: sqlite3.Connection, report: Report, event_count: int, content_hash: str, marks: str = ""
) -> int:
    """Write a report's row within the caller's transaction; returns its number. `marks` is its text's fingerprint,
    empty where no copies are to be looked for."""
    name = report.source or report.source_id
    source = writer.execute(ADD_SOURCE, (report.outlet, name)).fetchone()["id"] if name else None
    published = iso(report.published) if report.published else None
    received = iso(datetime.now(UTC))
    row = (content_hash, source, report.id, report.title, report.text, report.url, published, received)
    return _inserted(writer, ADD_REPORT, (*row, event_count, marks))


def write_mention(
    writer: sqlite3.Connection,
    report_id: int,
    position: int,
    report: Report,
    event: Event,
    mention_id: int | None = None,
) -> int:
    """Write an event as a report tells it, not linked with any other yet; returns the mention's number. A mention that
    has one already is written anew."""
    kind = (event.category, event.type, event.status.value, int(event.prevented))
    quote = " ".join(evidence.quote for evidence in event.evidence)
    words = (quote, context_of(report, event), event.confidence, pack(event_to_text(event), quote))
    added = _inserted(writer, ADD_MENTION, (mention_id, report_id, position, *kind, *words))
    mention_id = mention_id or added
    for line in event.casualties:
        figure = (line.outcome.value, line.min, line.max, line.best, line.group.value, line.side, int(line.part))
        writer.execute(ADD_CASUALTY, (mention_id, *figure, line.text))
    return mention_id


def context_of(report: Report, event: Event) -> str:
    """What a mention can be found by beyond its own sentences: the title, and the names that stand behind its words."""
    names = [place.place.name for place in event.places] + [actor.actor.name for actor in event.actors]
    return " ".join(dict.fromkeys((report.title or "", *names, *event.weapons))).strip()


def _inserted(writer: sqlite3.Connection, statement: str, row: tuple[object, ...]) -> int:
    added = writer.execute(statement, row).lastrowid
    if added is None:
        raise sqlite3.DatabaseError("the new row has no id")
    return added
