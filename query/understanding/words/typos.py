"""Mistyped words of questions: what each most likely stands for, by one error model for all words.

A word is mended towards the words that questions are made of, then everyday words, then the nouns that narrow. An edit
counts one (two letters swapped are one); a rarer sort of word counts a little more; a word of the English language is
no typo. Where a well-known place or an actor is as near as an everyday word, the name is left to stand.
"""

from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.places.tables.atlas import english_words
from query.tokens import Word
from query.understanding.words.lexicon import lexicon, plural

SUBJECTS = Path(__file__).parents[2] / "lexicon" / "subjects.txt"
CONTENT, EVERYDAY, SUBJECT = 0.0, 0.1, 0.3
"""What a mending costs beyond its edits: towards words of questions, everyday words, nouns."""
LONG, MIDDLE = 8, 5
"""From so many letters on, two edits and one are slips; in shorter words only two letters swapped."""

SAME = 5
"""Two slips in a word of seven letters leave so many first ones right."""

Named = Callable[[str], bool]


def mending(word: Word, is_name: Named) -> str | None:
    """The word that a typo most likely stands for, or None. `is_name` tells whether a name is as near as that.

    >>> from query.tokens import cut
    >>> [mending(word, lambda _: False) for word in cut("sinse everthing hwo kidnapings bridge")]
    ['since', 'everything', 'how', 'kidnappings', None]
    """
    low = word.low
    if len(low) < 3 or not low.isascii() or not low.isalpha() or low in lexicon().known or is_english(low):
        return None
    found = _nearest(low)
    if found is None:
        return None
    meant, is_content = found
    return None if not is_content and is_name(word.text) else meant


def is_english(low: str) -> bool:
    """Whether a word is one of the English language."""
    return low in english_words() or is_subject(low)


def is_subject(low: str) -> bool:
    """Whether a word is a noun that can narrow a question, in the singular or in the plural."""
    return low in subjects() or any(plural(word) == low for word in _singulars(low) if word in subjects())


def _singulars(low: str) -> list[str]:
    """What a plural by the rules of English may be the plural of."""
    return [low[:-1], low[:-2], f"{low[:-3]}y"] if low.endswith("s") else []


@cache
def subjects() -> frozenset[str]:
    """The nouns that can narrow a question."""
    lines = SUBJECTS.read_text(encoding="ascii").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@lru_cache(maxsize=1024)
def _nearest(low: str) -> tuple[str, bool] | None:
    """The nearest word and whether it is one of those that questions are made of."""
    best: tuple[float, str, bool] | None = None
    for cost, words in _tiers():
        allowed = 2 if len(low) >= LONG - (cost == CONTENT) and cost != SUBJECT else 1
        for near, distance, _ in process.extract(
            low, words, scorer=OSA.distance, score_cutoff=allowed, limit=5, score_hint=allowed
        ):
            if not _likely(low, near) or (cost == SUBJECT and low[0] != near[0]):
                continue
            if distance > 1 and len(low) < LONG and low[:SAME] != near[:SAME]:
                continue
            found = (distance + cost, near, cost == CONTENT)
            if best is None or found < best:
                best = found
    return None if best is None else (best[1], best[2])


def _likely(low: str, near: str) -> bool:
    """Whether one is a slip for the other: the first letter is seldom wrong in a short word."""
    swapped = sorted(low) == sorted(near)
    if min(len(low), len(near)) < MIDDLE - 1:
        return swapped
    if min(len(low), len(near)) < MIDDLE:
        return low[0] == near[0] and low[-1] == near[-1]
    return len(near) >= MIDDLE + 1 or low[0] == near[0] or swapped


@cache
def _tiers() -> tuple[tuple[float, tuple[str, ...]], ...]:
    """The words that a typo may stand for, sort by sort."""
    known = lexicon()
    content = set(known.content)
    plain = {word for word in known.known - known.apart if word.isascii() and word.isalpha() and len(word) >= 3}
    rest = (subjects() | english_words()) - known.known
    return (
        (CONTENT, tuple(sorted(content))),
        (EVERYDAY, tuple(sorted(plain - content))),
        (SUBJECT, tuple(sorted(word for word in rest if len(word) >= MIDDLE + 2))),
    )
