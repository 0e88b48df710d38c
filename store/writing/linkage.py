"""Linkage of what is new in the index with what it already holds: neighbours, links, and the events they make.

A new mention is held against those of the same place and time only, which an index finds; whatever is linked to it,
directly or through others, is then split into events afresh, so that the order of arrival does not matter.
"""

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from types import MappingProxyType

from domain.corrections import Correction
from domain.places import EventPlace
from domain.wire import places_from_json
from store.database import BrokenRowError
from store.events.decisions import corrected_among, corrections_of
from store.events.indexing import forget_event, new_event_id, write_event
from store.linkage.blocking import blocks_of, neighbours
from store.linkage.clustering import partition, unambiguous
from store.linkage.comparison import apart, compare, likeness, remembered
from store.linkage.correcting import corrected
from store.linkage.mentions import MentionRecord, called_areas
from store.linkage.merging import merge
from store.linkage.near_duplicates import read_fingerprint
from store.linkage.rules import rules
from store.linkage.whereabouts import elsewhere
from store.moments import held_moment
from store.tellings import event_of

ADD_BLOCK = 'insert or ignore into mention_blocks (mention_id, block, span, start, "end") values (?, ?, ?, ?, ?)'
ADD_LINK = "insert or replace into links (mention_id, other_id, score, reason) values (?, ?, ?, ?)"
LINKED_WITH = """
    select other_id from links where mention_id in (select value from json_each(:ids))
    union select mention_id from links where other_id in (select value from json_each(:ids))
"""  # primary key of links, links_by_other
LINKED_BY = """
    select other_id from links where mention_id in (select value from json_each(:ids)) and score >= :least
"""  # primary key of links
FORGET_FILED = (
    "delete from mention_blocks where mention_id in (select value from json_each(:ids))",
    "delete from links where mention_id in (select value from json_each(:ids))",
    "delete from links where other_id in (select value from json_each(:ids))",
)  # mention_blocks_by_mention, primary key of links, links_by_other
COMPONENT = """
    with recursive linked (id) as (
        select value from json_each(:seeds)
        union select links.other_id from linked join links on links.mention_id = linked.id and links.score >= :least
        union select links.mention_id from linked join links on links.other_id = linked.id and links.score >= :least
        union select curation.other_id from linked join curation on curation.mention_id = linked.id
            join mentions on mentions.id = curation.other_id and mentions.event_id is not null
        union select curation.mention_id from linked join curation on curation.other_id = linked.id
            join mentions on mentions.id = curation.mention_id and mentions.event_id is not null
    )
    select id from linked limit :most
"""  # primary keys of links and curation, links_by_other, curation_by_other; mentions without an event are withdrawn
RECORDS = """
    select mentions.id, mentions.position, mentions.telling, mentions.quote, mentions.event_id, mentions.report_id,
        reports.content_hash, reports.published, reports.fingerprint, sources.key as source,
        case when sources.kind = 'dataset' then sources.name end as dataset
    from mentions join reports on reports.id = mentions.report_id left join sources on sources.id = reports.source_id
    where mentions.id in (select value from json_each(?))
"""
PLACES_OF = """
    select id, type, category, coalesce(json_extract(telling_of(telling, quote), '$.places'), '[]') from mentions
    where id in (select value from json_each(?)) and report_id <> ?
"""  # primary key
SENTENCES_OF = """
    select id, coalesce(json_extract(telling, '$.places'), '[]'), coalesce(json_extract(telling, '$.evidence'), '[]')
    from (select id, telling_of(telling, quote) as telling from mentions) where id in (select value from json_each(?))
"""  # primary key
LINKS_WITHIN = """
    select mention_id, other_id, score from links
    where mention_id in (select value from json_each(:ids)) and other_id in (select value from json_each(:ids))
        and score >= :least
"""
DECIDED_WITHIN = """
    select mention_id, other_id, same from curation
    where mention_id in (select value from json_each(:ids)) and other_id in (select value from json_each(:ids))
    order by decision_id
"""
HOMES_OF = "select id, event_id from mentions where id in (select value from json_each(?))"
SIBLINGS_OF = """
    select id from mentions
    where event_id in (select event_id from mentions where id in (select value from json_each(:ids)))
        and id not in (select value from json_each(:ids))
"""  # index mentions_by_event
LINKED_EVENTS = """
    select event_id from links join mentions on mentions.id = links.other_id
    where links.mention_id = :id and event_id is not null group by event_id order by max(score) desc, event_id
"""  # primary key of links; a new mention has only the links that itself was given
MEMBERS = "select id from mentions where event_id = ?"
MOVE = "update mentions set event_id = ? where id = ?"
SAME = 8192
"""So many combinations of places are kept in hand: they come again and again."""


