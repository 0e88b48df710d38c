"""How far each source is to be trusted, as the operator says: the letters A to F of the Admiralty code."""

import sqlite3
from dataclasses import dataclass

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
    select name, kind, reliability, (select count(*) from reports where source_id = sources.id) as reports
    from sources order by reports desc, name
"""  # index reports_by_source
NAMED = "select name from sources where name = :name collate nocase order by name = :name desc"
SET = "update sources set reliability = ? where name = ?"
GRADED = "select name, reliability from sources where reliability is not null"


@dataclass(frozen=True, slots=True)
class Source:
    """An outlet or a dataset, the letter that it was given (None where nobody judged it), and how many reports of it
    the index holds."""

    name: str
    kind: str
    reliability: str | None
    reports: int


def sources(connection: sqlite3.Connection) -> tuple[Source, ...]:
    """Every source of the index, those with most reports first."""
    with explained():
        return tuple(Source(**dict(row)) for row in connection.execute(SOURCES))


def grades(connection: sqlite3.Connection) -> dict[str, str]:
    """The letter of each source that was given one, by its name."""
    with explained():
        return {row["name"]: row["reliability"] for row in connection.execute(GRADED)}


def set_reliability(writer: sqlite3.Connection, name: str, grade: str | None) -> str:
    """Give a source its letter, or take it away with None; returns the source's name as the index has it.

    Raises StoreError where there is no such source or letter.
    """
    letter = grade.upper() if grade is not None else None
    if letter is not None and letter not in GRADES:
        known = ", ".join(f"{key} {words}" for key, words in GRADES.items())
        raise StoreError(f"{grade!r} is no letter of reliability: use one of {known}.")
    with transaction(writer):
        row = writer.execute(NAMED, {"name": name}).fetchone()
        if row is None:
            raise StoreError(f"No report of {name!r} is in the index: `watchfloor sources` lists the outlets.")
        writer.execute(SET, (letter, row["name"]))
        return str(row["name"])
