"""Adding reports: all or nothing, never twice, linked with what is known."""

import sqlite3
from datetime import timedelta

import pytest

from domain.casualties import Group
from domain.events import Status
from store.database import StoreError
from store.health import check
from store.search.finding import find
from store.search.selection import Selection
from store.writing.reports import add_report
from tests.store.making import BUSAYRAH, DAY, OBEID, PALMYRA, SDF, event, killed, report

TABLES = (
    *("sources", "reports", "actors", "places", "events", "mentions", "links", "mention_blocks", "casualties"),
    *("figures", "event_actors", "event_places", "event_areas", "event_months"),
    *("reports_fts", "mentions_fts"),
)


def counts(writer: sqlite3.Connection) -> dict[str, int]:
    return {name: writer.execute(f"select count(*) from {name}").fetchone()[0] for name in TABLES}  # noqa: S608


def test_a_report_and_its_events_are_kept(writer: sqlite3.Connection) -> None:
    added = add_report(writer, report("two things"), [event("air-strike", PALMYRA), event("ied", OBEID)])
    assert added.new
    assert len(set(added.event_ids)) == 2
    found = find(writer, Selection())
    assert {stored.id for stored in found.events} == set(added.event_ids)
    assert found.events[0].mentions[0].source == "Wire"


def test_the_same_report_again_changes_nothing(writer: sqlite3.Connection) -> None:
    first = add_report(writer, report("a   Blast"), [event()])
    before = counts(writer)
    again = add_report(writer, report("A blast ", hours=20), [event(), event("ied")])
    assert (again.new, again.report_id, again.event_ids) == (False, first.report_id, first.event_ids)
    assert counts(writer) == before


def test_a_report_without_events_is_kept(writer: sqlite3.Connection) -> None:
    assert add_report(writer, report("nothing happened"), []).event_ids == ()
    assert counts(writer)["reports"] == 1


@pytest.mark.parametrize("table", ["mentions", "links", "casualties", "events", "figures", "event_areas", "actors"])
def test_an_error_in_the_middle_stores_nothing(writer: sqlite3.Connection, table: str) -> None:
    """Whatever table fails, and after however many rows, the index is as it was."""
    events = [event("ambush", BUSAYRAH, DAY, killed(3, side=SDF.id), on=SDF), event("ied", OBEID, DAY, killed(1))]
    add_report(writer, report("before"), events)
    before, page = counts(writer), find(writer, Selection())
    trigger = "create temp trigger fails after insert on {0} when (select count(*) from {0}) > {1} begin {2}; end"
    writer.execute(trigger.format(table, before[table], "select raise(abort, 'pulled the plug')"))
    with pytest.raises(StoreError, match="pulled the plug"):
        add_report(writer, report("after"), [*events, event("arrest", PALMYRA, DAY, killed(2, side="taliban"), by=SDF)])
    assert counts(writer) == before
    assert find(writer, Selection()) == page
    assert all(fine for _, fine, _ in check(writer))


def test_two_reports_of_one_event_are_one_event(writer: sqlite3.Connection) -> None:
    first = add_report(writer, report("early"), [event("drone-strike", OBEID, DAY, killed(9))])
    second = add_report(writer, report("late", 30, "Doctors"), [event("drone-strike", OBEID, DAY, killed(14))])
    assert first.event_ids == second.event_ids
    stored = find(writer, Selection()).events[0]
    assert [mention.source for mention in stored.mentions] == ["Wire", "Doctors"]
    row = writer.execute(
        "select killed_min, killed_best, killed_max, report_count, source_count from events"
    ).fetchone()
    assert tuple(row) == (9, 14, 14, 2, 2)
    assert "both El Obeid" in writer.execute("select reason from links").fetchone()[0]


def test_denied_by_one_and_reported_by_another_is_disputed(writer: sqlite3.Connection) -> None:
    add_report(writer, report("stated"), [event("capture", OBEID)])
    add_report(writer, report("denied"), [event("capture", OBEID, status=Status.DENIED)])
    assert find(writer, Selection()).events[0].event.status is Status.DISPUTED


def test_a_third_report_brings_two_events_together(writer: sqlite3.Connection) -> None:
    """The first two agree on little; the third agrees with both."""
    add_report(writer, report("one"), [event("attack", BUSAYRAH, DAY, on=SDF)])
    add_report(writer, report("two"), [event("raid", BUSAYRAH, DAY)])
    assert find(writer, Selection()).count == 2
    third = add_report(writer, report("three"), [event("attack", BUSAYRAH, DAY, killed(3), on=SDF)])
    fourth = add_report(writer, report("four"), [event("raid", BUSAYRAH, DAY, killed(3), on=SDF)])
    assert find(writer, Selection()).count == 1
    assert third.event_ids == fourth.event_ids == (1,)


def test_plans_and_statements_are_kept_but_never_counted(writer: sqlite3.Connection) -> None:
    events = [event("air-strike", PALMYRA, status=Status.PLANNED), event("threat", None, None), event(prevented=True)]
    add_report(writer, report("words"), events)
    assert find(writer, Selection()).count == 0
    assert writer.execute("select count(*) from events").fetchone()[0] == 3


def test_cost_of_a_mention_does_not_grow_with_the_index(writer: sqlite3.Connection) -> None:
    """Far away in time, no other mention is read: SQLite takes as many steps for the hundredth as for the tenth."""
    steps = [0]

    def step() -> int:
        steps[0] += 1
        return 0

    taken = []
    for number in range(120):
        steps[0] = 0
        writer.set_progress_handler(step, 10)
        day = DAY - timedelta(days=30 * number)
        add_report(writer, report(f"report {number}", day=day), [event("ied", BUSAYRAH, day, killed(2))])
        writer.set_progress_handler(None, 10)
        taken.append(steps[0])
    assert sum(taken[100:120]) < 1.5 * sum(taken[10:30])


def test_casualties_of_each_mention_are_kept(writer: sqlite3.Connection) -> None:
    lines = [killed(10, text="ten people"), killed(6, group=Group.CIVILIAN, part=True, text="six of them civilians")]
    add_report(writer, report("toll"), [event("ied", OBEID, DAY, *lines)])
    rows = writer.execute('select best, "group", part, text from casualties order by id').fetchall()
    assert [tuple(row) for row in rows] == [
        (10, "unknown", 0, "ten people"),
        (6, "civilian", 1, "six of them civilians"),
    ]
