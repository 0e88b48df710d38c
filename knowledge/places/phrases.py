"""What a written name says of its place beside the name: "Deir ez-Zor province" in, the name and the kind out.

A phrase can be read in several ways ("West Bank", "South Sudan" are names, "western Syria" is not); all readings are
given, the most literal first, and the gazetteer takes those that it knows.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from domain.places import PlaceKind
from knowledge.folding import fold
from knowledge.places.words import COUNTRYSIDE, KIND_WORDS, LONGEST_KIND, LONGEST_PART, PART_WORDS

_OF = frozenset(["of", "de", "du", "d"])
_POSSESSIVE = re.compile(r"['’]s\b")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One reading: the folded name, the kind of place that it must be, the part of it that is meant."""

    name: str
    kind: PlaceKind | None = None
    part: str | None = None
    of: bool = False
    """Whether the words for the part end in "of": "north of"."""
    countryside: bool = False
    """Whether the word for the kind is one beside which a compass word always means a part."""
    literal: bool = True


def readings(text: str) -> list[Phrase]:
    """All readings of a written name, the most literal first, each once."""
    phrase = Phrase(fold(_POSSESSIVE.sub(" ", text)))
    found = [Phrase(fold(text)), phrase]
    if phrase.name.startswith("the "):
        phrase = Phrase(phrase.name[4:])
        found.append(phrase)
    kinds = list(_without_kind(phrase))
    found += kinds
    for reading in (phrase, *kinds):
        for part in _without_part(reading):
            found += [part, *_without_kind(part)]
    return [reading for reading in dict.fromkeys(found) if reading.name]


def _without_kind(phrase: Phrase) -> Iterator[Phrase]:
    """The phrase without a word for a kind at its end or beginning."""
    words = phrase.name.split()
    for size in range(min(LONGEST_KIND, len(words) - 1), 0, -1):
        last, first = " ".join(words[-size:]), " ".join(words[:size])
        if last in KIND_WORDS:
            yield replace(
                phrase,
                name=" ".join(words[:-size]),
                kind=KIND_WORDS[last],
                countryside=last in COUNTRYSIDE,
                literal=False,
            )
        if first in KIND_WORDS:
            rest = words[size + 1 :] if words[size] in _OF else words[size:]
            rest = rest[1:] if rest[:1] == ["the"] else rest
            yield replace(
                phrase, name=" ".join(rest), kind=KIND_WORDS[first], countryside=first in COUNTRYSIDE, literal=False
            )


def _without_part(phrase: Phrase) -> Iterator[Phrase]:
    """The phrase without a word for a part by compass at its beginning or end."""
    words = phrase.name.split()
    for size in range(min(LONGEST_PART, len(words) - 1), 0, -1):
        first, last = " ".join(words[:size]), " ".join(words[-size:])
        if first in PART_WORDS:
            of = words[size - 1] in _OF
            yield replace(phrase, name=" ".join(words[size:]), part=PART_WORDS[first], of=of, literal=False)
        elif last in PART_WORDS:
            yield replace(phrase, name=" ".join(words[:-size]), part=PART_WORDS[last], literal=False)
