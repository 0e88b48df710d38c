"""The queue between arriving and being read: what sources give waits here until its events are in the index.

Bounded, and in order for each source. Each version of an item is kept once, however often it arrives; it leaves the
queue in the transaction in which its report is stored. One that fails twice, or ends the program twice, is set aside
with its reason.

A post comes once: Telegram gives it to nobody again. So posts have bounds of their own, which are wide; what feeds and
folders give is asked for again.
"""

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from domain.events import Event
from domain.reports import Report
from domain.times import from_iso, iso
from domain.wire import report_from_json, report_to_json
from store.database import StoreError, explained, transaction
from store.intake.intakes import note_usual
from store.writing.reports import known_report, put_report
from store.writing.revision import put_correction

MOST_WAITING = 5_000
"""So many items of feeds and folders wait at most, of all together."""

MOST_OF_ONE = 1_000
"""So many of one of them wait at most: one that floods leaves room for the others."""

MOST_POSTS = 100_000
"""So many posts of channels and groups wait at most, of all together."""

MOST_POSTS_OF_ONE = 20_000
"""So many of one channel or group wait at most."""

LONG = 100
"""Where more wait, the source whose next item is the newest comes first; else the one whose next is the oldest."""

TRIES = 2
"""What failed so often is set aside."""

CUT_OFF = "the program ended while it was read"

ITEM = "select words, version, report_id, gone from items where source_id = ? and reference = ?"  # primary key
KEEP_ITEM = """
    insert into items (source_id, reference, words, version, arrived) values (?, ?, ?, ?, ?)
    on conflict (source_id, reference) do update set words = excluded.words, version = excluded.version, gone = null
"""
KEEP = "insert into arrivals (source_id, reference, report, version, received) values (?, ?, ?, ?, ?)"
POSTS = "('channel', 'group')"
"""The sorts of sources of which what is passed over once is lost."""
IS_OF_POSTS = f"select kind in {POSTS} from intakes where source_id = ?"  # noqa: S608 - primary key
OWN = "select count(*) from arrivals where source_id = ? and set_aside is null"  # index arrivals_waiting
TOTAL = f"""
    select coalesce(sum((
        select count(*) from arrivals where arrivals.source_id = intakes.source_id and set_aside is null
    )), 0) from intakes where (kind in {POSTS}) = ?
"""  # noqa: S608 - index arrivals_waiting
HELD = "select coalesce((select max(id) from arrivals) - (select min(id) from arrivals) + 1, 0)"  # primary key
MANY = "select count(*) > :most from (select 1 from arrivals where set_aside is null limit :most + 1)"
HEADS = """
    select id from (
        select (select min(id) from arrivals where arrivals.source_id = intakes.source_id and set_aside is null) as id
        from intakes
    ) where id is not null
"""  # index arrivals_waiting: a step into it for each source, however much waits
ROW = "select * from arrivals where id = ?"
CHANGED = """
    update intakes set last_item = max(coalesce(last_item, ''), ?), last_success = max(coalesce(last_success, ''), ?)
    where source_id = ?
"""
BACKLOG = """
    select count(*) filter (where set_aside is null) as waiting, min(iif(set_aside is null, received, null)) as oldest,
        count(set_aside) as set_aside, (select coalesce(sum(passed_over), 0) from intakes) as passed_over
    from arrivals
"""
ASIDE = """
    select arrivals.id as id, sources.name as source, reference, trouble, set_aside, report from arrivals
    join sources on sources.id = arrivals.source_id where set_aside is not null order by arrivals.id limit ?
"""


class QueueFullError(StoreError):
    """So much waits to be read that nothing more is taken yet; what was offered is not kept."""


class Kept(Enum):
    """What became of an item that arrived: it waits to be read, or nothing about it is new."""

    WAITS = auto()
    KNOWN = auto()


