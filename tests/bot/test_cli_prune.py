"""`prune` as an operator runs it: nothing that an answer shows is lost, the file becomes smaller, wrong use is told."""

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli.demo import QUESTIONS
from domain.reports import Report
from domain.times import from_iso
from store.database import open_for_writing
from store.writing.reports import add_report
from tests.bot.test_cli import NOW, one_clear_line, watchfloor
from tests.handlers.stage import december_index as december_index


@pytest.fixture
def database(tmp_path: Path, december_index: Path) -> Path:
    """The invented reports of December 2025, and a long one of 2020 that tells of nothing."""
    path = tmp_path / "index.db"
    shutil.copy(december_index, path)
    with closing(open_for_writing(path)) as writer:
        long = " ".join(f"{number:x}" for number in range(400_000))
        add_report(writer, Report(long, from_iso("2020-01-01T00:00:00Z"), "Long", "Wire"), [])
    return path


def shown(database: Path) -> list[str]:
    """All that the index tells: every event with its reports, questions answered, the sources, an event's whys."""
    told = [watchfloor("export", "--database", str(database)).stdout]
    for question in QUESTIONS[:2]:
        told.append(watchfloor("ask", question, "--json", "--now", NOW, "--database", str(database)).stdout)
    told.append(watchfloor("events", "show", "1", "--database", str(database)).stdout)
    told.append(watchfloor("sources", "--database", str(database)).stdout)
    assert all(told)
    return told


def texts(database: Path) -> int:
    with closing(sqlite3.connect(database)) as connection:
        return int(connection.execute("select count(*) from reports where text <> ''").fetchone()[0])


def test_nothing_that_an_answer_shows_is_lost(database: Path) -> None:
    before, size, count = shown(database), database.stat().st_size, texts(database)
    foretold = watchfloor("prune", "--keep", "1d", "--dry-run", "--database", str(database))
    assert foretold.stdout.startswith(f"{count} texts of reports published before ")
    assert texts(database) == count
    done = watchfloor("prune", "--database", str(database), KEEP_REPORTS="1d")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{count} texts of reports published before ")
    assert " given back to the disk; their events, quotes and figures stay." in done.stdout
    assert texts(database) == 0
    assert shown(database) == before
    assert database.stat().st_size < size / 2
    again = watchfloor("reindex", "--database", str(database))
    assert again.stdout.endswith(f"0 gone. {count} reports without their texts stand as they did.\n")
    assert shown(database) == before
    assert watchfloor("doctor", "--database", str(database)).returncode == 0


def test_only_what_is_older_goes(database: Path) -> None:
    count = texts(database)
    done = watchfloor("prune", "--keep", "3y", "--database", str(database))
    assert done.stdout.startswith("1 texts of reports published before ")
    assert texts(database) == count - 1
    again = watchfloor("prune", "--keep", "3y", "--database", str(database))
    assert again.stdout.startswith("0 texts of reports published before ")


def test_a_file_that_cannot_give_back_is_written_anew_when_asked(database: Path) -> None:
    with closing(sqlite3.connect(database)) as older:
        older.execute("pragma auto_vacuum = none")
        older.execute("vacuum")
    size = database.stat().st_size
    done = watchfloor("prune", "--keep", "3y", "--database", str(database))
    assert "given back" not in done.stdout
    assert "of the file stand free for what comes; --compact gives them back to the disk." in done.stdout
    done = watchfloor("prune", "--compact", "--database", str(database))
    assert done.returncode == 0, done.stderr
    assert database.stat().st_size < size / 2
    assert re.fullmatch(rf"{re.escape(str(database))} has 0\.\d MB now; it had 7\.\d MB\.\n", done.stdout)


def test_wrong_use_is_one_sentence(database: Path) -> None:
    count = texts(database)
    unsaid = "Nothing says how long the texts of reports are kept: set KEEP_REPORTS, or give for example --keep 2y."
    assert one_clear_line(watchfloor("prune", "--database", str(database))) == unsaid
    assert one_clear_line(watchfloor("prune", "--compact", "--dry-run", "--database", str(database))) == unsaid
    said = one_clear_line(watchfloor("prune", "--keep", "soon", "--database", str(database)))
    assert said == "--keep must be days, weeks, months or years such as 90d, 26w, 18m or 2y, not 'soon'."
    said = one_clear_line(watchfloor("prune", "--keep", "2y", "--database", str(database.parent)))
    assert said.startswith(f"{database.parent} cannot be opened: ")
    assert texts(database) == count
