"""Asking Telegram for updates until told to stop.

Out: updates into the application's queue. An update is confirmed, by asking for those after it, when the queue has
taken it; so after any trouble Telegram is asked for the same again.
"""

import asyncio
import logging
import warnings
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NoReturn

from telegram import Update
from telegram.error import TelegramError

from bot.registry import Bot
from bot.updates.keeping_on import keep_on

log = logging.getLogger(__name__)

_WAIT = 10  # seconds for which Telegram may keep a question open until something happens
_FAREWELL = 2.0  # seconds for the last request, which only spares the next run repeated updates


class Poller:
    """Polls for one application, for the kinds of updates that are `heard`; calls `answered` each time that Telegram
    has answered and its updates are kept."""

    def __init__(self, bot: Bot, heard: list[str], answered: Callable[[], None] = lambda: None) -> None:
        self._bot = bot
        self._heard = heard
        self._answered = answered
        self._offset: int | None = None
        self._webhook_removed = False

    async def run(self) -> NoReturn:
        """Poll until cancelled. Raises TokenRefusedError where Telegram does not know the token."""
        await keep_on("Polling", self._once, self._answered)

    async def close(self) -> None:
        """Tell Telegram which updates were taken, if it can be told in a moment; those repeated are known by number."""
        with suppress(TelegramError, TimeoutError):
            async with asyncio.timeout(_FAREWELL):
                await self._bot.bot.get_updates(self._offset, timeout=0, allowed_updates=self._heard)

    async def _once(self) -> None:
        """Ask once, and queue what comes. Raises TelegramError."""
        if not self._webhook_removed:
            await self._bot.bot.delete_webhook()  # while there is one, nothing can be asked for
            self._webhook_removed = True
        try:
            updates = await self._bot.bot.get_updates(self._offset, timeout=_WAIT, allowed_updates=self._heard)
        except TelegramError:
            raise
        except Exception:
            log.exception("Updates cannot be read; they are looked at one by one")
            await self._one_by_one()
            return
        for update in updates:
            await self._bot.update_queue.put(update)
            self._offset = update.update_id + 1

    async def _one_by_one(self) -> None:
        """Queue what can be read; what cannot (of a form that this version does not know) is passed over and logged."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the warning that there is a method for this, which failed
            found: Any = await self._bot.bot.do_api_request(
                "getUpdates", {"offset": self._offset, "timeout": 0, "allowed_updates": self._heard}
            )
        for content in found:
            number = int(content["update_id"])
            try:
                update = Update.de_json(content, self._bot.bot)
            except Exception:
                log.exception("Update %d cannot be read and is passed over", number)
            else:
                await self._bot.update_queue.put(update)
            self._offset = number + 1
