"""Watches: questions that stand for a chat. What is kept of each, and which may be for an event.

Each watch is filed under the keys of what narrows it most (`watch_keys.py`); an event has keys of its own, and only
watches that share one with it are looked at: how many others there are does not matter.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from domain.times import from_iso, iso
from store.chats.watch_keys import events_by_key
from store.database import StoreError, explained, transaction

NO_CHAT = 0
"""The chat of watches that only hooks go with; Telegram has none of that number."""

ADD = """
    insert into watches (chat_id, thread_id, meaning, selection, made, after_report, set_by, of_message)
    values (?, ?, ?, ?, ?, coalesce((select max(id) from reports), 0), ?, ?) returning id
"""
SAME = "select id from watches where chat_id = ? and thread_id is ? and selection = ?"  # index watches_by_chat
OF_MESSAGE = """
    select id, json_extract(selection, '$.areas[0].around[0]') as latitude,
        json_extract(selection, '$.areas[0].around[1]') as longitude, json_extract(selection, '$.areas[0].around[2]') as
        km
    from watches where chat_id = ? and of_message = ?
"""  # index watches_by_chat
CHANGE = """
    update watches set meaning = :meaning, selection = :selection, after_report = case when :afresh then
        coalesce((select max(id) from reports), 0) else after_report end, of_message = iif(:afresh, null, of_message)
    where id = :watch and chat_id = :chat
"""
OTHERS_SAME = """
    select other.id from watches as this cross join watches as other on other.chat_id = this.chat_id
    where this.id = ? and other.id <> this.id and other.thread_id is this.thread_id and other.selection = ?
"""  # index watches_by_chat
OF_CHAT = "select * from watches where chat_id = ? order by id"  # index watches_by_chat
REMOVE = "delete from watches where id = ? and chat_id = ?"
PAUSE = "update watches set paused = 1, trouble = null where id = ? and chat_id = ?"
RESUME = """
    update watches set paused = 0, trouble = null, after_report = coalesce((select max(id) from reports), 0)
    where id = ? and chat_id = ? and (paused or trouble is not null)
"""
STOP = """
    update watches set trouble = :why
    where chat_id = :chat and (:thread is null or thread_id = :thread) and trouble is null and not paused
    returning id, chat_id, set_by, meaning, (select kind from chats where chats.id = chat_id) as kind,
        (select title from chats where chats.id = chat_id) as title
"""  # index watches_by_chat
CANDIDATES = """
    select k.key, w.id, w.chat_id, w.thread_id, w.meaning, w.selection, w.after_report
    from json_each(:keys) as wanted cross join watch_keys as k on k.key = wanted.value
        cross join watches as w on w.id = k.watch_id
    where not w.paused and w.trouble is null
"""  # primary keys of watch_keys and watches


@dataclass(frozen=True, slots=True)
class Watch:
    """A watch: for which chat (and topic), what it looks for in words and as text, who set it, whether it stands still,
    and why if it was not by hand."""

    id: int
    chat_id: int
    thread_id: int | None
    meaning: str
    selection: str
    made: datetime
    set_by: int | None
    paused: bool
    trouble: str | None


@dataclass(frozen=True, slots=True)
class Sought:
    """What a watch looks for: in words, as text, and the keys that it is filed under."""

    meaning: str
    selection: str
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class NewWatch:
    """A watch that is to be set: `selection` is what it looks for, as text; `keys` are those that it is filed under;
    `of_message` shares the location that it is around."""

    chat_id: int
    thread_id: int | None
    meaning: str
    selection: str
    keys: frozenset[str]
    set_by: int | None
    of_message: int | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """A watch around a point: how far it reaches; None for one that is around none."""

    id: int
    latitude: float
    longitude: float
    km: float | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A watch that may be for an event: what it looks for exactly, and after which report."""

    id: int
    chat_id: int
    thread_id: int | None
    meaning: str
    selection: str
    after_report: int


@dataclass(frozen=True, slots=True)
class Stopped:
    """A watch that was stopped as its chat takes nothing: whose it is, what the chat is and is called."""

    id: int
    chat_id: int
    set_by: int | None
    meaning: str
    kind: str | None
    title: str | None


def add_watch(writer: sqlite3.Connection, new: NewWatch, now: datetime, most: int) -> int | None:
    """Set a watch within the caller's transaction, for a chat that is known; returns its number: that of the one that
    is the same, if the chat has it already. None where the chat has `most` others."""
    same = writer.execute(SAME, (new.chat_id, new.thread_id, new.selection)).fetchone()
    if same is not None:
        return int(same["id"])
    if len(writer.execute(OF_CHAT, (new.chat_id,)).fetchall()) >= most:
        return None
    row = (new.chat_id, new.thread_id, new.meaning, new.selection, iso(now), new.set_by, new.of_message)
    number = int(writer.execute(ADD, row).fetchone()["id"])
    file_watch(writer, number, new.keys)
    return number


