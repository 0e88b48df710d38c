"""What is counted of an index from outside, and whether it can be written."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from store.census import LAST_REPORT, LAST_UPDATE, OUTBOX, WAITING, Census, take_census, try_writing
from store.chats.deliveries import Parcel, begin_delivery, delivery_sent, queue_delivery
from store.chats.updates import keep_update, update_handled
from store.database import StoreError
from store.writing.reports import add_report
from tests.store.making import report
from tests.store.test_finding import WORLD

NOW = datetime(2025, 12, 20, 12, tzinfo=UTC)


def test_an_empty_index_has_none_of_anything(writer: sqlite3.Connection) -> None:
    assert take_census(writer) == Census(0, 0, 0, {}, None, None)


def test_what_waits_and_what_is_held_is_counted(writer: sqlite3.Connection) -> None:
    for name, each in list(WORLD.items())[:2]:
        add_report(writer, report(name, source=name), [each])
    for number in (1, 2, 3):
        keep_update(writer, number, "{}", NOW + timedelta(seconds=number))
    update_handled(writer, 2)
    first, _ = queue_delivery(writer, Parcel(7, "a"), NOW), queue_delivery(writer, Parcel(8, "b"), NOW)
    assert first is not None
    begin_delivery(writer, first, NOW)
    delivery_sent(writer, first, 5, NOW)
    census = take_census(writer)
    assert (census.reports, census.waiting, census.outbox) == (2, 2, {"queued": 1, "sent": 1})
    assert census.events == writer.execute("select count(*) from events").fetchone()[0] > 0
    assert census.last_update == "2025-12-20T12:00:03Z"
    assert census.last_report == writer.execute("select max(received) from reports").fetchone()[0]


@pytest.mark.parametrize("sql", [WAITING, OUTBOX, LAST_UPDATE, LAST_REPORT])
def test_each_count_of_what_goes_through_stands_on_an_index(writer: sqlite3.Connection, sql: str) -> None:
    steps = [str(row["detail"]) for row in writer.execute(f"explain query plan {sql}")]
    assert all("INDEX" in step or step == "SCAN reports" for step in steps), steps  # one row, from the end of it
    assert "SCAN reports" not in steps or sql.endswith("limit 1")


def test_writing_is_tried_in_earnest_and_changes_nothing(writer: sqlite3.Connection, path: Path) -> None:
    before = writer.execute("pragma user_version").fetchone()[0]
    written = Path(f"{path}-wal").stat().st_size
    try_writing(writer)
    assert Path(f"{path}-wal").stat().st_size > written
    assert writer.execute("pragma user_version").fetchone()[0] == before


def test_a_file_that_is_held_by_another_cannot_be_written(writer: sqlite3.Connection, path: Path) -> None:
    writer.execute("pragma busy_timeout = 0")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("begin immediate")
        with pytest.raises(StoreError):
            try_writing(writer)
        other.execute("rollback")
    try_writing(writer)
