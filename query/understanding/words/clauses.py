"""Clauses on the reports of an event: how many sources at least, and words that must not occur.

In: a question. Out: the question with blanks where they stood, so that every other word stays where it is, and what
they say. Their words stand in `clauses.toml`.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from query.reading import Query
from query.times.vocabulary import time_words

TABLE = Path(__file__).parents[2] / "lexicon" / "clauses.toml"
LINKS = ("or", "and")
MOST = 8
_MOST_SOURCES = 1000


@dataclass(frozen=True, slots=True)
class Clauses:
    """What is left of a question, the least number of sources, and the words left out."""

    rest: str
    least_sources: int | None = None
    without: tuple[str, ...] = ()

    @property
    def say_something(self) -> bool:
        """Whether anything is asked of the reports."""
        return self.least_sources is not None or bool(self.without)

    def put_into(self, query: Query) -> Query:
        """The query of the rest with what the clauses say."""
        if not self.say_something:
            return query
        exclude = replace(query.exclude, keywords=self.without)
        return replace(query, least_sources=self.least_sources, exclude=exclude)


def clauses_of(question: str) -> Clauses:
    """A question taken apart.

    >>> found = clauses_of("strikes in Syria from at least 2 sources not mentioning turkey")
    >>> found.rest.split(), found.least_sources, found.without
    (['strikes', 'in', 'Syria'], 2, ('turkey',))
    """
    least = None
    sources, without = _patterns()
    for match in sources.finditer(question):
        number = _number(match["number"])
        if number is not None and (match["least"] or match["above"] or match["behind"]):
            least = number + bool(match["above"])
            question = _blanked(question, match)
            break
    words: list[str] = []
    for match in without.finditer(question):
        words += re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", match["quoted"] or match["plain"])
        question = _blanked(question, match)
    kept = tuple(dict.fromkeys(word.casefold() for word in words if word.casefold() not in LINKS))
    return Clauses(question, least, kept[:MOST])


def _number(text: str) -> int | None:
    value = int(text) if text.isdecimal() else time_words().numbers.get(text.casefold())
    return int(value) if value is not None and 0 < value <= _MOST_SOURCES and value == int(value) else None


def _blanked(question: str, match: re.Match[str]) -> str:
    return question[: match.start()] + " " * (match.end() - match.start()) + question[match.end() :]


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    said, left_out = table["sources"], table["without"]
    sources = (
        rf"(?<!\w)(?:(?:{_any(said['leads'])})\s+)?"
        rf"(?:(?P<least>{_any(said['least'])})\s+|(?P<above>{_any(said['above'])})\s+)?"
        rf"(?P<number>\d{{1,3}}|[a-z]+)\s*(?P<behind>{_any(said['behind'])})?\s*"
        rf"(?:(?:{_any(said['kinds'])})\s+)?(?:{_any(said['nouns'])})(?!\w)"
    )
    word = r"[^\W_]+(?:['’-][^\W_]+)*"
    marked = r"[\"“«][^\"”»]{1,80}[\"”»]"
    without = (
        rf"(?<!\w)(?:(?:{_any(left_out['leads'])})\s+(?P<plain>{word}(?:\s*(?:,|/|\bor\b|\band\b)\s*{word})*)(?!\w)"
        rf"|(?:{_any([*left_out['leads'], *left_out['quoted']])})\s+"
        rf"(?P<quoted>{marked}(?:\s*(?:,|\bor\b|\band\b)?\s*{marked})*))"
    )
    return re.compile(sources, re.IGNORECASE), re.compile(without, re.IGNORECASE)


def _any(phrases: Sequence[str]) -> str:
    """One of these phrases, the longest first."""
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in sorted(phrases, key=len, reverse=True))
