"""The Telegram application: settings and services in, a wired python-telegram-bot `Application` out."""

from typing import cast

from telegram.ext import ApplicationBuilder, BaseRateLimiter, ContextTypes

from bot.delivery import Delivery
from bot.kept_updates import KeptUpdates
from bot.registry import Bot, register
from bot.settings import Settings
from bot.turns import ChatTurns
from handlers.context import Context
from handlers.services import Services
from handlers.turnstile import Leave

CONNECTIONS = 16
"""To Telegram, at once. For the messages that may leave a few are enough; each request looks through all that there
are, so that many cost more than they bring."""
FREE_CONNECTION = 20.0
"""Seconds that a request waits for one to be free. A crowd is no reason to give up: nothing was sent so far."""


def build(settings: Settings, services: Services, delivery: BaseRateLimiter[Leave] | None = None) -> Bot:
    """Wire the application. It is not started, and nothing is asked of Telegram yet."""
    updates = KeptUpdates(services)
    # python-telegram-bot calls what is given here without arguments, once, and hands on what comes of it.
    contexts = ContextTypes(context=Context, bot_data=cast(type[Services], lambda: services))
    builder = (
        ApplicationBuilder()
        .token(settings.token or "")
        .context_types(contexts)
        .rate_limiter(delivery or Delivery())
        .update_queue(updates)
        .concurrent_updates(ChatTurns(updates.handled))
        .job_queue(None)
        .http_version("1.1")
        .connection_pool_size(CONNECTIONS)
        .pool_timeout(FREE_CONNECTION)
        .get_updates_read_timeout(65)
    )
    if settings.base_url:
        builder = builder.base_url(settings.base_url)
    if settings.base_file_url:
        builder = builder.base_file_url(settings.base_file_url)
    bot = builder.build()
    register(bot)
    return bot
