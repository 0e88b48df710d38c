"""An index that is copied by Litestream and followed by a replica, for tests: started, waited for, ended."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from store.database import StoreError, open_for_reading
from store.following import follow
from store.litestream import fetch

ROOT = Path(__file__).parents[2]
EVERY = 0.1
PATIENCE = 60.0
REPLICATE = """
import sys
from pathlib import Path
from store.litestream import replicate
replicate(Path(sys.argv[1]), sys.argv[2], float(sys.argv[3]), 1)
"""
WRITE = """
import sys
from datetime import date, timedelta
from pathlib import Path
from store.database import open_for_writing
from store.writing.reports import add_report
from tests.store.making import PALMYRA, event, report
writer = open_for_writing(Path(sys.argv[1]))
for number in range(100_000):
    day = date(2010, 1, 1) + timedelta(days=10 * (number % 500))  # far from each other: nothing is joined
    add_report(writer, report(f"text {number}"), [event("arrest", PALMYRA, day)])
    print(number, flush=True)
"""


@contextmanager
def python(script: str, *args: object) -> Iterator[subprocess.Popen[str]]:
    """A process of its own, killed at the end."""
    command = [sys.executable, "-c", script, *map(str, args)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def replicated(database: Path, place: Path) -> Iterator[subprocess.Popen[str]]:
    """Litestream copies an index to a place; the context begins when it does."""
    with python(REPLICATE, database, place, EVERY) as process:
        assert process.stdout is not None
        said = ""
        while "snapshot complete" not in said:
            said = process.stdout.readline()
            assert said, "Litestream has ended"
        yield process


@contextmanager
def followed(replica: Path, place: Path) -> Iterator[list[str]]:
    """A replica follows; the context is given what it says."""
    stop = threading.Event()
    said: list[str] = []
    thread = threading.Thread(target=follow, args=(replica, str(place), EVERY, said.append, stop))
    thread.start()
    try:
        yield said
    finally:
        stop.set()
        thread.join()


def once[T](look: Callable[[], T], wanted: Callable[[T], bool]) -> T:
    """What `look` gives as soon as it is what is wanted; an index that is not there yet is looked for again."""
    until = time.monotonic() + PATIENCE
    seen: T | None = None
    while time.monotonic() < until:
        try:
            seen = look()
        except StoreError:
            continue
        if wanted(seen):
            return seen
    raise AssertionError(f"Only {seen!r} within {PATIENCE} s")


def texts(database: Path) -> list[str]:
    """The reports of an index, in the order in which they came."""
    with closing(open_for_reading(database)) as reader:
        return [row[0] for row in reader.execute("select text from reports order by id")]


def fetched(place: Path, path: Path) -> list[str]:
    """The reports at a place of copies, fetched to a file."""
    path.unlink(missing_ok=True)
    fetch(str(place), path)
    return texts(path)
