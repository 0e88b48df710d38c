"""What a person decides about the index: which mentions are one event and which are not, what of an event is otherwise
than its reports have it, that it is right as it stands, or that it is none.

A decision stands on mentions, so that it holds whatever comes later: reports that arrive, or a better extractor
that reads the old ones again. Each can be taken back; the one before it on the same mentions then holds again.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product

from domain.corrections import Aspect, Correction
from domain.times import iso
from domain.wire import event_to_text
from store.database import StoreError, explained, transaction
from store.events.decisions import (
    Action,
    Decision,
    decision_numbered,
    decisions_on,
    dropped_among,
    home_of,
)
from store.events.earlier import Earlier, earlier_tellings
from store.events.loading import load_events
from store.events.results import StoredEvent
from store.events.withdrawals import Withdrawal, is_withdrawn, withdrawn_of_event
from store.writing.linkage import file_anew, settle
from store.writing.withdrawal import bring_back, detach

MENTIONS_OF = "select id from mentions where event_id = ? order by id"
MENTIONS_OF_REPORTS = """
    select id, report_id from mentions
    where event_id = ? and report_id in (select value from json_each(?)) order by id
"""
ADD_DECISION = """
    insert into decisions (made, action, event_id, maker, aspect, told, before) values (?, ?, ?, ?, ?, ?, ?)
"""
ADD_EVENT = "insert into decision_events (event_id, decision_id) values (?, ?) on conflict do nothing"
ADD_MENTION = """
    insert into decision_mentions (decision_id, mention_id, event_id)
    select ?, id, event_id from mentions where id in (select value from json_each(?))
"""
ADD_PAIR = """
    insert into curation (mention_id, other_id, decision_id, same) values (?, ?, ?, ?) on conflict do nothing
"""
PUT_TOGETHER = """
    select 1 from curation
    where same and mention_id in (select value from json_each(:ids)) and other_id in (select value from json_each(:ids))
"""
PAIRED = "select mention_id, other_id from curation where decision_id = ?"
DECIDED_ON = """
    select m.id, m.report_id, m.event_id, dm.event_id as told_of,
        exists (select 1 from events where events.id = dm.event_id) as stands
    from decision_mentions as dm join mentions as m on m.id = dm.mention_id where decision_id = ? order by m.id
"""  # primary keys
STANDING = "select id from mentions where event_id is not null and id in (select value from json_each(?)) order by id"
REMOVE_PAIRS = "delete from curation where decision_id = ?"
UNDO = "update decisions set undone = ?, undone_by = ? where id = ?"
REASONS = """
    select links.mention_id, links.other_id, links.score, links.reason from links
    join mentions as one on one.id = links.mention_id join mentions as other on other.id = links.other_id
    where one.event_id = :event_id and other.event_id = :event_id
    order by links.score desc, links.mention_id, links.other_id
"""  # index mentions_by_event, primary key of links
REPORTS_OF = "select id, report_id from mentions where event_id = ?"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two reports are taken for one event."""

    report_id: int
    other_report_id: int
    score: float
    words: str


@dataclass(frozen=True, slots=True)
class History:
    """An event, why its reports stand together, what people decided about them, what they said of it before they
    were changed, and which reports were withdrawn."""

    stored: StoredEvent
    reasons: tuple[Reason, ...]
    decisions: tuple[Decision, ...]
    earlier: tuple[Earlier, ...]
    withdrawn: tuple[Withdrawal, ...] = ()


def merge_events(
    writer: sqlite3.Connection, event_ids: Iterable[int], maker: str = "", now: datetime | None = None
) -> int:
    """Decide that several events are one; returns the number under which it stands from now on.

    Raises StoreError where one of them is unknown, or only one is named.
    """
    wanted = list(dict.fromkeys(event_ids))
    if len(wanted) < 2:
        raise StoreError("It takes two events to join: name at least two, as in `watchfloor events join 12 15`.")
    with transaction(writer):
        mentions = [i for event_id in wanted for i in _mentions(writer, event_id)]
        decision = _decide(writer, Action.MERGE, wanted, mentions, maker, now)
        _note(writer, decision, [(mentions[0], other) for other in mentions[1:]], same=True)
        settle(writer, mentions)
        return _home(writer, mentions[0])


