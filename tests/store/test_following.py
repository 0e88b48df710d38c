"""The index copied by Litestream, fetched back, and followed by a replica."""

import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from store.database import StoreError, open_for_reading, open_for_writing
from store.following import follow, replica_at
from store.writing.reports import add_report
from tests.store.making import PALMYRA, event, report

ROOT = Path(__file__).parents[2]


@contextmanager
def replicated(database: Path, place: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Litestream copies an index, as `watchfloor replicate` starts it."""
    script = "import sys; from pathlib import Path; from store.litestream import replicate; "
    script += "replicate(Path(sys.argv[1]), sys.argv[2], 0.1, 1)"
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(database), str(place)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@contextmanager
def followed(database: Path, place: Path) -> Iterator[list[str]]:
    stop, said = threading.Event(), []
    thread = threading.Thread(target=follow, args=(database, str(place), 0.1, said.append, stop))
    thread.start()
    try:
        yield said
    finally:
        stop.set()
        thread.join()


def test_follow(tmp_path):
    primary, place, replica = tmp_path/"index.db", tmp_path/"copies", tmp_path/"replica.db"
    t=time.time()
    with closing(open_for_writing(primary)) as writer, replicated(primary, place) as p, followed(replica, place) as said:
        for n in range(100):
            add_report(writer, report(f"text {n}"), [event("arrest", PALMYRA)])
        print('written', time.time()-t, said)
        seen=[]
        while not seen or seen[-1] < 100:
            try:
                with closing(open_for_reading(replica)) as r:
                    n=r.execute("select count(*) from reports").fetchone()[0]
                    if not seen or n!=seen[-1]: seen.append(n); print(time.time()-t, n)
            except StoreError as e:
                print(e); time.sleep(0.1)
            if time.time()-t>30: print(p.stdout.read1()); break
        print(said, replica_at(replica))
    assert 0
