"""Watches set up by talking: the menu of `/watch`, and each watch changed by buttons, a reply or a typed line."""

import pytest

from store.chats.watches import watches_of_chat
from tests.handlers.stage import Stage
from tests.handlers.test_watch_story import reported, strike
from tests.telegram.chats import Chat
from tests.telegram.transcript import golden


async def meanings(stage: Stage, chat: int) -> list[str]:
    """What is watched for in a chat, in words."""
    kept = await stage.services.index.read(lambda reader: watches_of_chat(reader, chat))
    return [watch.meaning for watch in kept]


async def taps(stage: Stage, *labels: str, chat: Chat | None = None) -> None:
    """Ada taps one button after another."""
    for label in labels:
        stage.ada.tap(label, chat=chat)
        await stage.settled()


async def test_a_watch_is_set_up_by_talking(stage: Stage) -> None:
    ada = stage.ada
    ada.send("strikes in Sudan")
    await stage.settled()
    ada.command("watch")
    await stage.settled()
    await taps(stage, "drone strikes", "Anywhere", "Syria", "10+ dead", "2+ sources")
    ada.reply(ada.chat.last, "air strikes in Homs")
    await stage.settled()
    await taps(stage, "Any source", "Set it")
    golden("watch_menu", ada.chat.transcript())
    await reported(stage, strike(1, 9))
    assert not ada.chat.last["text"].startswith("🔔 Air strikes")
    await reported(stage, strike(2, 11, source="Nile Post"))
    assert ada.chat.last["text"].startswith("🔔 Air strikes with at least 10 people killed in Homs")


async def test_the_line_that_the_menu_shows_sets_the_same(stage: Stage) -> None:
    ada, grace = stage.ada, stage.grace
    ada.command("watch")
    await stage.settled()
    await taps(stage, "attacks on hospitals", "Syria", "With dead", "3+ sources")
    line = next(line for line in ada.chat.last["text"].splitlines() if line.startswith("/watch "))
    await taps(stage, "Set it")
    grace.send(line)
    await stage.settled()
    [set_by_taps] = await meanings(stage, ada.id)
    assert [set_by_taps] == await meanings(stage, grace.id)
    assert set_by_taps.endswith("in Syria told by at least 3 sources")


async def test_a_menu_that_names_nothing_sets_nothing(stage: Stage) -> None:
    ada = stage.ada
    ada.command("watch")
    await stage.settled()
    ada.reply(ada.chat.last, "hello there")
    await stage.settled()
    assert "did not understand what to watch for" in ada.chat.last["text"]
    assert await meanings(stage, ada.id) == []


async def test_only_admins_open_and_use_the_menu_in_a_group(stage: Stage) -> None:
    ada, grace = stage.ada, stage.grace
    group = stage.emulator.supergroup("Newsroom", grace, ada)
    ada.command("watch", chat=group)
    await stage.settled()
    assert "Only admins" in group.last["text"]
    grace.command("watch", chat=group)
    await stage.settled()
    menu = group.last["text"]
    await taps(stage, "10+ dead", "Set it", chat=group)
    ada.reply(group.last, "raids in Mali", chat=group)
    await stage.settled()
    assert "Only admins" in group.last["text"]
    assert menu in [message["text"] for message in group.from_bot()]
    assert await meanings(stage, group.id) == []


@pytest.mark.parametrize(
    "data", ["wtm1.", "wtm1.in.XX", "wtm1.dead.7", "wtm1.dead.²", "wtm1.from.x", "wtm1.what.hello"]
)
async def test_choices_that_were_never_offered(stage: Stage, data: str) -> None:
    ada = stage.ada
    ada.command("watch")
    await stage.settled()
    menu = ada.chat.last["text"]
    ada.tap_data(data, ada.chat.last)
    await stage.settled()
    assert ada.chat.last["text"] == menu


async def test_a_watch_is_changed_by_buttons_a_reply_and_a_line(stage: Stage) -> None:
    ada = stage.ada
    ada.command("watch", "air strikes in Homs")
    await stage.settled()
    ada.command("watches")
    await stage.settled()
    await taps(stage, "✎ 1", "10+ dead", "2+ sources", "Any harm")
    ada.reply(ada.chat.last, "drone strikes in Idlib with people killed")
    await stage.settled()
    await taps(stage, "‹ All watches", "⏸ 1", "▶ 1")
    ada.command("watch", "change 1 air strikes in Homs")
    await stage.settled()
    ada.command("watches")
    await stage.settled()
    await taps(stage, "✕ 1")
    golden("watch_changed", ada.chat.transcript())


