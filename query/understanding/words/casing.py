"""The words of a question as the gazetteer looks for names, which tells names by their capitals.

In: the words. Out: their texts, in small letters where the capitals of the question tell nothing.
"""

from collections.abc import Sequence

from query.tokens import Word

INITIALS = 4
"""Longer words in capitals are written so for other reasons than that they are an abbreviation."""


def as_names(words: Sequence[Word]) -> list[str]:
    """The words as the gazetteer looks for names: a capital that only begins the question or is one of an abbreviation
    tells nothing of the others ("Piracy gulf of guinea", "ATMIS lower shabelle")."""
    titled = any(word.text[:1].isupper() and not word.text.isupper() for word in words[1:] if _is_typed(word))
    if titled or not any(word.text.islower() for word in words[1:]):
        return [word.text for word in words]
    abbreviated = [_is_typed(word) and word.text.isupper() and len(word.text) <= INITIALS for word in words]
    return [word.text if short else word.text.lower() for word, short in zip(words, abbreviated, strict=True)]


def _is_typed(word: Word) -> bool:
    """Whether a word stands in the question itself, and not for a short form of it."""
    return len(word.text) == word.end - word.start
