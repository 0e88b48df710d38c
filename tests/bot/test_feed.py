"""`watchfloor feed`: a feed that any reader takes, the same for the same events, replaced at once."""

import os
from pathlib import Path

import feedparser
import pytest

from tests.bot.test_cli import NOW, one_clear_line, watchfloor
from tests.handlers.stage import december_index as december_index


def test_a_feed_of_what_a_question_finds(december_index: Path, tmp_path: Path) -> None:
    out = tmp_path / "syria.xml"
    asked = ("feed", "strikes in Syria", "--out", str(out), "--now", NOW, "--database", str(december_index))
    done = watchfloor(*asked)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{out}: 7 of 7 events\n"
    feed = feedparser.parse(out.read_bytes())
    assert not feed.bozo
    assert feed.feed.title == "Watchfloor: Strikes in Syria"
    first = feed.entries[0]
    assert "Missile strike" in first.title
    assert first.link == "https://northgate.example/2025/deir-ez-zor?x=1&y=2"
    assert first.updated == "2025-12-19T09:00:00+00:00"
    assert first.author == "Northgate Wire"
    assert len({entry.id for entry in feed.entries}) == 7
    os.utime(out, (1, 1))
    assert watchfloor(*asked).returncode == 0
    assert out.stat().st_mtime == 1  # it would have said the same
    assert [path.name for path in tmp_path.iterdir()] == ["syria.xml"]


def test_a_link_that_is_none_and_signs_of_markup_do_no_harm(december_index: Path, tmp_path: Path) -> None:
    out = tmp_path / "feed.xml"
    done = watchfloor("feed", "ambush", "--out", str(out), "--now", NOW, "--database", str(december_index))
    assert done.returncode == 0, done.stderr
    feed = feedparser.parse(out.read_bytes())
    assert not feed.bozo
    assert "javascript" not in out.read_text(encoding="utf-8")
    assert "Harbour & <Sons> Bulletin" in [author.name for author in feed.entries[0].authors]


@pytest.mark.parametrize(("question", "said"), [("hello", "did not understand"), ("strikes", "cannot be written")])
def test_what_cannot_be_a_feed_is_told_in_a_line(
    december_index: Path, tmp_path: Path, question: str, said: str
) -> None:
    out = tmp_path / "nowhere" / "feed.xml"
    done = watchfloor("feed", question, "--out", str(out), "--now", NOW, "--database", str(december_index))
    assert said in one_clear_line(done)
