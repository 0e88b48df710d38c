"""The names of places that the index has events for, and of what they lie in, read anew every few minutes."""

import sqlite3
from bisect import bisect_left
from datetime import datetime, timedelta
from heapq import nsmallest

from handlers.services.lru_cache import LruCache
from knowledge.folding import fold
from knowledge.places.gazetteer import Gazetteer
from store.search.place_names import place_names

_FRESH = timedelta(minutes=5)
_AFTER = "\U0010ffff"
_PREFIXES, _FAMOUS, _MOST = 5000, 50, 5


class PlaceCompletion:
    """Names by how they fold. Any thread may ask; two that find them stale read them both, to the same end."""

    def __init__(self) -> None:
        self._names: tuple[tuple[str, str], ...] = ()
        self._ranked: LruCache[tuple[str, ...]] = LruCache(_PREFIXES)
        self._until: datetime | None = None

    def starting(self, prefix: str, reader: sqlite3.Connection, gazetteer: Gazetteer, now: datetime) -> tuple[str, ...]:
        """The best known names that begin with `prefix`, which is folded; then the shortest."""
        if self._until is None or now >= self._until:
            self._names, self._ranked = _read(reader, gazetteer), LruCache(_PREFIXES)
            self._until = now + _FRESH
        return self._ranked.get(prefix, lambda: self._best(prefix, gazetteer))

    def _best(self, prefix: str, gazetteer: Gazetteer) -> tuple[str, ...]:
        names = self._names
        found = names[bisect_left(names, (prefix, "")) : bisect_left(names, (prefix + _AFTER, ""))]
        longer = [name for folded, name in found if folded != prefix]
        famous = [place.name for place in gazetteer.starting_with(prefix, _FAMOUS)] if longer else []
        rank = {name: number for number, name in reversed(list(enumerate(famous)))}
        return tuple(nsmallest(_MOST, longer, key=lambda name: (rank.get(name, _FAMOUS), len(name), name)))


def _read(reader: sqlite3.Connection, gazetteer: Gazetteer) -> tuple[tuple[str, str], ...]:
    known = place_names(reader)
    around = [gazetteer.get(id_) for id_ in known.admin1s] + [gazetteer.country(code) for code in known.countries]
    names = known.names | {place.name for place in around if place is not None}
    return tuple(sorted((fold(name), name) for name in names))
