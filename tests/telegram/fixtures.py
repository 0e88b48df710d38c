"""The fixture `emulator`: a strict Bot API server that runs for one test and fails it if the bot broke a rule."""

from collections.abc import AsyncIterator

import pytest_asyncio

from .emulator import Emulator


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
