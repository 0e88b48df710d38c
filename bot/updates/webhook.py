"""Updates that Telegram brings: it is told where, and each is answered when it is kept.

Out: updates into the application's queue. What is not kept is answered 503, and comes again; what came before is known
by its number. Neither the path nor the secret tells anything of the token, though both follow from it.
"""

import asyncio
import hmac
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from telegram import Update
from telegram.error import TelegramError
from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler, stream_request_body

from bot.config.listening import Address, listen, shown
from bot.registry import Bot
from bot.updates.keeping_on import keep_on
from bot.updates.webhook_secrets import path_of, secret_of

log = logging.getLogger(__name__)

MOST_BODY = 1 << 20
"""Bytes of an update; a message has at most 4096 characters, and quotes at most one other."""
SECRET = "X-Telegram-Bot-Api-Secret-Token"
_LOOK_EVERY = 60.0  # seconds between questions whether the webhook still stands
_SLOW, _IDLE = 30.0, 120.0  # seconds that a body, and the next request on a connection, may take
_LATER = 5  # seconds after which Telegram may bring again what could not be kept
_CLOSING = 2.0  # seconds for the answers under way when the bot stops


@dataclass(frozen=True, slots=True)
class WebhookPlace:
    """Where Telegram brings updates, and where they come in on this machine; a proxy stands between."""

    url: str
    address: Address


class Webhook:
    """Takes updates for one application, of the kinds that are `heard`, at its place; calls `answered`
    each time that Telegram says that the webhook stands, and when an update is kept."""

    def __init__(
        self, bot: Bot, heard: list[str], place: WebhookPlace, answered: Callable[[], None] = lambda: None
    ) -> None:
        """Raises WatchfloorError where the address cannot be had."""
        token = bot.bot.token
        self._bot = bot
        self._heard = heard
        self._answered = answered
        self._registered = False
        self.secret = secret_of(token)
        self.path = path_of(token)
        self.url = f"{place.url}/{self.path}"
        socket = listen(place.address)
        self.address: Address = (place.address[0], socket.getsockname()[1])
        application = Application([(r"/(?:.*/)?([^/]*)", _Door, {"webhook": self})], log_function=_silent)
        self._server = HTTPServer(
            application, max_body_size=MOST_BODY, body_timeout=_SLOW, idle_connection_timeout=_IDLE
        )
        socket.setblocking(False)  # as tornado wants it
        self._server.add_socket(socket)

    async def run(self) -> NoReturn:
        """Have updates brought, and see to it that it stays so, until cancelled.

        Raises TokenRefusedError where Telegram does not know the token.
        """
        log.info("Listening for updates on http://%s", shown(self.address))
        await keep_on("The webhook", self.see_to_it, self._answered, rest=_LOOK_EVERY)

    async def close(self) -> None:
        """Take no more. The webhook stands on: what is said meanwhile waits at Telegram for the next run."""
        self._server.stop()
        try:
            async with asyncio.timeout(_CLOSING):
                await self._server.close_all_connections()
        except TimeoutError:
            log.warning("A connection of the webhook did not end")

    async def take(self, body: bytes) -> int:
        """Keep an update and queue it; the status to answer with."""
        try:
            content = json.loads(body)
            number = int(content["update_id"])
        except (ValueError, TypeError, KeyError, RecursionError):
            log.warning("What came to the webhook is no update")
            return 400
        try:
            update = Update.de_json(content, self._bot.bot)
        except Exception:
            log.exception("Update %d cannot be read and is passed over", number)
            return 200
        try:
            await self._bot.update_queue.put(update)
        except TelegramError as error:
            log.warning("The webhook: %s; Telegram brings it again", error)
            return 503
        self._answered()
        return 200

    async def see_to_it(self) -> None:
        """Register the webhook at first, and where Telegram knows another or none any more; say what went wrong since.
        Raises TelegramError."""
        if self._registered:
            known = await self._bot.bot.get_webhook_info()
            if known.last_error_message and known.pending_update_count:
                waiting = known.pending_update_count
                log.warning("%d updates wait, Telegram could not bring them: %s", waiting, known.last_error_message)
            if known.url == self.url:
                return
            log.error("The webhook was taken away; another copy of this bot may be running")
            self._registered = False
        await self._bot.bot.set_webhook(self.url, secret_token=self.secret, allowed_updates=self._heard)
        self._registered = True


@stream_request_body
class _Door(RequestHandler):
    """One request. Who does not know the path and the secret learns nothing, and has no body read."""

    def initialize(self, webhook: Webhook) -> None:
        self._webhook = webhook
        self._body = bytearray()

    def prepare(self) -> None:
        if self.request.method != "POST":
            self._end(405)
        elif not (_same(self.path_args[0], self._webhook.path) & _same(self._sent(), self._webhook.secret)):
            self._end(404)

    def data_received(self, chunk: bytes) -> None:
        self._body += chunk

    async def post(self, _path: str) -> None:
        status = await self._webhook.take(bytes(self._body))
        if status == 503:
            self.set_header("Retry-After", str(_LATER))
        self._end(status)

    def write_error(self, status_code: int, **_kwargs: Any) -> None:
        self._end(status_code)

    def log_exception(self, *error: Any) -> None:
        """Without the request, in whose address the path stands."""
        log.error("A request to the webhook failed", exc_info=error)

    def _sent(self) -> str:
        return self.request.headers.get(SECRET, "")

    def _end(self, status: int) -> None:
        self.set_status(status)
        self.clear_header("Server")
        self.clear_header("Content-Type")
        self.finish()


def _same(one: str, other: str) -> bool:
    """Compared in a time that does not tell how much of them is the same."""
    return hmac.compare_digest(one.encode(), other.encode())


def _silent(_handler: RequestHandler) -> None:
    """No line for each request: the path would stand in it."""
