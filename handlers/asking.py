"""From a question to a page, and from a button back to one. Knows the index and the cards, but no Telegram."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.times import Precision, TimeRange
from handlers.cards import PAGE_SIZE, Manner, Page, page
from handlers.codec import Span, View, decode, encode
from handlers.services import Services
from query.answer import Answer
from query.lookup import look_up
from query.reading import Reading
from query.understand import understand
from store.questions import KeptQuestion, keep_question, kept_question, last_question, question_of_message

MAX_QUESTION = 1000
_FOLLOWED_FOR = timedelta(minutes=30)
_LONGEST_CHAIN = 6
_SPANS = {
    Span.DAY: (timedelta(hours=24), "last 24 hours"),
    Span.WEEK: (timedelta(days=7), "last 7 days"),
    Span.MONTH: (timedelta(days=30), "last 30 days"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it came from a chat: by whom and in which message. One that is `alone` follows on nothing."""

    chat: int
    user: int
    message: int
    question: str
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A page and the view that it is of; `answer_id` is the message that shows this question so far, if any."""

    page: Page
    view: View
    answer_id: int | None = None


async def ask(services: Services, asked: Asked) -> Shown:
    """Answer a question, which may follow on from what the same person asked in the same chat a short while ago."""
    now = services.clock()
    earlier = await services.index.read(lambda reader: _earlier(reader, asked, now))
    row = KeptQuestion(
        id=0,
        chat_id=asked.chat,
        user_id=asked.user,
        message_id=asked.message,
        answer_id=None,
        question=asked.question,
        zone=services.zone.key,
        asked=now,
        previous=earlier,
        shown=None,
    )
    number = await services.index.write(lambda writer: keep_question(writer, row))
    return await show(services, View(number), asked.chat) or Shown(Page(""), View(number))


async def show(services: Services, view: View, chat: int) -> Shown | None:
    """The page of a view, or None where the question is forgotten, or was not asked in this chat."""
    return await services.index.read(lambda reader: _show(services, reader, view, chat))


async def answer_once[T](
    services: Services, question: str, made: Callable[[Answer, Manner], T], offset: int = 0, limit: int = PAGE_SIZE
) -> T:
    """Answer a question that nothing is to come back to, as `made` shows it."""
    now = services.clock()

    def look(reader: sqlite3.Connection) -> T:
        reading = understand(question[:MAX_QUESTION], now, services.world, services.zone)
        wanted = min(limit, reading.query.limit or limit)
        answer = look_up(reading, reader, services.world, now, limit=wanted, offset=offset)
        return made(answer, services.manner())

    return await services.index.read(look)


def _show(services: Services, reader: sqlite3.Connection, view: View, chat: int) -> Shown | None:
    row = kept_question(reader, view.question)
    reading = _reading(services, reader, view, chat)
    if row is None or reading is None:
        return None
    now = services.clock()
    size = min(PAGE_SIZE, reading.query.limit or PAGE_SIZE)
    answer = look_up(reading, reader, services.world, now, limit=size, offset=view.offset)
    return Shown(page(answer, services.manner(ZoneInfo(row.zone)), view), view, row.answer_id)


def _reading(services: Services, reader: sqlite3.Connection, view: View, chat: int, depth: int = 0) -> Reading | None:
    """Read a kept question again, as it was meant at the time, with the changes that the view makes to it."""
    row = kept_question(reader, view.question)
    if row is None or row.chat_id != chat or depth > _LONGEST_CHAIN:
        return None
    before = decode(row.previous)
    previous = _reading(services, reader, before, chat, depth + 1) if before else None
    reading = understand(row.question, row.asked, services.world, ZoneInfo(row.zone), previous=previous)
    if 0 < view.choice <= len(reading.alternatives):
        reading = replace(reading, query=reading.alternatives[view.choice - 1].query, notes=())  # the first's notes
    return reading if view.span is Span.ASKED else _over(reading, view.span, services.clock())


def _over(reading: Reading, span: Span, now: datetime) -> Reading:
    """The reading over the last day, week or month; what was noted on the time that it asked for falls away."""
    length, words = _SPANS[span]
    asked = reading.query.time.text if reading.query.time else ""
    notes = tuple(note for note in reading.notes if not (asked and note.startswith(asked)))
    time = TimeRange(now - length, now, Precision.UNKNOWN, words)
    return replace(reading, query=replace(reading.query, time=time), notes=notes)


def _earlier(reader: sqlite3.Connection, asked: Asked, now: datetime) -> str | None:
    """What a question follows on: for an edited one the same as before, else what its asker saw last in this chat."""
    if asked.alone:
        return None
    same = question_of_message(reader, asked.chat, asked.message)
    if same:
        return same.previous
    last = last_question(reader, asked.chat, asked.user, since=now - _FOLLOWED_FOR)
    return (last.shown or encode(View(last.id))) if last else None
