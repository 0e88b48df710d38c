"""Finds the names of places in a list of words (of a report or a question): words in, spans out.

Names are matched exactly in folded form, or by their key where a longer or better one is heard so. The longest name
wins where several begin at one word. What makes a word unlikely to be meant as a place (an everyday word, a hamlet far
from any war, two letters) keeps it out; words for kind and part beside a name are taken in by `widening`.
"""

from collections.abc import Sequence
from typing import NamedTuple

from domain.places import PlaceKind
from knowledge.folding import ARTICLES, key
from knowledge.places.resolution import PlaceSpan
from knowledge.places.tables.index import Naming, PlaceFile
from knowledge.places.tokens import Word, flatten, reach, whole
from knowledge.places.widening import widen

_MOST_PLACES = 12
_SHORTEST_KEY = 5  # shorter words sound like a place too easily
_LONGEST_HEARD = 4  # words of a name that is found by its key
_KNOWN = 0.2  # weight that a name needs at all: under it are hamlets in countries at peace
_NOTED = 0.5  # weight that an everyday word, or a name found by its key, needs
_FAMOUS = 0.75  # weight from which an everyday word in small letters is a place ("turkey")
_WIDE = (PlaceKind.COUNTRY, PlaceKind.ADMIN1, PlaceKind.REGION)


class _Case(NamedTuple):
    """How a text is written: `mixed`, so that a small letter tells against a name, or `shouted` in capitals alone.
    Abbreviations ("Q1", "NPA") are capitals in any text: "attacks on ships red sea Q1" tells nothing by its case."""

    mixed: bool
    shouted: bool

    @classmethod
    def of(cls, words: Sequence[Word]) -> "_Case":
        shouted = all(word.capital for word in words)
        written = any(word.capital and not word.initials and word.folded.isalpha() for word in words)
        return cls(written and not shouted, shouted)


def spot(file: PlaceFile, words: Sequence[str]) -> list[PlaceSpan]:
    """The names of places among the words, in order, none overlapping another."""
    flat = flatten(words)
    case = _Case.of(flat)
    spans: list[PlaceSpan] = []
    at = free = 0
    while at < len(flat):
        size, namings = _name_at(file, flat, at, case)
        if not size:
            at += 1
            continue
        first, last, places = widen(file, flat, (at, at + size), free, namings)
        start, end = flat[first].at, flat[last - 1].at + 1
        common = size == 1 and file.is_word(flat[at].folded)
        name = " ".join(words[start:end])
        spans.append(PlaceSpan(start, end, name, places[:_MOST_PLACES], common, min(1.0, namings[0].weight)))
        at = free = last
    return spans


def _name_at(file: PlaceFile, flat: list[Word], at: int, case: _Case) -> tuple[int, tuple[Naming, ...]]:
    """How many words from `at` are a name, and what it may mean; 0 where none is."""
    word = flat[at]
    if at and flat[at - 1].at == word.at:
        return 0, ()  # within a word of the text
    small = case.mixed and not word.capital and file.is_word(word.folded)
    if small and not (at + 1 < len(flat) and flat[at + 1].capital):
        return 0, ()  # "the", "killed"; but "central" may begin a name: "central Mali"
    exact, namings = _exact_name(file, flat, at, case)
    if word.capital or not case.mixed or (word.folded in ARTICLES and not small):
        for size in range(reach(flat, at, _LONGEST_HEARD), exact, -1):
            heard = _heard_name(file, flat[at : at + size]) if whole(flat, at, size) else ()
            if heard:
                return size, heard
    return exact, namings


def _exact_name(file: PlaceFile, flat: list[Word], at: int, case: _Case) -> tuple[int, tuple[Naming, ...]]:
    """The longest run of words from `at` that is a name."""
    for size in range(reach(flat, at, max(1, file.longest(flat[at].folded))), 0, -1):
        if whole(flat, at, size):
            name = flat[at : at + size]
            namings = file.named(" ".join(word.folded for word in name))
            if namings and _is_meant(file, name, namings, case):
                return size, namings
    return 0, ()


def _is_meant(file: PlaceFile, name: list[Word], namings: tuple[Naming, ...], case: _Case) -> bool:
    """Whether words that are a name are likely meant as one: "of" and "most" are villages as well."""
    best = namings[0]
    folded = " ".join(word.folded for word in name)
    if folded.isdigit() or folded in ARTICLES or best.weight < _KNOWN:
        return False
    if len(name) == 1 and best.known.place.kind not in _WIDE:
        initials = name[0].initials and not case.shouted
        if len(folded) < 3 or initials or file.country_of_adjective(folded):
            return False
    if case.mixed and len(name) == 1 and not name[0].capital and file.is_word(folded):
        return False
    if all(file.is_word(word.folded) for word in name):
        famous = best.rank == 0 and best.weight >= _FAMOUS
        return famous or (best.weight >= _NOTED and any(word.capital for word in name))
    return True


def _heard_name(file: PlaceFile, name: list[Word]) -> tuple[Naming, ...]:
    """The notable places whose name sounds like these words, likeliest first."""
    first, last = name[0].folded, name[-1].folded
    article = len(name) > 1 and first in ARTICLES and (name[0].capital or not file.is_word(first))
    if not (article or _bears_name(file, first)) or not _bears_name(file, last) or any(word.initials for word in name):
        return ()
    folded = " ".join(word.folded for word in name)
    sound = key(folded)
    if len(sound) < _SHORTEST_KEY or not folded.isascii() or file.country_of_adjective(folded):
        return ()
    found = [naming for known in file.sounding(sound) for naming in file.named(known.folded)]
    return tuple(sorted((n for n in found if n.weight >= _NOTED), key=lambda naming: -naming.weight))


def _bears_name(file: PlaceFile, folded: str) -> bool:
    """Whether a word can begin or end a name that is known by its sound only."""
    return len(folded) > 2 and not folded.isdigit() and not file.is_word(folded)