async def test_a_changed_watch_tells_by_its_new_terms(stage: Stage) -> None:
    ada = stage.ada
    ada.command("watch", "air strikes in Homs")
    await stage.settled()
    ada.command("watches")
    await stage.settled()
    await taps(stage, "✎ 1", "5+ dead")
    before = len(ada.chat.from_bot())
    await reported(stage, strike(1, 4))
    assert len(ada.chat.from_bot()) == before
    await reported(stage, strike(2, 6, source="Nile Post"))
    assert "6 killed" in ada.chat.last["text"]
    ada.command("watch", "change 1 air strikes in Aleppo")
    await stage.settled()
    before = len(ada.chat.from_bot())
    await reported(stage, strike(3, 7, place="Aleppo"))
    assert "7 killed" in ada.chat.last["text"]
    assert len(ada.chat.from_bot()) == before + 1


async def test_the_line_shown_after_a_removal_sets_the_watch_again(stage: Stage) -> None:
    ada = stage.ada
    ada.command("watch", "attacks on hospitals in Gaza by Israel not mentioning football, from 2 or more sources")
    await stage.settled()
    kept = await meanings(stage, ada.id)
    ada.command("watches")
    await stage.settled()
    await taps(stage, "✕ 1")
    line = ada.chat.last["text"].partition("To set it again: ")[2].splitlines()[0]
    ada.send(line)
    await stage.settled()
    assert await meanings(stage, ada.id) == kept


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("change 9 strikes in Syria", "no watch 9 here"),
        ("change 1", "Write what watch 1"),
        ("change 1 hello", "did not understand"),
        ("change 1 strikes in Sudan", "another one looks for just that"),
        ("change 1 " + "strikes " * 90, "ask it in at most"),
    ],
)
async def test_changes_that_are_refused(stage: Stage, words: str, answer: str) -> None:
    ada = stage.ada
    for each in ("air strikes in Homs", "strikes in Sudan"):
        ada.command("watch", each)
        await stage.settled()
    kept = await meanings(stage, ada.id)
    ada.command("watch", words)
    await stage.settled()
    assert answer in ada.chat.last["text"]
    assert await meanings(stage, ada.id) == kept


async def test_another_chats_watch_is_changed_by_its_admins_only(stage: Stage) -> None:
    ada, grace = stage.ada, stage.grace
    channel = stage.emulator.channel("Syria Alerts", grace, username="syriaalerts")
    grace.command("watch", "@syriaalerts air strikes in Homs")
    await stage.settled()
    kept = await meanings(stage, channel.id)
    ada.command("watch", "change 1 strikes in Sudan")
    await stage.settled()
    assert "no watch 1 here" in ada.chat.last["text"]
    for data in ("wcc1.dead.1.10", "wcc1.show.1", "wcc1.list.1", "wcc1.from.1.9", "wcc1.dead.x.1"):
        ada.tap_data(data, ada.chat.last)
        await stage.settled()
    assert "Homs" not in ada.chat.transcript()
    assert await meanings(stage, channel.id) == kept
    grace.command("watches", "@syriaalerts")
    await stage.settled()
    grace.tap("✎ 1")
    await stage.settled()
    grace.tap("50+ dead")
    await stage.settled()
    before = grace.chat.last["text"].partition("As it was before:\n")[2]
    assert "at least 50 people killed" in (await meanings(stage, channel.id))[0]
    grace.send(before)
    await stage.settled()
    assert await meanings(stage, channel.id) == kept


async def test_a_live_watch_that_goes_along_keeps_its_limits(stage: Stage) -> None:
    ada = stage.ada
    shared = ada.share("location", {"latitude": 34.7268, "longitude": 36.7234, "live_period": 3600})
    await stage.settled()
    await taps(stage, "🔔 Watch 10 km")
    ada.command("watches")
    await stage.settled()
    await taps(stage, "✎ 1", "10+ dead")
    ada.move(shared, {"latitude": 34.5624, "longitude": 38.2841})
    await stage.settled()
    [meaning] = await meanings(stage, ada.id)
    assert "at least 10 people killed" in meaning
    assert "34.5624, 38.2841" in meaning
