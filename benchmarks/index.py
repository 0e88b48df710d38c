"""How long whole answers take on an index: question in, `Answer` out, beside plain SQL and DuckDB for the same figures.

    python benchmarks/generate_index.py index.db --events 1000000
    python benchmarks/index.py index.db

Prints the median and 95th percentile of each kind, how long a hand-written statement takes for the same figure on the
same file, and the memory of the process. Exit status 1 where a limit is passed or a figure differs.
"""

import argparse
import itertools
import random
import re
import resource
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from domain.casualties import Outcome
from knowledge.world import World
from query.answer import Answer
from query.ask import ask
from store.database import open_for_reading

NOW = datetime(2025, 1, 10, 12, 0, tzinfo=UTC)
COUNTRIES = {
    "Syria": "SY",
    "Ukraine": "UA",
    "Yemen": "YE",
    "Iraq": "IQ",
    "Somalia": "SO",
    "Mali": "ML",
    "Colombia": "CO",
}
MONTHS = ("January", "March", "June", "August", "November")
YEARS = range(2015, 2025)
LIMIT_MS = {"list": 25, "count": 25}
OTHER_MS, RATIO, MEMORY_MB = 80, 3, 400
STRIKES = "('strike', 'air-strike', 'drone-strike', 'missile-strike', 'shelling')"


@dataclass(frozen=True)
class Asked:
    """A question, its kind, and where one is known, the plain SQL for its figure and how to find it in the answer."""

    kind: str
    question: str
    sql: str | None = None
    figure: Callable[[Answer], int] | None = None


def _count(answer: Answer) -> int:
    return answer.count


def _killed(answer: Answer) -> int:
    told = (answer.totals or {}).get(Outcome.KILLED)
    return (told.best or 0) if told else 0


def _summed(answer: Answer) -> int:
    return sum(slice_.value for slice_ in answer.series or ())


def questions() -> Iterator[Asked]:
    """Questions of every kind over places of every size, long and short times."""
    base = "select {what} from events e where e.counted = 1 and {where}"
    for (name, code), month, year in itertools.product(COUNTRIES.items(), MONTHS, YEARS):
        inside = f"e.country = '{code}'"
        in_year = f"e.span > 0 and e.start < '{year + 1}-01-01T00:00:00Z' and e.\"end\" > '{year}-01-01T00:00:00Z'"
        yield Asked("list", f"latest strikes in {name}")
        yield Asked("list", f"last 5 drone strikes in {name} in {month} {year}")
        yield Asked("list", f"deadliest attacks in {name} {year}")
        yield Asked(
            "count",
            f"how many events in {name} in {year}",
            base.format(what="count(*)", where=f"{inside} and {in_year}"),
            _count,
        )
        yield Asked(
            "count",
            f"how many strikes in {name}",
            base.format(what="count(*)", where=f"{inside} and e.type in {STRIKES}"),
            _count,
        )
        yield Asked("count", f"how many events in {month} {year}")
        yield Asked(
            "sums",
            f"how many people were killed in {name} in {year}",
            base.format(what="sum(e.killed_best)", where=f"{inside} and {in_year}"),
            _killed,
        )
        yield Asked(
            "sums",
            f"how many people were killed in {name}",
            base.format(what="sum(e.killed_best)", where=inside),
            _killed,
        )
        yield Asked("group", f"civilians killed in {name} in {year}")
        yield Asked("side", f"Islamic State casualties {year}")
        yield Asked("actor", f"Islamic State attacks in {name} since {year}")
        yield Asked("actor", f"how many Taliban attacks in {year}")
        yield Asked(
            "timeline",
            f"events in {name} per month {year}",
            base.format(what="count(*)", where=f"{inside} and {in_year}"),
            _summed,
        )
        yield Asked(
            "timeline",
            f"killed per year in {name}",
            base.format(what="sum(e.killed_best)", where=f"{inside} and e.span > 0"),
            _summed,
        )
        yield Asked("breakdown", f"which province of {name} had the most attacks in {year}")
        yield Asked("breakdown", f"attacks by type in {name} {year}")
        yield Asked("compare", f"compare attacks in {name} and Sudan in {year}")
        yield Asked("radius", f"events within 50 km of Aleppo in {year}")
        yield Asked("radius", f"events near Kharkiv {month} {year}")
        yield Asked("words", f"ambush case 17 in {name} {year}")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("--questions", type=int, default=400)
    parser.add_argument("--duckdb", action="store_true", help="the plain SQL in DuckDB as well (needs duckdb)")
    asked = parser.parse_args()
    world = World.open()
    chosen = random.Random(1).sample(list(dict.fromkeys(questions())), asked.questions)
    with closing(open_for_reading(asked.index)) as connection:
        events = connection.execute("select max(id) from events").fetchone()[0]
        sys.stdout.write(f"{events:,} events, {asked.index.stat().st_size / 1e6:,.0f} MB\n")
        wrong = _run(chosen, connection, world)
        wrong += _beside(chosen, connection, world, _duckdb(asked.index) if asked.duckdb else None)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"memory of the process: {memory:.0f} MB\n")
    return 1 if wrong or memory > MEMORY_MB else 0


