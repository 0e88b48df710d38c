"""The names that the index has events for, to complete what somebody types."""

import sqlite3

from store.database import explained

NAMES = "select distinct name from places"


def place_names(connection: sqlite3.Connection) -> frozenset[str]:
    """The names of all places that some event names."""
    with explained():
        return frozenset(row["name"] for row in connection.execute(NAMES))
