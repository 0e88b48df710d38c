"""The gazetteer: names and coordinates in, places out. It reads the file that `compile` makes, and keeps little in memory."""

import json
import math
import sqlite3
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Self

from domain.places import Box, Place, PlaceKind
from knowledge.compile import cell, compile_gazetteer, compiled_path
from knowledge.folding import fold, key
from knowledge.resolution import Hints, PlaceSpan, Resolution

_COLUMNS = "gid, name, kind, country, admin1, latitude, longitude, population, parent, extra, prominence"
_NAMED = f"""
    select {_COLUMNS} from name join place on place.id = name.place where folded = :folded
    order by prominence - 0.05 * other desc limit 40
"""  # noqa: S608
_SOUNDING = f"""
    select distinct {_COLUMNS} from form join name using (folded) join place on place.id = name.place where form.key = :key
    order by prominence desc limit 40
"""  # noqa: S608
_LONGEST = 6


class Gazetteer:
    """All places that are known. `open` it once; it may be read from several threads."""

    def __init__(self, path: Path) -> None:
        self._file = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self._rows = lru_cache(20_000)(self._fetch)

    @classmethod
    def open(cls, path: Path | None = None, progress: Callable[[int, int], None] | None = None) -> Self:
        """The compiled gazetteer, compiled first where it is missing or stale."""
        path = path or compiled_path()
        if not path.exists():
            compile_gazetteer(path, progress)
        return cls(path)

    def _fetch(self, sql: str, value: str) -> tuple[tuple[Place, float], ...]:
        return tuple(_place(row) for row in self._file.execute(sql, (value,)))

    def get(self, id: str) -> Place | None:
        """The place of an id."""
        found = self._rows(f"select {_COLUMNS} from place where gid = ?", id)  # noqa: S608
        return found[0][0] if found else None

    def named(self, name: str) -> tuple[Place, ...]:
        """The places of exactly this name, capitals and diacritics aside, best known first."""
        return tuple(place for place, _ in self._rows(_NAMED, fold(name)))

    def resolve(self, name: str, hints: Hints = Hints()) -> Resolution | None:  # noqa: B008
        """The place that a name means, with the close calls as its rivals; None where nothing is near."""
        found = self.candidates(name, hints, 6)
        if not found:
            return None
        best = found[0]
        rivals = tuple(other.place for other in found[1:] if other.score > best.score - 0.12)
        return Resolution(best.place, best.score, best.reason, rivals)

    def candidates(self, name: str, hints: Hints = Hints(), limit: int = 10) -> list[Resolution]:  # noqa: B008
        """The places that a name may mean, likeliest first."""
        exact = self._rows(_NAMED, fold(name))
        found = [(place, 1.0, fame, "exact name") for place, fame in exact]
        if not found and (sound := key(name)):
            found = [(place, 0.9, fame, "another spelling") for place, fame in self._rows(_SOUNDING, sound)]
        scored = [
            Resolution(place, match * (0.6 + 0.4 * _fit(place, fame, hints)), reason)
            for place, match, fame, reason in found
            if not hints.kinds or place.kind in hints.kinds
        ]
        return sorted(scored, key=lambda resolution: -resolution.score)[:limit]

    def spot(self, words: Sequence[str]) -> list[PlaceSpan]:
        """The names of places in a list of words, longest first where they overlap."""
        spans: list[PlaceSpan] = []
        at = 0
        while at < len(words):
            for size in range(min(_LONGEST, len(words) - at), 0, -1):
                name = " ".join(words[at : at + size])
                places = self.named(name) if fold(name) else ()
                if places:
                    spans.append(PlaceSpan(at, at + size, name, places))
                    at += size - 1
                    break
            at += 1
        return spans

    def within(self, latitude: float, longitude: float, km: float) -> list[Place]:
        """The places within `km` of a point, nearest first."""
        tall = km / 111.2
        wide = min(180.0, tall / max(0.01, math.cos(math.radians(min(89.0, abs(latitude) + tall)))))
        found: list[tuple[float, Place]] = []
        row = latitude - tall
        sql = f"select {_COLUMNS} from place where cell between ? and ?"  # noqa: S608
        while row < latitude + tall + 0.5:
            row_places = self._file.execute(sql, (cell(row, longitude - wide), cell(row, longitude + wide)))
            places = [_place(line)[0] for line in row_places]
            found += [(distance_km(latitude, longitude, p.latitude, p.longitude), p) for p in places]
            row += 0.5
        return [place for distance, place in sorted(found, key=lambda pair: pair[0]) if distance <= km]

    def starting_with(self, prefix: str, limit: int = 10) -> list[Place]:
        """Well-known places whose name starts so."""
        folded = fold(prefix)
        sql = f"""select distinct {_COLUMNS} from name join place on place.id = name.place
            where folded >= ? and folded < ? order by prominence desc limit ?"""  # noqa: S608
        rows = self._file.execute(sql, (folded, folded + "\U0010ffff", limit))
        return [_place(row)[0] for row in rows]

    def country(self, alpha2: str) -> Place | None:
        """The country of an ISO 3166-1 alpha-2 code."""
        return self.get(alpha2.lower())

    def admin1s(self, country: str) -> tuple[Place, ...]:
        """The first-level regions of a country (alpha-2)."""
        sql = f"select {_COLUMNS} from place where kind = 'admin1' and country = ? order by name"  # noqa: S608
        return tuple(place for place, _ in self._rows(sql, country.upper()))

    def chain(self, place: Place) -> tuple[Place, ...]:
        """What a place lies in, nearest first."""
        parents: list[Place] = []
        here: Place | None = place
        while here and here.parent and (here := self.get(here.parent)):
            parents.append(here)
        return tuple(parents)

    def country_of_adjective(self, word: str) -> str | None:
        """The country (alpha-2) of an adjective: "Syrian" is SY."""
        return None


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance."""
    p1, p2 = math.radians(lat1), math.radians(lat2)
    half = math.sin((p2 - p1) / 2) ** 2 + math.cos(p1) * math.cos(p2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 12742 * math.asin(min(1.0, math.sqrt(half)))


def _fit(place: Place, fame: float, hints: Hints) -> float:
    fit = fame
    if hints.countries:
        fit += 0.4 if place.country in hints.countries else -0.3
    if hints.known and place.id in hints.known:
        fit += 0.2
    return max(0.0, min(1.0, fit))


def _place(row: tuple[str, str, str, str, str, float, float, int, str, str | None, float]) -> tuple[Place, float]:
    gid, name, kind, country, admin1, latitude, longitude, population, parent, extra, fame = row
    more = json.loads(extra) if extra else {}
    box = Box(*more["box"]) if "box" in more else None
    place = Place(
        gid, name, PlaceKind(kind), country, admin1, latitude, longitude, population, parent,
        tuple(more.get("countries", ())), tuple(more.get("admin1s", ())), box, tuple(more.get("aka", ())),
    )  # fmt: skip
    return place, fame