Crowds = defaultdict[float, set[int]]
"""By the least score of the links that count: mentions known to hang together with too many. It holds while no link is
taken away."""


@dataclass(frozen=True, slots=True)
class Linking:
    """Whether a mention was linked with any other, and whether it was held against a part of its neighbours only, as
    they are too many."""

    linked: bool
    in_part: bool


def find_events(writer: sqlite3.Connection, mention_ids: Sequence[int]) -> int:
    """Find the events of a report's mentions just written, and write the events of all that they touch. Returns how
    many of the mentions were held against a part of their neighbours only, as these are too many."""
    records, in_part = file(writer, mention_ids)
    housed: set[int] = set()
    crowds: Crowds = defaultdict(set)
    for mention_id, record in records.items():
        if mention_id not in housed:
            housed.update(_house(writer, record, records, crowds))
    return in_part


def find_event_of_filed(writer: sqlite3.Connection, record: MentionRecord, near: Sequence[int]) -> None:
    """Find the event of a mention that is filed and has an event of its own already, among its neighbours."""
    if link(writer, record, near).linked:
        _house(writer, record, {record.mention_id: record}, defaultdict(set))


def _house(
    writer: sqlite3.Connection, record: MentionRecord, held: Mapping[int, MentionRecord], crowds: Crowds
) -> Collection[int]:
    """Split what a mention that was just linked hangs together with, and write the events of all that it touches;
    returns the mentions that have their events now. Those in `held` are at hand already.

    In a town so busy that far too many mentions hang together, the mention is only added to the best that it fits.
    """
    found = _hanging_together(writer, [record.mention_id], crowds)
    if found is None:
        _attach(writer, record)
        return [record.mention_id]
    _split(writer, *found, held={i: held[i] for i in found[0] if i in held})
    return found[0]


def file(writer: sqlite3.Connection, mention_ids: Iterable[int]) -> tuple[dict[int, MentionRecord], int]:
    """File mentions by place and time, and link them with their neighbours; returns them, and how many were held
    against a part of these only. Those of one report are found by others when all are linked, as they never are with
    one another."""
    records, in_part = load_records(writer, mention_ids), 0
    of_reports: dict[int, list[MentionRecord]] = {}
    for record in records.values():
        of_reports.setdefault(record.report_id, []).append(record)
    for own in of_reports.values():
        in_part += sum(link(writer, record, neighbours(writer, record)).in_part for record in own)
        writer.executemany(ADD_BLOCK, [block for record in own for block in blocks_of(record)])
    return records, in_part


def file_anew(writer: sqlite3.Connection, mention_ids: Iterable[int]) -> set[int]:
    """File mentions anew of which something was set right, or no longer is; returns them with all that they were or are
    linked to, which is to be settled."""
    own = sorted(mention_ids)
    within = {"ids": json.dumps(own)}
    touched = {*own, *(int(row[0]) for row in writer.execute(LINKED_WITH, within))}
    for statement in FORGET_FILED:
        writer.execute(statement, within)
    file(writer, own)
    return {*touched, *(int(row[0]) for row in writer.execute(LINKED_WITH, within))}


def link(writer: sqlite3.Connection, record: MentionRecord, near: Sequence[int]) -> Linking:
    """Compare a mention with its neighbours, or the nearest if they are many, and note with which it is one event, and
    why."""
    corrections = corrected_among(writer, near)
    there = {*corrections, *_thereabouts(writer, record, set(near) - set(corrections))}
    nearest = [i for i in near if i in there][: rules().most_compared]
    found = [(compare(record, other), other) for other in _load(writer, nearest, corrections).values()]
    linked = sorted((f for f in found if f[0].linked), key=lambda f: (-f[0].score, f[1].key))
    for comparison, other in linked[: rules().most_links]:
        writer.execute(ADD_LINK, (record.mention_id, other.mention_id, comparison.score, comparison.reason))
    return Linking(bool(linked), len(nearest) < len(there) or len(near) >= rules().most_filed)


def _thereabouts(writer: sqlite3.Connection, record: MentionRecord, near: Collection[int]) -> list[int]:
    """Those of the neighbours that may be of its kind and lie where a mention does, as it stands or was set right."""
    found = (_about(writer, reading, near) for reading in record.readings())
    return list(dict.fromkeys(i for ids in found for i in ids))


