"""Reports that are read again: what a better extractor makes of a text, or of the text as its sender corrected it,
replaces what the index held of it.

A mention whose sentences yield an event again keeps its number, and with it its event and what people decided about it.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.events import Event
from domain.reports import Report
from domain.times import from_iso, iso
from domain.wire import event_to_json
from store.database import BrokenRowError, explained, transaction
from store.events.decisions import corrected_together, dropped_among, vouched_for
from store.events.indexing import forget_event
from store.events.withdrawals import is_withdrawn
from store.linkage.near_duplicates import fingerprint
from store.linkage.sums import without_sums
from store.tellings import event_of
from store.writing.linkage import file, settle
from store.writing.reports import write_mention

REPORTS = """
    select reports.id, reference, title, text, url, published, sources.name as source, sources.key as outlet
    from reports left join sources on sources.id = reports.source_id
    where reports.id > ? and coalesce(sources.kind, '') <> 'dataset' and text <> '' order by reports.id limit ?
"""  # primary key
COUNT = """
    select count(*) filter (where text <> ''), count(*) filter (where text = '')
    from reports left join sources on sources.id = reports.source_id
    where coalesce(sources.kind, '') <> 'dataset'
"""
FIND_REFERENCE = "select id from reports where published = ? and reference = ?"  # index reports_by_published
CORRECT = "update reports set content_hash = ?, title = ?, text = ?, fingerprint = ? where id = ?"
HELD = "select id, event_id, telling, quote from mentions where report_id = ? order by position"
KEEP = """
    insert into revisions (report_id, revised, action, text, telling, mention_id, event_id)
    select report_id, :now, :action, quote, telling_of(telling, quote), iif(:gone, 0, id), iif(:gone, event_id, null)
    from mentions where id = :id
"""
STEP_ASIDE = "update mentions set position = -1 - position where report_id = ?"
PARTNERS = """
    select other_id from links where mention_id = :id union select mention_id from links where other_id = :id
    union select id from mentions where event_id = (select event_id from mentions where id = :id) and id <> :id
"""
FORGET_REVISED = (
    "delete from casualties where mention_id = ?",
    "delete from mention_blocks where mention_id = ?",
    "delete from links where mention_id = ?",
    "delete from links where other_id = ?",
)
FORGET_MENTION = (
    "delete from curation where mention_id = ?",
    "delete from curation where other_id = ?",
    "delete from decision_mentions where mention_id = ?",
    "delete from withdrawn_mentions where mention_id = ?",
    "delete from mentions where id = ?",
)
DECIDED_ON = """
    select count(*) from (
        select decision_id from curation where mention_id = :id or other_id = :id
        union select decision_id from decision_mentions join decisions on decisions.id = decision_id
        where mention_id = :id and undone is null
    )
"""  # primary key of curation, curation_by_other, decision_mentions_by_mention
PAGE = 200

StoredReport = tuple[int, Report] | BrokenRowError
"""A report with its row's number, or why it cannot be read back."""


@dataclass(frozen=True, slots=True)
class Revision:
    """What became of a report's mentions: how many stand as they did, have changed, are new, are gone; and how
    many decisions of people were about those that are gone."""

    same: int = 0
    changed: int = 0
    added: int = 0
    gone: int = 0
    decisions_lost: int = 0

    def plus(self, other: "Revision") -> "Revision":
        """Both together."""
        return Revision(
            self.same + other.same,
            self.changed + other.changed,
            self.added + other.added,
            self.gone + other.gone,
            self.decisions_lost + other.decisions_lost,
        )


def stored_reports(connection: sqlite3.Connection) -> Iterator[StoredReport]:
    """Every report with its row's number, but for rows of datasets and reports whose texts were removed. The index may
    be written meanwhile."""
    last = 0
    while True:
        with explained():
            rows = connection.execute(REPORTS, (last, PAGE)).fetchall()
        if not rows:
            return
        for row in rows:
            yield _report(row)
        last = rows[-1]["id"]


