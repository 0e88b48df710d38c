"""The server on loopback, for each test a new one."""

from collections.abc import AsyncIterator

import pytest

from tests.ingestion.fetching.server import WebServer


@pytest.fixture
async def server() -> AsyncIterator[WebServer]:
    async with WebServer() as running:
        yield running
