"""Numbers of people in a text: digits and words, bounds, ranges, dozens and scores → `Quantity` with its characters.

The words stand in `lexicon/numbers.toml`.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from domain.casualties import MOST
from extraction.lexicon import table

_REMEMBERED = 10_000  # numbers as they are written


@dataclass(frozen=True, slots=True)
class Quantity:
    """How many: `low` and `high` None where the text leaves that side open; `start`, `end` are characters."""

    start: int
    end: int
    low: int | None
    high: int | None
    text: str
    last: int | None = None  # the second number of a range as it is written: 42 of "from 59 to 42"

    @property
    def best(self) -> int | None:
        """The one number to quote: what is stated, the low end of "at least" or a range; None where none is."""
        return self.high if self.low is None else self.low


def _any_of(words: Any) -> str:
    return "|".join(sorted((re.escape(word).replace(r"\ ", r"\s+") for word in words), key=len, reverse=True))


@cache
def _pattern() -> re.Pattern[str]:
    words = table("numbers")
    scale = _any_of(words["scales"])
    units, tens = _any_of(words["units"]), _any_of(words["tens"])
    small = rf"(?:(?:{tens})(?:[\s-]+(?:{units})\b)?|(?:{units})\b)"
    # "And" stands within a number after its hundreds only: "one hundred and five", not "between four and five"
    spelled = rf"{small}(?:[\s-]+(?:{scale})\b(?:(?:\s+and)?[\s-]+{small})?){{0,3}}"
    digits = rf"\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d{{1,9}}(?:\.\d+)?(?:\s+(?:{scale})\b)?"
    card = rf"(?:{_any_of(words['fixed'])}|{spelled}|{digits})"
    bounds = words["bounds"]
    return re.compile(
        rf"(?<![\w.,$€£/-])(?:"
        rf"all\s+but\s+(?P<but>{card})\s+of\s+(?:the|its|their|his|her)\s+(?P<all>{card})(?=\s)"
        rf"|(?P<none>no|zero)\b(?=\s)(?!\s+(?:fewer|less|more)\s+than)"
        rf"|(?:(?P<low>{_any_of(bounds['low'])})\s+|(?P<high>{_any_of(bounds['high'])})\s+)?"
        rf"(?:(?:{_any_of(bounds['about'])})\s+){{0,2}}"
        rf"(?P<between>between\s+)?(?P<one>{card})"
        rf"(?:(?:[-–—]|\s+(?:to|or)\s+|(?(between)\s+and\s+|(?!)))(?P<two>{card})(?=\W|$))?"
        rf"(?P<after>\+|\s+(?:{_any_of(bounds['after_low'])})\b|-odd\b)?"
        rf"|(?:(?P<lowp>at least|more than|over)\s+)?(?P<plural>{_any_of(words['plurals'])})\b"
        rf"|(?P<unnumbered>{_any_of(words['unnumbered']['words'])})\b"
        rf")(?![\w%°]|-(?!\d)\w*(?:old|long|storey|story|hour|day|week|month|year|km|point|inch|pound|metre|meter))",
        re.IGNORECASE,
    )


def quantities(text: str) -> list[Quantity]:
    """The numbers in `text` that may count people, in order."""
    found = []
    for match in _pattern().finditer(text):
        quantity = _read(match)
        if quantity is not None:
            found.append(quantity)
    return found


def _read(match: re.Match[str]) -> Quantity | None:
    start, end, text = match.start(), match.end(), match.group()
    if match["none"]:
        return Quantity(start, end, 0, 0, text)
    if match["all"]:
        whole, left = number(match["all"]), number(match["but"])
        return (
            None
            if whole is None or left is None or not left <= whole <= MOST
            else Quantity(start, end, whole - left, whole - left, text)
        )
    if match["plural"]:
        return Quantity(start, end, table("numbers")["plurals"][_spaced(match["plural"])], None, text)
    if match["unnumbered"]:
        return Quantity(start, end, None, None, text)
    first = number(match["one"])
    second = number(match["two"]) if match["two"] else None
    if first is None or max(first, second or 0) > MOST:
        return None
    if second is not None:
        return Quantity(start, end, min(first, second), max(first, second), text, second)
    if match["low"] or (match["after"] and match["after"] != "-odd"):
        return Quantity(start, end, first, None, text)
    if match["high"]:
        return Quantity(start, end, None, first, text)
    return Quantity(start, end, first, first, text)


def _spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text.lower())


@lru_cache(_REMEMBERED)
def number(text: str) -> int | None:
    """The value of a cardinal in digits or words: "1,200", "twenty-five", "two dozen", "one hundred and five"."""
    words = table("numbers")
    plain = _spaced(text).strip()
    if plain in words["fixed"]:
        return int(words["fixed"][plain])
    total, current, seen = 0, 0.0, False
    for word in re.split(r"[\s-]+", plain):
        if word in ("and", "a"):
            continue
        value = words["units"].get(word, words["tens"].get(word))
        if value is None and re.fullmatch(r"[\d,]+(?:\.\d+)?", word):
            value = float(word.replace(",", ""))
        if value is not None:
            current += value
        elif word in words["scales"]:
            current = max(current, 1) * words["scales"][word]
            if words["scales"][word] >= 1000:
                total, current = total + int(current), 0
        else:
            return None
        seen = True
    return total + int(current) if seen else None


def ordinal(word: str) -> int | None:
    """ "sixth" is 6, "12th" is 12; None for other words."""
    if match := re.fullmatch(r"(\d{1,4})(?:st|nd|rd|th)", word.lower()):
        return int(match[1])
    value = table("numbers")["ordinals"].get(word.lower())
    return int(value) if value is not None else None
