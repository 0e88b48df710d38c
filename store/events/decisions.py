"""What people decided about events: who, when and what; which corrections hold for which event, and what is dropped."""

import json
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.corrections import Aspect, Correction
from domain.events import Event
from domain.times import from_iso
from domain.wire import event_from_json
from store.database import explained

COLUMNS = "id, made, action, event_id, maker, aspect, told, before, undone, undone_by"
OF_EVENT = f"""
    select {COLUMNS} from decisions where id in (
        select decision_id from decision_events where event_id = :event_id
        union
        select decision_id from mentions join decision_mentions on mention_id = mentions.id
        where mentions.event_id = :event_id
    )
    order by id
"""  # noqa: S608 - primary key of decision_events, mentions_by_event, decision_mentions_by_mention
OF_NUMBER = f"select {COLUMNS} from decisions where id = ?"  # noqa: S608 - primary key
IN_FORCE = """
    select told, aspect, (
        select dm.mention_id from decision_mentions as dm join mentions as m on m.id = dm.mention_id
        where dm.decision_id = decisions.id
            and (m.event_id is not null or m.id in (select value from json_each(:ids)))
        order by dm.mention_id limit 1
    ) as holder
    from decisions where action = 'correct' and undone is null and id in (
        select decision_id from decision_mentions where mention_id in (select value from json_each(:ids))
    )
    order by id
"""  # decision_mentions_by_mention, primary keys of decisions, decision_mentions and mentions
CORRECTED = """
    select dm.mention_id as mention, aspect, told from decision_mentions as dm
        join decisions on decisions.id = dm.decision_id and action = 'correct' and undone is null
        join mentions as own on own.id = dm.mention_id
    where dm.mention_id in (select value from json_each(?)) and own.event_id = (
        select m.event_id from decision_mentions as other join mentions as m on m.id = other.mention_id
        where other.decision_id = decisions.id and m.event_id is not null order by m.id limit 1
    )
    order by decisions.id
"""  # decision_mentions_by_mention, primary keys
DROPPED = """
    select mention_id from decision_mentions join decisions on id = decision_id
    where mention_id in (select value from json_each(?)) and action = 'drop' and undone is null
"""  # decision_mentions_by_mention, primary key of decisions
VOUCHED_FOR = """
    select mention_id from decision_mentions join decisions on id = decision_id
    where mention_id in (select value from json_each(?)) and action in ('keep', 'correct') and undone is null
"""  # decision_mentions_by_mention, primary key of decisions

FELLOWS = """
    select distinct m.id, m.event_id from decision_mentions as own
        join decisions on decisions.id = own.decision_id and action = 'correct' and undone is null
        join decision_mentions as other on other.decision_id = own.decision_id
        join mentions as m on m.id = other.mention_id and m.event_id is not null
    where own.mention_id in (select value from json_each(?))
"""  # decision_mentions_by_mention, primary keys
HOME = """
    select m.event_id from decision_mentions as dm join mentions as m on m.id = dm.mention_id
    where dm.decision_id = ? and m.event_id is not null order by m.id limit 1
"""  # primary keys

EVENTS_OF_REPORT = """
    select coalesce(m.event_id, (
        select dm.event_id from decision_mentions as dm join decisions on decisions.id = dm.decision_id
        where dm.mention_id = m.id and action = 'drop' and undone is null limit 1
    )) as number, m.event_id is null as dropped
    from mentions as m where m.report_id = ? order by m.position
"""  # unique (report_id, position) of mentions, decision_mentions_by_mention, primary key of decisions


