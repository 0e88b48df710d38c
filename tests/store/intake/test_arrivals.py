"""The queue between arriving and being read: bounded, in order for each source, every version of an item once."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.reports import Report
from store.database import open_for_writing
from store.intake import arrivals
from store.intake.arrivals import (
    Arrival,
    Kept,
    QueueFullError,
    backlog,
    begin_arrival,
    fail_arrival,
    keep_arrival,
    put_back,
    room,
    set_aside,
    store_arrival,
    try_again,
)
from store.intake.intakes import Kind, NewIntake, add_intake, remove_intake
from tests.store.making import OBEID, event, killed

NOW = datetime(2025, 12, 20, 12, tzinfo=UTC)


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(opened(tmp_path / "index.db")) as connection:
        yield connection


def opened(path: Path, sources: int = 2, kind: Kind = Kind.CHANNEL) -> sqlite3.Connection:
    """An index with so many sources of a sort, numbered from 1."""
    writer = open_for_writing(path)
    for number in range(1, sources + 1):
        add_intake(writer, NewIntake(f"telegram:-{number}", f"Channel {number}", kind, f"-{number}"), NOW)
    return writer


def item(source: int, reference: str, words: str = "", version: datetime | None = None) -> Arrival:
    said = words or f"words of {reference}"
    report = Report(said, NOW, source=f"Channel {source}", id=reference, source_id=f"telegram:-{source}")
    return Arrival(source, reference, report, version)


def read_all(writer: sqlite3.Connection) -> list[str]:
    """Read what waits; the references in the order in which they were read."""
    order = []
    while (waiting := begin_arrival(writer, NOW)) is not None:
        store_arrival(writer, waiting, (event("ied", OBEID),), NOW)
        order.append(waiting.arrival.reference)
    return order


def texts(writer: sqlite3.Connection) -> list[str]:
    return [row["text"] for row in writer.execute("select text from reports order by id")]


def test_an_item_is_kept_and_stored_once(writer: sqlite3.Connection) -> None:
    assert keep_arrival(writer, item(1, "a"), NOW) is Kept.WAITS
    assert keep_arrival(writer, item(1, "a"), NOW) is Kept.KNOWN
    waiting = begin_arrival(writer, NOW)
    assert waiting is not None
    assert store_arrival(writer, waiting, (event("ied", OBEID),), NOW) is not None
    assert store_arrival(writer, waiting, (event("ied", OBEID),), NOW) is None, "another had stored it meanwhile"
    assert keep_arrival(writer, item(1, "a"), NOW) is Kept.KNOWN
    assert backlog(writer).waiting == 0
    assert texts(writer) == ["words of a"]


def test_an_edit_corrects_the_report_and_what_it_said_before_is_kept(writer: sqlite3.Connection) -> None:
    keep_arrival(writer, item(1, "a", "Five were killed."), NOW)
    first = begin_arrival(writer, NOW)
    assert first is not None
    stored = store_arrival(writer, first, (event("ied", OBEID, NOW.date(), killed(5)),), NOW)
    assert stored is not None
    edited = NOW + timedelta(minutes=10)
    assert keep_arrival(writer, item(1, "a", "Seven were killed.", edited), NOW) is Kept.WAITS
    second = begin_arrival(writer, NOW)
    assert second is not None
    corrected = store_arrival(writer, second, (event("ied", OBEID, NOW.date(), killed(7)),), NOW)
    assert corrected == replace(stored, new=False, corrected=True)
    assert texts(writer) == ["Seven were killed."]
    kept = writer.execute("select revised, action, telling from revisions").fetchall()
    assert [(row["revised"], row["action"]) for row in kept] == [("2025-12-20T12:10:00Z", "changed")]
    assert '"min":5' in kept[0]["telling"]
    assert keep_arrival(writer, item(1, "a", "Five were killed."), NOW) is Kept.KNOWN, "an older version comes too late"


def test_what_the_program_ended_at_twice_is_set_aside_and_the_rest_is_read(writer: sqlite3.Connection) -> None:
    for reference in ("bad", "good"):
        keep_arrival(writer, item(1, reference), NOW)
    assert [begin_arrival(writer, NOW).arrival.reference for _ in range(2)] == ["bad", "bad"]  # type: ignore[union-attr]
    assert read_all(writer) == ["good"]
    (one,) = set_aside(writer)
    assert (one.begins, one.reason) == ("words of bad", "the program ended while it was read")
    assert backlog(writer).set_aside == 1
    assert try_again(writer) == 1
    assert read_all(writer) == ["bad"]


def test_what_failed_twice_is_set_aside_with_its_reason(writer: sqlite3.Connection) -> None:
    keep_arrival(writer, item(1, "bad"), NOW)
    outcomes = []
    while (waiting := begin_arrival(writer, NOW)) is not None:
        outcomes.append(fail_arrival(writer, waiting, "took too long", NOW))
    assert outcomes == [False, True]
    assert [one.reason for one in set_aside(writer)] == ["took too long"]


def test_a_row_that_is_broken_is_set_aside(writer: sqlite3.Connection) -> None:
    for reference in ("bad", "good"):
        keep_arrival(writer, item(1, reference), NOW)
    writer.execute("update arrivals set report = '{' where reference = 'bad'")
    assert read_all(writer) == ["good"]
    assert [(one.begins, one.reason[:18]) for one in set_aside(writer)] == [("", "its row is broken ")]


def test_what_was_put_back_was_not_tried(writer: sqlite3.Connection) -> None:
    keep_arrival(writer, item(1, "a"), NOW)
    for _ in range(5):
        waiting = begin_arrival(writer, NOW)
        assert waiting is not None
        put_back(writer, waiting)
    assert read_all(writer) == ["a"]


def test_what_a_removed_source_gave_waits_no_longer_and_its_reports_stay(writer: sqlite3.Connection) -> None:
    keep_arrival(writer, item(1, "a"), NOW)
    assert read_all(writer) == ["a"]
    keep_arrival(writer, item(1, "b"), NOW)
    waiting = begin_arrival(writer, NOW)
    remove_intake(writer, 1)
    assert waiting is not None
    assert store_arrival(writer, waiting, (), NOW) is None
    assert texts(writer) == ["words of a"]


def test_where_much_waits_the_newest_source_comes_first(writer: sqlite3.Connection) -> None:
    for number in range(arrivals.LONG):
        keep_arrival(writer, item(1, f"old {number}"), NOW)
    keep_arrival(writer, item(2, "new 0"), NOW)
    keep_arrival(writer, item(2, "new 1"), NOW)
    order = read_all(writer)
    assert order[:2] == ["new 0", "new 1"]
    assert [one for one in order if one.startswith("old")] == [f"old {number}" for number in range(arrivals.LONG)]
    for reference in ("first", "second"):
        keep_arrival(writer, item(1 if reference == "first" else 2, reference), NOW)
    assert read_all(writer) == ["first", "second"]


def test_feeds_keep_no_post_out_and_posts_no_feed(writer: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """What feeds and folders give is asked for again; a post is not, and waits within bounds of its own."""
    feed = add_intake(writer, NewIntake("feed:x", "Wire", Kind.FEED, "https://x.example/feed"), NOW).id
    assert (room(writer, feed), room(writer, 1)) == (1_000, 20_000)
    monkeypatch.setattr(arrivals, "MOST_WAITING", 2)
    monkeypatch.setattr(arrivals, "MOST_POSTS", 3)
    for number in range(2):
        keep_arrival(writer, item(feed, f"item {number}"), NOW)
    assert (room(writer, feed), room(writer, 1)) == (0, 1), "no more posts are counted than lie in the queue"
    for number in range(3):
        keep_arrival(writer, item(1, f"post {number}"), NOW)
    assert (room(writer, feed), room(writer, 1)) == (0, 0)
    with pytest.raises(QueueFullError):
        keep_arrival(writer, item(2, "one more"), NOW)
    assert [arrivals.pass_over(writer, 2) for _ in range(2)] == [1, 2]
    assert (backlog(writer).waiting, backlog(writer).passed_over) == (5, 2)
    assert len(read_all(writer)) == 5
    assert (room(writer, feed), room(writer, 1)) == (2, 3)


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from([Kind.CHANNEL, Kind.GROUP, Kind.FEED]),
    st.lists(st.tuples(st.integers(1, 3), st.integers(0, 5), st.integers(0, 3)), max_size=40),
    st.sets(st.integers(0, 40)),
    st.integers(1, 6),
)
def test_order_bounds_and_once_hold_whatever_comes(
    kind: Kind, coming: list[tuple[int, int, int]], read_after: set[int], most: int
) -> None:
    """Items of three sources, in versions, some read in between: each source's in the order in which they were kept, no
    more waiting than may, and no version read twice."""
    with (
        TemporaryDirectory() as folder,
        closing(opened(Path(folder) / "index.db", 3, kind)) as writer,
        pytest.MonkeyPatch.context() as bounds,
    ):
        for of_one, of_all in (("MOST_OF_ONE", "MOST_WAITING"), ("MOST_POSTS_OF_ONE", "MOST_POSTS")):
            bounds.setattr(arrivals, of_one, most)
            bounds.setattr(arrivals, of_all, 2 * most)
        bounds.setattr(arrivals, "LONG", 2)
        kept: list[tuple[int, str]] = []
        done: list[tuple[int, str]] = []
        for step, (source, number, version) in enumerate(coming):
            moment = NOW + timedelta(minutes=version) if version else None
            arrival = item(source, f"{number}", f"{source} {number} {version}", moment)
            free = room(writer, source)
            try:
                if keep_arrival(writer, arrival, NOW) is Kept.WAITS:
                    assert free > 0
                    kept.append((source, arrival.report.text))
            except QueueFullError:
                assert free == 0
            assert backlog(writer).waiting <= 2 * most
            if step in read_after:
                _read_one(writer, done)
        while _read_one(writer, done):
            pass
        for source in (1, 2, 3):
            assert [each for each in done if each[0] == source] == [each for each in kept if each[0] == source]
        assert len(set(done)) == len(done)


def _read_one(writer: sqlite3.Connection, done: list[tuple[int, str]]) -> bool:
    waiting = begin_arrival(writer, NOW)
    if waiting is None:
        return False
    assert store_arrival(writer, waiting, (), NOW) is not None
    done.append((waiting.arrival.source_id, waiting.arrival.report.text))
    return True
