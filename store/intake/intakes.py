"""The sources that reports come from by themselves: channels, groups, feeds and folders.

Each is known by an id that lasts, never by what it is called: `telegram:-100123`, `feed:https://…`, `folder:/srv/in`.
How far it is trusted belongs to the outlet of that id (`store/reliability.py`).
"""

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from statistics import median

from domain.times import from_iso, iso
from store.database import StoreError, explained, transaction
from store.moments import held_moment

MOST_INTAKES = 500
"""More sources are not taken: each is asked, listed and watched for silence."""

SILENT_AT_LEAST = timedelta(days=1)
SILENT_FACTOR = 3
"""A source is silent when nothing has come for so many times what usually lies between two of its items, and for a day
at least."""

USUAL_FROM = 5
"""What is usual for a source is known after so many items; until then it may be silent for a week."""

SILENT_UNKNOWN = timedelta(days=7)

_LAST_ITEMS = 50

ADD_OUTLET = """
    insert into sources (key, name) values (?, ?) on conflict (key) do update set name = excluded.name returning id
"""
ADD = """
    insert into intakes (source_id, kind, address, language, added, silent_after) values (?, ?, ?, ?, ?, ?)
    on conflict (source_id) do update set paused = null, ended = null, trouble = null, failures = 0, next_try = null,
        address = excluded.address
"""
COLUMNS = """
    select source_id as id, key, name, reliability as grade, intakes.kind as kind, address, language, added, paused,
        ended, last_try, last_success, last_item, silent_after, told, failures, trouble, next_try, state, passed_over,
        passed_told
    from intakes join sources on sources.id = intakes.source_id
"""
ALL = f"{COLUMNS} order by source_id"
ONE = f"{COLUMNS} where source_id = ?"
BY_KEY = f"{COLUMNS} where key = ?"
GIVEN = """
    select count(distinct items.report_id) as reports, count(distinct mentions.event_id) as events,
        count(distinct iif(mentions.event_id is null, null, items.report_id)) as telling
    from items left join mentions on mentions.report_id = items.report_id
    where items.source_id = ? and items.report_id is not null
"""  # primary key of items, mentions by report
LAST_ITEMS = "select arrived from items where source_id = ? order by arrived desc limit ?"  # index items_by_arrival
LAST_TEXTS = """
    select reports.text as text from items join reports on reports.id = items.report_id
    where items.source_id = ? and reports.text <> '' order by items.arrived desc limit ?
"""  # index items_by_arrival, primary key of reports
MOVED_KEY = "update or ignore sources set key = :new where key = :old"


class Kind(StrEnum):
    """What sort of source it is."""

    CHANNEL = "channel"
    GROUP = "group"
    FEED = "feed"
    FOLDER = "folder"


@dataclass(frozen=True, slots=True)
class Intake:
    """A source that reports come from by themselves, and how it has fared. `state` is what its reader keeps between two
    looks; `passed_over` is how many of its items found the queue full, `passed_told` how many of them that was when
    admins were told last."""

    id: int
    key: str
    name: str
    grade: str | None
    kind: Kind
    address: str
    language: str | None
    added: datetime
    paused: datetime | None
    ended: datetime | None
    last_try: datetime | None
    last_success: datetime | None
    last_item: datetime | None
    silent_after: datetime
    told: datetime | None
    failures: int
    trouble: str | None
    next_try: datetime | None
    state: str
    passed_over: int
    passed_told: int

    @property
    def is_open(self) -> bool:
        """Whether anything is taken from it at present."""
        return self.paused is None and self.ended is None

    def is_silent(self, now: datetime) -> bool:
        """Whether nothing has come from it for longer than usual."""
        return self.is_open and self.silent_after < now


@dataclass(frozen=True, slots=True)
class Given:
    """What a source gave: reports, the events that they tell of, and how many of the reports tell of any."""

    reports: int
    events: int
    telling: int

    @property
    def share(self) -> float | None:
        """The share of its reports that tell of an event; None where it gave none."""
        return self.telling / self.reports if self.reports else None


@dataclass(frozen=True, slots=True)
class NewIntake:
    """A source to be added: the id that lasts, what it is called, its sort, and where it is found."""

    key: str
    name: str
    kind: Kind
    address: str
    language: str | None = None


def add_intake(writer: sqlite3.Connection, new: NewIntake, now: datetime) -> Intake:
    """Take reports from a source from now on. One that is there already is resumed, and keeps what it has.

    Raises StoreError where there are too many.
    """
    with transaction(writer):
        known = intake_of_key(writer, new.key)
        if known is None and _count(writer) >= MOST_INTAKES:
            raise StoreError(f"There are {MOST_INTAKES} sources already: remove one first.")
        source_id = writer.execute(ADD_OUTLET, (new.key, new.name)).fetchone()["id"]
        row = (source_id, new.kind.value, new.address, new.language, iso(now), iso(now + SILENT_UNKNOWN))
        writer.execute(ADD, row)
        if known is not None and not known.is_open:
            note_usual(writer, source_id, now)
        added = intake(writer, source_id)
        if added is None:
            raise StoreError(f"{new.name!r} could not be added.")
        return added


