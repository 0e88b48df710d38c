"""How fast UCDP rows are imported, beside a plain `executemany` of the same rows into the same tables and indexes.

    python benchmarks/importing.py ged.csv.gz --rows 100000

A file with fewer rows is repeated under new ids until there are so many. The plain side has every row of every table
ready in memory and only writes it, in one transaction: no file is read, no name looked up, nothing checked. Exit status
1 where fewer rows a second are imported than the limit, or less than half as many as plainly written.
"""

import argparse
import csv
import gzip
import io
import resource
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from itertools import chain, count, islice
from pathlib import Path

from ingestion.datasets.imports import import_file
from knowledge.world import World
from store.database import open_for_writing, transaction
from store.events.rows import TABLES

ROWS_A_SECOND, SHARE_OF_PLAIN = 8_000, 0.5
KEPT_BY_TRIGGERS = ("event_months",)
ARRIVAL = {"event_areas": "order by event_id", "event_places": "order by event_id", "event_actors": "order by event_id"}
TEXTS = {"reports_fts": "id, title, text from reports", "mentions_fts": "id, quote, context from mentions"}
WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
Rows = dict[str, list[tuple[object, ...]]]


def main() -> int:
    """Import, import again, write plainly; print a line each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("ged", type=Path, help="a UCDP GED file, packed or not")
    parser.add_argument("--rows", type=int, default=100_000)
    asked = parser.parse_args()
    world = World.open()
    with tempfile.TemporaryDirectory() as folder:
        dataset, index = Path(folder) / "ged.csv", Path(folder) / "index.db"
        _repeat(asked.ged, dataset, asked.rows)
        first, worked = _import(dataset, index, world, asked.rows)
        again, _ = _import(dataset, index, world, 0)
        memory = [resource.getrusage(who).ru_maxrss / 1024 for who in WHO]
        plain, plainly_worked = _write_plainly(_rows_of(index), Path(folder) / "plain.db")
        size = index.stat().st_size
    micros = [seconds / asked.rows * 1e6 for seconds in (*worked, plainly_worked)]
    speed, share = asked.rows / first, plain / first
    sys.stdout.write(
        f"imported        {asked.rows:,} rows in {first:.1f} s: {speed:,.0f} a second, {size / 1e6:,.0f} MB\n"
        f"imported again  nothing new in {again:.1f} s: {asked.rows / again:,.0f} a second\n"
        f"executemany     the same rows in {plain:.1f} s: {asked.rows / plain:,.0f} a second\n"
        f"ratio           {share:.2f} of plain executemany\n"
        f"processor time  {micros[0]:.0f} µs a row writing, {micros[1]:.0f} reading; executemany {micros[2]:.0f}\n"
        f"memory          {memory[0]:,.0f} MB writing, {memory[1]:,.0f} MB reading\n"
    )
    return int(speed < ROWS_A_SECOND or share < SHARE_OF_PLAIN)


def _repeat(ged: Path, dataset: Path, rows: int) -> None:
    """Write so many rows of a UCDP file to another, numbered anew."""
    content = ged.read_bytes()
    text = (gzip.decompress(content) if ged.suffix == ".gz" else content).decode("utf-8-sig")
    with io.StringIO(text, newline="") as lines, dataset.open("w", encoding="utf-8", newline="") as out:
        names, *once = csv.reader(lines)
        at = names.index("id")
        table = csv.writer(out)
        table.writerow(names)
        repeated = islice(chain.from_iterable(once for _ in count()), rows)
        table.writerows([*row[:at], str(number), *row[at + 1 :]] for number, row in enumerate(repeated))


def _worked() -> tuple[float, float]:
    """The processor time of this process and of those that it started, in seconds."""
    here, there = (resource.getrusage(who) for who in WHO)
    return here.ru_utime + here.ru_stime, there.ru_utime + there.ru_stime


def _import(dataset: Path, index: Path, world: World, expected: int) -> tuple[float, tuple[float, float]]:
    """The seconds that an import takes, and the processor time of the process that writes and of that which reads."""
    began, before = time.perf_counter(), _worked()
    with closing(open_for_writing(index)) as writer:
        imported = import_file(dataset, "ucdp-ged", writer, world, lambda done, total: None)
    taken, after = time.perf_counter() - began, _worked()
    if imported.new != expected:
        raise SystemExit(f"{imported.new} rows were new, not {expected}.")
    return taken, (after[0] - before[0], after[1] - before[1])


def _rows_of(index: Path) -> Rows:
    """Every row of the tables that an import writes, each as it came."""
    with closing(sqlite3.connect(index)) as connection:
        tables = ("sources", *TABLES, *KEPT_BY_TRIGGERS)
        return {name: connection.execute(f"select * from {name} {ARRIVAL.get(name, '')}").fetchall() for name in tables}  # noqa: S608


def _write_plainly(rows: Rows, index: Path) -> tuple[float, float]:
    """The seconds and the processor time of writing these rows to the same tables and indexes, without triggers."""
    with closing(open_for_writing(index)) as writer:
        for (trigger,) in writer.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            if not trigger.startswith("points"):
                writer.execute(f"drop trigger {trigger}")
        began, before = time.perf_counter(), _worked()
        with transaction(writer):
            for table, lines in rows.items():
                marks = ", ".join("?" * len(lines[0]))
                writer.executemany(f"insert into {table} values ({marks})", lines)  # noqa: S608
            for table, texts in TEXTS.items():
                columns = texts.split(" from ")[0].replace("id", "rowid", 1)
                writer.execute(f"insert into {table} ({columns}) select {texts}")
        return time.perf_counter() - began, _worked()[0] - before[0]


if __name__ == "__main__":
    sys.exit(main())
