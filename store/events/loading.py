"""Events by their ids, whole: what their reports make of them together, and what each report says."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime

from domain.casualties import Outcome
from domain.corrections import Correction
from domain.events import Status
from store.database import BrokenRowError, explained
from store.events.decisions import corrections_of
from store.events.results import Mention, StoredEvent, Sum
from store.linkage.mentions import MentionRecord
from store.linkage.merging import Merged, merge, merged_event
from store.moments import held_moment
from store.tellings import event_of

EVENTS = "select * from events where id in (select value from json_each(?))"  # primary key
TIMES = 'select id, "end" from events where id in (select value from json_each(?))'  # primary key
MENTIONS = """
    select mentions.id, mentions.event_id, mentions.position, mentions.quote, mentions.status, mentions.telling,
        mentions.report_id, reports.url, reports.published, reports.content_hash, reports.fingerprint,
        sources.name as source, sources.key as outlet
    from mentions join reports on reports.id = mentions.report_id left join sources on sources.id = reports.source_id
    where mentions.event_id in (select value from json_each(?))
    order by reports.published, reports.id, mentions.position
"""  # index mentions_by_event


def load_events(connection: sqlite3.Connection, ids: Sequence[int]) -> tuple[StoredEvent, ...]:
    """The events with these ids, in this order; ids that are gone are left out. Raises BrokenRowError where a report
    of one cannot be read back."""
    listed = json.dumps(list(ids))
    rows_of: dict[int, list[sqlite3.Row]] = {}
    with explained():
        for row in connection.execute(MENTIONS, (listed,)):
            rows_of.setdefault(row["event_id"], []).append(row)
        rows = {row["id"]: row for row in connection.execute(EVENTS, (listed,))}
        corrections: dict[int, list[Correction]] = {}
        home = {row["id"]: event_id for event_id, own in rows_of.items() for row in own}
        for holder, correction in corrections_of(connection, home):
            if holder in home:
                corrections.setdefault(home[holder], []).append(correction)
    return tuple(_stored(rows[i], rows_of[i], corrections.get(i, ())) for i in ids if i in rows and i in rows_of)


def load_as_of(connection: sqlite3.Connection, ids: Sequence[int], mention: int) -> dict[int, Merged]:
    """The events with these ids as the mentions up to one, in the order of their arrival, made them; those that had
    none by then are left out. Raises BrokenRowError as `load_events` does."""
    records: dict[int, list[MentionRecord]] = {}
    with explained():
        for row in connection.execute(MENTIONS, (json.dumps(list(ids)),)):
            if row["id"] <= mention:
                records.setdefault(row["event_id"], []).append(_record(row, _mention(row)))
    return {event: merge(own) for event, own in records.items()}


def times_of(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, datetime]:
    """When each of these events ended, as far as that is known."""
    with explained():
        rows = connection.execute(TIMES, (json.dumps(list(ids)),)).fetchall()
    moments = {row["id"]: held_moment(row["end"]) for row in rows}
    return {event: moment for event, moment in moments.items() if moment is not None}


def _mention(row: sqlite3.Row) -> Mention:
    try:
        return Mention(
            source=row["source"],
            url=row["url"],
            published=held_moment(row["published"]),
            quote=row["quote"],
            status=Status(row["status"]),
            report_id=row["report_id"],
            event=event_of(row["telling"], row["quote"]),
            outlet=row["outlet"],
            fingerprint=row["fingerprint"],
        )
    except ValueError as error:
        raise BrokenRowError(row["report_id"], error) from error


def _record(row: sqlite3.Row, mention: Mention) -> MentionRecord:
    return MentionRecord(
        key=f"{row['content_hash']}:{row['position']:05}",
        report=row["content_hash"],
        source=mention.outlet,
        published=mention.published,
        event=mention.event,
        mention_id=row["id"],
        report_id=row["report_id"],
    )


def _stored(row: sqlite3.Row, own: Sequence[sqlite3.Row], corrections: Sequence[Correction]) -> StoredEvent:
    mentions = tuple(_mention(each) for each in own)
    figures = {}
    for outcome in Outcome:
        low, high, best = (row[f"{outcome.value}_{side}"] for side in ("min", "max", "best"))
        if low is not None:
            figures[outcome] = Sum(low, high, best, 1)
    event = merged_event(_record(each, mention) for each, mention in zip(own, mentions, strict=True))
    for correction in corrections:
        event = correction.of(event)
    return StoredEvent(
        id=row["id"],
        event=event,
        mentions=mentions,
        figures=figures,
        first_reported=held_moment(row["first_reported"]),
        last_reported=held_moment(row["last_reported"]),
    )