def _about(writer: sqlite3.Connection, record: MentionRecord, near: Collection[int]) -> list[int]:
    """Those of the neighbours that may be of its kind and lie where a mention does, by what the reports say: whoever is
    filed under a country meets all that was reported of it in these days, most of it in towns far off, which need not
    be read whole."""
    by_places: dict[str, list[int]] = {}
    own_kind = (record.event.type, record.event.category)
    sought = (json.dumps(sorted(near)), record.report_id)
    for mention_id, kind, category, places in writer.execute(PLACES_OF, sought):
        if likeness(own_kind, (kind, category)) > 0:
            by_places.setdefault(places, []).append(mention_id)
    own, areas = record.event.places, record.areas()
    there: list[int] = []
    about: list[int] = []
    for places, mentions in by_places.items():
        theirs = _places(places)
        if not elsewhere(own, theirs, areas):
            there += mentions
        elif not elsewhere(own, theirs, areas | {each.place.id for each in theirs}):
            about += mentions
    called = _called_areas(writer, about)
    return there + [i for i, places, theirs in called if not elsewhere(own, places, areas | theirs)]


def _called_areas(
    writer: sqlite3.Connection, mention_ids: list[int]
) -> Iterator[tuple[int, tuple[EventPlace, ...], frozenset[str]]]:
    """Mentions with their places, and which of these their sentences call a district or the like."""
    for mention_id, places, sentences in writer.execute(SENTENCES_OF, (json.dumps(mention_ids),)):
        quotes = tuple(str(each.get("quote", "")) for each in json.loads(sentences))
        theirs = _places(places)
        yield mention_id, theirs, called_areas(theirs, quotes)


@lru_cache(SAME)
def _places(places: str) -> tuple[EventPlace, ...]:
    return places_from_json(json.loads(places))


def settle(writer: sqlite3.Connection, mention_ids: Iterable[int], revised: Collection[int] = ()) -> None:
    """Split all that is linked to these mentions, directly or through others, into events; write their events.

    Events that are `revised` are written even where the same mentions tell of them.
    """
    seeds = sorted(mention_ids)
    found = _hanging_together(writer, seeds, defaultdict(set)) or _hanging_closest(writer, seeds)
    _split(writer, *found, revised)


def _split(
    writer: sqlite3.Connection,
    ids: list[int],
    least: float,
    revised: Collection[int] = (),
    held: Mapping[int, MentionRecord] = MappingProxyType({}),
) -> None:
    """Split these mentions into events; those in `held` are at hand already."""
    within = {"ids": json.dumps(ids), "least": least}
    records = {**held, **load_records(writer, set(ids) - set(held))}
    keys = {i: record.key for i, record in records.items()}
    links = [(float(score), keys[one], keys[other]) for one, other, score in writer.execute(LINKS_WITHIN, within)]
    links = unambiguous(links, {record.key: record.dataset for record in records.values()}, rules().margin)
    decided = {
        frozenset((keys[one], keys[other])): bool(same)
        for one, other, same in writer.execute(DECIDED_WITHIN, {"ids": within["ids"]})
    }
    groups = partition(list(records.values()), links, remembered(apart), decided)
    _rehouse(writer, [sorted(record.mention_id for record in group) for group in groups], records, revised)


def _hanging_together(writer: sqlite3.Connection, seeds: list[int], crowds: Crowds) -> tuple[list[int], float] | None:
    """All mentions that hang together with these, and the least score of the links between them; None where they are
    too many by any score, as they are where these hang together with one of `crowds`.

    Where many mentions of a busy town and week hang together by weak links, only the stronger ones count.
    """
    most = rules().longest_chain
    while True:
        for least in rules().chain_scores:
            if crowds[least] and not crowds[least].isdisjoint(_linked_by(writer, seeds, least)):
                continue
            ids = _component(writer, seeds, least, most + 1)
            if len(ids) <= most:
                break
            crowds[least].update(ids)
        else:
            return None
        siblings = _siblings(writer, ids)
        if not siblings:
            return ids, least
        seeds = sorted({*ids, *siblings})
        if len(seeds) > most:
            return None


def _hanging_closest(writer: sqlite3.Connection, seeds: list[int]) -> tuple[list[int], float]:
    """All mentions that hang together with these by the strongest links alone, however many they are, and the least
    score of these links. With each of them come all that tell of the same event: none of an event is ever left behind.
    """
    least = rules().chain_scores[-1]
    while True:
        ids = _component(writer, seeds, least, -1)
        siblings = _siblings(writer, ids)
        if not siblings:
            return ids, least
        seeds = sorted({*ids, *siblings})


