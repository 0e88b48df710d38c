"""Digests: a question asked for a chat at set times of a day, each slot sent at most once.

A slot is claimed in the same transaction that puts its message into the outbox, so that a restart at any moment neither
loses nor repeats it. What each told is kept in `digest_told.py`.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from domain.times import from_iso, iso
from store.chats.deliveries import Parcel, queue_delivery
from store.chats.digest_told import Telling, keep_telling
from store.chats.hook_posts import SlotPost, queue_slot
from store.chats.watches import NO_CHAT
from store.database import explained, transaction

CLAIM = """
    update digests set last_slot = :slot, known = :known, trouble = iif(chat_id = :no_chat, null, trouble)
    where not paused and id = :id
        and not created between :slot and :now
        and (coalesce(last_slot, created) < :slot or coalesce(last_slot, created) > :now)
    returning chat_id, thread_id
"""  # a digest that was made since, under the number of one that ended, or comes at other times since, is too
# young for the slot; what bears a time to come was written when the clock was wrong
QUEUE = """
    insert into deliveries (chat_id, thread_id, digest_id, slot, payload, created, changed)
    values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing returning id
"""
CHANGE = """
    update digests set created = iif(wall_time = :times and weekdays = :days and zone = :zone, created, :now),
        wall_time = :times, weekdays = :days, zone = :zone, extras = :extras, trouble = null
    where id = :id and chat_id = :chat
"""
TROUBLE = """
    update digests set trouble = :why where id = :id and trouble is null
    returning chat_id, set_by, question, (select kind from chats where chats.id = chat_id) as kind,
        (select title from chats where chats.id = chat_id) as title
"""

END = (
    "update deliveries set digest_id = null "
    "where digest_id = (select id from digests where id = :id and chat_id = :chat)",
    "delete from digests where id = :id and chat_id = :chat",
)


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest: for which chat (and forum thread), at what times on what days of the week (1 is Monday) in which zone,
    about what, and what it brings besides. `set_by` is the user who set it, where that is known, `trouble` why it could
    not be sent last, `known` the newest mention that it took in. `created` is since when it comes at these times."""

    id: int
    chat_id: int
    thread_id: int | None
    walls: tuple[time, ...]
    weekdays: frozenset[int]
    zone: str
    question: str
    extras: frozenset[str]
    created: datetime
    last_slot: datetime | None
    set_by: int | None = None
    trouble: str | None = None
    paused: bool = False
    known: int | None = None


@dataclass(frozen=True, slots=True)
class BrokenDigest:
    """A digest whose row cannot be read back, and what is wrong with it."""

    id: int
    why: str


@dataclass(frozen=True, slots=True)
class Troubled:
    """A digest that cannot be sent: of which chat, of what kind that is and how it is called, who set the digest, and
    about what."""

    chat_id: int
    set_by: int | None
    question: str
    kind: str
    title: str | None


def add_digest(writer: sqlite3.Connection, digest: Digest) -> int:
    """Keep a digest (its `id` is not read) for a chat that is known; returns its number. What is in the index by then
    is known to it."""
    when, extras = _when(digest), " ".join(sorted(digest.extras))
    row = (digest.chat_id, digest.thread_id, *when, digest.zone, digest.question, extras)
    last = iso(digest.last_slot) if digest.last_slot else None
    with explained():
        added = writer.execute(
            "insert into digests (chat_id, thread_id, wall_time, weekdays, zone, question, extras, created, last_slot, "
            "set_by, known) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (select coalesce(max(id), 0) from mentions)) "
            "returning id",
            (*row, iso(digest.created), last, digest.set_by),
        ).fetchone()
    return int(added["id"])


def _when(digest: Digest) -> tuple[str, str]:
    """The times and the days of a digest, as its row has them."""
    return " ".join(f"{wall:%H:%M}" for wall in digest.walls), "".join(map(str, sorted(digest.weekdays)))


def change_digest(writer: sqlite3.Connection, digest: Digest, now: datetime) -> bool:
    """Let a chat's digest come at the times of `digest` and bring what that brings; False where the chat has none of
    its number. What would have been due at other times before is not made up for."""
    times, days = _when(digest)
    terms = {"id": digest.id, "chat": digest.chat_id, "times": times, "days": days, "zone": digest.zone}
    with explained():
        extras = " ".join(sorted(digest.extras))
        done = writer.execute(CHANGE, {**terms, "extras": extras, "now": iso(now)})
    return done.rowcount == 1


def digest_numbered(connection: sqlite3.Connection, number: int) -> Digest | BrokenDigest | None:
    """The digest of a number; None where there is none."""
    with explained():
        row = connection.execute("select * from digests where id = ?", (number,)).fetchone()
    return None if row is None else _digest(row)