def _run(chosen: list[Asked], connection: sqlite3.Connection, world: World) -> int:
    taken: dict[str, list[tuple[float, float, str]]] = {}
    for _ in range(2):  # the second time is warm, and the one that is kept
        taken = {}
        for asked in chosen:
            began, worked = time.perf_counter(), time.process_time()
            ask(asked.question, NOW, connection, world)
            waited, work = time.perf_counter() - began, time.process_time() - worked
            taken.setdefault(asked.kind, []).append((waited * 1000, work * 1000, asked.question))
    late = 0
    sys.stdout.write(f"{'kind':10} {'asked':>5} {'p50 ms':>8} {'p95 ms':>8} {'cpu p95':>8} {'limit':>6}  slowest\n")
    for kind, times in sorted(taken.items()):
        limit = LIMIT_MS.get(kind, OTHER_MS)
        high, busy = _p95(ms for ms, _, _ in times), _p95(ms for _, ms, _ in times)
        late += high > limit
        middle, slowest = statistics.median(ms for ms, _, _ in times), max(times, key=lambda each: each[1])[2]
        sys.stdout.write(f"{kind:10} {len(times):5} {middle:8.1f} {high:8.1f} {busy:8.1f} {limit:6}  {slowest}\n")
    return late


def _p95(times: Iterable[float]) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def _beside(chosen: list[Asked], connection: sqlite3.Connection, world: World, other: "Other | None") -> int:
    """The look-up's time beside that of plain SQL, question by question; how many figures differ or take too long."""
    ratios, wrong = [], 0
    duck: list[float] = []
    for asked in chosen:
        if asked.sql is None or asked.figure is None:
            continue
        ours, answer = _fastest(lambda asked=asked: ask(asked.question, NOW, connection, world))
        plain, row = _fastest(lambda asked=asked: connection.execute(asked.sql or "").fetchone())
        if asked.figure(answer) != (row[0] or 0):
            wrong += 1
            sys.stdout.write(f"DIFFERS {asked.question}: {asked.figure(answer)}, by plain SQL {row[0]}\n")
        ratios.append(ours / plain)
        if other is not None:
            duck.append(_fastest(lambda asked=asked: other(asked.sql or ""))[0] * 1000)
    if ratios:
        sys.stdout.write(
            f"whole answers to plain SQL: median {statistics.median(ratios):.2f}, most {max(ratios):.2f}\n"
        )
    if duck:
        sys.stdout.write(f"DuckDB, plain SQL: median {statistics.median(duck):.1f} ms\n")
    return wrong + sum(ratio > RATIO for ratio in ratios)


Other = Callable[[str], object]


def _fastest[T](work: Callable[[], T]) -> tuple[float, T]:
    """The best of three times, in seconds, and what came out."""
    taken = []
    for _ in range(3):
        began = time.perf_counter()
        result = work()
        taken.append(time.perf_counter() - began)
    return min(taken), result


def _duckdb(path: Path) -> Other | None:
    if find_spec("duckdb") is None:
        sys.stdout.write("duckdb is not installed: left out.\n")
        return None
    import duckdb

    database = duckdb.connect()
    with closing(sqlite3.connect(path)) as source:
        names = [row[1] for row in source.execute("pragma table_info(events)")]
        kinds = [row[2] for row in source.execute("pragma table_info(events)")]
        columns = ", ".join(
            f'"{name}" {kind.replace("INTEGER", "BIGINT").replace("TEXT", "VARCHAR").replace("REAL", "DOUBLE")}'
            for name, kind in zip(names, kinds, strict=True)
        )
        database.execute(f"create table events ({columns})")
        rows = source.execute("select * from events")
        while batch := rows.fetchmany(20000):
            database.executemany(f"insert into events values ({', '.join('?' * len(names))})", batch)  # noqa: S608
    return lambda sql: database.execute(re.sub(r"\s+", " ", sql)).fetchone()


if __name__ == "__main__":
    sys.exit(main())
