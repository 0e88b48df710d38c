"""Opening the index file, for writing (made and migrated where needed) or for reading (never changed).

Errors of SQLite and of the file system come out as a StoreError: one clear sentence that says what to do.
"""

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from domain.errors import WatchfloorError
from domain.globe import kilometres
from domain.outlets import named_among
from domain.times import day_in
from store.tellings import telling_of

SCHEMA_VERSION = 29
"""How many migration steps this version of Watchfloor knows; the file keeps its own in `pragma user_version`."""

APPLICATION_ID = 0x77666C72
"""`wflr`: marks a file as an index of Watchfloor (`pragma application_id`)."""

BUSY_SECONDS = 30.0

FOLLOWING = "-follow"
"""Ends the name of the folder beside a replica, which holds what follows the primary (`store/following.py`)."""

CACHE_KB = 65_536
"""How much of the file a writer keeps in memory: what a batch of thousands of rows touches."""

STEPS_BETWEEN_LOOKS = 1000
"""After so many steps of SQLite's machine it is looked whether the time is up: well under a millisecond."""


class StoreError(WatchfloorError):
    """The index cannot be used as asked; the message is one clear sentence with what to do."""


class BrokenRowError(StoreError):
    """A report that cannot be read back, or one of its mentions: edited by hand, or written by a faulty version."""

    def __init__(self, report_id: int, why: Exception) -> None:
        super().__init__(f"Report {report_id} of the index is broken ({why}): correct its row, or delete it.")
        self.report_id = report_id


def open_for_writing(path: Path) -> sqlite3.Connection:
    """Open the index at `path` for one writer, making the file and bringing its schema up to date where needed.

    Raises StoreError where the file is no index, was made by a newer version, or cannot be written.
    """
    from store.migrations import migrate  # takes sqlite-utils along, which a reader never needs

    refuse_replica(path)
    with explained(path):
        fresh = not path.exists() or path.stat().st_size == 0
        connection = _connect(path, "rwc")
        try:
            version = _version(connection, path, fresh)
            if fresh:
                connection.execute("pragma auto_vacuum = incremental")  # can be chosen before anything is written only
            connection.execute("pragma journal_mode = wal")
            connection.execute("pragma synchronous = normal")
            connection.execute(f"pragma cache_size = -{CACHE_KB}")
            if version < SCHEMA_VERSION:
                connection.execute(f"pragma application_id = {APPLICATION_ID}")
                migrate(connection)
        except BaseException:
            connection.close()
            raise
    return connection


def open_for_reading(path: Path) -> sqlite3.Connection:
    """Open the index at `path` without ever changing it. Any thread may use the connection, one at a time.

    A replica stands still while a connection is open: close it after each question.

    Raises StoreError where there is no file, it is no index, or its schema is not this version's.
    """
    replica = is_replica(path)
    if not is_there(path):
        if replica:
            raise StoreError(f"The replica at {path} has not been fetched yet: ask again when `watchfloor follow` has.")
        raise StoreError(f"There is no index at {path}: make one with `watchfloor ingest PATH…` or `watchfloor demo`.")
    connection = open_in_place(path)
    if int(connection.execute("pragma user_version").fetchone()[0]) < SCHEMA_VERSION:
        connection.close()
        how = "update the program where the primary is" if replica else "run `watchfloor doctor` to bring it up to date"
        raise StoreError(f"The index at {path} is of an older version: {how}.")
    return connection


def open_in_place(path: Path) -> sqlite3.Connection:
    """Open an index of this version or an older one, to be copied or checked, never changed.

    Raises StoreError where it is no index, or a newer version's.
    """
    with explained(path):
        connection = _connect_readonly(path)
        try:
            _version(connection, path, fresh=False)
        except BaseException:
            connection.close()
            raise
    return connection


def is_there(path: Path) -> bool:
    """Whether there is a file at `path`. Raises StoreError where nobody can tell: a name too long, a folder that may
    not be searched."""
    with explained(path):
        return path.exists()


def is_replica(path: Path) -> bool:
    """Whether the index at `path` is a copy that follows another one, by `watchfloor follow`."""
    with explained(path):
        return Path(f"{path}{FOLLOWING}").is_dir()


def refuse_replica(path: Path) -> None:
    """Raise StoreError where the index at `path` only follows another one: what is written there would be lost."""
    if is_replica(path):
        raise StoreError(f"{path} is a replica, which only follows: give this to the index that it is a copy of.")


