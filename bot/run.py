"""Running the bot: everything opened, updates heard until stopped, and closed again in order.

Stopping never takes long: what is not handled by then stands in the index, and the next run does it.
"""

import asyncio
import gc
import logging
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from telegram.error import InvalidToken, TelegramError

from bot.application import build
from bot.config.settings import Settings
from bot.health.serving import told
from bot.health.watchdog import watchdog
from bot.hooks import keep_posting
from bot.intake.pages import keep_asking_pages
from bot.intake.polling import keep_polling
from bot.intake.reading import keep_reading
from bot.jobs import keep_jobs
from bot.logging_setup import set_up_logging
from bot.menus import set_menus
from bot.opening import open_world
from bot.presence import Presence, only_bot
from bot.registry import ALLOWED_UPDATES, REPLICA_UPDATES, Bot
from bot.updates.polling import Poller
from bot.updates.update_queue import UpdateQueue
from bot.updates.webhook import Webhook, WebhookPlace
from bot.worker import ExtractionWorker
from domain.errors import WatchfloorError
from handlers.services.metrics import Metrics
from handlers.services.services import Index, Services, actor_names, country_names
from ingestion.fetching.fetcher import Fetcher
from store.chats.deliveries import take_up_deliveries

Jobs = Callable[[], Coroutine[Any, Any, object]]

log = logging.getLogger(__name__)

_SWITCH = 0.001  # seconds that a thread which computes may keep the event loop waiting, instead of five thousandths
_GRACE = 6.0  # seconds in which what was begun may still be done after a signal to stop
_AT_LAST = 13.0  # seconds after which the process ends whatever holds it up


def run_bot(settings: Settings) -> None:
    """Run the Telegram bot until SIGINT or SIGTERM. Raises WatchfloorError where it cannot start, or where Telegram
    comes not to know its token."""
    set_up_logging(settings.log_level, settings.token, settings.log_format)
    with only_bot(settings.database) as presence, services(settings) as opened:
        bot = build(settings, opened)
        spare_the_loop()
        asyncio.run(_run_until_stopped(bot, presence, settings))
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # it is ending


def spare_the_loop() -> None:
    """Once all is loaded: let the event loop go before threads that compute, and garbage collection pass over what
    stays for good. Looking through the modules and the catalogue at each full collection takes a tenth of a second."""
    sys.setswitchinterval(_SWITCH)
    gc.collect()
    gc.freeze()


@contextmanager
def services(settings: Settings) -> Iterator[Services]:
    """What the handlers work with, opened for as long as the context lasts."""
    world = open_world(settings)
    metrics = Metrics()
    worker = ExtractionWorker(settings.spacy_model, settings.cache, took=metrics.extracted)
    index = Index(settings.database)
    try:
        yield Services(
            index=index,
            world=world,
            extract=worker.extract,
            clock=lambda: datetime.now(UTC),
            zone=settings.zone,
            countries=country_names(world),
            actors=actor_names(world),
            fetcher=Fetcher(allowed=settings.fetch_networks),
            admins=settings.admins,
            allowed_users=settings.allowed_users,
            metrics=metrics,
            worker_sign=worker.sign,
        )
    finally:
        worker.close()
        index.close()


@asynccontextmanager
async def running(
    bot: Bot, answered: Callable[[], None] = lambda: None, at: WebhookPlace | None = None
) -> AsyncIterator[asyncio.Task[None]]:
    """The bot started: menus set, updates asked for, or brought to where they are to come in. Gives the task that sees
    to that, which ends by itself where Telegram comes not to know the token; `answered` is called each time that what
    Telegram answered is kept. Stops in order when the context ends.

    Raises WatchfloorError where Telegram refuses the token or cannot be reached, and where the address at which updates
    are to come in cannot be had.
    """
    await _initialize(bot)
    try:
        if not bot.bot_data.index.is_replica:
            await _offer_menus(bot)
            await _take_up(bot)
        await bot.start()
        try:
            async with _hearing(bot, answered, at) as hearing:
                log.info("@%s is running", bot.bot.username)
                yield hearing
        finally:
            await _finish(bot)
    finally:
        await bot.shutdown()


@asynccontextmanager
async def _hearing(
    bot: Bot, answered: Callable[[], None], at: WebhookPlace | None
) -> AsyncIterator[asyncio.Task[None]]:
    """Updates come in for as long as the context lasts, by the task that it gives."""

    def heard_something() -> None:
        bot.bot_data.answered()
        answered()

    heard = REPLICA_UPDATES if bot.bot_data.index.is_replica else ALLOWED_UPDATES
    ear = Poller(bot, heard, heard_something) if at is None else Webhook(bot, heard, at, heard_something)
    hearing = asyncio.create_task(ear.run())
    try:
        yield hearing
    finally:
        hearing.cancel()
        await asyncio.wait([hearing])
        await ear.close()


