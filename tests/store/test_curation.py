"""What people decide holds: against the links, against later reports, and until it is taken back."""

import sqlite3
from datetime import timedelta

import pytest

from store.database import StoreError
from store.health import check
from store.writing.curation import history, merge_events, split_event, undo_decision
from store.writing.reports import add_report
from tests.store.making import BUSAYRAH, DAY, MAYADIN, OBEID, event, killed, report
from tests.store.test_order import WANTED, WAR, rows, together

NEXT = DAY + timedelta(days=1)


def tell(writer: sqlite3.Connection, text: str, *events: object, hours: float = 12) -> int:
    """Add a report of one event; returns the event's number."""
    return add_report(writer, report(text, hours), events).event_ids[0]  # type: ignore[arg-type]


def groups(writer: sqlite3.Connection) -> set[frozenset[str]]:
    assert all(fine for _, fine, _ in check(writer)), check(writer)
    return {frozenset(name[:-1] for name in group) for group in together(writer)}


def report_id(writer: sqlite3.Connection, text: str) -> int:
    return int(writer.execute("select id from reports where text = ?", (text,)).fetchone()[0])


def test_merged_events_are_one_and_stand_under_the_number_of_the_larger(writer: sqlite3.Connection) -> None:
    one = tell(writer, "a", event("ied", OBEID))
    other = tell(writer, "b", event("ied", MAYADIN, NEXT))
    tell(writer, "c", event("ied", MAYADIN, NEXT))
    assert merge_events(writer, [one, other]) == other
    assert groups(writer) == {frozenset("abc")}
    assert history(writer, other).stored.id == other


def test_a_merged_event_goes_on_taking_in_reports_of_either(writer: sqlite3.Connection) -> None:
    merged = merge_events(writer, [tell(writer, "a", event("ied", OBEID)), tell(writer, "b", event("ied", MAYADIN))])
    assert tell(writer, "c", event("ied", MAYADIN)) == merged
    assert tell(writer, "d", event("ied", OBEID)) == merged


def test_what_was_split_off_stays_off_when_more_reports_come(writer: sqlite3.Connection) -> None:
    for text in "abc":
        home = tell(writer, text, event("ied", OBEID))
    alone = split_event(writer, home, [report_id(writer, "b")])
    assert alone != home
    assert groups(writer) == {frozenset("ac"), frozenset("b")}
    tell(writer, "d", event("ied", OBEID))
    assert len(groups(writer)) == 2
    assert not any({"a", "b"} <= group or {"c", "b"} <= group for group in groups(writer))


def test_a_merge_split_again_keeps_the_rest_together(writer: sqlite3.Connection) -> None:
    """The first of the merged ones leaves: the others were held together by it alone."""
    events = [tell(writer, text, event("ied", OBEID, DAY + timedelta(days=n))) for n, text in enumerate("abc")]
    merged = merge_events(writer, events)
    split_event(writer, merged, [report_id(writer, "a")])
    assert groups(writer) == {frozenset("a"), frozenset("bc")}


def test_a_decision_taken_back_leaves_what_was_there_before(writer: sqlite3.Connection) -> None:
    tell(writer, "a", event("ied", OBEID))
    home = tell(writer, "b", event("ied", OBEID))
    other = tell(writer, "c", event("ied", MAYADIN))
    before = groups(writer)
    split_event(writer, home, [report_id(writer, "a")])
    merge_events(writer, [tell(writer, "a", event()), other])
    assert groups(writer) == {frozenset("ac"), frozenset("b")}
    assert undo_decision(writer, 2)
    assert groups(writer) == {frozenset("a"), frozenset("b"), frozenset("c")}
    assert undo_decision(writer, 1) == (home,)
    assert groups(writer) == before


def test_two_events_of_one_report_can_be_merged(writer: sqlite3.Connection) -> None:
    both = add_report(writer, report("list"), [event("ied", OBEID), event("ied", MAYADIN)]).event_ids
    merge_events(writer, both)
    assert groups(writer) == {frozenset(["list"])}


def test_why_an_event_is_one_can_be_read(writer: sqlite3.Connection) -> None:
    tell(writer, "a", event("ied", BUSAYRAH, DAY, killed(4)))
    home = tell(writer, "b", event("ied", BUSAYRAH, DAY, killed(4)))
    merge_events(writer, [home, tell(writer, "c", event("ied", OBEID))])
    story = history(writer, home)
    assert [reason.words for reason in story.reasons] == ["both ied; same day; both Al Busayrah; 4 killed in both"]
    assert [(d.action, d.event_id) for d in story.decisions] == [("merge", home)]


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda w: merge_events(w, [1]), "takes two events"),
        (lambda w: merge_events(w, [1, 99]), "no event 99"),
        (lambda w: split_event(w, 1, [99]), "Report 99 does not tell of event 1"),
        (lambda w: split_event(w, 1, [1]), "some of the reports of event 1, but not all"),
        (lambda w: split_event(w, 1, []), "some of the reports"),
        (lambda w: undo_decision(w, 7), "no decision 7"),
        (lambda w: history(w, 99), "no event 99"),
    ],
)
def test_what_cannot_be_decided_says_why_and_changes_nothing(
    writer: sqlite3.Connection, act: object, said: str
) -> None:
    tell(writer, "a", event("ied", OBEID))
    with pytest.raises(StoreError, match=said):
        act(writer)  # type: ignore[operator]
    assert writer.execute("select count(*) from decisions").fetchone()[0] == 0


def test_decisions_taken_back_leave_no_trace_in_a_whole_war(writer: sqlite3.Connection) -> None:
    for published, events in WAR:
        add_report(writer, published, events)
    ids = [row[0] for row in writer.execute("select id from events order by id")]
    for number in range(1, len(ids)):
        merge_events(writer, [ids[0], _living(writer, ids[number], ids[0])])
    assert len(together(writer)) == 1
    for (decision,) in writer.execute("select id from decisions order by id desc").fetchall():
        undo_decision(writer, decision)
    assert (together(writer), rows(writer)) == WANTED


def _living(writer: sqlite3.Connection, event_id: int, other: int) -> int:
    """An event other than `other` that stands at present, `event_id` where it does."""
    found = [row[0] for row in writer.execute("select id from events where id <> ?", (other,))]
    return event_id if event_id in found else int(found[0])
