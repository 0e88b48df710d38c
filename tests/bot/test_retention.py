"""The bot removes texts of old reports by itself: a few at a time, once a day, and answers as before."""

import asyncio
import sqlite3
from contextlib import suppress
from datetime import timedelta

import pytest

from bot.jobs import keep_jobs
from bot.retention import Retention
from domain.reports import Report
from store.writing.reports import add_report
from tests.handlers.stage import Stage
from tests.handlers.stage import december_index as december_index
from tests.handlers.stage import emulator as emulator
from tests.handlers.stage import open_stage as open_stage
from tests.handlers.stage import stage as stage
from tests.handlers.stage import world as world

KEPT = timedelta(days=365)


async def add_old(stage: Stage, count: int) -> None:
    """Take in reports of two years ago, which tell of nothing."""
    when = stage.emulator.clock.now() - timedelta(days=730)

    def add(writer: sqlite3.Connection) -> None:
        for number in range(count):
            add_report(writer, Report(f"Old text {number} of {when}", when, None, "Wire"), [])

    await stage.services.index.write(add)


async def old_left(stage: Stage) -> int:
    """How many of them still have their texts."""
    counted = "select count(*) from reports where text like 'Old text%'"
    return int(await stage.services.index.read(lambda reader: reader.execute(counted).fetchone()[0]))


async def test_texts_go_a_few_at_a_time_and_answers_stay(stage: Stage) -> None:
    stage.ada.send("strikes in Syria")
    await stage.settled()
    before = stage.ada.chat.last["text"]
    await add_old(stage, 120)
    retention = Retention(KEPT)
    await retention.take_steps(stage.services)
    assert await old_left(stage) == 120
    await retention.note_hour(stage.services)
    left = []
    for _ in range(4):
        await retention.take_steps(stage.services)
        left.append(await old_left(stage))
    assert left == [70, 20, 0, 0]
    stage.emulator.later(days=1000)  # all that the index holds is old now
    retention = Retention(KEPT)
    await retention.note_hour(stage.services)
    await retention.take_steps(stage.services)
    counted = "select count(*) from reports where text <> ''"
    assert await stage.services.index.read(lambda reader: reader.execute(counted).fetchone()[0]) == 0
    stage.emulator.later(days=-1000)
    stage.ada.send("strikes in Syria")
    await stage.settled()
    assert stage.ada.chat.last["text"] == before


async def test_what_becomes_old_is_looked_for_once_a_day(stage: Stage) -> None:
    retention = Retention(KEPT)
    await retention.note_hour(stage.services)
    await add_old(stage, 1)
    for _ in range(23):
        await retention.note_hour(stage.services)
        await retention.take_steps(stage.services)
    assert await old_left(stage) == 1
    await retention.note_hour(stage.services)
    await retention.take_steps(stage.services)
    assert await old_left(stage) == 0


async def test_what_fails_is_tried_again(stage: Stage) -> None:
    await add_old(stage, 15)
    retention = Retention(KEPT)
    await retention.note_hour(stage.services)
    full = "create temp trigger full before insert on reports begin select raise(abort, 'full'); end"
    await stage.services.index.write(lambda writer: writer.execute(full))
    with pytest.raises(Exception, match="full"):
        await retention.take_steps(stage.services)
    assert await old_left(stage) == 15
    await stage.services.index.write(lambda writer: writer.execute("drop trigger full"))
    await retention.take_steps(stage.services)
    assert await old_left(stage) == 0


async def test_texts_are_kept_for_ever_where_nothing_else_is_said(stage: Stage) -> None:
    await add_old(stage, 1)
    retention = Retention(None)
    await retention.note_hour(stage.services)
    await retention.take_steps(stage.services)
    assert await old_left(stage) == 1


async def test_it_is_one_of_the_jobs(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    await add_old(stage, 20)
    monkeypatch.setattr("bot.jobs._FORGET_FIRST", 0.0)
    jobs = asyncio.create_task(keep_jobs(stage.bot.bot, stage.services, keep_reports=KEPT))
    async with asyncio.timeout(60):
        while await old_left(stage):
            pass
    assert not jobs.done()  # the job goes on when the texts are gone
    jobs.cancel()
    with suppress(asyncio.CancelledError):
        await jobs
    assert await old_left(stage) == 0
