"""A question as a watch: what it looks for, how that is said, and what falls away. Knows the index, but no Telegram."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from handlers.services.services import Services
from handlers.views.markup import escape
from handlers.views.texts import say
from knowledge.world import World
from query.reading import Intent, Query, QuestionError
from query.search.selecting import select
from query.search.standing import names_something, standing
from query.search.watch_keys import keys_of
from query.understand import understand
from query.understanding.remarks import UNTOLD
from query.wording.paraphrase import sentence, unknown_place
from store.chats.chats import remember_chat
from store.chats.watches import NewWatch, Sought, Watch, add_watch
from store.database import transaction
from store.search.known_places import KnownPlaces
from store.search.selection_text import to_text


@dataclass(frozen=True, slots=True)
class Terms:
    """What is watched for: in words, as the text that the index keeps, its keys, and what is to be said beside it."""

    meaning: str
    selection: str
    keys: frozenset[str]
    notes: tuple[str, ...]

    @property
    def sought(self) -> Sought:
        """The same as the index keeps it."""
        return Sought(self.meaning, self.selection, self.keys)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a watch tells: the chat, what it is and is called, its topic, who sets the watch, and the name by which
    another chat was meant."""

    chat: int
    kind: str
    title: str
    thread: int | None
    person: int | None
    named: str | None = None


def terms_of(query: Query, world: World, notes: tuple[str, ...]) -> Terms | None:
    """A question as a watch; None where it asks for nothing, for everything, or for a place that nobody knows."""
    if query.intent is Intent.HELP or (query.unknown_places and not query.places):
        return None
    watched, dropped = standing(query)
    if not names_something(watched):
        return None
    selection = select(watched, world)
    time = query.time.text if query.time else ""
    kept = tuple(note for note in notes if not (time and note.startswith(time)) and not note.startswith(UNTOLD))
    return Terms(sentence(watched, ordered=False), to_text(selection), keys_of(selection), (*kept, *dropped))


def unread(query: Query, words: str) -> str:
    """Why words set no watch, where a part of them is not understood: that would be a watch for more than was meant.
    The HTML to answer with; empty where all is understood."""
    if query.unknown_places and not query.places:
        return f"{escape(unknown_place(query))}."
    if not query.ignored or query.intent is Intent.HELP:
        return ""
    unknown = query.ignored[0]
    rest = " ".join(word for word in words.split() if word.strip(",;.").casefold() != unknown.casefold())
    line = " ".join(part for part in ("/watch", rest, f'"{unknown}"') if part)
    return say("watch_unread", text=unknown, understood=sentence(standing(query)[0], ordered=False), line=line)


def read_words(services: Services, reader: sqlite3.Connection, chat: int, words: str) -> tuple[Query, tuple[str, ...]]:
    """What words mean in a chat, and the notes on it. Raises QuestionError for too many words."""
    zone = services.zone_of(reader, chat)
    reading = understand(words, services.clock(), services.world, zone, known_places=KnownPlaces(reader))
    return reading.query, reading.notes


def said_in(services: Services, reader: sqlite3.Connection, chat: int, words: str) -> Query | None:
    """What words mean in a chat as a query that stands; None where they mean nothing that can be watched for."""
    try:
        query, _ = read_words(services, reader, chat, words)
    except QuestionError:
        return None
    return standing(query)[0] if terms_of(query, services.world, ()) else None


def query_of(services: Services, reader: sqlite3.Connection, watch: Watch) -> Query | None:
    """What a watch looks for, read back from its words; None where these do not mean quite the same any more."""
    said = said_in(services, reader, watch.chat_id, watch.meaning)
    return said if said and to_text(select(said, services.world)) == watch.selection else None


def line_of(query: Query) -> str:
    """A query that stands as words to be typed, which mean the same."""
    return typed(sentence(query, ordered=False))


def typed(meaning: str) -> str:
    """The words that say what is watched for, as they are typed after a command."""
    return meaning[:1].lower() + meaning[1:] if meaning[1:2].islower() else meaning


def keep_watch(
    writer: sqlite3.Connection, terms: Terms, place: Place, now: datetime, most: int, of_message: int | None = None
) -> int | None:
    """Set a watch, around the location that a message shares where that is given; its number, or None where its chat
    has too many."""
    new = NewWatch(place.chat, place.thread, terms.meaning, terms.selection, terms.keys, place.person, of_message)
    with transaction(writer):
        remember_chat(writer, place.chat, place.kind, place.title, now)
        return add_watch(writer, new, now, most)


def said_of(terms: Terms, place: Place, number: int | None, most: int) -> str:
    """What is answered: how it was understood and what falls away; or that there are too many."""
    if number is None:
        return say("watch_many", limit=most)
    key = "watch_set" if place.named is None else "watch_set_elsewhere"
    text = say(key, meaning=terms.meaning, number=number, chat=place.named or "")
    return "\n".join([text, *notes_said(terms.notes)])


def notes_said(notes: tuple[str, ...]) -> tuple[str, ...]:
    """The line that says what was assumed and what falls away; none where nothing was."""
    return (say("watch_note", note="; ".join(note.rstrip(".") for note in notes)),) if notes else ()
