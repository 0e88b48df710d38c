"""The chats that the bot is in: remembered, forgotten, moved to a new number."""

import sqlite3
from datetime import datetime

from domain.times import iso
from store.chats.deliveries import CHANGES
from store.database import explained, transaction

REMEMBER = """
    insert into chats (id, kind, title, joined) values (?, ?, ?, ?)
    on conflict (id) do update set kind = excluded.kind, title = excluded.title, refusals = 0
"""
MOVE = (
    "insert into chats (id, kind, title, joined) "
    "select :new, 'supergroup', title, joined from chats where id = :old on conflict (id) do nothing",
    "update digests set chat_id = :new where chat_id = :old",
    "update digest_slots set delivery_id = null where digest_id in (select id from digests where chat_id = :new)",
    "delete from digest_pins where digest_id in (select id from digests where chat_id = :new)",
    "update deliveries set chat_id = :new where chat_id = :old",
    "update watches set chat_id = :new where chat_id = :old",
    # What changes a message would meet another one in the new chat.
    f"""
        update deliveries set state = 'failed', error = 'the group took a new number'
        where chat_id = :new and state = 'queued' and {CHANGES}
    """,  # noqa: S608
    "update or ignore alerts set chat_id = :new, message_id = null, gathering_id = null where chat_id = :old",
    "delete from alerts where chat_id = :old",
    "delete from gatherings where chat_id = :old",
    "update or ignore preferences set chat_id = :new where chat_id = :old",
    "delete from preferences where chat_id = :old",
    # The new chat numbers its messages from 1 again: no message in it asked the old questions, or answers them.
    "update questions set chat_id = :new, message_id = -message_id, answer_id = null where chat_id = :old",
    "delete from chats where id = :old",
)
LEAVE = (
    "update deliveries set state = 'failed', error = 'the bot left the chat', attachment = null, changed = :now "
    "where chat_id = :chat and state = 'queued'",
    "update deliveries set digest_id = null where digest_id in (select id from digests where chat_id = :chat)",
    "delete from digests where chat_id = :chat",
    "delete from watches where chat_id = :chat",
    "delete from alerts where chat_id = :chat",
    "delete from gatherings where chat_id = :chat",
    "delete from preferences where chat_id = :chat",
    "delete from chats where id = :chat",
)

MOST_REFUSALS = 5


def remember_chat(writer: sqlite3.Connection, chat_id: int, kind: str, title: str | None, now: datetime) -> None:
    """Note a chat that the bot is in, or is in again."""
    with explained():
        writer.execute(REMEMBER, (chat_id, kind, title, iso(now)))


def title_of(connection: sqlite3.Connection, chat_id: int) -> str | None:
    """What a chat is called; None where it is not known."""
    with explained():
        row = connection.execute("select title from chats where id = ?", (chat_id,)).fetchone()
    return None if row is None else row["title"]


def chat_kind(connection: sqlite3.Connection, chat_id: int) -> str | None:
    """What kind of chat it is, in Telegram's words; None where it is not known."""
    with explained():
        row = connection.execute("select kind from chats where id = ?", (chat_id,)).fetchone()
    return None if row is None else str(row["kind"])


def note_refusal(writer: sqlite3.Connection, chat_id: int, now: datetime) -> int:
    """Count that a chat turned a message away; the one that is too many ends what it was to get. Returns the count."""
    with explained():
        row = writer.execute("update chats set refusals = refusals + 1 where id = ? returning refusals", (chat_id,))
        refusals = next((int(one["refusals"]) for one in row.fetchall()), 0)
    if refusals == MOST_REFUSALS:
        leave_chat(writer, chat_id, now)
    return refusals


def note_welcome(writer: sqlite3.Connection, chat_id: int) -> None:
    """A chat took a message: what it refused before is forgotten."""
    with explained():
        writer.execute("update chats set refusals = 0 where id = ? and refusals > 0", (chat_id,))


def leave_chat(writer: sqlite3.Connection, chat_id: int, now: datetime) -> None:
    """Forget a chat that the bot is in no longer, with its settings, digests and watches; nothing that waits is sent to
    it."""
    with transaction(writer):
        for statement in LEAVE:
            writer.execute(statement, {"chat": chat_id, "now": iso(now)})


def move_chat(writer: sqlite3.Connection, old: int, new: int) -> None:
    """A group became a supergroup: everything kept for the old id belongs to the new one."""
    with transaction(writer):
        for statement in MOVE:
            writer.execute(statement, {"old": old, "new": new})
