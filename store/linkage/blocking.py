"""Blocking: where and when other mentions of an event are looked for, so that the rest of the index is never read.

A mention is filed under its countries and places, by the length and start of the time that it may have happened in; one
without a place under the countries of its actors. Reports are filed under the names in their sentences and under how
many were killed, too, as one may name a hospital where another names the town.
Rows of a dataset are filed under its name besides: they are looked for by everybody but one another.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache

from domain.casualties import Outcome
from domain.places import Place
from store.linkage.comparison import counted
from store.linkage.mentions import MentionRecord
from store.linkage.rules import rules

SAME = 8192
"""So many combinations of places are kept in hand: they come again and again."""

BLOCK_SPANS = (2, 9, 40)
"""Classes of days that a mention's window may take; a neighbour of each class is looked for at most so far back."""

NAMED, COUNTED = "name:", "killed:"
"""How the blocks of names and of numbers begin."""

MOST_NAMES = 5
"""By so many names is a mention looked for."""

NEIGHBOURS = """
    select mention_id, start, "end" from mention_blocks
    where block in (select value from json_each(:blocks)) and span = :span and start > :earliest and start < :end
    limit :most
"""  # primary key of mention_blocks (block, span, start)
LATEST = """
    select mention_id, start, "end" from mention_blocks
    where block = :block and span = :span and start > :earliest and start < :end
    order by start desc limit :most
"""  # primary key of mention_blocks (block, span, start)
DATASETS = "select name from sources where kind = 'dataset' order by name"
HAS_REPORTS = """
    select exists (select 1 from reports where source_id is null) or exists (
        select 1 from sources where kind <> 'dataset' and exists (select 1 from reports where source_id = sources.id)
    )
"""  # index reports_by_source

Block = tuple[int, str, int, int, int]
"""A row of `mention_blocks`: mention, block, class of span, start and end in seconds since 1970."""

DAY = 86_400


def blocks_of(record: MentionRecord) -> list[Block]:
    """The rows that a record is found by, as its report has it and as a person set it right. None where it is too vague
    in time to be looked for."""
    return [block for reading in record.readings() for block in _blocks(reading)]


def _blocks(record: MentionRecord) -> list[Block]:
    window = record.sought()
    if window is None or window.start is None or window.end is None:
        return []
    days = (window.end - window.start) / timedelta(days=1)
    if days > rules().longest_window_days:
        return []
    span = next(limit for limit in BLOCK_SPANS if days <= limit)
    start, end = int(window.start.timestamp()), int(window.end.timestamp())
    places = record.locations()
    areas = _areas(places, _prefix(record.dataset)) if places else _homes(record)
    return [(record.mention_id, block, span, start, end) for block in (*areas, *_names(record))]


@lru_cache(SAME)
def _areas(places: tuple[Place, ...], prefix: str) -> tuple[str, ...]:
    named = [area for place in places for area in (place.country, *place.countries, place.id) if area]
    return tuple(f"{prefix}{area}" for area in sorted({area.lower() for area in named} or {"unplaced"}))


def _homes(record: MentionRecord) -> tuple[str, ...]:
    """Where what has no place is looked for: in the countries of those who did or suffered it."""
    homes = {each.actor.country.lower() for each in record.event.actors if each.actor.country}
    return tuple(f"{_prefix(record.dataset)}{home}" for home in sorted({*homes, "unplaced"}))


def _names(record: MentionRecord) -> list[str]:
    """The blocks of the longest names in a report's sentences, and of the people killed."""
    if record.dataset is not None:
        return []
    names = sorted(record.names()[0], key=lambda name: (-len(name), name))
    killed = counted(record.event, Outcome.KILLED) or 0
    toll = [f"{COUNTED}{killed}"] if killed >= rules().evidence["distinctive_figure"] else []
    return [f"{NAMED}{name}" for name in names[:MOST_NAMES]] + toll


def collections(connection: sqlite3.Connection) -> tuple[str | None, ...]:
    """What there is to look in: None for the reports, if any, and the name of each dataset."""
    reports = connection.execute(HAS_REPORTS).fetchone()[0]
    return (*((None,) if reports else ()), *(row["name"] for row in connection.execute(DATASETS)))


def neighbours(
    connection: sqlite3.Connection, record: MentionRecord, held: tuple[str | None, ...] | None = None
) -> list[int]:
    """The mentions filed where and when a record is, its own dataset's left out: those first that have most in common
    with it, then those closest in time, and no more than are looked at in one go. `held` spares asking for
    `collections` again."""
    others = [name for name in held or collections(connection) if name is None or name != record.dataset]
    shared: Counter[int] = Counter()
    away: dict[int, int] = {}
    for reading in record.readings():
        if filed := _blocks(reading):
            for mention_id, seconds in _filed_near(connection, filed, len(_prefix(record.dataset)), others):
                shared[mention_id] += 1
                away[mention_id] = min(seconds, away.get(mention_id, seconds))
    return sorted(shared, key=lambda i: (-shared[i], away[i], i))[: rules().most_filed]


def _filed_near(
    connection: sqlite3.Connection, filed: list[Block], own: int, others: list[str | None]
) -> Iterator[tuple[int, int]]:
    """The mentions filed near these rows, in whose blocks the name of their own dataset has so many letters: once for
    each block, with the seconds between their beginnings. Of blocks that hold too many the latest are taken."""
    _, _, _, start, end = filed[0]
    blocks = [
        prefix + block[own:]
        for _, block, *_ in filed
        for prefix in ([""] if block.startswith((NAMED, COUNTED)) else map(_prefix, others))
    ]
    most = rules().most_filed
    for span in BLOCK_SPANS:
        sought = {"end": end, "span": span, "earliest": start - span * DAY - 1}
        rows = connection.execute(NEIGHBOURS, {**sought, "blocks": json.dumps(blocks), "most": most + 1}).fetchall()
        if len(rows) > most:
            each = ({**sought, "block": block, "most": most} for block in dict.fromkeys(blocks))
            rows = [row for one in each for row in connection.execute(LATEST, one)]
        yield from ((mention_id, abs(begun - start)) for mention_id, begun, until in rows if until > start)


def _prefix(dataset: str | None) -> str:
    return f"{dataset}|" if dataset is not None else ""
