"""Joining what is new in the index with what it already tells: neighbours, links, and the happenings they make.

A new mention is held against those of the same place and time only, which an index finds; whatever is linked to it,
directly or through others, is then split into happenings afresh, so that the order of arrival does not matter.
"""

import json
import sqlite3
from collections.abc import Iterable
from datetime import timedelta

from domain.times import from_iso, iso
from domain.wire import event_from_json
from store.accounts import Account
from store.clustering import partition
from store.indexing import forget_event, new_event_id, write_event
from store.joining import compare
from store.joining_rules import rules
from store.merging import merge

BLOCK_SPANS = (2, 9, 40)
"""Classes of days that a mention's window may take; a neighbour of each class is looked for at most so far back."""

ADD_BLOCK = 'insert or ignore into mention_blocks (block, span, start, mention_id, "end") values (?, ?, ?, ?, ?)'
NEIGHBOURS = """
    select distinct mention_id from mention_blocks
    where block = :block and span = :span and start > :earliest and start < :end and "end" > :start
"""  # primary key of mention_blocks (block, span, start)
ADD_LINK = "insert or replace into links (mention_id, other_id, score, reason) values (?, ?, ?, ?)"
COMPONENT = """
    with recursive linked (id) as (
        values (?)
        union select links.other_id from linked join links on links.mention_id = linked.id
        union select links.mention_id from linked join links on links.other_id = linked.id
    )
    select id from linked
"""  # primary key of links and links_by_other
ACCOUNTS = """
    select mentions.id, mentions.position, mentions.telling, mentions.event_id, mentions.report_id,
        reports.content_hash, reports.published, sources.name as source
    from mentions join reports on reports.id = mentions.report_id left join sources on sources.id = reports.source_id
    where mentions.id in (select value from json_each(?))
"""
LINKS_WITHIN = """
    select mention_id, other_id, score from links
    where mention_id in (select value from json_each(:ids)) and other_id in (select value from json_each(:ids))
"""
HOMES_OF = "select id, event_id from mentions where id in (select value from json_each(?))"
MOVE = "update mentions set event_id = ? where id = ?"


def join(writer: sqlite3.Connection, mention_id: int) -> None:
    """Find the happening of a mention just written, and write the events of all that it touches."""
    account = load_accounts(writer, [mention_id])[mention_id]
    neighbours = load_accounts(writer, _neighbours(writer, account))
    _write_blocks(writer, account)
    for other in neighbours.values():
        comparison = compare(account, other)
        if comparison.joined:
            writer.execute(ADD_LINK, (mention_id, other.mention_id, comparison.score, comparison.reason))
    settle(writer, mention_id)


def settle(writer: sqlite3.Connection, mention_id: int) -> None:
    """Split everything linked to a mention, directly or through others, into happenings, and write their events."""
    ids = [int(row[0]) for row in writer.execute(COMPONENT, (mention_id,))]
    accounts = load_accounts(writer, ids)
    keys = {i: account.key for i, account in accounts.items()}
    links = [
        (float(score), keys[one], keys[other])
        for one, other, score in writer.execute(LINKS_WITHIN, {"ids": json.dumps(ids)})
    ]
    groups = partition(list(accounts.values()), links, lambda a, b: compare(a, b).apart)
    _rehouse(writer, [sorted(account.mention_id for account in group) for group in groups], accounts)


def load_accounts(connection: sqlite3.Connection, mention_ids: Iterable[int]) -> dict[int, Account]:
    """Mentions as accounts, by their id."""
    return {
        row["id"]: Account(
            key=f"{row['content_hash']}:{row['position']:05}",
            report=row["content_hash"],
            source=row["source"],
            published=from_iso(row["published"]) if row["published"] else None,
            event=event_from_json(json.loads(row["telling"])),
            mention_id=row["id"],
            report_id=row["report_id"],
        )
        for row in connection.execute(ACCOUNTS, (json.dumps(sorted(mention_ids)),))
    }


def _blocks(account: Account) -> list[tuple[str, int, str, str]]:
    """Where and when to look for neighbours: block, class of span, start and end. Empty where that is too vague."""
    window = account.window()
    if window is None or window.start is None or window.end is None:
        return []
    days = (window.end - window.start) / timedelta(days=1)
    if days > rules().longest_window_days:
        return []
    span = next(limit for limit in BLOCK_SPANS if days <= limit)
    blocks = {area for place in account.locations() for area in (place.country, *place.countries, place.id) if area}
    return [(block.lower(), span, iso(window.start), iso(window.end)) for block in sorted(blocks or {"unplaced"})]


def _write_blocks(writer: sqlite3.Connection, account: Account) -> None:
    for block, span, start, end in _blocks(account):
        writer.execute(ADD_BLOCK, (block, span, start, account.mention_id, end))


def _neighbours(writer: sqlite3.Connection, account: Account) -> set[int]:
    found: set[int] = set()
    for block, _, start, end in _blocks(account):
        for span in BLOCK_SPANS:
            earliest = iso(from_iso(start) - timedelta(days=span, seconds=1))
            near = {"block": block, "span": span, "earliest": earliest, "start": start, "end": end}
            found.update(int(row[0]) for row in writer.execute(NEIGHBOURS, near))
    return found


def _rehouse(writer: sqlite3.Connection, groups: list[list[int]], accounts: dict[int, Account]) -> None:
    """Give each group of mentions its event: the oldest mention of an event keeps its id, the rest get new ones."""
    home = {row["id"]: row["event_id"] for row in writer.execute(HOMES_OF, (json.dumps(sorted(accounts)),))}
    stayed: dict[int, int] = {}
    for mention_id in sorted(home):
        if home[mention_id] is not None:
            stayed.setdefault(home[mention_id], mention_id)
    free = set(stayed)
    for group in sorted(groups):
        kept = sorted(event for event, mention_id in stayed.items() if mention_id in group)
        event_id = kept[0] if kept else new_event_id(writer)
        free.discard(event_id)
        if any(home[i] != event_id for i in group) or sum(h == event_id for h in home.values()) != len(group):
            write_event(writer, event_id, merge(accounts[i] for i in group), fresh=not kept)
            writer.executemany(MOVE, [(event_id, i) for i in group if home[i] != event_id])
    for event_id in free:
        forget_event(writer, event_id)
