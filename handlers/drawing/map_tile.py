"""The ground of a map on the web, square by square: the number of a tile in, a PNG of land, borders and names out.

Tiles are numbered as everywhere: at zoom z the globe is 2**z tiles wide and high, 0/0 in the north-west. A name has its
place on the globe, so that what one tile cuts off the next one goes on with.
"""

import math
from functools import lru_cache

from handlers.drawing import canvas
from handlers.drawing.borders import Country, Frame, Ring, countries, fall, largest_ring, middle
from handlers.drawing.canvas import Canvas, Spot

SIDE = 256
FINEST = 12
_ROUND = 360.0
_KEPT = 1024  # tiles of a few kilobytes
_SIZE = 13
_COARSEST_NAMES = 3


@lru_cache(maxsize=_KEPT)
def draw_tile(z: int, x: int, y: int) -> bytes:
    """The PNG of a tile."""
    paper = Canvas(SIDE, SIDE)
    ground = _Ground(z, x, y)
    seen = [(country, rings) for country in countries() if (rings := ground.outlines(country))]
    for _, rings in seen:
        for ring in rings:
            paper.area(ring, canvas.LAND)
    for _, rings in seen:
        for ring in rings:
            paper.line(ring, canvas.LINE)
    if z >= _COARSEST_NAMES:
        for country, _ in seen:
            _name(paper, country, ground)
    return paper.png()


class _Ground:
    """The part of the globe on a tile, and where its points lie there."""

    def __init__(self, z: int, x: int, y: int) -> None:
        self._pixels = SIDE * (1 << z) / _ROUND  # of a degree of longitude, and of Mercator's height
        wide = _ROUND / (1 << z)
        self._west, self._top = x * wide - _ROUND / 2, _ROUND / 2 - y * wide
        self._frame = Frame(self._west, fall(self._top - wide), self._west + wide, fall(self._top))

    def spot(self, longitude: float, height: float) -> Spot:
        """Where a point lies on the tile, in pixels."""
        return (longitude - self._west) * self._pixels, (self._top - height) * self._pixels

    def outlines(self, country: Country) -> list[list[Spot]]:
        """The rings of a country that touch the tile, also where they run on over the 180th meridian."""
        return [
            outline
            for ring in country.rings
            for turn in (0.0, -_ROUND, _ROUND)
            if self._touches(ring, turn) and len(outline := self._outline(ring, turn)) > 2
        ]

    def width(self, ring: Ring) -> float:
        """How wide a ring is in pixels."""
        return (ring.frame.east - ring.frame.west) * self._pixels

    def _touches(self, ring: Ring, turn: float) -> bool:
        frame = ring.frame
        return Frame(frame.west + turn, frame.south, frame.east + turn, frame.north).touches(self._frame)

    def _outline(self, ring: Ring, turn: float) -> list[Spot]:
        """A ring in pixels, without the points that fall on the one before."""
        spots: list[Spot] = []
        last_x = last_y = math.inf
        for longitude, height in ring.points:
            x, y = self.spot(longitude + turn, height)
            if abs(x - last_x) + abs(y - last_y) >= 0.5:
                spots.append((x, y))
                last_x, last_y = x, y
        return spots


def _name(paper: Canvas, country: Country, ground: _Ground) -> None:
    """A country's name in the middle of its largest ring, where it is no wider than that."""
    largest = largest_ring(country)
    if canvas.width_of(country.name, _SIZE) < ground.width(largest):
        x, y, _ = middle(largest.points)
        paper.words(country.name, ground.spot(x, y), _SIZE, canvas.QUIET, "mm")
