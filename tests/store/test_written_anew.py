"""The steps that make the file smaller: the room goes back to the disk, and killed at any moment nothing is lost."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from store.database import SCHEMA_VERSION, open_for_writing
from store.health import check
from store.migrations import STEPS, WRITTEN_ANEW, migrate
from store.search.finding import find
from store.search.selection import Selection
from tests.store.test_migrations import TEXTS, filled

BEFORE = STEPS.index("0023_packed_tellings")
"""The version of the last files before they became smaller."""

MIGRATE = """
import os, resource, sqlite3, sys
from store.migrations import migrate

path, steps, most = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
connection = sqlite3.connect(path, isolation_level=None)
connection.execute("pragma journal_mode = wal")
left = [steps]

def step():
    left[0] -= 1
    if left[0] == 0:
        os._exit(9)

connection.set_progress_handler(step, 10)
if most:
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
migrate(connection)
"""


def run(path: Path, steps: int = 0, most: int = 0) -> int:
    """Migrate in a process of its own that is killed after so many steps of SQLite's machine, or may write no file of
    more than so many bytes; returns its status."""
    words = [sys.executable, "-c", MIGRATE, str(path), str(steps), str(most)]
    return subprocess.run(words, check=False, cwd=Path.cwd(), timeout=60).returncode


def heap(path: Path, megabytes: int) -> None:
    """Put a text of this size into a file of an earlier version."""
    with closing(sqlite3.connect(path)) as old, old:
        old.execute(
            "insert into reports (content_hash, text, received) values ('x', hex(randomblob(?)), '2025-12-10')",
            (megabytes * 500_000,),
        )


def assert_whole(path: Path) -> None:
    with closing(open_for_writing(path)) as writer:
        assert writer.execute("pragma user_version").fetchone()[0] == SCHEMA_VERSION
        assert all(fine for _, fine, _ in check(writer)), check(writer)
        assert tuple(row[0] for row in writer.execute("select text from reports order by id limit 2")) == TEXTS
        assert find(writer, Selection()).count == 2


@pytest.mark.parametrize("steps", [1, 100, 1000, 2500, 4000, 4400, 4800, 5500, 6200, 6450])
def test_killed_while_it_becomes_smaller(path: Path, steps: int) -> None:
    filled(path, BEFORE)
    assert run(path, steps) in (0, 9)
    assert_whole(path)


def test_the_room_goes_back_to_the_disk(path: Path) -> None:
    filled(path, BEFORE)
    heap(path, 2)
    with closing(sqlite3.connect(path)) as old, old:
        old.execute("delete from reports where content_hash = 'x'")
    before = path.stat().st_size
    assert_whole(path)
    assert path.stat().st_size < before - 1_900_000
    with closing(sqlite3.connect(path)) as found:
        assert found.execute("pragma freelist_count").fetchone()[0] == 0


def test_where_there_is_no_room_for_a_second_file_the_first_is_used_as_it_is(path: Path) -> None:
    filled(path, BEFORE)
    heap(path, 3)
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        migrate(old, stop_before=WRITTEN_ANEW)
        old.execute("vacuum")
    size = path.stat().st_size
    assert run(path, most=size + 1000) == 0  # the log of a whole file is larger than the file
    assert path.stat().st_size < size + 4096  # but for a page begun
    assert_whole(path)


def test_short_moments_are_those_that_this_version_writes(path: Path) -> None:
    """A file whose moments were whole becomes what this version writes of itself."""
    filled(path, BEFORE)
    tables = ("events", "event_areas", "event_months")
    with closing(open_for_writing(path.with_name("new.db"))) as new:
        wanted = {table: sorted(map(tuple, new.execute(f"select * from {table}"))) for table in tables}  # noqa: S608
    with closing(sqlite3.connect(path)) as old, old:
        for table, columns in (("events", ("recency", "start", '"end"')), ("event_areas", ("recency", '"end"'))):
            for column in columns:
                whole = f"update {table} set {column} = {column} || 'T00:00:00Z' where length({column}) = 10"  # noqa: S608
                assert old.execute(whole).rowcount
        assert old.execute("update event_areas set status = 'reported' where status = ''").rowcount
    with closing(open_for_writing(path)) as writer:
        for table in tables:
            assert sorted(map(tuple, writer.execute(f"select * from {table}"))) == wanted[table]  # noqa: S608
