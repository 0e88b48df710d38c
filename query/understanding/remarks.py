"""What is said of a reading beside the answer: the words left out, what was corrected, what was taken for granted."""

import re
from collections.abc import Sequence
from datetime import tzinfo

from domain.casualties import Group
from domain.places import Place, PlaceKind
from query.reading import By, Intent, Query
from query.times.grammar import TimeSpan
from query.understanding.words.chunks import Chunks
from query.understanding.words.lexicon import Kind
from query.wording.paraphrase import called, unknown_place
from query.wording.time_phrases import time_in_words
from query.wording.waters import seas_of

LOST = frozenset({"lost", "lose", "loses", "losing", "suffered"})
UNTOLD = "no event here tells what was hit: "
JOINING = ("to", "and", "between", "from", "until", "in", "on", "the", "of")


def notes(chunks: Chunks, query: Query, time: TimeSpan | None, zone: tzinfo) -> tuple[str, ...]:
    """In plain words, what was left out, corrected and taken for granted, the gravest first."""
    said: list[str] = []
    if query.unknown_places:
        said.append(unknown_place(query))
    where = {word.lower() for name in query.unknown_places for word in name.split()}
    if left_out := [word for word in query.ignored if word not in where]:
        said.append(not_understood(left_out))
    for span in chunks.choice:
        if span.note and span.kind is not Kind.TIME:
            said += span.note.split("; ")
    said += [*_of_places(query), *_of_time(time, zone), *_of_people(query)]
    if chunks.of(Kind.CLAIM):
        said.append("a claim is read as the deed itself: who claims it did it, whoever tells of it")
    if query.is_by_actor and LOST.intersection(chunks.lowered):
        said.append("told by who did it, not by who lost")
    if query.keywords:
        link = " or " if query.any_keyword else ", "
        untold = UNTOLD if query.targets_as_text else ""
        said.append(f"{untold}searched as text: {link.join(query.keywords)}")
    if query.by is By.MONTH and query.intent is Intent.TIMELINE and not any(s.ids for s in chunks.of(Kind.TIMELINE)):
        said.append("no step was named: by month")
    if any("quarter" in span.marks for span in chunks.of(Kind.TIMELINE)):
        said.append("quarters are told by month")
    return tuple(dict.fromkeys(said))


def not_understood(words: Sequence[str]) -> str:
    """What is said of words that were understood as nothing."""
    return f"not understood and left out: {', '.join(f'“{word}”' for word in words)}"


def _of_places(query: Query) -> list[str]:
    said = []
    for asked in query.places:
        if asked.province and asked.radius_km is None:
            name, city = called(asked.place, asked.province), asked.place.name
            both = "the city and the province" if name == city else f"the region with {city}"
            said.append(f"{name} is read as {both}")
        if asked.near:
            said.append(f"near {asked.place.name}: {_reach(asked.place)}")
    return said


def _reach(place: Place) -> str:
    """What "near" a place takes in."""
    if place.kind not in (PlaceKind.COUNTRY, PlaceKind.REGION):
        return "within 50 km"
    seas = place.kind is PlaceKind.COUNTRY and seas_of(place.country or "")
    return f"in {place.name} itself{' and on its seas' if seas else ''}"


def _of_time(time: TimeSpan | None, zone: tzinfo) -> list[str]:
    if time is None:
        return []
    words, typed = time_in_words(time.time, zone), time.time.text
    read = [] if _says_the_same(bare(typed), words) else [f"{typed} → {words}"]
    return [*read, *([f"{typed}: taken as {time.assumed}"] if time.assumed else [])]


def _says_the_same(typed: str, words: str) -> bool:
    """Whether a time is told in the words that it was asked in, spelt out: "aug-oct 2025", "7 Oct 2023"."""
    asked, told = (re.findall(r"[^\W\d_]+|\d+", text.casefold()) for text in (typed, words))
    asked = [word for word in asked if word not in JOINING]
    told = [word for word in told if word not in JOINING]
    spelt = all(any(word.startswith(each[:3]) if each.isalpha() else word == each for word in told) for each in asked)
    return spelt and {word for word in told if word.isdigit()} <= set(asked)


def _of_people(query: Query) -> list[str]:
    """What a figure of people takes in beside those who were named."""
    said = []
    if query.toll is not None and query.toll.max == 0:
        said.append("events whose reports give no figure are among them")
    if query.group is Group.CIVILIAN and query.targets and query.outcomes and not query.targets_as_text:
        said.append("the figures are of all civilians of these events")
    return said


def bare(text: str) -> str:
    """A wording of a time without its preposition."""
    first, _, rest = text.partition(" ")
    return rest if rest and first.lower() in ("in", "on", "during", "of", "for", "at") else text
