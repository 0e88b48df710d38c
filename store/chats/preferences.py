"""What a chat set for itself: the time zone that it asks and reads in, and how many events a page shows."""

import sqlite3
from dataclasses import dataclass

from store.database import explained

KEEP = """
    insert into preferences (chat_id, zone, page_size) values (?, ?, ?)
    on conflict (chat_id) do update set zone = coalesce(excluded.zone, zone),
        page_size = coalesce(excluded.page_size, page_size)
"""


@dataclass(frozen=True, slots=True)
class Preferences:
    """The name of a time zone and a page's number of events; None where the chat never said."""

    zone: str | None = None
    page_size: int | None = None


def preferences_of(connection: sqlite3.Connection, chat_id: int) -> Preferences:
    """What a chat set; nothing for one that set nothing."""
    with explained():
        row = connection.execute("select zone, page_size from preferences where chat_id = ?", (chat_id,)).fetchone()
    return Preferences() if row is None else Preferences(**dict(row))


def prefer(writer: sqlite3.Connection, chat_id: int, wish: Preferences) -> None:
    """Set what is given; what is None stays as it was."""
    with explained():
        writer.execute(KEEP, (chat_id, wish.zone, wish.page_size))
