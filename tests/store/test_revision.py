"""Reports read again: events keep their numbers, decisions hold, and nothing is doubled or left behind."""

import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.events import Event, Evidence
from domain.reports import Report
from store.database import BrokenRowError, open_for_writing
from store.health import check
from store.writing.curation import merge_events, split_event
from store.writing.reports import add_report, known_report
from store.writing.revision import Revision, correct, count_reports, report_of_reference, revise, stored_reports
from tests.store.making import BUSAYRAH, DAY, MAYADIN, OBEID, PALMYRA, event, killed, report
from tests.store.test_order import WANTED, WAR, rows, together

NOW = datetime(2025, 12, 20, 14, 10, tzinfo=UTC)
FIRST, SECOND = (Evidence(0, 10, "First part"),), (Evidence(11, 22, "second part"),)


def stated(kind: str, place: object, evidence: tuple[Evidence, ...], *lines: object) -> Event:
    return event(kind, place, DAY, *lines, evidence=evidence)  # type: ignore[arg-type]


def held(writer: sqlite3.Connection) -> list[tuple[int, str, int]]:
    """Mention, type and event, in order."""
    assert all(fine for _, fine, _ in check(writer)), check(writer)
    return [
        tuple(row) for row in writer.execute("select id, type, event_id from mentions order by report_id, position")
    ]


def test_what_is_reported_as_before_is_left_alone(writer: sqlite3.Connection) -> None:
    published, events = report("one"), [event()]
    added = add_report(writer, published, events)
    before = writer.execute("select total_changes()").fetchone()[0]
    assert revise(writer, added.report_id, published, events) == Revision(same=1)
    assert writer.execute("select total_changes()").fetchone()[0] == before


def test_a_mention_read_better_keeps_its_number_and_its_event(writer: sqlite3.Connection) -> None:
    published = report("First part second part")
    added = add_report(writer, published, [stated("attack", OBEID, FIRST), stated("arrest", MAYADIN, SECOND)])
    better = [stated("arrest", MAYADIN, SECOND), stated("ied", PALMYRA, FIRST, killed(4))]
    assert revise(writer, added.report_id, published, better) == Revision(same=1, changed=1)
    assert held(writer) == [(2, "arrest", 2), (1, "ied", 1)]
    row = writer.execute("select type, killed_best, place_id from events where id = 1").fetchone()
    assert tuple(row) == ("ied", 4, PALMYRA.id)
    assert writer.execute("select count(*) from casualties").fetchone()[0] == 1


def test_events_that_are_no_longer_reported_are_gone(writer: sqlite3.Connection) -> None:
    published = report("First part second part")
    added = add_report(writer, published, [stated("ied", OBEID, FIRST), stated("arrest", MAYADIN, SECOND)])
    assert revise(writer, added.report_id, published, [stated("arrest", MAYADIN, SECOND)]) == Revision(same=1, gone=1)
    assert held(writer) == [(2, "arrest", 2)]
    assert revise(writer, added.report_id, published, []) == Revision(gone=1)
    assert held(writer) == []
    assert writer.execute("select count(*) from events").fetchone()[0] == 0


def test_a_report_that_its_sender_corrected_is_the_same_report(writer: sqlite3.Connection) -> None:
    published = replace(report("First part second part"), id="message 7")
    assert published.published is not None
    added = add_report(writer, published, [stated("ied", OBEID, FIRST, killed(4))])
    assert report_of_reference(writer, published.published, "message 7") == added.report_id
    assert report_of_reference(writer, published.published, "message 8") is None
    better = replace(published, text="First part third part")
    events = [stated("ied", OBEID, FIRST, killed(6))]
    assert correct(writer, added.report_id, better, events, NOW) == Revision(changed=1)
    assert held(writer) == [(1, "ied", 1)]
    assert known_report(writer, published) is None
    assert known_report(writer, better) == replace(added, new=False)
    assert writer.execute("select killed_best from events").fetchone()[0] == 6
    found = writer.execute("select rowid from reports_fts where reports_fts match 'third'").fetchall()
    assert [row[0] for row in found] == [added.report_id]


