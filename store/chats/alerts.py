"""Alerts: which events a chat was told of, or is about to be, and with which message.

    waiting ──told_by──▶ told in a message of its own ──changed──▶ that message edited, a reply where it matters
            ──gathered─▶ told in one message of several events

An event stands here once for a chat, whichever of its watches found it. Each step is one transaction together with what
goes into the outbox, so that nothing is told twice or lost.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.times import from_iso, iso
from store.chats.watches import NO_CHAT
from store.database import explained

WAIT = """
    insert into alerts (chat_id, event_id, watch_id, thread_id, meaning, made) values (?, ?, ?, ?, ?, ?)
    on conflict do nothing
"""
STIR = "update alerts set due = 1 where event_id in (select value from json_each(?))"  # index alerts_by_event
CHATS = "select chat_id from alerts where due = 1 group by chat_id order by min(made)"  # index alerts_due
DUE = """
    select a.*, coalesce(a.message_id, g.message_id) as live_id, d.state as sending,
        case when w.trouble is not null then 'stopped' when w.paused = 0 then 'on' else 'off' end as watch
    from alerts as a left join gatherings as g on g.id = a.gathering_id
        left join deliveries as d on d.id = coalesce(a.delivery_id, g.delivery_id)
        left join watches as w on w.id = a.watch_id and w.chat_id = a.chat_id
    where a.chat_id = ? and a.due = 1 order by a.made, a.event_id limit ?
"""  # index alerts_due
LATELY = "select count(*) from alerts where chat_id = ? and delivery_id is not null and told > ?"
TOLD = """
    update alerts set told = :told, facts = :facts, shown = :shown, delivery_id = :delivery, gathering_id = :gathering,
        due = 0
    where chat_id = :chat and event_id = :event
"""
SETTLED = "update alerts set due = ?, facts = ?, shown = ?, edit_id = ? where chat_id = ? and event_id = ?"
TOLD_OF = "select 1 from alerts where chat_id = ? and event_id = ? and told is not null"  # primary key
MOVED = "update alerts set event_id = :now where chat_id = :chat and event_id = :event"
DROP = "delete from alerts where chat_id = ? and event_id = ? and told is null"
SUPERSEDE = "update deliveries set state = 'failed', error = 'superseded' where id = ? and state = 'queued'"
ARRIVED = (
    "update alerts set message_id = :message where delivery_id = :delivery",
    "update gatherings set message_id = :message where delivery_id = :delivery",
)  # indexes alerts_by_delivery and gatherings_by_delivery
GATHER = "insert into gatherings (chat_id, shown, made) values (?, ?, ?) returning id"
GATHERED = """
    select event_id, meaning, facts from alerts where gathering_id = ? order by made, event_id
"""  # index alerts_by_gathering
FORGET = (
    "delete from alerts where due = 0 and coalesce(told, made) < :before",
    "delete from gatherings where made < :before "
    "and not exists (select 1 from alerts where gathering_id = gatherings.id)",
    "delete from event_changes where not exists (select 1 from watches)",
)


class WatchState(StrEnum):
    """What became of the watch that found an event: it goes on, stands still or is gone, or its chat takes nothing."""

    ON = "on"
    OFF = "off"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Alert:
    """An event that a chat is told of. `told` is when it was, None while it waits; `live_id` the message that tells of
    it, once it is there; `is_sending` while that is under way. `facts` and `shown` are opaque here: what was said of it
    aloud, and what its message says."""

    chat_id: int
    event_id: int
    watch_id: int
    thread_id: int | None
    meaning: str
    made: datetime
    told: datetime | None
    facts: str | None
    shown: str | None
    live_id: int | None
    edit_id: int | None
    gathering_id: int | None
    is_sending: bool
    watch: WatchState


@dataclass(frozen=True, slots=True)
class Gathering:
    """A message that tells of several events: where it is, once it is there, and what it says."""

    id: int
    chat_id: int
    message_id: int | None
    edit_id: int | None
    shown: str
    made: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """An event in a message that tells of several: for what the chat watches, and what was said of it aloud."""

    event_id: int
    meaning: str
    facts: str


@dataclass(frozen=True, slots=True)
class Hit:
    """An event that a watch of a chat found."""

    chat_id: int
    event_id: int
    watch_id: int
    thread_id: int | None
    meaning: str


def note_hits(writer: sqlite3.Connection, hits: Iterable[Hit], now: datetime) -> None:
    """Let events wait to be told within the caller's transaction, those that a chat knows of already aside. Of several
    watches the first has it; watches without a chat have none."""
    rows = [
        (hit.chat_id, hit.event_id, hit.watch_id, hit.thread_id, hit.meaning, iso(now))
        for hit in hits
        if hit.chat_id != NO_CHAT
    ]
    writer.executemany(WAIT, rows)


def stir(writer: sqlite3.Connection, events: Collection[int]) -> None:
    """Note within the caller's transaction that these events are not what they were, for all chats that know of
    them."""
    writer.execute(STIR, (json.dumps(sorted(events)),))


def chats_to_tell(connection: sqlite3.Connection) -> tuple[int, ...]:
    """The chats that something is to be told, those that have waited longest first."""
    with explained():
        return tuple(row["chat_id"] for row in connection.execute(CHATS))


def due_alerts(connection: sqlite3.Connection, chat: int, most: int) -> tuple[Alert, ...]:
    """What is to be told to a chat or may have changed in what it was told, oldest first."""
    with explained():
        return tuple(map(_alert, connection.execute(DUE, (chat, most))))


def told_lately(connection: sqlite3.Connection, chat: int, since: datetime) -> int:
    """How many messages of a single event a chat got since a moment."""
    with explained():
        return int(connection.execute(LATELY, (chat, iso(since))).fetchone()[0])


def tell(
    writer: sqlite3.Connection,
    alert: Alert,
    now: datetime,
    facts: str,
    shown: str | None,
    delivery: int | None = None,
    gathering: int | None = None,
) -> None:
    """Note within the caller's transaction which delivery or gathering tells of an event, and what it says."""
    kept = {"told": iso(now), "facts": facts, "shown": shown, "delivery": delivery, "gathering": gathering}
    writer.execute(TOLD, {**kept, "chat": alert.chat_id, "event": alert.event_id})