def is_older(path: Path) -> bool:
    """Whether the index at `path` was made by an older version, so that opening it for writing brings it up to date."""
    with closing(open_in_place(path)) as connection:
        return int(connection.execute("pragma user_version").fetchone()[0]) < SCHEMA_VERSION


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?mode={mode}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.row_factory = sqlite3.Row
    connection.create_function("kilometres", 4, kilometres, deterministic=True)
    connection.create_function("named_among", 2, named_among, deterministic=True)
    connection.create_function("day_in", 2, day_in, deterministic=True)
    connection.create_function("telling_of", 2, telling_of, deterministic=True)
    connection.execute("pragma foreign_keys = on")
    return connection


def _connect_readonly(path: Path) -> sqlite3.Connection:
    connection = _connect(path, "ro")
    replica = is_replica(path)
    if replica:
        connection.execute("begin")  # one moment for all that is read: Litestream waits until it has been
    try:
        connection.execute("select 1 from sqlite_master limit 1").fetchone()
    except sqlite3.OperationalError:
        # In a folder that may not be written SQLite cannot make the shared-memory file that WAL needs. Without a
        # write-ahead log beside it the file is complete, and can be read as it stands.
        connection.close()
        if replica or path.with_name(path.name + "-wal").exists():
            raise
        connection = _connect(path, "ro&immutable=1")
    connection.execute("pragma query_only = on")
    return connection


def _version(connection: sqlite3.Connection, path: Path, fresh: bool) -> int:
    application = int(connection.execute("pragma application_id").fetchone()[0])
    version = int(connection.execute("pragma user_version").fetchone()[0])
    empty = connection.execute("select 1 from sqlite_master limit 1").fetchone() is None
    if application != APPLICATION_ID and not (fresh or empty):
        raise StoreError(f"{path} is an SQLite file, but no index of Watchfloor: name another with --database.")
    if version > SCHEMA_VERSION:
        raise StoreError(f"The index at {path} was made by a newer Watchfloor: update the program, then try again.")
    return version


@contextlib.contextmanager
def explained(path: Path | None = None) -> Iterator[None]:
    """Turn an error of SQLite or of the file system into a StoreError that says what to do."""
    name = str(path) if path else "The index"
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(_explanation(error, name)) from error
    except OSError as error:
        raise StoreError(f"{name} cannot be opened: {error.strerror or error}.") from error


def _explanation(error: sqlite3.Error, name: str) -> str:
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    match code:
        case sqlite3.SQLITE_NOTADB:
            return f"{name} is not an SQLite database: name another file with --database."
        case sqlite3.SQLITE_CORRUPT:
            return f"{name} is damaged: put back a copy of it, or ingest the reports again into a new file."
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return f"{name} is being written by another program: try again when that has finished."
        case sqlite3.SQLITE_INTERRUPT:
            return "This takes too long to look up: ask about a shorter time or a smaller place."
        case sqlite3.SQLITE_FULL:
            return f"{name} cannot grow, the disk is full: free some space, then try again; nothing was half-stored."
        case sqlite3.SQLITE_READONLY:
            return f"{name} may not be written: change the permissions of the file and its folder, or use another."
        case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return f"{name} cannot be opened: check that its folder exists and that you may read and write there."
        case sqlite3.SQLITE_IOERR:
            return f"{name} cannot be read or written, the disk gave an error: check the disk, then try again."
    return f"{name} cannot be used: {error}."


@contextlib.contextmanager
def time_limited(connection: sqlite3.Connection, seconds: float) -> Iterator[None]:
    """What is read within ends after so many seconds, with a StoreError that says so."""
    end = time.monotonic() + seconds
    connection.set_progress_handler(lambda: time.monotonic() > end, STEPS_BETWEEN_LOOKS)
    try:
        with explained():
            yield
    finally:
        connection.set_progress_handler(None, 0)


@contextlib.contextmanager
def transaction(writer: sqlite3.Connection) -> Iterator[None]:
    """Everything within happens, or nothing: `begin immediate` … `commit`, rolled back on any exception."""
    with explained():
        writer.execute("begin immediate")
        try:
            yield
            writer.execute("commit")
        except BaseException:
            if writer.in_transaction:
                writer.execute("rollback")
            raise
