"""Edited messages: unchanged words and old edits are nothing new; a mistyped command that is mended counts once."""

import pytest

from tests.handlers.stage import Stage


def count(stage: Stage) -> int:
    """How many requests put something into a chat, or change it."""
    methods = ("sendMessage", "sendPhoto", "sendDocument", "editMessageText", "editMessageMedia")
    return sum(len(stage.emulator.asked(method)) for method in methods)


@pytest.mark.parametrize(
    "words",
    [
        "/export csv strikes in Syria",
        "/map strikes in Syria",
        "/timeline strikes in Syria",
        "/latest strikes in Syria",
        "/sources strikes in Syria",
        "/digest 08:00 UTC strikes in Syria",
        "/settings Europe/Kyiv",
        "/event 1",
        "/event_1",
        "/help",
        "/nonsense",
        "strikes in Syria",
    ],
)
async def test_an_edit_that_changes_no_word_is_nothing_new(stage: Stage, words: str) -> None:
    message = stage.ada.send(words)
    await stage.settled()
    before = count(stage)
    assert before
    stage.ada.edit(message, words)
    await stage.settled()
    stage.emulator.later(days=3)
    stage.ada.edit(message, words)
    await stage.settled()
    assert count(stage) == before


async def test_an_edit_of_an_old_message_is_nothing_new(stage: Stage) -> None:
    question, command = stage.ada.send("strikes in Sudan"), stage.ada.send("/export csv strikes in Syria")
    await stage.settled()
    before = count(stage)
    stage.emulator.later(hours=2)
    stage.ada.edit(question, "strikes in Syria")
    stage.ada.edit(command, "/map strikes in Syria")
    await stage.settled()
    assert count(stage) == before


async def test_an_edited_question_is_answered_in_place(stage: Stage) -> None:
    question = stage.ada.send("strikes in Sudan")
    await stage.settled()
    stage.emulator.later(minutes=5)
    stage.ada.edit(question, "air strikes in Syria")
    await stage.settled()
    assert len(stage.ada.chat.from_bot()) == 1
    assert "Syria" in stage.ada.chat.last["text"]


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ("/digst 08:00 UTC strikes in Sudan", "/digest 08:00 UTC strikes in Sudan", "Every day at 08:00 (UTC)"),
        ("/digest 8:0 strikes in Sudan", "/digest 08:00 UTC strikes in Sudan", "Every day at 08:00 (UTC)"),
        ("/digset", "/digests", "No digests here yet"),
        ("/evnt 1", "/event 1", "Syria"),
        ("/evnt_1", "/event_1", "Syria"),
        ("/seting Europe/Kyiv", "/settings Europe/Kyiv", "Time zone: Europe/Kyiv"),
        ("/hlep", "/help", "Ask in plain words"),
        ("/latst strikes in Sudan", "/latest strikes in Sudan", "1 strike"),
        ("latest strikes in Sudan", "/count strikes in Sudan", "1 strike"),
        ("/latst strikes in Sudan", "strikes in Sudan", "1 strike"),
    ],
)
async def test_a_mistyped_command_that_is_mended_is_carried_out_once(
    stage: Stage, wrong: str, right: str, said: str
) -> None:
    message = stage.ada.send(wrong)
    await stage.settled()
    stage.emulator.later(minutes=1)
    mended = stage.ada.edit(message, right)
    await stage.settled()
    assert said in stage.ada.chat.last["text"]
    before = count(stage)
    for _ in range(2):
        stage.ada.edit(mended, right)
        await stage.settled()
    assert count(stage) == before
    digests = await stage.services.index.read(
        lambda reader: reader.execute("select count(*) from digests").fetchone()[0]
    )
    assert digests == ("/digest " in right)


async def test_a_digest_that_was_set_is_not_set_again_by_an_edit(stage: Stage) -> None:
    message = stage.ada.send("/digest 08:00 UTC strikes in Sudan")
    await stage.settled()
    stage.ada.edit(message, "/digest 09:00 UTC strikes in Sudan")
    await stage.settled()
    assert stage.ada.chat.last["text"].startswith("I have set a digest for this message before you edited it")
    stage.ada.edit(message, "/digest off 1")
    await stage.settled()
    assert stage.ada.chat.last["text"].startswith("Digest 1 is ended.")


async def test_in_a_group_a_message_that_is_edited_to_ask_the_bot_is_heard(stage: Stage) -> None:
    group = stage.emulator.supergroup("Newsroom", stage.grace, stage.ada)
    message = stage.ada.command("latst", "strikes in Sudan", chat=group)
    await stage.settled()
    assert group.from_bot() == []
    stage.ada.edit(message, "/latest@EventBot strikes in Sudan")
    await stage.settled()
    assert len(group.from_bot()) == 1