def _report(row: sqlite3.Row) -> StoredReport:
    try:
        published = from_iso(row["published"]) if row["published"] else None
    except ValueError as error:
        return BrokenRowError(row["id"], error)
    named = (row["title"], row["source"], row["url"], row["reference"], _id_of(row["outlet"]))
    return row["id"], Report(row["text"], published, *named)


def _id_of(outlet: str | None) -> str | None:
    """The id of an outlet that is known by more than its name."""
    return None if outlet is None or outlet.startswith("name:") else outlet


def count_reports(connection: sqlite3.Connection) -> tuple[int, int]:
    """How many reports `stored_reports` gives, and how many it leaves out because their texts were removed."""
    with explained():
        there, removed = connection.execute(COUNT).fetchone()
        return int(there), int(removed)


def report_of_reference(connection: sqlite3.Connection, published: datetime, reference: str) -> int | None:
    """The row of the report that its sender refers to so; None where there is none."""
    with explained():
        row = connection.execute(FIND_REFERENCE, (iso(published), reference)).fetchone()
    return None if row is None else int(row["id"])


def correct(
    writer: sqlite3.Connection, report_id: int, report: Report, events: Sequence[Event], now: datetime
) -> Revision:
    """Let a stored report say what its sender made of it at this moment, and tell of these events: all of it or
    nothing. What its mentions said before is kept.

    The report must not stand in the index already.
    """
    with transaction(writer):
        return put_correction(writer, report_id, report, events, now)


def put_correction(
    writer: sqlite3.Connection, report_id: int, report: Report, events: Sequence[Event], now: datetime
) -> Revision:
    """`correct` within the caller's transaction."""
    marks = fingerprint(report.text)
    writer.execute(CORRECT, (report.content_hash, report.title, report.text, marks, report_id))
    return _revise(writer, report_id, report, events, corrected=now)


def revise(writer: sqlite3.Connection, report_id: int, report: Report, events: Sequence[Event]) -> Revision:
    """Let these events replace those read from a stored report before, all at once or not at all. Raises BrokenRowError
    where what was read before, or what stands beside it, cannot be read back."""
    try:
        with transaction(writer):
            return _revise(writer, report_id, report, events)
    except ValueError as error:
        raise BrokenRowError(report_id, error) from error


def revise_row(writer: sqlite3.Connection, report_id: int, report: Report, event: Event | None) -> None:
    """Let a row of a dataset tell of this event, or of none any more, within the caller's transaction. It stays the
    same mention, whatever its words are now."""
    held = [int(row["id"]) for row in writer.execute(HELD, (report_id,))]
    _rewrite(writer, report_id, report, [event] if event else [], dict(enumerate(held)) if event else {})


def _revise(
    writer: sqlite3.Connection,
    report_id: int,
    report: Report,
    events: Sequence[Event],
    corrected: datetime | None = None,
) -> Revision:
    """Write the mentions anew. Where the sender `corrected` the report, what they said until then is kept; a better
    reading of the same words is no news, and takes nothing away that a person kept or set right."""
    events = without_sums(events)
    held = {row["id"]: event_of(row["telling"], row["quote"]) for row in writer.execute(HELD, (report_id,))}
    if [event_to_json(event) for event in held.values()] == [event_to_json(event) for event in events]:
        return Revision(same=len(held))
    keepers = _pair(held, events)
    gone = set(held) - set(keepers.values())
    if corrected is None:
        for i in sorted(vouched_for(writer, gone)):
            keepers[len(events)] = i
            events = (*events, held[i])
            gone.discard(i)
    lost = sum(int(writer.execute(DECIDED_ON, {"id": i}).fetchone()[0]) for i in gone)
    writer.execute("update reports set fingerprint = ? where id = ?", (fingerprint(report.text), report_id))
    if corrected is not None:
        _keep(writer, held, {i: events[position] for position, i in keepers.items()}, corrected)
    _rewrite(writer, report_id, report, events, keepers)
    same = sum(event_to_json(held[i]) == event_to_json(events[position]) for position, i in keepers.items())
    return Revision(same, len(keepers) - same, len(events) - len(keepers), len(gone), lost)


