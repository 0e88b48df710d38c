"""The schema's history: one numbered SQL file per step, each applied in one transaction."""

import sqlite3
from collections.abc import Iterator
from importlib.resources import files

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from domain.reports import Report
from domain.times import from_iso
from store.linkage.near_duplicates import fingerprint

STEPS = (
    "0001_index", "0002_chats", "0003_questions", "0004_curation", "0005_chats", "0006_updates", "0007_dataset_blocks",
    "0008_left_chats", "0009_forgetting", "0010_place_names", "0011_hours", "0012_targets", "0013_revisions",
    "0014_same_words", "0015_withdrawals", "0016_digest_troubles", "0017_outlets", "0018_message_words", "0019_watches",
    "0020_digests", "0021_intake", "0022_hooks",
)  # fmt: skip

MADE_AGAIN = {"0009_forgetting": ("0001_index", ("event_areas_by_deaths", "event_areas_added", "event_areas_removed"))}
"""Steps that make a table anew: the step in which it was made first, and what hangs on it, which goes with the old."""


def statements(step: str) -> Iterator[str]:
    """The SQL statements of one step, in order."""
    script = files("store").joinpath("schema", f"{step}.sql").read_text(encoding="utf-8")
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _all_steps() -> Migrations:
    migrations = Migrations("watchfloor")
    for number, step in enumerate(STEPS, start=1):
        _register(migrations, number, step)
    return migrations


def _register(migrations: Migrations, number: int, step: str) -> None:
    @migrations(name=step)
    def _apply(database: Database) -> None:
        for statement in statements(step):
            database.conn.execute(statement)
        first, hanging = MADE_AGAIN.get(step, (step, ()))
        for statement in statements(first) if hanging else ():
            if any(f" {name} " in statement for name in hanging):
                database.conn.execute(statement)
        database.conn.execute(f"pragma user_version = {number}")


def _content_hash(source: str | None, title: str | None, text: str, published: str | None) -> str:
    """What a report is known by, of the columns that it stands in."""
    return Report(text, from_iso(published) if published else None, title, source).content_hash


def migrate(connection: sqlite3.Connection, *, stop_before: str | None = None) -> None:
    """Bring the file of `connection` to the newest schema; steps already applied are left alone."""
    connection.create_function("fingerprint", 1, fingerprint, deterministic=True)
    connection.create_function("content_hash", 4, _content_hash, deterministic=True)
    _all_steps().apply(Database(connection), stop_before=stop_before)
