"""Events that changed since somebody looked last: noted by triggers in the same transaction that changes them.

Triggers note nothing while nobody watches, and nothing of a dataset that is imported.
"""

import json
import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from store.database import explained
from store.moments import held_moment

CHANGED = "select event_id, number from event_changes order by event_id limit ?"  # primary key
LOOKED_AT = "delete from event_changes where event_id = ? and number = ?"
TELLING = """
    select mentions.id, mentions.event_id, mentions.report_id, reports.published,
        coalesce(sources.kind = 'dataset', 0) as of_dataset
    from mentions join reports on reports.id = mentions.report_id left join sources on sources.id = reports.source_id
    where mentions.event_id in (select value from json_each(?))
"""  # index mentions_by_event
HOME = """
    select event_id from mentions where id in (select value from json_each(?)) and event_id is not null
    group by event_id order by count(*) desc, event_id limit 1
"""  # primary key


@dataclass(frozen=True, slots=True)
class Telling:
    """A mention of an event: of which report, published when, and whether that is a row of a dataset."""

    mention_id: int
    report_id: int
    published: datetime | None
    of_dataset: bool


def changed_events(connection: sqlite3.Connection, most: int) -> dict[int, int]:
    """Events that changed, at most so many, each with how often it did."""
    with explained():
        return {row["event_id"]: row["number"] for row in connection.execute(CHANGED, (most,))}


def looked_at(writer: sqlite3.Connection, changes: Mapping[int, int]) -> None:
    """Forget within the caller's transaction that these events changed, but for those that did again since."""
    writer.executemany(LOOKED_AT, changes.items())


def tellings_of(connection: sqlite3.Connection, events: Collection[int]) -> dict[int, tuple[Telling, ...]]:
    """What tells of each of these events; one that is gone is left out."""
    found: dict[int, list[Telling]] = {}
    with explained():
        for row in connection.execute(TELLING, (json.dumps(sorted(events)),)):
            telling = Telling(row["id"], row["report_id"], held_moment(row["published"]), bool(row["of_dataset"]))
            found.setdefault(row["event_id"], []).append(telling)
    return {event: tuple(tellings) for event, tellings in found.items()}


def event_of(connection: sqlite3.Connection, mentions: Collection[int]) -> int | None:
    """The event that most of these mentions tell of now; None where they tell of none any more."""
    with explained():
        row = connection.execute(HOME, (json.dumps(sorted(mentions)),)).fetchone()
    return None if row is None else int(row["event_id"])
