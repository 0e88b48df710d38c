"""One clock for two processes: the bot's loop moves it, the emulator dates and paces by it. Eight bytes in a file."""

import mmap
import struct
from datetime import datetime, timedelta
from pathlib import Path

from tests.telegram.clock import NOON, Clock

_SECONDS = struct.Struct("d")


def share(path: Path) -> mmap.mmap:
    """The seconds in the file at `path`, for both sides; made at 0 where there is none."""
    if not path.exists():
        path.write_bytes(_SECONDS.pack(0.0))
    with path.open("r+b") as file:
        return mmap.mmap(file.fileno(), _SECONDS.size)


def move(seconds: mmap.mmap, now: float) -> None:
    """Set the clock."""
    seconds[:] = _SECONDS.pack(now)


class SharedClock(Clock):
    """The emulator's side: it only looks."""

    def __init__(self, seconds: mmap.mmap) -> None:
        super().__init__()
        self._shared = seconds

    def seconds(self) -> float:
        """How far the other side has come."""
        return float(_SECONDS.unpack(self._shared)[0])

    def now(self) -> datetime:
        """The moment it is."""
        return NOON + timedelta(seconds=self.seconds())
