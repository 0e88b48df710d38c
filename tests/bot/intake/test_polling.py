"""Feeds and folders asked by themselves: what is new is read once, what is full waits, what is gone says so."""

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest

from ingestion.sources.feeds import find_feed
from ingestion.sources.folders import FILE, key_of, unread
from store.intake import arrivals
from store.intake.arrivals import backlog
from store.intake.intakes import Kind, NewIntake, given
from store.intake.looks import marks_of
from tests.bot.intake.conftest import Desk
from tests.ingestion.fetching.server import Answer, WebServer

LONG = "Soldiers arrested four men in Palmyra on Friday, the governor said. " * 3


def feed(*items: tuple[str, str]) -> Answer:
    """An RSS feed with these items, the newest first, by their ids."""
    told = "".join(
        f"<item><guid>{number}</guid><title>Item {number}</title><description>{words}</description>"
        f"<pubDate>Fri, 19 Dec 2025 {10 + int(number)}:00:00 GMT</pubDate></item>"
        for number, words in items
    )
    body = f"<rss version='2.0'><channel><title>North Wire</title><language>en</language>{told}</channel></rss>"
    return Answer(body=body.encode(), headers={"Content-Type": "application/rss+xml"})


async def added(desk: Desk, server: WebServer) -> int:
    return await desk.add(await find_feed(desk.services.fetcher, server.url("/feed")))


async def test_items_are_read_once_the_oldest_first(desk: Desk, server: WebServer) -> None:
    server.put("/feed", feed(("2", f"second. {LONG}"), ("1", f"first. {LONG}")))
    number = await added(desk, server)
    await desk.round()
    await desk.round()
    assert [text.split(".")[0] for text in await desk.texts()] == ["first", "second"]
    source = await desk.source(number)
    assert (source.name, source.language, source.failures, source.trouble) == ("North Wire", "en", 0, None)
    assert source.last_success == desk.clock.now
    gave = await desk.services.index.read(lambda reader: given(reader, number))
    assert (gave.reports, gave.events, gave.share) == (2, 1, 1.0)


async def test_a_feed_that_calls_itself_english_and_is_not(desk: Desk, server: WebServer) -> None:
    french = (
        "Une frappe a tué 12 civils à Gaza mardi",
        "Trois blessés dans une attaque à Bamako",
        "Le bilan est de 8 morts",
    )
    server.put("/feed", feed(*((str(3 - at), words) for at, words in enumerate(french))))
    number = await added(desk, server)
    assert (await desk.source(number)).language == "en"
    await desk.round()
    assert (await desk.source(number)).language == "fr"
    await desk.round()
    assert (await desk.source(number)).language == "fr", "what it says of itself is known to be wrong"


async def test_whatever_a_bad_server_sends_the_good_items_are_read_each_once(desk: Desk, server: WebServer) -> None:
    """Broken XML, an encoding that is not the one declared, items with one id, with none, and with dates that are none:
    what can be read is, and what came before stays."""
    items = (
        "<item><guid>1</guid><description>A blast at a café in Homs</description><pubDate>soon</pubDate></item>"
        "<item><guid>2</guid><description>two</description><pubDate>31 Feb 2025</pubDate></item>"
        "<item><guid>2</guid><description>another two</description></item>"
        "<item><description>no id</description></item>"
    )
    xml = f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>W</title>{items}"
    western = xml.encode("windows-1252")
    server.put(
        "/feed", Answer(body=western), Answer(body=b"<rss><chan"), Answer(body=b"\xff\xfe\x00"), Answer(body=western)
    )
    number = await desk.add(NewIntake("feed:x", "Wire", Kind.FEED, server.url("/feed")))
    expected = sorted(["A blast at a café in Homs", "two", "another two", "no id"])
    for problem in (False, False, True, False):  # a feed cut off in its head has no items
        await desk.round()
        assert sorted(await desk.texts()) == expected
        assert ((await desk.source(number)).trouble is not None) is problem


