"""Digests for those who are not in Telegram: a terminal, a mail, a feed.

They are reckoned from what the index holds alone, by what became known in a stretch of time, whatever a bot sent.
"""

import sqlite3
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from handlers.scheduling.line import Line
from handlers.scheduling.schedule import Schedule
from handlers.services.services import actor_names, country_names
from handlers.views.cards import Manner
from handlers.views.digest_view import DigestView, label_of
from handlers.views.texts import say
from knowledge.world import World
from query.reading import Query
from query.search.news import MOST, Change, Gathered, Since, as_news, change_of, gather, tell
from query.understand import understand
from query.wording.silence import silence_in_words
from store.chats.digest_told import Before
from store.events.arrival import newest_before
from store.events.loading import load_events
from store.intake.silence import silence
from store.search.known_places import KnownPlaces


@dataclass(frozen=True, slots=True)
class Library:
    """Where digests are reckoned from, and how they are shown."""

    connection: sqlite3.Connection
    world: World
    manner: Manner


def library_of(connection: sqlite3.Connection, world: World, zone: ZoneInfo) -> Library:
    """An index, with names as they are shown, and times in a zone."""
    return Library(connection, world, Manner(zone, country_names(world), actor_names(world)))


@dataclass(frozen=True, slots=True)
class Edition:
    """A digest of a slot."""

    slot: datetime
    view: DigestView


def since_then(question: str, start: datetime, now: datetime, library: Library) -> DigestView:
    """What became known of a question since a moment, beside what did in as much time before. Raises QuestionError."""
    query = _query(question, now, library)
    known, earlier = newest_before(library.connection, [start, start - (now - start)])
    gathered = _gathered(query, Since(start, known), library)
    before = _gathered(query, Since(start, earlier), library)
    fresh = set(gathered.new)
    older = [one for one in before.new if one not in fresh]
    news = tell(query, gathered.new, library.connection, library.world, start, most=MOST, before=older)
    then = tell(query, older, library.connection, library.world, start)
    changed = _changes(gathered, now, library)
    title = say("digest_head_other", topic=question)
    return DigestView(title, news, changed, Before(then.count, then.killed), silence=_silence(now, library))


def editions(line: Line, now: datetime, most: int, library: Library) -> list[Edition]:
    """The digests of a line for its last slots, the newest first. Each event stands in that in which it became known.
    Raises QuestionError."""
    slots = _last_slots(line.schedule, now, most + 2)
    known = dict(zip(slots, newest_before(library.connection, slots), strict=True))
    made: list[Edition] = []
    told: set[int] = set()
    before: Before | None = None
    older: tuple[int, ...] | None = None
    for since, slot in pairwise(slots):
        query = _query(line.topic, slot, library)
        gathered = _gathered(query, Since(since, known[since]), library, told, known[slot])
        told.update(gathered.new)
        news = tell(query, gathered.new, library.connection, library.world, since, most=MOST, before=older)
        changed = _changes(gathered, slot, library)
        silent = _silence(now, library) if slot == slots[-1] else ""
        view = DigestView(say("digest_head_other", topic=line.topic), news, changed, before, silence=silent)
        made.append(Edition(slot, view))
        before, older = Before(news.count, news.killed), gathered.new
    shown = made[1:]  # the first says what a question with a time of its own told before
    return [one for one in reversed(shown) if not (one.view.is_empty and "quiet" in line.extras)]


def _last_slots(schedule: Schedule, now: datetime, number: int) -> list[datetime]:
    """So many slots that have come, in their order."""
    return sorted(_backwards(schedule, now, number))


def _backwards(schedule: Schedule, now: datetime, number: int) -> Iterator[datetime]:
    slot = schedule.last_slot(now)
    for _ in range(number):
        yield slot
        slot = schedule.slot_before(slot)


def _query(question: str, moment: datetime, library: Library) -> Query:
    places = KnownPlaces(library.connection)
    return as_news(understand(question, moment, library.world, library.manner.zone, known_places=places))


def _gathered(
    query: Query, since: Since, library: Library, told: Collection[int] = frozenset(), until: int | None = None
) -> Gathered:
    return gather(query, library.connection, library.world, since, told, until)


def _changes(gathered: Gathered, moment: datetime, library: Library) -> list[Change]:
    ids = [event for event, _, _ in gathered.changed]
    stored = load_events(library.connection, ids)
    labels = {each.id: label_of(each, moment, library.manner) for each in stored}
    return [change_of(event, labels[event], was, state) for event, was, state in gathered.changed if event in labels]


def _silence(now: datetime, library: Library) -> str:
    return silence_in_words(silence(library.connection, now), now, library.manner.zone, named=True)
