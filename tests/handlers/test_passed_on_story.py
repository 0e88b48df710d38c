"""Commands that somebody passes on: forwarded or sent by way of another bot, they are nobody's wish."""

from tests.handlers.stage import Stage

COMMANDS = (
    "/digest 08:00 UTC strikes in Syria",
    "/digests",
    "/export csv strikes in Syria",
    "/latest strikes in Syria",
    "/map strikes in Syria",
    "/settings Asia/Tokyo",
    "/event 1",
    "/event_1",
    "/start",
    "/help",
    "/nonsense",
)


async def kept(stage: Stage) -> list[int]:
    """How many digests, preferences and questions there are."""
    return await stage.services.index.read(
        lambda reader: [
            reader.execute("select count(*) from digests").fetchone()[0],
            reader.execute("select count(*) from preferences").fetchone()[0],
            reader.execute("select count(*) from questions").fetchone()[0],
        ]
    )


async def test_a_forwarded_command_is_a_report_of_an_admin_and_nothing_of_others(stage: Stage) -> None:
    ada, grace = stage.ada, stage.grace
    group = stage.emulator.supergroup("Newsroom", grace, ada)
    elsewhere = stage.emulator.supergroup("Elsewhere", ada)
    for command in COMMANDS:
        written = stage.emulator.world.user_message(elsewhere, ada.user, command)
        grace.forward(written, chat=group)
        ada.forward(written)
        grace.forward(written)
    await stage.emulator.settled(within=120)
    assert group.from_bot() == []
    assert len(grace.chat.from_bot()) == len(COMMANDS)
    assert all(message["text"].startswith("Added") for message in grace.chat.from_bot())
    assert all("Only admins" in message["text"] for message in ada.chat.from_bot())
    assert await kept(stage) == [0, 0, 0]


async def test_a_command_by_way_of_another_bot_is_not_carried_out(stage: Stage) -> None:
    other = {"id": 99, "is_bot": True, "first_name": "Other", "username": "OtherBot"}
    group = stage.emulator.supergroup("Newsroom", stage.grace)
    for command in COMMANDS:
        stage.grace.send(command, group, via_bot=other)
        stage.grace.send(command, via_bot=other)
    await stage.settled()
    assert group.from_bot() == []
    assert all(message["text"].startswith("I cannot read this") for message in stage.grace.chat.from_bot())
    assert await kept(stage) == [0, 0, 0]
