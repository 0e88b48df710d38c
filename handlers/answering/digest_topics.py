"""The line of a digest as it is understood: what it is about, what was assumed, the digest that it sets.

Knows the index, but no Telegram.
"""

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.scheduling.line import Line
from handlers.scheduling.schedule import days_in_words, times_in_words, zone_label
from handlers.views.markup import escape
from handlers.views.texts import say, template
from knowledge.world import World
from query.reading import Intent, Query
from query.understand import understand
from query.wording.paraphrase import sentence, unknown_place
from query.wording.time_phrases import time_in_words
from store.chats.digests import Digest
from store.search.known_places import KnownPlaces

_LATER = timedelta(days=40)


class RefusalError(Exception):
    """Why a digest is not set; the message is the HTML to answer with."""


@dataclass(frozen=True, slots=True)
class Meant:
    """What a digest is about, and whether its time goes with the clock."""

    query: Query
    is_moving: bool


def digest_of(line: Line, chat: int, thread: int | None, person: int | None, now: datetime) -> Digest:
    """The digest that a line sets for a chat, and a topic in it."""
    schedule = line.schedule
    when = (schedule.walls, schedule.days, schedule.zone.key)
    return Digest(0, chat, thread, *when, line.topic, line.extras, created=now, last_slot=None, set_by=person)


def meant_by(world: World, reader: sqlite3.Connection, line: Line, now: datetime) -> Meant:
    """What the topic of a line means. Raises RefusalError where it is about nothing, or a word is not understood;
    QuestionError as `understand`."""
    topic, zone = line.topic, line.schedule.zone
    if not topic:
        raise RefusalError(say("digest_topic"))
    places = KnownPlaces(reader)

    def read(moment: datetime) -> Query:
        return understand(topic, moment, world, zone, known_places=places).query

    meant = read(now)
    if meant.near_asker:
        raise RefusalError(f"{escape(unknown_place(meant))}.")
    if meant.intent is Intent.HELP:
        raise RefusalError(_unread(line, topic) if meant.ignored else say("digest_topic"))
    is_moving = meant.time is not None and _span(meant) != _span(read(now + _LATER))
    if meant.ignored:
        raise RefusalError(_unread(line, meant.ignored[0]))
    return Meant(meant, is_moving)


def _span(query: Query) -> tuple[datetime | None, datetime | None] | None:
    return (query.time.start, query.time.end) if query.time else None


def _unread(line: Line, unknown: str) -> str:
    """The refusal of a line in which a word is not understood, with what was."""
    schedule = line.schedule
    left = () if unknown == line.topic else line.topic.split()
    rest = " ".join(word for word in left if word.strip(",;.").casefold() != unknown.casefold())
    when = f"{days_in_words(schedule.days)} at {times_in_words(schedule)} ({zone_label(schedule.zone)})"
    understood = ", ".join(part for part in (when, rest) if part)
    typed = " ".join(part for part in ("/digest", f"{schedule.walls[0]:%H:%M}", rest, f'"{unknown}"') if part)
    return say("digest_unread", text=unknown, understood=understood, line=typed)


def topic_in_words(meant: Meant, zone: ZoneInfo) -> str:
    """The topic in words; a time that goes with the clock in the words that it came in."""
    words, over = sentence(meant.query, zone), meant.query.time
    return words.replace(time_in_words(over, zone), over.text) if over and meant.is_moving and over.text else words


def notes_on(line: Line, meant: Meant) -> list[str]:
    """What was assumed, and what is set besides."""
    notes = []
    if line.zone is not None and line.zone.city:
        notes.append(say("digest_note_city", text=line.zone.text))
    elif line.zone is not None and line.zone.text.casefold() not in _own_names(line.schedule.zone):
        notes.append(say("digest_note_zone", text=line.zone.text, zone=zone_label(line.schedule.zone)))
    if meant.is_moving and meant.query.time is not None:
        notes.append(say("digest_note_moving", text=meant.query.time.text))
    if line.left_open:
        notes.append(say("digest_note_week"))
    if line.extras:
        extras = " and ".join(template(f"digest_extra_{extra}") for extra in sorted(line.extras))
        notes.append(say("digest_note_extras", extras=extras))
    return notes


def _own_names(zone: ZoneInfo) -> frozenset[str]:
    return frozenset({zone.key.casefold(), zone_label(zone).casefold()})
