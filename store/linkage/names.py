"""Names in the sentences that tell of an event, by which two reports are seen to tell of one: a hospital's, a road's, a
ship's, a person's. Names that many reports have tell nothing and are left out.
"""

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

SAME = 8192
"""So many passages are kept in hand: each is held against many others."""

SHORTEST = 4
"""Shorter words are abbreviations that many reports have, or no names."""

MOST_CAPITALS = 0.5
"""Of the words of a passage: beyond it is a headline, whose capitals tell no names."""

_WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ARTICLE = re.compile(r"^(al|el|as|ad|an|ar|at|az|ash)(?=[a-z]{4})")
_OPENS = re.compile(r"(?:^|[.!?:;•“\"\n–—])\s*$")
_VOWELS = re.compile(r"[aeiouy]+")
_DOUBLED = re.compile(r"(.)\1+")


def fold(word: str) -> str:
    """A word as it is compared: small Latin letters without marks, the genitive's s taken away.

    >>> fold("Labodrie's"), fold("Sainte-Hélène")
    ('labodrie', 'sainte-helene')
    """
    if word.isascii():
        return re.sub("'s?$", "", word).casefold()
    plain = unicodedata.normalize("NFKD", re.sub("['’]s?$", "", word)).casefold()
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def sound(word: str) -> str:
    """What the spellings of a folded name have in common: its consonants, where there are enough of them.

    >>> sound("boulkessy"), sound("boulikessi"), sound("djibo")
    ('blks', 'blks', 'djibo')
    """
    bare = _ARTICLE.sub("", word)
    consonants = _DOUBLED.sub(r"\1", bare[:1] + _VOWELS.sub("", bare[1:]))
    return consonants if len(consonants) >= SHORTEST else bare


@lru_cache(SAME)
def sounds(text: str) -> frozenset[str]:
    """The words of a name as they sound."""
    return frozenset(sound(fold(word)) for word in _WORDS.findall(text))


@lru_cache(SAME)
def names_in(passages: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """The names in passages, as they sound: those that stand within a sentence, and all of them with the words that
    begin one, which have their capital anyhow."""
    within: set[str] = set()
    everywhere: set[str] = set()
    for passage in passages:
        words = list(_WORDS.finditer(passage))
        capitals = sum(word[0][0].isupper() for word in words)
        if capitals > max(3, MOST_CAPITALS * len(words)):
            continue
        for word in words:
            folded = fold(word[0])
            if not word[0][0].isupper() or len(folded) < SHORTEST or folded in _common():
                continue
            everywhere.add(sound(folded))
            if not _OPENS.search(passage[: word.start()]):
                within.add(sound(folded))
    return frozenset(within), frozenset(everywhere)


@cache
def _common() -> frozenset[str]:
    """Names that many reports have, folded."""
    text = files("store.linkage").joinpath("common-names.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())