def _siblings(writer: sqlite3.Connection, ids: list[int]) -> list[int]:
    """The other mentions that tell of the events of these."""
    return [int(row[0]) for row in writer.execute(SIBLINGS_OF, {"ids": json.dumps(ids)})]


def _linked_by(writer: sqlite3.Connection, ids: list[int], least: float) -> set[int]:
    """These mentions and those that they were linked with when they were filed, by so strong a link at least."""
    rows = writer.execute(LINKED_BY, {"ids": json.dumps(ids), "least": least})
    return {*ids, *(int(row[0]) for row in rows)}


def _component(writer: sqlite3.Connection, seeds: list[int], least: float, most: int) -> list[int]:
    wanted = {"seeds": json.dumps(seeds), "least": least, "most": most}
    return sorted(int(row[0]) for row in writer.execute(COMPONENT, wanted))


def _attach(writer: sqlite3.Connection, record: MentionRecord) -> None:
    """Add a mention to the event of its strongest link that it does not contradict, or give it one of its own."""
    own = {record.mention_id: record}
    for (event_id,) in writer.execute(LINKED_EVENTS, {"id": record.mention_id}).fetchall():
        members = load_records(writer, [int(row[0]) for row in writer.execute(MEMBERS, (event_id,))])
        if not any(apart(record, member) for member in members.values()):
            _rehouse(writer, [sorted({*members, record.mention_id})], {**members, **own}, ())
            return
    _rehouse(writer, [[record.mention_id]], own, ())


def load_records(connection: sqlite3.Connection, mention_ids: Iterable[int]) -> dict[int, MentionRecord]:
    """Mentions as the records that are compared, by their id, with what was set right of them. Raises BrokenRowError
    where one is none."""
    ids = sorted(mention_ids)
    return _load(connection, ids, corrected_among(connection, ids))


def _load(
    connection: sqlite3.Connection, mention_ids: Iterable[int], corrections: Mapping[int, Sequence[Correction]]
) -> dict[int, MentionRecord]:
    rows = connection.execute(RECORDS, (json.dumps(sorted(mention_ids)),))
    return {row["id"]: _record(row, corrections.get(row["id"], ())) for row in rows}


def _record(row: sqlite3.Row, corrections: Sequence[Correction]) -> MentionRecord:
    try:
        event = event_of(row["telling"], row["quote"])
        return MentionRecord(
            key=f"{row['content_hash']}:{row['position']:05}",
            report=row["content_hash"],
            source=row["source"],
            published=held_moment(row["published"]),
            event=event,
            mention_id=row["id"],
            report_id=row["report_id"],
            fingerprint=read_fingerprint(row["fingerprint"]),
            dataset=row["dataset"],
            corrected=reduce(lambda said, correction: correction.of(said), corrections, event) if corrections else None,
        )
    except ValueError as error:
        raise BrokenRowError(row["report_id"], error) from error


def _rehouse(
    writer: sqlite3.Connection, groups: list[list[int]], records: dict[int, MentionRecord], revised: Collection[int]
) -> None:
    """Give each group of mentions its event. An event's id stays with the group that has most of its mentions, the one
    with the oldest of them where several have as many; other groups get new ids."""
    home = {row["id"]: row["event_id"] for row in writer.execute(HOMES_OF, (json.dumps(sorted(records)),))}
    numbers = {i: number for number, group in enumerate(groups) for i in group}
    shares = Counter((home[i], numbers[i]) for i in sorted(home) if home[i] is not None)
    corrections = corrections_of(writer, records)
    sizes = Counter(home.values())
    kept: dict[int, int] = {}
    given: set[int] = set()
    for event_id, number in sorted(shares, key=lambda share: (-shares[share], groups[share[1]][0], share[0])):
        if number not in kept and event_id not in given:
            kept[number] = event_id
            given.add(event_id)
    for number in sorted(range(len(groups)), key=lambda number: groups[number]):
        group = groups[number]
        event_id = kept.get(number) or new_event_id(writer)
        moved = any(home[i] != event_id for i in group) or sizes[event_id] != len(group)
        if moved or event_id in revised:
            own = [correction for holder, correction in corrections if numbers.get(holder) == number]
            merged = corrected(merge(records[i] for i in group), own)
            write_event(writer, event_id, merged, fresh=number not in kept)
            writer.executemany(MOVE, [(event_id, i) for i in group if home[i] != event_id])
    for event_id in {event_id for event_id, _ in shares} - given:
        forget_event(writer, event_id)
