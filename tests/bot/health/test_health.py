"""Health and metrics of a running bot, as a health check, Prometheus and `watchfloor doctor` see them."""

import asyncio
import json
import re
import resource
import signal
import socket
import sqlite3
import threading
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from bot.application import build
from bot.config.settings import Settings
from bot.health.asking import NotToldError, ask_bot
from bot.health.serving import told
from bot.health.watchdog import watchdog
from bot.run import running
from domain.errors import WatchfloorError
from handlers.services.metrics import Metrics
from handlers.services.services import Services
from handlers.services.signs import SILENT, Hearing, Sign
from tests.bot.health.promtool import faults_of
from tests.bot.load import free_port
from tests.bot.test_cli import watchfloor
from tests.bot.test_killed import index as index
from tests.bot.test_run import process
from tests.bot.test_run import services as services
from tests.bot.test_run import settings as settings
from tests.handlers.stage import december_index as december_index
from tests.telegram.emulator import Emulator
from tests.telegram.fixtures import emulator as emulator


@asynccontextmanager
async def watched(services: Services) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who may ask how the bot is."""
    port = free_port()
    with told(("127.0.0.1", port), services, asyncio.get_running_loop()):
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", verify=False, timeout=30) as client:
            yield client


@asynccontextmanager
async def watched_bot(emulator: Emulator, settings: Settings, services: Services) -> AsyncIterator[httpx.AsyncClient]:
    """The same, with the bot running."""
    bot = build(settings, services)
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(watched(services))
        await stack.enter_async_context(running(bot))
        emulator.busy[:] = [bot.update_queue.join]
        yield client


async def health(client: httpx.AsyncClient) -> tuple[int, dict[str, Any]]:
    """Status and content of a health check, which is one line."""
    answer = await client.get("/healthz")
    assert answer.text.count("\n") == 1
    assert answer.headers["content-type"] == "application/json"
    return answer.status_code, json.loads(answer.text)


async def scraped(client: httpx.AsyncClient) -> dict[str, float]:
    """Each sample of the metrics, by its name and labels as they are written; their text is checked on the way."""
    answer = await client.get("/metrics")
    assert answer.status_code == 200
    assert faults_of(answer.text) == []
    samples = [sample for family in families(answer.text) for sample in family.samples]
    return {
        f"{sample.name}{''.join(f'{{{name}={value}}}' for name, value in sorted(sample.labels.items()))}": sample.value
        for sample in samples
    }


def families(text: str) -> list[Metric]:
    """The families of a text of metrics, as a client of Prometheus reads them."""
    return list(text_string_to_metric_families(text))


async def test_a_bot_is_well_once_telegram_has_answered(
    emulator: Emulator, settings: Settings, services: Services
) -> None:
    ada = emulator.person("Ada")
    async with watched(services) as client:
        status, said = await health(client)
        assert (status, said["unwell"]) == (503, ["telegram"])
        assert said["parts"]["telegram"] == "has not answered yet"
    async with watched_bot(emulator, settings, services) as client:
        ada.send("strikes in Syria")
        await emulator.settled()
        ada.send("strikes in Iraq")  # is only got by a poll after the first was answered
        await emulator.settled()
        status, said = await health(client)
        assert (status, said["well"], said["unwell"]) == (200, True, [])
        assert set(said["parts"]) == {"loop", "telegram", "index", "disk"}
        assert (await client.head("/healthz")).status_code == 200
        assert [(await client.get(path)).status_code for path in ("/", "/healthz/x")] == [404, 404]
        assert (await client.post("/healthz")).status_code == 405


async def test_a_loop_that_stands_still_is_told(services: Services) -> None:
    port, go_on, stands = free_port(), threading.Event(), threading.Event()
    loop = asyncio.get_running_loop()
    said: list[httpx.Response] = []

    def ask() -> None:
        stands.wait()
        said.append(httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=30, verify=False))
        go_on.set()

    def stand_still() -> None:
        stands.set()
        go_on.wait(30)

    with told(("127.0.0.1", port), services, loop):
        asking = threading.Thread(target=ask)
        asking.start()
        loop.call_soon(stand_still)
        await asyncio.to_thread(asking.join)
    assert said[0].status_code == 503
    assert said[0].json()["parts"] == {"loop": "has stood still for 2 s"}


async def test_systemd_hears_only_from_a_loop_that_comes_round(tmp_path: Path) -> None:
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(30)

        def heard() -> list[bytes]:
            """What comes until it is quiet for ten times as long as between two words."""
            words: list[bytes] = []
            with suppress(TimeoutError):
                while len(words) < 5:
                    words.append(systemd.recv(100))
            return words

        systemd.settimeout(0.5)
        asked = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "150000"}
        with watchdog(loop, asked):
            assert await asyncio.to_thread(heard) == [b"WATCHDOG=1"] * 5
            assert len(heard()) < 5  # the loop stands meanwhile
        await asyncio.to_thread(heard)
        with watchdog(loop, {**asked, "WATCHDOG_PID": "1"}), watchdog(loop, {}):
            assert await asyncio.to_thread(heard) == []


async def test_an_index_that_cannot_be_written_is_told(services: Services, settings: Settings) -> None:
    services.answered()
    await services.index.write(lambda writer: writer.execute("pragma busy_timeout = 0").fetchone())
    async with watched(services) as client:
        with closing(sqlite3.connect(settings.database, isolation_level=None)) as other:
            other.execute("begin immediate")
            status, said = await health(client)
            assert (status, said["unwell"]) == (503, ["index"])
            other.execute("rollback")
        assert (await health(client))[0] == 200


async def test_an_index_that_became_read_only_is_told(services: Services) -> None:
    services.answered()
    async with watched(services) as client:
        await services.index.write(lambda writer: writer.execute("pragma query_only = 1").fetchone())
        status, said = await health(client)
        assert (status, said["unwell"]) == (503, ["index"])
        await services.index.write(lambda writer: writer.execute("pragma query_only = 0").fetchone())
        assert (await health(client))[0] == 200


async def test_telegram_that_is_silent_for_long_is_told() -> None:
    now = 0.0
    hearing = Hearing(lambda: now)
    assert not (await hearing.sign()).well
    hearing.answered()
    now = SILENT
    assert await hearing.sign() == Sign("telegram", True, "answered 120 s ago")
    now += 1
    assert not (await hearing.sign()).well
    hearing.answered()
    assert (await hearing.sign()).well


async def test_an_address_that_is_taken_is_one_clear_sentence(services: Services) -> None:
    async with watched(services) as client:
        address = ("127.0.0.1", int(client.base_url.port or 0))
        with (
            pytest.raises(WatchfloorError, match=r"^Cannot listen on 127"),
            told(address, services, asyncio.get_running_loop()),
        ):
            pass
    with told(address, services, asyncio.get_running_loop()):  # it is free again
        pass


async def test_what_happens_is_counted(emulator: Emulator, settings: Settings, services: Services) -> None:
    ada = emulator.person("Ada")
    async with watched_bot(emulator, settings, services) as client:
        before = await scraped(client)
        emulator.faults.flood("sendMessage", retry_after=1)
        ada.send("strikes in Syria")
        await emulator.settled()
        ada.command("help")
        ada.inline("strikes in Syria")
        await emulator.settled()
        emulator.world.updates.repeat()
        ada.send("strikes in Iraq")
        await emulator.settled()
        counted = await scraped(client)
    assert before["watchfloor_telegram_requests_total{status=429}"] == 0
    assert counted["watchfloor_telegram_requests_total{status=429}"] == 1
    assert counted["watchfloor_updates_total{kind=text}"] == 2
    assert counted["watchfloor_updates_total{kind=command}"] == 1
    assert counted["watchfloor_updates_total{kind=inline}"] == 1
    for kind, answers in (("text", 2), ("command", 1), ("inline", 1)):
        assert counted[f"watchfloor_answer_seconds_count{{kind={kind}}}"] == answers
        assert 0 < counted[f"watchfloor_answer_seconds_sum{{kind={kind}}}"] < 60
        assert counted[f"watchfloor_answer_seconds_bucket{{kind={kind}}}{{le=+Inf}}"] == answers
    assert counted["watchfloor_outbox_messages{state=sent}"] == 3
    assert counted["watchfloor_outbox_messages{state=queued}"] == 0
    assert counted["watchfloor_updates_waiting"] == 0
    assert (counted["watchfloor_reports"], counted["watchfloor_events"]) == (0, 0)
    assert (
        counted["watchfloor_last_update_timestamp_seconds"] == emulator.clock.now().replace(microsecond=0).timestamp()
    )
    assert abs(counted["watchfloor_last_heard_timestamp_seconds"] - time.time()) < 60


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("# HELP a_total A.\n# TYPE a_total counter\na_total 1", "the last line has no end"),
        ("# HELP a A.\n# TYPE a counter\na 1\n", "a: a counter ends in _total"),
        ("# HELP a_total A.\n# TYPE a_total gauge\na_total 1\n", "a_total: only a counter ends in _total"),
        ("# HELP a A.\n# TYPE a gauge\na 1\na 2\n", "a{}: comes twice"),
        ('# HELP a A.\n# TYPE a gauge\na{b="\\x"} 1\n', "no line of the format: 'a{b=\"\\\\x\"} 1'"),
        ("# HELP a A.\n# TYPE a gauge\na one\n", "no line of the format: 'a one'"),
        ("# TYPE a gauge\na 1\n", "a: without a help"),
        ("# HELP a A.\na 1\n", "a: without a type"),
        (
            "# HELP a_minutes A.\n# TYPE a_minutes gauge\na_minutes 1\n",
            "a_minutes: base units, such as seconds and bytes",
        ),
        ("# HELP aB A.\n# TYPE aB gauge\naB 1\n", "aB: words in lower case, without the type"),
    ],
)
def test_what_promtool_would_find_is_found(text: str, fault: str) -> None:
    assert fault in faults_of(text)


def test_the_paper_names_each_count_and_no_other() -> None:
    paper = (Path(__file__).parents[3] / "docs" / "operating.md").read_text(encoding="utf-8")
    counted = {
        f"{family.name}_total" if family.type == "counter" else family.name
        for family in Metrics().registry.collect()
        if not family.name.startswith("process_")
    }
    assert set(re.findall(r"`(watchfloor_\w+)", paper)) == counted
    assert {
        name for name in re.findall(r"watchfloor_\w+", paper) if not name.startswith("watchfloor_backup")
    } == counted


async def test_two_bots_of_one_process_count_apart(services: Services) -> None:
    other = Services(services.index, services.world, services.extract, services.clock)
    other.metrics.extracted(2.0, whole=False)
    async with watched(services) as one, watched(other) as another:
        assert not any("extraction_seconds_count" in name for name in await scraped(one))
        counted = await scraped(another)
        assert counted["watchfloor_extraction_seconds_count{outcome=set aside}"] == 1


async def test_open_metrics_are_given_to_who_accepts_them(services: Services) -> None:
    async with watched(services) as client:
        answer = await client.get("/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"})
    assert answer.headers["content-type"].startswith("application/openmetrics-text")
    assert answer.text.endswith("# EOF\n")


async def test_the_running_command_is_asked_by_doctor_and_seen_from_outside(emulator: Emulator, index: Path) -> None:
    ada, grace = emulator.person("Ada"), emulator.person("Grace")
    port = free_port()
    at = {"HEALTH_LISTEN": f"127.0.0.1:{port}", "WATCHFLOOR_DATABASE": str(index)}
    async with (
        process(emulator, index.parent, ADMINS=str(grace.id), **at) as bot,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", verify=False, timeout=30) as client,
    ):
        ada.send("strikes in Syria")
        grace.send("Shelling killed two people in Kharkiv on Friday, officials said. " * 3)
        await ada.chat.hears(1, within=60)
        await grace.chat.hears(1, within=120)
        counted = await scraped(client)
        assert counted["watchfloor_extraction_seconds_count{outcome=read}"] == 1
        assert counted["watchfloor_events"] > 1
        assert counted["watchfloor_last_report_timestamp_seconds"] > time.time() - 300
        assert counted["process_resident_memory_bytes"] > 10_000_000
        quick = await asyncio.to_thread(watchfloor, "doctor", "--quick", **at)
        assert quick.returncode == 0, quick.stdout
        assert [line[:17] for line in quick.stdout.splitlines()[1:5]] == [
            *("ok     bot, loop:", "ok     bot, teleg", "ok     bot, index", "ok     bot, worke"),
        ]
        assert "worker: waits for reports" in quick.stdout
        _, most = resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))  # as on a full disk
        assert (await health(client))[1]["unwell"] == ["index"]
        resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (most, most))
        assert (await health(client))[0] == 200
        bot.send_signal(signal.SIGSTOP)
        stopped = await asyncio.to_thread(watchfloor, "doctor", "--quick", **at)
        bot.send_signal(signal.SIGCONT)
        assert stopped.returncode == 1
        assert re.search(rf"^WRONG  bot: nobody answers on 127\.0\.0\.1:{port} \(not in time\)", stopped.stdout, re.M)
        bot.terminate()
        assert await bot.wait() == 0
    gone = await asyncio.to_thread(watchfloor, "doctor", "--quick", **at)
    assert gone.returncode == 1
    assert "(Connection refused): is the bot running?" in gone.stdout


async def test_what_is_no_watchfloor_is_told(tmp_path: Path) -> None:
    async def other(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]")
        writer.close()

    server = await asyncio.start_server(other, "127.0.0.1", 0)
    async with server:
        with pytest.raises(NotToldError, match="is no Watchfloor"):
            await asyncio.to_thread(ask_bot, ("127.0.0.1", server.sockets[0].getsockname()[1]))
