"""How long an event loop is held: a thread knocks every few milliseconds, and notes how long the loop lets it wait.

A machine that is busy with something else holds a loop too. So of each wait only as much counts as the process itself
computed meanwhile: callbacks, threads that have the interpreter's lock, garbage collection.
"""

import asyncio
import gc
import sys
import threading
import time
import traceback
from dataclasses import dataclass, field

EVERY = 0.01
LONG = 0.02


@dataclass(slots=True)
class Holds:
    """Milliseconds, one for each knock: by the process's own doing, and all in all. `culprit` is the stack of the
    loop's thread in the longest of the long ones, `collecting` the longest garbage collection."""

    own: list[float] = field(default_factory=list)
    all: list[float] = field(default_factory=list)
    culprit: str = ""
    collecting: float = 0.0


class Knocking:
    """Knocks at the running loop from here to the end of the `with` block."""

    def __init__(self) -> None:
        self.holds = Holds()
        self._loop = asyncio.get_running_loop()
        self._loop_thread = threading.get_ident()
        self._over = threading.Event()
        self._collection = 0.0
        self._thread = threading.Thread(target=self._knock, name="knocking", daemon=True)

    def __enter__(self) -> Holds:
        gc.callbacks.append(self._collects)
        self._thread.start()
        return self.holds

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        gc.callbacks.remove(self._collects)

    def _collects(self, phase: str, _info: dict[str, int]) -> None:
        if phase == "start":
            self._collection = time.thread_time()
        else:
            self.holds.collecting = max(self.holds.collecting, 1000 * (time.thread_time() - self._collection))

    def _knock(self) -> None:
        while not self._over.is_set():
            heard = threading.Event()
            computed, due = time.process_time(), time.perf_counter() + EVERY
            time.sleep(EVERY)
            answer: list[tuple[float, float]] = []

            def open_(heard: threading.Event = heard, answer: list[tuple[float, float]] = answer) -> None:
                answer.append((time.perf_counter(), time.process_time()))
                heard.set()

            try:
                self._loop.call_soon_threadsafe(open_)
            except RuntimeError:  # the loop is closed
                return
            seen = ""
            if not heard.wait(LONG):
                seen = "".join(traceback.format_stack(sys._current_frames()[self._loop_thread])[-6:])
                heard.wait(10)
            if answer:
                self._note(answer[0][0] - due, answer[0][1] - computed, seen)

    def _note(self, late: float, computed: float, seen: str) -> None:
        own = 1000 * max(0.0, min(late, computed))
        if seen and own > max(self.holds.own, default=0.0):
            self.holds.culprit = seen
        self.holds.own.append(own)
        self.holds.all.append(1000 * max(0.0, late))
