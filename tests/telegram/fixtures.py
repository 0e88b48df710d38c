"""The fixture `emulator`: a strict Bot API server that runs for one test and fails it if the bot broke a rule."""

from collections.abc import AsyncIterator

import pytest_asyncio
from telegram.request import HTTPXRequest

from .emulator import Emulator


def plain_request() -> HTTPXRequest:
    """A connection without certificates, which take a tenth of a second to load and are of no use on loopback."""
    return HTTPXRequest(httpx_kwargs={"verify": False})


@pytest_asyncio.fixture
async def emulator() -> AsyncIterator[Emulator]:
    """A running emulator; at the end of the test every breach of the rules is a failure."""
    server = Emulator()
    await server.start()
    try:
        yield server
        server.check()
    finally:
        await server.stop()
