"""The updates of Telegram: each kept until it is handled, and its number for a few days after that.

So an update that was confirmed to Telegram survives a crash, and one that comes twice is handled once.
"""

import sqlite3
from datetime import datetime

from domain.times import iso
from store.database import explained, transaction

MOST_STARTS = 3
"""An update that was at hand at so many starts is given up: it may be what ends the process."""

UNHANDLED = "select id, content from updates where content is not null order by id"  # index updates_unhandled


def keep_update(writer: sqlite3.Connection, update_id: int, content: str | None, now: datetime) -> bool:
    """Keep an update; without `content` only its number, as for one that is not worth handling later. Returns whether
    it is new."""
    with explained():
        kept = writer.execute(
            "insert or ignore into updates (id, content, received) values (?, ?, ?)", (update_id, content, iso(now))
        )
    return kept.rowcount == 1


def update_handled(writer: sqlite3.Connection, update_id: int) -> None:
    """Note that an update is done with; what it said is forgotten."""
    with explained():
        writer.execute("update updates set content = null where id = ? and content is not null", (update_id,))


def take_up_updates(writer: sqlite3.Connection) -> tuple[str, ...]:
    """At start: what the last run left unhandled, in order. One that was at hand too often is given up."""
    with transaction(writer):
        writer.execute("update updates set starts = starts + 1 where content is not null")
        writer.execute("update updates set content = null where content is not null and starts > ?", (MOST_STARTS,))
        return tuple(str(row["content"]) for row in writer.execute(UNHANDLED))


def forget_updates(writer: sqlite3.Connection, before: datetime) -> int:
    """Drop the updates that came before a moment; returns how many. Telegram keeps updates for a day."""
    with explained():
        return writer.execute("delete from updates where received < ?", (iso(before),)).rowcount
