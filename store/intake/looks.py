"""What a look at a source brought, kept all at once: its items in the queue, what it took back, and how it fared.

So a look that the program ends in is as if it had not been, and one that finds the queue full is made again.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.times import iso
from store.database import explained, transaction
from store.intake.arrivals import Arrival, Kept, put_arrival
from store.intake.pages import note_read

DUE = """
    select source_id from intakes where kind in ('feed', 'folder') and paused is null and ended is null
        and (next_try is null or next_try <= :now or last_try > :now)
    order by next_try
"""  # a table of some hundred rows; what was put off by a clock that has been set back since waits for nothing
NOTED = """
    update intakes set state = coalesce(:state, state), address = coalesce(:address, address), last_try = :now,
        last_success = iif(:trouble is null, :now, last_success), trouble = :trouble,
        failures = iif(:trouble is null, 0, failures + 1), next_try = :next, ended = iif(:ended, :now, ended),
        language = coalesce(language, :language)
    where source_id = :source
"""
GONE = """
    update items set gone = ? where source_id = ? and reference = ? and gone is null
"""
MARK = """
    insert into items (source_id, reference, words, arrived) values (?, ?, ?, ?)
    on conflict (source_id, reference) do update set words = excluded.words
"""
MARKED = "select reference, words from items where source_id = ? and reference between ? and ?"


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at a source brought. `gone` are references of items that it took back, `pages` addresses of pages
    that were read for its items, `marks` what is to be remembered of its parts, `state` what its reader wants back;
    `trouble` is a sentence on why it failed."""

    source_id: int
    wait: timedelta
    arrivals: tuple[Arrival, ...] = ()
    gone: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    marks: Mapping[str, str] = field(default_factory=dict)
    state: str | None = None
    trouble: str | None = None
    ended: bool = False
    address: str | None = None
    language: str | None = None


def due_sources(connection: sqlite3.Connection, now: datetime) -> tuple[int, ...]:
    """The numbers of the sources that are to be asked now, the longest due first."""
    with explained():
        return tuple(int(row["source_id"]) for row in connection.execute(DUE, {"now": iso(now)}))


def keep_look(writer: sqlite3.Connection, look: Look, now: datetime) -> int:
    """Keep what a look brought, all of it or nothing; returns how many of its items are new. Raises QueueFullError."""
    with transaction(writer):
        new = sum(put_arrival(writer, arrival, now) is Kept.WAITS for arrival in look.arrivals)
        writer.executemany(GONE, ((iso(now), look.source_id, reference) for reference in look.gone))
        for page in look.pages:
            note_read(writer, page, page, now)
        writer.executemany(MARK, ((look.source_id, part, words, iso(now)) for part, words in look.marks.items()))
        writer.execute(
            NOTED,
            {
                "source": look.source_id,
                "state": look.state,
                "address": look.address,
                "language": look.language,
                "trouble": look.trouble,
                "ended": look.ended,
                "now": iso(now),
                "next": iso(now + look.wait),
            },
        )
    return new


def put_off(writer: sqlite3.Connection, source_id: int, until: datetime, now: datetime) -> None:
    """Ask a source later, without anything said of how it fares: there was no room for what it gives."""
    with explained():
        writer.execute(
            "update intakes set next_try = ?, last_try = ? where source_id = ?", (iso(until), iso(now), source_id)
        )


def marks_of(connection: sqlite3.Connection, source_id: int, prefix: str) -> dict[str, str]:
    """What was remembered of those parts of a source whose references begin so."""
    with explained():
        rows: Iterable[sqlite3.Row] = connection.execute(MARKED, (source_id, prefix, f"{prefix}\U0010ffff"))
        return {row["reference"]: row["words"] for row in rows}