def digests_of_chat(connection: sqlite3.Connection, chat_id: int) -> tuple[Digest | BrokenDigest, ...]:
    """A chat's digests, oldest first."""
    with explained():
        rows = connection.execute("select * from digests where chat_id = ? order by id", (chat_id,))
        return tuple(map(_digest, rows))


def same_digest(connection: sqlite3.Connection, digest: Digest) -> int | None:
    """The number under which a chat has a digest already that does the same."""
    kept = digests_of_chat(connection, digest.chat_id)
    same = (one.id for one in kept if isinstance(one, Digest) and _terms(one) == _terms(digest))
    return next(same, None)


def _terms(digest: Digest) -> tuple[object, ...]:
    return (digest.thread_id, digest.walls, digest.weekdays, digest.zone, digest.question, digest.extras)


def all_digests(connection: sqlite3.Connection) -> tuple[Digest | BrokenDigest, ...]:
    """Every digest, oldest first."""
    with explained():
        return tuple(map(_digest, connection.execute("select * from digests order by id")))


def end_digest(writer: sqlite3.Connection, digest_id: int, chat_id: int) -> bool:
    """Delete a chat's digest; False where the chat has none of that number. What was queued for it is sent."""
    with transaction(writer):
        for statement in END:
            ended = writer.execute(statement, {"id": digest_id, "chat": chat_id})
    return ended.rowcount == 1


def pause_digest(writer: sqlite3.Connection, digest_id: int, chat_id: int, *, paused: bool) -> bool:
    """Let a chat's digest rest, or go on with what comes from now on; False where the chat has none of that number."""
    with explained():
        changed = writer.execute(
            "update digests set paused = ?, trouble = null where id = ? and chat_id = ?",
            (int(paused), digest_id, chat_id),
        )
    return changed.rowcount == 1


def claim_slot(
    writer: sqlite3.Connection,
    digest_id: int,
    slot: datetime,
    telling: Telling,
    now: datetime,
    pictures: Iterable[tuple[str, bytes]] = (),
    posts: Iterable[SlotPost] = (),
) -> bool:
    """Take a slot, keep what it tells, and queue its message, its `pictures` (payload and file) and what is posted of
    it: all of it or nothing. Without a payload the slot passes in silence; a digest of no chat has posts alone.

    False where the slot, or a later one, was taken already, came before the digest was set, or after it was ended.
    """
    with transaction(writer):
        taken = {"id": digest_id, "slot": iso(slot), "now": iso(now), "known": telling.known, "no_chat": NO_CHAT}
        claimed = writer.execute(CLAIM, taken).fetchone()
        if claimed is None:
            return False
        chat, thread, delivery = claimed["chat_id"], claimed["thread_id"], None
        if telling.payload is not None and chat != NO_CHAT:
            row = (chat, thread, digest_id, iso(slot), telling.payload, iso(now), iso(now))
            delivery = writer.execute(QUEUE, row).fetchone()
        for number, (payload, file) in enumerate(pictures if chat != NO_CHAT else ()):
            queue_delivery(writer, Parcel(chat, payload, thread, file, f"digest {digest_id} {iso(slot)} {number}"), now)
        keep_telling(writer, digest_id, slot, telling, int(delivery["id"]) if delivery else None)
        queue_slot(writer, slot, posts, now)
        return True


def note_trouble(writer: sqlite3.Connection, digest_id: int, why: str) -> Troubled | None:
    """Note within the caller's transaction why a digest cannot be sent; None where trouble was noted before, or the
    digest is ended."""
    row = writer.execute(TROUBLE, {"id": digest_id, "why": why}).fetchone()
    return None if row is None else Troubled(**dict(row))


def trouble_is_over(writer: sqlite3.Connection, delivery_id: int) -> None:
    """Note within the caller's transaction that the digest of a delivery arrived."""
    writer.execute(
        "update digests set trouble = null "
        "where trouble is not null and id = (select digest_id from deliveries where id = ?)",
        (delivery_id,),
    )


def _digest(row: sqlite3.Row) -> Digest | BrokenDigest:
    try:
        return Digest(
            id=row["id"],
            chat_id=row["chat_id"],
            thread_id=row["thread_id"],
            walls=tuple(map(time.fromisoformat, row["wall_time"].split())),
            weekdays=frozenset(map(int, row["weekdays"])),
            zone=row["zone"],
            question=row["question"],
            extras=frozenset(row["extras"].split()),
            created=from_iso(row["created"]),
            last_slot=from_iso(row["last_slot"]) if row["last_slot"] else None,
            set_by=row["set_by"],
            trouble=row["trouble"],
            paused=bool(row["paused"]),
            known=row["known"],
        )
    except ValueError as error:
        return BrokenDigest(row["id"], str(error))
