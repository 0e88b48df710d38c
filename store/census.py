"""How much an index holds and what waits in it, and whether it can be written: what is watched from outside."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from store.database import explained

COUNTS = "select (select count(*) from reports), (select count(*) from events)"
WAITING = "select count(*) from updates where content is not null"  # index updates_unhandled
OUTBOX = "select state, count(*) from deliveries group by state"  # index deliveries_by_state
LAST_UPDATE = "select max(received) from updates"  # index updates_by_time
LAST_REPORT = "select received from reports order by id desc limit 1"


@dataclass(frozen=True, slots=True)
class Census:
    """What stands in an index. `waiting` are the updates that are not handled, `outbox` the messages by their state;
    `last_update` and `last_report` are the moments at which the latest came, ISO 8601, None where none did."""

    reports: int
    events: int
    waiting: int
    outbox: Mapping[str, int]
    last_update: str | None
    last_report: str | None


def take_census(connection: sqlite3.Connection) -> Census:
    """Count what stands in an index. Raises StoreError where it cannot be read."""
    with explained():
        reports, events = connection.execute(COUNTS).fetchone()
        (waiting,) = connection.execute(WAITING).fetchone()
        outbox = {str(state): int(count) for state, count in connection.execute(OUTBOX)}
        (last_update,) = connection.execute(LAST_UPDATE).fetchone()
        last_report = connection.execute(LAST_REPORT).fetchone()
    return Census(reports, events, waiting, outbox, last_update, last_report[0] if last_report else None)


def try_writing(writer: sqlite3.Connection) -> None:
    """Write to the file what stands there already. Raises StoreError where it is held by another, full or read-only."""
    with explained():
        (version,) = writer.execute("pragma user_version").fetchone()
        writer.execute(f"pragma user_version = {int(version)}")
