"""How long whole answers take on an index: question in, `Answer` out, beside plain SQL and DuckDB for the same figures.

    python benchmarks/generate_index.py index.db --events 1000000
    python -m benchmarks.index index.db --duckdb

Prints the median and 95th percentile of each kind, how long hand-written statements take for the same figure on the
same file, and the memory of the process. They are written twice: once on the table of events, as anybody would, for the
one figure that is asked; once on the index by area, by one who knows the schema, for all that the answer holds: count,
occurrences, the figure, and five events with what is reported of them. Beside that an answer reads the question.
Exit status 1 where a limit is passed, by the median of a kind for the ratios, or a figure differs.
"""

import argparse
import asyncio
import csv
import itertools
import math
import random
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from domain.casualties import Outcome
from domain.events import Event
from domain.reports import Report
from handlers.answering.autocomplete import offer
from handlers.services.services import Index, Services, actor_names, country_names
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
LIMIT_MS = {"list": 25, "count": 25, "inline": 100}
OTHER_MS, RATIO, MEMORY_MB = 80, 3, 400
LARGE, LIST_OF_LARGE_MS = 5_000_000, 50
"""From so many events on only lists have a limit."""
TYPED = (
    "strikes in ale",
    "attacks kha",
    "clashes in mos",
    "isl",
    "shelling near don",
    "killed in idl",
    "tal",
    "events in d",
)
ASKER = 1
"""Who types inline questions: nobody who has set a zone."""
NEEDED = ("country", "counted", "type", "span", "start", "end", "killed_best")
BESIDE = "count(*), sum(occurrences), sum(killed_min), sum(killed_max)"
PAGE_BY_AREA = """
    select events.*, mentions.quote, mentions.telling, reports.url, reports.published, sources.name
    from (select event_id from {rows} order by recency desc, event_id desc limit 5) as page
    join events on events.id = page.event_id join mentions on mentions.event_id = page.event_id
    join reports on reports.id = mentions.report_id join sources on sources.id = reports.source_id
"""
STRIKES = "('strike', 'air-strike', 'drone-strike', 'missile-strike', 'shelling')"


@dataclass(frozen=True)
class Asked:
    """A question, its kind, and where they are known, what to select for its figure, where and when, and how to find
    it in the answer; `step` is what a timeline runs over."""

    kind: str
    question: str
    select: str = ""
    country: str = ""
    where: str = "true"
    year: int | None = None
    figure: Callable[[Answer], int] | None = None
    step: str = ""

    @property
    def plain(self) -> str:
        """The statement that reads events one by one."""
        where = [self.where, f"country = '{self.country}'"]
        if self.year:
            where += ["span > 0", f"start < '{self.year + 1}'", f"\"end\" > '{self.year}-01-01'"]
        return f"select {self.select} from events where counted = 1 and {' and '.join(where)}"  # noqa: S608

    @property
    def by_area(self) -> tuple[str, str]:
        """The statements on the index by area, the figure last in each row of the first; no event of the file is longer
        than a year."""
        conditions = ["counted = 1", self.where, f"area = '{self.country.lower()}'"]
        if self.year:
            conditions.append(f"recency between '{self.year - 1}-01-01' and '{self.year + 1}'")
            conditions.append(f"span in (1, 31, 366, 99999) and \"end\" > '{self.year}-01-01'")
        rows = f"event_areas where {' and '.join(conditions)}"
        page = PAGE_BY_AREA.format(rows=rows)
        if self.step:
            return f"select {self.step}, {self.select} from {rows} group by 1", page  # noqa: S608
        return f"select {BESIDE}, {self.select} from {rows}", page  # noqa: S608


def _count(answer: Answer) -> int:
    return answer.count


def _killed(answer: Answer) -> int:
    killed = (answer.totals or {}).get(Outcome.KILLED)
    return (killed.best or 0) if killed else 0


def _summed(answer: Answer) -> int:
    return sum(slice_.value for slice_ in answer.series or ())