def split_event(
    writer: sqlite3.Connection, event_id: int, report_ids: Iterable[int], maker: str = "", now: datetime | None = None
) -> int:
    """Decide that these reports of an event tell of another one than the rest; returns its number.

    Raises StoreError where the event or a report is unknown, or nothing would be left of the event.
    """
    reports = sorted(set(report_ids))
    with transaction(writer):
        mentions = _mentions(writer, event_id)
        rows = writer.execute(MENTIONS_OF_REPORTS, (event_id, json.dumps(reports))).fetchall()
        if missing := sorted(set(reports) - {row["report_id"] for row in rows}):
            raise StoreError(
                f"Report {missing[0]} does not tell of event {event_id}: those that do stand with the event."
            )
        leaving = [int(row["id"]) for row in rows]
        staying = [i for i in mentions if i not in leaving]
        if not leaving or not staying:
            raise StoreError(f"Name some of the reports of event {event_id}, but not all: nothing would be split.")
        decision = _decide(writer, Action.SPLIT, [event_id], mentions, maker, now)
        _note(writer, decision, product(leaving, staying), same=False)
        for group in (leaving, staying):
            # those whom an earlier decision put together may have hung together by one that is leaving
            if group is leaving or writer.execute(PUT_TOGETHER, {"ids": json.dumps(mentions)}).fetchone():
                _note(writer, decision, [(group[0], other) for other in group[1:]], same=True)
        settle(writer, mentions)
        home = _home(writer, leaving[0])
        writer.execute(ADD_EVENT, (home, decision))
        return home


def correct_event(
    writer: sqlite3.Connection, event_id: int, correction: Correction, maker: str, now: datetime | None = None
) -> Decision:
    """Decide that something of an event is otherwise than its reports have it; returns the decision.

    It may become one with another that it agrees with as it is set right. Raises StoreError where there is no such
    event, it stands so already, or there is no figure to give a side to.
    """
    with transaction(writer):
        mentions = _mentions(writer, event_id)
        before = load_events(writer, [event_id])[0].event
        after = correction.of(before)
        if correction.aspect is Aspect.SIDE and not any(
            line.outcome is correction.told.casualties[0].outcome for line in before.casualties
        ):
            outcome = correction.told.casualties[0].outcome
            raise StoreError(f"Event {event_id} tells of nobody {outcome}: give their number first.")
        if after == before:
            raise StoreError(f"Event {event_id} stands so already.")
        told = (correction.aspect.value, event_to_text(correction.told), event_to_text(before))
        decision = _decide(writer, Action.CORRECT, [event_id], mentions, maker, now, told)
        settle(writer, file_anew(writer, mentions), revised={event_id})
        return _known(writer, decision)


def keep_event(writer: sqlite3.Connection, event_id: int, maker: str, now: datetime | None = None) -> Decision:
    """Decide that an event is right as it stands; returns the decision. Raises StoreError where there is no such event,
    or it was decided already and nothing since."""
    with transaction(writer):
        mentions = _mentions(writer, event_id)
        standing = [decision for decision in decisions_on(writer, event_id) if decision.undone is None]
        if standing and standing[-1].action is Action.KEEP:
            raise StoreError(f"Event {event_id} is kept already.")
        return _known(writer, _decide(writer, Action.KEEP, [event_id], mentions, maker, now))


def drop_event(writer: sqlite3.Connection, event_id: int, maker: str, now: datetime | None = None) -> Decision:
    """Decide that an event is none: it leaves every answer, its reports stay; returns the decision. Raises StoreError
    where there is no such event."""
    with transaction(writer):
        mentions = _mentions(writer, event_id)
        decision = _decide(writer, Action.DROP, [event_id], mentions, maker, now)
        detach(writer, mentions)
        return _known(writer, decision)


def undo_decision(
    writer: sqlite3.Connection, decision_id: int, maker: str = "", now: datetime | None = None
) -> tuple[int, ...]:
    """Take a decision back; returns the numbers of the events that its reports now tell of. It is kept who did so.

    Raises StoreError where there is no such decision, or it was taken back before.
    """
    with transaction(writer):
        decision = decision_numbered(writer, decision_id)
        if decision is None:
            raise StoreError(
                f"There is no decision {decision_id}: `watchfloor events show ID` lists those on an event."
            )
        if decision.undone is not None:
            raise StoreError(f"Decision {decision_id} was taken back already, on {decision.undone:%Y-%m-%d}.")
        paired = {int(i) for row in writer.execute(PAIRED, (decision_id,)) for i in row}
        rows = writer.execute(DECIDED_ON, (decision_id,)).fetchall()
        writer.execute(REMOVE_PAIRS, (decision_id,))
        writer.execute(UNDO, (iso(now or datetime.now(UTC)), maker, decision_id))
        _bring_back_gone(writer, rows)
        touched = [
            int(row["id"])
            for row in writer.execute(STANDING, (json.dumps(sorted({*paired, *(row["id"] for row in rows)})),))
        ]
        if touched:
            linked = file_anew(writer, touched) if decision.action is Action.CORRECT else touched
            settle(writer, linked, revised={_home(writer, i) for i in touched})
        return tuple(sorted({_home(writer, i) for i in touched}))


