"""An index with what asks sources and reads the queue, without Telegram."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.intake.polling import Polled, poll_due
from bot.intake.reading import read_waiting
from domain.events import Event
from domain.reports import Report
from handlers.services.services import Index, Services
from ingestion.fetching.fetcher import Fetcher
from knowledge.world import World
from store.intake.intakes import Intake, NewIntake, add_intake, intake
from tests.ingestion.fetching.server import WebServer
from tests.store.making import PALMYRA, event


async def an_arrest(report: Report) -> tuple[Event, ...]:
    """Every report tells of an arrest: what the extractor makes of words is not at stake here."""
    await asyncio.sleep(0)
    return (event("arrest", PALMYRA),)


@dataclass(slots=True)
class Desk:
    """The services, with a clock that is moved by hand."""

    services: Services
    clock: "Clock"

    async def add(self, new: NewIntake) -> int:
        """Make something a source; its number."""
        added = await self.services.index.write(lambda writer: add_intake(writer, new, self.clock.now))
        return added.id

    async def source(self, number: int) -> Intake:
        found = await self.services.index.read(lambda reader: intake(reader, number))
        assert found is not None
        return found

    async def round(self, later: timedelta = timedelta(days=2)) -> list[Polled]:
        """Ask what is due after some time, and read what came."""
        self.clock.now += later
        polled = await poll_due(self.services)
        await read_waiting(self.services)
        return polled

    async def texts(self) -> list[str]:
        """The reports of the index."""
        return await self.services.index.read(
            lambda reader: [row["text"] for row in reader.execute("select text from reports order by id")]
        )


@dataclass(slots=True)
class Clock:
    now: datetime = field(default_factory=lambda: datetime(2025, 12, 20, 12, tzinfo=UTC))


@pytest.fixture(scope="session")
def world() -> World:
    return World.open()


@pytest.fixture
async def server() -> AsyncIterator[WebServer]:
    async with WebServer() as running:
        yield running


@pytest.fixture
async def desk(tmp_path: Path, world: World, server: WebServer) -> AsyncIterator[Desk]:
    async with server.fetcher() as fetcher:
        for opened in _opened(tmp_path / "index.db", world, fetcher):
            yield opened


def _opened(path: Path, world: World, fetcher: Fetcher) -> Iterator[Desk]:
    clock, index = Clock(), Index(path)
    now: Callable[[], datetime] = lambda: clock.now  # noqa: E731
    try:
        yield Desk(Services(index, world, an_arrest, now, fetcher=fetcher), clock)
    finally:
        index.close()
