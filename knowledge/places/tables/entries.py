"""A place on its way into the compiled gazetteer, and how well known it is.

Fame decides between namesakes where nothing else does: size, the number of languages that have a name for a place, and
above all whether there is war. In reports of armed conflict a village under fire is likelier meant than a quiet town of
its name, unless that is far larger.
"""

import math
from dataclasses import dataclass, field

from domain.places import Box, PlaceKind

_IN_THE_NEWS = 0.25  # villages of our own table stand there since they are in the news
WAR_BONUS = (0.0, 0.15, 0.3, 0.42)
"""By the `war` column of countries.csv: none, tension or remnants, armed conflict in parts, war."""


@dataclass(slots=True)
class Entry:
    """A place with all its names. `id`, `country` and `admin1` are those of `domain.places.Place`."""

    id: str
    name: str
    kind: PlaceKind
    country: str | None
    admin1: str | None
    latitude: float
    longitude: float
    population: int = 0
    aka: tuple[str, ...] = ()
    folded: set[str] = field(default_factory=set)
    """Further names, in folded form already."""
    countries: tuple[str, ...] = ()
    admin1s: tuple[str, ...] = ()
    box: Box | None = None
    extent: Box | None = None
    """Where its places lie; `box` is what a region is made of."""
    tongues: int = 0
    """In how many spellings GeoNames knows the place: a measure of its fame. 0 for places of our own tables."""
    district: bool = False
    """A part of a city."""
    twin: str | None = None
    """For a city the first-level region of the same name round it, for the region the city."""


def prominence(entry: Entry, war: int) -> float:
    """How well known a place is, 0..1."""
    if entry.kind is PlaceKind.COUNTRY:
        return 0.9 + 0.1 * _size(entry.population / 20)
    if entry.kind is PlaceKind.REGION:
        return 0.9
    if entry.kind is PlaceKind.SITE:
        return 0.72
    if entry.kind is PlaceKind.ADMIN1:
        quiet = 0.2 + 0.65 * _size(entry.population)
    else:
        quiet = 0.85 * _size(entry.population) + 0.15 * min(1.0, entry.tongues / 60)
        if not entry.tongues:
            quiet = max(quiet, _IN_THE_NEWS)
    return quiet + WAR_BONUS[war] * (1 - quiet)


def _size(population: float) -> float:
    """0 for 300 people, 1 for ten million."""
    return min(1.0, max(0.0, (math.log10(max(population, 1)) - 2.5) / 4.5))
