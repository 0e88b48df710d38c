"""A channel's digests and watches set up by its admins in their private chat, by the same menus as a chat's own."""

import pytest

from store.chats.digests import Digest, digests_of_chat
from store.chats.watches import watches_of_chat
from tests.handlers.stage import Stage
from tests.telegram.chats import Chat
from tests.telegram.transcript import golden

MENUS = ("digest", "watch")


async def taps(stage: Stage, *labels: str) -> None:
    """Grace taps one button after another."""
    for label in labels:
        stage.grace.tap(label)
        await stage.settled()


async def kept(stage: Stage, chat: int) -> list[str]:
    """What is set for a chat."""
    digests = await stage.services.index.read(lambda reader: digests_of_chat(reader, chat))
    watches = await stage.services.index.read(lambda reader: watches_of_chat(reader, chat))
    return [each.question for each in digests if isinstance(each, Digest)] + [each.meaning for each in watches]


def channel_of(stage: Stage) -> Chat:
    """A channel that Grace runs, and the bot may post in."""
    return stage.emulator.channel("Syria Daily", stage.grace, username="syriadaily")


async def test_both_are_set_and_seen_and_undone_from_the_private_chat(stage: Stage) -> None:
    grace, channel = stage.grace, channel_of(stage)
    for command in ("digests", "watches", *MENUS):
        grace.command(command, "@syriadaily")
        await stage.settled()
    grace.reply(grace.chat.last, "air strikes in Homs")
    await stage.settled()
    await taps(stage, "10+ dead", "Set it")
    grace.command("digest", "@syriadaily")
    await stage.settled()
    grace.reply(grace.chat.last, "strikes in Syria")
    await stage.settled()
    await taps(stage, "18:00", "Map", "Set it")
    for command in ("digests", "watches"):
        grace.command(command, "@syriadaily")
        await stage.settled()
    await taps(stage, "✕ 1")
    golden("channel_menus", grace.chat.transcript())
    assert await kept(stage, channel.id) == ["strikes in Syria"]
    assert await kept(stage, grace.id) == []
    assert channel.from_bot() == []


@pytest.mark.parametrize("command", MENUS)
async def test_who_runs_the_channel_no_more_changes_nothing(stage: Stage, command: str) -> None:
    grace, channel = stage.grace, channel_of(stage)
    grace.command(command, "@syriadaily")
    await stage.settled()
    menu = grace.chat.last["text"]
    channel.members[grace.id] = "member"
    await taps(stage, "Set it")
    grace.reply(grace.chat.last, "strikes in Mali")
    await stage.settled()
    assert "Only an admin of @syriadaily can change its" in grace.chat.last["text"]
    assert menu in [message["text"] for message in grace.chat.from_bot()]
    assert await kept(stage, channel.id) == []
    channel.members[grace.id] = "administrator"
    channel.members[stage.bot.bot.id] = "left"
    grace.command(command, "@syriadaily")
    await stage.settled()
    assert "I cannot see @syriadaily" in grace.chat.last["text"]


@pytest.mark.parametrize("command", MENUS)
async def test_who_does_not_run_the_channel_opens_no_menu(stage: Stage, command: str) -> None:
    ada, channel = stage.ada, channel_of(stage)
    ada.command(command, "@syriadaily")
    await stage.settled()
    assert "Only an admin of @syriadaily can change its" in ada.chat.last["text"]
    assert await kept(stage, channel.id) == []
