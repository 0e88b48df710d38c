"""Withdrawing a report, and taking that back: what it told leaves every answer, and comes back as it was.

The report and its mentions stay. While it is withdrawn its mentions tell of no event, hang together with none and are
found by none; events that others tell of too are merged anew without it.
"""

import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime

from domain.times import iso
from store.database import StoreError, transaction
from store.events.decisions import corrected_together, dropped_among
from store.events.indexing import forget_event, write_event
from store.events.withdrawals import is_withdrawn
from store.linkage.merging import merge
from store.writing.linkage import file, load_records, settle

HOMES = """
    select id, event_id from mentions where event_id is not null and id in (select value from json_each(?)) order by id
"""  # primary key
KNOWN = "select 1 from reports where id = ?"
MENTIONS = "select id, event_id from mentions where report_id = ? and event_id is not null order by id"
ADD = "insert into withdrawals (report_id, made, maker, reason) values (?, ?, ?, ?)"
NOTE = "insert into withdrawn_mentions (event_id, withdrawal_id, mention_id) values (?, ?, ?)"
PARTNERS = """
    select other_id from links where mention_id = :id union select mention_id from links where other_id = :id
    union select id from mentions where event_id = (select event_id from mentions where id = :id) and id <> :id
"""  # primary key of links, links_by_other, mentions_by_event
HELD_TOGETHER = """
    select decision_id, other_id as id from curation where mention_id = :id and same = 1
    union select decision_id, mention_id from curation where other_id = :id and same = 1
    order by decision_id, id
"""  # primary key of curation, curation_by_other
HOLD = "insert into curation (mention_id, other_id, decision_id, same) values (?, ?, ?, 1) on conflict do nothing"
DETACH = (
    "update mentions set event_id = null where id = ?",
    "delete from mention_blocks where mention_id = ?",
    "delete from links where mention_id = ?",
    "delete from links where other_id = ?",
)
UNDO = "update withdrawals set undone = ?, undone_by = ? where report_id = ? and undone is null returning id"
TOLD = """
    select m.id, told.event_id from mentions as m
        left join withdrawn_mentions as told on told.mention_id = m.id and told.withdrawal_id = :withdrawal
    where m.report_id = :report order by m.id
"""
THERE = "select 1 from events where id = ?"
TOLD_BY = "select 1 from mentions where event_id = ? limit 1"
ATTACH = "update mentions set event_id = ? where id = ?"
LONGEST = 500


def withdraw_report(
    writer: sqlite3.Connection, report_id: int, maker: str, reason: str, now: datetime
) -> tuple[int, ...]:
    """Withdraw a report, all at once or not at all; returns the events that it told of.

    Raises StoreError where there is no such report, it is withdrawn already, or no reason is given.
    """
    if not reason.strip():
        raise StoreError("Say why the report is withdrawn: the reason is kept with it.")
    if len(reason) > LONGEST:
        raise StoreError(f"This reason has {len(reason):,} characters; give it in at most {LONGEST}.")
    with transaction(writer):
        _must_be_known(writer, report_id)
        if is_withdrawn(writer, report_id):
            raise StoreError(f"Report {report_id} is withdrawn already: `watchfloor reports withdrawn` says why.")
        told = {int(row["id"]): row["event_id"] for row in writer.execute(MENTIONS, (report_id,))}
        made = writer.execute(ADD, (report_id, iso(now), maker, reason.strip())).lastrowid
        writer.executemany(NOTE, [(event_id, made, mention_id) for mention_id, event_id in told.items()])
        detach(writer, told)
        return tuple(sorted({int(event_id) for event_id in told.values()}))


def restore_report(writer: sqlite3.Connection, report_id: int, maker: str, now: datetime) -> tuple[int, ...]:
    """Take a withdrawal back, all at once or not at all; returns the events that the report tells of again.

    Raises StoreError where there is no such report, or it is not withdrawn.
    """
    with transaction(writer):
        _must_be_known(writer, report_id)
        row = writer.execute(UNDO, (iso(now), maker, report_id)).fetchone()
        if row is None:
            raise StoreError(
                f"Report {report_id} is not withdrawn: `watchfloor reports withdrawn` lists those that are."
            )
        told = writer.execute(TOLD, {"withdrawal": row["id"], "report": report_id}).fetchall()
        dropped = dropped_among(writer, [each["id"] for each in told])
        homes = {int(each["id"]): each["event_id"] for each in told if each["id"] not in dropped}
        bring_back(writer, homes)
        return tuple(dict.fromkeys(int(each["event_id"]) for each in writer.execute(MENTIONS, (report_id,))))


def _must_be_known(writer: sqlite3.Connection, report_id: int) -> None:
    if writer.execute(KNOWN, (report_id,)).fetchone() is None:
        raise StoreError(f"There is no report {report_id}: its events have the numbers of reports with them.")


def _keep_others_together(writer: sqlite3.Connection, mention_id: int, leaving: set[int]) -> None:
    """What people decided to be one event stays one, also where it was put together by way of what leaves."""
    of_decision: dict[int, list[int]] = {}
    for row in writer.execute(HELD_TOGETHER, {"id": mention_id}):
        if row["id"] not in leaving:
            of_decision.setdefault(row["decision_id"], []).append(row["id"])
    for decision_id, (first, *rest) in of_decision.items():
        writer.executemany(HOLD, [(first, other, decision_id) for other in rest])


def bring_back(writer: sqlite3.Connection, homes: dict[int, int | None]) -> None:
    """Give mentions the events that they told of, file them and find their events anew, within the caller's
    transaction. An event that is gone stands again under its number."""
    records = load_records(writer, homes)
    left = {int(row["event_id"]) for row in writer.execute(HOMES, (json.dumps(sorted(homes)),))}
    for event_id in sorted({event_id for event_id in homes.values() if event_id is not None}):
        own = [i for i, home in homes.items() if home == event_id]
        if writer.execute(THERE, (event_id,)).fetchone() is None:
            write_event(writer, event_id, merge(records[i] for i in own), fresh=True)
        writer.executemany(ATTACH, [(event_id, i) for i in own])
    _forget_untold(writer, left)
    file(writer, homes)
    fellows = corrected_together(writer, homes)
    revised = {int(event_id) for event_id in homes.values() if event_id is not None}
    settle(writer, {*homes, *fellows}, revised={*revised, *fellows.values()})


def detach(writer: sqlite3.Connection, mention_ids: Iterable[int]) -> None:
    """Let mentions tell of no event, hang together with none and be found by none, within the caller's transaction;
    events that nothing else tells of go, the others are merged anew."""
    told = {int(row["id"]): int(row["event_id"]) for row in writer.execute(HOMES, (json.dumps(sorted(mention_ids)),))}
    fellows = corrected_together(writer, told)
    others = {*fellows, *(int(row[0]) for i in told for row in writer.execute(PARTNERS, {"id": i}))} - set(told)
    for mention_id in told:
        _keep_others_together(writer, mention_id, set(told))
    for mention_id in told:
        for statement in DETACH:
            writer.execute(statement, (mention_id,))
    homes = set(told.values())
    _forget_untold(writer, homes)
    settle(writer, others, revised={*homes, *fellows.values()})


def _forget_untold(writer: sqlite3.Connection, event_ids: Iterable[int]) -> None:
    """Drop those events that nothing tells of any more."""
    for event_id in event_ids:
        if writer.execute(TOLD_BY, (event_id,)).fetchone() is None:
            forget_event(writer, event_id)
