"""The words of a text as the spotter of actors compares them.

In: a list of tokens that keep their case, from any tokeniser ("al-Qaeda" whole or in three, "Israel's" whole or in
two). Out: folded pieces, each knowing the word it came from, and what the way of writing says: how capitals are used
around it, a hyphen before it, a possessive after it.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import NamedTuple

from knowledge.folding import fold

BREAK = "|"
"""Stands for punctuation, and for what lies outside of the text: no name runs across it."""

_POSSESSIVE = re.compile(r"(?<=\w)['’ʼ´`](?:s|S)?$")
_POSSESSIVE_TOKENS = frozenset({"'s", "’s", "'S", "’S", "'", "’", "ʼs"})
_TIES = frozenset("-‐‑‒–/")
_DOTTED = re.compile(r"(?:\w\.)+\w?")
_SPLIT = re.compile(r"[-‐‑‒–/_]+")
_TYPED = 15  # so few words, none in capitals, may be typed on a phone: a small letter then says nothing
_WINDOW = 4
_LONGEST_WORD = 80  # letters; what is longer is an address or debris
_WEIGHTY = 4  # letters of a word that a headline writes with a capital


class Case(StrEnum):
    """How capitals are used around a word, which decides what a capital in it means."""

    MIXED = "mixed"
    TITLE = "title"
    TYPED = "typed"
    LOWER = "lower"
    UPPER = "upper"


class _Word(NamedTuple):
    pieces: tuple[str, ...]
    possessive: bool
    hyphen: bool


_UNREADABLE = _Word((BREAK,), False, False)


@lru_cache(maxsize=65_536)
def _read(word: str) -> _Word:
    if word in _POSSESSIVE_TOKENS:
        return _Word((), True, False)
    if word in _TIES:
        return _Word((), False, True)
    if word.isspace():
        return _Word((BREAK,) if word.count("\n") > 1 else (), False, False)
    bare = _POSSESSIVE.sub("", word)
    pieces: list[str] = []
    for part in _SPLIT.split(bare):
        pieces.extend(fold(part.replace(".", "") if _DOTTED.fullmatch(part) else part).split())
    return _Word(tuple(pieces) or (BREAK,), bare != word, False)


class Pieces:
    """A text's folded pieces: `texts[i]` came from `words[owners[i]]`.

    `joined` holds the pieces that a hyphen ties to the one before, `possessive` those that 's follows.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self.words = words
        self.texts: list[str] = []
        self.owners: list[int] = []
        self.joined: set[int] = set()
        self.possessive: set[int] = set()
        tied = False
        for position, word in enumerate(words):
            pieces, possessive, hyphen = _read(word) if len(word) <= _LONGEST_WORD else _UNREADABLE
            for number, piece in enumerate(pieces):
                if tied or number:
                    self.joined.add(len(self.texts))
                    tied = False
                self.texts.append(piece)
                self.owners.append(position)
            if possessive and self.texts:
                self.possessive.add(len(self.texts) - 1)
            tied = hyphen

    def text(self, index: int) -> str:
        """The piece at `index`; a break outside of the text."""
        return self.texts[index] if 0 <= index < len(self.texts) else BREAK

    def word(self, index: int) -> str:
        """The word, as written, that the piece at `index` came from; empty outside of the text."""
        return self.words[self.owners[index]] if 0 <= index < len(self.texts) else ""

    def opens(self, index: int) -> bool:
        """Whether the piece is the first of the text or follows punctuation."""
        return self.text(index - 1) == BREAK

    @cached_property
    def topic(self) -> frozenset[str]:
        """All pieces of the text, for what it is about."""
        return frozenset(self.texts)

    @cached_property
    def _whole(self) -> Case:
        if not any(letter.islower() for word in self.words for letter in word):
            return Case.UPPER
        if not any(letter.isupper() for word in self.words[1:] for letter in word):
            return Case.LOWER if not _abbreviation(self.words[0]) else Case.MIXED
        if len(self.words) <= _TYPED and not any(map(_abbreviation, self.words)):
            return Case.TYPED
        return Case.MIXED

    def case(self, index: int) -> Case:
        """How capitals are used around the piece: a line in capitals within a mixed text counts as such."""
        if self._whole is not Case.MIXED:
            return self._whole
        here = self.owners[index]
        around = [*self.words[max(0, here - _WINDOW) : here], *self.words[here + 1 : here + 1 + _WINDOW]]
        near = [word for word in around if len(word) > 1 and word.isalpha()]
        if len(near) > 1 and all(word.isupper() for word in near):
            return Case.UPPER
        weighty = [word for word in near if len(word) >= _WEIGHTY]
        return Case.TITLE if len(weighty) > 2 and all(word[0].isupper() for word in weighty) else Case.MIXED


def _abbreviation(word: str) -> bool:
    return sum(letter.isupper() for letter in word) > 1
