"""`sources` and `watch` as an operator meets them: processes, a feed on loopback, a folder that files come into."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

import pytest

from bot.presence import only_bot
from store.database import open_for_reading
from tests.bot.test_cli import AMBUSH, ROOT, one_clear_line, watchfloor
from tests.handlers.stage import world as world
from tests.ingestion.fetching.server import Answer, WebServer

FEED = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Northgate Wire</title><language>en</language>
<item><guid isPermaLink="false">a1</guid><title>Ambush near Palmyra</title><description>{AMBUSH}</description>
<pubDate>Sat, 13 Dec 2025 18:00:00 GMT</pubDate></item></channel></rss>"""
pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture
def database(tmp_path: Path) -> str:
    return str(tmp_path / "index.db")


async def command(*args: str) -> str:
    """What a command prints, errors too, beside a server in this process."""
    done = await asyncio.to_thread(watchfloor, *args, FETCH_NETWORKS="127.0.0.0/8")
    return done.stdout + done.stderr


async def test_a_feed_is_set_up_in_five_lines(database: str) -> None:
    async with WebServer() as server:
        server.put("/feed.xml", Answer(body=FEED.encode(), headers={"Content-Type": "application/rss+xml"}))
        url = f"http://127.0.0.1:{server.port}/feed.xml"
        printed = []
        for args in (
            ("add", url, "--grade", "B"),
            ("poll",),
            ("grade", "1", "A"),
            ("poll",),
            ("pause", "1"),
        ):
            said = await command("sources", *args, "--database", database)
            shown = " ".join(("$ watchfloor sources", *args)).replace(url, "https://news.example/feed.xml")
            printed += [f"    {line}\n" for line in (shown, *said.splitlines())]
        assert "".join(printed) in (ROOT / "README.md").read_text(encoding="utf-8")
        again = await command("sources", "poll", "northgate wire", "--database", database)
        assert again.splitlines() == ["Northgate Wire: 0 new"]
        listed = (await command("sources", "list", "--database", database)).split("\t")
        assert listed[:7] == ["1", "Northgate Wire", "feed", "A", "1 report", "1 event", "100% with events"]
        asked = await command("ask", "ambushes in Palmyra", "--now", "2025-12-20T12:00:00Z", "--database", database)
        assert "1 ambush" in asked
        opml = await command("sources", "export", "--database", database)
        assert url in opml


async def test_what_is_no_feed_is_refused_in_a_sentence(database: str, tmp_path: Path) -> None:
    async with WebServer() as server:
        server.put("/page", Answer(body=b"<html><body>Hello</body></html>", headers={"Content-Type": "text/html"}))
        said = await command("sources", "add", f"http://127.0.0.1:{server.port}/page", "--database", database)
        assert "is no feed but a web page" in said
        assert len(said.splitlines()) == 1
        done = await asyncio.to_thread(
            watchfloor, "sources", "add", f"http://127.0.0.1:{server.port}/page", "--database", database
        )
        assert "127.0.0.1" in one_clear_line(done), "nothing at home is asked unless it is named"
        assert len(server.asked) == 1
    assert "neither the address of a feed nor a folder" in one_clear_line(watchfloor("sources", "add", "nothing"))


def test_lists_come_and_go_as_opml_and_sources_are_managed(database: str, tmp_path: Path) -> None:
    urls = [f"https://{name}.example/feed" for name in ("north", "south")]
    outlines = "".join(f'<outline type="rss" text="{url[8:13]}" xmlUrl="{url}"/>' for url in urls)
    (tmp_path / "feeds.opml").write_text(f'<opml version="2.0"><body>{outlines}</body></opml>', encoding="utf-8")
    where = ("--database", database)
    said = [watchfloor("sources", "import", str(tmp_path / "feeds.opml"), *where).stdout for _ in range(2)]
    assert said == ["2 feeds added, 0 known already.\n", "0 feeds added, 2 known already.\n"]
    exported = watchfloor("sources", "export", *where).stdout
    assert all(url in exported for url in urls)
    done = [
        watchfloor("sources", *args, *where).stdout
        for args in (("pause", "north"), ("resume", "1"), ("grade", urls[0], "a"), ("remove", "south"))
    ]
    assert done == [
        "north is paused.\n",
        "north is read again.\n",
        "north: A\n",
        "south is removed; its reports stay.\n",
    ]
    (listed,) = watchfloor("sources", "list", *where).stdout.splitlines()
    assert listed.startswith("1\tnorth\tfeed\tA\t")
    assert "No source is called" in one_clear_line(watchfloor("sources", "pause", "south", *where))


async def test_a_folder_is_watched_until_ctrl_c(database: str, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "report.jsonl").write_text(json.dumps({"text": AMBUSH, "source": "Wire"}), encoding="utf-8")
    (inbox / "broken.jsonl").write_text("{", encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "from bot.cli.app import main; main()", "watch", str(inbox), "--database", database),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    lines = []
    async with asyncio.timeout(100):
        while not lines or "added" not in lines[-1]:
            lines.append((await process.stdout.readline()).decode().strip())
    process.send_signal(signal.SIGINT)
    assert await process.wait() == 0
    assert lines == [f"Watching {inbox}; Ctrl-C ends it.", "inbox: 1 new", "1 report added, 1 event told of"]
    reader = open_for_reading(Path(database))
    assert [row["text"] for row in reader.execute("select text from reports")] == [AMBUSH]
    reader.close()
    aside = watchfloor("sources", "set-aside", "--database", database).stdout
    assert "broken.jsonl" in aside
    assert "inbox" in aside


def test_where_a_bot_runs_it_does_the_work(database: str, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    with only_bot(Path(database)):
        said = [
            watchfloor(*args, "--database", database).stdout for args in (("sources", "poll"), ("watch", str(inbox)))
        ]
    assert said == [
        f"A bot runs on {database} and asks them by itself.\n",
        f"The bot that runs on {database} takes in what comes into {inbox} from now on.\n",
    ]