def undo_last(
    writer: sqlite3.Connection, event_id: int, maker: str = "", now: datetime | None = None
) -> tuple[Decision, tuple[int, ...]]:
    """Take back what was decided last on an event; returns that, and the numbers of the events that its reports now
    tell of. Raises StoreError where nothing was decided that still holds."""
    standing = [decision for decision in decisions_on(writer, event_id) if decision.undone is None]
    if not standing:
        raise StoreError(f"Nothing was decided on event {event_id} that could be taken back.")
    return standing[-1], undo_decision(writer, standing[-1].id, maker, now)


def _bring_back_gone(writer: sqlite3.Connection, rows: Iterable[sqlite3.Row]) -> None:
    """Let events that are gone stand again under their numbers, told by the mentions that told of them, but for those
    that were dropped by another decision, and those of reports that were withdrawn."""
    gone = [row for row in rows if not row["stands"]]
    dropped = dropped_among(writer, [int(row["id"]) for row in gone])
    homes: dict[int, int | None] = {
        int(row["id"]): int(row["told_of"])
        for row in gone
        if row["id"] not in dropped and not is_withdrawn(writer, row["report_id"])
    }
    if homes:
        bring_back(writer, homes)


def history(connection: sqlite3.Connection, event_id: int) -> History:
    """An event with every why. Raises StoreError where there is none of that number."""
    with explained():
        stored = next(iter(load_events(connection, [event_id])), None)
        if stored is None:
            raise _unknown(connection, event_id)
        reports = {row["id"]: row["report_id"] for row in connection.execute(REPORTS_OF, (event_id,))}
        reasons = tuple(
            Reason(reports[row["mention_id"]], reports[row["other_id"]], row["score"], row["reason"])
            for row in connection.execute(REASONS, {"event_id": event_id})
        )
        decisions = decisions_on(connection, event_id)
        withdrawn = withdrawn_of_event(connection, event_id)
    return History(stored, reasons, decisions, earlier_tellings(connection, event_id), withdrawn)


def _mentions(connection: sqlite3.Connection, event_id: int) -> list[int]:
    found = [int(row["id"]) for row in connection.execute(MENTIONS_OF, (event_id,))]
    if not found:
        raise _unknown(connection, event_id)
    return found


def _unknown(connection: sqlite3.Connection, event_id: int) -> StoreError:
    if withdrawn := withdrawn_of_event(connection, event_id):
        last = withdrawn[-1]
        return StoreError(
            f"Event {event_id} was withdrawn with report {last.report_id} on {last.made:%Y-%m-%d} by {last.maker}: "
            f"{last.reason}. To take this back: `watchfloor reports withdraw {last.report_id} --undo`."
        )
    standing = [decision for decision in decisions_on(connection, event_id) if decision.undone is None]
    if standing and standing[-1].action is Action.DROP:
        return StoreError(f"Event {event_id} was dropped on {standing[-1].made:%Y-%m-%d}; that can be undone.")
    if standing and (home := home_of(connection, standing[-1])):
        return StoreError(f"There is no event {event_id} any more: it is one with event {home}.")
    return StoreError(f"There is no event {event_id}: check its number.")


def _home(connection: sqlite3.Connection, mention_id: int) -> int:
    return int(connection.execute("select event_id from mentions where id = ?", (mention_id,)).fetchone()[0])


def _known(connection: sqlite3.Connection, number: int) -> Decision:
    decision = decision_numbered(connection, number)
    if decision is None:
        raise StoreError(f"Decision {number} is gone.")
    return decision


def _decide(
    writer: sqlite3.Connection,
    action: Action,
    event_ids: Sequence[int],
    mention_ids: Iterable[int],
    maker: str,
    now: datetime | None,
    told: tuple[str | None, str | None, str | None] = (None, None, None),
) -> int:
    """Keep a decision with the events and the mentions that it is about; returns its number."""
    made = iso(now or datetime.now(UTC))
    decision = int(writer.execute(ADD_DECISION, (made, action.value, event_ids[0], maker, *told)).lastrowid or 0)
    writer.executemany(ADD_EVENT, [(event_id, decision) for event_id in event_ids])
    writer.execute(ADD_MENTION, (decision, json.dumps(list(mention_ids))))
    return decision


def _note(writer: sqlite3.Connection, decision: int, pairs: Iterable[tuple[int, int]], *, same: bool) -> None:
    ordered = [(min(pair), max(pair), decision, int(same)) for pair in pairs]
    writer.executemany(ADD_PAIR, ordered)
