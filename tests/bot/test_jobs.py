"""The outbox under trouble: what is sent again, what never is, and what the log says."""

import asyncio
import sqlite3
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from bot.jobs import ClockWatch, forget_old, keep_jobs, send_queued
from handlers.sending.messages import OutgoingMessage, to_json
from store.chats.chats import remember_chat
from store.chats.deliveries import Parcel, begin_delivery, due_deliveries, queue_delivery
from tests.handlers.stage import Open, Stage
from tests.handlers.stage import december_index as december_index
from tests.handlers.stage import emulator as emulator
from tests.handlers.stage import open_stage as open_stage
from tests.handlers.stage import stage as stage
from tests.handlers.stage import world as world
from tests.telegram.people import Person


def refusals(connection: sqlite3.Connection, chat: int) -> int | None:
    """How many messages in a row a chat turned away; None for one that the bot is not in."""
    row = connection.execute("select refusals from chats where id = ?", (chat,)).fetchone()
    return None if row is None else row["refusals"]


async def queue(stage: Stage, text: str, to: Person | None = None) -> int:
    """Put a message into the outbox, for Ada where nobody else is named."""
    now, person = stage.emulator.clock.now(), to or stage.ada

    def put(writer: sqlite3.Connection) -> int:
        if refusals(writer, person.id) is None:
            remember_chat(writer, person.id, "private", person.name, now)
        number = queue_delivery(writer, Parcel(person.id, text), now)
        assert number is not None
        return number

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
    started.emulator.faults.flood("sendMessage", retry_after=20, times=2)
    for _ in range(2):
        await send(started)
        assert await state(started, delivery) == "queued"
        assert texts(started) == []
        started.emulator.later(minutes=5)
    await send(started)
    assert await state(started, delivery) == "sent"
    assert texts(started) == ["one"]


async def test_what_a_wrong_clock_put_off_waits_no_longer(started: Stage) -> None:
    delivery = await queue(started, "one")
    started.emulator.clock.advance(10 * 365 * 86400)
    started.emulator.faults.flood("sendMessage", retry_after=20)
    await send(started)
    started.emulator.clock.advance(-10 * 365 * 86400)
    await send(started)
    assert await state(started, delivery) == "sent"
    assert texts(started) == ["one"]


async def test_a_chat_that_telegram_wants_quiet_in_holds_up_no_other(started: Stage) -> None:
    ada, grace = started.ada, started.grace
    grace.command("start")
    await started.settled()
    for text, person in (("one", ada), ("two", ada), ("news", grace)):
        await queue(started, text, person)
    began = started.emulator.clock.now()
    started.emulator.faults.flood("sendMessage", retry_after=3600, chat=ada.chat)
    await send(started)
    assert grace.chat.last["text"] == "news"
    assert texts(started) == []
    assert started.emulator.clock.now() - began < timedelta(minutes=1)
    nearly = began + timedelta(minutes=59)
    due = await started.services.index.read(lambda reader: due_deliveries(reader, nearly))
    assert [each.payload for each in due] == ["two"]
    started.emulator.later(minutes=61)
    await send(started)
    assert texts(started) == ["one", "two"]


async def test_a_chat_whose_turn_does_not_come_holds_up_no_other(started: Stage) -> None:
    ada, grace, limiter, over = started.ada, started.grace, started.bot.bot.rate_limiter, asyncio.Event()
    grace.command("start")
    await started.settled()
    assert limiter is not None

    async def under_way() -> bool:
        return await over.wait()

    slow = limiter.process_request(under_way, (), {}, "editMessageText", {"chat_id": ada.id}, None)
    answer = asyncio.ensure_future(slow)
    delivery = await queue(started, "one")
    await queue(started, "news", grace)
    await send_queued(started.bot.bot, started.services, patience=0.05)
    assert grace.chat.last["text"] == "news"
    assert await state(started, delivery) == "queued"
    over.set()
    await answer
    started.emulator.later(minutes=1)
    await send(started)
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


async def test_what_a_crash_cut_off_is_in_doubt(started: Stage, open_stage: Open) -> None:
    delivery = await queue(started, "one")
    now = started.emulator.clock.now()
    await started.services.index.write(lambda writer: begin_delivery(writer, delivery, now))
    await started.stop()
    again = await open_stage()
    await send(again)
    assert await state(again, delivery) == "unknown"
    assert texts(again) == []


async def test_five_refusals_in_a_row_end_what_a_chat_gets(started: Stage) -> None:
    for number in range(5):
        await queue(started, f"message {number}")
        started.emulator.faults.forbid("sendMessage")
        await send(started)
    assert await started.services.index.read(lambda reader: refusals(reader, started.ada.id)) is None


async def test_a_message_that_is_taken_ends_the_count_of_refusals(started: Stage) -> None:
    for _ in range(2):
        for number in range(4):
            await queue(started, f"message {number}")
            started.emulator.faults.forbid("sendMessage")
            await send(started)
        await queue(started, "welcome")
        await send(started)
    assert await started.services.index.read(lambda reader: refusals(reader, started.ada.id)) == 0
    assert texts(started) == ["welcome", "welcome"]