def intakes(connection: sqlite3.Connection) -> tuple[Intake, ...]:
    """Every source that reports come from by themselves, in the order in which they were added."""
    with explained():
        return tuple(_intake(row) for row in connection.execute(ALL))


def intake(connection: sqlite3.Connection, source_id: int) -> Intake | None:
    """The source of that number."""
    with explained():
        row = connection.execute(ONE, (source_id,)).fetchone()
    return None if row is None else _intake(row)


def intake_of_key(connection: sqlite3.Connection, key: str) -> Intake | None:
    """The source of that id."""
    with explained():
        row = connection.execute(BY_KEY, (key,)).fetchone()
    return None if row is None else _intake(row)


def intake_named(connection: sqlite3.Connection, words: str) -> Intake:
    """The source that words name: by its number, its id or address, or its name, if but one has it.

    Raises StoreError where there is none, or more than one.
    """
    there = intakes(connection)
    exact = [one for one in there if words.casefold() in {str(one.id), one.key.casefold(), one.address.casefold()}]
    found = exact or [one for one in there if one.name.casefold() == words.casefold()]
    if not found:
        raise StoreError(f"No source is called {words[:100]!r}: the list of sources has their numbers.")
    if len(found) > 1:
        numbers = ", ".join(str(one.id) for one in found)
        raise StoreError(f"{len(found)} sources are called {words[:100]!r}: name one by its number, of {numbers}.")
    return found[0]


def given(connection: sqlite3.Connection, source_id: int) -> Given:
    """What a source gave so far."""
    with explained():
        row = connection.execute(GIVEN, (source_id,)).fetchone()
    return Given(row["reports"], row["events"], row["telling"])


def last_texts(connection: sqlite3.Connection, source_id: int, most: int) -> tuple[str, ...]:
    """The texts of the last reports that a source gave, the newest first."""
    with explained():
        return tuple(row["text"] for row in connection.execute(LAST_TEXTS, (source_id, most)))


def set_language(writer: sqlite3.Connection, source_id: int, code: str) -> None:
    """Note in what language a source writes, whatever it says of itself, within the caller's transaction."""
    writer.execute("update intakes set language = ? where source_id = ?", (code, source_id))


def pause_intake(writer: sqlite3.Connection, source_id: int, now: datetime) -> None:
    """Take nothing more from a source until it is resumed."""
    with explained():
        writer.execute("update intakes set paused = coalesce(paused, ?) where source_id = ?", (iso(now), source_id))


def resume_intake(writer: sqlite3.Connection, source_id: int, now: datetime) -> None:
    """Take reports from a source again, also from one that had ended. Its silence is reckoned from now."""
    with transaction(writer):
        writer.execute(
            "update intakes set paused = null, ended = null, trouble = null, failures = 0, next_try = null, "
            "told = null where source_id = ?",
            (source_id,),
        )
        note_usual(writer, source_id, now)


def end_intake(writer: sqlite3.Connection, key: str, why: str, now: datetime) -> None:
    """Note that nothing can come from the source of that id any more, if it is one, and why."""
    with explained():
        writer.execute(
            "update intakes set ended = ?, trouble = ?, told = null "
            "where ended is null and source_id = (select id from sources where key = ?)",
            (iso(now), why, key),
        )


def remove_intake(writer: sqlite3.Connection, source_id: int) -> None:
    """Take nothing more from a source, and forget what was kept about it. Its reports and its grade stay."""
    with explained():
        writer.execute("delete from intakes where source_id = ?", (source_id,))


def move_intake(writer: sqlite3.Connection, old: int, new: int) -> None:
    """A group became a supergroup: what was known by the old number is known by the new one."""
    with transaction(writer):
        writer.execute(MOVED_KEY, {"old": f"telegram:{old}", "new": f"telegram:{new}"})
        writer.execute("update intakes set address = ? where address = ? and kind = 'group'", (str(new), str(old)))


def note_usual(writer: sqlite3.Connection, source_id: int, since: datetime) -> None:
    """Reckon, within the caller's transaction, until when a source may be silent as of a moment at which it was not."""
    rows = writer.execute(LAST_ITEMS, (source_id, _LAST_ITEMS)).fetchall()
    span = usual_silence([from_iso(row["arrived"]) for row in rows])
    writer.execute(
        "update intakes set silent_after = ?, told = null where source_id = ?", (iso(since + span), source_id)
    )


def usual_silence(arrived: list[datetime]) -> timedelta:
    """For how long a source may be silent, by the moments at which its last items came, the newest first."""
    if len(arrived) < USUAL_FROM:
        return SILENT_UNKNOWN
    between = median((newer - older).total_seconds() for newer, older in pairwise(arrived))
    return max(SILENT_AT_LEAST, SILENT_FACTOR * timedelta(seconds=between))


def _count(connection: sqlite3.Connection) -> int:
    return int(connection.execute("select count(*) from intakes").fetchone()[0])


def _intake(row: sqlite3.Row) -> Intake:
    moments = ("paused", "ended", "last_try", "last_success", "last_item", "told", "next_try")
    held = {name: held_moment(row[name]) for name in moments}
    sure = {name: from_iso(row[name]) for name in ("added", "silent_after")}
    return Intake(**{**dict(row), **held, **sure, "kind": Kind(row["kind"])})
