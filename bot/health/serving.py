"""`/healthz` and `/metrics` of the running bot, from a thread of their own: so an event loop that stands still is told.

Out: whether each part is well, 200 or 503 and one line of JSON; and the counts, as Prometheus reads them. Nothing of
what people write, and no secret, is in either.
"""

import asyncio
import json
import logging
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from bot.config.listening import Address, listen, shown
from domain.errors import WatchfloorError
from handlers.services.services import Services
from handlers.services.signs import PATIENCE, Sign
from handlers.services.vitals import look
from store.census import take_census

log = logging.getLogger(__name__)

_TURN = 2.0  # seconds in which an event loop that is well comes round
_SPARE = 2.0  # seconds beyond what each part is given
_IDLE = 60.0  # seconds for which a connection may ask nothing


class Watched:
    """A bot as it is seen from another thread: `loop` is its event loop."""

    def __init__(self, services: Services, loop: asyncio.AbstractEventLoop) -> None:
        self._services = services
        self._loop = loop

    async def signs(self) -> tuple[Sign, ...]:
        """How its parts are, the event loop first; where that stands still nothing else can be told."""
        begun = time.monotonic()
        try:
            await self._there(_turned, _TURN)
        except TimeoutError:
            return (Sign("loop", False, f"has stood still for {_TURN:.0f} s"),)
        turned = Sign("loop", True, f"came round in {1000 * (time.monotonic() - begun):.0f} ms")
        return (turned, *await self._there(lambda: look(self._services), PATIENCE + _SPARE))

    async def metrics(self, accept: str) -> tuple[bytes, str]:
        """The counts, in the form that is accepted; of the index those of before where it cannot be read now."""
        metrics, index = self._services.metrics, self._services.index
        try:
            metrics.counted(await self._there(lambda: index.read(take_census), PATIENCE))
        except (TimeoutError, WatchfloorError) as error:
            log.warning("The index could not be counted: %s", error or "it took too long")
        return metrics.text(accept)

    async def _there[T](self, what: Callable[[], Awaitable[T]], seconds: float) -> T:
        """Have something done on the bot's own loop. Raises TimeoutError where it is not done in time."""

        async def done() -> T:
            return await what()

        async with asyncio.timeout(seconds):
            return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(done(), self._loop))


@contextmanager
def told(address: Address | None, services: Services, loop: asyncio.AbstractEventLoop) -> Iterator[None]:
    """How the bot is can be asked at the address, if there is one, for as long as the context lasts. Raises
    WatchfloorError where the address cannot be had."""
    if address is None:
        yield
        return
    listener = listen(address)
    listener.setblocking(False)
    log.info("Health and metrics are told on http://%s", shown((address[0], listener.getsockname()[1])))
    own, over = asyncio.new_event_loop(), asyncio.Event()
    thread = threading.Thread(
        target=_serve, args=(own, listener, Watched(services, loop), over), name="health", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        own.call_soon_threadsafe(over.set)
        thread.join(PATIENCE)


def _serve(own: asyncio.AbstractEventLoop, listener: socket.socket, watched: Watched, over: asyncio.Event) -> None:
    """The life of the thread: serve until it is over."""

    async def serve() -> None:
        pages = [("/healthz", _Health, {"watched": watched}), ("/metrics", _Metrics, {"watched": watched})]
        server = HTTPServer(Application(pages, log_function=_silent), max_body_size=0, idle_connection_timeout=_IDLE)
        server.add_socket(listener)
        await over.wait()
        server.stop()
        await server.close_all_connections()

    with asyncio.Runner(loop_factory=lambda: own) as runner:
        runner.run(serve())


class _Page(RequestHandler):
    """One of the two pages."""

    def initialize(self, watched: Watched) -> None:
        self._watched = watched

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        self.set_header("Cache-Control", "no-store")

    def write_error(self, status_code: int, **_kwargs: Any) -> None:
        self.finish()


class _Health(_Page):
    async def get(self) -> None:
        try:
            signs = await self._watched.signs()
        except TimeoutError:
            signs = (Sign("loop", False, "is too busy to say how the rest is"),)
        unwell = [sign.part for sign in signs if not sign.well]
        said = {"well": not unwell, "unwell": unwell, "parts": {sign.part: sign.said for sign in signs}}
        self.set_status(503 if unwell else 200)
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(said) + "\n")

    head = get


class _Metrics(_Page):
    async def get(self) -> None:
        text, form = await self._watched.metrics(self.request.headers.get("Accept", ""))
        self.set_header("Content-Type", form)
        self.finish(text)

    head = get


async def _turned() -> None:
    """Nothing but a turn of the loop."""


def _silent(_handler: RequestHandler) -> None:
    """No line for each request."""
