"""What messages said when they were last heard, as fingerprints: an edit that changes no word is known as one."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from domain.times import iso
from store.database import explained, transaction

SAID = "select words, update_id from message_words where chat_id = ? and message_id = ?"  # primary key
SAY = """
    insert into message_words (chat_id, message_id, words, update_id, heard) values (?, ?, ?, ?, ?)
    on conflict (chat_id, message_id) do update set words = excluded.words, update_id = excluded.update_id,
        heard = excluded.heard
"""


@dataclass(frozen=True, slots=True)
class Heard:
    """A message as an update brings it; `words` is the fingerprint of what it says."""

    chat_id: int
    message_id: int
    words: str
    update_id: int


def hear(writer: sqlite3.Connection, heard: Heard, now: datetime) -> bool:
    """Note what a message says now; False where another update brought it with the same words before."""
    with transaction(writer):
        before = writer.execute(SAID, (heard.chat_id, heard.message_id)).fetchone()
        if before and before["words"] == heard.words and before["update_id"] != heard.update_id:
            return False
        writer.execute(SAY, (heard.chat_id, heard.message_id, heard.words, heard.update_id, iso(now)))
        return True


def carry_out(writer: sqlite3.Connection, chat_id: int, message_id: int) -> None:
    """Note that the command of a message was carried out."""
    with explained():
        writer.execute(
            "update message_words set carried_out = 1 where chat_id = ? and message_id = ?", (chat_id, message_id)
        )


def is_carried_out(connection: sqlite3.Connection, chat_id: int, message_id: int) -> bool:
    """Whether a command of a message, before it was edited or after, was carried out."""
    with explained():
        row = connection.execute(
            "select 1 from message_words where chat_id = ? and message_id = ? and carried_out", (chat_id, message_id)
        ).fetchone()
    return row is not None


def forget_words(writer: sqlite3.Connection, before: datetime) -> int:
    """Drop what was heard before a moment; returns how much."""
    with explained():
        return writer.execute("delete from message_words where heard < ?", (iso(before),)).rowcount
