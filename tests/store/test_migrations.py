"""Files of every earlier version, filled, become files of this one: nothing lost, everything usable."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.calendar import day_range
from domain.times import Precision, TimeRange
from store.backup import verify
from store.database import APPLICATION_ID, SCHEMA_VERSION, open_for_writing
from store.health import check
from store.intake.pages import LOOKS, due_pages, note_asked, note_read
from store.linkage.near_duplicates import fingerprint
from store.migrations import STEPS, migrate
from store.search.finding import find
from store.search.selection import Selection
from store.tellings import telling_of
from store.writing.curation import merge_events
from store.writing.reports import add_report
from tests.store.making import BUSAYRAH, OBEID, RSF, event, report

TEXTS = ("A bomb by the road killed four members of a patrol on Wednesday, officials of the district said.", "short")
COPIED = (
    *("sources", "reports", "actors", "places", "points", "events", "mentions", "mention_blocks"),
    *("event_actors", "event_places", "event_areas", "figures", "casualties"),
)
BEFORE = {
    ("mentions", "telling", "TEXT"): "telling_of(telling, quote)",
    ("mentions", "start", "TEXT"): "json_extract(telling_of(telling, quote), '$.time.start')",
    ("mentions", "end", "TEXT"): "json_extract(telling_of(telling, quote), '$.time.end')",
    ("mention_blocks", "start", "TEXT"): "strftime('%Y-%m-%dT%H:%M:%SZ', start, 'unixepoch')",
    ("mention_blocks", "end", "TEXT"): "strftime('%Y-%m-%dT%H:%M:%SZ', \"end\", 'unixepoch')",
}
"""What columns held in earlier versions that are of another type now, or gone."""
KEPT = {
    1: "insert into sources (name, reliability) values ('Judged', 'B')",
    17: "insert into sources (key, name, reliability) values ('name:Judged', 'Judged', 'B')",
    2: "insert into chats (id, kind, joined) values (5, 'private', '2025-12-10T00:00:00Z')",
    3: (
        "insert into questions (chat_id, user_id, message_id, question, zone, asked) "
        "values (5, 1, 2, 'strikes', 'UTC', '2025-12-10T00:00:00Z')"
    ),
}


def filled(path: Path, version: int) -> None:
    """Make a file of a version with two reports, an event each, and what that version first could keep.

    Its rows are those that this version writes into the same tables.
    """
    new = path.with_name("new.db")
    with closing(open_for_writing(new)) as writer:
        for text, place in zip(TEXTS, (BUSAYRAH, OBEID), strict=True):
            add_report(writer, report(text), [event("ied", place)])
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        old.execute(f"pragma application_id = {APPLICATION_ID}")
        migrate(old, stop_before=STEPS[version])
        old.execute("attach ? as new", (str(new),))
        for table in COPIED:
            copy(old, table)
        for first, statement in KEPT.items():
            if first <= version and not (first == 1 and version >= max(KEPT)):
                old.execute(statement)


def copy(old: sqlite3.Connection, table: str) -> None:
    """Copy the rows of a table out of `new`, as far as the file has its columns."""
    held = [(row[1], row[2]) for row in old.execute(f"pragma main.table_info({table})")]
    columns = ", ".join(f'"{name}"' for name, _ in held)
    kept = ", ".join(BEFORE.get((table, name, kind), f'"{name}"') for name, kind in held)
    old.create_function("telling_of", 2, telling_of)
    old.execute(f"insert into main.{table} ({columns}) select {kept} from new.{table}")  # noqa: S608


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION))
def test_a_filled_file_of_an_earlier_version(path: Path, version: int) -> None:
    filled(path, version)
    with closing(open_for_writing(path)) as writer:
        assert all(fine for _, fine, _ in check(writer)), check(writer)
        assert [row[0] for row in writer.execute("select text from reports order by id")] == list(TEXTS)
        assert find(writer, Selection()).count == 2
        assert writer.execute("select reliability from sources where name = 'Judged'").fetchone()[0] == "B"
        for table, first in (("chats", 2), ("questions", 3)):
            kept = writer.execute(f"select count(*) from {table}").fetchone()[0]  # noqa: S608
            assert kept == int(version >= first)
        marks = [row[0] for row in writer.execute("select fingerprint from reports order by id")]
        assert marks == [fingerprint(text) for text in TEXTS]
        assert add_report(writer, report("third"), [event("ied", OBEID)]).event_ids == (2,)
        assert merge_events(writer, [1, 2]) == 2
    verify(path)


def test_a_migration_that_is_cut_short_goes_on_where_it_was(path: Path) -> None:
    filled(path, 1)
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        migrate(old, stop_before=STEPS[2])
        assert old.execute("pragma user_version").fetchone()[0] == 2
    with closing(open_for_writing(path)) as writer:
        assert writer.execute("pragma user_version").fetchone()[0] == SCHEMA_VERSION
        assert all(fine for _, fine, _ in check(writer))


def test_what_was_kept_of_chats_and_digests_of_the_past_is_deleted(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        old.execute(f"pragma application_id = {APPLICATION_ID}")
        migrate(old, stop_before="0008_left_chats")
        for chat, left in ((1, None), (2, "2025-12-11T00:00:00Z")):
            joined = "2025-12-10T00:00:00Z"
            old.execute("insert into chats (id, kind, joined, left) values (?, 'private', ?, ?)", (chat, joined, left))
            old.execute("insert into preferences (chat_id, zone) values (?, 'UTC')", (chat,))
            for active in (0, int(left is None)):
                digest = old.execute(
                    "insert into digests (chat_id, wall_time, zone, question, created, active) "
                    "values (?, '08:00', 'UTC', 'strikes', ?, ?) returning id",
                    (chat, joined, active),
                ).fetchone()[0]
                old.execute(
                    "insert into deliveries (chat_id, digest_id, slot, payload, created, changed) "
                    "values (?, ?, 'a', 'b', 'c', 'd')",
                    (chat, digest),
                )
    with closing(open_for_writing(path)) as writer:
        for column, table in (("id", "chats"), ("chat_id", "preferences"), ("chat_id", "digests")):
            assert [row[0] for row in writer.execute(f"select {column} from {table}")] == [1]  # noqa: S608
        left_over = [tuple(row) for row in writer.execute("select chat_id, digest_id from deliveries order by id")]
        assert left_over == [(1, None), (1, 2), (2, None), (2, None)]
        assert all(fine for _, fine, _ in check(writer))


def test_events_known_by_the_hour_are_told_from_days(path: Path) -> None:
    """A file of a version that kept both alike becomes what this version writes of itself."""
    new, tables = path.with_name("new.db"), ("events", "event_areas", "event_months")
    late = datetime(2025, 11, 30, 23, 30, tzinfo=UTC)
    times = (TimeRange(late, late + timedelta(minutes=1), Precision.INSTANT), day_range(late.date()), None)
    with closing(open_for_writing(new)) as writer:
        add_report(writer, report("all"), [event("ied", OBEID, time=time, by=RSF) for time in times])
        wanted = {table: sorted(map(tuple, writer.execute(f"select * from {table}")), key=repr) for table in tables}  # noqa: S608
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        old.execute(f"pragma application_id = {APPLICATION_ID}")
        migrate(old, stop_before="0011_hours")
        old.execute("attach ? as new", (str(new),))
        for table in ("events", "event_areas"):
            old.execute(f"update new.{table} set span = 1 where span = 2")  # noqa: S608
        for table in ("sources", "reports", "actors", "places", "points", "events", "mentions", "event_areas"):
            copy(old, table)
    with closing(open_for_writing(path)) as writer:
        for table in tables:
            found = sorted(map(tuple, writer.execute(f"select * from {table}")), key=repr)  # noqa: S608
            assert found == wanted[table], table


def test_reports_of_an_earlier_version_are_known_again(path: Path) -> None:
    filled(path, 13)
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        old.execute("update reports set content_hash = 'as it was made before ' || id")
    with closing(open_for_writing(path)) as writer:
        for text, place in zip(TEXTS, (BUSAYRAH, OBEID), strict=True):
            assert not add_report(writer, report(text), [event("ied", place)]).new
        assert add_report(writer, report(TEXTS[0], 36), [event("ied", BUSAYRAH)]).new


def test_posts_to_hooks_keep_their_ids_and_their_order(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        old.execute(f"pragma application_id = {APPLICATION_ID}")
        migrate(old, stop_before="0028_digest_hooks")
        old.execute("insert into hooks (url, secret_file, made) values ('https://desk.example/', '/secret', 'm')")
        for place, event, sent in ((7, 2, None), (3, 1, "s"), (9, 2, None)):
            old.execute(
                "insert into hook_posts (place, id, hook_id, event_id, number, body, made, sent) "
                "values (?, ?, 1, ?, ?, '{}', 'm', ?)",
                (place, f"msg_{place}", event, place, sent),
            )
    with closing(open_for_writing(path)) as writer:
        rows = writer.execute("select place, id, event_id, slot, number, sent from hook_posts order by place")
        assert [tuple(row) for row in rows] == [
            (3, "msg_3", 1, None, 3, "s"),
            (7, "msg_7", 2, None, 7, None),
            (9, "msg_9", 2, None, 9, None),
        ]
        with pytest.raises(sqlite3.IntegrityError):
            writer.execute("insert into hook_posts (id, hook_id, number, body, made) values ('x', 1, 1, '', 'm')")
        assert all(fine for _, fine, _ in check(writer))


def test_pages_are_noted_in_a_file_that_knew_of_none(path: Path) -> None:
    filled(path, 28)
    moment = datetime(2025, 12, 20, tzinfo=UTC)
    with closing(open_for_writing(path)) as writer:
        note_read(writer, "https://news.example/", "https://news.example/a", moment)
        (page,) = due_pages(writer, moment + LOOKS[0], 5)
        note_asked(writer, page, gone=True, now=moment + LOOKS[0])
        row = writer.execute("select link, looks, gone from pages").fetchone()
        assert tuple(row) == ("https://news.example/a", 1, "2025-12-21T00:00:00Z")
