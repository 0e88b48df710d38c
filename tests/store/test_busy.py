"""Where more hangs together than is looked at in one go: every mention keeps its event, whatever is decided."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from domain.events import Event
from domain.reports import Report
from store.database import open_for_writing
from store.export.export import events_as_json
from store.health import check
from store.linkage.rules import rules
from store.writing import linkage
from store.writing.curation import merge_events, split_event, undo_decision
from store.writing.reports import add_report
from store.writing.revision import revise
from tests.store.making import (
    ASHARAH,
    BUSAYRAH,
    DAY,
    DEIR_EZ_ZOR,
    HOMS,
    ISLAMIC_STATE,
    MAYADIN,
    NORTHERN_SYRIA,
    OBEID,
    PALMYRA,
    SYRIA,
    USA,
    event,
    killed,
    report,
)
from tests.store.test_order import together


def strike(**more: object) -> Event:
    stated = {"kind": "air-strike", "place": DEIR_EZ_ZOR, "by": USA, "on": ISLAMIC_STATE, "weapons": ("rockets",)}
    values = stated | more
    return replace(event(**values), casualties=(killed(7),))  # type: ignore[arg-type]


WEEK: list[tuple[Report, Event]] = [
    (report("Busayrah", 12, "Wire 1"), strike(place=BUSAYRAH)),
    *((report(f"province {n}", 13, f"Radio {n}"), strike()) for n in range(4)),
    (report("Asharah, shelled", 14, "Wire 2"), event("shelling", ASHARAH, DAY, by=USA)),
    (report("Asharah", 15, "Wire 3"), strike(place=ASHARAH)),
]
"""Five mentions of one strike, then two of another in the town beside it, which the four of the province fit too."""


@pytest.fixture
def busy(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    """The index of WEEK, in which no more than three mentions are looked at in one go."""
    few = replace(rules(), longest_chain=3)
    monkeypatch.setattr(linkage, "rules", lambda: few)
    with closing(open_for_writing(path)) as writer:
        for published, each in WEEK:
            add_report(writer, published, [each])
        yield writer


def whole(writer: sqlite3.Connection) -> set[frozenset[str]]:
    """Which mentions stand together, when all that is held is in order and each event has all its reports."""
    assert all(fine for _, fine, _ in check(writer)), check(writer)
    groups = together(writer)
    assert sorted(len(each["reports"]) for each in events_as_json(writer)) == sorted(map(len, groups))
    return groups


def test_what_is_reported_of_towns_far_off_is_not_read(writer: sqlite3.Connection) -> None:
    for number, place in enumerate((PALMYRA, HOMS, DEIR_EZ_ZOR, SYRIA, BUSAYRAH, OBEID, NORTHERN_SYRIA)):
        add_report(writer, report(f"report {number}"), [event("ied", place, DAY)])
    ran: list[str] = []
    writer.set_trace_callback(ran.append)
    add_report(writer, report("here"), [event("shelling", MAYADIN, DAY)])
    writer.set_trace_callback(None)
    (own, *others) = [sql for sql in ran if sql.lstrip().startswith("select mentions.id")]
    assert "json_each('[8]')" in own
    there = json.loads(others[0].partition("json_each('")[2].partition("'")[0])
    read = writer.execute(
        "select text from reports where id in (select value from json_each(?))", (json.dumps(there),)
    ).fetchall()
    assert [row["text"] for row in read] == ["report 2", "report 3", "report 6"]


def test_a_split_takes_nobody_elses_event(busy: sqlite3.Connection) -> None:
    strikes = frozenset({"Busayrah0", *(f"province {n}0" for n in range(4))})
    assert whole(busy) == {strikes, frozenset({"Asharah, shelled0", "Asharah0"})}
    split_event(busy, 1, [1])
    assert frozenset({"Busayrah0"}) in whole(busy)


def test_a_merge_and_its_undoing_take_nobody_elses_event(busy: sqlite3.Connection) -> None:
    merge_events(busy, [1, 2])
    assert len(whole(busy)) == 1
    undo_decision(busy, 1)
    assert whole(busy)


@pytest.mark.parametrize("number", range(len(WEEK)))
def test_a_revised_report_takes_nobody_elses_event(busy: sqlite3.Connection, number: int) -> None:
    published, each = WEEK[number]
    revise(busy, number + 1, published, [replace(each, confidence=0.4)])
    assert whole(busy)
