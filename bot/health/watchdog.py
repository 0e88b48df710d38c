"""The watchdog of systemd: it is told as long as the event loop comes round; where that does not, the bot is started
anew (`WatchdogSec=`, see `man sd_notify`)."""

import asyncio
import os
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

_OFTEN = 3  # so many times within the span after which systemd acts


@contextmanager
def watchdog(loop: asyncio.AbstractEventLoop, environment: Mapping[str, str] = os.environ) -> Iterator[None]:
    """Tell systemd that the loop comes round, for as long as the context lasts; nothing where it does not ask."""
    place, span = environment.get("NOTIFY_SOCKET"), environment.get("WATCHDOG_USEC", "")
    if not place or not span.isdecimal() or environment.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        yield
        return
    address = f"\0{place[1:]}" if place.startswith("@") else place
    over = threading.Event()
    every = int(span) / 1_000_000 / _OFTEN
    thread = threading.Thread(target=_watch, args=(loop, address, every, over), name="watchdog", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()


def _watch(loop: asyncio.AbstractEventLoop, address: str, every: float, over: threading.Event) -> None:
    """The life of the thread. A loop that is closed meanwhile ends it."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd, suppress(RuntimeError):
        while not over.is_set():
            came_round = threading.Event()
            loop.call_soon_threadsafe(came_round.set)
            if came_round.wait(every):
                with suppress(OSError):
                    systemd.sendto(b"WATCHDOG=1", address)
            over.wait(every)
