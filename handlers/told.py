"""The names of places that the index has events for, read anew every few minutes."""

import sqlite3
from datetime import datetime, timedelta

from knowledge.folding import fold
from store.naming import place_names

_FRESH = timedelta(minutes=5)


class ToldNames:
    """Names by how they fold. Any thread may ask; two that find them stale read them both, to the same end."""

    def __init__(self) -> None:
        self._names: tuple[tuple[str, str], ...] = ()
        self._until: datetime | None = None

    def starting(self, prefix: str, reader: sqlite3.Connection, now: datetime) -> list[str]:
        """The names that begin with `prefix`, which is folded; the shortest first."""
        if self._until is None or now >= self._until:
            self._names = tuple(sorted((fold(name), name) for name in place_names(reader)))
            self._until = now + _FRESH
        found = [name for folded, name in self._names if folded.startswith(prefix) and folded != prefix]
        return sorted(found, key=lambda name: (len(name), name))
