"""Which events that changed are for whom: the journal of changes in, alerts that wait to be told out.

An event rings where a report tells of it, no dataset alone; where the report came after the watch was set; and where it
is news: it happened within thirty days, or a report of the last three days tells of it. What nobody can date is taken
for news.
"""

import logging
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from handlers.services.lru_cache import LruCache
from handlers.services.services import Services
from store.chats.alerts import Hit, note_hits, stir
from store.chats.hook_posts import note_hook_hits, stir_hooks
from store.chats.watches import Candidate, candidates
from store.database import StoreError, transaction
from store.events.changes import Telling, changed_events, looked_at, tellings_of
from store.events.loading import times_of
from store.search.finding import matching
from store.search.selection import Selection
from store.search.selection_text import from_text

log = logging.getLogger(__name__)

RECENT, LATE = timedelta(days=30), timedelta(days=3)
_AT_ONCE = 200
_MOST_ROUNDS = 50

_selections: LruCache[Selection | None] = LruCache(20_000)


@dataclass(frozen=True, slots=True)
class _Found:
    changes: Mapping[int, int]
    hits: tuple[Hit, ...]


async def match_changes(services: Services) -> int:
    """Let all who watch for them know of the events that changed; returns for how many. What is found and that it was
    looked for are written together."""
    told = 0
    for _ in range(_MOST_ROUNDS):
        now = services.clock()
        found = await services.index.read(partial(_look, now))
        if not found.changes:
            break
        await services.index.write(partial(_note, found, now))
        told += len(found.hits)
    return told


def _note(found: _Found, now: datetime, writer: sqlite3.Connection) -> None:
    with transaction(writer):
        stir(writer, found.changes)
        note_hits(writer, found.hits, now)
        stir_hooks(writer, found.changes)
        note_hook_hits(writer, found.hits, now)
        looked_at(writer, found.changes)


def _look(now: datetime, reader: sqlite3.Connection) -> _Found:
    with _one_moment(reader):
        changes = changed_events(reader, _AT_ONCE)
        return _Found(changes, hits(reader, tuple(changes), now)) if changes else _Found({}, ())


@contextmanager
def _one_moment(reader: sqlite3.Connection) -> Iterator[None]:
    """Everything read within is of one moment."""
    reader.execute("begin")
    try:
        yield
    finally:
        reader.execute("rollback")


def hits(reader: sqlite3.Connection, events: Sequence[int], now: datetime) -> tuple[Hit, ...]:
    """For whom these events are, those first whose watch is the oldest."""
    tellings, times = tellings_of(reader, events), times_of(reader, events)
    reported = {event: told for event, told in tellings.items() if not all(telling.of_dataset for telling in told)}
    fresh = {event for event, told in reported.items() if is_news(told, times.get(event), now)}
    if not fresh:
        return ()
    alike: defaultdict[str, list[tuple[Candidate, frozenset[int]]]] = defaultdict(list)
    for watch, may_be in candidates(reader, fresh).items():
        if new := frozenset(event for event in may_be if _last_report(reported[event]) > watch.after_report):
            alike[watch.selection].append((watch, new))
    found = [
        Hit(watch.chat_id, event, watch.id, watch.thread_id, watch.meaning)
        for selection, watches in alike.items()
        for exactly in [_exactly(reader, selection, frozenset().union(*(new for _, new in watches)))]
        for watch, new in watches
        for event in new & exactly
    ]
    return tuple(sorted(found, key=lambda hit: (hit.watch_id, hit.event_id)))


def is_news(told: Sequence[Telling], happened: datetime | None, now: datetime) -> bool:
    """Whether something is worth ringing for: what happened lately, or what is only told of now."""
    published = [telling.published for telling in told if telling.published is not None and not telling.of_dataset]
    if published and max(published) > now - LATE:
        return True
    dated = happened or max(published, default=None)
    return dated is None or dated > now - RECENT


def _last_report(told: Sequence[Telling]) -> int:
    return max(telling.report_id for telling in told if not telling.of_dataset)


def _exactly(reader: sqlite3.Connection, text: str, events: frozenset[int]) -> frozenset[int]:
    """Those of the events that are looked for, found as an answer to the question would find them: once, however many
    watch for the same."""
    selection = _selections.get(text, lambda: _selection(text))
    return matching(reader, replace(selection, among=tuple(sorted(events)))) if selection else frozenset()


def _selection(text: str) -> Selection | None:
    """What a watch looks for; nothing where its row was spoilt, so that no other watch suffers by it."""
    try:
        return from_text(text)
    except StoreError as error:
        log.warning("A watch finds nothing: %s", error)
        return None
