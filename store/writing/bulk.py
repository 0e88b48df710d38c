"""Many rows at once: triggers that work row by row stand aside, and what they do is done for the whole batch.

A full-text row written by a trigger costs ten times what it costs among thousands, a month's sums even more. Only
`events_noted_new` has nothing in its place: a dataset that is imported is no news, and nobody is to be told of it.
"""

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import cast

from domain.casualties import Outcome
from store.events.rows import FIGURES, GIVEN, SAME, TABLES, TAKEN, Row, insertion_of, timed_of

BATCHED = ("event_areas_added", "reports_fts_added", "mentions_fts_added", "events_noted_new")
TRIGGER = "select sql from sqlite_master where type = 'trigger' and name = ?"
ADD_TEXTS = (
    "insert into reports_fts (rowid, title, text) select id, title, text from reports where id >= ?",
    "insert into mentions_fts (rowid, quote, context) select id, quote, context from mentions where id >= ?",
)
MAKE_HELD = "create temp table if not exists held (area text, roles integer, tallied integer, event_id integer)"
HOLD = "insert into held values (?, ?, ?, ? + {event})"
FILE_HELD = f"""
    insert into event_areas (area, roles, tallied, event_id, {TAKEN})
    select area, roles, tallied and counted, id, {GIVEN} from held cross join events on id = event_id
"""  # noqa: S608 - primary key of events
CLEAR_HELD = "delete from held"
NUMBERED = ("reports", "mentions", "events")
"""The tables whose ids others refer to, as `report_id` and so on."""
NAMED = frozenset({"actors", "places", "points"})
"""Tables whose rows many events share, and which have names for ids."""
SOURCE = "(select id from sources where key = 'name:' || ?)"
SIZE = 2 + 6 * len(Outcome)
"""How many sums a month keeps: events, occurrences, and six for each outcome."""

COUNTED, RECENCY, TYPE, SPAN, OCCURRENCES, FIRST_FIGURE = map(
    TABLES["events"].index, ("counted", "recency", "type", "span", "occurrences", FIGURES[0])
)
AFTER_FIGURES = FIRST_FIGURE + len(FIGURES)


@dataclass(frozen=True, slots=True)
class Firsts:
    """The ids that the rows numbered 0 of a batch get, and the others after them."""

    report: int
    mention: int
    event: int


def write_batch(
    writer: sqlite3.Connection, tables: Mapping[str, Sequence[Row]], firsts: Firsts, months: Iterable[Row]
) -> None:
    """Write new rows of many new events within the caller's transaction, and what `months_of` makes of them.

    Reports, mentions and events are numbered from 0 on, ascending, wherever they are spoken of; reports have the name
    of their source for its id; each row of `event_areas` is an event with all its areas, in the order of `events`.
    """
    with _standing_aside(writer):
        for table in TABLES:
            if table != "event_areas" and tables[table]:
                writer.executemany(insertion_of(table, _values(table, firsts)), tables[table])
        _file_events(writer, tables["event_areas"], firsts)
        for statement, first in zip(ADD_TEXTS, (firsts.report, firsts.mention), strict=True):
            writer.execute(statement, (first,))
        writer.executemany(_addition(), months)


def _values(table: str, firsts: Firsts) -> dict[str, str]:
    """Numbers are made ids as they are written: to make every row anew for that would take longer."""
    if table in NAMED:
        return {}
    values = {f"{name}_id": f"? + {getattr(firsts, name)}" for name in ("report", "mention", "event")}
    if table in NUMBERED:
        values["id"] = values[f"{table[:-1]}_id"]
    return {**values, "source_id": SOURCE}


def _file_events(writer: sqlite3.Connection, rows: Sequence[Row], firsts: Firsts) -> None:
    """Write rows of `event_areas`: set down briefly, then joined with their events in one statement, which takes a
    quarter less time than a statement a row."""
    writer.execute(MAKE_HELD)
    writer.executemany(HOLD.format(event=firsts.event), _area_by_area(rows))
    writer.execute(FILE_HELD)
    writer.execute(CLEAR_HELD)


def _area_by_area(rows: Sequence[Row]) -> Iterator[Row]:
    """A row for each event and area: they are so many that they are made only when they are written."""
    for event, areas in rows:
        for area in cast(tuple[Row, ...], areas):
            yield (*area, event)


@contextlib.contextmanager
def _standing_aside(writer: sqlite3.Connection) -> Iterator[None]:
    """Without the triggers of BATCHED; the transaction that takes them away brings them back, or neither happens."""
    triggers = [writer.execute(TRIGGER, (name,)).fetchone()["sql"] for name in BATCHED]
    for name in BATCHED:
        writer.execute(f"drop trigger {name}")
    yield
    for statement in triggers:
        writer.execute(statement)


@cache
def _addition() -> str:
    """The statement that adds sums to a month's."""
    columns = ["events", "occurrences"]
    columns += [f"{o.value}_{side}" for o in Outcome for side in ("told", "open", "vague", "min", "max", "best")]
    marks = ", ".join("?" * (5 + SIZE))
    added = ", ".join(f"{column} = {column} + excluded.{column}" for column in columns)
    return f"insert into event_months values ({marks}) on conflict do update set {added}"  # noqa: S608


def months_of(tables: Mapping[str, Sequence[Row]]) -> list[Row]:
    """What rows of `events` and those of `event_areas`, in the same order, add to `event_months`, in the order of its
    key."""
    alike: dict[tuple[object, str, object, int], list[int]] = {}
    for row, (_, areas) in zip(tables["events"], tables["event_areas"], strict=True):
        if row[COUNTED]:
            key = (areas, str(row[RECENCY])[:7], row[TYPE], timed_of(cast(int, row[SPAN])))
            _add(alike.setdefault(key, [0] * SIZE), *_sums((row[OCCURRENCES], *row[FIRST_FIGURE:AFTER_FIGURES])))
    months: dict[tuple[str, str, str, int, int], list[int]] = {}
    for (areas, month, kind, timed), numbers in alike.items():
        for area, roles, tallied in cast(tuple[tuple[str, int, int], ...], areas):
            if not tallied:
                continue
            kept = months.setdefault((area, month, str(kind), roles, timed), [0] * SIZE)
            _add(kept, range(SIZE), numbers)
    return [(*key, *months[key]) for key in sorted(months)]


def _add(kept: list[int], places: Iterable[int], numbers: Iterable[int]) -> None:
    for at, number in zip(places, numbers, strict=True):
        kept[at] += number


@lru_cache(SAME)
def _sums(numbers: tuple[object, ...]) -> tuple[list[int], list[int]]:
    """What one event adds: the places of the sums that it adds to, and how much."""
    occurrences, *figures = [number if isinstance(number, int) else None for number in numbers]
    added = [1, occurrences or 0]
    for at in range(0, len(figures), 3):
        low, high, best = figures[at : at + 3]
        if low is None:
            added += [0] * 6
        else:
            added += [1, high is None, best is None, low, high or 0, best or 0]
    places = [at for at, number in enumerate(added) if number]
    return places, [added[at] for at in places]
