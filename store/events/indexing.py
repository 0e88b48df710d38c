"""A merged event into the index: all its rows, written at once, or taken out of it again."""

import sqlite3
from functools import cache

from store.events.rows import TABLES, insertion, rows_of
from store.linkage.merging import Merged

FORGET = (
    "delete from event_actors where event_id = ?",
    "delete from event_places where event_id = ?",
    "delete from event_targets where event_id = ?",
    "delete from figures where event_id = ?",
    """
        delete from event_areas where (area, counted, span, recency, event_id) in (
            select held.value, e.counted, e.span, e.recency, e.id
            from events as e cross join json_each(e.areas) as held where e.id = ?
        )
    """,  # primary keys of events and event_areas
)


def new_event_id(writer: sqlite3.Connection) -> int:
    """The id of an event that is about to be written; ids of those that were merged away, withdrawn or dropped do not
    come again."""
    row = writer.execute(
        "select max(coalesce((select max(id) from events), 0), coalesce((select max(event_id) from mentions), 0), "
        "coalesce((select max(event_id) from withdrawn_mentions), 0), "
        "coalesce((select max(event_id) from decision_events), 0))"
    ).fetchone()
    return int(row[0]) + 1


def forget_event(writer: sqlite3.Connection, event_id: int) -> None:
    """Remove an event that no mention tells of any more."""
    for statement in FORGET:
        writer.execute(statement, (event_id,))
    writer.execute("delete from events where id = ?", (event_id,))


def write_event(writer: sqlite3.Connection, event_id: int, merged: Merged, *, fresh: bool) -> None:
    """Write all rows of an event; those of an event that is not `fresh` are replaced."""
    if not fresh:
        for statement in FORGET:
            writer.execute(statement, (event_id,))
    for table, rows in rows_of(event_id, merged).items():
        writer.executemany(_replacing() if table == "events" else insertion(table), rows)


@cache
def _replacing() -> str:
    """The statement that adds a row of `events`, or replaces the one of the same id."""
    replaced = ", ".join(f'"{column}" = excluded."{column}"' for column in TABLES["events"])
    return f"{insertion('events')} on conflict (id) do update set {replaced}"
