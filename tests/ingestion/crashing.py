"""Kills ingest, import and migration with -9 at random moments, and looks at what they leave behind.

After each kill the file must be whole and hold all that was reported as stored; after every third the work is done to
its end, and the index must tell exactly what one that was never disturbed tells.

Run: `python -m tests.ingestion.crashing 210`. Exit status 1 where anything is lost, doubled or damaged.
"""

import json
import multiprocessing
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from domain.events import Event
from domain.reports import Report
from domain.wire import event_to_json
from ingestion.datasets.files import BATCH
from ingestion.datasets.imports import import_file
from knowledge.world import World
from store.database import APPLICATION_ID, SCHEMA_VERSION, open_for_writing
from store.export.export import events_as_json
from store.health import check
from store.migrations import STEPS, migrate
from store.tellings import telling_of
from store.writing.reports import add_report
from tests.store.making import DAY, ISLAMIC_STATE, MAYADIN, OBEID, PALMYRA, SDF, USA, event, injured, killed, report

PLACES, SIDES = (OBEID, MAYADIN, PALMYRA), (ISLAMIC_STATE, SDF, USA)
REPORTS, ROWS, OLD_REPORTS = 72, 2 * BATCH + 1000, 4000  # the rows are stored in three batches
KILLS_BEFORE_COMPLETION = 3
PATIENCE = 120.0

Progress = Callable[[int], None]
"""Called with how many items are stored for certain."""


def wave(number: int) -> tuple[Report, list[Event]]:
    """A report of two events; of every three reports, one repeats what another reports."""
    first = number - number % 3
    day, place = DAY + timedelta(days=first % 20), PLACES[first % 2]
    events = [
        event("ied", place, day, killed(2 + first), by=SIDES[first % 3]),
        event("arrest", PALMYRA, day, injured(number % 3)),
    ]
    return report(f"report {number} of what happened", number, source=f"Wire {number % 4}"), events


def ingest(folder: Path, progress: Progress) -> None:
    """Add reports, a transaction each."""
    with closing(open_for_writing(folder / "index.db")) as writer:
        for number in range(REPORTS):
            add_report(writer, *wave(number))
            progress(number + 1)


def load(folder: Path, progress: Progress) -> None:
    """Import a dataset in JSON Lines, batch by batch."""
    with closing(open_for_writing(folder / "index.db")) as writer:
        progress(writer.execute("select count(*) from reports").fetchone()[0])
        import_file(folder / "rows.jsonl", "jsonl", writer, World.open(), lambda now, total: None)
        progress(ROWS)


def bring_up_to_date(folder: Path, progress: Progress) -> None:
    """Migrate a file of the first version."""
    progress(OLD_REPORTS)
    open_for_writing(folder / "index.db").close()


def nothing(folder: Path) -> None:
    """Ingest needs nothing to begin with."""


def rows_to_load(folder: Path) -> None:
    """The dataset that `load` imports, and an index with reports that tell of what some of its rows do."""
    with closing(open_for_writing(folder / "index.db")) as writer:
        for number in range(6):
            add_report(writer, *wave(number))
    with (folder / "rows.jsonl").open("w", encoding="utf-8") as file:
        for number in range(ROWS):
            row = event("ied", PLACES[number % 3], DAY + timedelta(days=number % 300), killed(number % 7))
            file.write(json.dumps({"id": f"row-{number}", **event_to_json(row)}) + "\n")


def old_file(folder: Path) -> None:
    """An index as the first version made it."""
    with closing(sqlite3.connect(folder / "index.db", isolation_level=None)) as old:
        old.execute(f"pragma application_id = {APPLICATION_ID}")
        migrate(old, stop_before=STEPS[1])
        old.execute("begin")
        old.executemany(
            "insert into reports (content_hash, text, received) values (?, ?, '2025-12-10T00:00:00Z')",
            [(f"hash {number}", f"report {number} " + "of what happened " * 20) for number in range(OLD_REPORTS)],
        )
        old.execute("commit")


JOBS = {"ingest": (nothing, ingest), "import": (rows_to_load, load), "migration": (old_file, bring_up_to_date)}


