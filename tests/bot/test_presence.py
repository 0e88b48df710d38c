"""One bot on an index: the second says so and ends, other commands go on, and a lock dies with its process."""

import asyncio
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli.upkeep.doctor import check_quickly
from bot.config.settings import Settings
from bot.presence import PresenceError, last_answer, only_bot, presence_path
from store.database import APPLICATION_ID, open_for_writing
from store.migrations import STEPS, migrate
from tests.bot.test_cli import one_clear_line, watchfloor
from tests.bot.test_killed import index as index
from tests.bot.test_killed import process
from tests.handlers.stage import december_index as december_index
from tests.telegram.emulator import Emulator
from tests.telegram.fixtures import emulator as emulator

HOLD = """
import sys, pathlib, bot.presence
with bot.presence.only_bot(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    input()
"""


def holder(database: Path) -> subprocess.Popen[str]:
    """A process of its own that is the bot on an index, from when this returns until its input ends."""
    held = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(database)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert held.stdout is not None
    assert held.stdout.readline() == "held\n"
    return held


def test_a_second_bot_is_told_who_the_first_is(tmp_path: Path) -> None:
    database = tmp_path / "index.db"
    with (
        only_bot(database),
        pytest.raises(PresenceError, match=rf"already \(process {os.getpid()} on \S+\): stop it first"),
        only_bot(database),
    ):
        pass
    with only_bot(database):
        pass


def test_an_index_is_the_same_under_every_name(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    other.symlink_to(tmp_path / "index.db")
    with only_bot(tmp_path / "index.db"), pytest.raises(PresenceError), only_bot(other):
        pass
    with only_bot(tmp_path / "index.db"), only_bot(tmp_path / "another.db"):
        pass


def test_the_lock_dies_with_the_process(tmp_path: Path) -> None:
    database = tmp_path / "index.db"
    held = holder(database)
    with pytest.raises(PresenceError), only_bot(database):
        pass
    held.send_signal(signal.SIGKILL)
    held.communicate()
    assert presence_path(database).exists()
    with only_bot(database):
        pass


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(PresenceError, match="No such file or directory"), only_bot(tmp_path / "no" / "index.db"):
        pass


def test_only_an_answer_of_telegram_makes_a_bot_heard(tmp_path: Path) -> None:
    database = tmp_path / "index.db"
    assert last_answer(database) is None
    with only_bot(database) as presence:
        assert last_answer(database) is None
        presence.answered()
        since = last_answer(database)
        assert since is not None
        assert since < 60
    assert last_answer(database) is None


async def test_a_second_bot_ends_and_the_first_goes_on_beside_other_commands(emulator: Emulator, index: Path) -> None:
    ada = emulator.person("Ada")
    async with process(emulator, index) as bot:
        ada.send("strikes in Syria")
        await ada.chat.hears(1, within=60)
        assert last_answer(index) is not None
        settings = {
            "TELEGRAM_BOT_TOKEN": emulator.token,
            "TELEGRAM_BASE_URL": emulator.base_url,
            "WATCHFLOOR_DATABASE": str(index),
        }
        second = await asyncio.to_thread(watchfloor, "run", **settings)
        assert f"Another bot runs on {index} already (process {bot.pid} on " in one_clear_line(second)
        checked = await asyncio.to_thread(watchfloor, "doctor", "--quick", **settings)
        assert (checked.returncode, checked.stdout.splitlines()[0]) == (0, f"ok     index: {index} opens")
        assert re.search(r"^ok     bot: Telegram answered it \d+ s ago$", checked.stdout, re.MULTILINE)
        asked = await asyncio.to_thread(watchfloor, "ask", "strikes in Syria", "--database", str(index))
        assert asked.returncode == 0
        told = await asyncio.to_thread(watchfloor, "run", LOG_FORMAT="json", **settings)
        assert json.loads(one_clear_line(told))["message"] == second.stderr.strip()
        copied = await asyncio.to_thread(
            watchfloor, "backup", str(index.with_name("copy.db")), "--database", str(index)
        )
        assert copied.returncode == 0
        ada.send("drone strikes in Sudan")
        await ada.chat.hears(1, within=60)
        bot.terminate()
        assert await bot.wait() == 0
    assert last_answer(index) is None
    checked = await asyncio.to_thread(watchfloor, "doctor", "--quick", **settings)
    assert (checked.returncode, checked.stdout.splitlines()[1][:18]) == (1, "WRONG  bot: none r")


def test_a_bot_that_telegram_no_longer_answers_is_unwell(tmp_path: Path) -> None:
    database = tmp_path / "index.db"
    open_for_writing(database).close()
    with only_bot(database):
        long_ago = time.time() - 20 * 60
        os.utime(presence_path(database), (long_ago, long_ago))
        found = {finding.what: finding for finding in check_quickly(Settings(database))}
    assert not found["bot"].fine
    assert found["bot"].said == "Telegram last answered it 20 minutes ago: look into its log."
    assert found["index"].fine
    assert found["disk"].fine


def test_a_health_check_changes_nothing(tmp_path: Path) -> None:
    older = tmp_path / "older.db"
    with closing(sqlite3.connect(older)) as writer:
        writer.execute(f"pragma application_id = {APPLICATION_ID}")
        migrate(writer, stop_before=STEPS[-1])
    before = older.read_bytes()
    found = {finding.what: finding for finding in check_quickly(Settings(older))}
    assert "is of an older version" in found["index"].said
    assert not found["index"].fine
    assert older.read_bytes() == before
    away = {finding.what: finding for finding in check_quickly(Settings(tmp_path / "no" / "index.db"))}
    assert [finding.fine for finding in away.values()] == [False, False, False]
    assert not (tmp_path / "no").exists()
