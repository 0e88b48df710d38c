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
