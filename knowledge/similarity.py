"""How alike a written name and a known one are: misspelt names in, known names with a likeness out.

Three nets are cast, none of which scans: names of the same key, names whose key is one edit away, and names with the
same consonants. What they bring is measured by edit distance on both the folded forms and the keys.
"""

from rapidfuzz.distance import OSA

from knowledge.folding import consonants, fold, key
from knowledge.placefile import PlaceFile
from knowledge.variants import variants

SAME_KEY = 0.94
LEAST = 0.7
"""Likeness under which two names are held to be different."""
_SHORTEST_KEY = 4  # shorter ones have a neighbour in every language
_SLACK = 3  # letters by which keys of the same consonants may differ in length  # fmt: skip


def spellings(file: PlaceFile, name: str) -> list[tuple[str, float]]:
    """Known names that are likely meant by a misspelt one, in folded form with a likeness of 0..1, likest first."""
    folded, sound = fold(name), key(name)
    if not sound:
        return []
    found = {known: likeness(folded, sound, known, sound) for known in file.sounding(sound)}
    if len(sound) >= _SHORTEST_KEY:
        bones = consonants(sound)
        near = file.near(variants(sound))
        if len(bones) > 2:
            near += file.with_consonants(bones, len(sound) - _SLACK, len(sound) + _SLACK)
        for other, known in near:
            if known not in found:
                found[known] = likeness(folded, sound, known, other)
    good = [(known, like) for known, like in found.items() if like >= LEAST]
    return sorted(good, key=lambda pair: -pair[1])


def likeness(folded: str, sound: str, known: str, known_sound: str) -> float:
    """How alike two names are, 0..1, from their folded forms and keys."""
    written, other = folded.replace(" ", ""), known.replace(" ", "")
    if written == other:
        return 0.99
    letters = OSA.normalized_similarity(written, other)
    if sound == known_sound:
        return SAME_KEY + 0.05 * letters
    sounds = OSA.normalized_similarity(sound, known_sound)
    like = 0.6 * max(letters, sounds) + 0.4 * min(letters, sounds)
    if written[0] != other[0] and sound[0] != known_sound[0]:
        like -= 0.03  # people seldom mistake the first letter
    return like
