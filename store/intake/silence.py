"""Which sources are silent: nothing has come from them for longer than is usual for each, or they have ended."""

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from domain.times import from_iso, iso
from store.database import explained
from store.intake.intakes import Intake, intakes

SILENCE = """
    select count(*) as sources, count(*) filter (where silent) as silent,
        max(iif(silent, coalesce(last_item, added), null)) as since,
        json_group_array(name) filter (where silent) as names
    from (
        select name, last_item, added, ended is not null or silent_after < ? as silent
        from intakes join sources on sources.id = intakes.source_id where paused is null order by source_id
    )
"""  # a table of some hundred rows


@dataclass(frozen=True, slots=True)
class Silence:
    """How many of the sources are silent, which, and since when nothing has come from any of them."""

    silent: int
    sources: int
    since: datetime
    names: tuple[str, ...] = ()


def silence(connection: sqlite3.Connection, now: datetime) -> Silence | None:
    """How many sources are silent; None where none is. Paused ones are not counted."""
    with explained():
        row = connection.execute(SILENCE, (iso(now),)).fetchone()
    if not row["silent"]:
        return None
    return Silence(row["silent"], row["sources"], from_iso(row["since"]), tuple(json.loads(row["names"])))


@dataclass(frozen=True, slots=True)
class Untold:
    """Sources of which something is to be told: those that became silent or ended, and those of which posts found the
    queue full, ten times as many as when that was told last."""

    silent: tuple[Intake, ...] = ()
    full: tuple[Intake, ...] = ()


def untold(connection: sqlite3.Connection, now: datetime) -> Untold:
    """What nobody was told of yet."""
    there = [source for source in intakes(connection) if source.paused is None]
    return Untold(
        tuple(one for one in there if one.told is None and (one.ended is not None or one.is_silent(now))),
        tuple(one for one in there if one.passed_over > 0 and one.passed_over >= 10 * one.passed_told),
    )


def note_told(writer: sqlite3.Connection, what: Untold, now: datetime) -> None:
    """Note, within the caller's transaction, that this is told."""
    writer.executemany("update intakes set told = ? where source_id = ?", ((iso(now), one.id) for one in what.silent))
    rows = ((one.passed_over, one.id) for one in what.full)
    writer.executemany("update intakes set passed_told = ? where source_id = ?", rows)
