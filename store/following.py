"""A replica: an index that follows another one, through the copies that Litestream makes of that.

Beside the replica stands a folder with the files that Litestream writes; the replica itself is a link to the one that
is whole. Each start fetches a new file, and the old one answers until that is there.

Litestream writes whole transactions, and keeps readers out meanwhile by the locks that SQLite has for a file with a
rollback journal. So the header must say that it is one, and no reader may keep pages from one transaction to the next
(`open_for_reading` sees to that). What came last is noted in a file beside it after it was written: a file that is
younger than its note was cut off in between, and is shown to nobody.
"""

import fcntl
import os
import queue
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from store.database import FOLLOWING, StoreError, explained, is_there, open_in_place
from store.litestream import address_of, program, reason

_READERS_LOCK = (510, 0x40000002)  # SHARED_SIZE and SHARED_FIRST of SQLite's os.h: the bytes that a reader locks
_JOURNAL_MODE, _CHANGE_COUNTER = 18, 24  # offsets in the header: https://www.sqlite.org/fileformat2.html
_LOOK_EVERY = 0.05
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 60.0  # seconds between tries, where the copies cannot be read

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Replica:
    """Whether something follows for a replica at present, and when it was changed last; None before the first time."""

    followed: bool
    changed: datetime | None


def replica_at(database: Path) -> Replica:
    """How a replica stands. Raises StoreError where its folder cannot be read."""
    with explained(database):
        note = _note(database.resolve())
        changed = datetime.fromtimestamp(note.stat().st_mtime, UTC) if note.exists() else None
        with _claimed(_folder(database)) as free:
            return Replica(not free, changed)


def follow(database: Path, place: str, every: float, say: Say, stop: threading.Event) -> None:
    """Keep a replica at `database` of the index that is copied to a place, looking for changes `every` so many seconds,
    until `stop` is set. `say` is told in a sentence what happens.

    Where the copies cannot be read, it says so and tries again. Raises StoreError where there is an index that is no
    replica, another process follows for it, Litestream is not installed, or what is fetched is no index of this
    version.
    """
    litestream = program()
    if is_there(database) and not database.is_symlink():
        raise StoreError(f"{database} is an index of its own: name another file for the replica.")
    folder = _folder(database)
    with explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with _claimed(folder) as free:
            if not free:
                raise StoreError(f"Another process follows for {database}: end that one first.")
            wait, trouble = _FIRST_WAIT, ""
            while not stop.is_set():
                _hide_if_cut_off(database)
                run = _Run(litestream, folder, place, every)
                try:
                    if run.fetched(stop):
                        _show(database, run.path)
                        say(f"{database} follows {place}.")
                        run.watch(stop, say)
                        wait, trouble = _FIRST_WAIT, ""
                finally:
                    run.end()
                if not stop.is_set():
                    before, trouble = trouble, reason(place, run.said)
                    if trouble != before:
                        say(f"{trouble} It is tried again and again.")
                    stop.wait(wait)
                    wait = min(2 * wait, _LONGEST_WAIT)


class _Run:
    """Litestream at work on a file of its own. It ends by itself when nobody listens any more, at its next word."""

    def __init__(self, litestream: str, folder: Path, place: str, every: float) -> None:
        self.path = folder / f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.db"
        self.said = ""
        self._place = place
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        command = [litestream, "restore", "-f", "-follow-interval", f"{every}s", "-o", str(self.path)]
        self._process = subprocess.Popen(
            [*command, address_of(place)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,  # Ctrl-C is for this process, which ends the other between two transactions
        )
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def fetched(self, stop: threading.Event) -> bool:
        """Wait until the file is there; False where that has failed or `stop` is set."""
        while not stop.wait(_LOOK_EVERY):
            if _note(self.path).exists():
                return True
            if self._process.poll() is not None:
                return False
        return False

    def watch(self, stop: threading.Event, say: Say) -> None:
        """Wait until Litestream ends or `stop` is set, and say when it cannot reach the copies."""
        reached = True
        while not stop.is_set():
            try:
                line = self._lines.get(timeout=_LOOK_EVERY)
            except queue.Empty:
                continue
            if line is None:
                return
            if reached and "error applying updates" in line:
                say(f"{reason(self._place, line)} The replica stays as it is until they can be.")
            reached = "error applying updates" not in line

    def end(self) -> None:
        """End Litestream between two transactions: it waits for the lock that is held meanwhile."""
        if self.path.exists() and self._process.poll() is None:
            with _standing_still(self.path):
                self._process.kill()
                self._process.wait()
                _note(self.path).touch()
        self._process.kill()
        self._process.wait()
        self._listener.join()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for line in lines:
                self.said = line
                self._lines.put(line)
        self._lines.put(None)


def _folder(database: Path) -> Path:
    return Path(f"{database}{FOLLOWING}")


def _note(path: Path) -> Path:
    """Where Litestream notes the last transaction that a file has."""
    return Path(f"{path}-txid")


@contextmanager
def _claimed(folder: Path) -> Iterator[bool]:
    """Whether no other process follows in a folder; none will, while the context lasts."""
    with (folder / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@contextmanager
def _standing_still(path: Path) -> Iterator[int]:
    """A file opened while nothing is written to it. The lock is lost when this process opens it a second time and
    closes that."""
    with path.open("r+b", buffering=0) as file:
        fcntl.lockf(file, fcntl.LOCK_SH, *_READERS_LOCK)
        yield file.fileno()


def _hide_if_cut_off(database: Path) -> None:
    """Take away a replica whose last transaction may have come in by half only."""
    file = database.resolve()
    note = _note(file)
    if database.is_symlink() and not (note.exists() and file.exists() and _written(file) <= _written(note)):
        database.unlink()


def _written(path: Path) -> int:
    return path.stat().st_mtime_ns


def _show(database: Path, path: Path) -> None:
    """Let readers see a file that was fetched, and remove those that came before it. Raises StoreError where it is no
    index of this version or an older one."""
    with _standing_still(path) as file:
        os.pwrite(file, b"\x01\x01", _JOURNAL_MODE)
        os.pwrite(file, os.urandom(4), _CHANGE_COUNTER)
        os.fsync(file)
        _note(path).touch()
    open_in_place(path).close()
    link = path.with_name("shown")
    link.unlink(missing_ok=True)
    link.symlink_to(Path(path.parent.name) / path.name)  # as seen from beside the folder
    link.replace(database)
    for older in path.parent.glob("*.db*"):
        if not older.name.startswith(path.name):
            older.unlink()
