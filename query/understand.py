"""A question in, a `Reading` out: what was understood, what was assumed, and what else it may mean.

The lexicons, the clock, the catalogue and the gazetteer propose what each stretch of words may be; the choice that
explains the most of the question wins; choices that come close are offered as alternatives.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, tzinfo

from knowledge.world import World
from query.reading import Intent, Piece, Query, QuestionError, Reading
from query.tokens import cut
from query.understanding.alternatives import CLOSE, alternatives
from query.understanding.follow_ups import follow_up
from query.understanding.interpretation import interpret
from query.understanding.parts.coordinates import with_points
from query.understanding.parts.countries import compass_written_out, countries_mended
from query.understanding.parts.places import PlaceFinder
from query.understanding.proposals import Sight, look
from query.understanding.spans import Choice, best_choices
from query.understanding.words.chunks import Chunks
from query.understanding.words.clauses import clauses_of
from query.understanding.words.lexicon import Kind
from query.understanding.words.short_forms import written_out
from store.search.known_places import KnownPlaces

LONGEST = 500
MOST_WORDS = 80


def understand(
    question: str,
    now: datetime,
    world: World,
    zone: tzinfo = UTC,
    previous: Reading | None = None,
    known_places: Mapping[str, int] | None = None,
) -> Reading:
    """Read a question as of `now`; days are those of `zone`. With `previous`, a short one may follow up on it.

    `known_places` are ids of places that the index has events at, which decide between namesakes. Raises QuestionError
    for a question that is too long.
    """
    asked = within_bounds(question)
    clauses = clauses_of(asked)
    every = with_points(clauses.rest, cut(clauses.rest))
    words = every[:MOST_WORDS]
    now = now.replace(microsecond=0)
    if not words and clauses.rest != asked:
        return Reading(question, clauses.put_into(Query(zone=zone)))
    if not words:
        return Reading(question, Query(intent=Intent.HELP), ("there are no words in this question",))
    if previous is not None:
        followed = follow_up(
            question,
            cut(asked)[:MOST_WORDS],
            previous,
            lambda rest: understand(rest, now, world, zone, None, known_places),
        )
        if followed:
            return followed
    told = known_places.named if isinstance(known_places, KnownPlaces) else None
    index = known_places.words if isinstance(known_places, KnownPlaces) and not known_places.words.is_empty else None
    words, pointed = compass_written_out(words, world)
    words, written = written_out(words)
    words, mended = countries_mended(words, world)
    sight = look(words, now, zone, world.catalogue, PlaceFinder(world.gazetteer, known_places, told), index)
    choices = best_choices(sight.spans, len(words))
    choices = [choice for choice in choices if choice[0] >= choices[0][0] - CLOSE]  # others are never offered
    interpretations = [
        interpret(Chunks(sight.words, sight.lowered, choice), now, zone, world, index) for _, choice in choices
    ]
    best = interpretations[0]
    if best.query.intent is Intent.HELP and not best.notes and clauses.say_something and len(words) == 1:
        best = replace(best, query=Query(zone=zone))  # "events told by at least 3 sources"
    close = [(score, other) for (score, _), other in zip(choices[1:], interpretations[1:], strict=True)]
    others = tuple(
        replace(other, query=clauses.put_into(other.query)) for other in alternatives(best, choices[0][0], close, world)
    )
    notes = (*pointed, *written, *mended, *best.notes)
    notes = (*notes, f"only the first {MOST_WORDS} words were read") if len(every) > MOST_WORDS else notes
    return Reading(question, clauses.put_into(best.query), notes, others, _pieces(sight, choices[0][1]))


def asks_nothing(query: Query) -> bool:
    """Whether nothing was understood but words that could stand in some text."""
    if query.intent is Intent.HELP:
        return True
    return query == Query(keywords=query.keywords) or query == Query(keywords=query.keywords, time=query.time)


def within_bounds(question: str) -> str:
    """The question as it is read. Raises QuestionError where it is too long to be one."""
    text = unicodedata.normalize("NFC", question.replace("\x00", " "))
    if len(text) > LONGEST:
        raise QuestionError(f"This question has {len(text):,} characters; ask it in at most {LONGEST}.")
    return text


def _pieces(sight: Sight, chosen: Choice) -> tuple[Piece, ...]:
    """All that was proposed, for people who tune it."""
    pieces = []
    taken = {id(span) for span in chosen}
    for span in sorted(sight.spans, key=lambda span: (span.start, -span.score)):
        text = " ".join([word.text for word in sight.words[span.start : span.end]])
        said = "" if span.kind is Kind.NOISE else _said(span.ids, span.value)
        pieces.append(Piece(text, span.kind.value, said, round(span.score, 2), id(span) in taken))
    return tuple(pieces)


def _said(ids: tuple[str, ...], value: object) -> str:
    place, actor, time = getattr(value, "place", None), getattr(value, "actor", None), getattr(value, "time", None)
    if place is not None:
        return f"{place.name} ({place.id})"
    if actor is not None:
        return f"{actor.name} ({actor.id})"
    if time is not None:
        return f"{time.start} to {time.end}"
    return ", ".join(ids) or ("" if value is None else str(value))
