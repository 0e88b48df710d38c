"""The words of a text as names are looked for in them: folded, with what they stand for and where a name must end."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from knowledge.folding import fold

_REMEMBERED = 20_000  # words
_POSSESSIVE = re.compile(r"['’]s?$")
_JOINER = re.compile(r"^[-‐–'’ʿʼ‘`#@]+$")
_ENDS = re.compile(r"[.,;:!?)\]\"”]$")
_SHORTENED = re.compile(r"^(St|Mt|Ft|[A-Z]|(\w\.)+\w)\.$", re.I)
_INITIALS = re.compile(r"^[A-Z]{2,4}s?$")


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word; `at` says of which word of the text, `ends` that no name goes on after it."""

    folded: str
    at: int
    capital: bool
    initials: bool
    ends: bool


def flatten(words: Sequence[str]) -> list[Word]:
    """Folded words in order: hyphens join, possessive endings fall off, other punctuation parts names."""
    flat: list[Word] = []
    for number, raw in enumerate(words):
        parts = _read(raw)
        if parts:
            flat += [Word(folded, number, capital, initials, ends) for folded, capital, initials, ends in parts]
        elif flat and _POSSESSIVE.sub("", raw) and not _JOINER.match(raw):
            flat[-1] = replace(flat[-1], ends=True)
    return flat


@lru_cache(_REMEMBERED)
def _read(raw: str) -> tuple[tuple[str, bool, bool, bool], ...]:
    """The folded parts of a word as `Word` has them: folded, capital, initials, ends."""
    bare = _POSSESSIVE.sub("", raw)
    parts = fold(bare).split()
    capital = any(letter.isupper() for letter in bare)
    ends = bool(_ENDS.search(raw)) and not _SHORTENED.match(raw)
    initials = bool(_INITIALS.match(bare))
    return tuple((part, capital, initials, ends and number == len(parts)) for number, part in enumerate(parts, 1))


def reach(flat: list[Word], at: int, most: int) -> int:
    """How many words from `at`, at most so many, may belong to one name."""
    for size in range(1, most + 1):
        if at + size >= len(flat) or flat[at + size - 1].ends:
            return size
    return most


def whole(flat: list[Word], at: int, size: int) -> bool:
    """Whether `size` words from `at` end where a word of the text ends."""
    return at + size == len(flat) or flat[at + size].at != flat[at + size - 1].at
