"""The schema's history: one numbered SQL file per step, each applied in one transaction."""

import sqlite3
from collections.abc import Iterator
from importlib.resources import files

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from domain.reports import Report
from domain.times import from_iso
from store.linkage.near_duplicates import fingerprint
from store.tellings import pack

STEPS = (
    "0001_index", "0002_chats", "0003_questions", "0004_curation", "0005_chats", "0006_updates", "0007_dataset_blocks",
    "0008_left_chats", "0009_forgetting", "0010_place_names", "0011_hours", "0012_targets", "0013_revisions",
    "0014_same_words", "0015_withdrawals", "0016_digest_troubles", "0017_outlets", "0018_message_words", "0019_watches",
    "0020_digests", "0021_intake", "0022_corrections", "0023_packed_tellings", "0024_short_rows", "0025_short_moments",
    "0026_written_anew", "0027_hooks", "0028_digest_hooks", "0029_pages",
)  # fmt: skip

MADE_AGAIN = {"0009_forgetting": ("0001_index", ("event_areas_by_deaths", "event_areas_added", "event_areas_removed"))}
"""Steps that make a table anew: the step in which it was made first, and what hangs on it, which goes with the old."""


WRITTEN_ANEW = "0026_written_anew"
"""The step that writes the file anew. Killed in the middle of it, the file is as it was; the next opening does it."""

NO_ROOM = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)


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
    @migrations(name=step, transactional=step != WRITTEN_ANEW)
    def _apply(database: Database) -> None:
        if step == WRITTEN_ANEW:
            _write_anew(database.conn)
        else:
            for statement in statements(step):
                database.conn.execute(statement)
        first, hanging = MADE_AGAIN.get(step, (step, ()))
        for statement in statements(first) if hanging else ():
            if any(f" {name} " in statement for name in hanging):
                database.conn.execute(statement)
        database.conn.execute(f"pragma user_version = {number}")


def _write_anew(connection: sqlite3.Connection) -> None:
    """Write the file anew, where it holds anything. Where the disk has no room for a second one, only those pages are
    given back that nothing is in."""
    if connection.execute("select 1 from reports limit 1").fetchone() is None:
        return
    try:
        for statement in statements(WRITTEN_ANEW):
            connection.execute(statement)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in NO_ROOM:
            raise
        connection.execute("pragma incremental_vacuum").fetchall()
    connection.execute("pragma wal_checkpoint(truncate)").fetchall()


def _content_hash(source: str | None, title: str | None, text: str, published: str | None) -> str:
    """What a report is known by, of the columns that it stands in."""
    return Report(text, from_iso(published) if published else None, title, source).content_hash


def migrate(connection: sqlite3.Connection, *, stop_before: str | None = None) -> None:
    """Bring the file of `connection` to the newest schema; steps already applied are left alone."""
    connection.create_function("fingerprint", 1, fingerprint, deterministic=True)
    connection.create_function("content_hash", 4, _content_hash, deterministic=True)
    connection.create_function("packed", 2, pack, deterministic=True)
    steps, database = _all_steps(), Database(connection)
    if connection.execute("select 1 from sqlite_master limit 1").fetchone() is None:
        with database.atomic():  # a new file is made at once, not waiting for the disk at each step
            steps.apply(database, stop_before=stop_before)
    else:
        steps.apply(database, stop_before=stop_before)
