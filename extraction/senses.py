"""Words of war used of sport, markets, films, strikes of workers, weather or exercises: are they meant so here?

The cue words of each such domain stand in `lexicon/lookalikes.toml`. A trigger is a look-alike where its paragraph, or
a short report as a whole, speaks more of such a domain than of war.
"""

import tomllib
from collections import Counter
from functools import cache
from importlib.resources import files

from spacy.tokens import Doc, Token

from extraction.annotations import block_of
from extraction.wordclasses import lemma

_IN_REPORT = 4  # cues that make a short report one of the domain
_IN_LINE = 3  # cues that make a paragraph one
_SHORT_REPORT = 300  # tokens; a longer report may turn to other matters


@cache
def _cues() -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    text = files("extraction").joinpath("lexicon/lookalikes.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    return {name: frozenset(words) for name, words in tables["domain"].items()}, frozenset(tables["war"]["words"])


class Senses:
    """The domains that a Doc and its paragraphs speak of."""

    def __init__(self, doc: Doc) -> None:
        self._doc = doc
        self._of_block: dict[int, bool] = {}
        self._whole = len(doc) <= _SHORT_REPORT and _is_other(list(doc), _IN_REPORT)

    def is_look_alike(self, token: Token) -> bool:
        """Whether the word stands in talk of sport, trade, weather and the like rather than of armed conflict."""
        if self._whole:
            return True
        block = block_of(self._doc, token.i)
        if block.start not in self._of_block:
            self._of_block[block.start] = _is_other(list(self._doc[block.start : block.end]), _IN_LINE)
        return self._of_block[block.start]


def _is_other(tokens: list[Token], enough: int) -> bool:
    domains, war = _cues()
    lemmas = {lemma(token) for token in tokens if token.is_alpha or "-" in token.text}
    told = Counter({name: len(lemmas & words) for name, words in domains.items()})
    most = max(told.values(), default=0)
    return most >= enough and most > len(lemmas & war)