def questions() -> Iterator[Asked]:
    """Questions of every kind over places of every size, long and short times."""
    for (name, code), month, year in itertools.product(COUNTRIES.items(), MONTHS, YEARS):
        strikes = f"type in {STRIKES}"
        yield Asked("list", f"latest strikes in {name}", "count(*)", code, strikes, None, _count)
        yield Asked("list", f"last 5 drone strikes in {name} in {month} {year}")
        yield Asked("list", f"deadliest attacks in {name} {year}")
        yield Asked(
            "count",
            f"how many events in {name} in {year}",
            *("count(*)", code, "true", year, _count),
        )
        yield Asked(
            "count",
            f"how many strikes in {name}",
            *("count(*)", code, strikes, None, _count),
        )
        yield Asked("count", f"how many events in {month} {year}")
        yield Asked(
            "sums",
            f"how many people were killed in {name} in {year}",
            *("sum(killed_best)", code, "true", year, _killed),
        )
        yield Asked(
            "sums",
            f"how many people were killed in {name}",
            *("sum(killed_best)", code, "true", None, _killed),
        )
        yield Asked("group", f"civilians killed in {name} in {year}")
        yield Asked("side", f"Islamic State casualties {year}")
        yield Asked("actor", f"Islamic State attacks in {name} since {year}")
        yield Asked("actor", f"how many Taliban attacks in {year}")
        yield Asked(
            "timeline",
            f"events in {name} per month {year}",
            *("count(*)", code, "true", year, _summed, "substr(recency, 1, 7)"),
        )
        yield Asked(
            "timeline",
            f"killed per year in {name}",
            *("sum(killed_best)", code, "span > 0", None, _summed, "substr(recency, 1, 4)"),
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
    parser.add_argument("--duckdb", action="store_true", help="the plain SQL in DuckDB as well")
    asked = parser.parse_args()
    world = World.open()
    chosen = random.Random(1).sample(list(dict.fromkeys(questions())), asked.questions)
    with closing(open_for_reading(asked.index)) as connection:
        events = connection.execute("select max(id) from events").fetchone()[0]
        sys.stdout.write(f"{events:,} events, {asked.index.stat().st_size / 1e6:,.0f} MB\n")
        wrong = _run(chosen, connection, world, {"list": LIST_OF_LARGE_MS} if events >= LARGE else None)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        sys.stdout.write(f"memory of the process: {memory:.0f} MB\n")
        wrong += _beside(chosen, connection, world, _duckdb(asked.index) if asked.duckdb else None)
    return 1 if wrong or memory > MEMORY_MB else 0


def _run(chosen: list[Asked], connection: sqlite3.Connection, world: World, only: dict[str, int] | None = None) -> int:
    """Ask all, print a line for each kind; how many kinds were later than their limit, or those of `only`."""
    works = [(asked.kind, asked.question, partial(ask, asked.question, NOW, connection, world)) for asked in chosen]
    path = Path(connection.execute("pragma database_list").fetchone()["file"])
    services = Services(
        Index(path), world, _no_events, lambda: NOW, actors=actor_names(world), countries=country_names(world)
    )
    works += [("inline", typed, partial(_suggested, services, typed)) for typed in TYPED * 5]
    taken: dict[str, list[tuple[float, float, str]]] = {}
    for _ in range(2):  # the second time is warm, and the one that is kept
        taken = {}
        for kind, question, work in works:
            began, worked = time.perf_counter(), time.process_time()
            work()
            waited, busy = time.perf_counter() - began, time.process_time() - worked
            taken.setdefault(kind, []).append((waited * 1000, busy * 1000, question))
    services.index.close()
    late = 0
    sys.stdout.write(f"{'kind':10} {'asked':>5} {'p50 ms':>8} {'p95 ms':>8} {'cpu p95':>8} {'limit':>6}  slowest\n")
    for kind, times in sorted(taken.items()):
        limit = LIMIT_MS.get(kind, OTHER_MS) if only is None else only.get(kind, math.inf)
        high, busy = _p95(ms for ms, _, _ in times), _p95(ms for _, ms, _ in times)
        late += high > limit
        middle, slowest = statistics.median(ms for ms, _, _ in times), max(times, key=lambda each: each[1])[2]
        sys.stdout.write(f"{kind:10} {len(times):5} {middle:8.1f} {high:8.1f} {busy:8.1f} {limit:6}  {slowest}\n")
    return late


def _suggested(services: Services, typed: str) -> None:
    """What an inline question takes until its list is ready to be sent."""
    asyncio.run(offer(services, typed, ASKER))


async def _no_events(report: Report) -> tuple[Event, ...]:
    """Only questions are asked here, so that no extractor need be loaded."""
    return ()


def _p95(times: Iterable[float]) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def _beside(chosen: list[Asked], connection: sqlite3.Connection, world: World, other: "Other | None") -> int:
    """The answer's time beside that of hand-written SQL, kind by kind; how many figures differ or take too long."""
    taken: dict[str, list[list[float]]] = {}
    wrong = 0
    for asked in chosen:
        if asked.figure is None:
            continue
        ours, answer = _fastest(lambda asked=asked: ask(asked.question, NOW, connection, world))
        by_area, (rows, _) = _fastest(lambda asked=asked: [connection.execute(sql).fetchall() for sql in asked.by_area])
        plain, whole = _fastest(lambda asked=asked: connection.execute(asked.plain).fetchone())
        duck, _ = _fastest(lambda asked=asked: other(asked.plain) if other else None)
        figure = sum(row[-1] or 0 for row in rows)
        if {figure, whole[0] or 0} != {asked.figure(answer)}:
            wrong += 1
            sys.stdout.write(f"DIFFERS {asked.question}: {asked.figure(answer)}, by SQL {whole[0]} and {figure}\n")
        times = [seconds * 1000 for seconds in (ours, by_area, plain, duck)]
        taken.setdefault(asked.kind, []).append([*times, ours / by_area, ours / plain])
    head = ("answer", "by area", "events", "DuckDB" if other else "-", "/ area", "most", "/ events", "most")
    sys.stdout.write(f"\n{'p50 ms':10} {' '.join(f'{name:>8}' for name in head)}\n")
    for kind, lines in sorted(taken.items()):
        columns = list(zip(*lines, strict=True))
        middle = [statistics.median(column) for column in columns]
        most = [max(column) for column in columns[4:]]
        wrong += max(middle[4:]) > RATIO
        columns = (*middle[:4], middle[4], most[0], middle[5], most[1])
        sys.stdout.write(f"{kind:10} {' '.join(f'{number:8.2f}' for number in columns)}\n")
    return wrong


Other = Callable[[str], object]


def _fastest[T](work: Callable[[], T]) -> tuple[float, T]:
    """The best of three times, in seconds, and what came out."""
    taken = []
    for _ in range(3):
        began = time.perf_counter()
        result = work()
        taken.append(time.perf_counter() - began)
    return min(taken), result


def _duckdb(path: Path) -> Other:
    """The table of events in DuckDB, in memory."""
    import duckdb

    kinds = {"INTEGER": "bigint", "TEXT": "varchar", "REAL": "double"}
    with closing(sqlite3.connect(path)) as source, tempfile.NamedTemporaryFile("w", suffix=".csv") as copied:
        columns = {row[1]: kinds[row[2]] for row in source.execute("pragma table_info(events)") if row[1] in NEEDED}
        names = ", ".join(f'"{name}"' for name in columns)
        csv.writer(copied).writerows(source.execute(f"select {names} from events"))  # noqa: S608
        copied.flush()
        database = duckdb.connect()
        database.execute("create table events as select * from read_csv(?, columns = ?)", [copied.name, columns])
    return lambda sql: database.execute(sql).fetchone()


if __name__ == "__main__":
    sys.exit(main())
