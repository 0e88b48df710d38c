"""Words of war used of sport, markets, films, strikes of workers, weather or exercises: are they meant so here?

The cue words of each such domain stand in `lexicon/lookalikes.toml`. A trigger is a look-alike where its paragraph, or
a short report as a whole, speaks more of such a domain than of war.
"""

from collections import Counter
from functools import cache

from spacy.tokens import Doc, Token

from extraction.annotations import block_of
from extraction.lexicon import table
from extraction.syntax.word_classes import lemmas

_IN_REPORT = 4  # cues that make a short report one of the domain
_IN_LINE = 3  # cues that make a paragraph one
_SHORT_REPORT = 300  # tokens; a longer report may turn to other matters


_WAR = "war"


@cache
def _cues() -> dict[str, tuple[str, ...]]:
    """The domains that each cue word speaks of, war among them."""
    domains = {**table("lookalikes")["domain"], _WAR: table("lookalikes")["war"]["words"]}
    words = {word for cues in domains.values() for word in cues}
    return {word: tuple(name for name, cues in domains.items() if word in cues) for word in words}


class Senses:
    """The domains that a Doc and its paragraphs speak of."""

    def __init__(self, doc: Doc) -> None:
        self._doc = doc
        self._of_block: dict[int, bool] = {}
        self._whole = len(doc) <= _SHORT_REPORT and _is_other(doc, 0, len(doc), _IN_REPORT)

    def is_look_alike(self, token: Token) -> bool:
        """Whether the word stands in talk of sport, trade, weather and the like rather than of armed conflict."""
        if self._whole:
            return True
        block = block_of(self._doc, token.i)
        if block.start not in self._of_block:
            self._of_block[block.start] = _is_other(self._doc, block.start, block.end, _IN_LINE)
        return self._of_block[block.start]


def _is_other(doc: Doc, start: int, end: int, enough: int) -> bool:
    cues = _cues()
    domains = Counter(domain for form in set(lemmas(doc)[start:end]) if form in cues for domain in cues[form])
    war = domains.pop(_WAR, 0)
    most = max(domains.values(), default=0)
    return most >= enough and most > war
