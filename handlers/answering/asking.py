"""From a question to a page, and from a button back to one. Knows the index and the cards, but no Telegram."""

import sqlite3
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.times import Precision, TimeRange
from handlers.services.services import Services
from handlers.views.cards import PAGE_SIZE, Manner, Page, page
from handlers.views.codec import LENGTHS, Screen, Span, View, decode, encode
from handlers.views.refining import refined, refinements
from handlers.views.sources import MOST_SOURCES, sources_page
from query.answer import Answer
from query.reading import Intent, Reading
from query.search.lookup import look_up
from query.understand import asks_nothing, understand, within_bounds
from store.chats.preferences import preferences_of
from store.chats.questions import (
    KeptQuestion,
    keep_question,
    kept_question,
    last_question,
    question_of_answer,
    question_of_message,
)
from store.search.known_places import KnownPlaces

_FOLLOWED_FOR = timedelta(minutes=30)
_LONGEST_CHAIN = 6
_SPAN_WORDS = {Span.DAY: "last 24 hours", Span.WEEK: "last 7 days", Span.MONTH: "last 30 days"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it came from a chat: by whom, in which message, in reply to which. One that is `alone` follows on
    nothing."""

    chat: int
    user: int
    message: int
    question: str
    alone: bool = False
    replied: int | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A page and the view that it is of; `answer_id` is the message that shows this question so far, if any."""

    page: Page
    view: View
    answer_id: int | None = None


async def ask(services: Services, asked: Asked, screen: Screen = Screen.PAGE) -> View:
    """Keep a question, which may follow on from what the same person asked in the same chat a short while ago.

    Raises QuestionError for one that is too long to be read.
    """
    within_bounds(asked.question)
    now = services.clock()

    def keep(writer: sqlite3.Connection) -> int:
        row = KeptQuestion(
            id=0,
            chat_id=asked.chat,
            user_id=asked.user,
            message_id=asked.message,
            answer_id=None,
            question=asked.question,
            zone=services.zone_of(writer, asked.chat).key,
            asked=now,
            previous=_earlier(writer, asked, now),
            shown=None,
        )
        return keep_question(writer, row)

    return View(await services.index.write(keep), screen=screen)


async def show(services: Services, view: View, chat: int) -> Shown | None:
    """The page of a view, or None where the question is forgotten, or was not asked in this chat."""

    def look(reader: sqlite3.Connection) -> Shown | None:
        found = look_again(services, reader, view, chat)
        if found is None:
            return None
        row, answer, manner = found
        if view.screen is Screen.SOURCES and answer.count:
            return Shown(sources_page(answer, manner, view), view, row.answer_id)
        other = refinements(answer, view, services.world)
        return Shown(page(answer, manner, replace(view, screen=Screen.PAGE), refinements=other), view, row.answer_id)

    return await services.index.read(look)


async def is_talk(services: Services, asked: Asked) -> bool:
    """Whether words say nothing that could be looked up: thanks, a remark, a sign. Raises QuestionError for what is too
    long to be read."""
    now = services.clock()

    def look(reader: sqlite3.Connection) -> bool:
        zone, before = services.zone_of(reader, asked.chat), decode(_earlier(reader, asked, now))
        previous = reading_of(services, reader, before, asked.chat) if before else None
        reading = understand(asked.question, now, services.world, zone, previous, KnownPlaces(reader))
        return not reading.follows and asks_nothing(reading.query)

    return await services.index.read(look)


async def current(services: Services, asked: Asked) -> View | None:
    """What somebody looks at in a chat: the answer that they reply to, else what they were shown last."""
    now = services.clock()
    return decode(await services.index.read(lambda reader: _earlier(reader, asked, now)))


async def answer_once(services: Services, question: str, asker: int) -> Page:
    """Answer a question that nothing is to come back to, in the zone of who asks. Raises QuestionError for one that is
    too long."""
    now = services.clock()

    def look(reader: sqlite3.Connection) -> Page:
        zone = services.zone_of(reader, asker)
        reading = understand(question, now, services.world, zone, known_places=KnownPlaces(reader))
        answer = look_up(reading, reader, services.world, now, limit=PAGE_SIZE)
        return page(answer, services.manner(zone))

    return await services.index.read(look)


def look_again(
    services: Services, reader: sqlite3.Connection, view: View, chat: int, most: int | None = None
) -> tuple[KeptQuestion, Answer, Manner] | None:
    """The answer that a view stands for, with at most `most` events (a page of them, if not said)."""
    row = kept_question(reader, view.question)
    reading = reading_of(services, reader, view, chat)
    if row is None or reading is None:
        return None
    zone, size = services.zone_named(row.zone), preferences_of(reader, chat).page_size or PAGE_SIZE
    manner = services.manner(zone, size)
    wanted = most or (MOST_SOURCES if view.screen is Screen.SOURCES else size)
    if most or view.screen is Screen.SOURCES:
        reading = replace(reading, page=0)  # all of it, not what one page shows
    answer = look_up(reading, reader, services.world, services.clock(), limit=wanted, offset=0 if most else view.offset)
    return row, answer, manner


def reading_of(services: Services, reader: sqlite3.Connection, view: View, chat: int, depth: int = 0) -> Reading | None:
    """Read a kept question again, as it was meant at the time, with the changes that the view makes to it."""
    row = kept_question(reader, view.question)
    if row is None or row.chat_id != chat or depth > _LONGEST_CHAIN:
        return None
    key = (row.id, row.question, row.asked, row.zone, row.previous)
    reading = services.readings.get(key, lambda: _read(services, reader, row, depth))
    if 0 < view.choice <= len(reading.alternatives):
        reading = replace(reading, query=reading.alternatives[view.choice - 1].query, notes=())  # the first's notes
    query = refined(reading.query, view, services.world)
    if query is None:
        return None
    if query != reading.query:
        reading = replace(reading, query=query, notes=())
    return reading if view.span is Span.ASKED else _over(reading, view.span, services.clock())


def _read(services: Services, reader: sqlite3.Connection, row: KeptQuestion, depth: int) -> Reading:
    """Read a kept question as of the moment it was asked, after what it followed on."""
    previous = _followed(services, reader, row, depth)
    zone, known = services.zone_named(row.zone), KnownPlaces(reader)
    return understand(row.question, row.asked, services.world, zone, previous, known)


def _followed(services: Services, reader: sqlite3.Connection, row: KeptQuestion, depth: int) -> Reading | None:
    """What a question may follow on, with the pages that were turned since; greetings and thanks in between are passed
    over."""
    before = decode(row.previous)
    reading = reading_of(services, reader, before, row.chat_id, depth + 1) if before else None
    if before is None or reading is None:
        return None
    if reading.query.intent is Intent.HELP:
        between = kept_question(reader, before.question)
        return _followed(services, reader, between, depth + 1) if between and depth < _LONGEST_CHAIN else None
    size = preferences_of(reader, row.chat_id).page_size or PAGE_SIZE
    return replace(reading, page=reading.page + before.offset // min(size, reading.query.limit or size))


def _over(reading: Reading, span: Span, now: datetime) -> Reading:
    """The reading over another time; what was noted on the one that it asked for falls away."""
    asked = reading.query.time.text if reading.query.time else ""
    notes = tuple(note for note in reading.notes if not (asked and note.startswith(asked)))
    back = LENGTHS.get(span)
    time = TimeRange(now - back, now, Precision.UNKNOWN, _SPAN_WORDS[span]) if back else None
    return replace(reading, query=replace(reading.query, time=time), notes=notes)


def _earlier(reader: sqlite3.Connection, asked: Asked, now: datetime) -> str | None:
    """What a question follows on: for an edited one the same as before; else the answer that it replies to; else what
    its asker saw last in this chat."""
    if asked.alone:
        return None
    same = question_of_message(reader, asked.chat, asked.message)
    if same:
        return same.previous
    last = question_of_answer(reader, asked.chat, asked.replied) if asked.replied else None
    last = last or last_question(reader, asked.chat, asked.user, since=now - _FOLLOWED_FOR)
    return (last.shown or encode(View(last.id))) if last else None
