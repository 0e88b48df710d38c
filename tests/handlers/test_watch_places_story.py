"""Watches of groups, topics and channels: who sets them, where they tell, and what becomes of those that cannot."""

from pathlib import Path

import pytest

from handlers.views.markup import visible
from store.chats.watches import watches_of_chat
from store.writing.reports import add_report
from tests.handlers.reports import event, report
from tests.handlers.stage import Stage
from tests.handlers.test_watch_story import reported, strike
from tests.telegram.transcript import golden


async def test_in_a_group_only_admins_set_and_change_watches(stage: Stage) -> None:
    ada, grace = stage.ada, stage.grace
    newsroom = stage.emulator.supergroup("Newsroom", ada, grace)  # Ada made it
    grace.command("watch", "air strikes in Homs", chat=newsroom)
    await stage.settled()
    assert newsroom.last["text"] == "Only admins of this chat can change its watches."
    ada.command("watch", "air strikes in Homs", chat=newsroom)
    await stage.settled()
    assert "Watching for" in newsroom.last["text"]
    grace.command("watches", chat=newsroom)
    await stage.settled()
    grace.tap("✕ 1", chat=newsroom)
    await stage.settled()
    grace.command("latest", "air strikes in Hama", chat=newsroom)
    await stage.settled()
    grace.tap("🔔 Watch this", chat=newsroom)
    await stage.settled()
    watches = await stage.services.index.read(lambda reader: watches_of_chat(reader, newsroom.id))
    assert [watch.id for watch in watches] == [1]
    await reported(stage, strike(1, 3))
    assert "3 killed" in newsroom.last["text"]


async def test_a_watch_of_a_topic_tells_there(stage: Stage) -> None:
    grace = stage.grace
    forum = stage.emulator.supergroup("Desk", grace, topics=("Syria", "Sudan"))
    syria = stage.emulator.topic(forum, "Syria")
    grace.command("watch", "air strikes in Homs", chat=forum, topic=syria)
    await stage.settled()
    await reported(stage, strike(1, 3))
    assert forum.last["message_thread_id"] == syria
    assert "3 killed" in forum.last["text"]
    await reported(stage, strike(2, 30, source="Nile Post"))
    assert "killed 3 → 30" in forum.last["text"]
    assert forum.last["message_thread_id"] == syria


async def test_a_channel_is_watched_for_from_the_private_chat(stage: Stage) -> None:
    ada, grace = stage.ada, stage.grace
    channel = stage.emulator.channel("Syria Alerts", grace, username="syriaalerts")
    ada.command("watch", "@syriaalerts air strikes in Homs")
    await stage.settled()
    assert ada.chat.last["text"] == "Only an admin of @syriaalerts can change its watches."
    grace.command("watch", "@syriaalerts air strikes in Homs")
    await stage.settled()
    grace.command("watches", "@syriaalerts")
    await stage.settled()
    await reported(stage, strike(1, 3))
    await reported(stage, strike(2, 30, source="Nile Post"))
    grace.tap("⏸ 1")
    await stage.settled()
    golden("watch_channel_admin", grace.chat.transcript())
    golden("watch_channel", channel.transcript())


async def test_a_group_that_became_a_supergroup_keeps_its_watches(stage: Stage) -> None:
    grace = stage.grace
    group = stage.emulator.group("Newsroom", grace)
    grace.command("watch", "air strikes in Homs", chat=group)
    await stage.settled()
    await reported(stage, strike(1, 3))
    new = grace.migrate(group)
    await stage.settled()
    await reported(stage, strike(2, 30, source="Nile Post"))
    assert "killed 3 → 30" in new.last["text"]
    await reported(stage, strike(3, 1, place="Idlib"))
    assert len(new.from_bot()) == 1


async def test_who_set_a_watch_hears_once_that_its_chat_takes_nothing(stage: Stage) -> None:
    grace = stage.grace
    grace.command("start")
    group = stage.emulator.supergroup("Newsroom", grace)
    for words in ("air strikes in Homs", "air strikes in Idlib"):
        grace.command("watch", words, chat=group)
        await stage.settled()
    stage.emulator.faults.forbid("sendMessage", "bot is not a member of the supergroup chat")
    await reported(stage, strike(1, 3))
    for _ in range(2):
        await stage.jobs()
    words = [message["text"] for message in grace.chat.from_bot()][1:]
    assert len(words) == 1
    assert words[0].startswith("Newsroom takes nothing from me")
    assert "Air strikes in Idlib" in words[0]
    await reported(stage, strike(2, 3, place="Idlib"))
    assert "killed" not in group.last["text"]
    grace.command("watches", chat=group)
    await stage.settled()
    assert group.last["text"].count("stands still: the chat does not take it") == 2
    grace.tap("▶ 2", chat=group)
    await stage.settled()
    await reported(stage, strike(3, 7, place="Idlib", source="Nile Post"))
    assert "7 killed" in group.last["text"]