async def test_an_item_that_is_changed_corrects_its_report_and_one_taken_back_is_noted(
    desk: Desk, server: WebServer
) -> None:
    first, second = feed(("2", "two"), ("1", "one")), feed(("3", "three"), ("2", "two, corrected"), ("1", "one"))
    server.put("/feed", first, second, feed(("3", "three"), ("1", "one")))
    number = await desk.add(NewIntake("feed:x", "Wire", Kind.FEED, server.url("/feed")))
    for _ in range(3):
        await desk.round()
    assert await desk.texts() == ["one", "two, corrected", "three"]
    gone = await desk.services.index.read(
        lambda reader: reader.execute("select reference, gone from items where gone is not null").fetchall()
    )
    assert [row["reference"].rpartition("/")[2] for row in gone] == ["2"]
    assert (await desk.source(number)).failures == 0


async def test_a_feed_that_finds_the_queue_full_waits_and_loses_nothing(
    desk: Desk, server: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrivals, "MOST_OF_ONE", 2)
    server.put("/feed", feed(*((str(number), f"words {number}") for number in range(5, 0, -1))))
    await added(desk, server)
    for _ in range(4):
        await desk.round()
        assert (await desk.services.index.read(backlog)).waiting == 0
    assert await desk.texts() == [f"words {number}" for number in range(1, 6)]


async def test_failures_are_told_and_410_ends_it(desk: Desk, server: WebServer) -> None:
    server.put("/feed", Answer(500), Answer(500), Answer(410))
    number = await desk.add(NewIntake("feed:x", "Wire", Kind.FEED, server.url("/feed")))
    await desk.round()
    assert await desk.round(timedelta(seconds=1)) == [], "a feed that failed is left alone for a while"
    await desk.round()
    source = await desk.source(number)
    assert (source.failures, source.ended) == (2, None)
    assert "500" in str(source.trouble)
    await desk.round()
    source = await desk.source(number)
    assert source.ended == desk.clock.now
    assert "gone for good" in str(source.trouble)
    assert await desk.round() == []


def folder_source(folder: Path) -> NewIntake:
    return NewIntake(key_of(folder), "Inbox", Kind.FOLDER, str(folder))


async def test_files_of_a_folder_are_taken_when_nobody_writes_them_any_more_each_once(
    desk: Desk, tmp_path: Path
) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    number = await desk.add(folder_source(folder))
    (folder / "one.txt").write_text("one", encoding="utf-8")
    await desk.round()
    assert await desk.texts() == []
    with (folder / "one.txt").open("a", encoding="utf-8") as file:
        file.write(" and more")
    await desk.round()
    assert await desk.texts() == []
    for _ in range(3):
        await desk.round()
    assert await desk.texts() == ["one and more"]
    (folder / "one.txt").write_text("one, corrected", encoding="utf-8")
    os.utime(folder / "one.txt", (1, 1))
    for _ in range(3):
        await desk.round()
    assert await desk.texts() == ["one, corrected"]
    outlet = await desk.services.index.read(
        lambda reader: reader.execute("select key, name from sources join reports on source_id = sources.id").fetchone()
    )
    assert tuple(outlet) == (key_of(folder), "Inbox")
    assert (await desk.source(number)).failures == 0


async def test_a_large_file_is_taken_in_parts_as_there_is_room(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrivals, "MOST_OF_ONE", 3)
    folder = tmp_path / "inbox"
    folder.mkdir()
    lines = [json.dumps({"text": f"line {number}", "source": "Wire"}) for number in range(8)]
    (folder / "many.jsonl").write_text("\n".join(lines), encoding="utf-8")
    await desk.add(folder_source(folder))
    for _ in range(5):
        await desk.round()
    assert await desk.texts() == [f"line {number}" for number in range(8)]


async def test_a_file_that_cannot_be_read_is_told_and_keeps_no_other_waiting(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "a.jsonl").write_text("no json", encoding="utf-8")
    (folder / "b.txt").write_text("good", encoding="utf-8")
    number = await desk.add(folder_source(folder))
    for _ in range(3):
        await desk.round()
    assert await desk.texts() == ["good"]
    marks = await desk.services.index.read(lambda reader: marks_of(reader, number, FILE))
    assert "a.jsonl" in unread(marks)[0]
    assert len(unread(marks)) == 1


async def test_a_folder_that_is_gone_is_told(desk: Desk, tmp_path: Path) -> None:
    number = await desk.add(folder_source(tmp_path / "nowhere"))
    await desk.round()
    assert "cannot be looked into (No such file or directory)" in str((await desk.source(number)).trouble)
