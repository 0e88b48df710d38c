"""Rows of a dataset that its publisher changed or withdrew: told anew, or taken out of the index, their history kept.

UCDP's Candidate events and ACLED's weekly files bring rows again with better figures; ACLED lists those that it
deleted. A row keeps its number, its event and what people decided about it. One that was withdrawn stays so.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from domain.reports import Report
from domain.times import from_iso, iso
from store.database import transaction
from store.events.rows import Row
from store.tellings import event_of, unpack
from store.writing.revision import revise_row

HELD = """
    select content_hash, reports.id as id, text, url, published, telling_of(mentions.telling, mentions.quote) as telling
    from reports left join mentions on mentions.report_id = reports.id
    where content_hash in (select value from json_each(?))
"""  # index of content_hash, mentions by report
KEEP = "insert into revisions (report_id, revised, action, text, telling) values (?, ?, ?, ?, ?)"
REWORD = "update reports set text = ?, url = ?, published = ? where id = ?"


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A row as the index holds it; `telling` is its event as JSON, None where it was withdrawn."""

    report_id: int
    text: str
    url: str | None
    published: str | None
    telling: str | None

    def differs(self, report: Row, mention: Row) -> bool:
        """Whether a row of the tables `reports` and `mentions`, as `prepare` makes them, says anything else."""
        said = (report[TEXT], report[URL], report[PUBLISHED], _told(mention))
        return self.telling is not None and said != (self.text, self.url, self.published, self.telling)


TEXT, URL, PUBLISHED, QUOTE, TELLING = 5, 6, 7, -4, -1
"""Where these stand in the rows that `prepare` makes."""


def held_rows(connection: sqlite3.Connection, hashes: Sequence[str]) -> dict[str, HeldRow]:
    """Those of the rows with these hashes that the index holds, or held until they were withdrawn."""
    rows = connection.execute(HELD, (json.dumps(hashes),))
    return {row["content_hash"]: HeldRow(*tuple(row)[1:]) for row in rows}


def tell_anew(writer: sqlite3.Connection, held: HeldRow, report: Row, mention: Row) -> None:
    """Let a row say what the dataset says now, within the caller's transaction."""
    text, url, published = str(report[TEXT]), report[URL], report[PUBLISHED]
    event = event_of(mention[TELLING], mention[QUOTE])
    _keep(writer, held, "changed")
    writer.execute(REWORD, (text, url, published, held.report_id))
    told = Report(text, from_iso(str(published)) if published else None, url=str(url) if url else None)
    revise_row(writer, held.report_id, told, event)


def withdraw(writer: sqlite3.Connection, hashes: Iterable[str]) -> int:
    """Take the events of these rows out of the index, all at once or not at all; returns of how many it held some."""
    with transaction(writer):
        held = [row for row in held_rows(writer, list(hashes)).values() if row.telling is not None]
        for row in held:
            _keep(writer, row, "withdrawn")
            revise_row(writer, row.report_id, Report(row.text), None)
    return len(held)


def _told(mention: Row) -> str:
    """The event of a row of `mentions`, as JSON."""
    return unpack(mention[TELLING], mention[QUOTE])


def _keep(writer: sqlite3.Connection, held: HeldRow, action: str) -> None:
    writer.execute(KEEP, (held.report_id, iso(datetime.now(UTC)), action, held.text, held.telling))
