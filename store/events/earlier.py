"""What reports said of an event before their senders changed them, and which of them are gone from where they stood."""

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from domain.events import Event
from domain.times import from_iso
from domain.wire import event_from_json
from store.database import explained

EARLIER = """
    select revisions.report_id, revised, revisions.text as text, revisions.telling as telling,
        revisions.event_id as gone, coalesce(revisions.mention_id, 0) as mention,
        sources.name as source, reports.url as url,
        (select telling_of(held.telling, held.quote) from mentions as held
            where held.id = revisions.mention_id or (revisions.mention_id is null and held.report_id = reports.id)
            limit 1) as now_telling
    from revisions join reports on reports.id = revisions.report_id left join sources on sources.id = reports.source_id
    where revisions.event_id = :event or (
        revisions.event_id is null and revisions.report_id in (select report_id from mentions where event_id = :event)
        and (revisions.mention_id is null or revisions.mention_id in (select id from mentions where event_id = :event))
    )
    order by revisions.id
"""  # indexes revisions_by_event, revisions_by_report, mentions_by_event
TAKEN_BACK = """
    select items.report_id as report_id, min(items.gone) as gone from items
    where items.gone is not null and items.report_id in (select report_id from mentions where event_id = ?)
    group by items.report_id
"""  # index items_by_report
PAGES_GONE = """
    select reports.id as report_id, pages.gone as gone
    from reports join pages on pages.url = reports.url
    where pages.gone is not null and reports.id in (select report_id from mentions where event_id = ?)
"""  # indexes mentions_by_event, primary keys


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a report said of an event until it was changed: its words and the event, and what it said after that;
    `after` is None where it tells of no such event any more. `source` is what its outlet is called."""

    report_id: int
    revised: datetime
    text: str
    event: Event
    after: Event | None = None
    source: str | None = None
    url: str | None = None


def earlier_tellings(connection: sqlite3.Connection, event_id: int) -> tuple[Earlier, ...]:
    """What the reports of an event said before they were changed, the oldest first; also what told of it until it was
    taken out."""
    with explained():
        rows = connection.execute(EARLIER, {"event": event_id}).fetchall()
    told = [event_from_json(json.loads(row["telling"])) for row in rows]
    found = []
    for number, row in enumerate(rows):
        same = (row["report_id"], row["mention"], row["gone"])
        later = (
            told[at]
            for at in range(number + 1, len(rows))
            if (rows[at]["report_id"], rows[at]["mention"], rows[at]["gone"]) == same
        )
        now = event_from_json(json.loads(row["now_telling"])) if row["now_telling"] else None
        after = None if row["gone"] is not None else next(later, now)
        revised = from_iso(row["revised"])
        found.append(Earlier(row["report_id"], revised, row["text"], told[number], after, row["source"], row["url"]))
    return tuple(found)


def taken_back(connection: sqlite3.Connection, event_id: int) -> dict[int, datetime]:
    """The reports of an event that vanished from where they stood, each with when that was seen."""
    with explained():
        return {row["report_id"]: from_iso(row["gone"]) for row in connection.execute(TAKEN_BACK, (event_id,))}


def pages_gone(connection: sqlite3.Connection, event_id: int) -> dict[int, datetime]:
    """The reports of an event whose pages are gone, each with when that was seen."""
    with explained():
        return {row["report_id"]: from_iso(row["gone"]) for row in connection.execute(PAGES_GONE, (event_id,))}
