"""The smallest known area that a text sets an unknown name in, and the spot in it where one is told.

In: the span of the name and the known places of the text. Out: the area with the words for it, to be read behind "its
position is not known": the place that it is said to lie in, the town that it is near, the heading above it, the town
named with it, the middle of all places of the report, its country.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Doc, Span

from domain.globe import kilometres
from domain.places import Place, PlaceKind
from extraction.annotations import BlockKind, PlaceMention, block_of, is_list_of_entries, within, world_of
from extraction.entities.toponyms import between_words
from extraction.syntax.parse import text_between

SOMEWHERE_IN = "somewhere in"
"""What the reason of a place says that the text sets in another one, and not only beside it."""
_FAR_KM = 300.0
_REACH = 14  # words between a name and the place that it is set by
_LABEL = 4  # words of a paragraph within which its label stands
_MOST = 40  # places, those named most, that the middle of a report is sought among
_POINTS = frozenset({PlaceKind.CITY, PlaceKind.SITE})
_KM_PER_DEGREE, _MILE = 111.2, 1.609
_COMPASS = {
    side: 45.0 * number
    for number, side in enumerate(
        ("north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest")
    )
}
_DISTANCE = re.compile(
    r"(?P<number>\d+(?:\.\d+)?)\s*-?\s*(?P<unit>km|kms|kilomet(?:er|re)s?|miles?)\b[^.;]*?"
    r"(?P<side>(?:north|south)?[- ]?(?:east|west)|north|south)\w*\s+of\s*(?:the\s+)?(?:[a-z]+\s+){0,3}$",
    re.IGNORECASE,
)
_NEAR = re.compile(
    r"^[\s,(–—-]*(?:[a-z-]+\s+){0,6}?(?:near|close to|outside|outskirts of|north|south|east|west|\w+-?(?:east|west)"
    r"|km|miles|kilomet(?:er|re)s)\b[^.;:]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Area:
    """What a name is set by: the place, how sure (0 the surest), the words for it, and the spot where one is told."""

    place: Place
    rank: int
    how: str
    spot: tuple[float, float] | None = None


class Surroundings:
    """The known places of a text that names without a position are set by."""

    def __init__(self, doc: Doc, known: list[PlaceMention], countries: Mapping[str, float]) -> None:
        spoken = {i for m in doc._.actors for i in range(m.span.start, m.span.end)}
        self._doc = doc
        self._countries = countries
        self._known = [m for m in known if m.span.start not in spoken or m.place.kind is PlaceKind.COUNTRY]
        self._at_home = [m for m in self._known if not countries or m.place.country in countries]

    def area(self, name: Span) -> Area | None:
        """The smallest known area that the text sets a name in."""
        sentence = name.sent
        after = within(self._known, name.end, min(sentence.end, name.end + _REACH))
        if after and (area := _set_by(name, after[0])):
            return area
        before = within(self._at_home, sentence.start, name.start)
        if before and _joined(self._doc, before[-1].span.end, name.start):
            return Area(before[-1].place, 1, f"{SOMEWHERE_IN} {before[-1].place.name}")
        if over := self._over(name):
            return _shown_at(over.place, 2, "the heading above it")
        beside = [m for m in within(self._at_home, sentence.start, sentence.end) if m.place.kind in _POINTS]
        if beside:
            return _shown_at(min(beside, key=lambda m: abs(m.span.start - name.start)).place, 3, "named with it")
        if self._middle is not None:
            return _shown_at(self._middle, 4, "in the midst of the places that the report names")
        return self._country

    def _over(self, name: Span) -> PlaceMention | None:
        """The place of a heading above a name, of its entry's dateline, or of the label that opens its paragraph."""
        block = block_of(self._doc, name.start)
        label = [
            m
            for m in within(self._at_home, block.start, min(block.start + _LABEL, name.start))
            if m.span.end < len(self._doc) and self._doc[m.span.end].text == ":"
        ]
        above = block_of(self._doc, block.start - 1) if block.start else block
        if above.kind is BlockKind.DATELINE and is_list_of_entries(self._doc):
            label = [*within(self._at_home, above.start, above.end), *label]
        headings = [m for each in block.headings for m in within(self._at_home, each.start, each.end)]
        return next(reversed([*headings, *label]), None)

    @cached_property
    def _middle(self) -> Place | None:
        """The place from which it is not far to the others; what lies far off counts no more than what lies off."""
        closer = [
            m.place
            for m in self._at_home
            if m.place.kind not in (PlaceKind.COUNTRY, PlaceKind.REGION)
            and block_of(self._doc, m.span.start).kind is not BlockKind.DATELINE
        ]
        points = [place for place in closer if place.kind in _POINTS] or closer
        places = [place for place, _ in Counter(points).most_common(_MOST)]
        return min(places, key=lambda one: sum(min(_FAR_KM, _km(one, other)) for other in places), default=None)

    @cached_property
    def _country(self) -> Area | None:
        code = max(self._countries, key=lambda code: self._countries[code], default="")
        country = world_of(self._doc).gazetteer.country(code) if code else None
        return Area(country, 5, f"{SOMEWHERE_IN} {country.name}") if country else None


def _shown_at(place: Place, rank: int, why: str) -> Area:
    return Area(place, rank, f"shown at {place.name}, {why}")


def _set_by(name: Span, mention: PlaceMention) -> Area | None:
    """ "X, Y district", "X, 40 km north of Y", "X, near Y": what the place named after it says."""
    place, doc = mention.place, name.doc
    if joined := between_words(doc, name.end, mention.span.start):
        listed = joined == [","] and place.kind in _POINTS
        return _shown_at(place, 1, "named with it") if listed else Area(place, 0, f"{SOMEWHERE_IN} {place.name}")
    between = text_between(doc, name.end, mention.span.start) + " "
    far = _DISTANCE.search(between)
    if far and place.kind in _POINTS:
        km = float(far["number"]) * (_MILE if far["unit"].lower().startswith("mile") else 1.0)
        side = re.sub("[- ]", "", far["side"].lower())
        return Area(place, 0, f"{far[0].strip()} {place.name}", _moved(place, km, _COMPASS[side]))
    return _shown_at(place, 1, "near which it lies") if _NEAR.match(between) else None


def _moved(place: Place, km: float, angle: float) -> tuple[float, float]:
    """The spot so many kilometres from a place, by compass (north 0, east 90)."""
    north, east = km * math.cos(math.radians(angle)), km * math.sin(math.radians(angle))
    width = _KM_PER_DEGREE * max(0.1, math.cos(math.radians(place.latitude)))
    return round(place.latitude + north / _KM_PER_DEGREE, 4), round(place.longitude + east / width, 4)


def _joined(doc: Doc, end: int, start: int) -> bool:
    """ "In Kherson, Korabelnyi district", "Mandera's X", "Taiz: X"."""
    between = [token.lower_ for token in doc[end:start] if not token.is_space]
    return 0 < len(between) <= 2 and between[0] in (",", "'s", "’s", ":", "/", "(", "-", "–") and "and" not in between


def _km(one: Place, other: Place) -> float:
    return kilometres(one.latitude, one.longitude, other.latitude, other.longitude)
