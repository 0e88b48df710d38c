"""What a chat set for itself: the time zone that it asks and reads in, how many events a page shows, its quiet
hours."""

import sqlite3
from dataclasses import dataclass
from datetime import time

from store.database import explained

KEEP = """
    insert into preferences (chat_id, zone, page_size) values (?, ?, ?)
    on conflict (chat_id) do update set zone = coalesce(excluded.zone, zone),
        page_size = coalesce(excluded.page_size, page_size)
"""
KEEP_QUIET = """
    insert into preferences (chat_id, quiet_from, quiet_until) values (?, ?, ?)
    on conflict (chat_id) do update set quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until
"""
OF_CHAT = "select zone, page_size, quiet_from, quiet_until from preferences where chat_id = ?"  # primary key


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours in which nothing makes a sound, by the wall clock of the chat: from one time to another, which may be of
    the next day."""

    start: time
    end: time

    def holds(self, wall: time) -> bool:
        """Whether it is quiet at a time of day.

        >>> night = Quiet(time(22), time(7))
        >>> night.holds(time(23)), night.holds(time(6, 59)), night.holds(time(7)), night.holds(time(21, 59))
        (True, True, False, False)
        """
        if self.start < self.end:
            return self.start <= wall < self.end
        return self.start != self.end and (wall >= self.start or wall < self.end)


@dataclass(frozen=True, slots=True)
class Preferences:
    """The name of a time zone and a page's number of events; None where the chat never said. Its quiet hours, if
    any."""

    zone: str | None = None
    page_size: int | None = None
    quiet: Quiet | None = None


def preferences_of(connection: sqlite3.Connection, chat_id: int) -> Preferences:
    """What a chat set; nothing for one that set nothing."""
    with explained():
        row = connection.execute(OF_CHAT, (chat_id,)).fetchone()
    if row is None:
        return Preferences()
    return Preferences(row["zone"], row["page_size"], _quiet(row["quiet_from"], row["quiet_until"]))


def prefer(writer: sqlite3.Connection, chat_id: int, wish: Preferences) -> None:
    """Set what is given; what is None stays as it was. Quiet hours that end as they start are none from now on."""
    with explained():
        if wish.zone is not None or wish.page_size is not None:
            writer.execute(KEEP, (chat_id, wish.zone, wish.page_size))
        if (quiet := wish.quiet) is not None:
            none = quiet.start == quiet.end
            hours = (None, None) if none else (f"{quiet.start:%H:%M}", f"{quiet.end:%H:%M}")
            writer.execute(KEEP_QUIET, (chat_id, *hours))


def _quiet(start: str | None, end: str | None) -> Quiet | None:
    """Quiet hours as their row holds them; none where they cannot be read, so that nothing is held back by mistake."""
    try:
        return Quiet(time.fromisoformat(start), time.fromisoformat(end)) if start and end else None
    except ValueError:
        return None
