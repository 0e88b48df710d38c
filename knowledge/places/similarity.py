"""How alike a written name and a known one are: misspelt names in, known names with a likeness out.

Three nets are cast, none of which scans: names of the same key (another transliteration), names one edit away, and
names with the same consonants. What they bring is measured by edit distance on both the folded forms and the keys.
"""

import re

from rapidfuzz.distance import OSA

from knowledge.folding import consonants, fold, key, variants
from knowledge.places.tables.index import PlaceFile, Spelling

LEAST = 0.7
"""Likeness under which two names are held to be different."""
_ONE_SLIP = 0.9  # likeness of names one letter apart, however short
_GLUED = 0.92  # likeness of "Albab" to "Bab"
_SHORTEST = 4  # shorter names have a neighbour in every language
_FEWEST = 3  # consonants that a name must have to be sought by them
_SLACK = 2  # letters by which keys of the same consonants may differ in length
_GLUED_ARTICLE = re.compile(r"(?:al|el)(?=[^aeiouy ]{1,2}[aeiouy]\w)|[ae](?=(s|z|d|r|t|n|sh)\1)")  # Albab, Arraqqa


def spellings(file: PlaceFile, name: str) -> list[tuple[Spelling, float]]:
    """Known names that may be meant by a misspelt one, with a likeness of 0..1, in no order."""
    folded, sound = fold(name), key(name)
    if not sound:
        return []
    found = set(file.sounding(sound))
    if len(folded) >= _SHORTEST:
        found.update(file.near(variants(folded)))
        bones = consonants(sound)
        if len(bones) >= _FEWEST:
            found.update(file.with_consonants(bones, len(sound) - _SLACK, len(sound) + _SLACK))
    alike = [(known, likeness(folded, sound, known)) for known in found]
    if glued := _GLUED_ARTICLE.match(folded):
        alike += [(known, _GLUED) for known in file.sounding(key(folded[glued.end() :]))]
    return [(known, like) for known, like in alike if like >= LEAST]


def letters_alike(folded: str, other: str) -> float:
    """How alike the letters of two folded names are, spaces aside, 0..1."""
    return OSA.normalized_similarity(folded.replace(" ", ""), other.replace(" ", ""))


def likeness(folded: str, sound: str, known: Spelling) -> float:
    """How alike a name (folded form and key) and a known one are, 0..1."""
    written, other = folded.replace(" ", ""), known.folded.replace(" ", "")
    if written == other:
        return 0.99
    edits = OSA.distance(written, other)
    letters = 1 - edits / max(len(written), len(other))
    sounds = 1.0 if sound == known.key else OSA.normalized_similarity(sound, known.key)
    like = 0.6 * max(letters, sounds) + 0.4 * min(letters, sounds)
    return max(like, _ONE_SLIP) if edits == 1 else like
