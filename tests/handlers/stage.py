"""A stage for conversations: the real application polls the strict emulator, over an index written by hand."""

import atexit
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import pytest_asyncio

from bot.application import build
from bot.config.settings import Settings
from bot.intake.pages import ask_pages
from bot.intake.polling import poll_due
from bot.intake.reading import read_waiting
from bot.intake.silence import tell_of_silence
from bot.jobs import queue_alerts, queue_corrections, queue_digests, send_queued
from bot.rate_limiter import ChatRateLimiter
from bot.registry import Bot
from bot.run import running
from bot.worker import ExtractionWorker
from extraction.workers import Limits
from handlers.sending.doubts import tell_of_doubts
from handlers.services.services import Index, Services, actor_names, country_names
from ingestion.fetching.fetcher import Fetcher
from knowledge.world import World
from store.database import open_for_writing
from store.writing.reports import add_report
from tests.handlers.reports import december
from tests.telegram.emulator import Emulator
from tests.telegram.fixtures import emulator as emulator  # the fixture, for this folder
from tests.telegram.people import Person


@pytest.fixture(scope="session")
def world() -> World:
    """What is known of the world; compiled once, where the machine has not done so yet."""
    return World.open()


@pytest.fixture(scope="session")
def december_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the invented reports of December 2025, to be copied."""
    path = tmp_path_factory.mktemp("december") / "index.db"
    writer = open_for_writing(path)
    for report, events in december():
        add_report(writer, report, events)
    writer.execute("pragma wal_checkpoint(truncate)")
    writer.close()
    return path


@dataclass(slots=True)
class Stage:
    """The running bot, the emulator it talks to, Ada who asks, and Grace who is an admin of the bot."""

    emulator: Emulator
    bot: Bot
    services: Services
    ada: Person
    grace: Person
    stop: Callable[[], Awaitable[None]]

    async def settled(self) -> None:
        """Wait until the bot has done all that it will."""
        await self.emulator.settled()

    async def jobs(self) -> None:
        """One round of what the bot does on its own."""
        await poll_due(self.services)
        await ask_pages(self.services)
        await read_waiting(self.services)
        await tell_of_silence(self.services)
        await queue_digests(self.services)
        await queue_corrections(self.services)
        await queue_alerts(self.services)
        await tell_of_doubts(self.services)
        await send_queued(self.bot.bot, self.services)


Open = Callable[..., Awaitable[Stage]]


@pytest_asyncio.fixture
async def open_stage(emulator: Emulator, world: World, december_index: Path, tmp_path: Path) -> AsyncIterator[Open]:
    """Starts bots on one index, one after another; all are stopped at the end."""
    path = tmp_path / "index.db"
    shutil.copy(december_index, path)
    ada, grace = emulator.person("Ada"), emulator.person("Grace")
    emulator.world.updates.held = 0.05
    async with AsyncExitStack() as stack:

        async def open_(
            private: bool = False,
            limits: Limits = Limits(),  # noqa: B008
            fetcher: Fetcher | None = None,
            others: frozenset[int] = frozenset(),
        ) -> Stage:
            allowed = frozenset({ada.id}) if private else frozenset()
            own = await stack.enter_async_context(AsyncExitStack())
            services, bot = await own.enter_async_context(
                application(emulator, world, path, grace, allowed, limits, fetcher, others)
            )
            return Stage(emulator, bot, services, ada, grace, own.aclose)

        yield open_


def emulator_sleep(emulator: Emulator) -> Callable[[float], Awaitable[None]]:
    """Sleeping by the emulator's clock."""

    async def sleep(seconds: float) -> None:
        emulator.clock.advance(seconds)

    return sleep


@cache
def shared_worker() -> ExtractionWorker:
    """The process that reads reports: one for all tests that ask for no limits of their own, as loading the model takes
    seconds."""
    worker = ExtractionWorker()
    atexit.register(worker.close)
    return worker


@asynccontextmanager
async def application(
    emulator: Emulator,
    world: World,
    path: Path,
    admin: Person,
    allowed: frozenset[int] = frozenset(),
    limits: Limits = Limits(),  # noqa: B008
    fetcher: Fetcher | None = None,
    others: frozenset[int] = frozenset(),
) -> AsyncIterator[tuple[Services, Bot]]:
    """The bot that runs on an index, and what it works with; `others` are admins beside `admin`."""
    settings = Settings(path, emulator.token, base_url=emulator.base_url, base_file_url=emulator.base_file_url)
    worker, index = shared_worker() if limits == Limits() else ExtractionWorker(limits=limits), Index(path)
    services = Services(
        index,
        world,
        worker.extract,
        emulator.clock.now,
        countries=country_names(world),
        actors=actor_names(world),
        admins=frozenset({admin.id}) | others,
        allowed_users=allowed,
        patience=10.0,
        worker_sign=worker.sign,
        fetcher=fetcher or Fetcher(),
    )
    # Waiting for one's turn takes no time: it moves the emulator's clock, by which the documented limits are checked.
    emulator.rates.profile = "documented"
    rate_limiter = ChatRateLimiter(clock=lambda: emulator.clock.now().timestamp(), sleep=emulator_sleep(emulator))
    bot = build(settings, services, rate_limiter)
    try:
        async with running(bot):
            emulator.busy[:] = [bot.update_queue.join]
            yield services, bot
    finally:
        emulator.busy.clear()
        if worker is not shared_worker():
            worker.close()
        index.close()


@pytest_asyncio.fixture
async def stage(open_stage: Open) -> Stage:
    """A public bot that is running."""
    return await open_stage()
