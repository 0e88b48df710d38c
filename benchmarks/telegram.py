"""Updates a second through the whole bot, as a share of what a bare echo bot does on the same emulator.

Run: `python -m benchmarks.telegram`. The emulator runs in this process, each bot in one of its own, so that neither
waits for the other's work; the bots' own limits are lifted. The echo bot is python-telegram-bot with one handler that
repeats the text, and as many connections as ours. They run in turn a few times, and the best of each counts. Beside the
rate stand the milliseconds that each bot's process computes for an update, which tell the same on a busy machine, and
how long its event loop was held at most.
"""

import asyncio
import json
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters

from bot.application import CONNECTIONS, FREE_CONNECTION, build
from bot.config.settings import Settings
from bot.rate_limiter import ChatRateLimiter, Limits, Pace
from bot.registry import Bot
from bot.run import spare_the_loop
from bot.worker import ExtractionWorker
from handlers.services.services import Index, Services, actor_names, country_names
from handlers.services.token_bucket import TokenBucket
from knowledge.world import World
from store.database import open_for_writing
from store.writing.reports import add_report
from tests.bot.holding import Knocking
from tests.handlers.reports import december
from tests.telegram.emulator import Emulator
from tests.telegram.world import TOKEN

ROUNDS, CHATS, UPDATES, AT_ONCE = 3, 50, 400, 32
QUESTIONS = (
    "latest strikes in Syria",
    "drone strikes in Sudan last week",
    "US casualties December",
    "ambush near Palmyra",
)
NOW = datetime(2025, 12, 20, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Rate:
    """What a bot did: updates a second, what it computed for each, and the longest that it held its event loop."""

    updates: float
    computed_ms: float
    held_ms: float


async def measure(kind: str, index: Path) -> Rate:
    """The rate of one kind of bot."""
    emulator = Emulator()
    await emulator.start()
    command = (sys.executable, "-m", "benchmarks.telegram", kind, emulator.base_url, str(index))
    child = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        await child.stdout.readline()  # it polls
        people = [emulator.person(f"Reader {number}") for number in range(CHATS)]
        for number, person in enumerate(people):  # what is read at the first question is read now
            person.send(QUESTIONS[number % len(QUESTIONS)])
        await emulator.until(lambda: len(emulator.asked("sendMessage")) >= CHATS, within=60)
        child.stdin.write(b"begin\n")
        started = time.perf_counter()
        for number in range(UPDATES):
            people[number % CHATS].send(QUESTIONS[number % len(QUESTIONS)])
            await emulator.until(lambda: len(emulator.world.updates.waiting) < AT_ONCE, within=60)
        await emulator.until(lambda: len(emulator.asked("sendMessage")) >= CHATS + UPDATES, within=120)
        seconds = time.perf_counter() - started
        child.stdin.close()
        computed, held = json.loads(await child.stdout.readline())
        await child.wait()
    finally:
        await emulator.stop()
    return Rate(UPDATES / seconds, 1000 * computed / UPDATES, held)


async def run_bot(kind: str, base_url: str, index: Path) -> None:
    """A bot that polls until its standard input ends; then it says what it computed, and how long its loop was held."""
    bot = echo(base_url) if kind == "echo" else watchfloor(base_url, index)
    if kind == "whole":
        spare_the_loop()
    async with bot:
        assert bot.updater is not None
        await bot.start()
        await bot.updater.start_polling()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
        computed = time.process_time()
        with Knocking() as holds:
            await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
        sys.stdout.write(json.dumps((time.process_time() - computed, max(holds.own))) + "\n")
        sys.stdout.flush()
        await bot.updater.stop()
        await bot.stop()


def echo(base_url: str) -> Bot:
    """The bare bot."""

    async def repeat(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        if message is not None and message.text:
            await message.reply_text(message.text)

    builder = ApplicationBuilder().token(TOKEN).base_url(base_url).concurrent_updates(True)
    builder = builder.connection_pool_size(CONNECTIONS).pool_timeout(FREE_CONNECTION)
    bot = builder.job_queue(None).build()
    bot.add_handler(MessageHandler(filters.TEXT, repeat))
    return bot  # type: ignore[return-value]


def watchfloor(base_url: str, index: Path) -> Bot:
    """The whole bot on an index of a few reports, without its limits."""
    world = World.open()
    services = Services(
        Index(index),
        world,
        ExtractionWorker().extract,
        lambda: NOW,
        countries=country_names(world),
        actors=actor_names(world),
        user_bucket=TokenBucket(burst=10**6),
        chat_bucket=TokenBucket(burst=10**6),
    )
    free = (Pace(10**6, 1.0),)
    return build(
        Settings(index, TOKEN, base_url=base_url), services, ChatRateLimiter(Limits(free, free, free[0], 10**6))
    )


def main() -> None:
    """Both bots, one after the other."""
    if len(sys.argv) > 1:
        asyncio.run(run_bot(sys.argv[1], sys.argv[2], Path(sys.argv[3])))
        return
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index.db"
        writer = open_for_writing(index)
        for report, events in december():
            add_report(writer, report, events)
        writer.close()
        rounds = []
        for number in range(
            ROUNDS
        ):  # each on an index of its own: one that knows the updates' numbers passes them over
            own = Path(shutil.copy(index, index.with_name(f"{number}.db")))
            rounds.append((asyncio.run(measure("echo", own)), asyncio.run(measure("whole", own))))
    bare, whole = (min(rates, key=lambda rate: rate.computed_ms) for rates in zip(*rounds, strict=True))
    for name, rate in (("bare echo bot", bare), ("Watchfloor", whole)):
        sys.stdout.write(
            f"{name:14} {rate.updates:6.0f} updates a second, {rate.computed_ms:5.2f} ms of computing each, "
            f"event loop held {rate.held_ms:.0f} ms at most\n"
        )
    sys.stdout.write(
        f"ratio          {whole.updates / bare.updates:6.2f} by the clock, {bare.computed_ms / whole.computed_ms:.2f} "
        "by computing\n"
    )


if __name__ == "__main__":
    main()
