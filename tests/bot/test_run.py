"""Starting and stopping the bot, its menus, and trouble at the start."""

import asyncio
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from bot.application import build
from bot.config.settings import Settings
from bot.run import running
from bot.updates.keeping_on import REFUSED, TokenRefusedError
from bot.worker import ExtractionWorker
from domain.errors import WatchfloorError
from handlers.services.services import Index, Services
from knowledge.world import World
from tests.telegram.emulator import Emulator
from tests.telegram.faults import Fault
from tests.telegram.fixtures import emulator as emulator
from tests.telegram.refusal import Refusal
from tests.telegram.updates import OTHER_POLLER


@pytest.fixture
def settings(emulator: Emulator, tmp_path: Path) -> Settings:
    """Settings that point at the emulator."""
    emulator.world.updates.held = 0.05
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
    grace = emulator.person("Grace")
    async with running(build(settings, replace(services, admins=frozenset({grace.id})))):
        pass
    names = {
        json.loads(asked.params["scope"])["type"]: [each["command"] for each in json.loads(asked.params["commands"])]
        for asked in emulator.asked("setMyCommands")
    }
    assert set(names) == {"all_private_chats", "all_group_chats", "all_chat_administrators", "chat"}
    deciding = ["correct", "keep", "drop", "join", "split", "undo"]
    assert names["chat"] == [*names["all_private_chats"], "add", *deciding, "withdraw", "status"]
    assert "digest" in names["all_private_chats"]
    assert "digest" in names["all_chat_administrators"]
    assert "digest" not in names["all_group_chats"]


async def test_an_admin_who_has_not_begun_to_talk_is_no_trouble(
    settings: Settings, services: Services, emulator: Emulator
) -> None:
    async with running(build(settings, replace(services, admins=frozenset({1})))):
        ada = emulator.person("Ada")
        ada.send("hello")
        await ada.chat.hears(1)
    asked = [each.params["scope"] for each in emulator.asked("setMyCommands")]
    assert any(json.loads(scope)["type"] == "chat" for scope in asked), "the admin's menu was tried"
    assert len(emulator.forgive("chat not found")) == 1
    assert emulator.violations == []


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


TROUBLE = {
    "another poller": Fault("getUpdates", "refuse", 1, Refusal(409, OTHER_POLLER, fair=True)),
    "a server that restarts": Fault("getUpdates", "refuse", 1, Refusal(500, "Internal Server Error", fair=True)),
    "a proxy": Fault("getUpdates", "refuse", 1, Refusal(502, "Bad Gateway", fair=True)),
    "a flood": Fault("getUpdates", "refuse", 1, Refusal(429, "retry after 1", fair=True, retry_after=1)),
    "a connection that breaks": Fault("getUpdates", "drop before", 1),
    "an answer that is lost": Fault("getUpdates", "drop after", 1),
    "a refusal": Fault("getUpdates", "refuse", 1, Refusal(400, "something new", fair=True)),
    "no word on the webhook": Fault("deleteWebhook", "refuse", 1, Refusal(502, "Bad Gateway", fair=True)),
}


@pytest.mark.parametrize("trouble", TROUBLE)
async def test_polling_goes_on_after(trouble: str, settings: Settings, services: Services, emulator: Emulator) -> None:
    ada, fault = emulator.person("Ada"), replace(TROUBLE[trouble])
    emulator.faults._plan(fault)
    bot = build(settings, services)
    async with running(bot):
        emulator.busy.append(bot.update_queue.join)
        await emulator.until(lambda: fault.met == 1, what="the trouble")
        ada.send("strikes in Syria")
        await emulator.settled()
    assert len(ada.chat.from_bot()) == 1


@pytest.mark.parametrize(("status", "words"), [(401, "Unauthorized"), (404, "Not Found")])
async def test_a_token_that_telegram_comes_not_to_know_ends_the_polling(
    settings: Settings, services: Services, emulator: Emulator, status: int, words: str
) -> None:
    emulator.faults._plan(Fault("getUpdates", "refuse", 1, Refusal(status, words, fair=True)))
    async with running(build(settings, services)) as polling:
        with pytest.raises(TokenRefusedError, match="does not know this token any more: put a new one"):
            await polling


async def test_an_update_that_cannot_be_read_stops_no_other(
    settings: Settings, services: Services, emulator: Emulator, caplog: pytest.LogCaptureFixture
) -> None:
    ada = emulator.person("Ada")
    bot = build(settings, services)
    async with running(bot):
        emulator.busy.append(bot.update_queue.join)
        when = 10**15  # no date of the calendar
        emulator.world.updates.add("message", {"message_id": 5, "date": when, "chat": ada.chat.as_json(), "text": "x"})
        ada.send("strikes in Syria")
        await emulator.settled()
    assert len(ada.chat.from_bot()) == 1
    assert "cannot be read and is passed over" in caplog.text


@asynccontextmanager
async def process(emulator: Emulator, folder: Path, **more: str) -> AsyncIterator[Process]:
    """The bot as its operator starts it, in a process of its own; what it logs is in `log.txt`."""
    environment = {
        **os.environ,
        "TELEGRAM_BOT_TOKEN": emulator.token,
        "TELEGRAM_BASE_URL": emulator.base_url,
        "TELEGRAM_BASE_FILE_URL": emulator.base_file_url,
        "WATCHFLOOR_DATABASE": str(folder / "index.db"),
        "LOG_LEVEL": "DEBUG",
        **more,
    }
    with (folder / "log.txt").open("ab") as file:
        running = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", "from bot.cli.app import main; main()", "run"),
            env=environment,
            cwd=Path(__file__).parents[2],
            stderr=file,
        )
    try:
        yield running
    finally:
        if running.returncode is None:
            running.kill()
        await running.wait()


