"""The keys that watches are filed under, and those of an event, by which its watches are found.

    sy, sy-07, gn-163808, @usa, @usa sy     a country, a region, a place, an actor, an actor in a country
    +0.1 361 402                            a square of the globe
    "hospit                                 a word of what is told, as the full-text index has it
    any!hospital=claimed≥killed 8           what was hit, who stands behind it, so many people or more
    any                                     every event

Each but a word may be of one kind only: `sy#drone-strike`.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from math import floor

from domain.casualties import Outcome
from store.database import explained
from store.tokens import tokens_of

ANY = "any"
"""The key of every event: for watches that nothing narrows."""

SQUARES = (0.1, 1.0)
"""The sides in degrees of the squares that an event is found by: small ones for towns, large ones for wide circles."""

HARMS = (*((outcome,) for outcome in Outcome), (Outcome.KILLED, Outcome.INJURED))
"""The people that a toll may count for a key: those of one harm, or the killed and the injured together."""

KEYS_OF_EVENTS = f"""
    select e.id, e.type, e.status, e.areas,
        {", ".join(f"coalesce(e.{each.value}_best, e.{each.value}_min, 0) as {each.value}" for each in Outcome)}
    from events as e where e.id in (select value from json_each(:ids))
"""  # noqa: S608 primary key of events
POINTS_OF_EVENTS = """
    select e.id, p.latitude, p.longitude
    from events as e cross join json_each(e.areas) as held cross join points as p on p.place_id = held.value
    where e.id in (select value from json_each(:ids))
"""  # primary key of events, points by place_id
TARGETS_OF_EVENTS = """
    select event_id, kind from event_targets where event_id in (select value from json_each(:ids))
"""  # primary key of event_targets
FIGURES_OF_EVENTS = """
    select event_id, outcome, sum(coalesce(best, min, 0)) as people from figures
    where event_id in (select value from json_each(:ids)) group by event_id, outcome
"""  # primary key of figures
WORDS_WATCHED = """select 1 from watch_keys where key >= '"' and key < '#' limit 1"""  # primary key of watch_keys
TEXTS_OF_EVENTS = """
    select m.event_id, m.quote, m.context,
        iif(r.event_count = 1, coalesce(r.title, '') || char(10) || r.text, '') as whole
    from mentions as m cross join reports as r on r.id = m.report_id
    where m.event_id in (select value from json_each(:ids))
"""  # index mentions_by_event, primary key of reports


@dataclass(slots=True)
class _Seen:
    """An event by what watches may ask for: by how many people, at the most that any reckoning gives."""

    kind: str
    status: str
    bases: set[str]
    people: dict[str, int]
    targets: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)

    def all_keys(self) -> Iterator[str]:
        """All keys that it is found by."""
        yield from (f'"{word}' for word in self.words)
        bases = self.bases | set(facet_keys(self.targets, {self.status}, self._tolls()))
        for base in bases:
            yield base
            yield with_kind(base, self.kind)

    def _tolls(self) -> Iterator[str]:
        for harms in HARMS:
            people = sum(self.people.get(each.value, 0) for each in harms)
            yield from (toll_key(harms, 2**step) for step in range(people.bit_length()))


def events_by_key(connection: sqlite3.Connection, events: Collection[int]) -> Mapping[str, set[int]]:
    """The keys of these events, each with those that have it."""
    of_key: defaultdict[str, set[int]] = defaultdict(set)
    for event, seen in _look(connection, events).items():
        for key in seen.all_keys():
            of_key[key].add(event)
    return of_key


def _look(connection: sqlite3.Connection, events: Collection[int]) -> Mapping[int, _Seen]:
    ids = {"ids": json.dumps(sorted(events))}
    with explained():
        seen = {
            row["id"]: _Seen(
                row["type"],
                row["status"],
                {ANY, *json.loads(row["areas"])},
                {each.value: row[each.value] for each in Outcome},
            )
            for row in connection.execute(KEYS_OF_EVENTS, ids)
        }
        for row in connection.execute(POINTS_OF_EVENTS, ids):
            seen[row["id"]].bases |= {square(row["latitude"], row["longitude"], size) for size in SQUARES}
        for row in connection.execute(TARGETS_OF_EVENTS, ids):
            seen[row["event_id"]].targets.add(row["kind"])
        for row in connection.execute(FIGURES_OF_EVENTS, ids):
            people = seen[row["event_id"]].people
            people[row["outcome"]] = max(people[row["outcome"]], row["people"])
        if connection.execute(WORDS_WATCHED).fetchone() is not None:
            for row in connection.execute(TEXTS_OF_EVENTS, ids):
                text = "\n".join(part for part in (row["quote"], row["context"], row["whole"]) if part)
                seen[row["event_id"]].words |= tokens_of(text)
    return seen


def facet_keys(targets: Iterable[str], statuses: Iterable[str], tolls: Iterable[str]) -> Iterator[str]:
    """The keys of what may be asked for of an event beside its place, its people, its kind and its words: each of these
    alone and with the others."""
    told = [("", *(f"!{each}" for each in targets)), ("", *(f"={each}" for each in statuses)), ("", *tolls)]
    yield from (facet_key(*each) for each in product(*told))


def facet_key(target: str, status: str, toll: str) -> str:
    """`any!hospital=claimed≥killed 8`, of parts that may be empty."""
    return f"{ANY}{target}{status}{toll}"


def toll_key(harms: Iterable[Outcome], least: int) -> str:
    """The part of a key that says how many people came to harm at least, in steps that double."""
    return f"≥{'+'.join(sorted(each.value for each in harms))} {2 ** (least.bit_length() - 1)}"


def square(latitude: float, longitude: float, size: float) -> str:
    """The key of the square of the globe that a point lies in, `size` degrees wide."""
    return f"+{size:g} {floor(latitude / size)} {floor(longitude / size)}"


def word_key(term: str) -> str | None:
    """The key of a term that is searched for; None where the full-text index keeps nothing of it."""
    token = min(tokens_of(term), default=None)
    return None if token is None else f'"{token}'


def with_kind(key: str, kind: str) -> str:
    """A key for events of one kind only."""
    return f"{key}#{kind}"
