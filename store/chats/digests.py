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
    where id = :id and coalesce(last_slot, created) < :slot
    returning chat_id, thread_id
"""  # a digest that was made since, under the number of one that ended, is too young for the slot
QUEUE = """
    insert into deliveries (chat_id, thread_id, digest_id, slot, payload, created, changed)
    values (?, ?, ?, ?, ?, ?, ?) returning id
"""

END = (
    "update deliveries set digest_id = null "
    "where digest_id = (select id from digests where id = :id and chat_id = :chat)",
    "delete from digests where id = :id and chat_id = :chat",
)


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest: for which chat (and forum thread), at what wall-clock time in which zone, and about what."""

    id: int
    chat_id: int
    thread_id: int | None
    wall_time: time
    zone: str
    question: str
    created: datetime
    last_slot: datetime | None


def add_digest(writer: sqlite3.Connection, digest: Digest) -> int:
    """Keep a digest (its `id` is not read) for a chat that is known; returns its number."""
    row = (digest.chat_id, digest.thread_id, f"{digest.wall_time:%H:%M}", digest.zone, digest.question)
    last = iso(digest.last_slot) if digest.last_slot else None
    with explained():
        added = writer.execute(
            "insert into digests (chat_id, thread_id, wall_time, zone, question, created, last_slot) "
            "values (?, ?, ?, ?, ?, ?, ?) returning id",
            (*row, iso(digest.created), last),
        ).fetchone()
    return int(added["id"])


def digests_of_chat(connection: sqlite3.Connection, chat_id: int) -> tuple[Digest, ...]:
    """A chat's digests, oldest first."""
    with explained():
        rows = connection.execute("select * from digests where chat_id = ? order by id", (chat_id,))
        return tuple(map(_digest, rows))


def all_digests(connection: sqlite3.Connection) -> tuple[Digest, ...]:
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
        claimed = writer.execute(CLAIM, {"id": digest_id, "slot": iso(slot)}).fetchone()
        if claimed is None:
            return None
        row = (claimed["chat_id"], claimed["thread_id"], digest_id, iso(slot), payload, iso(now), iso(now))
        return int(writer.execute(QUEUE, row).fetchone()["id"])


def _digest(row: sqlite3.Row) -> Digest:
    return Digest(
        id=row["id"],
        chat_id=row["chat_id"],
        thread_id=row["thread_id"],
        wall_time=time.fromisoformat(row["wall_time"]),
        zone=row["zone"],
        question=row["question"],
        created=from_iso(row["created"]),
        last_slot=from_iso(row["last_slot"]) if row["last_slot"] else None,
    )
