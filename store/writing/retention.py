"""Texts of old reports removed, a few at a time: what they told stays, and the space is given back to the disk.

Title, outlet, address, times, fingerprint and content hash of a report stay, with all its mentions: events, quotes,
figures and every why are as before, copies of the report are still known for copies, and it is not taken in again. What
goes is the text and, with it, its words in the full-text index. Rows of datasets are no reports: their words are
quotes. A later step of the schema must not work anything out anew from a text that is empty.
"""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from domain.times import iso
from store.database import explained, transaction

OLD = """
    with outlets as (select id from sources where kind <> 'dataset' union all select null)
    select reports.id, length(cast(reports.text as blob)) as size
    from outlets cross join reports on reports.source_id is outlets.id
    where reports.published < :before and reports.text <> ''
    union all
    select reports.id, length(cast(reports.text as blob))
    from outlets cross join reports on reports.source_id is outlets.id
    where reports.published is null and reports.received < :before and reports.text <> ''
    order by reports.id limit :most
"""  # index reports_by_source
ROWS = "select * from reports where id in (select value from json_each(?)) and text <> ''"  # primary key
REMOVE = "delete from reports where id = ?"
MERGE = "insert into reports_fts (reports_fts, rank) values ('merge', ?)"
FREE = "pragma freelist_count"

AT_ONCE = 10
"""So many texts are removed in one transaction: it holds up another writer for some hundredths of a second."""

MOST = 10_000
"""So many are looked for at a time."""

PAGES = 256
"""So many pages of the file are given back, or of the full-text index merged, in one step."""


@dataclass(frozen=True, slots=True)
class OldText:
    """A report whose text is older than it is to be kept, and how many bytes the text has."""

    report_id: int
    size: int


def old_texts(connection: sqlite3.Connection, before: datetime) -> list[OldText]:
    """Reports published before a moment (or come in before it, where nothing says when they were published) that still
    have their texts, as many as are looked for at a time; in the order of the file."""
    with explained():
        found = connection.execute(OLD, {"before": iso(before), "most": MOST})
        return [OldText(row["id"], row["size"]) for row in found]


def remove_texts(writer: sqlite3.Connection, report_ids: Sequence[int]) -> int:
    """Remove the texts of some reports in one transaction; returns how many had one.

    A row is taken out and put back without its text: to change it where it stands would leave the page of the file that
    it fills half empty, and no page is ever given back.
    """
    with transaction(writer):
        writer.execute("pragma defer_foreign_keys = on")  # mentions refer to the row again by the end
        rows = writer.execute(ROWS, (json.dumps(list(report_ids)),)).fetchall()
        for row in rows:
            values = {**dict(row), "text": ""}
            names, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
            writer.execute(REMOVE, (row["id"],))
            writer.execute(f"insert into reports ({names}) values ({marks})", values)  # noqa: S608
    return len(rows)


def merge_search(writer: sqlite3.Connection, first: bool) -> bool:
    """Merge some more of the full-text index, so that what was removed from it leaves no trace; `first` begins a merge
    of the whole. Returns whether there is more to do."""
    before = writer.total_changes
    with explained():
        writer.execute(MERGE, (-PAGES if first else PAGES,))
    return writer.total_changes - before > 1  # as FTS5 tells that nothing was left to merge


def give_back(writer: sqlite3.Connection) -> int:
    """Give some pages that nothing is in back to the disk; returns how many. Always 0 in a file whose pages can only be
    given back by writing it anew (see `compact`)."""
    with explained():
        before = _free_pages(writer)
        if before:
            writer.execute(f"pragma incremental_vacuum({PAGES})").fetchall()  # each row that is fetched is one page
        return before - _free_pages(writer)


def free_bytes(connection: sqlite3.Connection) -> int:
    """How much of the file nothing is in."""
    with explained():
        return _free_pages(connection) * int(connection.execute("pragma page_size").fetchone()[0])


def compact(writer: sqlite3.Connection, path: Path) -> None:
    """Write the file anew, so that it is as small as can be, and so that pages can be given back in small steps from
    then on. It needs as much room on the disk again, and other writers wait.

    Raises StoreError where there is no room, or another program writes.
    """
    with explained(path):
        writer.execute("pragma auto_vacuum = incremental")
        writer.execute("vacuum")
    fold_log(writer)


def fold_log(writer: sqlite3.Connection) -> None:
    """Bring the write-ahead log into the file, which only then becomes smaller; where a reader is in the way it happens
    later by itself."""
    with explained():
        writer.execute("pragma wal_checkpoint(truncate)").fetchall()


def _free_pages(connection: sqlite3.Connection) -> int:
    return int(connection.execute(FREE).fetchone()[0])
