"""That one bot at most runs on an index, and when Telegram last answered it: a file beside the index says both.

The bot that runs holds a lock on the file, which the system takes away with the process however that ends. The file's
time is that of Telegram's last answer; a health check reads it without touching the lock.
"""

import contextlib
import fcntl
import os
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from domain.errors import WatchfloorError

NEVER = 0.0
"""The file's time until Telegram has answered, and again once the bot has stopped in order."""


class PresenceError(WatchfloorError):
    """Another bot runs on the index, or nobody can tell; the message is one sentence with what to do."""


class BotRunsError(PresenceError):
    """Another bot runs on the index."""


@dataclass(frozen=True, slots=True)
class Presence:
    """The file of the bot that runs in this process."""

    file: int

    def answered(self) -> None:
        """Note that Telegram answers."""
        _set_time(self.file, time.time())


def presence_path(database: Path) -> Path:
    """The file beside an index, the same under every name that the index has."""
    real = database.resolve()
    return real.with_name(f"{real.name}-bot")


@contextlib.contextmanager
def only_bot(database: Path) -> Iterator[Presence]:
    """Be the one bot on an index for as long as the context lasts.

    Raises BotRunsError where another bot runs on it, PresenceError where the file beside it cannot be locked.
    """
    path = presence_path(database)
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise PresenceError(
            f"{path} cannot be written ({error.strerror}), and the bot keeps its lock in it: check its folder."
        ) from error
    try:
        _lock(file, database)
        _set_time(file, NEVER)
        try:
            yield Presence(file)
        finally:
            _set_time(file, NEVER)
    finally:
        os.close(file)


def last_answer(database: Path) -> float | None:
    """How many seconds ago Telegram answered the bot on an index; None where no bot runs or it was not answered yet."""
    try:
        noted = presence_path(database).stat().st_mtime
    except OSError:
        return None
    return None if noted == NEVER else max(0.0, time.time() - noted)


def _lock(file: int, database: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        other = os.pread(file, 200, 0).decode(errors="replace").strip()
        raise BotRunsError(
            f"Another bot runs on {database} already ({other or 'it has just started'}): stop it first, or give this "
            "one an index of its own with --database."
        ) from None
    except OSError as error:
        raise PresenceError(
            f"Nobody can tell whether another bot runs on {database} ({error.strerror}): keep it on a local disk."
        ) from error
    os.ftruncate(file, 0)
    os.pwrite(file, f"process {os.getpid()} on {socket.gethostname()}\n".encode(), 0)


def _set_time(file: int, moment: float) -> None:
    os.utime(file, (moment, moment))
