"""A copy of the index while it is in use, checked before it counts as one; and the way back.

A copy is written beside its place under another name and moved there when it has been verified, so that a copy that is
there is whole. SQLite's own online backup reads one moment of the index, whatever is written meanwhile.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from store.database import (
    BUSY_SECONDS,
    StoreError,
    explained,
    is_there,
    open_for_writing,
    open_in_place,
    refuse_replica,
)

STAMP = "%Y%m%d-%H%M%S-%f"


@dataclass(frozen=True, slots=True)
class Backup:
    """The copy that was made, how many bytes it has, and the older ones that were removed for it."""

    path: Path
    size: int
    removed: tuple[Path, ...] = ()


def back_up(database: Path, target: Path, keep: int | None = None) -> Backup:
    """Copy the index at `database` to a file, or into a folder under the time of the copy.

    In a folder, `keep` is how many copies stay; the oldest are removed once the new one is verified, and the folder is
    made where there is none of that name. Raises StoreError where the copy cannot be made or is not whole.
    """
    if not is_there(database):
        raise StoreError(f"There is no index at {database}: name the one to copy with --database.")
    with explained(target):
        if keep and not target.suffix:  # copy.db is meant to be a file
            target.mkdir(exist_ok=True)
        into_folder = target.is_dir()
    if keep is not None and (keep < 1 or not into_folder):
        raise StoreError("--keep counts the copies in a folder: name a folder, and keep at least 1.")
    now = datetime.now(UTC)
    path = target / f"{database.stem}-{now.strftime(STAMP)}.db" if into_folder else target
    if is_there(path) and path.samefile(database):
        raise StoreError(f"{path} is the index itself: name another file for the copy.")
    _copy(database, path)
    with explained(target):
        older = _copies(target, database.stem)[:-keep] if keep is not None else []
        for copy in older:
            copy.unlink()
    return Backup(path, path.stat().st_size, tuple(older))


def restore(copy: Path, database: Path) -> Path | None:
    """Put a copy back in place of the index; returns where the index that stood there is kept, None without one.

    Programs that have the index open go on and see the copy. Raises StoreError where the copy is not whole.
    """
    if not is_there(copy):
        raise StoreError(f"There is no copy at {copy}: check the path.")
    if is_there(database) and copy.samefile(database):
        raise StoreError(f"{copy} is the index itself: name a copy of it.")
    refuse_replica(database)
    verify(copy)
    kept = None
    if database.exists() and database.stat().st_size:
        stamp = datetime.now(UTC).strftime(STAMP)
        kept = database.with_name(f"{database.stem}-before-restore-{stamp}.db")
        _keep(database, kept)
    with (
        explained(database),
        closing(open_in_place(copy)) as source,
        closing(sqlite3.connect(database, timeout=BUSY_SECONDS)) as into,
    ):
        source.backup(into)
    open_for_writing(database).close()
    return kept


def verify(copy: Path) -> None:
    """Raise StoreError where a file is not a whole index."""
    with explained(copy), closing(open_in_place(copy)) as connection:
        found = [str(row[0]) for row in connection.execute("pragma integrity_check(1)")]
        broken = connection.execute("pragma foreign_key_check").fetchone()
    if found != ["ok"] or broken is not None:
        harm = "references lead nowhere" if found == ["ok"] else found[0].replace("\n", " ")
        raise StoreError(f"{copy} is damaged ({harm}): use another copy.")


def _copies(folder: Path, stem: str) -> list[Path]:
    """The files of a folder that are named as the copies of this index are, oldest first."""
    name = re.compile(rf"{re.escape(stem)}-\d{{8}}-\d{{6}}-\d{{6}}\.db")
    return sorted(path for path in folder.iterdir() if name.fullmatch(path.name))


def _keep(database: Path, kept: Path) -> None:
    """Copy the index that is to be replaced; one that is damaged is moved aside as it is."""
    try:
        _copy(database, kept)
    except StoreError:
        with explained(database):
            for ending in ("", "-wal", "-shm"):
                beside = database.with_name(database.name + ending)
                if beside.exists():
                    beside.rename(kept.with_name(kept.name + ending))


def _copy(database: Path, path: Path) -> None:
    with explained(path):
        _clear_unfinished(path, database.stem)
    with _beside(path) as partial:
        with (
            explained(path),
            closing(open_in_place(database)) as source,
            closing(sqlite3.connect(partial)) as into,
        ):
            source.backup(into)
            into.execute("pragma journal_mode = delete")  # one file, complete without a log beside it
        verify(partial)


def _clear_unfinished(path: Path, stem: str) -> None:
    """Remove what copies of this index left in the folder when they were killed; one that is being made stays."""
    own = rf"{re.escape(path.name)}|{re.escape(stem)}-(?:before-restore-)?\d{{8}}-\d{{6}}-\d{{6}}\.db"
    name = re.compile(rf"\.(?:{own})\.partial")
    for partial in [each for each in path.parent.iterdir() if name.fullmatch(each.name)]:
        if not _is_in_use(partial):
            for ending in ("", "-journal", "-wal", "-shm"):
                partial.with_name(partial.name + ending).unlink(missing_ok=True)


def _is_in_use(partial: Path) -> bool:
    """Whether another program writes or checks it: then SQLite has it locked."""
    with closing(sqlite3.connect(partial, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("begin exclusive")
        except sqlite3.DatabaseError as error:
            return (getattr(error, "sqlite_errorcode", 0) & 0xFF) == sqlite3.SQLITE_BUSY
    return False


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """A file in the same folder that takes the place of `path` when the body has ended well."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        yield partial
        with explained(path):
            partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