@dataclass(frozen=True, slots=True)
class Arrival:
    """An item as it comes from a source: the source's number, its own reference for the item, the report that it is,
    and, where the source says so, when it was changed."""

    source_id: int
    reference: str
    report: Report
    version: datetime | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """An item in the queue, with its number there and how often it was tried, this time included."""

    id: int
    arrival: Arrival
    tries: int


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much waits to be read and since when, how much was set aside, and how many posts found the queue full and
    are lost."""

    waiting: int
    oldest: datetime | None
    set_aside: int
    passed_over: int


@dataclass(frozen=True, slots=True)
class SetAside:
    """An item that was set aside: its number in the queue, its source, how it begins, when and why."""

    id: int
    source: str
    begins: str
    moment: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of an item that was read: its report, whether that is new or was corrected, and its events."""

    report_id: int
    new: bool
    corrected: bool
    event_ids: tuple[int, ...] = ()


def keep_arrival(writer: sqlite3.Connection, arrival: Arrival, now: datetime) -> Kept:
    """Put an item into the queue, once for each version of it: all of it is kept or nothing.

    Raises QueueFullError where there is no room.
    """
    with transaction(writer):
        return put_arrival(writer, arrival, now)


def put_arrival(writer: sqlite3.Connection, arrival: Arrival, now: datetime) -> Kept:
    """`keep_arrival` within the caller's transaction."""
    source_id, words = arrival.source_id, arrival.report.content_hash
    item = writer.execute(ITEM, (source_id, arrival.reference)).fetchone()
    version = iso(arrival.version) if arrival.version else None
    if item is not None and (item["words"] == words or _is_older(version, item["version"])):
        if item["gone"] is not None:
            writer.execute(
                "update items set gone = null where source_id = ? and reference = ?", (source_id, arrival.reference)
            )
        return Kept.KNOWN
    if not _room(writer, source_id):
        raise QueueFullError("Too many reports wait to be read: send it again later.")
    writer.execute(KEEP_ITEM, (source_id, arrival.reference, words, version, iso(now)))
    text = json.dumps(report_to_json(arrival.report), ensure_ascii=False)
    writer.execute(KEEP, (source_id, arrival.reference, text, version, iso(now)))
    writer.execute(CHANGED, (iso(now), iso(now), source_id))
    note_usual(writer, source_id, now)
    return Kept.WAITS


def _is_older(version: str | None, held: str | None) -> bool:
    """Whether a version is one that a newer one has replaced. One that says nothing of its time is the first, where the
    other does."""
    return held is not None and (version is None or version < held)


def room(connection: sqlite3.Connection, source_id: int) -> int:
    """How many items of a source may still come."""
    with explained():
        return _room(connection, source_id)


def _room(connection: sqlite3.Connection, source_id: int) -> int:
    (posts,) = connection.execute(IS_OF_POSTS, (source_id,)).fetchone() or (False,)
    most, most_of_one = (MOST_POSTS, MOST_POSTS_OF_ONE) if posts else (MOST_WAITING, MOST_OF_ONE)
    own = int(connection.execute(OWN, (source_id,)).fetchone()[0])
    total = int(connection.execute(HELD).fetchone()[0])  # so many at most; counted only where that might be too many
    if total >= most:
        total = int(connection.execute(TOTAL, (posts,)).fetchone()[0])
    return max(0, min(most - total, most_of_one - own))


def begin_arrival(writer: sqlite3.Connection, now: datetime) -> Waiting | None:
    """The item to read next, None where none waits. That it was begun is noted: one at which the program ended so
    often already is set aside."""
    with transaction(writer):
        while (number := _next(writer)) is not None:
            row = writer.execute(ROW, (number,)).fetchone()
            if row["tries"] >= TRIES:
                _set_aside(writer, number, row["trouble"] or CUT_OFF, now)
                continue
            try:
                waiting = _waiting(row)
            except ValueError as error:  # edited by hand, or written by a faulty version
                _set_aside(writer, number, f"its row is broken ({error})", now)
                continue
            writer.execute("update arrivals set tries = tries + 1 where id = ?", (number,))
            return waiting
    return None


def _next(writer: sqlite3.Connection) -> int | None:
    heads = [int(row["id"]) for row in writer.execute(HEADS)]
    if len(heads) < 2:
        return next(iter(heads), None)
    much = writer.execute(MANY, {"most": LONG}).fetchone()[0]
    return max(heads) if much else min(heads)


def _waiting(row: sqlite3.Row) -> Waiting:
    version = from_iso(row["version"]) if row["version"] else None
    report = report_from_json(json.loads(row["report"]))
    return Waiting(row["id"], Arrival(row["source_id"], row["reference"], report, version), row["tries"] + 1)


