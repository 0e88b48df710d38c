"""Who may come in, updates that come twice, and what happens when something breaks."""

import sqlite3

import pytest

from tests.handlers.stage import Open, Stage
from tests.telegram.transcript import golden


async def test_a_repeated_update_does_nothing(stage: Stage) -> None:
    stage.ada.send("strikes in Sudan")
    await stage.settled()
    stage.emulator.world.updates.repeat()
    stage.ada.send("strikes in Syria")
    await stage.settled()
    assert len(stage.ada.chat.from_bot()) == 2


async def test_a_private_bot_turns_strangers_away(open_stage: Open) -> None:
    stage = await open_stage(private=True)
    mallory = stage.emulator.person("Mallory")
    mallory.send("strikes in Syria")
    await stage.settled()
    newsroom = stage.emulator.supergroup("Newsroom", stage.ada, mallory)
    mallory.command("latest", chat=newsroom)
    await stage.settled()
    assert newsroom.from_bot() == []
    stage.ada.command("count", "strikes in Sudan", chat=newsroom)
    await stage.settled()
    assert "1 strike" in newsroom.last["text"]
    text = mallory.chat.transcript().replace(str(mallory.id), "500000000")
    golden("stranger", text)


async def test_a_failure_gives_the_user_a_number_and_the_admin_the_traceback(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.grace.command("start")
    await stage.settled()
    await stage.services.index.write(lambda writer: _break(writer))
    stage.ada.send("strikes in Syria")
    await stage.settled()
    told, admin = stage.ada.chat.last["text"], stage.grace.chat.last["text"]
    assert "went wrong" in told
    reference = told.rsplit(" ", 1)[1].rstrip(".")
    assert reference in admin
    assert admin.endswith("no such table: event_areas.")
    assert stage.emulator.token not in admin
    assert reference in caplog.text


def _break(writer: sqlite3.Connection) -> None:
    writer.execute("drop table event_areas")


async def test_a_user_who_blocked_the_bot_breaks_nothing(stage: Stage) -> None:
    stage.ada.send("strikes in Syria")
    stage.ada.block()
    await stage.settled()
    stage.grace.command("count", "strikes in Sudan")
    await stage.settled()
    assert "1 strike" in stage.grace.chat.last["text"]
