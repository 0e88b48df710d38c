"""`events` as an operator runs it: set right, dropped, joined, split and undone; wrong use told in one line."""

import json
import shutil
from pathlib import Path

import pytest

from tests.bot.test_cli import NOW, one_clear_line, watchfloor
from tests.handlers.stage import december_index as december_index


@pytest.fixture
def database(tmp_path: Path, december_index: Path) -> Path:
    """The invented reports of December 2025: event 2 is the ambush at Palmyra, told by reports 2 and 3."""
    path = tmp_path / "index.db"
    shutil.copy(december_index, path)
    return path


def run(database: Path, *args: str) -> str:
    done = watchfloor("events", *args, "--database", str(database))
    assert done.returncode == 0, done.stderr
    return done.stdout


def count(database: Path, question: str) -> int:
    done = watchfloor("ask", question, "--json", "--now", NOW, "--database", str(database))
    return len(json.loads(done.stdout)["answer"]["events"])


def test_events_are_set_right_dropped_joined_and_split_and_all_is_undone(database: Path) -> None:
    before = watchfloor("export", "--database", str(database)).stdout
    said = run(database, "correct", "2", "killed", "7", "--by", "Grace")
    assert "by Grace: killed 3 → 7. To take this back: `watchfloor events undo 1`." in said
    run(database, "correct", "2", "place", "Goma", "--by", "Grace")
    assert count(database, "attacks in DR Congo") == 1
    exported = json.loads(watchfloor("export", "--database", str(database)).stdout.splitlines()[1])
    assert "Goma" in [place["name"] for place in exported["places"]]
    run(database, "drop", "3")
    assert count(database, "drone strikes in Sudan") == 0
    assert "They are event 2 now" in run(database, "join", "2", "4", "--by", "Grace")
    assert "They tell of event" in run(database, "split", "2", "3")
    story = run(database, "show", "2")
    assert "event 2 corrected" in story
    assert "by Grace: killed" in story
    assert "by Grace: place Palmyra → Goma" in story
    assert "event 2 joined with another event" in story
    for number in ("5", "4", "3", "2", "1"):
        assert f"Decision {number} is taken back" in run(database, "undo", number)
    assert watchfloor("export", "--database", str(database)).stdout == before
    run(database, "keep", "2")
    assert "Decision 6 is taken back" in run(database, "undo", "--last-of", "2")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("correct", "2", "killed", "many"), "no figure of people killed"),
        (("correct", "2", "colour", "red"), "cannot be set right"),
        (("correct", "99", "killed", "7"), "no event 99"),
        (("drop", "99"), "no event 99"),
        (("join", "2"), "two events"),
        (("split", "2", "99"), "Report 99 does not tell"),
        (("undo", "99"), "no decision 99"),
        (("undo", "--last-of", "2"), "Nothing was decided on event 2"),
    ],
)
def test_what_cannot_be_decided_is_told_in_a_line(database: Path, words: tuple[str, ...], said: str) -> None:
    done = watchfloor("events", *words, "--database", str(database))
    assert done.returncode != 0
    assert said in one_clear_line(done)