def test_the_id_stays_with_most_of_an_events_mentions(writer: sqlite3.Connection) -> None:
    reports = [report(name) for name in ("a", "b", "c")]
    added = [add_report(writer, published, [event("ied", OBEID)]) for published in reports]
    revise(writer, added[0].report_id, reports[0], [event("ied", PALMYRA)])
    homes = [home for _, _, home in held(writer)]
    assert homes[1] == homes[2] == added[0].event_ids[0]
    assert homes[0] != homes[1]
    assert writer.execute("select report_count from events where id = ?", (homes[1],)).fetchone()[0] == 2


def test_decisions_hold_when_the_reports_are_read_again(writer: sqlite3.Connection) -> None:
    reports = [report(name) for name in ("a", "b", "c")]
    added = [add_report(writer, published, [event("ied", OBEID)]) for published in reports]
    split_event(writer, added[2].event_ids[0], [added[1].report_id])
    far = add_report(writer, report("d"), [event("arrest", MAYADIN, DAY + timedelta(days=3))])
    merge_events(writer, [added[2].event_ids[0], far.event_ids[0]])
    for number, published in enumerate(reports):
        revise(writer, added[number].report_id, published, [event("ied", OBEID, DAY, killed(number + 1))])
    homes = [home for _, _, home in held(writer)]
    assert homes[0] == homes[2] == homes[3] == added[0].event_ids[0]
    assert homes[1] != homes[0]


def test_decisions_on_what_is_no_longer_reported_are_counted(writer: sqlite3.Connection) -> None:
    one = add_report(writer, report("a"), [event("ied", OBEID)])
    other = add_report(writer, report("b"), [event("ied", BUSAYRAH)])
    merge_events(writer, [*one.event_ids, *other.event_ids])
    assert revise(writer, one.report_id, report("a"), []).decisions_lost == 1
    assert len(held(writer)) == 1


def test_every_report_comes_once_whole_and_without_datasets(writer: sqlite3.Connection) -> None:
    wanted = [report(f"text {number}", id=f"r{number}", title="Title", url="https://a.example/") for number in range(5)]
    for published in wanted:
        add_report(writer, published, [])
    writer.execute("insert into sources (key, name, kind) values ('name:Rows', 'Rows', 'dataset')")
    writer.execute(
        "insert into reports (content_hash, source_id, text, received) "
        "values ('row', (select id from sources where name = 'Rows'), 'row', '2025-12-10')"
    )
    assert [each if isinstance(each, BrokenRowError) else each[1] for each in stored_reports(writer)] == wanted
    assert count_reports(writer) == (5, 0)


def without(war: list[tuple[Report, list[Event]]], gone: set[int]) -> list[list[Event]]:
    return [[] if number in gone else events for number, (_, events) in enumerate(war)]


@settings(max_examples=25, deadline=None)
@given(st.permutations(WAR), st.sets(st.integers(0, len(WAR) - 1)), st.permutations(range(len(WAR))))
def test_a_war_read_badly_and_then_well_is_as_if_read_well_at_once(
    war: list[tuple[Report, list[Event]]], unread: set[int], order: list[int]
) -> None:
    with tempfile.TemporaryDirectory() as folder, closing(open_for_writing(Path(folder, "index.db"))) as writer:
        for (published, events), first in zip(war, without(war, unread), strict=True):
            add_report(writer, published, first or [event("arrest", PALMYRA)] * (len(events) > 1))
        for number in order:
            published, events = war[number]
            stored = writer.execute("select id from reports where text = ?", (published.text,)).fetchone()[0]
            revise(writer, stored, published, events)
        held(writer)
        assert (together(writer), rows(writer)) == WANTED
