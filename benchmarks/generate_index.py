"""An index of invented events, as skewed as real ones: places and actors by Zipf's law, eleven years, few large tolls.

    python benchmarks/generate_index.py index.db --events 1000000

Written as an import writes a dataset, in the order of time, by one process while others invent what comes next. A file
that holds some of the events already is filled up.
"""

import argparse
import random
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from multiprocessing import get_context
from pathlib import Path

from domain.actors import Actor, ActorKind, ActorRole, EventActor
from domain.calendar import day_range, midnight, months_range, week_range, year_range
from domain.casualties import Casualty, Group, Outcome
from domain.events import Event, Evidence
from domain.places import EventPlace, Place, PlaceKind
from domain.reports import Report
from domain.taxonomy import category_of
from domain.times import Precision, TimeRange
from knowledge.world import World
from store.database import open_for_writing, transaction
from store.writing.datasets import Batch, DatasetRow, add_batch, prepare

FIRST_DAY, DAYS = date(2014, 1, 1), 4018
COUNTRIES = (
    *("SY", "UA", "YE", "AF", "IQ", "SD", "SO", "NG", "ML", "CD", "MM", "PK", "ET", "IL", "PS", "LB"),
    *("LY", "BF", "NE", "CM", "MZ", "CO", "MX", "PH", "IN", "EG", "TR", "SS", "CF", "TD"),
)
GROUPS = (
    *("islamic-state", "al-shabaab", "taliban", "houthis", "boko-haram", "hayat-tahrir-al-sham"),
    *("syrian-democratic-forces", "hezbollah", "hamas", "rapid-support-forces", "wagner-group", "al-qaeda", "m23"),
    *("pkk", "eln", "kachin-independence-army", "arakan-army"),
)
KINDS = {
    "clash": 30, "shelling": 14, "air-strike": 12, "attack": 9, "ied": 6, "shooting": 5, "drone-strike": 4,
    "protest": 4, "ambush": 3, "arrest": 3, "killing": 2, "abduction": 2, "missile-strike": 2, "suicide-bombing": 1,
    "execution": 1, "vehicle-bombing": 1, "capture": 1,
}  # fmt: skip
BATCH = 20_000
AHEAD = 2


@dataclass(frozen=True)
class Skewed[T]:
    """Things of which the n-th comes 1/n times as often as the first."""

    things: Sequence[T]
    weights: Sequence[float]

    @classmethod
    def of(cls, things: Sequence[T]) -> "Skewed[T]":
        return cls(things, list(accumulate(1 / n for n in range(1, len(things) + 1))))

    def pick(self, rng: random.Random) -> T:
        return rng.choices(self.things, cum_weights=self.weights)[0]


