"""The outbox: what is to be sent, and what became of it.

    queued ──begin──▶ sending ──▶ sent | failed | queued again (for later) | unknown

A message stands as `sending` before the request leaves, so that one cut off by a crash is known to be in doubt: it is
marked `unknown` at the next start, and never sent blindly again.
"""

import json
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from domain.times import iso
from store.database import explained, transaction

DUE = """
    select id, chat_id, thread_id, payload, attempts, attachment, digest_id from deliveries
    where id in (
        select id from (
            select id, row_number() over (partition by chat_id order by id) as place from deliveries
            where state = 'queued' and (not_before is null or not_before <= :now or changed > :now)
        ) order by place, id limit :limit
    ) order by id
"""  # index deliveries_by_state; a chat that much waits for takes no other's place; what was put off by a clock that
# has been set back since waits for nothing
QUEUE = """
    insert into deliveries (chat_id, thread_id, payload, attachment, cause, not_before, created, changed)
    values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing returning id
"""
CHANGES = "json_valid(payload) and json_extract(payload, '$.replaces') is not null"
"""The condition that a message takes the place of another."""
UNREACHED = """
    select wanted.value as chat, refused.error from json_each(:chats) as wanted cross join deliveries as refused
        on refused.id = (
            select max(id) from deliveries where state = 'failed' and chat_id = wanted.value
                and (error like 'Forbidden%' or error like 'Chat not found%')
        )
    where refused.id > coalesce((select max(id) from deliveries where state = 'sent' and chat_id = wanted.value), 0)
    order by chat
"""  # index deliveries_by_state
TAKE_UP = (
    "update deliveries set not_before = null where state = 'queued' and attempts = 0",
    f"update deliveries set state = 'queued' where state = 'sending' and {CHANGES}",  # noqa: S608
)


@dataclass(frozen=True, slots=True)
class Due:
    """A message that may be sent now; `payload` is whatever its sender put there, `attachment` the file it brings,
    `digest_id` the digest that it is a slot of."""

    id: int
    chat_id: int
    thread_id: int | None
    payload: str
    attempts: int = 0
    attachment: bytes | None = None
    digest_id: int | None = None


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message to be queued. `cause` names what it is sent for, so that it is queued for that once."""

    chat_id: int
    payload: str
    thread_id: int | None = None
    attachment: bytes | None = None
    cause: str | None = None


def queue_delivery(
    writer: sqlite3.Connection, parcel: Parcel, now: datetime, not_before: datetime | None = None
) -> int | None:
    """Put a message into the outbox; returns its number, or None where its cause has put one there already.

    Until `not_before` only who put it there sends it.
    """
    with explained():
        row = writer.execute(
            QUEUE,
            (
                parcel.chat_id,
                parcel.thread_id,
                parcel.payload,
                parcel.attachment,
                parcel.cause,
                iso(not_before) if not_before else None,
                iso(now),
                iso(now),
            ),
        ).fetchone()
    return int(row["id"]) if row else None


def due_deliveries(connection: sqlite3.Connection, now: datetime, limit: int = 500) -> tuple[Due, ...]:
    """The messages to send now, the oldest first; of a chat that more wait for than others, no more than is left by
    these."""
    with explained():
        return tuple(Due(**dict(row)) for row in connection.execute(DUE, {"now": iso(now), "limit": limit}))


def unreached(connection: sqlite3.Connection, chats: Collection[int]) -> dict[int, str]:
    """Those of these chats that turned away what was sent to them last, and why, in Telegram's words."""
    with explained():
        rows = connection.execute(UNREACHED, {"chats": json.dumps(sorted(chats))})
        return {int(row["chat"]): str(row["error"]) for row in rows}


def begin_delivery(writer: sqlite3.Connection, delivery_id: int, now: datetime) -> bool:
    """Note that a queued message is about to be sent; False where somebody else has taken it."""
    with explained():
        begun = writer.execute(
            "update deliveries set state = 'sending', attempts = attempts + 1, changed = ? "
            "where id = ? and state = 'queued'",
            (iso(now), delivery_id),
        )
    return begun.rowcount == 1


def delivery_sent(writer: sqlite3.Connection, delivery_id: int, message_id: int, now: datetime) -> None:
    """Note that a message arrived, and under which id."""
    _end(writer, delivery_id, "sent", now, message_id=message_id)


def delivery_failed(writer: sqlite3.Connection, delivery_id: int, error: str, now: datetime) -> None:
    """Note that a message was refused and will not be sent."""
    _end(writer, delivery_id, "failed", now, error=error)


def delivery_unknown(writer: sqlite3.Connection, delivery_id: int, error: str, now: datetime) -> None:
    """Note that nobody knows whether a message arrived; it is not sent again."""
    _end(writer, delivery_id, "unknown", now, error=error)


def retry_delivery(
    writer: sqlite3.Connection, delivery_id: int, not_before: datetime, error: str, now: datetime
) -> None:
    """Put a message that surely did not arrive back into the queue, for later."""
    with explained():
        writer.execute(
            "update deliveries set state = 'queued', not_before = ?, error = ?, changed = ? where id = ?",
            (iso(not_before), error, iso(now), delivery_id),
        )


def take_up_deliveries(writer: sqlite3.Connection, now: datetime) -> int:
    """At start: messages that were being sent when the last run ended are in doubt; returns how many. Those that it had
    in hand and never began to send may be sent by anybody, and so may those that change a message: twice does no
    harm."""
    with transaction(writer):
        for statement in TAKE_UP:
            writer.execute(statement)
        return writer.execute(
            "update deliveries set state = 'unknown', error = 'interrupted', attachment = null, changed = ? "
            "where state = 'sending'",
            (iso(now),),
        ).rowcount


def forget_deliveries(writer: sqlite3.Connection, before: datetime) -> int:
    """Delete what came to its end before a moment, digests' slots too; returns how many."""
    with explained():
        return writer.execute(
            "delete from deliveries where state in ('sent', 'failed', 'unknown') and changed < ?", (iso(before),)
        ).rowcount


def _end(
    writer: sqlite3.Connection,
    delivery_id: int,
    state: str,
    now: datetime,
    message_id: int | None = None,
    error: str | None = None,
) -> None:
    with explained():
        writer.execute(
            "update deliveries set state = ?, message_id = ?, error = ?, attachment = null, changed = ? where id = ?",
            (state, message_id, error, iso(now), delivery_id),
        )
