"""A report that is withdrawn leaves every answer with its figures, and comes back as it was."""

import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.casualties import Outcome
from store.database import StoreError, open_for_writing
from store.events.withdrawals import withdrawn_of_event, withdrawn_reports
from store.health import check
from store.search.finding import By, find, series, totals
from store.search.selection import Selection
from store.writing.curation import history, merge_events, split_event, undo_decision
from store.writing.reports import add_report
from store.writing.revision import revise
from store.writing.withdrawal import restore_report, withdraw_report
from tests.store.making import BUSAYRAH, DAY, MAYADIN, OBEID, event, injured, killed, report
from tests.store.test_curation import report_id, tell
from tests.store.test_order import WAR, rows

ALL = Selection()
NOW = datetime(2025, 12, 20, 12, tzinfo=UTC)


def withdraw(writer: sqlite3.Connection, text: str) -> tuple[int, ...]:
    return withdraw_report(writer, report_id(writer, text), "Grace", "a fake", NOW)


def standing(writer: sqlite3.Connection) -> set[frozenset[str]]:
    """Which mentions stand together, those of no event left out."""
    told = "select text || position from mentions join reports on reports.id = report_id where event_id = ?"
    events = [row["id"] for row in writer.execute("select id from events")]
    return {frozenset(row[0] for row in writer.execute(told, (event_id,))) for event_id in events}


def fine(writer: sqlite3.Connection) -> bool:
    return all(fine for _, fine, _ in check(writer))


def test_an_event_told_only_by_it_leaves_the_answers_and_says_why(writer: sqlite3.Connection) -> None:
    home = tell(writer, "a", event("ied", OBEID, DAY, killed(4)))
    assert withdraw(writer, "a") == (home,)
    assert find(writer, ALL).count == 0
    assert totals(writer, ALL).sums == {}
    assert series(writer, ALL, By.MONTH) == ()
    assert find(writer, Selection(words=("text",))).count == 0
    (why,) = withdrawn_of_event(writer, home)
    assert (why.report_id, why.source, why.maker, why.reason) == (1, "Wire", "Grace", "a fake")
    assert withdrawn_reports(writer) == (why,)
    with pytest.raises(StoreError, match=r"withdrawn with report 1 on .* by Grace: a fake"):
        history(writer, home)
    assert fine(writer)


def test_its_figures_leave_an_event_that_others_tell_of(writer: sqlite3.Connection) -> None:
    home = tell(writer, "a", event("ied", OBEID, DAY, killed(4)))
    assert tell(writer, "b", event("ied", OBEID, DAY, killed(9), injured(30)), hours=14) == home
    assert totals(writer, ALL).sums[Outcome.KILLED].best == 9
    withdraw(writer, "b")
    (stored,) = find(writer, ALL).events
    assert (stored.id, len(stored.mentions)) == (home, 1)
    assert {outcome: (s.min, s.max, s.best) for outcome, s in totals(writer, ALL).sums.items()} == {
        Outcome.KILLED: (4, 4, 4)
    }
    assert [each.reason for each in history(writer, home).withdrawn] == ["a fake"]
    assert restore_report(writer, 2, "Ada", NOW) == (home,)
    assert totals(writer, ALL).sums[Outcome.KILLED].best == 9
    assert history(writer, home).withdrawn == ()
    assert tuple(writer.execute("select maker, undone_by from withdrawals").fetchone()) == ("Grace", "Ada")


def test_an_event_comes_back_under_its_number(writer: sqlite3.Connection) -> None:
    tell(writer, "a", event("ied", OBEID))
    home = tell(writer, "b", event("ied", MAYADIN))
    withdraw(writer, "b")
    assert tell(writer, "c", event("clash", BUSAYRAH)) == home + 1  # its number is not given away
    assert restore_report(writer, 2, "Ada", NOW) == (home,)
    assert find(writer, ALL).count == 3
    assert fine(writer)


def test_a_report_without_events_can_be_withdrawn(writer: sqlite3.Connection) -> None:
    add_report(writer, report("a"), [])
    assert withdraw(writer, "a") == ()
    assert restore_report(writer, 1, "Ada", NOW) == ()


