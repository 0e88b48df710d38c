"""The messages that digests pinned, until they take the pins off."""

import sqlite3

from store.database import explained, transaction

OTHERS = "select message_id from digest_pins where digest_id = ? and message_id <> ? order by message_id"  # primary key
NOTE = """
    insert into digest_pins (digest_id, message_id) select id, ? from digests where id = ? on conflict do nothing
"""
FORGET = "delete from digest_pins where digest_id = ? and message_id = ?"


def note_pin(writer: sqlite3.Connection, digest: int, message: int) -> tuple[int, ...]:
    """Note that a digest pins a message; returns those that it pinned before."""
    with transaction(writer):
        writer.execute(NOTE, (message, digest))
        return tuple(int(row["message_id"]) for row in writer.execute(OTHERS, (digest, message)).fetchall())


def forget_pin(writer: sqlite3.Connection, digest: int, message: int) -> None:
    """Note that a message is pinned no more."""
    with explained():
        writer.execute(FORGET, (digest, message))
