"""Updates by webhook: in order, with the secret, and again until they are taken."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from telegram import Bot
from telegram.error import RetryAfter

from .clock import NOON
from .emulator import Emulator
from .http import HttpServer, Reply, Request

PUBLIC = "https://bot.example:8443/hook"


class Listener:
    """A bot's webhook that says no to the first request."""

    def __init__(self) -> None:
        self.requests: list[Request] = []

    async def take(self, request: Request) -> Reply:
        self.requests.append(request)
        if len(self.requests) > 1:
            return Reply(200, b"")
        return Reply(503, b"", headers={"Retry-After": "90"})


@pytest_asyncio.fixture
async def listener(emulator: Emulator) -> AsyncIterator[Listener]:
    listener = Listener()
    server = HttpServer(listener.take)
    emulator.courier.doors[PUBLIC] = await server.start() + "/hook"
    yield listener
    await server.stop()


async def test_updates_come_in_order_and_again_until_they_are_taken(emulator: Emulator, listener: Listener) -> None:
    async with Bot(emulator.token, base_url=emulator.base_url) as bot:
        await bot.set_webhook(PUBLIC, secret_token="tea-and-milk", allowed_updates=["message"])
        assert (await bot.get_webhook_info()).url == PUBLIC
    ada = emulator.person("Ada")
    ada.send("first")
    ada.send("second")
    await emulator.settled()
    assert emulator.courier.tries == [2, 1]
    assert emulator.courier.rests == [90]
    assert (emulator.clock.now() - NOON).total_seconds() == 90
    assert {request.headers["x-telegram-bot-api-secret-token"] for request in listener.requests} == {"tea-and-milk"}
    texts = [request.body.decode().partition('"text":"')[2].partition('"')[0] for request in listener.requests]
    assert texts == ["first", "first", "second"]


async def test_a_webhook_is_set_once_a_second(emulator: Emulator, bot: Bot) -> None:
    await bot.set_webhook(PUBLIC)
    with pytest.raises(RetryAfter):
        await bot.set_webhook(PUBLIC)
    emulator.later(seconds=1)
    await bot.set_webhook(PUBLIC)
    emulator.forgive("Too Many Requests: retry after 1")
