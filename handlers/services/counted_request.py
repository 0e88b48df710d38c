"""Requests to Telegram, each counted by what came of it."""

from typing import Any

from telegram.request import HTTPXRequest

from handlers.services.metrics import Metrics


class CountedRequest(HTTPXRequest):
    """What python-telegram-bot sends its requests with, telling `metrics` of each. The rest is its own."""

    def __init__(self, metrics: Metrics, **given: Any) -> None:
        super().__init__(**given)
        self._metrics = metrics

    async def do_request(self, url: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Send one. Raises as before."""
        status = None
        try:
            status, content = await super().do_request(url, *args, **kwargs)
        finally:
            self._metrics.requested(url.rpartition("/")[2], status)
        return status, content