def settle(
    writer: sqlite3.Connection, alert: Alert, facts: str, shown: str | None, edit: int | None, *, due: bool
) -> None:
    """Note within the caller's transaction what was said of an event aloud, what its message says and which delivery
    makes it say so, and whether something is still `due`."""
    writer.execute(SETTLED, (int(due), facts, shown, edit, alert.chat_id, alert.event_id))


def is_told(connection: sqlite3.Connection, chat: int, event: int) -> bool:
    """Whether a chat was told of an event."""
    return connection.execute(TOLD_OF, (chat, event)).fetchone() is not None


def move_alert(writer: sqlite3.Connection, alert: Alert, event: int) -> None:
    """Let what a chat was told of an event stand for the one that it became, within the caller's transaction; that is
    to be told no more on its own."""
    writer.execute(DROP, (alert.chat_id, event))
    writer.execute(MOVED, {"now": event, "chat": alert.chat_id, "event": alert.event_id})


def drop_alert(writer: sqlite3.Connection, alert: Alert) -> None:
    """Forget within the caller's transaction an event that was not told yet, and is gone."""
    writer.execute(DROP, (alert.chat_id, alert.event_id))


def supersede(writer: sqlite3.Connection, delivery: int | None) -> None:
    """Take an edit that has not left out of the outbox within the caller's transaction: a later one says more."""
    if delivery is not None:
        writer.execute(SUPERSEDE, (delivery,))


def alert_arrived(writer: sqlite3.Connection, delivery: int, message: int) -> None:
    """Note within the caller's transaction that a delivery arrived, where it tells of an event."""
    for statement in ARRIVED:
        writer.execute(statement, {"delivery": delivery, "message": message})


def add_gathering(writer: sqlite3.Connection, chat: int, shown: str, now: datetime) -> int:
    """Keep within the caller's transaction a message of several events; returns its number."""
    return int(writer.execute(GATHER, (chat, shown, iso(now))).fetchone()["id"])


def sent_by(writer: sqlite3.Connection, gathering: int, delivery: int | None) -> None:
    """Note within the caller's transaction which delivery brings a message of several events."""
    writer.execute("update gatherings set delivery_id = ? where id = ?", (delivery, gathering))


def gathering_of(connection: sqlite3.Connection, gathering: int) -> Gathering | None:
    """The message of several events that has this number."""
    with explained():
        row = connection.execute(
            "select id, chat_id, message_id, edit_id, shown, made from gatherings where id = ?", (gathering,)
        ).fetchone()
    return None if row is None else Gathering(**{**dict(row), "made": from_iso(row["made"])})


def gathered(connection: sqlite3.Connection, gathering: int) -> tuple[Told, ...]:
    """The events that a message tells of, in the order in which they came."""
    with explained():
        rows = connection.execute(GATHERED, (gathering,))
        return tuple(Told(row["event_id"], row["meaning"], row["facts"]) for row in rows)


def regather(writer: sqlite3.Connection, gathering: int, shown: str, edit: int | None) -> None:
    """Note within the caller's transaction what a message of several events says now, and which delivery makes it."""
    writer.execute("update gatherings set shown = ?, edit_id = ? where id = ?", (shown, edit, gathering))


def forget_alerts(writer: sqlite3.Connection, before: datetime) -> None:
    """Forget what was told before a moment."""
    with explained():
        for statement in FORGET:
            writer.execute(statement, {"before": iso(before)} if ":before" in statement else {})


def _alert(row: sqlite3.Row) -> Alert:
    return Alert(
        chat_id=row["chat_id"],
        event_id=row["event_id"],
        watch_id=row["watch_id"],
        thread_id=row["thread_id"],
        meaning=row["meaning"],
        made=from_iso(row["made"]),
        told=from_iso(row["told"]) if row["told"] else None,
        facts=row["facts"],
        shown=row["shown"],
        live_id=row["live_id"],
        edit_id=row["edit_id"],
        gathering_id=row["gathering_id"],
        is_sending=row["sending"] in ("queued", "sending"),
        watch=WatchState(row["watch"]),
    )
