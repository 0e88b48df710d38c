"""Asking Telegram for updates until told to stop: trouble is waited out, and only a refused token ends it.

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
from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter, TelegramError

from bot.registry import Bot
from domain.errors import WatchfloorError

log = logging.getLogger(__name__)

_FIRST_PAUSE, _LONGEST_PAUSE, _GROWTH = 1.0, 30.0, 1.5  # seconds
_WAIT = 10  # seconds for which Telegram may keep a question open until something happens
_FAREWELL = 2.0  # seconds for the last request, which only spares the next run repeated updates

REFUSED = "Telegram does not know this token any more: put a new one from @BotFather into TELEGRAM_BOT_TOKEN."
"""What is said where Telegram answers 401 or 404: the token was revoked, or the bot deleted."""


class TokenRefusedError(WatchfloorError):
    """Telegram does not know the token: nothing can be heard or said with it."""


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
        pause = _FIRST_PAUSE
        while True:
            try:
                await self._once()
            except (InvalidToken, EndPointNotFound):
                raise TokenRefusedError(REFUSED) from None
            except RetryAfter as error:
                asked = error.retry_after
                seconds = asked if isinstance(asked, int) else asked.total_seconds()
                log.warning("Polling: Telegram asks for %.0f s of quiet", seconds)
                await asyncio.sleep(seconds)
            except Exception as error:
                _log_trouble(error, pause)
                await asyncio.sleep(pause)
                pause = min(_LONGEST_PAUSE, pause * _GROWTH)
            else:
                self._answered()
                pause = _FIRST_PAUSE

    async def confirm(self) -> None:
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


def _log_trouble(error: Exception, pause: float) -> None:
    if isinstance(error, Conflict):
        log.error("Another copy of this bot is running, or a webhook was set for it: %s", error)
    elif isinstance(error, TelegramError):
        log.warning("Polling: %s; asking again in %.0f s", error, pause)
    else:
        log.error("Polling failed; asking again in %.0f s", pause, exc_info=error)