async def test_a_topic_that_is_gone_stops_its_watches_only(stage: Stage) -> None:
    grace = stage.grace
    forum = stage.emulator.supergroup("Desk", grace, topics=("Syria", "Sudan"))
    syria, sudan = (stage.emulator.topic(forum, name) for name in ("Syria", "Sudan"))
    grace.command("watch", "air strikes in Homs", chat=forum, topic=syria)
    grace.command("watch", "air strikes in Idlib", chat=forum, topic=sudan)
    await stage.settled()
    del forum.topics[syria]
    await reported(stage, strike(1, 3))
    await stage.jobs()
    stage.emulator.forgive("message thread not found")
    words = [message["text"] for message in forum.from_bot() if "message_thread_id" not in message]
    assert len(words) == 1
    assert "the topic that it was for is gone or closed" in words[0]
    await reported(stage, strike(2, 4, place="Idlib"))
    assert "4 killed" in forum.last["text"]


async def test_what_was_told_is_corrected_though_its_message_is_gone(stage: Stage) -> None:
    ada = stage.ada
    ada.command("watch", "air strikes in Homs")
    await stage.settled()
    await reported(stage, strike(1, 3))
    ada.delete(ada.chat.last)
    await reported(stage, strike(2, 30, source="Nile Post"))
    assert "killed 3 → 30" in ada.chat.last["text"]


@pytest.mark.parametrize("fault", ["before", "after"])
async def test_an_edit_that_may_not_have_arrived_is_tried_again(stage: Stage, fault: str) -> None:
    ada = stage.ada
    ada.command("watch", "air strikes in Homs")
    await stage.settled()
    await reported(stage, strike(1, 3))
    stage.emulator.faults.drop("editMessageText", after=fault == "after")
    await reported(stage, strike(2, 4, source="Nile Post"))
    stage.emulator.later(minutes=5)
    await stage.jobs()
    assert "4 killed" in ada.chat.from_bot()[-1]["text"]
    assert len(ada.chat.from_bot()) == 2
    if fault == "after":  # it had arrived: to say the same twice is refused, and does no harm
        stage.emulator.forgive("message is not modified")


async def test_two_hundred_events_in_a_minute(stage: Stage) -> None:
    """The emulator refuses what goes beyond the documented limits."""
    grace = stage.grace
    group = stage.emulator.supergroup("Newsroom", grace)
    grace.command("watch", "air strikes in Syria", chat=group)
    stage.ada.command("watch", "drone strikes in Sudan")
    await stage.settled()
    places = ("Homs", "Idlib", "Raqqa", "Aleppo", "Hama", "Daraa")
    for minute in range(4):
        for number in range(50):
            day = 20 - number // 3
            hit = event(("air-strike", "drone-strike", "missile-strike")[number % 3], places[minute], day)
            told = report(f"Wire {number}", 20, f"Strike {minute} {number}.", hit)
            await stage.services.index.write(lambda writer, told=told: add_report(writer, *told))
        stage.emulator.later(seconds=15)
        await stage.jobs()
    began = stage.emulator.clock.now()
    hit = event("drone-strike", "El Fasher", 20)
    await reported(stage, report("Nile Post", 20, "A drone.", hit))
    assert "El Fasher" in stage.ada.chat.last["text"]
    assert (stage.emulator.clock.now() - began).total_seconds() < 30
    for _ in range(20):
        stage.emulator.later(seconds=15)
        await stage.jobs()
    alerts = await stage.services.index.read(
        lambda reader: reader.execute("select count(*), count(told), count(gathering_id) from alerts").fetchone()
    )
    told, said, gathered = (int(number) for number in alerts)
    assert told == said > 60
    assert len(group.from_bot()) <= 12
    assert gathered >= told - 12


def test_the_alert_in_the_readme_is_what_the_bot_says() -> None:
    root = Path(__file__).parents[2]
    readme = (root / "README.md").read_text(encoding="utf-8")
    block = readme.split("<!-- alert -->")[1].split("<!-- /alert -->")[0]
    names = ("watch_channel_admin", "watch_channel")
    said = "\n".join((root / f"tests/transcripts/{name}.txt").read_text(encoding="utf-8") for name in names)
    plain = visible(said)
    lines = [line.strip() for line in block.splitlines() if line.strip()]
    assert len(lines) > 5
    assert [line for line in lines if line not in plain] == []
