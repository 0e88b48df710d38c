"""Finds the names of places in a list of words (of a report or a question): words in, spans out.

Names are matched exactly in folded form, or by their key where a word is written as a name and is no everyday word.
The longest name wins where several begin at one word. Words for a kind ("province") or a part by compass ("northern")
beside a name belong to its span and narrow what it may mean.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.places import Place, PlaceKind
from knowledge.folding import fold, key
from knowledge.parts import part_of
from knowledge.placefile import Naming, PlaceFile
from knowledge.placewords import KIND_WORDS, LONGEST_KIND, LONGEST_PART, PART_WORDS
from knowledge.resolution import PlaceSpan

_POSSESSIVE = re.compile(r"['’]s?$")
_JOINER = re.compile(r"^[-‐–'’ʿʼ‘`]+$")
_ENDS = re.compile(r"[.,;:!?)\]\"”]$")
_SHORTENED = re.compile(r"^(St|Mt|Ft|[A-Z])\.$", re.I)
_MOST_PLACES = 12
_SHORTEST_KEY = 5  # shorter words sound like a place too easily
_LONGEST_HEARD = 4  # words of a name that is found by its key
_BELIEVED = 0.75  # prominence from which an everyday word in small letters is a place ("turkey")  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Word:
    """A folded word; `start` and `end` say of which words of the text, `ends` that no name goes on after it."""

    folded: str
    start: int
    end: int
    capital: bool
    ends: bool


def spot(file: PlaceFile, words: Sequence[str]) -> list[PlaceSpan]:
    """The names of places among the words, in order, none overlapping another."""
    flat = _flatten(words)
    cased = any(word.capital for word in flat[1:])
    spans: list[PlaceSpan] = []
    at, free = 0, 0
    while at < len(flat):
        size, namings = _longest_name(file, flat, at, cased)
        if not size:
            at += 1
            continue
        first, last, places = _widen(file, flat, at, at + size, free, namings)
        name = " ".join(words[flat[first].start : flat[last - 1].end])
        common = size == 1 and file.is_word(flat[at].folded)
        spans.append(PlaceSpan(flat[first].start, flat[last - 1].end, name, places[:_MOST_PLACES], common))
        at = free = last
    return spans


def _flatten(words: Sequence[str]) -> list[_Word]:
    """Folded words with what they stand for: hyphens join, possessive endings fall off, punctuation parts names."""
    flat: list[_Word] = []
    for number, raw in enumerate(words):
        bare = _POSSESSIVE.sub("", raw)
        parts = fold(bare).split()
        if not parts:
            if flat and not _JOINER.match(raw) and bare:
                flat[-1] = _Word(flat[-1].folded, flat[-1].start, flat[-1].end, flat[-1].capital, True)
            continue
        capital = any(letter.isupper() for letter in raw)
        ends = bool(_ENDS.search(raw)) and not _SHORTENED.match(raw)
        for place, part in enumerate(parts):
            last = place == len(parts) - 1
            flat.append(_Word(part, number, number + 1, capital, ends and last))
    return flat


def _longest_name(file: PlaceFile, flat: list[_Word], at: int, cased: bool) -> tuple[int, tuple[Naming, ...]]:
    """How many words from `at` are the longest name, and what it may mean; 0 where none is."""
    if at and flat[at - 1].start == flat[at].start:
        return 0, ()  # within a word of the text
    longest = file.longest(flat[at].folded)
    reach = _reach(flat, at, max(longest, _LONGEST_HEARD))
    for size in range(min(max(1, longest), reach), 0, -1):
        if not _whole(flat, at, size):
            continue
        namings = file.named(" ".join(word.folded for word in flat[at : at + size]))
        if namings and _is_meant(file, flat[at : at + size], namings):
            return size, namings
    if flat[at].capital or not cased:
        return _heard(file, flat, at, min(reach, _LONGEST_HEARD))
    return 0, ()


def _reach(flat: list[_Word], at: int, most: int) -> int:
    """How many words from `at` may belong to one name."""
    for size in range(1, most + 1):
        if at + size >= len(flat) or flat[at + size - 1].ends:
            return size
    return most


def _whole(flat: list[_Word], at: int, size: int) -> bool:
    """Whether `size` words from `at` end where a word of the text ends."""
    return at + size == len(flat) or flat[at + size].start != flat[at + size - 1].start


def _is_meant(file: PlaceFile, name: list[_Word], namings: tuple[Naming, ...]) -> bool:
    """Whether words that are a name are likely meant as one: "of" and "most" are villages as well."""
    best = namings[0]
    letters = "".join(word.folded for word in name)
    if letters.isdigit() or (len(letters) < 3 and not name[0].capital):
        return False
    if all(file.is_word(word.folded) or len(word.folded) < 3 for word in name):
        famous = best.rank == 0 and best.known.prominence >= _BELIEVED
        return famous or any(word.capital for word in name)
    return True


def _heard(file: PlaceFile, flat: list[_Word], at: int, reach: int) -> tuple[int, tuple[Naming, ...]]:
    """The longest run of words from `at` that sounds like a notable name spelt otherwise."""
    for size in range(reach, 0, -1):
        name = " ".join(word.folded for word in flat[at : at + size])
        if not _whole(flat, at, size) or file.is_word(name) or not name.isascii():
            continue
        if not (_bears_name(file, flat[at]) and _bears_name(file, flat[at + size - 1])):
            continue
        sound = key(name)
        if len(sound) >= _SHORTEST_KEY:
            found = [naming for known in file.sounding(sound) for naming in file.named(known.folded)]
            if found:
                return size, tuple(sorted(found, key=lambda naming: -naming.weight))
    return 0, ()


def _bears_name(file: PlaceFile, word: _Word) -> bool:
    """Whether a word can begin or end a name that is known by its sound only."""
    return len(word.folded) > 2 and not word.folded.isdigit() and not file.is_word(word.folded)


def _widen(
    file: PlaceFile, flat: list[_Word], first: int, last: int, free: int, namings: tuple[Naming, ...]
) -> tuple[int, int, tuple[Place, ...]]:
    """Take the words for kind and part beside a name into its span; gives the span and the places."""
    places = tuple(dict.fromkeys(naming.known.place for naming in namings))
    end, places = _take_kind(file, flat, last, places)
    if end == last:
        first, places = _take_kind_before(file, flat, first, free, places)
    whole = next((naming.known for naming in namings if naming.known.place == places[0]), namings[0].known)
    for size in range(min(LONGEST_PART, first - free), 0, -1):
        part = PART_WORDS.get(" ".join(word.folded for word in flat[first - size : first]))
        if part and not flat[first - 1].ends:
            if whole.place.kind is PlaceKind.CITY and whole.twin and part != "central":
                whole = file.get(whole.twin) or whole
            piece = part_of(whole, part)
            if piece:
                return first - size, end, (piece, *places)
    return first, end, places


def _take_kind(
    file: PlaceFile, flat: list[_Word], last: int, places: tuple[Place, ...]
) -> tuple[int, tuple[Place, ...]]:
    """Take in a word for a kind after the name, where a place of that kind bears it."""
    if last < len(flat) and not flat[last - 1].ends:
        for size in range(min(LONGEST_KIND, len(flat) - last), 0, -1):
            word = " ".join(word.folded for word in flat[last : last + size])
            if word in KIND_WORDS and _whole(flat, last, size):
                fitting = _of_kind(file, places, KIND_WORDS[word])
                if fitting:
                    return last + size, fitting
    return last, places


def _take_kind_before(
    file: PlaceFile, flat: list[_Word], first: int, free: int, places: tuple[Place, ...]
) -> tuple[int, tuple[Place, ...]]:
    """Take in "province of" before the name, where a place of that kind bears it."""
    if first - 2 >= free and flat[first - 1].folded == "of" and flat[first - 2].folded in KIND_WORDS:
        fitting = _of_kind(file, places, KIND_WORDS[flat[first - 2].folded])
        if fitting:
            return first - 2, fitting
    return first, places


def _of_kind(file: PlaceFile, places: tuple[Place, ...], kind: PlaceKind | None) -> tuple[Place, ...]:
    """The places of a kind; for a first-level region also those round a city of the name."""
    if kind is None:
        return places
    of_kind = [place for place in places if place.kind is kind]
    if kind is PlaceKind.ADMIN1:
        twins = [known.twin for place in places if (known := file.get(place.id)) and known.twin]
        of_kind += [twin.place for id in twins if (twin := file.get(id)) and twin.place.kind is kind]
    return tuple(dict.fromkeys(of_kind))
