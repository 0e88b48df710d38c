"""Signs of life: what the bot stands on, part by part, and whether it is well."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from domain.errors import WatchfloorError

SILENT = 120.0
"""After so many seconds without a word of Telegram something is wrong: a poll is answered within a minute, and every
minute it is asked whether the webhook stands."""
PATIENCE = 3.0
"""So many seconds a part has to say how it is."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One part, whether it is well, and in a few words how it is."""

    part: str
    well: bool
    said: str


class Hearing:
    """When Telegram last let the bot hear something. `clock` gives seconds that never run backwards."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last: float | None = None

    def answered(self) -> None:
        """Note that Telegram answers."""
        self._last = self._clock()

    async def sign(self) -> Sign:
        """Whether it answered lately."""
        if self._last is None:
            return Sign("telegram", False, "has not answered yet")
        since = self._clock() - self._last
        return Sign("telegram", since <= SILENT, f"answered {since:.0f} s ago")


async def in_time(part: str, sign: Awaitable[Sign]) -> Sign:
    """The sign of a part, or that none came, and why."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await sign
    except TimeoutError:
        return Sign(part, False, f"does not answer within {PATIENCE:.0f} s")
    except WatchfloorError as error:
        return Sign(part, False, str(error))
