"""The words that stand round a name and say what kind or part of a place is meant, from `place-words.toml`."""

import tomllib
from pathlib import Path

from domain.places import PlaceKind

with (Path(__file__).parents[1] / "data" / "place-words.toml").open("rb") as _file:
    _words = tomllib.load(_file)

KIND_WORDS: dict[str, PlaceKind | None] = {
    word: None if kind == "any" else PlaceKind(kind) for kind, words in _words["kinds"].items() for word in words
}
"""Words for a kind of place → that kind; None where they say only that a place is meant."""

PART_WORDS: dict[str, str] = {word: part for part, words in _words["parts"].items() for word in words}
"""Words for a part by compass ("northeastern") → that part ("northeast")."""

COUNTRYSIDE = frozenset(_words["countryside"]["words"])
"""Words for a first-level region beside which a compass word always means a part of it."""

GENERIC = frozenset(_words["generic"]["names"])
"""Names of first-level regions that are mere directions or the like."""

GENERIC_WITH: tuple[str, ...] = tuple(_words["generic"]["with"])
"""The words that such a name is taken with."""

LONGEST_KIND = max(len(word.split()) for word in KIND_WORDS)
LONGEST_PART = max(len(word.split()) for word in PART_WORDS)
