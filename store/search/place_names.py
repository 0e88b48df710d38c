"""The names that the index has events for, to complete what somebody types."""

import sqlite3
from dataclasses import dataclass

from store.database import explained

NAMES = "select distinct name, admin1, country from places"


@dataclass(frozen=True, slots=True)
class PlaceNames:
    """The names of places that events name, and the ids of the regions and alpha-2 codes of the countries around."""

    names: frozenset[str]
    admin1s: frozenset[str]
    countries: frozenset[str]


def place_names(connection: sqlite3.Connection) -> PlaceNames:
    """The places that some event names, and what they lie in."""
    with explained():
        rows = connection.execute(NAMES).fetchall()
    columns = {column: {row[column] for row in rows} - {None} for column in ("name", "admin1", "country")}
    return PlaceNames(*(frozenset(columns[column]) for column in ("name", "admin1", "country")))
