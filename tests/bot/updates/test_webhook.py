"""Updates by webhook: the real application behind its own door, brought to it by the strict emulator."""

import asyncio
import logging
import socket
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from pathlib import Path

import httpx
import pytest

from bot.application import build
from bot.config.settings import Settings
from bot.registry import ALLOWED_UPDATES
from bot.run import running
from bot.updates.keeping_on import TokenRefusedError
from bot.updates.webhook import MOST_BODY, SECRET, Webhook, WebhookPlace
from bot.updates.webhook_secrets import path_of, secret_of
from domain.errors import WatchfloorError
from handlers.services.services import Services
from tests.bot.load import door
from tests.bot.test_killed import QUESTIONS
from tests.bot.test_killed import index as index
from tests.bot.test_run import process, stopped
from tests.bot.test_run import services as services
from tests.bot.test_run import settings as settings
from tests.handlers.stage import december_index as december_index
from tests.telegram.emulator import Emulator
from tests.telegram.faults import Fault
from tests.telegram.fixtures import emulator as emulator
from tests.telegram.refusal import Refusal
from tests.telegram.world import TOKEN

PUBLIC = "https://bot.example.org:8443/watchfloor"
PATH, KEY = path_of(TOKEN), secret_of(TOKEN)
SECRETS = {SECRET: KEY}


def place(emulator: Emulator) -> WebhookPlace:
    """Where the bot listens, and where the emulator finds it."""
    return WebhookPlace(PUBLIC, ("127.0.0.1", door(emulator, PUBLIC)))


@asynccontextmanager
async def brought(emulator: Emulator, settings: Settings, services: Services) -> AsyncIterator[httpx.AsyncClient]:
    """The bot with a webhook, running, and somebody who knows its address on this machine."""
    at, bot = place(emulator), build(settings, services)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(running(bot, at=at))
        base = f"http://127.0.0.1:{at.address[1]}"
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=base, verify=False))
        await emulator.until(lambda: bool(emulator.world.updates.webhook.get("url")), what="the webhook to be set")
        emulator.busy[:] = [bot.update_queue.join]
        yield client
    emulator.busy.clear()


def update(number: int, text: str, emulator: Emulator) -> dict[str, object]:
    """An update as Telegram would bring it."""
    ada = next(chat for chat in emulator.world.chats.values() if chat.kind == "private")
    user = emulator.world.users[ada.id]
    sent = {"message_id": number, "date": 1_766_000_000, "chat": ada.as_json(), "from": user, "text": text}
    return {"update_id": number, "message": sent}


async def test_what_is_brought_is_answered_once(emulator: Emulator, settings: Settings, services: Services) -> None:
    ada = emulator.person("Ada")
    async with brought(emulator, settings, services):
        ada.send("strikes in Syria")
        await emulator.settled()
        emulator.world.updates.repeat()
        ada.send("strikes in Iraq")
        await emulator.until(lambda: emulator.world.updates.taken)
        await emulator.settled()
    assert len(ada.chat.from_bot()) == 2
    assert emulator.asked("getUpdates") == []
    (registered,) = emulator.asked("setWebhook")
    assert registered.params["url"] == f"{PUBLIC}/{PATH}"
    assert emulator.world.updates.allowed == tuple(ALLOWED_UPDATES)
    assert not registered.params.get("drop_pending_updates")
    for part in emulator.token.split(":"):
        assert part not in f"{PATH} {KEY}"


