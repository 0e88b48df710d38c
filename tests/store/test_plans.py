"""Every statement that a look-up runs stands on an index: what SQLite really runs is asked for its plan."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

import pytest

from domain.actors import ActorRole
from domain.casualties import Group, Outcome
from domain.measures import Metric, Order
from store.database import open_for_writing
from store.search.finding import By, find, harmed, series, totals
from store.search.selection import InAdmin1, InCountry, Involving, Selection
from store.writing.reports import add_report
from tests.store.making import ISLAMIC_STATE, report
from tests.store.test_finding import CASES, WORLD

LARGE = {
    "e",
    "f",
    "m",
    "a",
    "x",
    "y",
    "events",
    "event_areas",
    "event_months",
    "event_actors",
    "event_places",
    "figures",
}
LARGE |= {"mentions", "reports", "point", "points"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """Read only, so that all may share it."""
    with closing(open_for_writing(tmp_path_factory.mktemp("plans") / "index.db")) as writer:
        for name, each in WORLD.items():
            add_report(writer, report(name, source=name), [each])
        yield writer


@contextmanager
def ran(connection: sqlite3.Connection) -> Iterator[list[str]]:
    """The statements that run within, their values filled in."""
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    try:
        yield statements
    finally:
        connection.set_trace_callback(None)


def scanned(connection: sqlite3.Connection, look_up: Callable[[], object]) -> list[str]:
    """The steps of a look-up that read a large table from end to end."""
    with ran(connection) as statements:
        look_up()
    selects = [sql for sql in statements if sql.lstrip().startswith("select")]
    assert selects
    return [step for sql in selects for step in scans_of(connection, sql)]


def scans_of(connection: sqlite3.Connection, sql: str) -> list[str]:
    plan = [row["detail"].split() for row in connection.execute(f"explain query plan {sql}")]
    made = {step[1] for step in plan if step[0] in ("CO-ROUTINE", "MATERIALIZE")}  # subqueries, read as they come
    scans = [step for step in plan if step[0] == "SCAN" and "VIRTUAL" not in step]
    return [" ".join(step) for step in scans if step[1] in LARGE - made]


@pytest.mark.parametrize("name", CASES)
def test_pages_counts_and_sums(world: sqlite3.Connection, name: str) -> None:
    for order in Order:
        asked = replace(CASES[name][0], order=order)
        assert scanned(world, lambda asked=asked: find(world, asked)) == []  # type: ignore[misc]
    assert scanned(world, lambda: totals(world, CASES[name][0])) == []


@pytest.mark.parametrize("by", By)
@pytest.mark.parametrize("name", CASES)
def test_series(world: sqlite3.Connection, name: str, by: By) -> None:
    for metric in (Metric.EVENTS, Metric.KILLED):
        assert scanned(world, lambda metric=metric: series(world, CASES[name][0], by, metric)) == []  # type: ignore[misc]


@pytest.mark.parametrize(
    "asked",
    [
        Selection(group=Group.CIVILIAN, outcomes=frozenset({Outcome.KILLED})),
        Selection(areas=(InCountry("SY"),), group=Group.MILITARY),
        Selection(areas=(InAdmin1("sy-07"), InAdmin1("sy-11")), sides=frozenset({"usa"})),
        Selection(
            actors=(Involving(frozenset({ISLAMIC_STATE.id}), frozenset({ActorRole.VICTIM})),), sides=frozenset({"usa"})
        ),
    ],
)
def test_sums_of_a_side_or_group(world: sqlite3.Connection, asked: Selection) -> None:
    assert scanned(world, lambda: totals(world, asked)) == []
    assert scanned(world, lambda: series(world, asked, By.MONTH, Metric.KILLED)) == []


def test_who_came_to_harm(world: sqlite3.Connection) -> None:
    soldiers = Selection(group=Group.MILITARY, sides=frozenset({"usa"}), outcomes=frozenset({Outcome.KILLED}))
    assert scanned(world, lambda: harmed(world, [1, 2, 3], soldiers)) == []
    assert scanned(world, lambda: harmed(world, [1, 2, 3], Selection())) == []


LASTING = {"places", "actors", "sources", "sqlite_sequence"}
"""Tables whose rows are never deleted."""


def test_what_refers_to_a_row_is_found_by_an_index(writer: sqlite3.Connection) -> None:
    """SQLite looks for it whenever a row is deleted, through the whole table where there is no index."""
    tables = [row["name"] for row in writer.execute("select name from sqlite_master where type = 'table'")]
    missing = []
    for table in tables:
        leading = set()
        for index in writer.execute(f"pragma index_list({table})").fetchall():
            leading.add(writer.execute(f"pragma index_info({index['name']})").fetchone()["name"])
        for reference in writer.execute(f"pragma foreign_key_list({table})").fetchall():
            if reference["table"] not in LASTING and reference["from"] not in leading:
                missing.append((table, reference["from"]))
    assert missing == []


def test_a_scan_would_be_seen(world: sqlite3.Connection) -> None:
    assert scanned(world, lambda: world.execute("select count(*) from events where killed_best > 3").fetchall())
