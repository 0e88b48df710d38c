"""Points on the globe in a question: "within 10 km of 36.2012, 37.1612". The words of each become one word.

In: the question and its words. Out: the words, and what place a word of this kind is.
"""

import re
from collections.abc import Sequence

from domain.places import POINT, Place, PlaceKind
from query.tokens import Word

_POINT = re.compile(
    r"(?<![\d.])(?P<south>-?)(?P<latitude>\d{1,2}\.\d{1,6})°?\s?(?P<north>[NSns])?"
    r"(?:\s*[,;/]\s*|\s+)(?P<west>-?)(?P<longitude>\d{1,3}\.\d{1,6})°?\s?(?P<east>[EWew])?(?![\d.]|\w)"
)


def with_points(question: str, words: Sequence[Word]) -> tuple[Word, ...]:
    """The words, those of each point taken together.

    >>> from query.tokens import cut
    >>> [word.low for word in with_points("near 36.2, 37.16 today", cut("near 36.2, 37.16 today"))]
    ['near', '36.2, 37.16', 'today']
    """
    kept = list(words)
    for match in _POINT.finditer(question):
        inside = [word for word in kept if match.start() <= word.start < match.end()]
        if not inside or (point := _named(match)) is None:
            continue
        at = kept.index(inside[0])
        spaced = match.start() == 0 or question[match.start() - 1].isspace()
        kept[at : at + len(inside)] = [Word(point, point, match.start(), match.end(), "", spaced)]
    return tuple(kept)


def point_at(word: Word) -> Place | None:
    """The point that a word stands for; None for any other word."""
    latitude, comma, longitude = word.text.partition(", ")
    try:
        north, east = float(latitude), float(longitude) if comma else 999.0
    except ValueError:
        return None
    if abs(north) > 90 or abs(east) > 180:
        return None
    number = word.text.replace(", ", "-").replace(".", "-")
    return Place(f"{POINT}{number}", word.text, PlaceKind.SITE, None, None, north, east)


def _named(match: re.Match[str]) -> str | None:
    """Both numbers as they are said back; None where they lie off the globe."""
    north, east = float(match["latitude"]), float(match["longitude"])
    if north > 90 or east > 180:
        return None
    south = bool(match["south"]) or (match["north"] or "").upper() == "S"
    west = bool(match["west"]) or (match["east"] or "").upper() == "W"
    return f"{'-' if south else ''}{match['latitude']}, {'-' if west else ''}{match['longitude']}"
