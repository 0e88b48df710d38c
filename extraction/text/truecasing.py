"""A headline In Title Case → the same in sentence case, letter for letter, with the names left as they are.

The parser reads "Army Shells Town In Sumy" as a row of names; "Army shells town in Sumy" it reads rightly.
"""

import re

from extraction.text.cleaning import KnowsWord
from knowledge.world import World

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_LONG = 4  # letters: shorter words are often small in title case
_FEW = 4  # words
_SHARE = 0.8


def sentence_case(title: str, is_common_word: KnowsWord, world: World) -> str:
    """The title with its everyday words lowered, if it is in title case; names of actors and places keep theirs."""
    found = list(_WORD.finditer(title))
    long = [match[0] for match in found if len(match[0]) >= _LONG and match[0].isalpha()]
    if len(found) < _FEW or not long or sum(word[0].isupper() for word in long) < _SHARE * len(long):
        return title
    names = _names([match[0] for match in found], is_common_word, world)
    letters = list(title)
    for index, match in enumerate(found):
        word = match[0]
        if index and index not in names and not word.isupper() and is_common_word(word.lower()):
            letters[match.start()] = word[0].lower() if len(word[0].lower()) == 1 else word[0]
    return "".join(letters)


def _names(words: list[str], is_common_word: KnowsWord, world: World) -> set[int]:
    """The places of the words that belong to a name."""
    actors = [s for s in world.catalogue.spot(words) if s.form.value not in ("phrase", "media")]
    places = [
        span
        for span in world.gazetteer.spot(words)
        if not span.common and not (span.end - span.start == 1 and is_common_word(words[span.start].lower()))
    ]
    bounds = [*((s.start, s.end) for s in actors), *((s.start, s.end) for s in places)]
    return {index for start, end in bounds for index in range(start, end)}
