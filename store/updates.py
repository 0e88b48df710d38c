"""The updates of Telegram that were handled, so that one delivered twice is handled once."""

import sqlite3
from datetime import datetime

from domain.times import iso
from store.database import explained


def mark_update(writer: sqlite3.Connection, update_id: int, now: datetime) -> bool:
    """Note an update; returns whether it is new."""
    with explained():
        marked = writer.execute("insert or ignore into updates_seen (id, seen) values (?, ?)", (update_id, iso(now)))
    return marked.rowcount == 1


def forget_updates(writer: sqlite3.Connection, before: datetime) -> int:
    """Drop the notes of updates handled before a moment; returns how many. Telegram keeps updates for a day."""
    with explained():
        return writer.execute("delete from updates_seen where seen < ?", (iso(before),)).rowcount
