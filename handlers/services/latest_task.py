"""Of what one person asks in quick succession only the latest: each keystroke of an inline question is a question."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any


class LatestTask:
    """Runs one task per person; a newer one cancels the one before."""

    def __init__(self) -> None:
        self._running: dict[int, asyncio.Task[Any]] = {}

    async def of[T](self, person: int, work: Coroutine[Any, Any, T]) -> T | None:
        """What `work` gives, or None where the same person came with newer work before it was done."""
        task = asyncio.create_task(work)
        before = self._running.get(person)
        if before is not None:
            before.cancel()
        self._running[person] = task
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            raise
        finally:
            if self._running.get(person) is task:
                del self._running[person]
        return None if task.cancelled() else task.result()
