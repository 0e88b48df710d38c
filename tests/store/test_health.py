"""What `watchfloor doctor` says of an index that is whole, and of ones that are not."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from store.database import open_for_reading
from store.health import check
from store.writing.reports import add_report
from tests.store.making import BUSAYRAH, OBEID, event, report


@pytest.fixture
def filled(writer: sqlite3.Connection) -> sqlite3.Connection:
    for number, place in enumerate((BUSAYRAH, OBEID)):
        add_report(writer, report(f"report {number}"), [event("ied", place)])
    return writer


def test_a_whole_index(filled: sqlite3.Connection, path: Path) -> None:
    with closing(open_for_reading(path)) as reader:
        checks = check(reader)
    assert all(fine for _, fine, _ in checks)
    assert checks[0] == ("contents", True, "2 reports of 1 outlets, 2 events, published 2025-12-10 to 2025-12-10")


@pytest.mark.parametrize(
    ("harm", "what", "said"),
    [
        ("delete from events where id = 1", "foreign keys", "references lead nowhere"),
        ("delete from event_areas where event_id = 1", "events", "1 events not filed"),
        ("update mentions set event_id = null where id = 1", "events", "1 mentions without an event, 1 events without"),
        ("pragma user_version = 1", "schema", "version 1 of"),
        ("drop table event_areas", "events", "cannot be looked at"),
        ("insert into mentions_fts (mentions_fts) values ('delete-all')", "text search", "holds 0 of 2 texts"),
    ],
)
def test_an_index_that_is_not_whole(filled: sqlite3.Connection, harm: str, what: str, said: str) -> None:
    filled.execute("pragma foreign_keys = off")
    filled.execute(harm)
    wrong = {name: words for name, fine, words in check(filled) if not fine}
    assert said in wrong[what]
