"""The expressions of time: the words of `lexicon/dates.toml` in the patterns of `lexicon/time_patterns.toml`.

`expressions(text)` gives the matches in order, the longest first where two begin alike, none inside another. What a
match means is for `normalisation` to say.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from extraction.lexicon import table

_WINDOW = 50  # characters around a word of time that its expression may reach over
_REMEMBERED = 1_000  # sets of words of time that stood together
_LEADS_TO_A_MONTH = re.compile(
    r"\b(in|since|of|until|till|by|from|before|during|through|and|to|for)\s+$", re.IGNORECASE
)


class Words:
    """The named parts of a match; a part that did not match is empty."""

    def __init__(self, match: re.Match[str]) -> None:
        self.text = match.group()
        self._parts = {name: value.lower() for name, value in match.groupdict().items() if value}

    def __getitem__(self, name: str) -> str:
        return self._parts.get(name, "")

    def first(self, *names: str) -> str:
        """The first of the parts that matched; empty where none did."""
        return next((self._parts[name] for name in names if name in self._parts), "")


def _any_of(words: Iterator[str] | list[str] | dict[str, Any]) -> str:
    return "|".join(sorted((re.escape(word) for word in words), key=len, reverse=True))


def _pieces() -> dict[str, str]:
    """The building blocks that the patterns are written with."""
    words = table("dates")
    day_names = _any_of([*words["weekdays"], *words["short_weekdays"]])
    unit = r"(?P<unit>minute|hour|day|night|week|month|year|decade)s?"
    return {
        "MONTH": rf"(?P<month>{_any_of(words['months'])})\b\.?",
        "MONTH2": rf"(?P<month2>{_any_of(words['months'])})\b\.?",
        "DAY": r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?",
        "DAY2": r"(?P<day2>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?",
        "YEAR": r"(?P<year>(?:19|20)\d\d)",
        "ANYDAY": rf"(?:(?:this\s+)?(?:{day_names})\b\.?,?\s+)?",
        "DAYNAME": rf"(?:{day_names})",
        "WEEKDAY": rf"(?P<weekday>{_any_of(words['weekdays'])})",
        "WEEKDAY2": rf"(?P<weekday2>{_any_of(words['weekdays'])})",
        "ORDINAL": rf"(?P<ordinal>{_any_of(words['ordinals'])})",
        "TO": r"\s?(?:[-–—/&]|\bto\b|\band\b|\buntil\b|\btill\b|\bthrough\b|\binto\b)\s?",
        "PARTDAY": r"(?:pre-dawn|dawn|morning|noon|midday|afternoon|evening|dusk|night|midnight)",
        "NUMBER": rf"(?P<number>\d{{1,3}}|half(?: an?)?|{_any_of(words['counts'])}|a couple of|a few)",
        "UNIT": unit,
        "SEASON": rf"(?P<season>{_any_of(words['seasons'])})",
        "PART": rf"(?P<part>{_any_of(words['month_parts'])})(?:\s+of|\s+in|-|\s)\s?",
        "HOLIDAY": rf"(?P<holiday>{_any_of([*words['holidays'], *words['moving_holidays']])})",
    }


@cache
def _compiled() -> dict[str, re.Pattern[str]]:
    pieces, found = _pieces(), {}
    for kind, pattern in table("time_patterns").items():
        written = re.sub(r"\{([A-Z]+\d?)\}", lambda piece: pieces[piece[1]], pattern)
        found[kind] = re.compile(rf"(?<![\w#])(?:{written})(?!\w)", re.IGNORECASE)
    return found


@cache
def _anchors_of() -> dict[str, frozenset[str]]:
    """The anchors that a kind of expression cannot do without, one of them at least; none for those always tried."""
    words = table("dates")
    named = {
        "{MONTH}": frozenset(words["months"]),
        "{WEEKDAY}": frozenset(words["weekdays"]),
        "{SEASON}": frozenset(words["seasons"]),
        "{HOLIDAY}": frozenset([*words["holidays"], *words["moving_holidays"]]),
    }
    listed: dict[str, list[str]] = words["anchors"]["of"]
    found = {kind: frozenset(anchors) for kind, anchors in listed.items()}
    for kind, pattern in table("time_patterns").items():
        for piece, anchors in named.items():
            if piece in pattern:
                found[kind] = anchors
    return found


@lru_cache(_REMEMBERED)
def _patterns_beside(anchors: frozenset[str]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The patterns that may match where these anchors stand."""
    needed = _anchors_of()
    return tuple(
        (kind, pattern)
        for kind, pattern in _compiled().items()
        if kind not in needed or not needed[kind].isdisjoint(anchors)
    )


def expressions(text: str) -> list[tuple[str, re.Match[str]]]:
    """The expressions of time in `text`, each with its kind, in order, none overlapping another."""
    found = [
        (kind, match)
        for start, end, anchors in _windows(text)
        for kind, pattern in _patterns_beside(frozenset(anchors))
        for match in pattern.finditer(text, start, end)
    ]
    found.sort(key=lambda hit: (hit[1].start(), -hit[1].end()))
    kept: list[tuple[str, re.Match[str]]] = []
    for kind, match in found:
        if (not kept or match.start() >= kept[-1][1].end()) and _plausible(kind, match, text):
            kept.append((kind, match))
    return kept


@cache
def _anchors() -> re.Pattern[str]:
    """The words that an expression of time cannot do without: a look for them is much cheaper than all patterns."""
    words = table("dates")
    names = [*words["months"], *words["weekdays"], *words["seasons"], *words["holidays"], *words["moving_holidays"]]
    figures = r"(?:19|20)\d\d|\d+[ap]\.?m|\d+(?:st|nd|rd|th)\b|\d\d[/.]\d\d\b|\d{6}|[a-z]{3} \d+"
    return re.compile(rf"\b(?:{_any_of([*names, *words['anchors']['words']])}|{figures})")


def _in_small_letters(text: str) -> str:
    """The text in small letters, one for one: looking through it is much faster than looking for words in any case."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(letter.lower()[0] for letter in text)


def _windows(text: str) -> Iterator[tuple[int, int, list[str]]]:
    """The stretches of the text around words of time, cut at white space, none overlapping another; and these words."""
    start = end = -1
    anchors: list[str] = []
    for anchor in _anchors().finditer(_in_small_letters(text)):
        before = max(0, anchor.start() - _WINDOW)
        if before > end:
            if end >= 0:
                yield start, end, anchors
            while before > 0 and not text[before - 1].isspace():
                before -= 1
            start, anchors = before, []
        anchors += [anchor[0], *anchor[0].split()]  # "May Day" holds a month as well
        end = min(len(text), anchor.end() + _WINDOW)
        while end < len(text) and not text[end].isspace():
            end += 1
    if end >= 0:
        yield start, end, anchors


def _plausible(kind: str, match: re.Match[str], text: str) -> bool:
    """A bare month or weekday is a name, so it begins with a capital or follows a word that only time follows."""
    word = match.group("month" if kind == "month" else "weekday") if kind in ("month", "weekday") else ""
    if kind == "month" and not match.groupdict().get("part"):
        lead = _LEADS_TO_A_MONTH.search(text[max(0, match.start() - 10) : match.start()])
        return lead is not None and (
            (word[0].isupper() and len(word) > 3) or (word.lower() == "may" and word[0].isupper())
        )
    return not word or word[0].isupper() or text.islower()
