"""One question at a time to one host, and a pause between them."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

_REMEMBERED = 1000  # hosts; beyond them those are forgotten whose pause is over


@dataclass(slots=True)
class _Host:
    """Who asks now and who waits; from when on it may be asked again."""

    free_at: float = 0.0
    waiting: int = 0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Pace:
    """Hands out turns. `clock` counts seconds, `sleep` lets them pass."""

    def __init__(
        self,
        pause: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._pause = pause
        self._clock = clock
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait until the host may be asked; the pause begins when the question was answered."""
        if len(self._hosts) > _REMEMBERED:
            self._forget()
        known = self._hosts.setdefault(host, _Host())
        known.waiting += 1
        try:
            async with known.turn:
                left = known.free_at - self._clock()
                if left > 0:
                    await self._sleep(left)
                try:
                    yield
                finally:
                    known.free_at = self._clock() + self._pause
        finally:
            known.waiting -= 1

    def _forget(self) -> None:
        now = self._clock()
        for name, host in list(self._hosts.items()):
            if not host.waiting and host.free_at <= now:
                del self._hosts[name]
