"""The shapes of countries for maps: `borders.json` in, rings of points in Mercator's projection out.

They are those of Natural Earth (public domain); tools/derive_borders.py wrote the file.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

CREDIT = "Borders: Natural Earth"

_FARTHEST = 83.0
_HALF = 180.0

Point = tuple[float, float]
"""Longitude, and the height that Mercator gives its latitude, in degrees."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle of the globe in degrees."""

    west: float
    south: float
    east: float
    north: float

    def touches(self, other: "Frame") -> bool:
        """Whether the two share ground."""
        across = self.west <= other.east and other.west <= self.east
        return across and self.south <= other.north and other.south <= self.north


@dataclass(frozen=True, slots=True)
class Ring:
    """A closed line of points, and the rectangle of the globe around it. An enclave is a ring of its own; one that runs
    over the 180th meridian goes on beyond 180 degrees."""

    points: tuple[Point, ...]
    frame: Frame


@dataclass(frozen=True, slots=True)
class Country:
    """A country's ISO alpha-2 code (None for ground without one), its name, and its rings."""

    code: str | None
    name: str
    rings: tuple[Ring, ...]


@cache
def countries() -> tuple[Country, ...]:
    """Every country, read once."""
    facts = json.loads(files("handlers.drawing").joinpath("borders.json").read_text(encoding="utf-8"))
    arcs = [_arc(steps, facts["grain"]) for steps in facts["arcs"]]
    return tuple(
        Country(one["code"], one["name"], tuple(_ring(ring, arcs) for ring in one["rings"]))
        for one in facts["countries"]
    )


def frame_of(code: str) -> Frame | None:
    """The rectangle around the largest ring of a country, where its far islands do not count; None for none known."""
    found = next((country for country in countries() if country.code == code), None)
    if found is None:
        return None
    return largest_ring(found).frame


def largest_ring(country: Country) -> Ring:
    """The ring of a country that fills the largest rectangle."""
    return max(country.rings, key=lambda r: (r.frame.east - r.frame.west) * (r.frame.north - r.frame.south))


def middle(ring: Sequence[Point]) -> tuple[float, float, float]:
    """The centre of gravity of a shape, and its signed ground in the square of the unit."""
    ground = x = y = 0.0
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = ax * by - bx * ay
        ground, x, y = ground + cross, x + (ax + bx) * cross, y + (ay + by) * cross
    if abs(ground) < 1e-9:
        return ring[0][0], ring[0][1], 0.0
    return x / (3 * ground), y / (3 * ground), ground / 2


def rise(latitude: float) -> float:
    """The height that Mercator gives a latitude; those near the poles are drawn at 83 degrees."""
    bounded = max(-_FARTHEST, min(_FARTHEST, latitude))
    return math.degrees(math.asinh(math.tan(math.radians(bounded))))


def fall(height: float) -> float:
    """The latitude of a height."""
    return math.degrees(math.atan(math.sinh(math.radians(height))))


def _arc(steps: list[int], grain: int) -> list[Point]:
    x, y = steps[0], steps[1]
    points = [(x / grain, rise(y / grain))]
    for at in range(2, len(steps), 2):
        x, y = x + steps[at], y + steps[at + 1]
        points.append((x / grain, rise(y / grain)))
    return points


def _ring(numbers: list[int], arcs: list[list[Point]]) -> Ring:
    points: list[Point] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    xs = [x for x, _ in points]
    if max(xs) - min(xs) > _HALF:
        points = _unrolled(points)
        xs = [x for x, _ in points]
    heights = [height for _, height in points]
    return Ring(tuple(points), Frame(min(xs), fall(min(heights)), max(xs), fall(max(heights))))


def _unrolled(points: list[Point]) -> list[Point]:
    """The points without the leap where a line runs over the 180th meridian."""
    turn, unrolled = 0.0, [points[0]]
    for (before, _), (x, height) in pairwise(points):
        if abs(x - before) > _HALF:
            turn += 2 * _HALF if x < before else -2 * _HALF
        unrolled.append((x + turn, height))
    return unrolled
