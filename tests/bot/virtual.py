"""An event loop whose time passes only when everybody waits: hours of pacing run in milliseconds, in order.

Work outside the loop takes no virtual time: while a thread computes, or while `working` says that somebody else does
(a server that was asked something, say), the loop waits for it in real time.
"""

import asyncio
import contextlib
import selectors
from collections.abc import Callable, Coroutine, Iterator
from typing import Any


class _Selector(selectors.DefaultSelector):
    """Instead of waiting for a timeout, moves the loop's time on by it; while others work, waits for them."""

    def __init__(self, tick: Callable[[float], None], creep: float, start: float) -> None:
        super().__init__()
        self.now = start
        self.working = 0
        self._tick = tick
        self._creep = creep

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready or timeout == 0:
            self.now += self._creep
            return ready
        if self.working or timeout is None:
            return super().select(None)
        self.now += timeout
        self._tick(self.now)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """Starts at second `start`, and gives each new moment to `tick`. Each round of the loop takes `creep` seconds: some
    code counts on it that time goes on, however little."""

    def __init__(
        self, tick: Callable[[float], None] = lambda now: None, creep: float = 0.0, start: float = 0.0
    ) -> None:
        self._virtual = _Selector(tick, creep, start)
        super().__init__(self._virtual)

    def time(self) -> float:
        return self._virtual.now

    @contextlib.contextmanager
    def working(self) -> Iterator[None]:
        """No time passes within."""
        self._virtual.working += 1
        try:
            yield
        finally:
            self._virtual.working -= 1

    def run_in_executor(self, executor: Any, func: Any, *args: Any) -> asyncio.Future[Any]:
        """As usual, and no time passes until it is done."""
        future = super().run_in_executor(executor, func, *args)
        self._virtual.working += 1
        future.add_done_callback(self._worked)
        return future

    def _worked(self, _future: asyncio.Future[Any]) -> None:
        self._virtual.working -= 1


def in_virtual_time[T](story: Callable[[], Coroutine[Any, Any, T]], loop: Callable[[], VirtualLoop] = VirtualLoop) -> T:
    """Run a coroutine function to its end in virtual time."""
    with asyncio.Runner(loop_factory=loop) as runner:
        return runner.run(story())
