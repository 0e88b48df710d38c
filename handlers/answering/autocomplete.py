"""What a half-typed question may become: its last letters in, whole questions that find something out.

The last words are taken for the beginning of a place's or an actor's name. Only names that the index has events for are
offered, those with the most events first.
"""

import sqlite3
import time
from collections.abc import Iterator

from handlers.services.services import Services
from handlers.views import phrases
from handlers.views.cards import PAGE_SIZE, Manner, page
from handlers.views.markup import plain
from handlers.views.suggestions import PAGE, PASSING, Suggestion, Suggestions, suggestions
from knowledge.folding import fold
from query.answer import Answer
from query.reading import Intent, Reading
from query.search.lookup import look_up
from query.understand import understand
from store.search.known_places import KnownPlaces

_OFFERED = 3
_TRIED = 5
_LONGEST = 3
_JOINING = frozenset({"in", "at", "near", "by", "of", "from", "on", "around", "against", "the", "and", "vs", "to"})


async def offer(services: Services, question: str, asker: int, offset: int = 0) -> Suggestions:
    """The list for what is typed: the answer to it, what it may become, and the events of the answer. Days are those of
    the asker's zone."""
    now = services.clock()

    def look(reader: sqlite3.Connection) -> Suggestions:
        manner = services.manner(services.zone_of(reader, asker))
        reading = understand(question, now, services.world, manner.zone, known_places=KnownPlaces(reader))
        more = [] if offset else list(_completions(services, reader, question, manner))
        if more and _is_sought_as_text(reading):
            return Suggestions(tuple(more), "", PASSING)
        answer = look_up(reading, reader, services.world, now, limit=PAGE, offset=offset)
        found = suggestions(answer, manner)
        if not more:
            return found
        at = 1 if answer.count and _is_whole(services, reading) else 0
        lines = (*found.lines[:at], *more, *found.lines[at:])
        return Suggestions(lines, found.next_offset, found.lasting)

    return await services.index.read(look)


def _is_sought_as_text(reading: Reading) -> bool:
    """Whether the last word was taken for one that reports hold: where names begin so, it is no word yet, and the
    search for it may run over much of the index."""
    words = reading.query.keywords
    return bool(words) and reading.question.split()[-1].casefold() == words[-1].casefold()


def _is_whole(services: Services, reading: Reading) -> bool:
    """Whether the last word was read as a place's name as it stands; else what it may become is more likely meant."""
    last = reading.question.split()[-1]
    read = any(piece.chosen and piece.text.endswith(last) for piece in reading.pieces)
    return read and bool(services.world.gazetteer.named(last))


def _completions(services: Services, reader: sqlite3.Connection, question: str, manner: Manner) -> Iterator[Suggestion]:
    answers, questions = [], list(dict.fromkeys(completed(question, services, reader)))
    until = time.perf_counter() + services.patience
    for whole in questions[:_TRIED]:
        if time.perf_counter() > until:
            break  # what is known by now will do: whoever types does not wait
        known = KnownPlaces(reader)
        reading = understand(whole, services.clock(), services.world, manner.zone, known_places=known)
        if reading.query.intent is Intent.HELP or reading.query.keywords:
            continue  # no name that somebody is looking for, only words
        answer = look_up(reading, reader, services.world, services.clock(), limit=PAGE_SIZE)
        if answer.count:
            answers.append((whole, answer))
    answers.sort(key=lambda pair: -pair[1].count)
    for number, (whole, answer) in enumerate(answers[:_OFFERED]):
        yield _suggestion(f"whole-{number}", whole, answer, manner)


def _suggestion(id_: str, whole: str, answer: Answer, manner: Manner) -> Suggestion:
    meant = phrases.question(answer.reading.query, manner.zone)
    return Suggestion(
        id_,
        plain(f"{whole} · {phrases.plural(answer.count, 'event')}", 100),
        plain(meant, 200),
        page(answer, manner).html,
    )


def completed(question: str, services: Services, reader: sqlite3.Connection) -> Iterator[str]:
    """The questions that `question` may be the beginning of, the best known names first."""
    words = question.split()
    for length in range(min(_LONGEST, len(words)), 0, -1):
        head, prefix = words[:-length], fold(" ".join(words[-length:]))
        if not prefix or words[-length].casefold() in _JOINING:
            continue
        names = [*_places(services, reader, prefix), *_actors(services, prefix)]
        if names:
            yield from (_joined(head, link, name) for link, name in names)
            return


def _places(services: Services, reader: sqlite3.Connection, prefix: str) -> list[tuple[str, str]]:
    """Places of the index whose name begins so, the best known first; one that is typed to its end is none."""
    names = services.place_completion.starting(prefix, reader, services.world.gazetteer, services.clock())
    return [("in", name) for name in names]


def _actors(services: Services, prefix: str) -> list[tuple[str, str]]:
    return [("by", name) for name in services.world.catalogue.going_on(prefix, _OFFERED)]


def _joined(head: list[str], link: str, name: str) -> str:
    """`strikes` + Homs is `strikes in Homs`; after a word that joins already, the name alone follows."""
    joining = [link] if head and head[-1].casefold() not in _JOINING else []
    return " ".join([*head, *joining, name])
