"""An answer as a list to pick from while typing: an `Answer` in, titles and complete messages out. No Telegram."""

from dataclasses import dataclass
from datetime import timedelta

from handlers.views import phrases
from handlers.views.cards import Manner, card, page
from handlers.views.markup import fitted, plain, visible
from query.answer import Answer
from query.reading import Intent
from query.wording import casualty_phrases
from store.search.finding import StoredEvent

PAGE = 10
_CLOSED = timedelta(hours=1)
PASSING = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line of the list: its id, what it says, and the message it stands for."""

    id: str
    title: str
    description: str
    html: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """A page of suggestions, where the next begins ("" at the end), and how long all of it stays true."""

    lines: tuple[Suggestion, ...]
    next_offset: str
    lasting: timedelta


def suggestions(answer: Answer, manner: Manner) -> Suggestions:
    """What to offer for an answer: the whole of it first, then its events one by one."""
    query = answer.reading.query
    if query.intent is Intent.HELP or not answer.count:
        return Suggestions((), "", PASSING)
    lines = [] if answer.offset else [_whole(answer, manner)]
    lines += [_one(stored, answer, manner) for stored in answer.events]
    following = answer.offset + len(answer.events)
    more = bool(answer.events) and following < min(answer.count, query.limit or answer.count)
    over = query.time is not None and query.time.end is not None and query.time.end <= answer.now
    return Suggestions(tuple(lines), str(following) if more else "", _CLOSED if over else PASSING)


def _whole(answer: Answer, manner: Manner) -> Suggestion:
    html = page(answer, manner).html
    title = visible(html.split("\n", 1)[0])
    return Suggestion("all", plain(title, 100), plain(phrases.question(answer.reading.query, manner.zone), 200), html)


def _one(stored: StoredEvent, answer: Answer, manner: Manner) -> Suggestion:
    event = stored.event
    title = f"{phrases.emoji(event)} {phrases.kind(event)}"
    place = phrases.where(event, manner.countries)
    facts = (
        phrases.when(event.time, answer.now, manner.zone),
        phrases.people(event),
        casualty_phrases.toll(stored, manner.actors),
        phrases.status(event),
    )
    return Suggestion(
        id=f"event-{stored.id}",
        title=plain(f"{title} · {place}" if place else title, 100),
        description=plain(" · ".join(fact for fact in facts if fact), 200),
        html=fitted("", [card(stored, answer.now, manner)])[0],
    )