def store_arrival(
    writer: sqlite3.Connection, waiting: Waiting, events: tuple[Event, ...], now: datetime
) -> Stored | None:
    """Store what was read of an item and take it out of the queue, both or neither. None where it waits no longer:
    another has stored it, or its source was removed."""
    with transaction(writer):
        if writer.execute("delete from arrivals where id = ?", (waiting.id,)).rowcount == 0:
            return None
        stored = _stored(writer, waiting.arrival, events, now)
        writer.execute(
            "update items set report_id = ? where source_id = ? and reference = ?",
            (stored.report_id, waiting.arrival.source_id, waiting.arrival.reference),
        )
        return stored


def _stored(writer: sqlite3.Connection, arrival: Arrival, events: tuple[Event, ...], now: datetime) -> Stored:
    """An item that was read before is corrected; one whose words stand in the index already changes nothing."""
    item = writer.execute(ITEM, (arrival.source_id, arrival.reference)).fetchone()
    held = item["report_id"] if item else None
    known = known_report(writer, arrival.report)
    if held is None or known is not None:
        added = put_report(writer, arrival.report, events)
        return Stored(added.report_id, added.new, False, added.event_ids)
    put_correction(writer, held, arrival.report, events, arrival.version or now)
    corrected = known_report(writer, arrival.report)
    return Stored(held, False, True, corrected.event_ids if corrected else ())


def fail_arrival(writer: sqlite3.Connection, waiting: Waiting, reason: str, now: datetime) -> bool:
    """Note why an item could not be read. Returns whether that was once too often, so that it is set aside."""
    with transaction(writer):
        if waiting.tries < TRIES:
            writer.execute("update arrivals set trouble = ? where id = ?", (reason, waiting.id))
            return False
        _set_aside(writer, waiting.id, reason, now)
        return True


def put_back(writer: sqlite3.Connection, waiting: Waiting) -> None:
    """Let an item wait as if it had not been begun: what went wrong was none of its doing."""
    with explained():
        writer.execute("update arrivals set tries = max(0, tries - 1) where id = ?", (waiting.id,))


def _set_aside(writer: sqlite3.Connection, number: int, reason: str, now: datetime) -> None:
    writer.execute("update arrivals set set_aside = ?, trouble = ? where id = ?", (iso(now), reason, number))


def backlog(connection: sqlite3.Connection) -> Backlog:
    """How much waits, and how much was set aside."""
    with explained():
        row = connection.execute(BACKLOG).fetchone()
    oldest = from_iso(row["oldest"]) if row["oldest"] else None
    return Backlog(row["waiting"], oldest, row["set_aside"], row["passed_over"])


def set_aside(connection: sqlite3.Connection, most: int = 50) -> tuple[SetAside, ...]:
    """What was set aside, the oldest first."""
    with explained():
        rows = connection.execute(ASIDE, (most,)).fetchall()
    return tuple(
        SetAside(row["id"], row["source"], _beginning(row["report"]), from_iso(row["set_aside"]), row["trouble"] or "")
        for row in rows
    )


def _beginning(report: str) -> str:
    try:
        said = report_from_json(json.loads(report))
    except ValueError:
        return ""
    return " ".join((said.title or said.text).split())[:60]


def try_again(writer: sqlite3.Connection) -> int:
    """Let everything that was set aside wait again; returns how much that is."""
    with explained():
        return writer.execute(
            "update arrivals set set_aside = null, tries = 0, trouble = null where set_aside is not null"
        ).rowcount


def forget_set_aside(writer: sqlite3.Connection, before: datetime) -> int:
    """Drop what was set aside before a moment; returns how much."""
    with explained():
        return writer.execute("delete from arrivals where set_aside < ?", (iso(before),)).rowcount


def pass_over(writer: sqlite3.Connection, source_id: int) -> int:
    """Count that an item of a source found the queue full; returns how many did."""
    with explained():
        row = writer.execute(
            "update intakes set passed_over = passed_over + 1 where source_id = ? returning passed_over", (source_id,)
        ).fetchone()
    return int(row["passed_over"]) if row else 0
