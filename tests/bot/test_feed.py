"""`watchfloor feed`: a feed that any reader takes, the same for the same events, replaced at once."""

import os
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import feedparser
import pytest

from bot.cli.publishing.digest_lines import line_from
from bot.cli.publishing.feeds_out import watched_words
from domain.errors import WatchfloorError
from handlers.answering.digest_topics import digest_of
from handlers.scheduling.line import read_line
from handlers.watching.words import Place, keep_watch, terms_of
from knowledge.world import World
from query.understand import understand
from query.wording.atom import NEVER
from store.chats.chats import remember_chat
from store.chats.digests import add_digest
from store.database import open_for_reading, open_for_writing
from store.writing.reports import add_report
from tests.bot.test_cli import NOW, one_clear_line, watchfloor
from tests.handlers.reports import december
from tests.handlers.stage import december_index as december_index
from tests.handlers.stage import world as world


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


def test_a_watch_by_its_number(dated_index: Path, world: World) -> None:
    with closing(open_for_writing(dated_index)) as writer:
        terms = terms_of(understand("strikes in Syria from 2 or more sources", NEVER, world).query, world, ())
        assert terms is not None
        number = keep_watch(writer, terms, Place(5, "private", "Ada", None, 5), NEVER, 10)
        assert watched_words(str(number), writer) == "Strikes in Syria told by at least 2 sources"
        assert watched_words("strikes in Mali", writer) == "strikes in Mali"
        with pytest.raises(WatchfloorError, match="There is no watch 77"):
            watched_words("77", writer)


@pytest.fixture
def dated_index(tmp_path: Path) -> Path:
    """The same reports, each as if it had come in when it was published."""
    path = tmp_path / "dated.db"
    with closing(open_for_writing(path)) as writer:
        for told in sorted(december(), key=lambda each: each[0].published or NEVER):
            add_report(writer, *told)
        writer.execute("update reports set received = published")
    return path


def test_a_feed_of_digests_has_each_event_in_that_in_which_it_became_known(dated_index: Path, tmp_path: Path) -> None:
    out = tmp_path / "daily.xml"
    line = "08:00 UTC strikes in Syria"
    asked = ("feed", "--digest", line, "--out", str(out), "--now", NOW, "--database", str(dated_index))
    done = watchfloor(*asked)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{out}: 14 digests\n"
    feed = feedparser.parse(out.read_bytes())
    assert not feed.bozo
    assert feed.feed.title == "Watchfloor: strikes in Syria"
    assert len({entry.id for entry in feed.entries}) == 14
    newest, *others = feed.entries
    assert newest.title == "20 December 2025, 08:00: 1 strike"
    assert newest.published == "2025-12-20T08:00:00+00:00"
    assert newest.content[0].type == "text/html"
    assert "<b>Missile strike</b>" in newest.content[0].value
    assert "new since yesterday, 08:00" in newest.content[0].value
    assert [entry.author for entry in others if "Levant" in entry.author] == ["Levant Monitor"] * 5
    assert sum("nothing new" in entry.title for entry in others) == 8
    words = "".join(entry.content[0].value for entry in feed.entries)
    assert [words.count(f"<b>Air strike</b> · {place}") for place in ("Aleppo", "Hama", "Daraa")] == [1, 1, 1]


def test_a_digest_by_its_number_passes_over_what_is_quiet(dated_index: Path, tmp_path: Path) -> None:
    """Of a question with a time of its own, too, each event stands in one."""
    words = ["08:00", "Europe/Kyiv", "strikes", "in", "Syria", "in", "December", "2025", "quiet"]
    line = read_line(words, ZoneInfo("UTC"))
    with closing(open_for_writing(dated_index)) as writer:
        remember_chat(writer, -5, "group", "Desk", datetime(2025, 12, 1, tzinfo=UTC))
        number = add_digest(writer, digest_of(line, -5, None, None, datetime(2025, 12, 1, tzinfo=UTC)))
    out = tmp_path / "daily.xml"
    asked = ("feed", "--digest", str(number), "--out", str(out), "--now", NOW, "--database", str(dated_index))
    done = watchfloor(*asked)
    assert done.stdout == f"{out}: 6 digests\n", done.stderr
    entries = feedparser.parse(out.read_bytes()).entries
    assert [entry.title.partition(" ")[0] for entry in entries] == ["20", "14", "13", "11", "9", "7"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("strikes in Syria", "not when it is to come. Write a time before or after it, for example 08:00 strikes in"),
        ("08:00 strikes in Syria with map", "no map, no timeline and no pin"),
        ("7", "There is no digest 7"),
    ],
)
def test_what_is_no_digest_is_told_in_a_line(dated_index: Path, world: World, line: str, said: str) -> None:
    with closing(open_for_reading(dated_index)) as reader, pytest.raises(WatchfloorError) as refused:
        line_from(line, ZoneInfo("UTC"), world, reader, datetime(2025, 12, 20, tzinfo=UTC))
    assert said in str(refused.value)
