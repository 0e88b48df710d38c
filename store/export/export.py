"""Events out of the index, in the form of the contract's ANSWER: EVENT with its id and the reports that tell of it."""

import sqlite3
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from domain.times import iso
from domain.wire import event_to_json
from store.database import explained
from store.events.loading import load_events
from store.events.results import StoredEvent
from store.reliability import grades
from store.search.conditions import scan
from store.search.finding import ORDERS
from store.search.selection import Selection

IDS = "select {key} as id from {relation} where {where} order by {order}"
EVERY_ID = "select id from events order by id"
PAGE = 200
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes a cell for a formula by."""


def event_as_json(stored: StoredEvent, letters: Mapping[str, str] | None = None) -> dict[str, Any]:
    """An event as the contract's ANSWER gives it, each report with the letter of its outlet's reliability."""
    letters = letters or {}
    return {
        "id": str(stored.id),
        **event_to_json(stored.event),
        "reports": [
            {
                "source": mention.source,
                "outlet": mention.outlet,
                "reliability": letters.get(mention.outlet or ""),
                "url": mention.url,
                "published": iso(mention.published) if mention.published else None,
                "quote": mention.quote,
            }
            for mention in stored.mentions
        ],
    }


def events_as_json(connection: sqlite3.Connection, selection: Selection | None = None) -> Iterator[dict[str, Any]]:
    """The events that match, in the selection's order; every event of the index, plans and statements too, without."""
    letters = grades(connection)
    for stored in stored_events(connection, selection):
        yield event_as_json(stored, letters)


def stored_events(connection: sqlite3.Connection, selection: Selection | None = None) -> Iterator[StoredEvent]:
    """The same events as the index has them, a page of them in memory at a time."""
    with explained():
        ids = (int(row["id"]) for row in connection.execute(*_statement(connection, selection)))
        while page := list(islice(ids, PAGE)):
            yield from load_events(connection, page)


def _statement(connection: sqlite3.Connection, selection: Selection | None) -> tuple[str, dict[str, object]]:
    if selection is None:
        return EVERY_ID, {}
    sql = scan(connection, selection)
    order = ORDERS[selection.order].format(key=sql.key)
    return IDS.format(key=sql.key, relation=sql.relation, where=sql.where, order=order), sql.parameters


def as_cell[T](value: T) -> T | str:
    """A value for a table that may be opened as a spreadsheet: a text that would be a formula there, which anybody can
    write into a report, gets an apostrophe before it. A dash alone says that nothing is known, and stays.

    >>> as_cell("=HYPERLINK(1)"), as_cell(-3), as_cell("-")
    ("'=HYPERLINK(1)", -3, '-')
    """
    return f"'{value}" if isinstance(value, str) and value != "-" and value.startswith(FORMULA) else value
