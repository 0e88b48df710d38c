"""A replica follows its index: whole at every moment, whatever is written, killed or cut off."""

import os
import signal
import threading
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from store.backup import back_up, restore
from store.database import StoreError, open_for_reading, open_for_writing
from store.following import follow, replica_at
from store.health import check
from store.writing.reports import add_report
from tests.store.copying import WRITE, followed, once, python, replicated, texts
from tests.store.making import PALMYRA, event, report


def test_a_replica_is_whole_at_every_moment_while_its_index_is_written(tmp_path: Path) -> None:
    database, place, replica = (tmp_path / name for name in ("index.db", "copies", "replica.db"))

    def looked_at() -> int:
        with closing(open_for_reading(replica)) as reader:
            before = reader.execute("select count(*) from reports").fetchone()[0]
            assert all(fine for _, fine, _ in check(reader))
            assert reader.execute("select count(*) from mentions").fetchone()[0] == before
        counts.append(before)
        return len(set(counts))

    counts: list[int] = []
    with replicated(database, place), followed(replica, place), python(WRITE, database) as writer:
        once(looked_at, lambda different: different >= 6)
        writer.kill()
        wanted = texts(database)
        assert once(lambda: texts(replica), lambda seen: len(seen) == len(wanted)) == wanted
    assert counts == sorted(counts)


def test_a_follower_that_is_killed_is_replaced(tmp_path: Path) -> None:
    database, place, replica = (tmp_path / name for name in ("index.db", "copies", "replica.db"))
    with (
        closing(open_for_writing(database)) as writer,
        replicated(database, place),
        followed(replica, place) as said,
    ):
        once(lambda: texts(replica), lambda seen: seen == [])
        [litestream] = [child for child in psutil.Process().children() if "restore" in child.cmdline()]
        os.kill(litestream.pid, signal.SIGKILL)
        add_report(writer, report("after"), [event("arrest", PALMYRA)])
        assert once(lambda: texts(replica), lambda seen: seen == ["after"])
        assert replica_at(replica).followed
    assert said.count(f"{replica} follows {place}.") == 2
    assert texts(replica) == ["after"]  # one that was ended in order still answers
    assert not replica_at(replica).followed


def test_what_was_cut_off_is_shown_to_nobody(tmp_path: Path) -> None:
    database, place, replica = (tmp_path / name for name in ("index.db", "copies", "replica.db"))
    with replicated(database, place), followed(replica, place):
        once(lambda: texts(replica), lambda seen: seen == [])
    with followed(replica, tmp_path / "nowhere") as said:
        once(lambda: said, bool)
        assert texts(replica) == []
    note = Path(f"{replica.resolve()}-txid")
    replica.resolve().touch()  # as if it had been written to after its note, and no more
    assert replica.stat().st_mtime_ns > note.stat().st_mtime_ns
    with followed(replica, tmp_path / "nowhere") as said:
        once(lambda: said, bool)
        with pytest.raises(StoreError, match="has not been fetched yet"):
            texts(replica)
    assert said == [
        f"There are no copies at {tmp_path / 'nowhere'}: `watchfloor replicate` makes them; check the place. "
        "It is tried again and again."
    ]


def test_nothing_is_written_to_a_replica_nor_followed_over_an_index(tmp_path: Path) -> None:
    database, place, replica = (tmp_path / name for name in ("index.db", "copies", "replica.db"))
    with replicated(database, place), followed(replica, place):
        once(lambda: texts(replica), lambda seen: seen == [])
        back_up(replica, tmp_path / "copy.db")
        for write in (lambda: open_for_writing(replica), lambda: restore(tmp_path / "copy.db", replica)):
            with pytest.raises(StoreError, match="is a replica, which only follows"):
                write()
        for wrong, why in ((replica, "Another process follows"), (database, "is an index of its own")):
            with pytest.raises(StoreError, match=why):
                follow(wrong, str(place), 1.0, print, threading.Event())
