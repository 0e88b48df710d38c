"""What a person decides about the index: which mentions are one event, and which are not.

A decision stands between mentions, so that it holds whatever comes later: reports that arrive, or a better extractor
that reads the old ones again. Each can be taken back; the one before it on the same mentions then holds again.
"""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product

from domain.times import from_iso, iso
from store.database import StoreError, explained, transaction
from store.events.earlier import Earlier, earlier_tellings
from store.events.loading import load_events
from store.events.results import StoredEvent
from store.events.withdrawals import Withdrawal, withdrawn_of_event
from store.writing.linkage import settle

MENTIONS_OF = "select id from mentions where event_id = ? order by id"
MENTIONS_OF_REPORTS = """
    select id, report_id from mentions
    where event_id = ? and report_id in (select value from json_each(?)) order by id
"""
ADD_DECISION = "insert into decisions (made, action, event_id) values (?, ?, ?)"
ADD_PAIR = """
    insert into curation (mention_id, other_id, decision_id, same) values (?, ?, ?, ?) on conflict do nothing
"""
PUT_TOGETHER = """
    select 1 from curation
    where same and mention_id in (select value from json_each(:ids)) and other_id in (select value from json_each(:ids))
"""
PAIRED = "select mention_id, other_id from curation where decision_id = ?"
STANDING = "select id from mentions where event_id is not null and id in (select value from json_each(?)) order by id"
REMOVE_DECISION = ("delete from curation where decision_id = ?", "delete from decisions where id = ?")
REASONS = """
    select links.mention_id, links.other_id, links.score, links.reason from links
    join mentions as one on one.id = links.mention_id join mentions as other on other.id = links.other_id
    where one.event_id = :event_id and other.event_id = :event_id
    order by links.score desc, links.mention_id, links.other_id
"""  # index mentions_by_event, primary key of links
DECISIONS_ON = """
    select id, made, action, event_id from decisions where id in (
        select decision_id from mentions join curation on curation.mention_id = mentions.id where event_id = :event_id
        union
        select decision_id from mentions join curation on curation.other_id = mentions.id where event_id = :event_id
    )
    order by id
"""  # index mentions_by_event, primary key of curation and curation_by_other
REPORTS_OF = "select id, report_id from mentions where event_id = ?"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided: `merge` or `split`, of which event (its number at that time), and when."""

    id: int
    made: datetime
    action: str
    event_id: int


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


def merge_events(writer: sqlite3.Connection, event_ids: Iterable[int]) -> int:
    """Decide that several events are one; returns the number under which it stands from now on.

    Raises StoreError where one of them is unknown, or only one is named.
    """
    wanted = list(dict.fromkeys(event_ids))
    if len(wanted) < 2:
        raise StoreError("It takes two events to merge: name at least two, as in `watchfloor events merge 12 15`.")
    with transaction(writer):
        mentions = [i for event_id in wanted for i in _mentions(writer, event_id)]
        decision = _decide(writer, "merge", wanted[0])
        _note(writer, decision, [(mentions[0], other) for other in mentions[1:]], same=True)
        settle(writer, mentions)
        return _home(writer, mentions[0])


def split_event(writer: sqlite3.Connection, event_id: int, report_ids: Iterable[int]) -> int:
    """Decide that these reports of an event tell of another one than the rest; returns its number.

    Raises StoreError where the event or a report is unknown, or nothing would be left of the event.
    """
    reports = sorted(set(report_ids))
    with transaction(writer):
        mentions = _mentions(writer, event_id)
        rows = writer.execute(MENTIONS_OF_REPORTS, (event_id, json.dumps(reports))).fetchall()
        if missing := sorted(set(reports) - {row["report_id"] for row in rows}):
            raise StoreError(
                f"Report {missing[0]} does not tell of event {event_id}: "
                f"`watchfloor events show {event_id}` lists those that do."
            )
        leaving = [int(row["id"]) for row in rows]
        staying = [i for i in mentions if i not in leaving]
        if not leaving or not staying:
            raise StoreError(f"Name some of the reports of event {event_id}, but not all: nothing would be split.")
        decision = _decide(writer, "split", event_id)
        _note(writer, decision, product(leaving, staying), same=False)
        for group in (leaving, staying):
            # those whom an earlier decision put together may have hung together by one that is leaving
            if group is leaving or writer.execute(PUT_TOGETHER, {"ids": json.dumps(mentions)}).fetchone():
                _note(writer, decision, [(group[0], other) for other in group[1:]], same=True)
        settle(writer, mentions)
        return _home(writer, leaving[0])


def undo_decision(writer: sqlite3.Connection, decision_id: int) -> tuple[int, ...]:
    """Take a decision back; returns the numbers of the events that its reports now tell of.

    Raises StoreError where there is no such decision.
    """
    with transaction(writer):
        paired = sorted({int(i) for row in writer.execute(PAIRED, (decision_id,)) for i in row})
        touched = [int(row["id"]) for row in writer.execute(STANDING, (json.dumps(paired),))]
        for statement in REMOVE_DECISION:
            removed = writer.execute(statement, (decision_id,)).rowcount
        if not removed:
            raise StoreError(
                f"There is no decision {decision_id}: `watchfloor events show ID` lists those on an event."
            )
        if touched:
            settle(writer, touched)
        return tuple(sorted({_home(writer, i) for i in touched}))


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
        decisions = tuple(
            Decision(row["id"], from_iso(row["made"]), row["action"], row["event_id"])
            for row in connection.execute(DECISIONS_ON, {"event_id": event_id})
        )
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
    return StoreError(f"There is no event {event_id}: `watchfloor export` lists the events with their ids.")


def _home(connection: sqlite3.Connection, mention_id: int) -> int:
    return int(connection.execute("select event_id from mentions where id = ?", (mention_id,)).fetchone()[0])


def _decide(writer: sqlite3.Connection, action: str, event_id: int) -> int:
    made = writer.execute(ADD_DECISION, (iso(datetime.now(UTC)), action, event_id)).lastrowid
    return int(made or 0)


def _note(writer: sqlite3.Connection, decision: int, pairs: Iterable[tuple[int, int]], *, same: bool) -> None:
    ordered = [(min(pair), max(pair), decision, int(same)) for pair in pairs]
    writer.executemany(ADD_PAIR, ordered)
