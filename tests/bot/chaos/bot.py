"""The bot of a chaos run, in a process of its own that may be killed at any moment; the next one goes on at its time.

It runs in virtual time and leads, as the bot of a load run does: it says the number of each deed when its moment has
come. What the network and the clock do to it stands in files that the other side writes.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from telegram.request import HTTPXRequest

from bot.application import build
from bot.config.settings import Settings
from bot.jobs import keep_jobs
from bot.rate_limiter import ChatRateLimiter
from bot.registry import Bot
from bot.run import running
from bot.updates.keeping_on import TokenRefusedError
from bot.worker import ExtractionWorker
from handlers.services.services import Index, Services, actor_names, country_names
from handlers.services.token_bucket import TokenBucket
from knowledge.world import World
from tests.bot.load_bot import Lead, unsettled
from tests.bot.shared_clock import SharedClock, move, share
from tests.bot.virtual import VirtualLoop, in_virtual_time
from tests.telegram.world import TOKEN

OVER = "over"
LONGEST = 30 * 60  # virtual seconds in which what is put off must have come to its end
POLL = 2.0
CLOCK, SKEW, SLOW = "clock", "skew", "slow"


@dataclass(frozen=True, slots=True)
class Weather:
    """What is done to the bot from outside: the seconds by which its clock is wrong, and that each request takes."""

    clock: SharedClock
    skew: SharedClock
    slow: SharedClock

    def now(self) -> datetime:
        """The moment that the bot takes it for."""
        return self.clock.now() + timedelta(seconds=self.skew.seconds())

    def watch(self) -> None:
        """From here on each request takes as long as it says and no longer; a poll that finds nothing, two seconds."""
        plain = HTTPXRequest.do_request

        async def do_request(request: HTTPXRequest, url: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
            if seconds := self.slow.seconds():
                await asyncio.sleep(seconds)
            with _loop().working():
                status, content = await plain(request, url, *args, **kwargs)
            if url.endswith("/getUpdates") and json.loads(content).get("result") == []:
                await asyncio.sleep(POLL)
            return status, content

        HTTPXRequest.do_request = do_request  # type: ignore[method-assign]


def _loop() -> VirtualLoop:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualLoop)
    return loop


@asynccontextmanager
async def _bot(
    base_url: str, index_path: Path, admin: int, weather: Weather
) -> AsyncIterator[tuple[Bot, asyncio.Task[None]]]:
    world, worker, index = World.open(), ExtractionWorker(), Index(index_path)
    services = Services(
        index,
        world,
        worker.extract,
        weather.now,
        countries=country_names(world),
        actors=actor_names(world),
        admins=frozenset({admin}),
        user_bucket=TokenBucket(burst=1000),
        chat_bucket=TokenBucket(burst=1000),
    )
    limiter = ChatRateLimiter(clock=_loop().time)
    bot = build(Settings(index_path, TOKEN, base_url=base_url), services, limiter)
    try:
        async with running(bot) as hearing:
            jobs = asyncio.create_task(keep_jobs(bot.bot, services))
            yield bot, hearing
            jobs.cancel()
    finally:
        worker.close()
        index.close()


async def _lead(lead: Lead, bot: Bot, deeds: Sequence[tuple[int, float]]) -> None:
    """Have every deed done at its moment, then wait until nothing is left to send."""
    loop = _loop()
    for number, moment in deeds:
        await asyncio.sleep(max(0.0, moment - loop.time()))
        lead.say(number)
        await lead.heard()
    await asyncio.sleep(60)
    await bot.update_queue.join()
    last = loop.time()
    while await unsettled(bot) and loop.time() < last + LONGEST:  # noqa: ASYNC110 - virtual
        await asyncio.sleep(1)
    lead.say(OVER)


async def run(base_url: str, index: Path, admin: int, weather: Weather) -> None:
    """One life of the bot. Raises TokenRefusedError as the product does."""
    weather.watch()
    lead = await Lead.open()
    deeds = await lead.heard()
    async with _bot(base_url, index, admin, weather) as (bot, hearing):
        leading = asyncio.create_task(_lead(lead, bot, deeds))
        await asyncio.wait({leading, hearing}, return_when=asyncio.FIRST_COMPLETED)
        leading.cancel()
        if hearing.done():
            await hearing


def main() -> None:
    """`bot BASE_URL INDEX FOLDER ADMIN`: the folder holds the files of the clock and the weather."""
    base_url, index, folder, admin = sys.argv[1:]
    clock, skew, slow = (share(Path(folder) / name) for name in (CLOCK, SKEW, SLOW))
    start = SharedClock(clock).seconds()
    weather = Weather(SharedClock(clock), SharedClock(skew), SharedClock(slow))
    try:
        in_virtual_time(
            lambda: run(base_url, Path(index), int(admin), weather),
            lambda: VirtualLoop(lambda now: move(clock, now), creep=1e-7, start=start),
        )
    except TokenRefusedError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