class Invented:
    """So many events over all the years, the same for the same number."""

    def __init__(self, world: World, events: int) -> None:
        self._events = events
        self._countries = Skewed.of(COUNTRIES)
        self._places = {code: Skewed.of(places_of(world, code)) for code in COUNTRIES}
        found = [world.catalogue.get(group) for group in GROUPS]
        groups = [group for group in found if group is not None]
        self._actors = {}
        for number, code in enumerate(COUNTRIES):
            state = world.catalogue.state(code)
            local = [
                Actor(f"{code.lower()}-front-{n}", f"Front {n} ({code})", ActorKind.ARMED_GROUP) for n in range(40)
            ]
            turned = groups[number % len(groups) :] + groups[: number % len(groups)]
            self._actors[code] = Skewed.of(([state] if state else []) + turned[:4] + local)
        self._kinds = list(KINDS), list(accumulate(KINDS.values()))

    def row(self, number: int) -> DatasetRow:
        """The event of a number."""
        rng = random.Random(number)
        country = self._countries.pick(rng)
        place, kind = self._places[country].pick(rng), rng.choices(self._kinds[0], cum_weights=self._kinds[1])[0]
        one, other = self._actors[country].pick(rng), self._actors[country].pick(rng)
        both = ActorRole.PARTY if kind in ("clash", "capture") else ActorRole.PERPETRATOR
        actors = [EventActor(one, one.name, both)]
        if other != one:
            actors.append(
                EventActor(other, other.name, ActorRole.PARTY if both is ActorRole.PARTY else ActorRole.TARGET)
            )
        day = FIRST_DAY + timedelta(days=number * DAYS // self._events)
        what = kind.replace("-", " ").capitalize()
        text = f"{what} near {place.name}, {one.name} said to be involved; case {number % 997}"
        event = Event(
            category=category_of(kind),
            type=kind,
            time=_time(_precision(rng), day),
            places=(EventPlace(place, place.name),),
            actors=tuple(actors),
            casualties=_casualties(rng, other.id),
            evidence=(Evidence(0, len(text), text),),
            confidence=1.0,
        )
        return DatasetRow(str(number), Report(text, midnight(day), source="Invented", id=str(number)), event)


def places_of(world: World, code: str) -> list[Place]:
    """The towns of a country by size, now and then a whole province or the country itself."""
    country = world.gazetteer.country(code)
    assert country is not None
    admin1s = world.gazetteer.admin1s(code)
    towns = {
        place.id: place
        for admin1 in admin1s
        for place in world.gazetteer.within(admin1.latitude, admin1.longitude, 120)
        if place.country == code and place.kind is PlaceKind.CITY
    }
    places = sorted(towns.values(), key=lambda place: -place.population)[:1500]
    return [*places[:8], *admin1s[:4], country, *places[8:], *admin1s[4:]]


def _precision(rng: random.Random) -> Precision:
    kinds = (Precision.DAY, Precision.WEEK, Precision.MONTH, Precision.YEAR)
    return rng.choices(kinds, cum_weights=(820, 940, 985, 1000))[0]


@cache
def _time(precision: Precision, day: date) -> TimeRange:
    match precision:
        case Precision.WEEK:
            return week_range(day)
        case Precision.MONTH:
            return months_range(day.year, day.month, day.month)
        case Precision.YEAR:
            return year_range(day.year)
    return day_range(day)


def _casualties(rng: random.Random, side: str) -> tuple[Casualty, ...]:
    if rng.random() < 0.35:
        return ()
    dead = int(rng.paretovariate(1.1)) - 1
    lines = [Casualty(Outcome.KILLED, dead, None if rng.random() < 0.1 else dead + dead // 5, dead)]
    if dead > 1 and rng.random() < 0.5:
        group = rng.choice((Group.CIVILIAN, Group.CIVILIAN, Group.MILITARY, Group.MILITANT))
        part = rng.randint(1, dead)
        whose = None if group is Group.CIVILIAN else side
        lines.append(Casualty(Outcome.KILLED, part, part, part, group, whose, part=True))
    if rng.random() < 0.3:
        hurt = int(rng.paretovariate(1.0))
        lines.append(Casualty(Outcome.INJURED, hurt, hurt, hurt))
    return tuple(lines)


_invented: list[Invented] = []  # of a process that invents


def _begin(events: int) -> None:
    _invented[:] = [Invented(World.open(), events)]


def _batch(first: int, last: int) -> Batch:
    return prepare("Invented", (_invented[0].row(number) for number in range(first, last)))


def batches(first: int, events: int, processes: int) -> Iterator[Batch]:
    """The events from the first on, ready to be written, in their order."""
    with ProcessPoolExecutor(processes, get_context("spawn"), _begin, (events,)) as pool:
        waiting: deque[Future[Batch]] = deque()
        for start in range(first, events, BATCH):
            waiting.append(pool.submit(_batch, start, min(start + BATCH, events)))
            if len(waiting) > processes * AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--processes", type=int, default=1, help="how many invent events")
    asked = parser.parse_args()
    began = time.perf_counter()
    with closing(open_for_writing(asked.index)) as writer:
        writer.execute("pragma cache_size = -400000")
        first = done = writer.execute("select count(*) from reports").fetchone()[0]
        for batch in batches(first, asked.events, asked.processes):
            with transaction(writer):
                done += add_batch(writer, batch).new
            sys.stdout.write(f"{done:,} events, {(done - first) / (time.perf_counter() - began):,.0f} a second\n")
            sys.stdout.flush()
        writer.execute("pragma wal_checkpoint(truncate)")


if __name__ == "__main__":
    main()
