"""An index copied by Litestream and fetched back: what was confirmed is there, as of now and as of then."""

import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from store.backup import verify
from store.database import StoreError, open_for_writing
from store.litestream import fetch, program
from store.writing.reports import add_report
from tests.store.copying import REPLICATE, WRITE, fetched, once, python, replicated
from tests.store.making import PALMYRA, event, report

LAG = 5.0  # seconds; docs/scaling.md tells how much of it was measured


def confirmations(writer: subprocess.Popen[str], number: int) -> list[float]:
    """When the first so many reports were said to be stored."""
    assert writer.stdout is not None
    confirmed = []
    for line in writer.stdout:
        assert int(line) == len(confirmed)
        confirmed.append(time.monotonic())
        if len(confirmed) == number:
            break
    return confirmed


def test_when_the_machine_is_lost_only_the_last_moments_are(tmp_path: Path) -> None:
    database, place, copy = (tmp_path / name for name in ("index.db", "copies", "copy.db"))
    with replicated(database, place) as litestream, python(WRITE, database) as writer:
        confirmed = confirmations(writer, 200)
        writer.kill()
        litestream.kill()
        killed = time.monotonic()
    kept = fetched(place, copy)
    assert kept == [f"text {number}" for number in range(len(kept))]
    assert [moment for moment in confirmed[len(kept) :] if killed - moment > LAG] == []
    verify(copy)


def test_when_only_the_writer_dies_nothing_is_lost(tmp_path: Path) -> None:
    database, place, copy = (tmp_path / name for name in ("index.db", "copies", "copy.db"))
    with replicated(database, place):
        with python(WRITE, database) as writer:
            confirmed = confirmations(writer, 50)
            writer.kill()
        kept = once(lambda: fetched(place, copy), lambda kept: len(kept) >= len(confirmed))
    assert kept == [f"text {number}" for number in range(len(kept))]


def test_a_copy_is_fetched_as_of_a_time(tmp_path: Path) -> None:
    database, place, copy = (tmp_path / name for name in ("index.db", "copies", "copy.db"))
    with closing(open_for_writing(database)) as writer, replicated(database, place):
        add_report(writer, report("before"), [event("arrest", PALMYRA)])
        once(lambda: fetched(place, copy), lambda kept: kept == ["before"])
        then = datetime.now(UTC)
        add_report(writer, report("after"), [event("arrest", PALMYRA)])
        once(lambda: fetched(place, copy), lambda kept: kept == ["before", "after"])
    fetch(str(place), tmp_path / "then.db", then)
    assert fetched(place, copy) == ["before", "after"]
    with closing(open_for_writing(tmp_path / "then.db")) as as_it_was:
        assert [row[0] for row in as_it_was.execute("select text from reports")] == ["before"]
    with pytest.raises(StoreError, match="do not reach to that time"):
        fetch(str(place), tmp_path / "never.db", datetime(2020, 1, 1, tzinfo=UTC))


def test_what_cannot_be_done_is_told_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StoreError, match="There are no copies at"):
        fetch(str(tmp_path / "nowhere"), tmp_path / "copy.db")
    database, place = tmp_path / "index.db", tmp_path / "copies"
    with replicated(database, place), python(REPLICATE, database, place, 1) as second:
        said, _ = second.communicate()
    assert f"Another process replicates {database} already: end that one first." in said
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StoreError, match="needs the extra `replica`"):
        program()
