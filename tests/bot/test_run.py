"""Starting and stopping the bot, its menus, and trouble at the start."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from bot.application import build
from bot.run import running
from bot.settings import Settings
from bot.worker import ExtractionWorker
from domain.errors import WatchfloorError
from handlers.services.services import Index, Services
from knowledge.world import World
from tests.telegram.emulator import Emulator
from tests.telegram.fixtures import emulator as emulator


@pytest.fixture
def settings(emulator: Emulator, tmp_path: Path) -> Settings:
    """Settings that point at the emulator."""
    return Settings(
        tmp_path / "index.db", emulator.token, base_url=emulator.base_url, base_file_url=emulator.base_file_url
    )


@pytest_asyncio.fixture
async def services(settings: Settings, emulator: Emulator) -> AsyncIterator[Services]:
    """Services over an empty index."""
    worker, index = ExtractionWorker(), Index(settings.database)
    yield Services(index, World.open(), worker.extract, emulator.clock.now)
    worker.close()
    index.close()


async def test_menus_are_set_for_private_chats_groups_and_admins(
    settings: Settings, services: Services, emulator: Emulator
) -> None:
    async with running(build(settings, services)):
        pass
    names = {
        json.loads(asked.params["scope"])["type"]: [each["command"] for each in json.loads(asked.params["commands"])]
        for asked in emulator.asked("setMyCommands")
    }
    assert set(names) == {"all_private_chats", "all_group_chats", "all_chat_administrators"}
    assert "digest" in names["all_private_chats"]
    assert "digest" in names["all_chat_administrators"]
    assert "digest" not in names["all_group_chats"]


async def test_a_wrong_token_is_one_clear_sentence(settings: Settings, services: Services, emulator: Emulator) -> None:
    wrong = replace(settings, token="7000000001:AAEwrongwrongwrongwrongwrongwrongwrong")
    with pytest.raises(WatchfloorError, match="TELEGRAM_BOT_TOKEN"):
        async with running(build(wrong, services)):
            pass
    emulator.forgive("Unauthorized")


async def test_no_network_is_one_clear_sentence(settings: Settings, services: Services) -> None:
    nowhere = replace(settings, base_url="http://127.0.0.1:9/bot")
    with pytest.raises(WatchfloorError, match="cannot be reached"):
        async with running(build(nowhere, services)):
            pass


async def test_an_empty_index_answers_too(settings: Settings, services: Services, emulator: Emulator) -> None:
    ada = emulator.person("Ada")
    bot = build(settings, services)
    async with running(bot):
        emulator.busy.append(bot.update_queue.join)
        ada.send("strikes in Syria")
        await emulator.settled()
    assert "Nothing found" in ada.chat.last["text"]


async def test_updates_sent_while_the_bot_was_away_are_answered_once(
    settings: Settings, services: Services, emulator: Emulator
) -> None:
    ada = emulator.person("Ada")
    ada.send("strikes in Syria")
    for _ in range(2):
        bot = build(settings, services)
        async with running(bot):
            emulator.busy[:] = [bot.update_queue.join]
            await emulator.settled()
    assert len(ada.chat.from_bot()) == 1


async def test_the_command_runs_the_bot_until_it_is_stopped(emulator: Emulator, tmp_path: Path) -> None:
    ada = emulator.person("Ada")
    secret = tmp_path / "token"
    secret.write_text(f"{emulator.token}\n", encoding="utf-8")
    environment = {
        **os.environ,
        "TELEGRAM_BOT_TOKEN_FILE": str(secret),
        "TELEGRAM_BASE_URL": emulator.base_url,
        "TELEGRAM_BASE_FILE_URL": emulator.base_file_url,
        "WATCHFLOOR_DATABASE": str(tmp_path / "index.db"),
        "LOG_LEVEL": "DEBUG",
        "LOG_FORMAT": "json",
    }
    log = tmp_path / "log.txt"
    with log.open("wb") as file:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", "from bot.cli.app import main; main()", "run"),
            env=environment,
            cwd=Path(__file__).parents[2],
            stderr=file,
        )
        try:
            ada.send("strikes in Syria")
            await ada.chat.hears(1, within=60)
            process.send_signal(signal.SIGTERM)
            status = await process.wait()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    assert status == 0
    assert "Nothing found" in ada.chat.last["text"]
    said = log.read_text(encoding="utf-8")
    assert "@EventBot is running" in {json.loads(line)["message"] for line in said.splitlines()}
    assert emulator.token not in said


def test_the_bots_own_process_does_without_spacy() -> None:
    program = "import sys, bot.run; print('spacy' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
