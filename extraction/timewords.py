"""The expressions of time: the words of `lexicon/dates.toml` in the patterns of `lexicon/time_patterns.toml`.

`expressions(text)` gives the matches in order, the longest first where two begin alike, none inside another. What a
match means is for `reckoning` to say.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

_WINDOW = 50  # characters around a word of time that its expression may reach over
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


@cache
def lexicon() -> dict[str, Any]:
    """`lexicon/dates.toml`: tables of words and what they stand for."""
    return tomllib.loads(files("extraction").joinpath("lexicon/dates.toml").read_text(encoding="utf-8"))


def _any_of(words: Iterator[str] | list[str] | dict[str, Any]) -> str:
    return "|".join(sorted((re.escape(word) for word in words), key=len, reverse=True))


def _pieces() -> dict[str, str]:
    """The building blocks that the patterns are written with."""
    words = lexicon()
    unit = r"(?P<unit>minute|hour|day|night|week|month|year|decade)s?"
    return {
        "MONTH": rf"(?P<month>{_any_of(words['months'])})\b\.?",
        "MONTH2": rf"(?P<month2>{_any_of(words['months'])})\b\.?",
        "DAY": r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?",
        "DAY2": r"(?P<day2>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?",
        "YEAR": r"(?P<year>(?:19|20)\d\d)",
        "ANYDAY": rf"(?:(?:this\s+)?(?:{_any_of([*words['weekdays'], *words['short_weekdays']])})\b\.?,?\s+)?",
        "WEEKDAY": rf"(?P<weekday>{_any_of(words['weekdays'])})",
        "WEEKDAY2": rf"(?P<weekday2>{_any_of(words['weekdays'])})",
        "TO": r"\s?(?:[-–—/]|\bto\b|\band\b|\buntil\b|\btill\b|\bthrough\b|\binto\b)\s?",
        "PARTDAY": r"(?:pre-dawn|dawn|morning|noon|midday|afternoon|evening|dusk|night|midnight)",
        "NUMBER": rf"(?P<number>\d{{1,3}}|half(?: an?)?|{_any_of(words['counts'])}|a couple of|a few)",
        "UNIT": unit,
        "SEASON": rf"(?P<season>{_any_of(words['seasons'])})",
        "PART": rf"(?P<part>{_any_of(words['month_parts'])})(?:\s+of|\s+in|-|\s)\s?",
        "HOLIDAY": rf"(?P<holiday>{_any_of([*words['holidays'], *words['moving_holidays']])})",
    }


@cache
def _compiled() -> dict[str, re.Pattern[str]]:
    text = files("extraction").joinpath("lexicon/time_patterns.toml").read_text(encoding="utf-8")
    pieces, found = _pieces(), {}
    for kind, pattern in tomllib.loads(text).items():
        written = re.sub(r"\{([A-Z]+\d?)\}", lambda piece: pieces[piece[1]], pattern)
        found[kind] = re.compile(rf"(?<![\w#])(?:{written})(?!\w)", re.IGNORECASE)
    return found


def expressions(text: str) -> list[tuple[str, re.Match[str]]]:
    """The expressions of time in `text`, each with its kind, in order, none overlapping another."""
    patterns = _compiled()
    found = [
        (kind, match)
        for start, end in _windows(text)
        for kind, pattern in patterns.items()
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
    words = lexicon()
    names = [*words["months"], *words["weekdays"], *words["seasons"], *words["holidays"], *words["moving_holidays"]]
    return re.compile(
        rf"\b(?:{_any_of([*names, *words['anchors']['words']])}|(?:19|20)\d\d|\d+[ap]\.?m)", re.IGNORECASE
    )


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """The stretches of the text around words of time, cut at white space, none overlapping another."""
    start = end = -1
    for anchor in _anchors().finditer(text):
        before = max(0, anchor.start() - _WINDOW)
        if before > end:
            if end >= 0:
                yield start, end
            while before > 0 and not text[before - 1].isspace():
                before -= 1
            start = before
        end = min(len(text), anchor.end() + _WINDOW)
        while end < len(text) and not text[end].isspace():
            end += 1
    if end >= 0:
        yield start, end


def _plausible(kind: str, match: re.Match[str], text: str) -> bool:
    """A bare month or weekday is a name, so it begins with a capital or follows a word that only time follows."""
    word = match.group("month" if kind == "month" else "weekday") if kind in ("month", "weekday") else ""
    if kind == "month" and not match.groupdict().get("part"):
        lead = re.search(
            r"\b(in|since|of|until|till|by|from|before|during|through|and|to|for)\s+$",
            text[max(0, match.start() - 10) : match.start()],
            re.I,
        )
        return lead is not None and (
            (word[0].isupper() and len(word) > 3) or (word.lower() == "may" and word[0].isupper())
        )
    return not word or word[0].isupper() or text.islower()
