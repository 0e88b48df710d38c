"""A row of a dataset and the reports of the same become one event; two rows of one dataset never do."""

import sqlite3
from collections import Counter
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.events import Event
from domain.places import Place
from store.database import APPLICATION_ID, open_for_writing
from store.health import check
from store.migrations import migrate
from store.search.finding import find, totals
from store.search.selection import Selection
from store.writing.datasets import DatasetRow, Stored, add_rows
from store.writing.reports import add_report
from tests.store.making import BUSAYRAH, DAY, ISLAMIC_STATE, MAYADIN, OBEID, RSF, SDF, event, injured, killed, report
from tests.store.test_migrations import COPIED, copy
from tests.store.test_order import Reported, index_of, rows, together

CODED = event("clash", BUSAYRAH, DAY, killed(4), by=ISLAMIC_STATE, on=SDF)
REPORTED: Reported = (
    report("ambush", 15),
    [event("ambush", BUSAYRAH, DAY, killed(3), injured(2), by=ISLAMIC_STATE, on=SDF)],
)


def row(number: int | str, stated: Event, dataset: str = "UCDP GED") -> DatasetRow:
    return DatasetRow(str(number), report(f"row {number}", source=dataset), stated)


def groups(writer: sqlite3.Connection) -> set[frozenset[str]]:
    assert all(fine for _, fine, _ in check(writer)), check(writer)
    return together(writer)


def test_a_report_is_linked_to_the_row_that_tells_of_the_same(writer: sqlite3.Connection) -> None:
    add_rows(writer, "UCDP GED", [row(1, CODED), row(2, event("clash", MAYADIN, DAY, killed(9)))])
    add_report(writer, *REPORTED)
    assert groups(writer) == {frozenset({"row 10", "ambush0"}), frozenset({"row 20"})}
    (stored,) = [found for found in find(writer, Selection()).events if len(found.mentions) == 2]
    assert {mention.source for mention in stored.mentions} == {"UCDP GED", "Wire"}
    counted = {outcome.value: (people.min, people.max) for outcome, people in totals(writer, Selection()).sums.items()}
    assert counted == {"killed": (12, 13), "injured": (2, 2)}


def test_a_row_joins_the_report_that_was_there_before(writer: sqlite3.Connection) -> None:
    add_report(writer, *REPORTED)
    assert add_rows(writer, "UCDP GED", [row(1, CODED), row(2, event("clash", OBEID, DAY, killed(9)))]) == Stored(2)
    assert groups(writer) == {frozenset({"row 10", "ambush0"}), frozenset({"row 20"})}
    assert add_rows(writer, "UCDP GED", [row(1, CODED)]) == Stored()
    assert find(writer, Selection()).count == 2


def test_a_row_is_read_and_held_against_its_neighbours_once(writer: sqlite3.Connection) -> None:
    add_report(writer, *REPORTED)
    ran: Counter[str] = Counter()
    writer.set_trace_callback(lambda statement: ran.update([" ".join(statement.split())]))
    add_rows(writer, "UCDP GED", [row(1, event("riot", BUSAYRAH, DAY))])
    writer.set_trace_callback(None)
    own = {statement: times for statement, times in ran.items() if not statement.startswith("--")}  # not of a trigger
    assert any(statement.startswith("select mentions.id") for statement in own)
    assert [statement for statement, times in own.items() if times > 1] == []


def test_rows_of_one_dataset_are_kept_apart_those_of_two_are_not(writer: sqlite3.Connection) -> None:
    add_rows(writer, "UCDP GED", [row(1, CODED), row(2, CODED)])
    assert find(writer, Selection()).count == 2
    market = event("clash", OBEID, DAY, killed(8), by=RSF)
    add_rows(writer, "UCDP GED", [row(3, market)])
    add_rows(writer, "ACLED", [row("SYR1", market, "ACLED"), row("SYR2", event("clash", MAYADIN, DAY), "ACLED")])
    assert sorted(map(len, groups(writer))) == [1, 1, 1, 2]


def test_where_two_rows_fit_as_well_neither_is_taken_for_what_is_meant(writer: sqlite3.Connection) -> None:
    add_rows(writer, "UCDP GED", [row(1, CODED), row(2, CODED), row(3, event("clash", OBEID, DAY, killed(7)))])
    add_report(writer, *REPORTED)
    assert len(groups(writer)) == 4
    add_report(writer, report("nine dead", 16), [event("clash", OBEID, DAY, killed(7))])
    assert frozenset({"row 30", "nine dead0"}) in groups(writer)


COLLECTIONS: list[tuple[str, Place, int]] = [
    ("Wire", BUSAYRAH, 3), ("Radio", BUSAYRAH, 4), ("UCDP GED", BUSAYRAH, 4), ("UCDP GED", MAYADIN, 4),
    ("ACLED", BUSAYRAH, 3), ("ACLED", OBEID, 8), ("Wire", OBEID, 8),
]  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(st.permutations(COLLECTIONS))
def test_the_order_of_rows_and_reports_does_not_matter(order: list[tuple[str, Place, int]]) -> None:
    assert _index(order) == _index(COLLECTIONS)


def _index(order: list[tuple[str, Place, int]]) -> tuple[set[frozenset[str]], list[tuple[object, ...]]]:
    def add(writer: sqlite3.Connection) -> None:
        for source, place, dead in order:
            happened = event("clash", place, DAY, killed(dead), by=ISLAMIC_STATE)
            name = f"{source} {place.name} {dead}"
            if source in ("UCDP GED", "ACLED"):
                add_rows(writer, source, [DatasetRow(name, report(name, source=source), happened)])
            else:
                add_report(writer, report(name, source=source), [happened])

    return index_of([], add)


def test_rows_of_an_older_file_are_found_too(path: Path) -> None:
    new = path.with_name("new.db")
    with closing(open_for_writing(new)) as writer:
        late = event("clash", OBEID, DAY + timedelta(days=3), killed(9))
        add_rows(writer, "UCDP GED", [row(1, CODED), row(2, late)])
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        old.execute(f"pragma application_id = {APPLICATION_ID}")
        migrate(old, stop_before="0007_dataset_blocks")
        old.execute("attach ? as new", (str(new),))
        for table in COPIED:
            if table != "mention_blocks":  # as an index was before rows were filed
                copy(old, table)
    with closing(open_for_writing(path)) as writer:
        add_report(writer, *REPORTED)
        assert groups(writer) == {frozenset({"row 10", "ambush0"}), frozenset({"row 20"})}
        assert len(rows(writer)) == 2
