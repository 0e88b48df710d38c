"""The scene of the emulator's own tests. The emulator itself comes from the conftest above, for every folder."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from telegram import Bot

from .emulator import Emulator
from .fixtures import plain_request
from .people import Person
from .scene import scene

__all__ = ["scene"]


@pytest_asyncio.fixture
async def bot(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    """The real Bot of python-telegram-bot, on the emulator."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # the coming form of retry_after; without it, each use of it warns
    async with Bot(
        emulator.token,
        base_url=emulator.base_url,
        base_file_url=emulator.base_file_url,
        request=plain_request(),
        get_updates_request=plain_request(),
    ) as bot:
        yield bot


@pytest.fixture
def ada(emulator: Emulator) -> Person:
    """Ada, who has begun to talk to the bot."""
    ada = emulator.person("Ada")
    ada.send("/start")
    return ada
