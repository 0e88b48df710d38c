"""What became known when: mentions are numbered in the order of their arrival, and clocks may go wrong.

So "new since the last time" is what has a mention of a higher number than the newest of then.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

from domain.times import iso
from store.database import explained

NEWEST = "select coalesce(max(id), 0) as newest from mentions"  # primary key
TOLD_AFTER = "select distinct event_id from mentions where id > ? and event_id is not null"  # primary key
REPORTED_AFTER = """
    select distinct events.id from reports cross join mentions on mentions.report_id = reports.id
        cross join events on events.id = mentions.event_id
    where reports.published > :since and events.first_reported > :since
"""  # index reports_by_published, then mentions of a report, then the primary key of events
NEWEST_BEFORE = """
    select wanted.value as moment, max(told.newest) as newest
    from (
        select reports.received, max(mentions.id) as newest
        from reports cross join mentions on mentions.report_id = reports.id
        where reports.received < :last group by reports.id
    ) as told cross join json_each(:moments) as wanted on told.received < wanted.value
    group by wanted.value
"""  # all reports, once: for who asks by hand
FIRST = """
    select event_id, min(id) as first from mentions
    where event_id in (select value from json_each(?)) group by event_id
"""  # index mentions_by_event


def newest_mention(connection: sqlite3.Connection) -> int:
    """The number of the mention that came last; 0 where there is none."""
    with explained():
        return int(connection.execute(NEWEST).fetchone()["newest"])


def newest_before(connection: sqlite3.Connection, moments: Sequence[datetime]) -> list[int]:
    """For each moment the number of the last mention of a report that was received before it; 0 where there is none."""
    asked = {"moments": json.dumps([iso(moment) for moment in moments]), "last": iso(max(moments))}
    with explained():
        newest = {row["moment"]: int(row["newest"]) for row in connection.execute(NEWEST_BEFORE, asked)}
    return [newest.get(iso(moment), 0) for moment in moments]


def told_after(connection: sqlite3.Connection, mention: int) -> set[int]:
    """The events that a mention after this one tells of."""
    with explained():
        return {int(row["event_id"]) for row in connection.execute(TOLD_AFTER, (mention,))}


def reported_after(connection: sqlite3.Connection, moment: datetime) -> set[int]:
    """The events of which the first report was published after a moment."""
    with explained():
        return {int(row["id"]) for row in connection.execute(REPORTED_AFTER, {"since": iso(moment)})}


def first_mentions(connection: sqlite3.Connection, ids: Iterable[int]) -> dict[int, int]:
    """The first mention of each of these events."""
    with explained():
        rows = connection.execute(FIRST, (json.dumps(list(ids)),))
        return {int(row["event_id"]): int(row["first"]) for row in rows}