async def test_an_answer_that_a_crash_kept_back_is_sent_by_the_next_run_once(started: Stage, open_stage: Open) -> None:
    payload = to_json(OutgoingMessage("an <b>answer</b>", ((("7 d", "v2.1.0.w.0.p.."),),)))
    await queue(started, payload)  # written down, and then the bot stopped
    await started.stop()
    again = await open_stage()
    await send(again)
    await send(again)
    assert texts(again) == ["an answer"]
    assert again.ada.chat.last["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "v2.1.0.w.0.p.."


async def test_an_answer_put_off_for_long_arrives_later_and_its_buttons_work(started: Stage) -> None:
    started.emulator.faults.flood("sendMessage", retry_after=30, times=3)
    started.ada.send("air strikes in Syria in December")
    await started.settled()
    assert texts(started) == []
    started.emulator.later(minutes=6)
    await send(started)
    assert len(texts(started)) == 1
    started.ada.tap("More (5 of 6) ›")
    await started.settled()
    assert "Homs" in started.ada.chat.last["text"]


async def test_an_answer_in_doubt_is_not_sent_twice(started: Stage, caplog: pytest.LogCaptureFixture) -> None:
    started.emulator.faults.drop("sendMessage", after=True)
    started.ada.send("air strikes in Syria in December")
    await started.settled()
    started.emulator.later(hours=1)
    await send(started)
    assert len(texts(started)) == 1
    assert "may or may not have arrived" in caplog.text


async def test_an_answer_follows_its_group_to_its_new_number(started: Stage) -> None:
    desk = started.emulator.group("Desk", started.ada)
    moved = started.ada.migrate(desk)
    await started.settled()
    now = started.emulator.clock.now()
    await started.services.index.write(lambda writer: queue_delivery(writer, Parcel(desk.id, "late"), now))
    await send(started)
    await started.settled()
    assert [message["text"] for message in moved.from_bot()] == ["late"]


async def test_several_chats_and_several_messages_keep_their_order(started: Stage) -> None:
    for number in range(3):
        await queue(started, f"message {number}")
    await send(started)
    assert texts(started) == ["message 0", "message 1", "message 2"]


async def test_a_digest_that_fails_takes_no_other_along(started: Stage, caplog: pytest.LogCaptureFixture) -> None:
    for topic in ("strikes in Sudan", "drone strikes"):
        started.ada.command("digest", f"08:00 UTC {topic}")
        await started.settled()
    broken = "update digests set question = ? where id = 1"
    await started.services.index.write(lambda writer: writer.execute(broken, ("strikes " * 100,)))
    started.emulator.later(hours=21)
    await started.jobs()
    assert "Daily digest · drone strikes" in started.ada.chat.last["text"]
    assert "Digest 1 cannot be sent: This question has 800 characters" in caplog.text


async def test_messages_leave_though_digests_cannot_be_read(started: Stage, caplog: pytest.LogCaptureFixture) -> None:
    await queue(started, "one")
    await started.services.index.write(lambda writer: writer.execute("alter table digests rename to gone"))
    jobs = asyncio.create_task(keep_jobs(started.bot.bot, started.services))
    await started.emulator.until(lambda: texts(started) == ["one"])
    jobs.cancel()
    with suppress(asyncio.CancelledError):
        await jobs
    assert "Digests failed" in caplog.text


async def test_old_questions_and_update_numbers_are_forgotten(started: Stage) -> None:
    started.ada.send("strikes in Sudan")
    await started.settled()
    started.emulator.later(days=61)
    await forget_old(started.services)
    counts = await started.services.index.read(
        lambda reader: [
            reader.execute("select count(*) from questions").fetchone()[0],
            reader.execute("select count(*) from updates").fetchone()[0],
        ]
    )
    assert counts == [0, 0]
    started.ada.tap("7 d")
    await started.settled()
    assert started.emulator.asked("editMessageText") == []


def test_nothing_is_forgotten_by_a_clock_that_was_just_set(caplog: pytest.LogCaptureFixture) -> None:
    now, elapsed = datetime(2025, 12, 20, 12, tzinfo=UTC), 0.0
    watch = ClockWatch(lambda: now, lambda: elapsed)

    def later(seconds: float, set_by: float = 0.0) -> bool:
        nonlocal now, elapsed
        now, elapsed = now + timedelta(seconds=seconds + set_by), elapsed + seconds
        return watch.is_time_to_forget()

    assert [later(15) for _ in range(20)] == [False] * 19 + [True]
    assert [later(600) for _ in range(6)] == [False] * 5 + [True]
    assert "The clock was set" not in caplog.text
    assert not later(3600, set_by=315_000_000.0)
    assert "The clock was set by +315000000 s" in caplog.text
    assert not later(1800, set_by=-315_000_000.0)
    assert [later(1800) for _ in range(2)] == [False, True]
