"""Copies of the index: whole while it is written, turned over, and put back."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from store.backup import back_up, restore, verify
from store.database import StoreError, open_for_reading, open_for_writing
from store.health import check
from store.migrations import STEPS, migrate
from store.writing.reports import add_report
from tests.store.making import OBEID, event, report


def fill(writer: sqlite3.Connection, texts: str) -> None:
    for text in texts:
        add_report(writer, report(text), [event("ied", OBEID)])


def texts(path: Path) -> str:
    with closing(open_for_reading(path)) as reader:
        assert all(fine for _, fine, _ in check(reader))
        return "".join(row[0] for row in reader.execute("select text from reports order by id"))


def test_a_copy_holds_all_that_was_committed_and_nothing_that_was_not(
    writer: sqlite3.Connection, path: Path, tmp_path: Path
) -> None:
    fill(writer, "ab")
    writer.execute("begin immediate")
    writer.execute("insert into reports (content_hash, text, received) values ('x', 'c', '2025-12-10')")
    made = back_up(path, tmp_path / "copy.db")
    writer.execute("rollback")
    assert texts(made.path) == "ab"
    assert made.size == made.path.stat().st_size
    assert sorted(file.name for file in tmp_path.glob("*copy*")) == ["copy.db"]


def test_copies_made_while_another_thread_writes_are_whole(path: Path, tmp_path: Path) -> None:
    with closing(open_for_writing(path)) as writer:
        thread = threading.Thread(target=fill, args=(writer, "abcdefghijklmnopqrstuvwxyz"))
        thread.start()
        copies = [back_up(path, tmp_path / f"copy{number}.db").path for number in range(5)]
        thread.join()
    held = [texts(copy) for copy in copies]
    assert held == sorted(held)
    assert all("abcdefghijklmnopqrstuvwxyz".startswith(name) for name in held)


def test_the_oldest_copies_in_a_folder_are_removed(writer: sqlite3.Connection, path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    first = back_up(path, folder, keep=2)
    assert [*folder.iterdir()] == [first.path]
    others = [
        folder / name for name in ("index-notes.db", "index-2024.db", "index-20240101.db", "20240101-000000-1.db")
    ]
    for other in others:
        other.write_text("not a copy")
    made = [back_up(path, folder, keep=2) for _ in range(4)]
    assert set(folder.iterdir()) == {made[2].path, made[3].path, *others}
    assert made[3].removed == (made[1].path,)


def test_a_copy_put_back_is_seen_by_programs_that_have_the_index_open(
    writer: sqlite3.Connection, path: Path, tmp_path: Path
) -> None:
    fill(writer, "ab")
    copy = back_up(path, tmp_path / "copy.db").path
    fill(writer, "c")
    with closing(open_for_reading(path)) as reader:
        kept = restore(copy, path)
        assert reader.execute("select count(*) from reports").fetchone()[0] == 2
    assert kept is not None
    assert texts(kept) == "abc"
    fill(writer, "d")
    assert texts(path) == "abd"


def test_a_copy_takes_the_place_of_a_damaged_index(path: Path, tmp_path: Path) -> None:
    with closing(open_for_writing(path)) as writer:
        fill(writer, "a" * 1)
    copy = back_up(path, tmp_path / "copy.db").path
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xff" * (len(whole) - 8192))
    kept = restore(copy, path)
    assert kept is not None
    assert kept.read_bytes()[8192:8200] == b"\xff" * 8
    assert texts(path) == "a"


def test_a_copy_of_an_older_version_is_brought_up_to_date(path: Path, tmp_path: Path) -> None:
    older = tmp_path / "older.db"
    with closing(sqlite3.connect(older, isolation_level=None)) as old:
        old.execute("pragma application_id = 0x77666C72")
        migrate(old, stop_before=STEPS[-1])
        old.execute("insert into reports (content_hash, text, received) values ('x', 'old', '2025-12-10')")
    assert restore(older, path) is None
    with closing(open_for_reading(path)) as reader:
        assert reader.execute("select text from reports").fetchone()[0] == "old"


def test_a_damaged_copy_is_refused_and_the_index_stays(writer: sqlite3.Connection, path: Path, tmp_path: Path) -> None:
    fill(writer, "a")
    copy = back_up(path, tmp_path / "copy.db").path
    with copy.open("r+b") as file:
        file.seek(3 * 4096)
        file.write(b"\xff" * 4096 * 4)
    with pytest.raises(StoreError, match="damaged"):
        restore(copy, path)
    assert texts(path) == "a"


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda path: back_up(path, path), "is the index itself"),
        (lambda path: back_up(path, path.with_name("copy.db"), keep=3), "name a folder"),
        (lambda path: back_up(path, path.parent, keep=0), "keep at least 1"),
        (lambda path: back_up(path.with_name("none.db"), path.parent), "There is no index at"),
        (lambda path: back_up(path, path.parent / "none" / "copy.db"), "cannot be opened"),
        (lambda path: restore(path.with_name("none.db"), path), "There is no copy at"),
        (lambda path: restore(path, path), "is the index itself"),
    ],
)
def test_what_cannot_be_copied_says_why(writer: sqlite3.Connection, path: Path, act: object, said: str) -> None:
    with pytest.raises(StoreError, match=said):
        act(path)  # type: ignore[operator]


def test_another_programs_file_is_no_copy(tmp_path: Path) -> None:
    other = tmp_path / "recipes.db"
    with closing(sqlite3.connect(other)) as recipes:
        recipes.execute("create table recipes (name)")
    with pytest.raises(StoreError, match="no index of Watchfloor"):
        verify(other)


def test_names_too_long_to_copy_or_put_back(writer: sqlite3.Connection, path: Path, tmp_path: Path) -> None:
    long = tmp_path / f"{'a' * 300}.db"
    for old, new in ((long, tmp_path / "copy.db"), (path, long)):
        with pytest.raises(StoreError, match="File name too long"):
            back_up(old, new)
        with pytest.raises(StoreError, match="File name too long"):
            restore(old, new)


def test_what_killed_copies_left_is_cleared_and_what_is_being_made_stays(
    writer: sqlite3.Connection, path: Path, tmp_path: Path
) -> None:
    fill(writer, "ab")
    folder = tmp_path / "copies"
    folder.mkdir()
    left = [
        folder / ".index-20251219-080000-000001.db.partial",
        folder / ".index-20251219-080000-000001.db.partial-journal",
        folder / ".index-before-restore-20251219-080000-000002.db.partial",
    ]
    for each in left:
        each.write_bytes(b"half a copy")
    others = [folder / name for name in (".other-20251219-080000-000001.db.partial", ".index.partial", "notes.partial")]
    for other in others:
        other.write_text("not ours")
    running = folder / ".index-20251219-080000-000003.db.partial"
    with closing(sqlite3.connect(running, isolation_level=None)) as another:
        another.execute("create table copied (x)")
        another.execute("begin immediate")
        made = back_up(path, folder)
        assert sorted(folder.iterdir()) == sorted([made.path, running, *others])
        another.execute("rollback")
    made_too = back_up(path, folder)
    assert sorted(folder.iterdir()) == sorted([made.path, made_too.path, *others])
    assert texts(made_too.path) == "ab"