class Action(StrEnum):
    """What a person may decide of an event."""

    MERGE = "merge"
    SPLIT = "split"
    CORRECT = "correct"
    KEEP = "keep"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided, of which event (its number at that time), when and who, and whether it was taken back. Of
    a correction, what was set right, and the event as it stood before. `maker` is empty where it was not kept yet."""

    id: int
    made: datetime
    action: Action
    event_id: int
    maker: str = ""
    correction: Correction | None = None
    before: Event | None = None
    undone: datetime | None = None
    undone_by: str = ""


def decisions_on(connection: sqlite3.Connection, event_id: int) -> tuple[Decision, ...]:
    """All that people decided about an event and what became part of it, the first decision first; those that were
    taken back too. The event itself may be gone."""
    with explained():
        return tuple(_decision(row) for row in connection.execute(OF_EVENT, {"event_id": event_id}))


def decision_numbered(connection: sqlite3.Connection, number: int) -> Decision | None:
    """A decision; None where there is none of that number."""
    with explained():
        row = connection.execute(OF_NUMBER, (number,)).fetchone()
    return None if row is None else _decision(row)


def events_of_report(connection: sqlite3.Connection, report_id: int) -> tuple[tuple[int, bool], ...]:
    """The numbers of the events that a report tells of, in its order, each with whether it was dropped."""
    with explained():
        rows = connection.execute(EVENTS_OF_REPORT, (report_id,)).fetchall()
    return tuple(dict.fromkeys((int(r["number"]), bool(r["dropped"])) for r in rows if r["number"] is not None))


def corrections_of(connection: sqlite3.Connection, mention_ids: Collection[int]) -> list[tuple[int, Correction]]:
    """The corrections in force on these mentions, the first made first, each with the mention whose event it holds for:
    the first of those that it was made on that tells of any event. All of `mention_ids` are taken to tell of one."""
    rows = connection.execute(IN_FORCE, {"ids": json.dumps(sorted(mention_ids))})
    return [(int(row["holder"]), _correction(row["aspect"], row["told"])) for row in rows if row["holder"] is not None]


def corrected_among(connection: sqlite3.Connection, mention_ids: Collection[int]) -> dict[int, list[Correction]]:
    """The corrections in force on those of the mentions whose event they hold for, the first made first."""
    found: dict[int, list[Correction]] = {}
    for row in connection.execute(CORRECTED, (json.dumps(sorted(mention_ids)),)):
        found.setdefault(int(row["mention"]), []).append(_correction(row["aspect"], row["told"]))
    return found


def dropped_among(connection: sqlite3.Connection, mention_ids: Collection[int]) -> frozenset[int]:
    """Those of the mentions whose event was dropped."""
    return frozenset(int(row[0]) for row in connection.execute(DROPPED, (json.dumps(sorted(mention_ids)),)))


def vouched_for(connection: sqlite3.Connection, mention_ids: Collection[int]) -> frozenset[int]:
    """Those of the mentions whose event a person kept or set right."""
    return frozenset(int(row[0]) for row in connection.execute(VOUCHED_FOR, (json.dumps(sorted(mention_ids)),)))


def corrected_together(connection: sqlite3.Connection, mention_ids: Collection[int]) -> dict[int, int]:
    """The mentions on which a correction in force was made together with one of these, each with its event: it may hold
    for another of these events once one of these mentions goes or comes."""
    rows = connection.execute(FELLOWS, (json.dumps(sorted(mention_ids)),))
    return {int(row["id"]): int(row["event_id"]) for row in rows}


def home_of(connection: sqlite3.Connection, decision: Decision) -> int | None:
    """The event that what was decided on is part of now; None where nothing of it stands."""
    with explained():
        row = connection.execute(HOME, (decision.id,)).fetchone()
    return None if row is None else int(row["event_id"])


def _decision(row: sqlite3.Row) -> Decision:
    return Decision(
        id=row["id"],
        made=from_iso(row["made"]),
        action=Action(row["action"]),
        event_id=row["event_id"],
        maker=row["maker"],
        correction=_correction(row["aspect"], row["told"]) if row["aspect"] else None,
        before=event_from_json(json.loads(row["before"])) if row["before"] else None,
        undone=from_iso(row["undone"]) if row["undone"] else None,
        undone_by=row["undone_by"] or "",
    )


def _correction(aspect: str, told: str) -> Correction:
    return Correction(Aspect(aspect), event_from_json(json.loads(told)))
