"""Who is quoted as having said it, as it stands in the middle of a sentence: "according to the army"."""

import re
from collections.abc import Sequence

from knowledge.folding import fold
from knowledge.places.tables.atlas import english_words

ARTICLES = ("the", "a", "an")
_OF = re.compile(r"^(its|their|his|her|our)\s")


def speakers(attribution: Sequence[str], most: int) -> list[str]:
    """The first so many of those quoted, without one who is only another's short name or part of it.

    >>> speakers(["RSF", "The Rapid Support Forces", "A doctor"], 2)
    ['the Rapid Support Forces', 'a doctor']
    """
    said = list(dict.fromkeys(_within_a_sentence(name) for name in attribution if name.strip()))
    return [name for name in said if not any(_names_more(other, name) for other in said if other != name)][:most]


def _within_a_sentence(name: str) -> str:
    """A speaker with a small letter where only the beginning of a sentence gave it a capital: "The army", "Residents of
    the town"; not "Central Command"."""
    first, _, rest = name.strip().partition(" ")
    low = first.lower()
    plain = low in ARTICLES or (low in english_words() and (rest[:1].islower() or (not rest and low.endswith("s"))))
    return f"{low} {rest}".strip() if plain and first.istitle() else name.strip()


def _names_more(other: str, name: str) -> bool:
    """Whether another speaker is the same, named at more length: by its words, or by the words of its initials."""
    words, more = _words(name), _words(other)
    initials = "".join(word[0] for word in more)
    return (set(words) < set(more) and not _OF.match(other)) or (len(words) == 1 and words[0] == initials)


def _words(name: str) -> list[str]:
    return [word for word in fold(re.sub(r"['’]s\b", "", name)).split() if word not in ARTICLES]
