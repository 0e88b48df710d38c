"""Alerts and digests of which nobody knows whether they arrived: a crash or a lost connection cut them off.

Nothing is sent twice unasked. Word of each goes out once, and whoever has it may let the message leave again.
"""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from domain.times import iso
from store.chats.deliveries import Parcel, queue_delivery
from store.database import explained

DOUBT = """
    select d.id as id, d.chat_id as chat_id, d.thread_id as thread_id, d.digest_id is not null as is_digest,
        chats.kind as kind, chats.title as title, coalesce(digests.question, a.meaning) as topic,
        coalesce(digests.set_by, watches.set_by) as set_by
    from deliveries as d
        left join digests on digests.id = d.digest_id
        left join gatherings as g on g.delivery_id = d.id
        left join alerts as a on a.rowid = (
            select rowid from alerts where delivery_id = d.id or gathering_id = g.id limit 1
        )
        left join watches on watches.id = a.watch_id and watches.chat_id = d.chat_id
        left join chats on chats.id = d.chat_id
    where d.state = 'unknown' and (d.digest_id is not null or a.chat_id is not null)
"""
UNTOLD = f"""
    {DOUBT} and d.changed > ? and not exists (select 1 from deliveries as word where word.cause = 'doubt ' || d.id)
    order by d.id
"""  # noqa: S608 - indexes deliveries_by_state, deliveries_once_per_cause, alerts_by_delivery, alerts_by_gathering
ONE = f"{DOUBT} and d.id = ?"
AGAIN = """
    update deliveries set state = 'queued', attempts = 0, not_before = null, error = 'asked for again', changed = ?
    where id = ? and state = 'unknown'
"""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A delivery that may or may not have arrived: where it was to go, what it is about, and who set what it is of."""

    id: int
    chat_id: int
    thread_id: int | None
    is_digest: bool
    kind: str | None
    title: str | None
    topic: str
    set_by: int | None


def untold_doubts(connection: sqlite3.Connection, since: datetime) -> tuple[Doubt, ...]:
    """What came to be in doubt since a moment, and nobody was told of."""
    with explained():
        return tuple(_doubt(row) for row in connection.execute(UNTOLD, (iso(since),)))


def doubt_numbered(connection: sqlite3.Connection, delivery: int) -> Doubt | None:
    """The delivery of that number, where it is an alert or a digest in doubt."""
    with explained():
        row = connection.execute(ONE, (delivery,)).fetchone()
    return None if row is None else _doubt(row)


def queue_word(writer: sqlite3.Connection, doubt: Doubt, chat: int, payload: str, now: datetime) -> None:
    """Put word of a doubt into the outbox, once."""
    thread = doubt.thread_id if chat == doubt.chat_id else None
    queue_delivery(writer, Parcel(chat, payload, thread, cause=f"doubt {doubt.id}"), now)


def send_again(writer: sqlite3.Connection, delivery: int, now: datetime) -> bool:
    """Let a delivery in doubt leave again; False where it is in doubt no more."""
    with explained():
        return writer.execute(AGAIN, (iso(now), delivery)).rowcount == 1


def _doubt(row: sqlite3.Row) -> Doubt:
    return Doubt(**{**dict(row), "is_digest": bool(row["is_digest"])})
