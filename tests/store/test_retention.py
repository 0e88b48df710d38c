"""Texts of old reports removed: what they told stays to the last row, they are found no more by their words, and the
file becomes smaller."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.reports import Report
from store.database import StoreError, open_for_reading, open_for_writing
from store.health import check
from store.search.finding import find
from store.search.selection import Selection
from store.writing.curation import merge_events
from store.writing.reports import add_report, known_report
from store.writing.retention import (
    AT_ONCE,
    compact,
    fold_log,
    free_bytes,
    give_back,
    merge_search,
    old_texts,
    remove_texts,
)
from store.writing.revision import correct, count_reports, stored_reports
from tests.store.making import DAY, MAYADIN, OBEID, event, report
from tests.store.test_plans import ran, scans_of

CUT = datetime(2024, 6, 1, tzinfo=UTC)
OLD = CUT - timedelta(days=1)
NEW = CUT + timedelta(seconds=1)


def written(name: str, published: datetime | None, source: str | None = "Northgate Wire") -> Report:
    """A report with a word of its own in its title, and another in its text."""
    return Report(f"Text of the {name}text. " * 40, published, f"The {name}title", source, f"https://wire/{name}", name)


@pytest.fixture
def filled(writer: sqlite3.Connection) -> sqlite3.Connection:
    """Reports old and new, of outlets and of none; two of one event, put together by a person."""
    for name, when, source in (
        ("oldest", OLD - timedelta(days=900), "Northgate Wire"),
        ("old", OLD, "Radio Euphrates"),
        ("nobodys", OLD, None),
        ("new", NEW, "Northgate Wire"),
    ):
        add_report(writer, written(name, when, source), [event("ied", OBEID)])
    add_report(writer, written("eventless", OLD), [])
    other = add_report(writer, written("far", OLD), [event("ied", MAYADIN)])
    merge_events(writer, [1, *other.event_ids])
    return writer


def prune(writer: sqlite3.Connection, before: datetime = CUT) -> int:
    return remove_texts(writer, [text.report_id for text in old_texts(writer, before)])


def names(connection: sqlite3.Connection) -> list[str]:
    return [
        row["reference"] for row in connection.execute("select reference from reports where text <> '' order by id")
    ]


def everything_but_texts(connection: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, the texts of reports and the full-text index over them left out."""
    tables = [
        row["name"]
        for row in connection.execute("select name from sqlite_master where type = 'table' order by name")
        if not row["name"].startswith("reports_fts")
    ]
    rows = {table: [tuple(row) for row in connection.execute(f"select * from {table}")] for table in tables}  # noqa: S608
    where = [row["name"] for row in connection.execute("pragma table_info(reports)")].index("text")
    rows["reports"] = [(*row[:where], *row[where + 1 :]) for row in rows["reports"]]
    return rows


def test_what_is_older_loses_its_text_and_nothing_else(filled: sqlite3.Connection) -> None:
    before, found = everything_but_texts(filled), find(filled, Selection())
    assert len(before["reports"]) == 6
    assert prune(filled) == 5
    assert names(filled) == ["new"]
    assert everything_but_texts(filled) == before
    assert find(filled, Selection()) == found
    assert all(fine for _, fine, _ in check(filled))
    filled.execute("insert into reports_fts (reports_fts) values ('integrity-check')")
    assert prune(filled) == 0


def test_words_of_titles_and_quotes_are_found_and_words_of_texts_no_more(filled: sqlite3.Connection) -> None:
    def events_with(word: str) -> int:
        return find(filled, Selection(words=(word,))).count

    assert events_with("oldtext") == events_with("newtext") == 1
    prune(filled)
    assert events_with("oldtext") == 0
    assert events_with("newtext") == events_with("oldtitle") == events_with("oldesttitle") == 1


def test_a_moment_is_old_when_it_is_before_the_cut(writer: sqlite3.Connection) -> None:
    for name, when in (("before", CUT - timedelta(seconds=1)), ("at", CUT), ("after", CUT + timedelta(seconds=1))):
        add_report(writer, written(name, when), [])
    assert [text.report_id for text in old_texts(writer, CUT)] == [1]


def test_without_a_day_of_publication_the_day_counts_on_which_it_came_in(writer: sqlite3.Connection) -> None:
    add_report(writer, written("undated", None), [])
    add_report(writer, written("nobodys", None, None), [])
    now = datetime.now(UTC)
    assert old_texts(writer, now - timedelta(hours=1)) == []
    assert [text.report_id for text in old_texts(writer, now + timedelta(hours=1))] == [1, 2]


def test_rows_of_datasets_keep_their_words(filled: sqlite3.Connection) -> None:
    filled.execute("update sources set kind = 'dataset' where name = 'Northgate Wire'")
    assert prune(filled) == 2
    assert names(filled) == ["oldest", "new", "eventless", "far"]


