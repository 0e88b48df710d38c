"""What each digest told: the events of each slot as they stood then, so that none is told twice unless it changed.

An event is known by a mention of it, which stays with it when events become one or part.
"""

import json
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.times import from_iso, iso
from store.chats.deliveries import Parcel, queue_delivery
from store.chats.hook_posts import SlotPost, queue_slot
from store.database import explained, transaction
from store.events.states import GONE, STATE

NOW = "coalesce(mentions.event_id, case when mentions.id is null then digest_told.event_id end)"
TOLD_EVENTS = f"""
    select distinct {NOW} as event_id from digest_told left join mentions on mentions.id = digest_told.mention_id
    where digest_told.digest_id = :digest and digest_told.slot < :before
"""  # noqa: S608 primary keys
LATEST = f"""
    select mention_id, label, told, max(slot) as slot, {NOW} as now_event, coalesce({STATE}, '{GONE}') as now_state
    from digest_told left join mentions on mentions.id = digest_told.mention_id left join events on events.id = {NOW}
    where digest_told.digest_id = :digest and slot >= :since group by mention_id
"""  # noqa: S608 primary keys; of max(), SQLite takes the other columns from the same row
OF_SLOT = f"""
    select digest_told.position, mention_id, label, told, said, changed_from, {NOW} as now_event,
        coalesce({STATE}, '{GONE}') as now_state
    from digest_told left join mentions on mentions.id = digest_told.mention_id left join events on events.id = {NOW}
    where digest_id = ? and slot = ? order by digest_told.position
"""  # noqa: S608 primary keys
CHANGED_SINCE = f"""
    select distinct digest_slots.digest_id, digest_slots.slot, digest_slots.since, digest_slots.corrections,
        digests.chat_id, deliveries.message_id, deliveries.thread_id
    from digest_slots cross join digests on digests.id = digest_slots.digest_id
        left join deliveries on deliveries.id = digest_slots.delivery_id and deliveries.state = 'sent'
        cross join digest_told
            on digest_told.digest_id = digest_slots.digest_id and digest_told.slot = digest_slots.slot
        left join mentions on mentions.id = digest_told.mention_id left join events on events.id = {NOW}
    where digest_slots.slot > :since and (deliveries.id is not null or exists (
            select 1 from hooks cross join hook_posts
                on hook_posts.hook_id = hooks.id and hook_posts.slot = digest_slots.slot
            where hooks.digest_id = digest_slots.digest_id
        )) and digest_told.said is not coalesce({STATE}, '{GONE}')
    order by digest_slots.digest_id
"""  # noqa: S608 index digest_slots_by_slot, then primary keys, hooks_by_digest and the unique key of hook_posts
KEEP_SLOT = """
    insert into digest_slots (digest_id, slot, since, events, killed, delivery_id) values (?, ?, ?, ?, ?, ?)
"""
KEEP_TOLD = """
    insert into digest_told (digest_id, slot, position, mention_id, event_id, changed_from, told, said, label)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
BEFORE = "select slot, events, killed from digest_slots where digest_id = ? and slot < ? order by slot desc limit 1"
SLOT = "select since, events, killed from digest_slots where digest_id = ? and slot = ?"
CORRECT = """
    update digest_slots set corrections = corrections + 1 where digest_id = ? and slot = ? and corrections = ?
"""
WITH_OLD = """
    select id from digests where exists (select 1 from digest_told where digest_id = digests.id and slot < :before)
        or exists (select 1 from digest_slots where digest_id = digests.id and slot < :before) order by id
