"""What it costs to have an index copied while it is written, how a replica keeps up, and how long it takes to fetch it.

    python -m benchmarks.replication [--events 100000] [--batch 20000]

Invented events are written to two new indexes, portion by portion as an import does; Litestream copies the second to a
folder, and a replica follows from there. It is asked one question after another meanwhile, and then until it has all
events.
"""

import argparse
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.extraction.speed import say
from benchmarks.generate_index import Invented
from knowledge.world import World
from query.ask import ask
from store.database import StoreError, open_for_reading, open_for_writing, transaction
from store.litestream import fetch
from store.writing.datasets import Batch, add_batch, prepare
from tests.store.copying import followed, replicated

MB = 1_000_000
NOW = datetime(2025, 1, 1, tzinfo=UTC)
QUESTIONS = ("latest strikes in Syria", "attacks in Sudan", "how many clashes in Mali", "drone strikes in Ukraine")


class Questions:
    """Asks a replica one question after another, in a thread of its own, until it has so many events."""

    def __init__(self, replica: Path, world: World, events: int) -> None:
        self.seconds: list[float] = []
        self.opening: list[float] = []
        self.refused = 0
        self._given = (replica, world, events)
        self._thread = threading.Thread(target=self._ask)

    def __enter__(self) -> "Questions":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.join()

    def _ask(self) -> None:
        replica, world, events = self._given
        while True:
            began = time.perf_counter()
            try:
                with closing(open_for_reading(replica)) as reader:
                    self.opening.append(time.perf_counter() - began)
                    ask(QUESTIONS[len(self.seconds) % len(QUESTIONS)], NOW, reader, world)
                    held = reader.execute("select count(*) from reports").fetchone()[0]
            except StoreError:
                self.refused += 1
                continue
            self.seconds.append(time.perf_counter() - began)
            if held >= events:
                return


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--batch", type=int, default=20_000, help="events of one transaction")
    asked = parser.parse_args()
    world = World.open()
    made = list(_batches(Invented(world, asked.events), asked.events, asked.batch))
    with tempfile.TemporaryDirectory() as folder:
        plain, copied, place, replica, back = (
            Path(folder) / name for name in ("plain.db", "copied.db", "copies", "replica.db", "back.db")
        )
        alone, wal = _written(plain, made)
        say(f"written alone       {asked.events / alone:8,.0f} events/s, log at most {wal / MB:,.0f} MB")
        with replicated(copied, place), followed(replica, place):
            with Questions(replica, world, asked.events) as questions:
                beside, wal = _written(copied, made)
                written = time.perf_counter()
            behind = time.perf_counter() - written
            size, copies = copied.stat().st_size, sum(file.stat().st_size for file in place.rglob("*.ltx"))
        say(f"written while copied{asked.events / beside:8,.0f} events/s, log at most {wal / MB:,.0f} MB")
        say(f"the replica has all {behind:8.1f} s after the last event was written")
        say(f"it answered         {_times(questions.seconds)}, opening it {_times(questions.opening)}")
        say(f"the index has       {size / MB:8,.0f} MB, its copies {copies / MB:,.0f} MB")
        began = time.perf_counter()
        fetch(str(place), back)
        say(f"fetched in          {time.perf_counter() - began:8.1f} s")


def _batches(invented: Invented, events: int, size: int) -> Iterator[Batch]:
    for start in range(0, events, size):
        yield prepare("Invented", (invented.row(number) for number in range(start, min(start + size, events))))


def _written(index: Path, batches: list[Batch]) -> tuple[float, int]:
    """Seconds for writing all, and the most bytes that the write-ahead log had."""
    log, most = Path(f"{index}-wal"), 0
    began = time.perf_counter()
    with closing(open_for_writing(index)) as writer:
        for batch in batches:
            with transaction(writer):
                add_batch(writer, batch)
            most = max(most, log.stat().st_size)
    return time.perf_counter() - began, most


def _times(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    middle, slow = statistics.median(ordered), ordered[int(len(ordered) * 0.95)]
    return f"{len(ordered):,} times in {1000 * middle:,.0f} ms (p95 {1000 * slow:,.0f}, most {1000 * ordered[-1]:,.0f})"


if __name__ == "__main__":
    main()