@dataclass
class Lost(Exception):  # noqa: N818 - what is found out, not a fault of this program
    """What a kill left behind that it should not have."""

    what: str


def crash(kills: int, seed: int) -> Iterator[str]:
    """Kill so often in all, each job in turn; yields a line for each file that was completed in the end."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        plain = {job: _undisturbed(Path(name), job) for job in JOBS}
        done = 0
        while done < kills:
            job = list(JOBS)[done // KILLS_BEFORE_COMPLETION % len(JOBS)]
            folder = Path(name, f"{job}-{done}")
            shutil.copytree(Path(name, f"{job}-before"), folder)
            stored = []
            for _ in range(KILLS_BEFORE_COMPLETION):
                stored.append(_kill(folder, job, chance.uniform(0, plain[job].seconds / 2)))
                done += 1
            JOBS[job][1](folder, lambda count: None)
            _expect(contents_of(folder) == plain[job].contents, f"{job}: the completed index differs")
            shutil.rmtree(folder)
            yield f"{done:4} kills  {job:9}  stored when killed: {stored}"


@dataclass
class Undisturbed:
    """What a job that nobody kills comes to, and how long it takes."""

    contents: str
    seconds: float


def _undisturbed(root: Path, job: str) -> Undisturbed:
    prepare, run = JOBS[job]
    before, folder = root / f"{job}-before", root / f"{job}-plain"
    before.mkdir()
    prepare(before)
    shutil.copytree(before, folder)
    began = time.perf_counter()
    run(folder, lambda count: None)
    return Undisturbed(contents_of(folder), time.perf_counter() - began)


def contents_of(folder: Path) -> str:
    """Everything that an index tells, whatever the ids are."""
    with closing(open_for_writing(folder / "index.db")) as writer:
        _expect(all(fine for _, fine, _ in check(writer)), str(check(writer)))
        events = sorted(json.dumps({**row, "id": None}, sort_keys=True) for row in events_as_json(writer))
        texts = [row[0] for row in writer.execute("select text from reports order by text")]
        schema = [tuple(row) for row in writer.execute("select name, sql from sqlite_master order by name")]
        return json.dumps([events, texts, schema])


def _kill(folder: Path, job: str, after: float) -> int:
    """Start a job, kill it so many seconds later, and look at the file; returns how much it holds."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(str(folder), job, there))
    process.start()
    there.close()
    _expect(here.poll(PATIENCE), f"{job} does not start")
    process.join(after)
    process.kill()
    process.join()
    certain = 0
    try:
        while True:
            certain = max(certain, here.recv())
    except EOFError:
        here.close()
    held = _held(folder / "index.db")
    _expect(held >= certain, f"{job}: {certain} were stored, {held} are there")
    return held


def _held(path: Path) -> int:
    """How many reports a file holds that may never have been made, or not be migrated yet; it must be whole."""
    if not path.exists() or path.stat().st_size == 0:
        return 0
    with closing(sqlite3.connect(path)) as left:
        left.create_function("telling_of", 2, telling_of, deterministic=True)
        _expect(left.execute("pragma integrity_check").fetchall() == [("ok",)], f"{path} is damaged")
        version = left.execute("pragma user_version").fetchone()[0]
        if version == 0:
            return 0
        _expect(not left.execute("pragma foreign_key_check").fetchall(), f"{path}: references lead nowhere")
        if version == SCHEMA_VERSION:
            _expect(all(fine for _, fine, _ in check(left)), f"{path}: {check(left)}")
        return int(left.execute("select count(*) from reports").fetchone()[0])


def _work(folder: str, job: str, there: Connection) -> None:
    there.send(0)
    JOBS[job][1](Path(folder), there.send)


def _expect(fine: bool, otherwise: str) -> None:
    if not fine:
        raise Lost(otherwise)


def main() -> None:
    """Kill as often as the command line says, with a seed that is printed so that a finding can be had again."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 210
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1_000_000)
    print(f"seed {seed}")  # noqa: T201
    try:
        for line in crash(kills, seed):
            print(line, flush=True)  # noqa: T201
    except Lost as found:
        sys.exit(f"LOST: {found.what}")
    print("nothing lost, nothing doubled, nothing damaged")  # noqa: T201


if __name__ == "__main__":
    main()
