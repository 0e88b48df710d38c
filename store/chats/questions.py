"""Questions asked in chats, kept so that buttons, edited questions and follow-ups find them again after a restart."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from domain.times import from_iso, iso
from store.database import explained

LATEST = "select question from questions where chat_id = ? order by id desc limit ?"  # index on chat_id


@dataclass(frozen=True, slots=True)
class KeptQuestion:
    """A question: who asked it where and when, in which zone, what it followed on, and the message that answers it.

    `previous` and `shown` are opaque here: what it followed on, and what its answer shows at present.
    """

    id: int
    chat_id: int
    user_id: int
    message_id: int
    answer_id: int | None
    question: str
    zone: str
    asked: datetime
    previous: str | None
    shown: str | None


def keep_question(writer: sqlite3.Connection, asked: KeptQuestion) -> int:
    """Keep a question (its `id` is not read) and return its number. An edited question keeps its number and answer."""
    with explained():
        row = writer.execute(
            """
            insert into questions (chat_id, user_id, message_id, answer_id, question, zone, asked, previous, shown)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (chat_id, message_id) do update set question = excluded.question, asked = excluded.asked,
                zone = excluded.zone, shown = excluded.shown
            returning id
            """,
            (
                asked.chat_id,
                asked.user_id,
                asked.message_id,
                asked.answer_id,
                asked.question,
                asked.zone,
                iso(asked.asked),
                asked.previous,
                asked.shown,
            ),
        ).fetchone()
    return int(row[0])


def answered(writer: sqlite3.Connection, question: int, answer_id: int, shown: str | None) -> None:
    """Note which message answers a question, and what it shows."""
    with explained():
        writer.execute("update questions set answer_id = ?, shown = ? where id = ?", (answer_id, shown, question))


def kept_question(connection: sqlite3.Connection, question: int) -> KeptQuestion | None:
    """The question of that number, or None."""
    return _one(connection, "select * from questions where id = ?", (question,))


def question_of_message(connection: sqlite3.Connection, chat_id: int, message_id: int) -> KeptQuestion | None:
    """The question that a message asked, or None."""
    return _one(connection, "select * from questions where chat_id = ? and message_id = ?", (chat_id, message_id))


def question_of_answer(connection: sqlite3.Connection, chat_id: int, answer_id: int) -> KeptQuestion | None:
    """The question that a message of the bot answers, or None."""
    return _one(connection, "select * from questions where chat_id = ? and answer_id = ?", (chat_id, answer_id))


def latest_questions(connection: sqlite3.Connection, chat_id: int, most: int) -> tuple[str, ...]:
    """What was asked last in a chat, newest first."""
    with explained():
        rows = connection.execute(LATEST, (chat_id, most))
        return tuple(str(row["question"]) for row in rows)


def last_question(connection: sqlite3.Connection, chat_id: int, user_id: int, since: datetime) -> KeptQuestion | None:
    """What a user asked last in a chat, `since` or later, or None."""
    found = _one(
        connection,
        "select * from questions where chat_id = ? and user_id = ? order by id desc limit 1",
        (chat_id, user_id),
    )
    return found if found and found.asked >= since else None


def forget_questions(writer: sqlite3.Connection, before: datetime) -> int:
    """Delete the questions asked before a moment; returns how many."""
    with explained():
        return writer.execute("delete from questions where asked < ?", (iso(before),)).rowcount


def _one(connection: sqlite3.Connection, sql: str, values: tuple[int, ...]) -> KeptQuestion | None:
    with explained():
        row = connection.execute(sql, values).fetchone()
    return None if row is None else KeptQuestion(**{**dict(row), "asked": from_iso(row["asked"])})