def _keep(
    writer: sqlite3.Connection, held: Mapping[int, Event], kept: Mapping[int, Event], corrected: datetime
) -> None:
    """Keep what those mentions said that are gone or say anything else now."""
    for mention_id, said in held.items():
        now_said = kept.get(mention_id)
        if now_said is None or _facts(now_said) != _facts(said):
            action = "withdrawn" if now_said is None else "changed"
            row = {"now": iso(corrected), "action": action, "gone": now_said is None, "id": mention_id}
            writer.execute(KEEP, row)


def _facts(event: Event) -> dict[str, object]:
    """What an event says, wherever in the text that stands."""
    return {name: said for name, said in event_to_json(event).items() if name not in {"evidence", "confidence"}}


def _rewrite(
    writer: sqlite3.Connection, report_id: int, report: Report, events: Sequence[Event], keepers: Mapping[int, int]
) -> None:
    """Write a report's mentions anew, and all events that they touch; `keepers` are the mentions that events (by
    position) keep."""
    rows = writer.execute(HELD, (report_id,)).fetchall()
    held = [int(row["id"]) for row in rows]
    homes = {int(row["event_id"]) for row in rows if row["event_id"] is not None}
    fellows = corrected_together(writer, held)
    touched = {*fellows, *(int(row[0]) for i in held for row in writer.execute(PARTNERS, {"id": i}))}
    gone = sorted(set(held) - set(keepers.values()))
    _clear(writer, report_id, held, gone)
    written = [
        write_mention(writer, report_id, position, report, event, keepers.get(position))
        for position, event in enumerate(events)
    ]
    writer.execute("update reports set event_count = ? where id = ?", (len(events), report_id))
    if not is_withdrawn(writer, report_id):  # what is withdrawn waits unfiled
        standing = set(written) - dropped_among(writer, written)
        file(writer, standing)
        _settle(writer, {*standing, *(touched - set(held))}, {*homes, *fellows.values()})


def _pair(held: dict[int, Event], events: Sequence[Event]) -> dict[int, int]:
    """Which event (by position) is which mention: those that share most of their sentences, each once."""
    shared = [
        (_shared(old, new) + (old.type == new.type) + (old.category == new.category), position, mention_id)
        for position, new in enumerate(events)
        for mention_id, old in held.items()
        if _shared(old, new)
    ]
    pairs: dict[int, int] = {}
    for _, position, mention_id in sorted(shared, key=lambda share: (-share[0], share[1], share[2])):
        if position not in pairs and mention_id not in pairs.values():
            pairs[position] = mention_id
    return pairs


def _shared(one: Event, other: Event) -> int:
    """How many characters of the text both events rest on, wherever the same words stand now."""
    return sum(
        len(a.quote) if a.quote == b.quote else max(0, min(a.end, b.end) - max(a.start, b.start))
        for a in one.evidence
        for b in other.evidence
    )


def _clear(writer: sqlite3.Connection, report_id: int, held: Sequence[int], gone: Sequence[int]) -> None:
    for mention_id in held:
        for statement in FORGET_REVISED:
            writer.execute(statement, (mention_id,))
    for mention_id in gone:
        for statement in FORGET_MENTION:
            writer.execute(statement, (mention_id,))
    writer.execute(STEP_ASIDE, (report_id,))


def _settle(writer: sqlite3.Connection, mention_ids: set[int], homes: set[int]) -> None:
    """Find the events of all these mentions anew, and drop those homes that nothing tells of any more."""
    for event_id in homes:
        if writer.execute("select 1 from mentions where event_id = ? limit 1", (event_id,)).fetchone() is None:
            forget_event(writer, event_id)
    settle(writer, mention_ids, revised=homes)
