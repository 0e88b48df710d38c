"""The names of places that the index has events for, and of what they lie in, read anew every few minutes."""

import sqlite3
from bisect import bisect_left
from datetime import datetime, timedelta

from knowledge.folding import fold
from knowledge.gazetteer import Gazetteer
from store.naming import places_told

_FRESH = timedelta(minutes=5)
_AFTER = "\U0010ffff"


class ToldNames:
    """Names by how they fold. Any thread may ask; two that find them stale read them both, to the same end."""

    def __init__(self) -> None:
        self._names: tuple[tuple[str, str], ...] = ()
        self._until: datetime | None = None

    def starting(self, prefix: str, reader: sqlite3.Connection, gazetteer: Gazetteer, now: datetime) -> list[str]:
        """The names that begin with `prefix`, which is folded; the shortest first."""
        if self._until is None or now >= self._until:
            self._names = _read(reader, gazetteer)
            self._until = now + _FRESH
        names = self._names
        found = names[bisect_left(names, (prefix, "")) : bisect_left(names, (prefix + _AFTER, ""))]
        return sorted((name for folded, name in found if folded != prefix), key=lambda name: (len(name), name))


def _read(reader: sqlite3.Connection, gazetteer: Gazetteer) -> tuple[tuple[str, str], ...]:
    told = places_told(reader)
    around = [gazetteer.get(id_) for id_ in told.admin1s] + [gazetteer.country(code) for code in told.countries]
    names = told.names | {place.name for place in around if place is not None}
    return tuple(sorted((fold(name), name) for name in names))
