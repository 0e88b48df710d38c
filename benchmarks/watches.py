"""What an arriving report costs with few watches and with many: a new event in, the watches that it is for out.

    python benchmarks/watches.py

Builds an index of invented events, sets 100 watches and then 10,000, no two alike, stores a report and looks for whom
its event is, again and again: once for watches of places, once for such as name none, but a word, what was hit, who
stands behind it or how many were killed. Exit status 1 where many watches take more than LIMIT times as long as few.
"""

import argparse
import itertools
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import zip_longest
from pathlib import Path

from benchmarks.generate_index import COUNTRIES, Invented, batches, places_of
from domain.casualties import Outcome
from domain.events import Event, Status
from domain.places import PlaceKind
from domain.targets import Target, TargetKind
from domain.taxonomy import types_within
from handlers.alerting.matching import hits
from knowledge.world import World
from query.reading import AskedPlace
from query.search.selecting import areas
from query.search.watch_keys import keys_of
from store.chats.chats import remember_chat
from store.chats.watches import NewWatch, add_watch, candidates
from store.database import open_for_writing, transaction
from store.search.selection import Selection
from store.search.selection_text import to_text
from store.writing.datasets import add_batch
from store.writing.reports import add_report

FEW, MANY = 100, 10_000
LIMIT = 3.0
CHATS = 500
KINDS = (None, "strike", "clash", "attack")
STATUSES = (Status.CLAIMED, Status.CONFIRMED, Status.DISPUTED)
Wanted = Callable[[World, int], list[Selection]]


@dataclass(frozen=True, slots=True)
class Measured:
    """So many watches: how long it took to look for whom an event is, and how many were looked at and found."""

    watches: int
    ms: Sequence[float]
    looked_at: int
    found: int


def of_places(world: World, most: int) -> list[Selection]:
    """What is watched for: thirty countries, their provinces and towns, the largest first, now and then of one kind or
    with a least number of dead."""
    wide = {PlaceKind.COUNTRY: 0, PlaceKind.ADMIN1: 1}
    places = [sorted(places_of(world, code), key=lambda place: wide.get(place.kind, 2)) for code in COUNTRIES]
    ranked = [place for rank in zip_longest(*places) for place in rank if place is not None]
    rng, made = random.Random(1), []
    for number in range(most):
        kind = KINDS[number % len(KINDS)]
        made.append(
            Selection(
                types=types_within(kind) if kind else frozenset(),
                areas=areas(AskedPlace(ranked[number % len(ranked)]), world),
                at_least=rng.choice((None, 5, 10)),
            )
        )
    return made


def of_no_place(world: World, most: int) -> list[Selection]:
    """What is watched for: words, those that occur first; targets, statuses and tolls in all combinations, the lowest
    tolls first. Of these, three of four watches."""
    tolls = (1, 5, 10, 20, 50, *range(100, 3000, 5))
    hit = [frozenset({kind}) for kind in TargetKind]
    behind = [frozenset({status}) for status in STATUSES]
    none: list[frozenset[TargetKind]] = [frozenset()]
    killed = frozenset({Outcome.KILLED})
    made = []
    for toll, kind in itertools.product(tolls, KINDS):
        types = types_within(kind) if kind else frozenset[str]()
        for targets, statuses in (
            *itertools.product(hit, [frozenset[Status](), *behind]),
            *itertools.product(none, behind),
        ):
            made.append(Selection(types=types, targets=targets, statuses=statuses, at_least=toll, outcomes=killed))
        made.append(Selection(types=types, at_least=toll, outcomes=killed))
    words = [Selection(words=(str(number),)) for number in range(most)]
    return [words[number // 4] if number % 4 == 0 else made[number] for number in range(most)]


def with_facets(event: Event, number: int) -> Event:
    """An event, of which it is told here and there what it hit, and who stands behind it."""
    targets = (Target(list(TargetKind)[number % 24]),) if number % 3 == 0 else ()
    return replace(event, targets=targets, status=STATUSES[number // 5 % 3] if number % 5 == 0 else event.status)


def watch(writer: sqlite3.Connection, wanted: Sequence[Selection], world: World) -> None:
    """Set a watch for each."""
    now = Invented(world, 10).row(9).report.published
    assert now is not None
    with transaction(writer):
        for chat in range(1, CHATS + 1):
            remember_chat(writer, chat, "private", None, now)
        for number, selection in enumerate(wanted):
            text, keys = to_text(selection), keys_of(selection)
            assert add_watch(writer, NewWatch(number % CHATS + 1, None, "", text, keys, None), now, MANY)


def measure(writer: sqlite3.Connection, invented: Invented, numbers: Sequence[int]) -> Measured:
    """Store reports one by one, and look for whom the event of each is."""
    watches = int(writer.execute("select count(*) from watches").fetchone()[0])
    spent, looked_at, found = [], 0, 0
    for number in numbers:
        row = invented.row(number)
        told = with_facets(row.event, number)
        added = add_report(writer, replace(row.report, source="Wire"), [told])  # a dataset would not ring
        published = row.report.published
        assert published is not None
        began = time.perf_counter()
        said = hits(writer, added.event_ids, published + timedelta(hours=1))
        spent.append((time.perf_counter() - began) * 1000)
        found += len(said)
        looked_at += len(candidates(writer, added.event_ids))
    return Measured(watches, spent, looked_at, found)


def compared(name: str, wanted: Wanted, world: World, asked: argparse.Namespace) -> bool:
    """Measure a sort of watches and print it; whether many take no more than LIMIT times as long as few."""
    selections = wanted(world, MANY)
    first = asked.events + asked.reports
    invented = Invented(world, first + asked.reports)
    results = []
    with tempfile.TemporaryDirectory() as folder, closing(open_for_writing(Path(folder) / "index.db")) as writer:
        for batch in batches(0, asked.events, 1):
            with transaction(writer):
                add_batch(writer, batch)
        watch(writer, selections[:FEW], world)
        results.append(measure(writer, invented, range(asked.events, first)))
        watch(writer, selections[FEW:], world)
        results.append(measure(writer, invented, range(first, first + asked.reports)))
    sys.stdout.write(f"{name}\n    watches   p50 ms   p95 ms   looked at   found (of each report)\n")
    for one in results:
        slow = statistics.quantiles(one.ms, n=20)[-1]
        each = (one.looked_at / len(one.ms), one.found / len(one.ms))
        sys.stdout.write(
            f"    {one.watches:7,} {statistics.median(one.ms):8.2f} {slow:8.2f} {each[0]:11.2f} {each[1]:7.2f}\n"
        )
    ratio = statistics.median(results[1].ms) / statistics.median(results[0].ms)
    sys.stdout.write(f"    ratio of the medians: {ratio:.2f}, at most {LIMIT:g}\n")
    return ratio <= LIMIT


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--reports", type=int, default=300)
    asked = parser.parse_args()
    world = World.open()
    sorts = {"of places": of_places, "of a word, a target, a status or a toll": of_no_place}
    held = [compared(name, wanted, world, asked) for name, wanted in sorts.items()]
    return int(not all(held))


if __name__ == "__main__":
    sys.exit(main())