def test_what_comes_later_does_not_bring_it_back(writer: sqlite3.Connection) -> None:
    tell(writer, "a", event("ied", OBEID, DAY, killed(4)))
    withdraw(writer, "a")
    again = add_report(writer, report("a"), [event("ied", OBEID, DAY, killed(4))])
    assert (again.new, again.event_ids) == (False, ())
    home = tell(writer, "b", event("ied", OBEID, DAY, killed(5)))
    assert totals(writer, ALL).sums[Outcome.KILLED].max == 5
    revise(writer, 1, report("a"), [event("ied", OBEID, DAY, killed(6)), event("clash", MAYADIN)])
    assert [stored.id for stored in find(writer, ALL).events] == [home]
    assert fine(writer)
    restore_report(writer, 1, "Ada", NOW)
    assert find(writer, ALL).count == 2
    assert totals(writer, ALL).sums[Outcome.KILLED].max == 6
    revise(writer, 1, report("a"), [])
    assert fine(writer)


def test_what_was_decided_to_be_one_stays_one_without_what_held_it_standing(writer: sqlite3.Connection) -> None:
    events = [
        tell(writer, text, event("ied", place)) for text, place in zip("abc", (OBEID, MAYADIN, BUSAYRAH), strict=True)
    ]
    merged = merge_events(writer, events)
    withdraw(writer, "a")
    assert standing(writer) == {frozenset({"b0", "c0"})}
    assert fine(writer)
    restore_report(writer, 1, "Ada", NOW)
    assert len(find(writer, ALL).events[0].mentions) == 3
    withdraw(writer, "b")
    undo_decision(writer, history(writer, merged).decisions[0].id)
    assert find(writer, ALL).count == 2
    restore_report(writer, 2, "Ada", NOW)
    assert find(writer, ALL).count == 3
    assert fine(writer)


def test_what_was_split_off_stays_off(writer: sqlite3.Connection) -> None:
    for text in "abc":
        home = tell(writer, text, event("ied", OBEID))
    split_event(writer, home, [report_id(writer, "b")])
    withdraw(writer, "b")
    assert find(writer, ALL).count == 1
    restore_report(writer, report_id(writer, "b"), "Ada", NOW)
    assert find(writer, ALL).count == 2


@pytest.mark.parametrize("seed", range(6))
def test_withdrawn_is_as_if_never_told_and_restored_as_if_never_withdrawn(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    gone = rng.sample(range(len(WAR)), 3)
    with (
        closing(open_for_writing(tmp_path / "all.db")) as writer,
        closing(open_for_writing(tmp_path / "rest.db")) as rest,
    ):
        for number, (told, events) in enumerate(WAR):
            add_report(writer, told, events)
            if number not in gone:
                add_report(rest, told, events)
        before = (standing(writer), rows(writer))
        for number in gone:
            withdraw(writer, WAR[number][0].text)
        assert (standing(writer), rows(writer)) == (standing(rest), rows(rest))
        assert fine(writer)
        rng.shuffle(gone)
        for number in gone:
            restore_report(writer, report_id(writer, WAR[number][0].text), "Ada", NOW)
        assert (standing(writer), rows(writer)) == before
        assert fine(writer)


@pytest.mark.parametrize(
    ("number", "reason", "said"),
    [
        (9, "a fake", "no report 9"),
        (1, " ", "Say why"),
        (1, "x" * 501, "at most 500"),
        (2, "twice", "withdrawn already"),
    ],
)
def test_what_cannot_be_withdrawn_is_told_in_a_sentence(
    writer: sqlite3.Connection, number: int, reason: str, said: str
) -> None:
    tell(writer, "a", event("ied", OBEID))
    tell(writer, "b", event("ied", MAYADIN))
    withdraw(writer, "b")
    with pytest.raises(StoreError, match=said):
        withdraw_report(writer, number, "Grace", reason, NOW)
    for unknown, words in ((9, "no report 9"), (1, "is not withdrawn")):
        with pytest.raises(StoreError, match=words):
            restore_report(writer, unknown, "Grace", NOW)
    assert find(writer, ALL).count == 1
