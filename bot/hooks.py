"""Hooks kept going beside all else: a receiver that takes its time holds up no message in Telegram."""

import asyncio
import logging
from contextlib import suppress

from handlers.alerting.hooks import queue_posts
from handlers.sending.hooks import send_posts
from handlers.services.services import Services

log = logging.getLogger(__name__)

_EVERY = 10.0  # seconds


async def keep_posting(services: Services, stop: asyncio.Event) -> None:
    """Post to hooks what they are to be told, until `stop`. A failure is logged, and tried again."""
    while not stop.is_set():
        try:
            await queue_posts(services)
            await send_posts(services)
        except Exception:
            log.exception("Posting to hooks failed; the next round comes in %.0f s", _EVERY)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _EVERY)
