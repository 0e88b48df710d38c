"""An index of invented events, as skewed as real ones: places and actors by Zipf's law, eleven years, few large tolls.

    python benchmarks/generate_index.py index.db --events 1000000

Written as an import writes a dataset. A file that holds events already is filled up to the number asked for.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, islice
from pathlib import Path

from domain.actors import Actor, ActorKind, ActorRole, EventActor
from domain.calendar import day_range, midnight, months_range, week_range, year_range
from domain.casualties import Casualty, Group, Outcome
from domain.events import Event, Evidence
from domain.places import EventPlace, Place, PlaceKind
from domain.reports import Report
from domain.taxonomy import category_of
from domain.times import TimeRange
from knowledge.world import World
from store.database import open_for_writing
from store.datasets import DatasetRow, add_rows

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
BATCH = 5000


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
    """Events without end, the same for the same seed and number."""

    def __init__(self, world: World) -> None:
        self._countries = Skewed.of(COUNTRIES)
        self._places = {code: Skewed.of(_places(world, code)) for code in COUNTRIES}
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
        day = FIRST_DAY + timedelta(days=rng.randrange(DAYS))
        what = kind.replace("-", " ").capitalize()
        text = f"{what} near {place.name}, {one.name} said to be involved; case {number % 997}"
        event = Event(
            category=category_of(kind),
            type=kind,
            time=_time(rng, day),
            places=(EventPlace(place, place.name),),
            actors=tuple(actors),
            casualties=_casualties(rng, other.id),
            evidence=(Evidence(0, len(text), text),),
            confidence=1.0,
        )
        return DatasetRow(str(number), Report(text, midnight(day), source="Invented", id=str(number)), event)


def _places(world: World, code: str) -> list[Place]:
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


def _time(rng: random.Random, day: date) -> TimeRange:
    kind = rng.random()
    if kind < 0.82:
        return day_range(day)
    if kind < 0.94:
        return week_range(day)
    return months_range(day.year, day.month, day.month) if kind < 0.985 else year_range(day.year)


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


def _rows(invented: Invented, first: int, last: int) -> Iterator[DatasetRow]:
    return (invented.row(number) for number in range(first, last))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("--events", type=int, default=1_000_000)
    asked = parser.parse_args()
    began = time.perf_counter()
    with closing(open_for_writing(asked.index)) as writer:
        first = writer.execute("select count(*) from reports").fetchone()[0]
        rows = _rows(Invented(World.open()), first, asked.events)
        done = first
        while batch := list(islice(rows, BATCH)):
            done += add_rows(writer, "Invented", batch)
            if done % 100_000 < BATCH:
                sys.stdout.write(f"{done:,} events, {(done - first) / (time.perf_counter() - began):,.0f} a second\n")
                sys.stdout.flush()
        writer.execute("pragma wal_checkpoint(truncate)")


if __name__ == "__main__":
    main()
