"""What a person sets right, keeps or drops holds in every look-up, against later reports and later readings."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.calendar import day_range
from domain.casualties import Group, Outcome
from domain.corrections import Aspect, Correction
from domain.events import Event, Evidence
from store.database import StoreError
from store.events.decisions import Action, decisions_on
from store.events.loading import load_events
from store.health import check
from store.search.finding import By, find, series, totals
from store.search.selection import InCountry, Selection
from store.writing.curation import (
    correct_event,
    drop_event,
    history,
    keep_event,
    merge_events,
    split_event,
    undo_decision,
    undo_last,
)
from store.writing.reports import add_report
from store.writing.revision import correct, revise
from store.writing.withdrawal import restore_report, withdraw_report
from tests.store.making import BUSAYRAH, DAY, ISLAMIC_STATE, MAYADIN, OBEID, RSF, event, injured, killed, people, report
from tests.store.test_curation import report_id, tell
from tests.store.test_order import rows, together

ALL = Selection()
NOW = datetime(2025, 12, 20, 14, 10, tzinfo=UTC)
NEXT = DAY + timedelta(days=1)
SEVEN = Correction(Aspect.KILLED, event("ied", None, None, killed(7)))
PLACES = {
    Aspect.KIND: event("vehicle-bombing", None, None),
    Aspect.PLACE: event("ied", OBEID, None),
    Aspect.DATE: event("ied", None, NEXT),
    Aspect.KILLED: event("ied", None, None, killed(7)),
    Aspect.INJURED: event("ied", None, None, injured(30)),
    Aspect.SIDE: event("ied", None, None, killed(None, group=Group.MILITARY, side="rapid-support-forces")),
    Aspect.PERPETRATOR: event("ied", None, None, by=RSF),
    Aspect.TARGET: event("ied", None, None, on=RSF),
}
"""A correction of each kind."""


def right(writer: sqlite3.Connection, event_id: int, aspect: Aspect = Aspect.KILLED) -> int:
    return correct_event(writer, event_id, Correction(aspect, PLACES[aspect]), "Grace", NOW).id


def dead(writer: sqlite3.Connection, selection: Selection = ALL) -> tuple[int | None, ...]:
    found = totals(writer, selection).sums[Outcome.KILLED]
    return found.min, found.max, found.best


def sound(writer: sqlite3.Connection) -> bool:
    """Whether the index is whole, and the rows that are found by say what the events say."""
    for stored in find(writer, ALL, limit=100).events:
        row = writer.execute("select * from events where id = ?", (stored.id,)).fetchone()
        assert row["type"] == stored.event.type
        assert row["place_id"] == (stored.event.places[0].place.id if stored.event.places else None)
    return all(fine for _, fine, _ in check(writer))


@pytest.mark.parametrize("aspect", PLACES)
def test_a_correction_is_what_the_event_says_until_it_is_taken_back(writer: sqlite3.Connection, aspect: Aspect) -> None:
    home = tell(writer, "a", event("ied", MAYADIN, DAY, killed(5), by=ISLAMIC_STATE))
    before = rows(writer)
    decision = right(writer, home, aspect)
    (stored,) = load_events(writer, [home])
    assert Correction(aspect, PLACES[aspect]).of(stored.event) == stored.event
    assert rows(writer) != before
    assert stored.mentions[0].event.casualties == (killed(5),)  # the report's own words stand
    assert sound(writer)
    assert undo_decision(writer, decision, "Ada", NOW) == (home,)
    assert rows(writer) == before


def test_the_index_finds_by_what_was_set_right(writer: sqlite3.Connection) -> None:
    home = tell(writer, "a", event("ied", MAYADIN, DAY, killed(5)))
    for aspect in (Aspect.PLACE, Aspect.DATE, Aspect.KIND, Aspect.KILLED):
        right(writer, home, aspect)
    assert find(writer, Selection(areas=(InCountry("SD"),))).count == 1
    assert find(writer, Selection(areas=(InCountry("SY"),))).count == 0
    assert find(writer, Selection(types=frozenset({"vehicle-bombing"}))).count == 1
    assert find(writer, Selection(time=day_range(NEXT))).count == 1
    assert dead(writer) == dead(writer, Selection(areas=(InCountry("SD"),))) == (7, 7, 7)
    assert [(point.key, point.value) for point in series(writer, ALL, By.COUNTRY)] == [("SD", 1)]


def test_a_new_figure_keeps_whose_people_they_were(writer: sqlite3.Connection) -> None:
    home = tell(writer, "a", event("ied", MAYADIN, DAY, killed(5, group=Group.CIVILIAN), injured(3)))
    right(writer, home)
    (stored,) = load_events(writer, [home])
    assert {(line.outcome, line.best, line.group) for line in stored.event.casualties} == {
        (Outcome.KILLED, 7, Group.CIVILIAN),
        (Outcome.INJURED, 3, Group.UNKNOWN),
    }


def test_a_correction_holds_against_later_reports(writer: sqlite3.Connection) -> None:
    home = tell(writer, "a", event("ied", MAYADIN, DAY, killed(5)))
    right(writer, home)
    assert tell(writer, "b", event("ied", MAYADIN, DAY, killed(6), injured(2)), hours=14) == home
    assert dead(writer) == (7, 7, 7)
    assert totals(writer, ALL).sums[Outcome.INJURED].best == 2  # what was not set right goes on


def test_a_correction_holds_when_reports_are_read_again(writer: sqlite3.Connection) -> None:
    home = tell(writer, "a", event("ied", MAYADIN, DAY, killed(5)))
    right(writer, home)
    revise(writer, 1, report("a"), [event("air-strike", MAYADIN, DAY, killed(6))])
    (stored,) = find(writer, ALL).events
    assert (stored.id, stored.event.type) == (home, "air-strike")
    assert dead(writer) == (7, 7, 7)
    correct(writer, 1, report("a mended"), [event("ied", MAYADIN, DAY, killed(8))], NOW)
    assert dead(writer) == (7, 7, 7)
    undo_last(writer, home, "Grace", NOW)
    assert dead(writer) == (8, 8, 8)


@pytest.mark.parametrize(
    ("misread", "aspect", "right_"),
    [
        (event("ied", MAYADIN, DAY, killed(5)), Aspect.PLACE, event("ied", OBEID, DAY, killed(5))),
        (event("ied", MAYADIN, DAY, killed(5)), Aspect.DATE, event("ied", MAYADIN, NEXT, killed(5))),
        (event("arrest", MAYADIN, DAY, killed(5)), Aspect.KIND, event("vehicle-bombing", MAYADIN, DAY, killed(5))),
    ],
    ids=["place", "day", "kind"],
)
def test_later_reports_are_held_against_what_was_set_right(
    writer: sqlite3.Connection, misread: Event, aspect: Aspect, right_: Event
) -> None:
    """A report that tells what a person knew is of the event that was corrected; one that tells what was wrong is of
    another."""
    home = tell(writer, "a", misread)
    before = rows(writer)
    right(writer, home, aspect)
    assert tell(writer, "b", said(right_, "Other"), hours=36) == home
    assert tell(writer, "c", said(misread, "Third"), hours=36) != home
    assert sound(writer)
    undo_last(writer, home, "Ada", NOW)
    assert {frozenset(group) for group in together(writer)} == {frozenset({"a0", "c0"}), frozenset({"b0"})}
    for text in "bc":
        withdraw_report(writer, report_id(writer, text), "Ada", "a test", NOW)
    assert rows(writer) == before
    assert sound(writer)


def said(told: Event, words: str) -> Event:
    return replace(told, evidence=(Evidence(0, len(words), words),))


def test_a_copy_of_a_report_that_was_set_right_is_of_its_event(writer: sqlite3.Connection) -> None:
    home = tell(writer, "a", event("ied", MAYADIN, DAY, killed(5)))
    right(writer, home, Aspect.PLACE)
    assert tell(writer, "b", event("ied", MAYADIN, DAY, killed(5)), hours=13) == home
    (stored,) = find(writer, ALL).events
    assert [place.place for place in stored.event.places] == [OBEID]


def test_a_figure_that_was_set_right_counts_where_later_reports_are_compared(writer: sqlite3.Connection) -> None:
    home = tell(writer, "a", event("ied", MAYADIN, DAY, killed(40)))
    right(writer, home)
    assert tell(writer, "b", said(event("ied", MAYADIN, DAY, killed(7)), "Other"), hours=14) == home
    (reason,) = history(writer, home).reasons
    assert "7 killed in both" in reason.words


def test_what_is_set_right_becomes_one_with_what_tells_the_same_and_parts_when_that_is_taken_back(
    writer: sqlite3.Connection,
) -> None:
    one = tell(writer, "a", event("ied", MAYADIN, DAY, killed(5)))
    other = tell(writer, "b", event("ied", OBEID, DAY, killed(5)))
    before = rows(writer)
    right(writer, other, Aspect.KILLED)
    right(writer, one, Aspect.PLACE)
    assert {frozenset(group) for group in together(writer)} == {frozenset({"a0", "b0"})}
    assert sound(writer)
    undo_last(writer, one, "Ada", NOW)
    assert sound(writer)
    undo_last(writer, other, "Ada", NOW)
    assert rows(writer) == before
    assert {stored.id for stored in find(writer, ALL).events} == {one, other}
    assert sound(writer)


def test_what_a_person_set_right_stays_where_it_is_read_no_more(writer: sqlite3.Connection) -> None:
    home = tell(writer, "a", event("ied", MAYADIN, DAY, killed(5)))
    other = tell(writer, "b", event("clash", OBEID))
    right(writer, home)
    keep_event(writer, other, "Grace", NOW)
    for _ in range(2):
        revise(writer, 1, report("a"), [])
        revise(writer, 2, report("b"), [])
        assert {stored.id for stored in find(writer, ALL).events} == {home, other}
        assert dead(writer) == (7, 7, 7)
        assert sound(writer)
    undo_last(writer, home, "Grace", NOW)
    assert revise(writer, 1, report("a"), []).gone == 1


def test_a_sentence_that_moved_in_an_edited_report_keeps_its_correction(writer: sqlite3.Connection) -> None:
    told = event("ied", MAYADIN, DAY, killed(5), evidence=(Evidence(0, 9, "Five died"),))
    (home,) = add_report(writer, report("Five died."), [told]).event_ids
    right(writer, home)
    moved = event("ied", MAYADIN, DAY, killed(5), evidence=(Evidence(40, 49, "Five died"),))
    correct(writer, 1, report("An editor wrote much more in front of it. Five died."), [moved], NOW)
    assert [stored.id for stored in find(writer, ALL).events] == [home]
    assert dead(writer) == (7, 7, 7)


def test_the_newest_correction_holds_and_each_goes_by_itself(writer: sqlite3.Connection) -> None:
    home = tell(writer, "a", event("ied", MAYADIN, DAY, killed(5)))
    right(writer, home)
    nine = Correction(Aspect.KILLED, event("ied", None, None, killed(9)))
    correct_event(writer, home, nine, "Ada", NOW)
    assert dead(writer) == (9, 9, 9)
    undone, homes = undo_last(writer, home, "Ada", NOW)
    assert (undone.correction, homes) == (nine, (home,))
    assert dead(writer) == (7, 7, 7)
    undo_last(writer, home)
    assert dead(writer) == (5, 5, 5)
    with pytest.raises(StoreError, match="Nothing was decided"):
        undo_last(writer, home)


def test_who_decided_what_and_when_is_kept_also_once_it_is_taken_back(writer: sqlite3.Connection) -> None:
    home = tell(writer, "a", event("ied", MAYADIN, DAY, killed(5)))
    right(writer, home)
    undo_last(writer, home, "Ada", NOW + timedelta(minutes=10))
    keep_event(writer, home, "Ada", NOW + timedelta(hours=1))
    first, second = history(writer, home).decisions
    assert (first.maker, first.made, first.undone_by, first.undone) == (
        *("Grace", NOW, "Ada"),
        NOW + timedelta(minutes=10),
    )
    assert first.before is not None
    assert first.correction is not None
    assert [e.casualties[0].best for e in (first.before, first.correction.told)] == [5, 7]
    assert (second.action, second.maker, second.undone) == (Action.KEEP, "Ada", None)
    with pytest.raises(StoreError, match="kept already"):
        keep_event(writer, home, "Ada", NOW)


def test_no_figure_stands_where_none_is_told(writer: sqlite3.Connection) -> None:
    home = tell(writer, "a", event("ied", MAYADIN, DAY, killed(5)))
    correct_event(writer, home, Correction(Aspect.KILLED, event("ied", None, None)), "Grace", NOW)
    assert totals(writer, ALL).sums == {}
    assert load_events(writer, [home])[0].figures == {}


def test_figures_of_several_lines_can_be_given_to_one_side(writer: sqlite3.Connection) -> None:
    home = tell(writer, "a", event("ied", MAYADIN, DAY, killed(5, group=Group.CIVILIAN), killed(2)))
    right(writer, home, Aspect.SIDE)
    (line,) = load_events(writer, [home])[0].event.casualties
    assert (line.best, line.group, line.side) == (7, Group.MILITARY, "rapid-support-forces")
    assert dead(writer) == (7, 7, 7)


def test_a_side_needs_people(writer: sqlite3.Connection) -> None:
    home = tell(writer, "a", event("ied", MAYADIN, DAY, people(Outcome.INJURED, 5)))
    with pytest.raises(StoreError, match="nobody killed"):
        right(writer, home, Aspect.SIDE)
    assert decisions_on(writer, home) == ()


def test_what_stands_so_already_is_no_correction(writer: sqlite3.Connection) -> None:
    home = tell(writer, "a", event("ied", MAYADIN, DAY, killed(7)))
    with pytest.raises(StoreError, match="stands so already"):
        right(writer, home)


def test_a_joined_event_has_the_corrections_of_both_and_a_split_one_keeps_its_own(writer: sqlite3.Connection) -> None:
    one, other = tell(writer, "a", event("ied", OBEID, DAY, killed(5))), tell(writer, "b", event("ied", MAYADIN))
    right(writer, one)
    right(writer, other, Aspect.INJURED)
    home = merge_events(writer, [one, other], "Grace", NOW)
    (stored,) = load_events(writer, [home])
    assert {outcome: figure.best for outcome, figure in stored.figures.items()} == {
        Outcome.KILLED: 7,
        Outcome.INJURED: 30,
    }
    alone = split_event(writer, home, [report_id(writer, "a")], "Grace", NOW)
    figures = {s.id: {o: f.best for o, f in s.figures.items()} for s in find(writer, ALL).events}
    assert figures.pop(alone) == {Outcome.KILLED: 7}
    assert list(figures.values()) == [{Outcome.INJURED: 30}]


def test_a_correction_of_several_reports_counts_once_when_they_part(writer: sqlite3.Connection) -> None:
    for text in "abc":
        home = tell(writer, text, event("ied", OBEID, DAY, killed(5)))
    right(writer, home)
    other = split_event(writer, home, [report_id(writer, "a")], "Grace", NOW)
    assert sorted(s.figures[Outcome.KILLED].best or 0 for s in find(writer, ALL).events) == [5, 7]
    holder = next(s.id for s in find(writer, ALL).events if s.figures[Outcome.KILLED].best == 7)
    withdraw_report(writer, report_id(writer, "a"), "Grace", "a fake", NOW)
    assert dead(writer) == (7, 7, 7)  # the reports that are left hold it now
    assert sound(writer)
    restore_report(writer, report_id(writer, "a"), "Grace", NOW)
    assert {s.id: s.figures[Outcome.KILLED].best for s in find(writer, ALL).events} == {
        holder: 7,
        ({home, other} - {holder}).pop(): 5,
    }
    assert sound(writer)


def test_a_dropped_event_leaves_every_answer_and_comes_back(writer: sqlite3.Connection) -> None:
    tell(writer, "other", event("clash", BUSAYRAH, DAY, killed(1)))
    home = tell(writer, "a", event("ied", MAYADIN, DAY, killed(5)))
    before = rows(writer)
    drop_event(writer, home, "Grace", NOW)
    assert [stored.event.type for stored in find(writer, ALL).events] == ["clash"]
    assert dead(writer) == (1, 1, 1)
    assert sound(writer)
    with pytest.raises(StoreError, match="was dropped on 2025-12-20"):
        drop_event(writer, home, "Grace", NOW)
    undone, homes = undo_last(writer, home, "Ada", NOW)
    assert (undone.action, homes) == (Action.DROP, (home,))
    assert rows(writer) == before


def test_a_dropped_event_stays_dropped(writer: sqlite3.Connection) -> None:
    home = tell(writer, "a", event("ied", MAYADIN, DAY, killed(5)))
    drop_event(writer, home, "Grace", NOW)
    revise(writer, 1, report("a"), [event("air-strike", MAYADIN, DAY, killed(6))])
    assert find(writer, ALL).count == 0
    withdraw_report(writer, 1, "Grace", "a fake", NOW)
    restore_report(writer, 1, "Grace", NOW)
    assert find(writer, ALL).count == 0
    assert tell(writer, "b", event("clash", OBEID)) == home + 1  # its number is not given away
    assert sound(writer)
    undo_last(writer, home, "Grace", NOW)
    assert {stored.id for stored in find(writer, ALL).events} == {home, home + 1}
    assert sound(writer)


def test_a_drop_taken_back_does_not_bring_back_what_was_withdrawn(writer: sqlite3.Connection) -> None:
    home = tell(writer, "a", event("ied", MAYADIN, DAY, killed(5)))
    drop_event(writer, home, "Grace", NOW)
    withdraw_report(writer, 1, "Grace", "a fake", NOW)
    undo_last(writer, home, "Grace", NOW)
    assert find(writer, ALL).count == 0
    restore_report(writer, 1, "Grace", NOW)
    assert find(writer, ALL).count == 1
    assert sound(writer)


def test_an_event_that_became_another_says_so(writer: sqlite3.Connection) -> None:
    one, other = tell(writer, "a", event("ied", OBEID)), tell(writer, "b", event("ied", MAYADIN))
    home = merge_events(writer, [one, other], "Grace", NOW)
    gone = ({one, other} - {home}).pop()
    with pytest.raises(StoreError, match=f"one with event {home}"):
        right(writer, gone)
    assert undo_last(writer, gone, "Grace", NOW)[1] == tuple(sorted((one, other)))


def test_of_another_event_nothing_changes() -> None:
    told = Correction(Aspect.KILLED, event("ied", None, None, killed(7)))
    plain = Event("strike", "air-strike", casualties=(injured(3),))
    assert told.of(plain).casualties == (injured(3), killed(7))
