"""What the index has events at, and what that decides between places of one name."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from store.database import open_for_reading, open_for_writing
from store.search.known_places import KnownPlaces
from store.writing.reports import add_report
from tests.store.making import OBEID, event, report


@pytest.fixture
def connection(tmp_path: Path) -> sqlite3.Connection:
    with closing(open_for_writing(tmp_path / "index.db")) as writer:
        add_report(writer, report("one"), [event("drone-strike", OBEID)])
    return open_for_reading(tmp_path / "index.db")


def test_places_with_events_are_known_and_others_are_not(connection: sqlite3.Connection) -> None:
    known = KnownPlaces(connection)
    assert known.get(OBEID.id) == 1
    assert known.get("gn-1") is None
    assert OBEID.id in set(known)
    assert len(known) == len(set(known))
    connection.close()
