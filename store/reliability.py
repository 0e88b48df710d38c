"""How far each source is to be trusted, as the operator says: the letters A to F of the Admiralty code."""

import sqlite3
from dataclasses import dataclass

from domain.reports import HIDDEN
from store.database import StoreError, explained, transaction

GRADES = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "cannot be judged",
}

SOURCES = """
    select key, name, kind, reliability, (select count(*) from reports where source_id = sources.id) as reports
    from sources order by reports desc, name, key
"""  # index reports_by_source
BY_KEY = "select key, name from sources where key = ?"  # its unique index
BY_NAME = "select key, name from sources where name = ? collate nocase order by key"  # index sources_by_name
SET = "update sources set reliability = ? where key = ?"
GRADED = "select key, reliability from sources where reliability is not null"


@dataclass(frozen=True, slots=True)
class Source:
    """An outlet or a dataset: what tells it from every other, what it is called, the letter that it was given (None
    where nobody judged it), and how many reports of it the index holds."""

    key: str
    name: str
    kind: str
    reliability: str | None
    reports: int


def sources(connection: sqlite3.Connection) -> tuple[Source, ...]:
    """Every source of the index, those with most reports first."""
    with explained():
        return tuple(Source(**dict(row)) for row in connection.execute(SOURCES))


def grades(connection: sqlite3.Connection) -> dict[str, str]:
    """The letter of each source that was given one, by its key."""
    with explained():
        return {row["key"]: row["reliability"] for row in connection.execute(GRADED)}


def set_reliability(writer: sqlite3.Connection, name: str, grade: str | None) -> str:
    """Give a source its letter, or take it away with None; returns the source's name as the index has it. `name` may be
    its key, too.

    Raises StoreError where there is no such source or letter, where several sources have that name, or where it is that
    of an account which hides who it is.
    """
    letter = grade.upper() if grade is not None else None
    if letter is not None and letter not in GRADES:
        known = ", ".join(f"{key} {words}" for key, words in GRADES.items())
        raise StoreError(f"{grade!r} is no letter of reliability: use one of {known}.")
    with transaction(writer):
        row = _the_one(writer, name)
        if letter is not None and row["key"].startswith(HIDDEN):
            raise StoreError(f"{row['name']!r} hides who it is, and anybody can call an account so: it gets no letter.")
        writer.execute(SET, (letter, row["key"]))
        return str(row["name"])


def _the_one(writer: sqlite3.Connection, name: str) -> sqlite3.Row:
    """The source of that key, or else of that name, capitals aside."""
    by_key: sqlite3.Row | None = writer.execute(BY_KEY, (name,)).fetchone()
    if by_key is not None:
        return by_key
    rows: list[sqlite3.Row] = writer.execute(BY_NAME, (name,)).fetchall()
    exact = [row for row in rows if row["name"] == name]
    found = exact or rows
    if not found:
        raise StoreError(f"No report of {name!r} is in the index: `watchfloor sources` lists the outlets.")
    if len(found) > 1:
        keys = ", ".join(row["key"] for row in found)
        raise StoreError(f"{len(found)} outlets are called {name!r}: name one by what tells it apart, of {keys}.")
    return found[0]
