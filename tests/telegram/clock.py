"""The emulator's time. In: a first moment, how far to go on; out: what time it is. It stands still until set going."""

import time
from datetime import UTC, datetime, timedelta

NOON = datetime(2025, 12, 20, 12, tzinfo=UTC)


class Clock:
    """A virtual clock: `advance(90)` moves it by hand, `run(speed)` lets it follow real time."""

    def __init__(self, start: datetime = NOON) -> None:
        self._moment = start
        self._speed = 0.0
        self._since = time.monotonic()

    def now(self) -> datetime:
        """The moment it is, in UTC."""
        return self._moment + timedelta(seconds=(time.monotonic() - self._since) * self._speed)

    def unix(self) -> int:
        """The moment as Telegram writes dates."""
        return int(self.now().timestamp())

    def advance(self, seconds: float) -> None:
        """Move the clock by hand."""
        self._moment += timedelta(seconds=seconds)

    def run(self, speed: float = 1.0) -> None:
        """Follow real time from here on, `speed` times as fast; 0 stops the clock."""
        self._moment, self._since, self._speed = self.now(), time.monotonic(), speed
