"""Sources as admins manage them, and what is posted in them: read by itself, once, corrected when it is edited."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from handlers.intake import posts
from ingestion.sources.folders import key_of
from store.intake import arrivals
from store.intake.arrivals import backlog
from store.intake.intakes import Kind, NewIntake, add_intake, intakes
from store.reliability import grades
from tests.handlers.stage import Open, Stage
from tests.ingestion.fetching.server import Answer, WebServer
from tests.telegram.chats import Chat
from tests.telegram.emulator import Emulator
from tests.telegram.transcript import golden

POST = "Five civilians were killed when a car bomb exploded outside a bakery in Azaz on Friday, the civil defence said."
EDITED = POST.replace("Five", "Seven")


async def texts(stage: Stage) -> list[str]:
    """The reports beyond those that the index began with."""
    return await stage.services.index.read(
        lambda reader: [
            row["text"]
            for row in reader.execute(
                "select text from reports join items on items.report_id = reports.id order by reports.id"
            )
        ]
    )


async def source(stage: Stage, title: str = "Azaz Now", username: str | None = "azaznow") -> Chat:
    """A channel that Grace made a source."""
    channel = stage.emulator.channel(title, stage.grace, username=username)
    stage.grace.start()
    stage.grace.channel_post(channel, "/sources add")
    await stage.settled()
    return channel


async def read(stage: Stage) -> None:
    """Let the bot take in what was posted, and read it."""
    await stage.settled()
    await stage.jobs()


async def test_a_channel_becomes_a_source_and_its_posts_are_read_by_themselves(stage: Stage) -> None:
    channel = await source(stage)
    stage.grace.channel_post(channel, POST)
    await read(stage)
    assert not channel.from_bot()
    stage.emulator.later(minutes=10)
    stage.grace.send("car bombs in Azaz")
    stage.grace.send("/sources")
    await stage.settled()
    stage.grace.tap("6")
    await stage.settled()
    stage.grace.tap("B")
    await stage.settled()
    stage.grace.tap("Pause")
    await stage.settled()
    golden("intake", stage.grace.chat.transcript())


async def test_an_edited_post_corrects_what_it_said(stage: Stage) -> None:
    channel = await source(stage)
    post = stage.grace.channel_post(channel, POST)
    await read(stage)
    stage.emulator.later(minutes=10)
    stage.grace.edit(post, EDITED)
    await read(stage)
    assert await texts(stage) == [EDITED]
    stage.grace.send("/event 11")
    await stage.settled()
    golden("edited_post", stage.grace.chat.transcript())
    stage.emulator.later(days=1)
    stage.grace.edit(post, "Nothing happened after all.")
    await read(stage)
    stage.grace.send("/event 11")
    await stage.settled()
    assert "Event 11 is told no more" in stage.grace.chat.last["text"]
    assert "took out vehicle bombing (7 killed) at 12:10" in stage.grace.chat.last["text"]


async def test_an_edit_before_the_first_version_is_read_keeps_both_in_order(stage: Stage) -> None:
    channel = await source(stage)
    post = stage.grace.channel_post(channel, POST)
    stage.emulator.later(minutes=10)
    stage.grace.edit(post, EDITED)
    await read(stage)
    assert await texts(stage) == [EDITED]
    kept = await stage.services.index.read(lambda reader: reader.execute("select telling from revisions").fetchall())
    assert ['"min":5' in row["telling"] for row in kept] == [True]


async def test_a_caption_is_a_post_and_an_edit_that_changes_no_word_is_none(stage: Stage) -> None:
    channel = await source(stage)
    post = stage.grace.picture(POST, channel)
    await read(stage)
    stage.emulator.world.clock.advance(60)
    kept = channel.messages[post["message_id"]]
    kept["edit_date"] = stage.emulator.world.clock.unix()
    stage.grace._update(channel, "edited_channel_post", kept)
    await read(stage)
    assert await texts(stage) == [POST]


async def test_what_a_source_forwards_is_its_author_s_and_counts_for_the_source(stage: Stage) -> None:
    channel = await source(stage)
    origin = stage.emulator.channel("Homs Now", stage.ada, username="homsnow")
    stage.grace.forward(stage.ada.channel_post(origin, POST), channel)
    await read(stage)
    outlet = await stage.services.index.read(
        lambda reader: reader.execute(
            "select key, url from reports join sources on sources.id = source_id order by reports.id desc"
        ).fetchone()
    )
    assert tuple(outlet) == (f"telegram:{origin.id}", "https://t.me/homsnow/1")
    stage.grace.send("/sources")
    await stage.settled()
    assert "1 report, 1 event" in stage.grace.chat.last["text"]


async def test_in_a_group_talk_and_questions_are_no_reports(stage: Stage) -> None:
    stage.emulator.privacy(on=False)
    group = stage.emulator.group("Newsroom", stage.ada, stage.grace, admin=stage.ada)
    stage.grace.command("sources", "add", chat=group)
    await stage.settled()
    assert "read from now on" in group.last["text"]
    stage.ada.send("good morning all", group)
    stage.ada.mention("strikes in Sudan", group)
    stage.ada.send(f"{POST} Nobody claimed the attack.", group)
    await read(stage)
    assert await texts(stage) == [f"{POST} Nobody claimed the attack."]
    assert "1 strike" in group.last["text"]


async def test_only_admins_of_the_bot_manage_sources(stage: Stage) -> None:
    channel = stage.emulator.channel("Ada's", stage.ada, username="adas")
    stage.ada.channel_post(channel, "/sources add")
    await stage.settled()
    assert not channel.from_bot()
    for words in ("add @adas", "pause 1", "grade 1 A", "remove 1"):
        stage.ada.command("sources", words)
        await stage.settled()
        assert stage.ada.chat.last["text"] == "Only admins of this bot can manage its sources."
    stage.ada.channel_post(channel, POST)
    await read(stage)
    assert await stage.services.index.read(intakes) == ()
    assert await texts(stage) == []


async def test_sources_are_managed_in_words(stage: Stage) -> None:
    stage.emulator.channel("Azaz Now", stage.ada, username="azaznow")
    for words in (
        "add @azaznow",
        "grade azaz now b",
        "pause @nobody",
        "pause @AzazNow",
        "resume azaz now",
        "grade azaz now Z",
        "remove azaz now",
        "list",
        "add",
        "add @nowhere",
        "add @a-b",
    ):
        stage.grace.command("sources", words)
        await stage.settled()
    stage.emulator.forgive("chat not found")
    golden("sources_in_words", stage.grace.chat.transcript())
    assert "B" in (await stage.services.index.read(grades)).values()
    assert await stage.services.index.read(intakes) == ()


async def test_what_finds_the_queue_full_is_counted_and_told(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "MOST_POSTS_OF_ONE", 2)
    channel = await source(stage)
    for number in range(4):
        stage.grace.channel_post(channel, f"{number} {POST}")
    await stage.settled()
    queue = await stage.services.index.read(backlog)
    assert queue.waiting == 2
    stage.grace.send("/sources")
    await stage.settled()
    assert "2 posts passed over, too much waited" in stage.grace.chat.last["text"]
    assert "2 reports to read, since 12:00" in stage.grace.chat.last["text"]
    stage.grace.command("status")
    await stage.settled()
    assert stage.grace.chat.last["text"].splitlines()[-1] == "Passed over, too much waited: 2 posts"
    await stage.jobs()
    told = [message["text"] for message in stage.grace.chat.from_bot() if "passed over" in message["text"]]
    assert told[-1].startswith("More is posted in Azaz Now (source 6) than I can read: 2 posts were passed over")


async def test_a_channel_in_another_language_is_told_of_once(stage: Stage) -> None:
    channel = await source(stage)
    for number in range(5):
        stage.grace.channel_post(channel, f"قتل {number} أشخاص في غارة جوية على مدينة دير الزور يوم الثلاثاء")
        await read(stage)
    stage.grace.send("/sources")
    await stage.settled()
    golden("source_in_arabic", stage.grace.chat.transcript())


async def test_posts_survive_a_restart_once(open_stage: Open) -> None:
    stage = await open_stage()
    channel = await source(stage)
    stage.grace.channel_post(channel, POST)
    await stage.settled()
    await stage.stop()
    again = await open_stage()
    await again.jobs()
    await again.jobs()
    assert await texts(again) == [POST]


async def test_a_group_that_becomes_a_supergroup_stays_a_source(stage: Stage) -> None:
    stage.emulator.privacy(on=False)
    group = stage.emulator.group("Newsroom", stage.ada, stage.grace, admin=stage.ada)
    stage.grace.command("sources", "add", chat=group)
    await stage.settled()
    new = stage.ada.migrate(group)
    await stage.settled()
    (one,) = await stage.services.index.read(intakes)
    assert one.key == posts.key_of(new.id)


async def test_of_an_album_the_picture_with_the_words_is_the_post(stage: Stage) -> None:
    channel = await source(stage)
    for caption in (POST, "", ""):
        stage.grace.picture(caption, channel, media_group_id="7")
    await read(stage)
    assert await texts(stage) == [POST]
    (one,) = await stage.services.index.read(intakes)
    assert (one.passed_over, one.failures) == (0, 0)


async def test_a_source_that_the_bot_was_removed_from_has_ended_and_is_told(stage: Stage) -> None:
    channel = await source(stage)
    stage.grace.kick(channel)
    await stage.settled()
    await stage.jobs()
    await stage.jobs()
    said = [message["text"] for message in stage.grace.chat.from_bot() if "has ended" in message["text"]]
    assert said == ["Azaz Now (source 6) has ended: I am in it no longer. /sources resume 6 asks it again."]


async def test_an_admin_adds_the_words_after_a_command(stage: Stage) -> None:
    stage.grace.command("add", POST)
    await stage.emulator.settled(within=120)
    assert "Added: 1 event" in stage.grace.chat.last["text"]
    stage.grace.command("add")
    await stage.settled()
    assert "Write the report after the command" in stage.grace.chat.last["text"]
    stage.ada.command("add", POST)
    await stage.settled()
    assert "Only admins of this bot can add reports" in stage.ada.chat.last["text"]
    held: list[Any] = await stage.services.index.read(_added)
    assert held == [POST]


def _added(reader: sqlite3.Connection) -> list[str]:
    return [row["text"] for row in reader.execute("select text from reports where reference like 'message %'")]


async def test_a_feed_is_added_in_chat_and_its_silence_is_told_once_and_said_in_answers(open_stage: Open) -> None:
    async with WebServer() as server, server.fetcher() as fetcher:
        item = f"<item><guid>a1</guid><description>{POST}</description></item>"
        body = f"<rss version='2.0'><channel><title>North Wire</title>{item}</channel></rss>"
        server.put("/feed", Answer(body=body.encode()))
        stage = await open_stage(fetcher=fetcher)
        grace = stage.grace
        grace.send(f"/sources add {server.url('/feed')}")
        grace.send(f"/sources add {server.url('/nothing')}")
        await stage.settled()
        await stage.jobs()
        channel = await source(stage)
        grace.channel_post(channel, POST.replace("Azaz", "Homs"))
        await read(stage)
        grace.send("car bombs in Syria")
        await stage.settled()
        assert "No report" not in grace.chat.last["text"]
        stage.emulator.later(days=6)
        grace.channel_post(channel, POST.replace("Azaz", "Palmyra"))
        await read(stage)
        stage.emulator.later(days=2)
        server.put("/feed", Answer(500))
        for _ in range(3):
            await stage.jobs()
            stage.emulator.later(minutes=1)
        await stage.settled()
        grace.send("car bombs in Syria last week")
        grace.send("car bombs in Syria in 2020")
        await stage.settled()
        golden("sources_silent", grace.chat.transcript().replace(str(server.port), "80"))


async def test_what_of_a_folder_cannot_be_read_stands_on_its_page(stage: Stage, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    for number in range(4):
        (folder / f"bad{number}.pdf").write_bytes(b"%PDF-1.4 nothing")
    new = NewIntake(key_of(folder), "Inbox", Kind.FOLDER, str(folder))
    await stage.services.index.write(lambda writer: add_intake(writer, new, stage.services.clock()))
    for _ in range(3):
        await stage.jobs()
        stage.emulator.later(seconds=20)
    stage.grace.send("/sources")
    await stage.settled()
    stage.grace.tap("6")
    await stage.settled()
    said = stage.grace.chat.last["text"].splitlines()
    assert "4 files could not be read:" in said
    assert said[-2].endswith("bad2.pdf is no whole PDF: save or export it anew.")
    assert said[-1] == "and 1 more"


async def test_an_admin_whom_no_notice_reaches_is_named_to_those_who_look(emulator: Emulator, open_stage: Open) -> None:
    """Until that person opens the private chat."""
    bob = emulator.person("Bob")
    stage = await open_stage(others=frozenset({bob.id}))
    channel, grace = await source(stage), stage.grace
    grace.command("sources")
    await stage.settled()
    assert str(bob.id) not in grace.chat.last["text"]  # nothing was to be told yet
    grace.channel_post(channel, POST)
    await read(stage)
    stage.emulator.later(days=9)
    await stage.jobs()
    emulator.forgive("bot can't initiate conversation")
    why = "Forbidden: bot can't initiate conversation with a user"
    for is_reached in (False, True):
        for command in ("sources", "status"):
            grace.command(command)
            await stage.settled()
            said = f"Admin {bob.id} gets none of my notices ({why})" in grace.chat.last["text"]
            assert said is not is_reached
        bob.command("start")
        await stage.settled()


def feed(*names: str) -> Answer:
    """A feed of items of these names, whose words are nearly the same."""
    items = "".join(f"<item><guid>{name}</guid><description>{POST} ({name})</description></item>" for name in names)
    return Answer(body=f"<rss version='2.0'><channel><title>Wire</title>{items}</channel></rss>".encode())


async def test_a_feed_that_brings_more_than_it_lists_says_so(open_stage: Open) -> None:
    async with WebServer() as server, server.fetcher() as fetcher:
        server.put("/feed", feed("b", "a"), feed("b", "a"), feed("d", "c"))
        stage = await open_stage(fetcher=fetcher)
        stage.grace.send(f"/sources add {server.url('/feed')}")
        await stage.settled()
        for _ in range(2):
            await stage.jobs()
            stage.emulator.later(hours=1)
        stage.grace.send("/sources")
        await stage.settled()
        assert "at 1 look all that it listed was new: items may be missing" in stage.grace.chat.last["text"]


async def test_an_item_that_its_feed_took_back_is_noted_on_the_report(open_stage: Open) -> None:
    async with WebServer() as server, server.fetcher() as fetcher:
        server.put("/feed", feed("b", "a"), feed("b", "a"), feed("a"))
        stage = await open_stage(fetcher=fetcher)
        stage.grace.send(f"/sources add {server.url('/feed')}")
        await stage.settled()
        for _ in range(2):
            await stage.jobs()
            stage.emulator.later(hours=1)
        stage.grace.send("/event 12")
        await stage.settled()
        assert stage.grace.chat.last["text"].count("no longer where it stood since 20 Dec") == 1
