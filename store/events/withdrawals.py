"""What was withdrawn: the reports of an event, or all, each with who withdrew it, when and why."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from domain.times import from_iso
from store.database import explained

COLUMNS = """
    select withdrawals.report_id, sources.name as source, reports.url, reports.title, reports.published,
        withdrawals.made, withdrawals.maker, withdrawals.reason
    from withdrawals join reports on reports.id = withdrawals.report_id
        left join sources on sources.id = reports.source_id
"""
OF_EVENT = f"""{COLUMNS}
    where withdrawals.undone is null and withdrawals.id in (
        select withdrawal_id from withdrawn_mentions where event_id = ?
    )
    order by withdrawals.id
"""  # noqa: S608 - primary keys of withdrawn_mentions, withdrawals, reports and sources
IN_FORCE = f"{COLUMNS} where withdrawals.undone is null order by withdrawals.id"
WITHDRAWN = "select 1 from withdrawals where report_id = ? and undone is null"  # index withdrawals_in_force


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A report that is withdrawn, by whom, when and why."""

    report_id: int
    source: str | None
    url: str | None
    title: str | None
    published: datetime | None
    made: datetime
    maker: str
    reason: str


def withdrawn_of_event(connection: sqlite3.Connection, event_id: int) -> tuple[Withdrawal, ...]:
    """The reports that told of an event until they were withdrawn, the first withdrawn first. The event itself is gone
    where no other tells of it."""
    with explained():
        return tuple(_withdrawal(row) for row in connection.execute(OF_EVENT, (event_id,)))


def withdrawn_reports(connection: sqlite3.Connection) -> tuple[Withdrawal, ...]:
    """Every report that is withdrawn, the first withdrawn first."""
    with explained():
        return tuple(_withdrawal(row) for row in connection.execute(IN_FORCE))


def is_withdrawn(connection: sqlite3.Connection, report_id: int) -> bool:
    """Whether a report is withdrawn."""
    with explained():
        return connection.execute(WITHDRAWN, (report_id,)).fetchone() is not None


def _withdrawal(row: sqlite3.Row) -> Withdrawal:
    published = from_iso(row["published"]) if row["published"] else None
    return Withdrawal(**{**dict(row), "published": published, "made": from_iso(row["made"])})
