"""Digests: a question asked for a chat every day at a wall-clock time, each slot sent at most once.

A slot is claimed in the same transaction that puts its message into the outbox, so that a restart at any moment neither
loses nor repeats it.
"""

import sqlite3
from dataclasses import dataclass
from datetime import datetime, time

from domain.times import from_iso, iso
from store.database import explained, transaction

CLAIM = """
    update digests set last_slot = :slot
    where id = :id and (coalesce(last_slot, created) < :slot or coalesce(last_slot, created) > :now)
    returning chat_id, thread_id
"""  # a digest that was made since, under the number of one that ended, is too young for the slot;
# what bears a time to come was written when the clock was wrong
QUEUE = """
    insert into deliveries (chat_id, thread_id, digest_id, slot, payload, created, changed)
    values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing returning id
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
    """A digest: for which chat (and forum thread), at what wall-clock time in which zone, and about what. `set_by` is
    the user who set it, where that is known, `trouble` why it could not be sent last."""

    id: int
    chat_id: int
    thread_id: int | None
    wall_time: time
    zone: str
    question: str
    created: datetime
    last_slot: datetime | None
    set_by: int | None = None
    trouble: str | None = None


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
    """Keep a digest (its `id` is not read) for a chat that is known; returns its number."""
    row = (digest.chat_id, digest.thread_id, f"{digest.wall_time:%H:%M}", digest.zone, digest.question)
    last = iso(digest.last_slot) if digest.last_slot else None
    with explained():
        added = writer.execute(
            "insert into digests (chat_id, thread_id, wall_time, zone, question, created, last_slot, set_by) "
            "values (?, ?, ?, ?, ?, ?, ?, ?) returning id",
            (*row, iso(digest.created), last, digest.set_by),
        ).fetchone()
    return int(added["id"])


def digests_of_chat(connection: sqlite3.Connection, chat_id: int) -> tuple[Digest | BrokenDigest, ...]:
    """A chat's digests, oldest first."""
    with explained():
        rows = connection.execute("select * from digests where chat_id = ? order by id", (chat_id,))
        return tuple(map(_digest, rows))


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


def claim_slot(writer: sqlite3.Connection, digest_id: int, slot: datetime, payload: str, now: datetime) -> int | None:
    """Take a slot and queue its message, both or neither; returns the delivery's number.

    None where the slot, or a later one, was taken already, came before the digest was set, or after it was ended.
    """
    with transaction(writer):
        claimed = writer.execute(CLAIM, {"id": digest_id, "slot": iso(slot), "now": iso(now)}).fetchone()
        if claimed is None:
            return None
        row = (claimed["chat_id"], claimed["thread_id"], digest_id, iso(slot), payload, iso(now), iso(now))
        queued = writer.execute(QUEUE, row).fetchone()
        return int(queued["id"]) if queued else None


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
            wall_time=time.fromisoformat(row["wall_time"]),
            zone=row["zone"],
            question=row["question"],
            created=from_iso(row["created"]),
            last_slot=from_iso(row["last_slot"]) if row["last_slot"] else None,
            set_by=row["set_by"],
            trouble=row["trouble"],
        )
    except ValueError as error:
        return BrokenDigest(row["id"], str(error))
