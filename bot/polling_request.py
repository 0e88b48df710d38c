"""The request that polls Telegram for updates: python-telegram-bot's own, which tells when Telegram has answered it."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from telegram.request import HTTPXRequest

LONGEST_POLL = 65
"""Seconds that an answer may be on its way: Telegram holds a poll back until there is an update."""


class PollingRequest(HTTPXRequest):
    """Calls `answered` each time that Telegram has given what it was asked for."""

    def __init__(self, answered: Callable[[], None]) -> None:
        super().__init__(connection_pool_size=1, read_timeout=LONGEST_POLL)
        self._answered = answered

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Ask once; raises what HTTPXRequest raises."""
        code, content = await super().do_request(*args, **kwargs)
        if code == HTTPStatus.OK:
            self._answered()
        return code, content
