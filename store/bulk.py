"""Many rows at once: triggers that work row by row stand aside, and what they do is done for the whole batch.

A full-text row written by a trigger costs ten times what it costs among thousands, a month's sums even more.
"""

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from domain.casualties import Outcome
from store.rows import TABLES, Row, insertion

BATCHED = ("event_areas_added", "reports_fts_added", "mentions_fts_added")
TRIGGER = "select sql from sqlite_master where type = 'trigger' and name = ?"
ADD_TEXTS = (
    "insert into reports_fts (rowid, title, text) select id, title, text from reports where id >= ?",
    "insert into mentions_fts (rowid, quote, context) select id, quote, context from mentions where id >= ?",
)
SIZE = 2 + 6 * len(Outcome)
"""How many sums a month keeps: events, occurrences, and six for each outcome."""


def write_batch(writer: sqlite3.Connection, tables: Mapping[str, Sequence[Row]]) -> None:
    """Write new rows of many new events within the caller's transaction; ids of reports and mentions are ascending."""
    with _standing_aside(writer):
        for table in TABLES:
            writer.executemany(insertion(table), tables[table])
        for statement, table in zip(ADD_TEXTS, ("reports", "mentions"), strict=True):
            writer.execute(statement, (tables[table][0][0],))
        writer.executemany(_addition(), _months(tables["event_areas"]))


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


def _months(rows: Iterable[Row]) -> list[Row]:
    """What rows of `event_areas` add to `event_months`, in the order of its key."""
    months: dict[tuple[str, str, str, int, bool], list[int]] = {}
    sums: tuple[list[int], list[int]] = ([], [])
    last: object = None
    for area, roles, tallied, _, span, recency, event_id, _, kind, _, _, *numbers in rows:
        if not tallied:
            continue
        if event_id != last:
            last, sums = event_id, _sums(numbers)
        key = (str(area), str(recency)[:7], str(kind), int(str(roles)), span != 0)
        kept = months.get(key)
        if kept is None:
            kept = months[key] = [0] * SIZE
        for at, number in zip(*sums, strict=True):
            kept[at] += number
    return [(*key, *months[key]) for key in sorted(months)]


def _sums(numbers: Sequence[object]) -> tuple[list[int], list[int]]:
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
