"""Opening the index: what is made, what is refused, and in which words."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from store.database import (
    SCHEMA_VERSION,
    StoreError,
    is_there,
    open_for_reading,
    open_for_writing,
    time_limited,
    transaction,
)
from store.migrations import STEPS, migrate, statements
from store.writing.reports import add_report
from tests.store.making import event, report


def tables(connection: sqlite3.Connection) -> dict[str, str]:
    return dict(connection.execute("select name, sql from sqlite_master where sql is not null").fetchall())


def test_a_new_file_has_strict_tables_foreign_keys_and_a_write_ahead_log(writer: sqlite3.Connection) -> None:
    listed = writer.execute("select name, type, strict from pragma_table_list where schema = 'main'").fetchall()
    plain = [r for r in listed if r["type"] == "table" and not r["name"].startswith(("sqlite_", "_sqlite_"))]
    assert len(plain) > 12
    assert all(row["strict"] for row in plain)
    assert writer.execute("pragma journal_mode").fetchone()[0] == "wal"
    assert writer.execute("pragma foreign_keys").fetchone()[0] == 1
    assert writer.execute("pragma user_version").fetchone()[0] == SCHEMA_VERSION == len(STEPS)


def test_opening_again_keeps_what_is_there(path: Path) -> None:
    for text in ("one", "two"):
        with closing(open_for_writing(path)) as writer:
            add_report(writer, report(text), [event()])
    with closing(open_for_reading(path)) as reader:
        assert reader.execute("select count(*) from reports").fetchone()[0] == 2


@pytest.mark.parametrize("version", range(1, len(STEPS)))
def test_every_earlier_version_is_brought_up_to_date(path: Path, version: int, tmp_path: Path) -> None:
    with closing(open_for_writing(tmp_path / "new.db")) as new:
        wanted = tables(new)
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        migrate(old, stop_before=STEPS[version])
        keyed = any(column[1] == "key" for column in old.execute("pragma table_info(sources)"))
        row = "(key, name) values ('name:Wire', 'Wire')" if keyed else "(name) values ('Wire')"
        old.execute(f"insert into sources {row}")
    with closing(sqlite3.connect(path)) as old:
        old.execute("pragma application_id = 0x77666C72")
    with pytest.raises(StoreError, match="older version"):
        open_for_reading(path)
    with closing(open_for_writing(path)) as writer:
        assert tables(writer) == wanted
        assert writer.execute("select name from sources").fetchone()[0] == "Wire"


def test_each_step_is_made_of_whole_statements() -> None:
    for step in STEPS:
        assert all(sqlite3.complete_statement(statement) for statement in statements(step))


def test_a_missing_file_says_how_to_make_one(path: Path) -> None:
    with pytest.raises(StoreError, match=r"There is no index at .*watchfloor ingest"):
        open_for_reading(path)
    assert not path.exists()


@pytest.mark.parametrize("opened", [open_for_reading, open_for_writing])
def test_a_file_that_is_no_database_is_left_alone(path: Path, opened: object) -> None:
    path.write_bytes(b"Dear diary, " * 1000)
    with pytest.raises(StoreError, match="is not an SQLite database"):
        opened(path)  # type: ignore[operator]
    assert path.read_bytes() == b"Dear diary, " * 1000


@pytest.mark.parametrize("opened", [open_for_reading, open_for_writing])
def test_another_programs_database_is_left_alone(path: Path, opened: object) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("create table recipes (name)")
    with pytest.raises(StoreError, match="no index of Watchfloor"):
        opened(path)  # type: ignore[operator]
    with closing(sqlite3.connect(path)) as other:
        assert [row[0] for row in other.execute("select name from sqlite_master")] == ["recipes"]


@pytest.mark.parametrize("opened", [open_for_reading, open_for_writing])
def test_a_newer_schema_is_refused(path: Path, opened: object) -> None:
    with closing(open_for_writing(path)) as writer:
        writer.execute(f"pragma user_version = {SCHEMA_VERSION + 1}")
    with pytest.raises(StoreError, match="made by a newer Watchfloor: update the program"):
        opened(path)  # type: ignore[operator]


def test_a_damaged_file_is_named_as_such(path: Path) -> None:
    with closing(open_for_writing(path)) as writer:
        for number in range(50):
            add_report(writer, report(f"report {number} " * 200), [event()])
        writer.execute("pragma wal_checkpoint(truncate)")
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\x5a" * (len(whole) - 4096))
    with pytest.raises(StoreError, match="damaged"), closing(open_for_writing(path)) as writer:
        add_report(writer, report("one more"), [event()])


def test_a_folder_that_is_not_there(path: Path) -> None:
    with pytest.raises(StoreError, match="check that its folder exists"):
        open_for_writing(path.parent / "missing" / "index.db")


@pytest.mark.parametrize("opened", [open_for_reading, open_for_writing, is_there])
def test_a_name_too_long(tmp_path: Path, opened: Callable[[Path], object]) -> None:
    with pytest.raises(StoreError, match=r"aaa\.db cannot be opened: File name too long\."):
        opened(tmp_path / f"{'a' * 300}.db")


def test_a_full_disk_stores_nothing_half(writer: sqlite3.Connection) -> None:
    pages = writer.execute("pragma page_count").fetchone()[0]
    writer.execute(f"pragma max_page_count = {pages + 2}")
    with pytest.raises(StoreError, match="disk is full"):
        add_report(writer, report("long " * 20_000), [event()])
    assert writer.execute("select count(*) from reports").fetchone()[0] == 0
    assert writer.execute("select count(*) from events").fetchone()[0] == 0


def test_a_file_that_another_program_writes(path: Path, writer: sqlite3.Connection) -> None:
    with closing(open_for_writing(path)) as other:
        other.execute("pragma busy_timeout = 0")
        with transaction(writer), pytest.raises(StoreError, match="being written by another program"):
            add_report(other, report("meanwhile"), [event()])


def test_a_reader_cannot_write(path: Path, writer: sqlite3.Connection) -> None:
    with closing(open_for_reading(path)) as reader, pytest.raises(StoreError, match="may not be written"):
        add_report(reader, report("no"), [event()])


def test_a_reader_sees_a_writers_last_state_while_it_writes(path: Path, writer: sqlite3.Connection) -> None:
    add_report(writer, report("first"), [event()])
    with closing(open_for_reading(path)) as reader, transaction(writer):
        writer.execute("insert into sources (key, name) values ('name:Later', 'Later')")
        assert reader.execute("select count(*) from sources where name = 'Later'").fetchone()[0] == 0


def test_what_is_read_within_a_time_ends_with_it(path: Path, writer: sqlite3.Connection) -> None:
    endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"
    long = "with recursive n(i) as (select 1 union all select i + 1 from n limit 9999) select count(*) from n"
    with closing(open_for_reading(path)) as reader:
        with pytest.raises(StoreError, match="This takes too long to look up"), time_limited(reader, 0.01):
            reader.execute(endless).fetchone()
        assert reader.execute(long).fetchone()[0] == 9999
        with time_limited(reader, 60):
            assert reader.execute(long).fetchone()[0] == 9999


def test_reading_loads_neither_sqlite_utils_nor_spacy(path: Path, writer: sqlite3.Connection) -> None:
    script = (
        "import sys; from pathlib import Path; from store.database import open_for_reading; "
        "from store.search.finding import find; from store.search.selection import Selection; "
        f"find(open_for_reading(Path({str(path)!r})), Selection()); "
        "print([name for name in ('sqlite_utils', 'spacy', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=os.environ, check=True)
    assert done.stdout.strip() == "[]"
