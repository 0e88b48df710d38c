"""A bot that is killed in the middle of its work, and started again: nothing is lost, and nothing comes twice."""

import asyncio
import os
import shutil
import sys
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.jobs import AT_ONCE
from store.chats.chats import remember_chat
from store.chats.digests import Digest, add_digest
from store.database import open_for_writing
from tests.handlers.stage import december_index as december_index
from tests.telegram.emulator import Emulator
from tests.telegram.fixtures import emulator as emulator
from tests.telegram.world import BOT_ID

QUESTIONS = ("strikes in Syria", "drone strikes in Sudan", "US casualties December", "air strikes in Homs", "ambush")


@pytest.fixture
def index(tmp_path: Path, december_index: Path) -> Path:
    """An index of its own, with events in it."""
    path = tmp_path / "index.db"
    shutil.copy(december_index, path)
    return path


@asynccontextmanager
async def process(emulator: Emulator, index: Path) -> AsyncIterator[Process]:
    """The bot as its operator starts it, in a process of its own."""
    environment = {
        **os.environ,
        "TELEGRAM_BOT_TOKEN": emulator.token,
        "TELEGRAM_BASE_URL": emulator.base_url,
        "TELEGRAM_BASE_FILE_URL": emulator.base_file_url,
        "WATCHFLOOR_DATABASE": str(index),
    }
    with (index.parent / "log.txt").open("ab") as log:
        running = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", "from bot.cli.app import main; main()", "run"),
            env=environment,
            cwd=Path(__file__).parents[2],
            stderr=log,
        )
    try:
        yield running
    finally:
        if running.returncode is None:
            running.kill()
        await running.wait()


def heard(emulator: Emulator, *methods: str) -> int:
    """How many messages the bot has sent."""
    return sum(len(emulator.asked(method)) for method in methods or ("sendMessage",))


async def test_updates_that_were_confirmed_and_not_handled_are_handled_by_the_next_run(
    emulator: Emulator, index: Path
) -> None:
    ada, grace = emulator.person("Ada"), emulator.person("Grace")
    for question in QUESTIONS:
        ada.send(question)
    grace.send(QUESTIONS[0])
    async with process(emulator, index) as bot:
        await emulator.until(lambda: heard(emulator) == 4, within=60)  # three of Ada's leave at once, and Grace's
        await emulator.until(lambda: not emulator.world.updates.waiting, what="the bot to confirm the updates")
        bot.kill()
        await bot.wait()
    assert len(ada.chat.from_bot()) == 3
    async with process(emulator, index):
        await emulator.until(lambda: len(ada.chat.from_bot()) >= len(QUESTIONS), within=60)
        ada.send("drone strikes in Ukraine")  # after all that was left
        await emulator.until(lambda: "Kharkiv" in str(ada.chat.last.get("text")), within=30)
    assert len(ada.chat.from_bot()) == len(QUESTIONS) + 1
    assert len(grace.chat.from_bot()) == 1
    said = [message["text"].splitlines()[0] for message in ada.chat.from_bot()]
    assert len(set(said)) == len(QUESTIONS) + 1, said
    assert "updates were not handled when the bot last stopped" in (index.parent / "log.txt").read_text(
        encoding="utf-8"
    )


async def test_a_picture_is_neither_lost_nor_sent_twice(emulator: Emulator, index: Path) -> None:
    ada = emulator.person("Ada")
    for command, words in (("map", "air strikes in Syria"), ("export", "csv air strikes in Syria")) * 3:
        ada.command(command, words)
    async with process(emulator, index) as bot:
        await emulator.until(lambda: heard(emulator, "sendPhoto", "sendDocument") == 3, within=60)
        await emulator.until(lambda: not emulator.world.updates.waiting, what="the bot to confirm the updates")
        bot.kill()
        await bot.wait()
    async with process(emulator, index):
        await emulator.until(lambda: len(ada.chat.from_bot()) >= 6, within=60)
        ada.send("drone strikes in Sudan")
        await emulator.until(lambda: "El Fasher" in str(ada.chat.last.get("text")), within=30)
    assert Counter(kind for message in ada.chat.from_bot() for kind in ("photo", "document") if kind in message) == {
        "photo": 3,
        "document": 3,
    }
    assert len(ada.chat.from_bot()) == 7


CHATS = 120


async def test_digests_to_many_chats_arrive_once_though_the_bot_is_killed_in_the_midst_of_sending(
    emulator: Emulator, index: Path
) -> None:
    people = [emulator.person(f"Reader {number}") for number in range(CHATS)]
    now = datetime.now(UTC)
    due = (now - timedelta(minutes=1)).time().replace(second=0, microsecond=0)
    with closing(open_for_writing(index)) as writer:
        for person in people:
            person.chat.members[BOT_ID] = "member"  # they have written to it
            remember_chat(writer, person.id, "private", person.name, now)
            made = now - timedelta(hours=3)
            week = frozenset(range(1, 8))
            digest = Digest(0, person.id, None, (due,), week, "UTC", "air strikes in Syria", frozenset(), made, None)
            add_digest(writer, digest)
    held = emulator.faults.hold("sendMessage", times=CHATS, passing=30)
    async with process(emulator, index) as bot:
        await emulator.until(lambda: held.holding == AT_ONCE, within=90)  # these arrived, and the bot does not know
        bot.kill()
        await bot.wait()
    held.times = 0
    assert 30 < sum(len(person.chat.from_bot()) for person in people) < CHATS

    def had(words: str) -> list[int]:
        return [sum(words in message["text"] for message in person.chat.from_bot()) for person in people]

    async with process(emulator, index):
        await emulator.until(lambda: all(had("igest ·")), within=90)
        # they arrived, but for all that the bot knows
        await emulator.until(lambda: sum(had("cannot tell whether it came")) == AT_ONCE, within=60)
        people[0].send("drone strikes in Sudan")
        await emulator.until(lambda: "El Fasher" in str(people[0].chat.last.get("text")), within=30)
    assert set(had("igest ·")) == {1}
    assert sum(had("cannot tell whether it came")) == AT_ONCE
    assert set(had("")[1:]) == {1, 2}
