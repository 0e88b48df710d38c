"""Whether an index is whole: what `watchfloor doctor` looks at, and what stands in the file."""

import shutil
import sqlite3
from pathlib import Path

from store.database import SCHEMA_VERSION

Check = tuple[str, bool, str]
"""What was looked at, whether it is in order, and one sentence on it."""

LEAST_FREE = 100_000_000
"""So many bytes should be free on the disk of the index; a report and what becomes of it take some thousands."""

FTS_TABLES = ("reports_fts", "mentions_fts")
COUNTS = """
    select (select count(*) from reports), (select count(*) from events), (select count(*) from sources),
        (select min(published) from reports), (select max(published) from reports)
"""
LOST = """
    select (select count(*) from mentions where event_id is null
            and report_id not in (select report_id from withdrawals where undone is null)
            and id not in (select mention_id from decision_mentions join decisions on id = decision_id
                where action = 'drop' and undone is null)),
        (select count(*) from events where id not in (select event_id from mentions where event_id is not null)),
        (select count(*) from events where id not in (select event_id from event_areas where area = 'earth'))
"""
UNREADABLE = """
    select (select count(*) from reports where published not glob :moment),
        (
            select count(*) from (select telling_of(telling, quote) as telling from mentions)
            where not coalesce(json_valid(telling), 0) or telling ->> 'type' is null
        )
"""
MOMENT = "[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z"
FTS_ROWS = "select (select count(*) from {content}), (select count(*) from {table}_docsize)"


def check(connection: sqlite3.Connection) -> list[Check]:
    """Look at an open index; nothing is changed."""
    looks = (_contents, _schema, _integrity, _foreign_keys, _search, _events, _rows)
    checks = []
    for look in looks:
        try:
            checks.append(look(connection))
        except sqlite3.DatabaseError as error:
            checks.append((look.__name__.strip("_").replace("_", " "), False, f"cannot be looked at: {error}."))
    return checks


def disk(database: Path) -> Check:
    """Whether there is room where an index is."""
    folder = database.absolute().parent
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return "disk", False, f"{folder} cannot be looked at: {error.strerror}."
    said = f"{free / 1_000_000:,.0f} MB free where the index is"
    return "disk", free >= LEAST_FREE, said if free >= LEAST_FREE else f"{said}: make room, or set KEEP_REPORTS."


def _contents(connection: sqlite3.Connection) -> Check:
    reports, events, sources, first, last = connection.execute(COUNTS).fetchone()
    dates = f", published {first[:10]} to {last[:10]}" if first else ""
    return "contents", True, f"{reports:,} reports of {sources:,} outlets, {events:,} events{dates}"


def _schema(connection: sqlite3.Connection) -> Check:
    version = connection.execute("pragma user_version").fetchone()[0]
    return "schema", version == SCHEMA_VERSION, f"version {version} of {SCHEMA_VERSION}"


def _integrity(connection: sqlite3.Connection) -> Check:
    found = [row[0] for row in connection.execute("pragma integrity_check(3)")]
    fine = found == ["ok"]
    return "integrity", fine, "whole" if fine else f"damaged ({found[0]}); put back a copy of the file"


def _foreign_keys(connection: sqlite3.Connection) -> Check:
    broken = len(connection.execute("pragma foreign_key_check").fetchall())
    return "foreign keys", broken == 0, "every reference holds" if not broken else f"{broken} references lead nowhere"


def _search(connection: sqlite3.Connection) -> Check:
    """Whether the text index holds a row for each row it is about; its own check would need to write."""
    wrong = []
    for table in FTS_TABLES:
        rows, indexed = connection.execute(FTS_ROWS.format(content=table.removesuffix("_fts"), table=table)).fetchone()
        if rows != indexed:
            wrong.append(f"{table} holds {indexed} of {rows} texts")
    return "text search", not wrong, "; ".join(wrong) or "every text is indexed"


def _events(connection: sqlite3.Connection) -> Check:
    homeless, unmentioned, unfiled = connection.execute(LOST).fetchone()
    wrong = homeless + unmentioned + unfiled
    said = f"{homeless} mentions without an event, {unmentioned} events without a mention, {unfiled} events not filed"
    return "events", wrong == 0, said if wrong else "every mention has its event"


def _rows(connection: sqlite3.Connection) -> Check:
    """Whether what was edited by hand, or written by a faulty version, can be read back."""
    dates, mentions = connection.execute(UNREADABLE, {"moment": MOMENT}).fetchone()
    said = f"{dates} dates of reports and {mentions} mentions cannot be read; `watchfloor reindex` names their rows"
    return "rows", not dates and not mentions, said if dates or mentions else "every row reads back"