async def test_who_does_not_know_path_and_secret_learns_nothing(
    emulator: Emulator, settings: Settings, services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    ada = emulator.person("Ada")
    caplog.set_level(logging.DEBUG)
    async with brought(emulator, settings, services) as stranger:
        ada.send("hello")
        await emulator.settled()
        said, sent = update(5000, "strikes in Syria", emulator), len(ada.chat.from_bot())
        refused = [
            await stranger.post(f"/{PATH}", json=said),
            await stranger.post(f"/{PATH}", json=said, headers={SECRET: KEY[:-1]}),
            await stranger.post(f"/{PATH}", json=said, headers={SECRET.encode(): "é".encode()}),
            await stranger.post("/", json=said, headers=SECRETS),
            await stranger.post(f"/{PATH}x", json=said, headers=SECRETS),
            await stranger.post(f"/{PATH}/x", json=said, headers=SECRETS),
            await stranger.post("/x", content=b"x" * 10_000),
        ]
        not_posted = [await stranger.get(f"/{PATH}", headers=SECRETS), await stranger.put("/", content=b"x")]
        await emulator.settled()
    assert {answer.status_code for answer in refused} == {404}
    assert {answer.status_code for answer in not_posted} == {405}
    for answer in (*refused, *not_posted):
        assert answer.content == b""
        assert "server" not in answer.headers
    assert len(ada.chat.from_bot()) == sent
    own = "".join(record.getMessage() for record in caplog.records if record.name.startswith(("bot", "tornado")))
    assert "Listening for updates" in own
    assert not any(secret in own for secret in (PATH, KEY))


async def test_what_is_no_update_is_refused_and_what_is_too_long_is_not_read(
    emulator: Emulator, settings: Settings, services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    emulator.person("Ada")
    async with brought(emulator, settings, services) as telegram:
        for body in (b"", b"[]", b"{}", b'{"update_id": "x"}', b"\xff", b"[" * 100_000, b"null"):
            assert (await telegram.post(f"/{PATH}", content=body, headers=SECRETS)).status_code == 400
        reader, writer = await asyncio.open_connection("127.0.0.1", telegram.base_url.port)
        writer.write(
            f"POST /{PATH} HTTP/1.1\r\nHost: x\r\n{SECRET}: {KEY}\r\nContent-Length: {MOST_BODY + 1}\r\n\r\n".encode()
        )
        assert (await reader.read()).startswith(b"HTTP/1.1 400 ")  # and it hangs up: the body is not waited for
        writer.close()
        answer = await telegram.post(f"/sub/{PATH}", json={"update_id": 7, "poll": {"id": 1}}, headers=SECRETS)
        assert answer.status_code == 200
        answer = await telegram.post(f"/{PATH}", json={"update_id": 8, "message": {"date": 10**15}}, headers=SECRETS)
        assert answer.status_code == 200
    assert "Update 8 cannot be read and is passed over" in caplog.text


async def test_what_cannot_be_kept_is_brought_again(
    emulator: Emulator, settings: Settings, services: Services, tmp_path: Path
) -> None:
    ada = emulator.person("Ada")
    await services.index.write(lambda writer: writer.execute("pragma busy_timeout = 0").fetchone())
    async with brought(emulator, settings, services) as telegram:
        ada.send("hello")
        await emulator.settled()
        said, sent = update(5000, "strikes in Syria", emulator), len(ada.chat.from_bot())
        with closing(sqlite3.connect(tmp_path / "index.db", isolation_level=None)) as other:
            other.execute("begin immediate")
            answer = await telegram.post(f"/{PATH}", json=said, headers=SECRETS)
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
            other.execute("rollback")
        for _ in range(2):
            assert (await telegram.post(f"/{PATH}", json=said, headers=SECRETS)).status_code == 200
        await emulator.settled()
    assert len(ada.chat.from_bot()) == sent + 1


async def test_what_is_said_between_two_runs_waits_and_polling_takes_it_over(
    emulator: Emulator, settings: Settings, services: Services
) -> None:
    ada = emulator.person("Ada")
    async with brought(emulator, settings, services):
        ada.send("strikes in Syria")
        await emulator.settled()
    emulator.later(seconds=2)
    del emulator.courier.doors[f"{PUBLIC}/{PATH}"]
    await emulator.courier.stop()  # nobody listens: what is brought now would count as refused
    ada.send("strikes in Iraq")
    bot = build(settings, services)
    async with running(bot):
        emulator.busy[:] = [bot.update_queue.join]
        await emulator.settled()
    assert emulator.world.updates.webhook == {}
    assert not emulator.asked("deleteWebhook")[0].params.get("drop_pending_updates")
    assert len(ada.chat.from_bot()) == 2


async def test_a_webhook_that_was_taken_away_is_set_again(
    emulator: Emulator, settings: Settings, services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    bot = build(settings, services)
    async with bot:
        webhook = Webhook(bot, ALLOWED_UPDATES, place(emulator))
        await webhook.see_to_it()
        await webhook.see_to_it()
        assert len(emulator.asked("setWebhook")) == 1
        await bot.bot.delete_webhook()
        emulator.later(seconds=60)
        await webhook.see_to_it()
        await webhook.close()
    assert len(emulator.asked("setWebhook")) == 2
    assert emulator.world.updates.webhook["url"] == webhook.url
    assert "The webhook was taken away" in caplog.text


@pytest.mark.parametrize("trouble", [(500, "Internal"), (429, "retry after 1"), (400, "bad webhook: no such host")])
async def test_registering_goes_on_after(
    trouble: tuple[int, str], emulator: Emulator, settings: Settings, services: Services
) -> None:
    status, words = trouble
    refusal = Refusal(status, words, fair=True, retry_after=int(status == 429))
    emulator.faults._plan(Fault("setWebhook", "refuse", 1, refusal))
    ada = emulator.person("Ada")
    async with brought(emulator, settings, services):
        ada.send("strikes in Syria")
        await emulator.settled()
    assert len(ada.chat.from_bot()) == 1


async def test_a_token_that_telegram_comes_not_to_know_ends_the_webhook(
    emulator: Emulator, settings: Settings, services: Services
) -> None:
    emulator.faults._plan(Fault("setWebhook", "refuse", 1, Refusal(401, "Unauthorized", fair=True)))
    async with running(build(settings, services), at=place(emulator)) as hearing:
        with pytest.raises(TokenRefusedError):
            await hearing


async def test_an_address_that_is_taken_is_one_clear_sentence(
    emulator: Emulator, settings: Settings, services: Services
) -> None:
    at = place(emulator)
    with (
        closing(socket.create_server(at.address)),
        pytest.raises(
            WatchfloorError, match=rf"^Cannot listen on 127\.0\.0\.1:{at.address[1]}: Address already in use"
        ),
    ):
        async with running(build(settings, services), at=at):
            pass


async def test_a_killed_bot_loses_nothing_that_was_brought(emulator: Emulator, index: Path) -> None:
    ada, at = emulator.person("Ada"), place(emulator)
    given = {"WEBHOOK_URL": f"{PUBLIC}/", "WEBHOOK_LISTEN": f"127.0.0.1:{at.address[1]}"}
    async with process(emulator, index.parent, **given) as bot:
        await emulator.until(lambda: bool(emulator.world.updates.webhook.get("url")), within=60)
        for question in QUESTIONS:
            ada.send(question)
        await emulator.until(lambda: len(ada.chat.from_bot()) == 3, within=60)  # so many leave at once
        await emulator.until(lambda: emulator.world.updates.taken)
        bot.kill()
        await bot.wait()
    emulator.later(seconds=2)
    async with process(emulator, index.parent, **given) as bot:
        await emulator.until(lambda: len(ada.chat.from_bot()) == len(QUESTIONS), within=60)
        status, seconds = await stopped(bot)
    assert (status, seconds < 10) == (0, True)
    assert len({message["text"].splitlines()[0] for message in ada.chat.from_bot()}) == len(QUESTIONS)
    log = (index.parent / "log.txt").read_text(encoding="utf-8")
    assert not any(secret in log for secret in (PATH, KEY, emulator.token))