async def stopped(running: Process) -> tuple[int, float]:
    """The status of a process that was told to stop, and how many seconds it took."""
    begun = time.monotonic()
    running.send_signal(signal.SIGTERM)
    return await running.wait(), time.monotonic() - begun


async def test_the_command_runs_the_bot_until_it_is_stopped(emulator: Emulator, tmp_path: Path) -> None:
    ada, secret = emulator.person("Ada"), tmp_path / "token"
    secret.write_text(f"{emulator.token}\n", encoding="utf-8")
    handed = {"TELEGRAM_BOT_TOKEN": "", "TELEGRAM_BOT_TOKEN_FILE": str(secret), "LOG_FORMAT": "json"}
    async with process(emulator, tmp_path, **handed) as bot:
        ada.send("strikes in Syria")
        await ada.chat.hears(1, within=60)
        status, _ = await stopped(bot)
    log = (tmp_path / "log.txt").read_text(encoding="utf-8")
    assert status == 0
    assert "Nothing found" in ada.chat.last["text"]
    assert "@EventBot is running" in {json.loads(line)["message"] for line in log.splitlines()}
    assert emulator.token not in log


async def test_the_command_ends_with_one_sentence_where_the_token_is_revoked(
    emulator: Emulator, tmp_path: Path
) -> None:
    ada = emulator.person("Ada")
    async with process(emulator, tmp_path, LOG_LEVEL="ERROR") as bot:
        ada.send("strikes in Syria")
        await ada.chat.hears(1, within=60)
        emulator.faults._plan(Fault("getUpdates", "refuse", 1, Refusal(401, "Unauthorized", fair=True)))
        ada.send("strikes in Iraq")
        assert await asyncio.wait_for(bot.wait(), 30) == 1
    lines = (tmp_path / "log.txt").read_text(encoding="utf-8").splitlines()
    assert lines == [REFUSED]


async def test_a_signal_ends_the_bot_while_it_waits_for_telegram(emulator: Emulator, tmp_path: Path) -> None:
    async with process(emulator, tmp_path) as bot:
        quiet = Refusal(429, "999", fair=True, retry_after=999)
        fault = emulator.faults._plan(Fault("getUpdates", "refuse", 99, quiet))
        await emulator.until(lambda: fault.met == 1, within=60)
        status, seconds = await stopped(bot)
    assert status == 0
    assert seconds < 10


async def test_a_signal_ends_the_bot_while_it_starts(emulator: Emulator, tmp_path: Path) -> None:
    asked = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/bot"
    async with server, process(emulator, tmp_path, TELEGRAM_BASE_URL=address) as bot:
        await asyncio.wait_for(asked.wait(), 60)
        status, seconds = await stopped(bot)
    assert status == 0
    assert seconds < 10


async def test_what_a_signal_cuts_off_is_done_by_the_next_run_once(emulator: Emulator, tmp_path: Path) -> None:
    grace = emulator.person("Grace")
    async with process(emulator, tmp_path, ADMINS=str(grace.id)) as bot:
        paragraph = "A drone strike killed two people near El Obeid on Friday, the army said. Shelling hit Kharkiv.\n\n"
        grace.upload("long.txt", (paragraph * 4000).encode())
        await emulator.until(lambda: bool(emulator.asked("sendChatAction")), within=60)
        status, seconds = await stopped(bot)
        assert grace.chat.from_bot() == []
    assert status == 0
    assert seconds < 15
    with closing(sqlite3.connect(tmp_path / "index.db", isolation_level=None)) as index:
        assert index.execute("select count(*) from updates where content is not null").fetchone()[0] == 1
        # a name that is answered at once: reading all of it would take a minute
        index.execute("update updates set content = replace(content, 'long.txt', 'none.docx')")
    async with process(emulator, tmp_path, ADMINS=str(grace.id)):
        await grace.chat.hears(1, within=60)
    assert len(grace.chat.from_bot()) == 1


async def test_a_signal_ends_the_bot_though_the_index_is_held_by_another(emulator: Emulator, tmp_path: Path) -> None:
    ada = emulator.person("Ada")
    async with process(emulator, tmp_path) as bot:
        ada.send("strikes in Syria")
        await ada.chat.hears(1, within=60)
        with closing(sqlite3.connect(tmp_path / "index.db", isolation_level=None)) as other:
            other.execute("begin immediate")
            ada.send("strikes in Iraq")
            await emulator.until(lambda: not emulator.world.updates.polling)  # what it got it cannot keep
            status, seconds = await stopped(bot)
            other.execute("rollback")
    assert status == 0
    assert seconds < 15
    async with process(emulator, tmp_path):
        await emulator.until(lambda: "Iraq" in str(ada.chat.last.get("text")), within=60)
    assert len(ada.chat.from_bot()) == 2


def test_the_bots_own_process_does_without_spacy() -> None:
    program = "import sys, bot.run; print('spacy' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
