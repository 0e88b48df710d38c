"""The outbox under trouble: what is sent again, what never is, and what the log says."""

import sqlite3

import pytest

from bot.jobs import doubt_what_was_cut_off, forget_old, send_queued
from store.chats import remember_chat
from store.deliveries import begin_delivery, queue_delivery
from tests.handlers.stage import Stage
from tests.handlers.stage import december_index as december_index
from tests.handlers.stage import emulator as emulator
from tests.handlers.stage import open_stage as open_stage
from tests.handlers.stage import stage as stage
from tests.handlers.stage import world as world


async def queue(stage: Stage, text: str) -> int:
    """Put a message for Ada into the outbox."""
    now, ada = stage.emulator.clock.now(), stage.ada.id

    def put(writer: sqlite3.Connection) -> int:
        remember_chat(writer, ada, "private", "Ada", now)
        return queue_delivery(writer, ada, text, now)

    return await stage.services.index.write(put)


async def state(stage: Stage, delivery: int) -> str:
    """What became of a delivery."""
    row = await stage.services.index.read(
        lambda reader: reader.execute("select state from deliveries where id = ?", (delivery,)).fetchone()
    )
    return str(row["state"])


async def send(stage: Stage) -> None:
    """One round of sending."""
    await send_queued(stage.bot.bot, stage.services)


@pytest.fixture
async def started(stage: Stage) -> Stage:
    """A bot that Ada has written to."""
    stage.ada.command("start")
    await stage.settled()
    return stage


def texts(stage: Stage) -> list[str]:
    """What the bot has said to Ada, the greeting aside."""
    return [message["text"] for message in stage.ada.chat.from_bot()][1:]


async def test_what_never_left_is_sent_later(started: Stage) -> None:
    delivery = await queue(started, "one")
    started.emulator.faults.flood("sendMessage", retry_after=20, times=3)
    await send(started)
    assert await state(started, delivery) == "queued"
    assert texts(started) == []
    started.emulator.later(minutes=5)
    await send(started)
    await send(started)
    assert await state(started, delivery) == "sent"
    assert texts(started) == ["one"]


async def test_what_may_have_arrived_is_not_sent_again_and_the_log_says_so(
    started: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    delivery = await queue(started, "one")
    started.emulator.faults.drop("sendMessage", after=True)
    await send(started)
    started.emulator.later(hours=1)
    await send(started)
    assert await state(started, delivery) == "unknown"
    assert texts(started) == ["one"]
    assert "may or may not have arrived" in caplog.text


async def test_a_server_error_may_have_arrived_too(started: Stage) -> None:
    delivery = await queue(started, "one")
    started.emulator.faults.fail("sendMessage", status=502)
    await send(started)
    assert await state(started, delivery) == "unknown"


async def test_a_refusal_is_final(started: Stage) -> None:
    delivery = await queue(started, "one")
    started.emulator.faults.forbid("sendMessage")
    await send(started)
    started.emulator.later(hours=1)
    await send(started)
    assert await state(started, delivery) == "failed"
    assert texts(started) == []


async def test_what_a_crash_cut_off_is_in_doubt(started: Stage) -> None:
    delivery = await queue(started, "one")
    now = started.emulator.clock.now()
    await started.services.index.write(lambda writer: begin_delivery(writer, delivery, now))
    await doubt_what_was_cut_off(started.services)
    await send(started)
    assert await state(started, delivery) == "unknown"
    assert texts(started) == []


async def test_several_chats_and_several_messages_keep_their_order(started: Stage) -> None:
    for number in range(3):
        await queue(started, f"message {number}")
    await send(started)
    assert texts(started) == ["message 0", "message 1", "message 2"]


async def test_old_questions_and_update_numbers_are_forgotten(started: Stage) -> None:
    started.ada.send("strikes in Sudan")
    await started.settled()
    started.emulator.later(days=61)
    await forget_old(started.services)
    counts = await started.services.index.read(
        lambda reader: [
            reader.execute("select count(*) from questions").fetchone()[0],
            reader.execute("select count(*) from updates_seen").fetchone()[0],
        ]
    )
    assert counts == [0, 0]
    started.ada.tap("7 d")
    await started.settled()
    assert started.emulator.asked("editMessageText") == []