def test_a_report_without_its_text_is_not_taken_in_again_nor_read_again(filled: sqlite3.Connection) -> None:
    prune(filled)
    again = known_report(filled, written("old", OLD, "Radio Euphrates"))
    assert again is not None
    assert not again.new
    assert count_reports(filled) == (1, 5)
    assert len(list(stored_reports(filled))) == 1


def test_a_report_that_its_sender_corrects_has_a_text_again(filled: sqlite3.Connection) -> None:
    prune(filled)
    correct(filled, 2, written("mended", OLD, "Radio Euphrates"), [event("ied", OBEID)], OLD)
    assert names(filled) == ["old", "new"]
    assert find(filled, Selection(words=("mendedtext",))).count == 1


def test_copies_of_a_report_are_known_for_copies_without_its_text(writer: sqlite3.Connection) -> None:
    words = "Two soldiers were killed by a roadside bomb near the bridge on Monday morning, the army said in a note."
    add_report(writer, Report(words, OLD, None, "Northgate Wire"), [event("ied", OBEID)])
    prune(writer)
    add_report(writer, Report(words, OLD, None, "Radio Euphrates"), [event("ied", OBEID)])
    (stored,) = find(writer, Selection()).events
    assert len(stored.mentions) == 2
    assert writer.execute("select source_count from events").fetchone()[0] == 1


def test_a_removal_that_is_cut_short_removes_nothing(filled: sqlite3.Connection) -> None:
    filled.execute(
        "create temp trigger broken before insert on reports when new.id = 3 begin select raise(abort, 'x'); end"
    )
    with pytest.raises(StoreError):
        prune(filled)
    assert len(names(filled)) == 6
    filled.execute("drop trigger broken")
    assert prune(filled) == 5


def test_the_old_are_found_by_an_index(filled: sqlite3.Connection) -> None:
    with ran(filled) as statements:
        assert old_texts(filled, CUT)
    assert [step for sql in statements for step in scans_of(filled, sql)] == []


@pytest.fixture
def large(path: Path) -> Iterator[sqlite3.Connection]:
    """An index of a hundred long reports."""
    dice = random.Random(1)
    with closing(open_for_writing(path)) as writer:
        fill(writer, dice)
        yield writer


def fill(writer: sqlite3.Connection, dice: random.Random) -> None:
    for number in range(100):
        words = " ".join(f"{dice.randrange(10**6):x}" for _ in range(dice.choice((200, 800, 3000))))
        add_report(writer, Report(words, OLD, None, "Wire"), [event("ied", OBEID, DAY + timedelta(days=9 * number))])


def test_the_space_is_given_back_in_small_steps(large: sqlite3.Connection, path: Path) -> None:
    fold_log(large)
    before = path.stat().st_size
    ids = [text.report_id for text in old_texts(large, CUT)]
    assert sum(text.size for text in old_texts(large, CUT)) > before / 4
    for at in range(0, len(ids), AT_ONCE):
        assert remove_texts(large, ids[at : at + AT_ONCE]) == AT_ONCE
    more = merge_search(large, first=True)
    while more:
        more = merge_search(large, first=False)
    steps = 0
    while give_back(large):
        steps += 1
    fold_log(large)
    after = path.stat().st_size
    assert steps > 1
    assert free_bytes(large) == 0
    compact(large, path)
    assert path.stat().st_size < after < path.stat().st_size * 1.3 < before / 3
    assert all(fine for _, fine, _ in check(large))


def test_a_file_of_an_older_version_is_written_anew_once(path: Path) -> None:
    with closing(sqlite3.connect(path)) as older:
        older.execute("pragma application_id = 0")
        older.execute("create table made (before integer)")
        older.execute("drop table made")
    with closing(open_for_writing(path)) as writer:
        assert writer.execute("pragma auto_vacuum").fetchone()[0] == 0
        fill(writer, random.Random(2))
        prune(writer)
        assert give_back(writer) == 0
        free = free_bytes(writer)
        assert free > 100_000
        fold_log(writer)
        size = path.stat().st_size
        compact(writer, path)
        assert path.stat().st_size <= size - free
        assert free_bytes(writer) == 0
        assert writer.execute("pragma auto_vacuum").fetchone()[0] == 2
        assert writer.execute("pragma journal_mode").fetchone()[0] == "wal"


def test_readers_and_another_writer_go_on_beside_it(filled: sqlite3.Connection, path: Path) -> None:
    with closing(open_for_reading(path)) as reader, closing(open_for_writing(path)) as other:
        reader.execute("begin")
        held = names(reader)
        prune(filled)
        give_back(filled)
        assert names(reader) == held
        reader.execute("commit")
        assert names(reader) == ["new"]
        assert add_report(other, report("one more"), []).new