"""  # primary keys
FORGET = (
    """
        delete from digest_told where digest_id = :digest and slot < :before and not exists (
            select 1 from mentions join json_each(:kept) as kept on kept.value = mentions.event_id
            where mentions.id = digest_told.mention_id
        )
    """,
    "delete from digest_slots where digest_id = :digest and slot < :before",
)  # primary keys
FOR_EVER = "~"
"""Sorts behind every slot."""
SAY = "update digest_told set said = ? where digest_id = ? and slot = ? and position = ?"


@dataclass(frozen=True, slots=True)
class Told:
    """An event as a digest tells it: by which mention it is known, its state and what it is called. `changed_from` is
    the state that the change is told from, None for an event that is new."""

    mention_id: int
    event_id: int
    state: str
    label: str
    changed_from: str | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """What a slot brings: the message (None where there is nothing to say and that is not to be said), since when and
    up to which mention it looked, how many events and killed it counts, and each event."""

    payload: str | None
    since: datetime
    known: int
    events: int = 0
    killed: int = 0
    told: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class ToldNow:
    """An event that a digest told: as it was told (or said in a correction since), and as it is now. `event_id` is None
    where no report tells of it any more."""

    mention_id: int
    event_id: int | None
    label: str
    told: str
    now: str
    said: str = ""
    position: int = 0
    changed_from: str | None = None


@dataclass(frozen=True, slots=True)
class Correctable:
    """A slot of a digest that tells of something that has changed since; `corrections` is how many it had, `message_id`
    its message in a chat, where it has one that arrived."""

    digest_id: int
    slot: datetime
    since: datetime
    corrections: int
    chat_id: int
    message_id: int | None
    thread_id: int | None


@dataclass(frozen=True, slots=True)
class Before:
    """What the digest before counted."""

    events: int
    killed: int


def told_events(connection: sqlite3.Connection, digest_id: int, before: datetime | None = None) -> frozenset[int]:
    """The events that a digest is known to have told, or told before a moment, by their numbers of now."""
    with explained():
        rows = connection.execute(TOLD_EVENTS, {"digest": digest_id, "before": iso(before) if before else FOR_EVER})
        return frozenset(int(row["event_id"]) for row in rows if row["event_id"] is not None)


def told_since(connection: sqlite3.Connection, digest_id: int, since: datetime) -> tuple[ToldNow, ...]:
    """Each event that a digest told since a slot, as it told it last."""
    with explained():
        rows = connection.execute(LATEST, {"digest": digest_id, "since": iso(since)}).fetchall()
    return tuple(ToldNow(r["mention_id"], r["now_event"], r["label"], r["told"], r["now_state"]) for r in rows)


def told_in_slot(connection: sqlite3.Connection, digest_id: int, slot: datetime) -> tuple[ToldNow, ...]:
    """The events of one slot, in the order in which they were told."""
    with explained():
        rows = connection.execute(OF_SLOT, (digest_id, iso(slot))).fetchall()
    return tuple(
        ToldNow(
            row["mention_id"],
            row["now_event"],
            row["label"],
            row["told"],
            row["now_state"],
            row["said"],
            row["position"],
            row["changed_from"],
        )
        for row in rows
    )


def told_before(connection: sqlite3.Connection, digest_id: int, slot: datetime) -> Before | None:
    """What the slot before one counted; None where there was none."""
    with explained():
        row = connection.execute(BEFORE, (digest_id, iso(slot))).fetchone()
    return None if row is None else Before(row["events"], row["killed"])


def slot_before(connection: sqlite3.Connection, digest_id: int, slot: datetime) -> datetime | None:
    """The slot that was taken before one; None where there was none."""
    with explained():
        row = connection.execute(BEFORE, (digest_id, iso(slot))).fetchone()
    return None if row is None else from_iso(row["slot"])


def began(connection: sqlite3.Connection, digest_id: int, slot: datetime) -> datetime | None:
    """Since when a slot that was taken looked; None where it was not taken."""
    with explained():
        row = connection.execute(SLOT, (digest_id, iso(slot))).fetchone()
    return None if row is None else from_iso(row["since"])


def keep_telling(
    writer: sqlite3.Connection, digest_id: int, slot: datetime, telling: Telling, delivery: int | None
) -> None:
    """Keep within the caller's transaction what a slot told."""
    row = (digest_id, iso(slot), iso(telling.since), telling.events, telling.killed, delivery)
    writer.execute(KEEP_SLOT, row)
    writer.executemany(
        KEEP_TOLD,
        [
            (digest_id, iso(slot), position, t.mention_id, t.event_id, t.changed_from, t.state, t.state, t.label)
            for position, t in enumerate(telling.told)
        ],
    )


def digests_with_old(connection: sqlite3.Connection, before: datetime) -> tuple[int, ...]:
    """The digests of which something is kept from before a moment."""
    with explained():
        return tuple(int(row["id"]) for row in connection.execute(WITH_OLD, {"before": iso(before)}))


def forget_told(writer: sqlite3.Connection, digest_id: int, before: datetime, kept: Collection[int]) -> None:
    """Forget what a digest told before a moment, but for the events that are `kept`."""
    with transaction(writer):
        for statement in FORGET:
            named = {"digest": digest_id, "before": iso(before), "kept": json.dumps(sorted(kept))}
            writer.execute(statement, named)


def correctable(connection: sqlite3.Connection, since: datetime) -> tuple[Correctable, ...]:
    """The slots after a moment whose message arrived, or that were posted, and that tell of something that is otherwise
    now."""
    with explained():
        rows = connection.execute(CHANGED_SINCE, {"since": iso(since)}).fetchall()
    return tuple(
        Correctable(**{**dict(row), "slot": from_iso(row["slot"]), "since": from_iso(row["since"])}) for row in rows
    )


def correct(
    writer: sqlite3.Connection,
    which: Correctable,
    said: Sequence[tuple[int, str]],
    anew: str | None,
    reply: str | None,
    now: datetime,
    posts: Sequence[SlotPost] = (),
) -> bool:
    """Note what is said now of the events at some positions of a slot, and queue the payload that takes the place of
    the message, the one that replies to it and what is posted: all of it or nothing. False where another round has done
    so."""
    slot = iso(which.slot)
    with transaction(writer):
        taken = writer.execute(CORRECT, (which.digest_id, slot, which.corrections))
        if taken.rowcount == 0:
            return False
        writer.executemany(SAY, [(state, which.digest_id, slot, position) for position, state in said])
        for payload in (anew, reply):
            if payload is not None:
                queue_delivery(writer, Parcel(which.chat_id, payload, which.thread_id), now)
        queue_slot(writer, which.slot, posts, now)
        return True
