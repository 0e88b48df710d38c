"""What the index knows of places: how many events it has at one, which decides between namesakes, and those that no
gazetteer has, by name. One short look-up a place, when asked.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from functools import cached_property

from domain.places import Place, PlaceKind
from store.database import explained
from store.search.index_words import IndexWords

ENOUGH = 1_000
"""Counting stops here: more events say nothing more about which place is meant."""

AT_PLACE = """
    select count(*) from (select 1 from event_areas where area = :area and counted = 1 limit :enough)
"""  # primary key of event_areas (area, counted, …)
PLACES = "select distinct area from event_areas"
OWN_NAMED = """
    select id, name, kind, country, admin1, latitude, longitude from places
    where name = ? collate nocase and (id like 'named-%' or id like 'point-%')
"""  # index places_by_name
DATASET_TOWNS = """
    select id, name, kind, country, admin1, latitude, longitude from places where id >= 'point-' and id < 'point.'
"""  # primary key of places


def dataset_towns(connection: sqlite3.Connection) -> list[Place]:
    """The towns that datasets code by their position alone."""
    with explained():
        return [_place(row) for row in connection.execute(DATASET_TOWNS)]


def _place(row: sqlite3.Row) -> Place:
    return Place(**{**dict(row), "kind": PlaceKind(row["kind"])})


class KnownPlaces(Mapping[str, int]):
    """Place ids with the number of counted events there, up to `ENOUGH`; a place without events is not in it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __getitem__(self, place: str) -> int:
        with explained():
            row = self._connection.execute(AT_PLACE, {"area": place, "enough": ENOUGH}).fetchone()
        if not row[0]:
            raise KeyError(place)
        return int(row[0])

    @cached_property
    def words(self) -> IndexWords:
        """What else the index holds that a question may name."""
        return IndexWords(self._connection)

    def named(self, name: str) -> tuple[Place, ...]:
        """The places of this name that a report or a dataset brought and the gazetteer has not, with most events first.

        Those of a dataset that lie close to each other are one town, coded more than once.
        """
        with explained():
            rows = self._connection.execute(OWN_NAMED, (name,)).fetchall()
        places = [_place(row) for row in rows]
        return tuple(sorted(places, key=lambda place: (-self.get(place.id, 0), place.id)))

    def __bool__(self) -> bool:
        """Always worth asking: whether a place has events is only known when it is asked for."""
        return True

    def __iter__(self) -> Iterator[str]:
        with explained():
            yield from [str(row[0]) for row in self._connection.execute(PLACES)]

    def __len__(self) -> int:
        return sum(1 for _ in self)
