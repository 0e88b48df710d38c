"""Reading the compiled gazetteer: one method a question, SQL beside it. It may be read from several threads."""

import json
import sqlite3
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from domain.places import Box, Place, PlaceKind

_PLACE = """
    select name, kind, country, admin1, latitude, longitude, population, prominence, extra, own
    from place where id = ?
"""
_OWN = "select id from place where own = ?"  # index place_own
_NAMED = "select place, rank, weight from name where folded = ? order by weight desc limit 24"
_LONGEST = "select longest from opener where word = ?"
_WORD = "select 1 from word where folded = ?"
_ADJECTIVE = """
    select adjective.country from adjective join place on place.own = adjective.country
    where folded = ? order by prominence desc
"""  # of the two Congos the better known
_SOUNDING = """
    select folded, key, weight from sound join spelling on spelling.sound = sound.id where key = ?
"""  # indexes sound_key, spelling_sound
_NEAR = """
    select distinct folded, sound.key, weight from json_each(?) as asked
    join near on near.variant = asked.value join spelling on spelling.id = near.spelling
    join sound on sound.id = spelling.sound
"""  # primary key of near
_SAME_CONSONANTS = """
    select folded, key, weight from bones join sound on sound.id = bones.sound
    join spelling on spelling.sound = sound.id
    where consonants = ? and length(key) between ? and ? limit 500
"""  # primary key of bones
_CELLS = "select id, latitude, longitude from place where cell between ? and ?"  # index place_cell
_ADMIN1S = "select id from place where kind = 'admin1' and country = ? order by name"  # index place_admin1s
_STARTING = """
    select place, max(weight) as best from name where folded >= ? and folded < ?
    group by place order by best desc limit ?
"""


@dataclass(frozen=True, slots=True)
class Known:
    """A place with what the file knows of it beyond the domain's value."""

    place: Place
    prominence: float
    extent: Box | None
    """Where its places lie, for a country or region."""
    twin: str | None
    """The id of the first-level region of the same name round a city, or of the city in the region."""


@dataclass(frozen=True, slots=True)
class Naming:
    """A name of a place, and how likely it means this place: `rank` 0 for the name shown, 2 for one GeoNames adds."""

    known: Known
    rank: int
    weight: float


class Spelling(NamedTuple):
    """A known name in folded form, its key, and how likely it is meant at all (0..100, over 100 where settled)."""

    folded: str
    key: str
    weight: int


class PlaceFile:
    """The compiled gazetteer."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._threads = threading.local()
        self.named = lru_cache(20_000)(self._named)
        self.longest = lru_cache(20_000)(self._longest)
        self.is_word = lru_cache(20_000)(self._is_word)
        self.country_of_adjective = lru_cache(20_000)(self._country_of_adjective)
        self.sounding = lru_cache(5_000)(self._sounding)
        self._numbered = lru_cache(20_000)(self._read_place)
        self._number_of = lru_cache(20_000)(self._read_number)

    @property
    def _file(self) -> sqlite3.Connection:
        if not hasattr(self._threads, "file"):
            uri = f"{self.path.resolve().as_uri()}?mode=ro&immutable=1"
            self._threads.file = sqlite3.connect(uri, uri=True)
        file: sqlite3.Connection = self._threads.file
        return file

    def get(self, id: str) -> Known | None:
        """The place of an id."""
        number = self._number_of(id)
        return None if number is None else self._numbered(number)

    def _named(self, folded: str) -> tuple[Naming, ...]:
        """The places of this folded name, likeliest first."""
        rows = self._file.execute(_NAMED, (folded,)).fetchall()
        return tuple(Naming(self.numbered(place), rank, weight / 100) for place, rank, weight in rows)

    def _longest(self, word: str) -> int:
        """How many words the longest name has that begins with this folded word; 0 where none does."""
        row = self._file.execute(_LONGEST, (word,)).fetchone()
        return int(row[0]) if row else 0

    def _is_word(self, folded: str) -> bool:
        """Whether this is an everyday English word."""
        return self._file.execute(_WORD, (folded,)).fetchone() is not None

    def _country_of_adjective(self, folded: str) -> str | None:
        """The country code of an adjective or demonym."""
        row = self._file.execute(_ADJECTIVE, (folded,)).fetchone()
        return str(row[0]).upper() if row else None

    def _sounding(self, key: str) -> tuple[Spelling, ...]:
        """The names of notable places with this key."""
        return tuple(Spelling(*row) for row in self._file.execute(_SOUNDING, (key,)))

    def near(self, variants: Iterable[int]) -> list[Spelling]:
        """The names one edit from one whose variants have these checksums; some lie farther off."""
        return [Spelling(*row) for row in self._file.execute(_NEAR, (json.dumps(list(variants)),))]

    def with_consonants(self, consonants: str, shortest: int, longest: int) -> list[Spelling]:
        """The names with these consonants, and a key of a length between the two."""
        return [Spelling(*row) for row in self._file.execute(_SAME_CONSONANTS, (consonants, shortest, longest))]

    def in_cells(self, first: int, last: int) -> list[tuple[int, float, float]]:
        """Number, latitude and longitude of the places in a range of half-degree squares."""
        return self._file.execute(_CELLS, (first, last)).fetchall()

    def numbered(self, number: int) -> Known:
        """The place of a row that another table points to."""
        known = self._numbered(number)
        if known is None:
            raise LookupError(f"the compiled gazetteer {self.path} is damaged: delete it, it is compiled anew")
        return known

    def numbered_or_none(self, number: int) -> Known | None:
        """The place of a row, where this file has it."""
        return self._numbered(number)

    def admin1s(self, country: str) -> list[Known]:
        """The first-level regions of a country."""
        return [self.numbered(row[0]) for row in self._file.execute(_ADMIN1S, (country,)).fetchall()]

    def starting_with(self, folded: str, limit: int) -> list[Known]:
        """Places with a name that begins so, likeliest first."""
        rows = self._file.execute(_STARTING, (folded, folded + "\U0010ffff", limit)).fetchall()
        return [self.numbered(row[0]) for row in rows]

    def _read_number(self, id: str) -> int | None:
        """The row of an id."""
        row = self._file.execute(_OWN, (id,)).fetchone()  # first: Guinea's regions are called gn-04 and so on
        if row:
            return int(row[0])
        return int(id[3:]) if id.startswith("gn-") and id[3:].isdecimal() else None

    def _read_place(self, number: int) -> Known | None:
        row = self._file.execute(_PLACE, (number,)).fetchone()
        if row is None:
            return None
        name, kind, country, admin1, latitude, longitude, population, prominence, extra, own = row
        id = own or f"gn-{number}"
        parent = admin1 if admin1 and admin1 != id else country and country.lower()
        more = json.loads(extra) if extra else {}
        place = Place(
            id=id,
            name=name,
            kind=PlaceKind(kind),
            country=country,
            admin1=admin1,
            latitude=latitude,
            longitude=longitude,
            population=population,
            parent=parent if parent != id else None,
            countries=tuple(more.get("countries", ())),
            admin1s=tuple(more.get("admin1s", ())),
            box=Box(*more["box"]) if "box" in more else None,
            aka=tuple(more.get("aka", ())),
            district=more.get("district", False),
        )
        extent = Box(*more["extent"]) if "extent" in more else None
        return Known(place, prominence / 100, extent, more.get("twin"))