async def _initialize(bot: Bot) -> None:
    try:
        await bot.initialize()
    except BaseException as error:
        await bot.bot.request.shutdown()  # python-telegram-bot leaves it open when its first request fails
        if isinstance(error, InvalidToken):
            raise WatchfloorError("Telegram does not know this token: check TELEGRAM_BOT_TOKEN.") from None
        if isinstance(error, TelegramError):
            log.warning("Telegram: %s", error)
            raise WatchfloorError("Telegram cannot be reached: check the network, then run this again.") from None
        raise


async def _finish(bot: Bot) -> None:
    """Let the handlers come to their end; what takes too long is left to the next run, which finds it in the index."""
    try:
        async with asyncio.timeout(_GRACE):
            await bot.stop()
    except TimeoutError:
        own = f"Application:{bot.bot.id}:process_concurrent_update"  # as python-telegram-bot calls them
        left = [task for task in asyncio.all_tasks() if task.get_name() == own]
        log.warning("%d updates are not handled yet; the next run does it", len(left))
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left, timeout=1)


async def _offer_menus(bot: Bot) -> None:
    try:
        await set_menus(bot.bot, bot.bot_data.admins)
    except TelegramError as error:  # commands work without; the menus of the last start still stand
        log.warning("The menus of commands could not be set: %s", error)


async def _take_up(bot: Bot) -> None:
    """Go on where the last run stopped. What was being sent then may or may not have arrived, and is not sent again."""
    services = bot.bot_data
    now = services.clock()
    if doubted := await services.index.write(lambda writer: take_up_deliveries(writer, now)):
        log.error("%d deliveries were cut off when the bot last stopped; they are not sent again", doubted)
    assert isinstance(bot.update_queue, UpdateQueue)
    await bot.update_queue.take_up(bot.bot)


async def _run_until_stopped(bot: Bot, presence: Presence, settings: Settings) -> None:
    """Serve until a signal comes. One that comes before all is started ends the start."""
    stop, started = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, _begin_to_stop, stop)
    if bot.bot_data.index.is_replica:
        log.info("The index is a replica: inline questions are answered, nothing else")
        jobs: Jobs = stop.wait
    else:
        jobs = partial(_keep_all, bot, stop, settings.keep_reports)
    at = WebhookPlace(settings.webhook_url, settings.webhook_listen) if settings.webhook_url else None
    with told(settings.health_listen, bot.bot_data, loop), watchdog(loop):
        serving = asyncio.create_task(_serve(bot, presence, jobs, started, stop, at))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not started.is_set():
            serving.cancel()
        stopping.cancel()
        with suppress(asyncio.CancelledError):
            await serving
    log.info("Stopped")


async def _keep_all(bot: Bot, stop: asyncio.Event, keep_reports: timedelta | None) -> None:
    """All that the bot does by itself, side by side: a long queue to read holds up no digest."""
    services = bot.bot_data
    async with services.fetcher:
        await asyncio.gather(
            keep_jobs(bot.bot, services, stop, keep_reports),
            keep_reading(services, stop),
            keep_polling(services, stop),
            keep_asking_pages(services, stop),
            keep_posting(services, stop),
        )


async def _serve(
    bot: Bot,
    presence: Presence,
    do_jobs: Jobs,
    started: asyncio.Event,
    stop: asyncio.Event,
    at: WebhookPlace | None,
) -> None:
    """Hear updates and do the jobs until `stop`. Raises what ended the hearing, if that was not `stop`."""
    async with running(bot, presence.answered, at) as hearing:
        started.set()
        jobs = asyncio.create_task(do_jobs())
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({hearing, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stop.set()
        await asyncio.wait([jobs], timeout=_GRACE / 2)
        jobs.cancel()
        await asyncio.wait([jobs, stopping])
    if not hearing.cancelled():
        hearing.result()


def _begin_to_stop(stop: asyncio.Event) -> None:
    """Stop in order; where something holds that up for too long, stop all the same. Nothing is lost by it: what was
    asked and what is to be sent stands in the index."""
    if not stop.is_set():
        watch = threading.Timer(_AT_LAST, _end_at_last)
        watch.daemon = True
        watch.start()
    stop.set()


def _end_at_last() -> None:
    log.error("Stopping took more than %.0f s; what is left is done by the next run", _AT_LAST)
    logging.shutdown()
    for process in multiprocessing.active_children():
        process.kill()
    os._exit(0)
