"""The bot of a load run, in a process of its own, so that its event loop is held by nothing but itself.

It runs in virtual time and so leads the run: it says the number of each group of deeds when their moment has come, and
goes on when it hears that they are done and that it has taken the updates. In the end it reports what was seen within.
"""

import asyncio
import dataclasses
import json
import logging
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from telegram.ext import AIORateLimiter, BaseRateLimiter
from telegram.request import HTTPXRequest

from bot.application import build
from bot.config.settings import Settings
from bot.jobs import keep_jobs
from bot.rate_limiter import Call, ChatRateLimiter, Result
from bot.registry import Bot
from bot.run import running, spare_the_loop
from bot.updates.webhook import WebhookPlace
from bot.worker import ExtractionWorker
from handlers.services.send_permission import SendPermission, TakenError
from handlers.services.services import Index, Services, actor_names, country_names
from handlers.services.token_bucket import TokenBucket
from knowledge.world import World
from tests.bot.holding import Holds, Knocking
from tests.bot.shared_clock import move, share
from tests.bot.virtual import VirtualLoop, in_virtual_time
from tests.telegram.clock import NOON
from tests.telegram.world import TOKEN

PUBLIC = "https://bot.example.org"
"""Where a bot of a load run that has a webhook says it is."""
_IN_DOUBT = "may or may not have arrived"
_UNSETTLED = "select count(*) from deliveries where state in ('queued', 'sending')"


class Theirs(AIORateLimiter):
    """The limiter that python-telegram-bot brings, with our outbox behind it: a message is begun once."""

    async def process_request(
        self,
        callback: Call,
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Any,
    ) -> Result:
        begun = rate_limit_args is None

        async def begin_and_call(*args: Any, **kwargs: Any) -> Result:
            nonlocal begun
            if not begun and not await rate_limit_args():
                raise TakenError("the message was taken by another round")
            begun = True
            return await callback(*args, **kwargs)

        return await super().process_request(begin_and_call, args, kwargs, endpoint, data, None)


class Traffic:
    """While a request is under way no time passes. Only polling may wait as long as it likes, until the run is over."""

    def __init__(self) -> None:
        self.over = False

    def watch(self) -> None:
        """From here on, for every request of this process."""
        plain = HTTPXRequest.do_request

        async def do_request(request: HTTPXRequest, url: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
            if url.endswith("/getUpdates") and not self.over:
                return await plain(request, url, *args, **kwargs)
            with _loop().working():
                return await plain(request, url, *args, **kwargs)

        HTTPXRequest.do_request = do_request  # type: ignore[method-assign]


class Doubts(logging.Handler):
    """Counts the lines that say of a message that it may or may not have arrived."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.count += _IN_DOUBT in record.getMessage()


def _loop() -> VirtualLoop:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualLoop)
    return loop


class Lead:
    """The line to the process that does the deeds."""

    def __init__(self, reader: asyncio.StreamReader) -> None:
        self._reader = reader

    @classmethod
    async def open(cls) -> "Lead":
        """The standard input and output of this process."""
        reader = asyncio.StreamReader(limit=1 << 22)
        await _loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        return cls(reader)

    async def heard(self) -> Any:
        """What the other side says next; no time passes before."""
        with _loop().working():
            return json.loads(await self._reader.readline())

    def say(self, what: object) -> None:
        """Tell the other side something."""
        sys.stdout.write(json.dumps(what) + "\n")
        sys.stdout.flush()


@asynccontextmanager
async def _bot(
    base_url: str, index_path: Path, limiter: BaseRateLimiter[SendPermission], at: WebhookPlace | None
) -> AsyncIterator[Bot]:
    loop, world = asyncio.get_running_loop(), World.open()
    worker, index = ExtractionWorker(), Index(index_path)
    services = Services(
        index,
        world,
        worker.extract,
        lambda: NOON + timedelta(seconds=loop.time()),
        countries=country_names(world),
        actors=actor_names(world),
        user_bucket=TokenBucket(burst=1000),
        chat_bucket=TokenBucket(burst=1000),
    )
    bot = build(Settings(index_path, TOKEN, base_url=base_url), services, limiter)
    spare_the_loop()
    try:
        async with running(bot, at=at):
            jobs = asyncio.create_task(keep_jobs(bot.bot, services))
            yield bot
            jobs.cancel()
    finally:
        worker.close()
        index.close()


async def _lead(lead: Lead, bot: Bot, moments: Sequence[float]) -> Holds:
    """Let every deed be done at its moment, then wait until nothing is left to send."""
    loop = _loop()
    with Knocking() as holds:
        begun = loop.time()
        for number, moment in enumerate(moments):
            await asyncio.sleep(max(0.0, begun + moment - loop.time()))
            lead.say(number)
            await lead.heard()
        await bot.update_queue.join()
        while await unsettled(bot):  # noqa: ASYNC110 - virtual seconds, in which the jobs go on
            await asyncio.sleep(1)
    return holds


async def unsettled(bot: Bot) -> int:
    """How many messages the outbox has still to bring to an end."""
    return int(await bot.bot_data.index.read(lambda reader: reader.execute(_UNSETTLED).fetchone()[0]))


async def run(
    base_url: str, index: Path, limiter: BaseRateLimiter[SendPermission], at: WebhookPlace | None = None
) -> None:
    """The whole run of one bot, which polls, or has updates brought to a place."""
    doubts = Doubts()
    logging.getLogger("handlers.sending.outbox").addHandler(doubts)
    traffic = Traffic()
    traffic.watch()
    lead = await Lead.open()
    moments = await lead.heard()
    async with _bot(base_url, index, limiter, at) as bot:
        started, computed, begun = time.perf_counter(), time.process_time(), _loop().time()
        holds = await _lead(lead, bot, moments)
        lead.say(
            {
                "begun": NOON.timestamp() + begun,
                "seconds": time.perf_counter() - started,
                "computed": time.process_time() - computed,
                "doubts": doubts.count,
                "holds": dataclasses.asdict(holds),
            }
        )
        traffic.over = True


def main() -> None:
    """`load_bot BASE_URL INDEX CLOCK ours|theirs [PORT]`: with a port updates are brought there."""
    base_url, index, clock, whose, *port = sys.argv[1:]
    seconds = share(Path(clock))
    at = WebhookPlace(PUBLIC, ("127.0.0.1", int(port[0]))) if port else None

    async def story() -> None:
        loop = asyncio.get_running_loop()
        ours = ChatRateLimiter(clock=loop.time)
        await run(base_url, Path(index), ours if whose == "ours" else Theirs(max_retries=5), at)

    in_virtual_time(story, lambda: VirtualLoop(lambda now: move(seconds, now), creep=1e-7))


if __name__ == "__main__":
    main()
