"""Times that an event stands before: "since the Pahalgam attack 22 April", "before the truce of November 2022".

In: the chunks. Out: the chunks in which such a time is open on one side. The event only says which day is meant, and is
no part of what is asked; a place in it is kept where the question names no other.
"""

from dataclasses import replace
from datetime import datetime

from domain.taxonomy import category_of
from domain.times import Precision, TimeRange
from query.times.grammar import TimeSpan
from query.times.vocabulary import time_words
from query.understanding.spans import Span
from query.understanding.words.chunks import Chunks
from query.understanding.words.lexicon import Kind

SIDES = ("since", "after", "before", "until")
LONGEST = 5
"""So many words at most tell of the event."""
HOURS = frozenset({"dark", "dawn", "dusk", "sunset", "sunrise", "nightfall"})
TOLD_OF = frozenset(
    {Kind.TYPE, Kind.PLACE, Kind.ACTOR, Kind.NOISE, Kind.GROUP, Kind.KEYWORD, Kind.OUTCOME, Kind.CONTROL, Kind.TARGET}
)
"""What the words that tell of an event may be."""
Edges = tuple[datetime | None, datetime | None]


def anchored(chunks: Chunks) -> Chunks:
    """The chunks with each time open that belongs to "since", "after", "before" or "until" some words before it."""
    for time in chunks.of(Kind.TIME):
        at = _side_before(chunks, time)
        found = time.value
        if at is None or not isinstance(found, TimeSpan) or (edges := _edges(chunks.lowered[at], found.time)) is None:
            continue
        text = " ".join(word.text for word in chunks.words[at : time.end])
        opened = replace(found, time=TimeRange(*edges, found.time.precision, text))
        chunks = _without_event(chunks, at, time, replace(time, value=opened))
    return chunks


def _side_before(chunks: Chunks, time: Span) -> int | None:
    """Where "since" and its like stand before a time, with nothing but an event between."""
    for at in range(time.start - 2, max(time.start - LONGEST - 2, -1), -1):
        if any(word.before.strip() for word in chunks.words[at + 1 : time.start + 1]):
            return None
        if chunks.lowered[at] in SIDES:
            between = [span for span in chunks.choice if span.start < time.start and span.end > at + 1]
            told = all(span.kind in TOLD_OF and span.start >= at for span in between)
            return at if told and not _is_bound(chunks, at) and _names_something(chunks, at, time) else None
    return None


def _is_bound(chunks: Chunks, at: int) -> bool:
    """Whether the word belongs to a time or a phrase of its own: "2 days after …", "how long since …"."""
    taken = any(span.start <= at < span.end and span.kind is not Kind.NOISE for span in chunks.choice)
    return taken or (at > 0 and chunks.lowered[at - 1] in time_words().units)


def _names_something(chunks: Chunks, at: int, time: Span) -> bool:
    """Whether any word between says more than "the", "in" and the like, and none is an hour ("after dark")."""
    between = chunks.lowered[at + 1 : time.start]
    says = any(low not in time_words().vocabulary and len(low) > 2 and low != "the" for low in between)
    return says and not HOURS.intersection(between)


def _edges(side: str, time: TimeRange) -> Edges | None:
    """The time open on one side; the day of the event is inside. Before something of a year says just the year."""
    if time.start is None or time.end is None:
        return None
    if side in ("since", "after"):
        return time.start, None
    if time.precision is Precision.YEAR:
        return None
    return None, time.start if side == "before" else time.end


def _without_event(chunks: Chunks, at: int, time: Span, opened: Span) -> Chunks:
    """The chunks with the open time, and the words of the event as noise."""
    places = [span for span in chunks.of(Kind.PLACE) if not at < span.start < time.start]
    kept: list[Span] = []
    for span in chunks.choice:
        inside = at < span.start < time.start
        kept.append(opened if span is time else span)
        if inside and not (span.kind is Kind.PLACE and not places and not _names_an_agreement(chunks, span)):
            kept[-1] = replace(span, kind=Kind.NOISE)
    covered = {word for span in kept for word in range(span.start, span.end)}
    kept += [Span(word, word + 1, Kind.NOISE, 0.0) for word in range(at, time.start) if word not in covered]
    kept = [replace(span, marks=span.marks | {"anchor"}) if span.start == at else span for span in kept]
    return Chunks(chunks.words, chunks.lowered, tuple(sorted(kept, key=lambda span: span.start)))


def _names_an_agreement(chunks: Chunks, place: Span) -> bool:
    """ "Since the Doha agreement", which holds elsewhere."""
    after = chunks.after(place)
    agreed = after is not None and after.start == place.end and after.kind is Kind.TYPE
    return agreed and after is not None and category_of(after.ids[0]) == "diplomacy"
