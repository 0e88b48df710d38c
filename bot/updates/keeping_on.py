"""Asking Telegram again and again: trouble is waited out, and only a refused token ends it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import NoReturn

from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter, TelegramError

from domain.errors import WatchfloorError

log = logging.getLogger(__name__)

_FIRST_PAUSE, _LONGEST_PAUSE, _GROWTH = 1.0, 30.0, 1.5  # seconds

REFUSED = "Telegram does not know this token any more: put a new one from @BotFather into TELEGRAM_BOT_TOKEN."
"""What is said where Telegram answers 401 or 404: the token was revoked, or the bot deleted."""


class TokenRefusedError(WatchfloorError):
    """Telegram does not know the token: nothing can be heard or said with it."""


async def keep_on(
    what: str, once: Callable[[], Awaitable[None]], answered: Callable[[], None], rest: float = 0.0
) -> NoReturn:
    """Do it once and once more until cancelled, with so many seconds of rest between; `answered` is called each time
    that it succeeded, `what` it is stands in the log.

    Raises TokenRefusedError where Telegram does not know the token.
    """
    pause = _FIRST_PAUSE
    while True:
        try:
            await once()
        except (InvalidToken, EndPointNotFound):
            raise TokenRefusedError(REFUSED) from None
        except RetryAfter as error:
            asked = error.retry_after
            seconds = asked if isinstance(asked, int) else asked.total_seconds()
            log.warning("%s: Telegram asks for %.0f s of quiet", what, seconds)
            await asyncio.sleep(seconds)
        except Exception as error:
            _log_trouble(what, error, pause)
            await asyncio.sleep(pause)
            pause = min(_LONGEST_PAUSE, pause * _GROWTH)
        else:
            answered()
            pause = _FIRST_PAUSE
            await asyncio.sleep(rest)


def _log_trouble(what: str, error: Exception, pause: float) -> None:
    if isinstance(error, Conflict):
        log.error("Another copy of this bot is running, or a webhook was set for it: %s", error)
    elif isinstance(error, TelegramError):
        log.warning("%s: %s; asking again in %.0f s", what, error, pause)
    else:
        log.error("%s failed; asking again in %.0f s", what, pause, exc_info=error)
