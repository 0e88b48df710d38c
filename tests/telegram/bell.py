"""Waiting for something to become true without sleeping. In: `ring()` after each change; out: waiters look again."""

import asyncio
from collections.abc import Callable


class Bell:
    """Rung, not awaited, by whoever changes something; `wait_for` looks at its condition after each ring."""

    def __init__(self) -> None:
        self._waiters: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        """Something changed."""
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def wait_for(self, condition: Callable[[], bool], within: float | None, what: str = "") -> None:
        """Return when the condition holds; `TimeoutError` naming `what` after `within` real seconds, if given."""
        try:
            async with asyncio.timeout(within):
                while not condition():
                    waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
                    self._waiters.add(waiter)
                    try:
                        await waiter
                    finally:
                        self._waiters.discard(waiter)
        except TimeoutError:
            raise TimeoutError(f"waited {within} s for {what or 'a condition'}") from None
