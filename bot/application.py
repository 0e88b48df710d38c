"""The Telegram application: settings and services in, a wired python-telegram-bot `Application` out."""

import os
from typing import cast

from telegram.ext import ApplicationBuilder, BaseRateLimiter, ContextTypes

from bot.config.settings import Settings
from bot.rate_limiter import ChatRateLimiter
from bot.registry import Bot, register, register_on_replica
from bot.updates.update_processor import ChatUpdateProcessor
from bot.updates.update_queue import UpdateQueue
from handlers.services.context import Context
from handlers.services.counted_request import CountedRequest
from handlers.services.send_permission import SendPermission
from handlers.services.services import Services

CONNECTIONS = 16
"""To Telegram, at once. For the messages that may leave a few are enough; each request looks through all that there
are, so that many cost more than they bring."""
FREE_CONNECTION = 20.0
"""Seconds that a request waits for one to be free. A crowd is no reason to give up: nothing was sent so far."""

LONGEST_POLL = 65.0
"""Seconds that Telegram may keep a question for updates open."""


def build(settings: Settings, services: Services, rate_limiter: BaseRateLimiter[SendPermission] | None = None) -> Bot:
    """Wire the application. It is not started, and nothing is asked of Telegram yet. On a replica it is one that only
    answers inline, and keeps no update: what was typed a restart ago nobody looks at."""
    os.environ.setdefault("PTB_TIMEDELTA", "true")  # RetryAfter.retry_after is a timedelta; the int is deprecated
    updates, metrics = UpdateQueue(services), services.metrics
    # python-telegram-bot calls what is given here without arguments, once, and hands on what comes of it.
    contexts = ContextTypes(context=Context, bot_data=cast(type[Services], lambda: services))
    builder = (
        ApplicationBuilder()
        .token(settings.token or "")
        .context_types(contexts)
        .rate_limiter(rate_limiter or ChatRateLimiter())
        .update_queue(updates)
        .concurrent_updates(ChatUpdateProcessor(updates.handled, handling=metrics.handling))
        .job_queue(None)
        .request(CountedRequest(metrics, connection_pool_size=CONNECTIONS, pool_timeout=FREE_CONNECTION))
        .get_updates_request(CountedRequest(metrics, connection_pool_size=1, read_timeout=LONGEST_POLL))
    )
    if settings.base_url:
        builder = builder.base_url(settings.base_url)
    if settings.base_file_url:
        builder = builder.base_file_url(settings.base_file_url)
    bot = builder.build()
    if services.index.is_replica:
        register_on_replica(bot)
    else:
        register(bot)
    return bot
