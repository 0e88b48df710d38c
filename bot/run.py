"""Running the bot: everything opened, polled until stopped, and closed again in order."""

import asyncio
import contextlib
import gc
import logging
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime

from telegram.error import Conflict, InvalidToken, NetworkError, TelegramError

from bot.application import build
from bot.jobs import keep_jobs
from bot.logging_setup import set_up_logging
from bot.menus import set_menus
from bot.opening import open_world
from bot.registry import ALLOWED_UPDATES, REPLICA_UPDATES, Bot
from bot.settings import Settings
from bot.update_queue import UpdateQueue
from bot.worker import ExtractionWorker
from domain.errors import WatchfloorError
from handlers.services.services import Index, Services, actor_names, country_names
from store.chats.deliveries import take_up_deliveries

log = logging.getLogger(__name__)

_SWITCH = 0.001  # seconds that a thread which computes may keep the event loop waiting, instead of five thousandths


def run_bot(settings: Settings) -> None:
    """Run the Telegram bot until SIGINT or SIGTERM. Raises WatchfloorError where it cannot start."""
    set_up_logging(settings.log_level, settings.token)
    with services(settings) as opened:
        bot = build(settings, opened)
        spare_the_loop()
        asyncio.run(_run_until_stopped(bot))


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
    worker = ExtractionWorker(settings.spacy_model, settings.cache)
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
            admins=settings.admins,
            allowed_users=settings.allowed_users,
        )
    finally:
        worker.close()
        index.close()


@asynccontextmanager
async def running(bot: Bot) -> AsyncIterator[None]:
    """The bot started: menus set, polling. Stops in order when the context ends.

    Raises WatchfloorError where Telegram refuses the token or cannot be reached.
    """
    try:
        await bot.initialize()
    except (InvalidToken, NetworkError) as error:
        await bot.bot.request.shutdown()  # python-telegram-bot leaves it open when its first request fails
        if isinstance(error, InvalidToken):
            raise WatchfloorError("Telegram does not know this token: check TELEGRAM_BOT_TOKEN.") from None
        raise WatchfloorError("Telegram cannot be reached: check the network, then run this again.") from None
    assert bot.updater is not None
    on_replica = bot.bot_data.index.is_replica
    try:
        if not on_replica:
            await _offer_menus(bot)
            await _take_up(bot)
        await bot.start()
        try:
            heard = REPLICA_UPDATES if on_replica else ALLOWED_UPDATES
            await bot.updater.start_polling(allowed_updates=heard, error_callback=_polling_failed)
            log.info("@%s is running", bot.bot.username)
            yield
        finally:
            if bot.updater.running:
                await bot.updater.stop()
            await bot.stop()
    finally:
        await bot.shutdown()


async def _offer_menus(bot: Bot) -> None:
    try:
        await set_menus(bot.bot)
    except TelegramError as error:  # commands work without; the menus of the last start still stand
        log.warning("The menus of commands could not be set: %s", error)


async def _take_up(bot: Bot) -> None:
    """Go on where the last run stopped. What was being sent then may or may not have arrived, and is not sent again."""
    services = bot.bot_data
    now = services.clock()
    if doubted := await services.index.write(lambda writer: take_up_deliveries(writer, now)):
        log.error("%d deliveries were cut off when the bot last stopped; they are not sent again", doubted)
    if isinstance(bot.update_queue, UpdateQueue):
        await bot.update_queue.take_up(bot.bot)


def _polling_failed(error: TelegramError) -> None:
    """Polling goes on by itself after any trouble; a line in the log is enough."""
    if isinstance(error, Conflict):
        log.error("Another copy of this bot is running: %s", error)
    else:
        log.warning("Polling: %s", error)


async def _run_until_stopped(bot: Bot) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with running(bot):
        if bot.bot_data.index.is_replica:
            log.info("The index is a replica: inline questions are answered, nothing else")
            await stop.wait()
        else:
            jobs = asyncio.create_task(keep_jobs(bot.bot, bot.bot_data))
            await stop.wait()
            jobs.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await jobs
    log.info("Stopped")
