"""An outlet is its channel or account, whatever it is called, and its letter belongs to that."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from domain.events import Status
from domain.reports import HIDDEN
from store.backup import verify
from store.database import APPLICATION_ID, StoreError, open_for_writing
from store.migrations import migrate
from store.reliability import grades, set_reliability, sources
from store.search.finding import find
from store.search.selection import Selection
from store.writing.reports import add_report, known_report
from store.writing.revision import stored_reports
from tests.store.making import MAYADIN, OBEID, event, report
from tests.store.test_migrations import COPIED, copy
from tests.store.test_near_duplicates import REWRITTEN, WIRE

RELIABLE = Selection(reliability="B")
NAME = "Azaz Now"
ONE, OTHER, PERSON, HIDING = "telegram:-1001", "telegram:-1002", "telegram:77", f"{HIDDEN}{NAME}"


def tell(writer: sqlite3.Connection, text: str, outlet: str | None, name: str | None = NAME) -> int:
    return add_report(writer, report(text, source=name, source_id=outlet), [event("ied", OBEID)]).report_id


def test_outlets_of_one_name_are_as_many_as_their_ids(writer: sqlite3.Connection) -> None:
    for outlet in (ONE, OTHER, PERSON, HIDING, None):
        tell(writer, WIRE, outlet)
    assert {(source.key, source.name) for source in sources(writer)} == {
        (key, NAME) for key in (ONE, OTHER, PERSON, HIDING, f"name:{NAME}")
    }
    set_reliability(writer, ONE, "A")
    assert grades(writer) == {ONE: "A"}


def test_a_letter_follows_the_id_and_not_the_name(writer: sqlite3.Connection) -> None:
    tell(writer, WIRE, ONE)
    set_reliability(writer, NAME, "B")
    tell(writer, REWRITTEN, ONE, "Azaz Today")  # it is called so now
    assert [(source.name, source.reliability, source.reports) for source in sources(writer)] == [("Azaz Today", "B", 2)]
    add_report(writer, report("a copycat", source=NAME, source_id=OTHER), [event("ied", MAYADIN)])
    assert find(writer, RELIABLE).count == 1
    add_report(writer, report("hidden", source="Azaz Today", source_id=f"{HIDDEN}Azaz Today"), [event("ied", MAYADIN)])
    assert find(writer, RELIABLE).count == 1


@pytest.mark.parametrize("impostor", [HIDING, OTHER, PERSON, "name:Reuters2"])
def test_nobody_takes_the_letter_of_a_named_outlet_by_its_name(writer: sqlite3.Connection, impostor: str) -> None:
    tell(writer, WIRE, None)
    set_reliability(writer, NAME, "A")
    add_report(writer, report("fake", source=NAME, source_id=impostor), [event("ied", MAYADIN)])
    assert find(writer, RELIABLE).count == 1


def test_a_name_that_looks_like_an_id_is_a_name(writer: sqlite3.Connection) -> None:
    tell(writer, WIRE, ONE)
    set_reliability(writer, ONE, "A")
    assert not known_report(writer, report(WIRE, source=ONE))
    add_report(writer, report("fake", source=ONE), [event("ied", MAYADIN)])
    assert find(writer, RELIABLE).count == 1


def test_who_is_graded_must_be_one(writer: sqlite3.Connection) -> None:
    for outlet in (ONE, OTHER, HIDING):
        tell(writer, WIRE, outlet)
    with pytest.raises(StoreError, match=r"3 outlets are called 'Azaz Now'.*telegram:-1001, telegram:-1002"):
        set_reliability(writer, NAME, "A")
    with pytest.raises(StoreError, match="hides who it is"):
        set_reliability(writer, HIDING, "A")
    with pytest.raises(StoreError, match="No report of"):
        set_reliability(writer, "telegram:-9", "A")
    assert set_reliability(writer, OTHER, "C") == NAME
    assert grades(writer) == {OTHER: "C"}


@pytest.mark.parametrize(("outlet", "status"), [(ONE, Status.DENIED), (OTHER, Status.DISPUTED)])
def test_what_a_channel_takes_back_is_its_own_though_it_was_renamed(
    writer: sqlite3.Connection, outlet: str, status: Status
) -> None:
    tell(writer, WIRE, ONE)
    back = report("it was not so", 20, source="Azaz Today", source_id=outlet)
    add_report(writer, back, [event("ied", OBEID, status=Status.DENIED)])
    assert [row["status"] for row in writer.execute("select status from events")] == [status]


def test_reports_are_read_again_with_their_outlet(writer: sqlite3.Connection) -> None:
    wanted = [report(WIRE, source=NAME, source_id=ONE), report(REWRITTEN, source=NAME)]
    for each in wanted:
        add_report(writer, each, [])
    assert [replace(each, id=None) for _, each in stored_reports(writer)] == wanted


def test_outlets_of_an_older_file_keep_their_letters_and_reports(path: Path) -> None:
    new = path.with_name("new.db")
    told = report(WIRE, source=NAME)
    with closing(open_for_writing(new)) as writer:
        add_report(writer, told, [event("ied", OBEID)])
        set_reliability(writer, NAME, "B")
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        old.execute(f"pragma application_id = {APPLICATION_ID}")
        migrate(old, stop_before="0013_outlets")
        old.execute("attach ? as new", (str(new),))
        for table in COPIED:
            copy(old, table)
    with closing(open_for_writing(path)) as writer:
        assert [(s.key, s.name, s.reliability, s.reports) for s in sources(writer)] == [(f"name:{NAME}", NAME, "B", 1)]
        assert find(writer, RELIABLE).count == 1
        again = add_report(writer, replace(told, source_id=ONE), [event("ied", OBEID)])
        assert not again.new  # it came before ids were kept
        assert add_report(writer, report(REWRITTEN, source=NAME, source_id=ONE), []).new
    verify(path)