def watches_of_message(connection: sqlite3.Connection, chat: int, message: int) -> tuple[Around, ...]:
    """The watches around the location that a message shares."""
    with explained():
        return tuple(Around(**dict(row)) for row in connection.execute(OF_MESSAGE, (chat, message)))


def change_watch(writer: sqlite3.Connection, watch: int, chat: int, new: Sought, *, afresh: bool = False) -> bool:
    """Let a chat's watch look for something else, all at once; False where the chat has none of that number, or another
    that looks for the same. `afresh`: for something of its own, in what is reported from now on, and around no location
    that somebody shares."""
    with transaction(writer):
        if writer.execute(OTHERS_SAME, (watch, new.selection)).fetchone() is not None:
            return False
        terms = {"watch": watch, "chat": chat, "meaning": new.meaning, "selection": new.selection, "afresh": afresh}
        if writer.execute(CHANGE, terms).rowcount != 1:
            return False
        writer.execute("delete from watch_keys where watch_id = ?", (watch,))
        file_watch(writer, watch, new.keys)
    return True


def file_watch(writer: sqlite3.Connection, watch: int, keys: Iterable[str]) -> None:
    """File a watch under these keys."""
    writer.executemany("insert into watch_keys (key, watch_id) values (?, ?)", [(key, watch) for key in sorted(keys)])


def watches_of_chat(connection: sqlite3.Connection, chat: int) -> tuple[Watch, ...]:
    """A chat's watches, oldest first."""
    with explained():
        return tuple(map(_watch, connection.execute(OF_CHAT, (chat,))))


def watch_numbered(connection: sqlite3.Connection, watch: int) -> Watch | None:
    """The watch of that number, whatever chat it is of; None where there is none."""
    with explained():
        row = connection.execute("select * from watches where id = ?", (watch,)).fetchone()
    return None if row is None else _watch(row)


def remove_watch(writer: sqlite3.Connection, watch: int, chat: int) -> bool:
    """Remove a chat's watch; False where it has none of that number. What it told of stays as it is."""
    with transaction(writer):
        return writer.execute(REMOVE, (watch, chat)).rowcount == 1


def pause_watch(writer: sqlite3.Connection, watch: int, chat: int) -> bool:
    """Let a watch stand still; False where the chat has none of that number."""
    with transaction(writer):
        return writer.execute(PAUSE, (watch, chat)).rowcount == 1


def resume_watch(writer: sqlite3.Connection, watch: int, chat: int) -> bool:
    """Let a watch go on with what is reported from now on; False where none of that number stands still."""
    with transaction(writer):
        return writer.execute(RESUME, (watch, chat)).rowcount == 1


def stop_watches(writer: sqlite3.Connection, chat: int, thread: int | None, why: str) -> tuple[Stopped, ...]:
    """Stop within the caller's transaction the watches of a chat, or of one topic of it, as nothing can be sent there;
    returns those that were not stopped before."""
    return tuple(
        Stopped(**dict(row)) for row in writer.execute(STOP, {"chat": chat, "thread": thread, "why": why}).fetchall()
    )


def candidates(connection: sqlite3.Connection, events: Collection[int]) -> dict[Candidate, frozenset[int]]:
    """The watches that may be for these events, each with those that it may be for."""
    of_key = events_by_key(connection, events)
    found: dict[int, tuple[Candidate, set[int]]] = {}
    with explained():
        for row in connection.execute(CANDIDATES, {"keys": json.dumps(sorted(of_key))}):
            kept = dict(row)
            events_of_key = of_key[kept.pop("key")]
            if row["id"] not in found:
                found[row["id"]] = Candidate(**kept), set()
            found[row["id"]][1].update(events_of_key)
    return {candidate: frozenset(ids) for candidate, ids in found.values()}


def _watch(row: sqlite3.Row) -> Watch:
    try:
        made = from_iso(row["made"])
    except ValueError as error:
        raise StoreError(f"Watch {row['id']} of the index is broken ({error}): remove its row.") from error
    return Watch(
        row["id"],
        row["chat_id"],
        row["thread_id"],
        row["meaning"],
        row["selection"],
        made,
        row["set_by"],
        bool(row["paused"]),
        row["trouble"],
    )
