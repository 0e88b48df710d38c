"""A map of events: marks with coordinates in, a PNG out. Borders and names for bearings, a scale, sizes by toll."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handlers.drawing import canvas
from handlers.drawing.borders import CREDIT, Country, Frame, Ring, countries, fall, middle, rise
from handlers.drawing.canvas import Canvas, Spot

WIDTH, HEIGHT = 1200, 900
_FOOT = 64
_LEAST_DEGREES = 7.0  # narrower, and often no border is in sight to tell where it is
_MARGIN = 0.14
_MOST_NAMES = 18
_BAR = 200
_EARTH = 40_075.0
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
_FARTHEST = 80.0
_WHOLE = 1.0
_FEW, _LEAST_RADIUS = 30, 7.0
_SIZES = "Size: people killed and injured"


@dataclass(frozen=True, slots=True)
class Mark:
    """What happened at a place: events, people killed and injured there (None: not stated); `exact` where the town or
    site is known, not only a province or country."""

    name: str
    latitude: float
    longitude: float
    events: int
    killed: int | None
    injured: int | None
    exact: bool = True

    @property
    def toll(self) -> int:
        """People killed or injured."""
        return (self.killed or 0) + (self.injured or 0)


class Projection:
    """Mercator over a frame of the globe, as large as the picture allows; the foot is left to the legend."""

    def __init__(self, frame: Frame) -> None:
        left, right = frame.west, frame.east
        low, high = rise(frame.south), rise(frame.north)
        self._scale = min(WIDTH / (right - left), (HEIGHT - _FOOT) / (high - low))
        self._middle = (left + right) / 2, (low + high) / 2
        self._latitude = (frame.north + frame.south) / 2
        x, y = WIDTH / 2 / self._scale, (HEIGHT - _FOOT) / 2 / self._scale
        south, north = fall(self._middle[1] - y - _FOOT / self._scale), fall(self._middle[1] + y)
        self.frame = Frame(self._middle[0] - x, south, self._middle[0] + x, north)

    def spot(self, longitude: float, latitude: float) -> Spot:
        """Where a point of the globe lies in the picture."""
        x = WIDTH / 2 + (longitude - self._middle[0]) * self._scale
        return x, (HEIGHT - _FOOT) / 2 - (rise(latitude) - self._middle[1]) * self._scale

    def outline(self, ring: Ring) -> list[Spot]:
        """A ring in the picture, without the points that fall on the one before."""
        scale, middle, half = self._scale, self._middle, (HEIGHT - _FOOT) / 2
        spots: list[Spot] = []
        last_x = last_y = math.inf
        for longitude, height in ring.points:
            x, y = WIDTH / 2 + (longitude - middle[0]) * scale, half - (height - middle[1]) * scale
            if abs(x - last_x) + abs(y - last_y) >= _WHOLE:
                spots.append((x, y))
                last_x, last_y = x, y
        return spots

    def kilometres(self, pixels: float) -> float:
        """How far so many pixels are, at the middle of the picture."""
        return pixels / self._scale * _EARTH / 360 * math.cos(math.radians(self._latitude))


def draw_map(marks: Sequence[Mark], around: Frame | None, names: Mapping[str, str]) -> bytes:
    """The PNG of a map of `marks`, which takes in `around`; `names` are those of countries by their alpha-2 code."""
    projection = Projection(_frame(marks, around))
    paper = Canvas(WIDTH, HEIGHT)
    near = [country for country in countries() if any(ring.frame.touches(projection.frame) for ring in country.rings)]
    lines = [(country, _outlines(country, projection)) for country in near]
    for _, rings in lines:
        for ring in rings:
            paper.area(ring, canvas.LAND)
    for _, rings in lines:
        for ring in rings:
            paper.line(ring, canvas.LINE, 1.2)
    taken = _Taken()
    share = max(0.45, min(1.0, math.sqrt(_FEW / len(marks))))
    discs = [
        (mark, projection.spot(mark.longitude, mark.latitude), max(_LEAST_RADIUS, _radius(mark) * share))
        for mark in marks
    ]
    for _, (x, y), radius in discs:
        taken.take(x - radius, y - radius, x + radius, y + radius)
    for mark, at, radius in sorted(discs, key=lambda disc: -disc[2]):
        _mark(paper, mark, at, radius)
    _legend(paper, projection, taken)
    for mark, at, radius in sorted(discs, key=lambda disc: (-disc[0].toll, -disc[0].events))[:_MOST_NAMES]:
        _name(paper, mark, at, radius, taken)
    for country, rings in lines:
        _country_name(paper, names.get(country.code or "", country.name), rings, taken)
    return paper.png()


def _frame(marks: Sequence[Mark], around: Frame | None) -> Frame:
    """What the picture must show: every mark, and what was asked about, with a margin."""
    longitudes, latitudes = [mark.longitude for mark in marks], [mark.latitude for mark in marks]
    if around is not None:
        longitudes += [around.west, around.east]
        latitudes += [around.south, around.north]
    west, east, south, north = min(longitudes), max(longitudes), min(latitudes), max(latitudes)
    wide = max(east - west, _LEAST_DEGREES) * (0.5 + _MARGIN)
    high = max(north - south, _LEAST_DEGREES * 0.75) * (0.5 + _MARGIN)
    x, y = (west + east) / 2, (south + north) / 2
    return Frame(x - wide, max(y - high, -_FARTHEST), x + wide, min(y + high, _FARTHEST))


def _outlines(country: Country, projection: Projection) -> list[list[Spot]]:
    """The rings of a country that are seen, the largest first; those too small to be seen left out."""
    seen = [ring for ring in country.rings if ring.frame.touches(projection.frame)]
    seen.sort(key=lambda ring: (ring.frame.west - ring.frame.east) * (ring.frame.north - ring.frame.south))
    return [outline for ring in seen if len(outline := projection.outline(ring)) > 2]


def _radius(mark: Mark) -> float:
    return min(46.0, 9.0 + 3.2 * math.sqrt(mark.toll))


def _mark(paper: Canvas, mark: Mark, at: Spot, radius: float) -> None:
    if mark.killed is None and mark.injured is None:
        paper.disc(at, radius - 2, None, canvas.INK, 2.5)
    else:
        paper.disc(at, radius, (canvas.KILLED if mark.killed else canvas.INJURED) + "cc", canvas.INK, 1.5)
    if not mark.exact:
        paper.diamond(at, radius + 3, canvas.INK)


class _Taken:
    """Where words stand already, so that none cover others."""

    def __init__(self) -> None:
        self._boxes: list[tuple[float, float, float, float]] = []

    def take(self, left: float, top: float, right: float, bottom: float) -> None:
        self._boxes.append((left, top, right, bottom))

    def free(self, left: float, top: float, right: float, bottom: float) -> bool:
        inside = left >= 4 and top >= 4 and right <= WIDTH - 4 and bottom <= HEIGHT - 4
        apart = (right < a or left > c or bottom < b or top > d for a, b, c, d in self._boxes)
        return inside and all(apart)


def _name(paper: Canvas, mark: Mark, at: Spot, radius: float, taken: _Taken) -> None:
    """A place's name beside its mark, on the first side where it covers nothing; else it goes without."""
    size, (x, y) = 24, at
    wide = canvas.width_of(mark.name, size)
    sides = (
        (x + radius + 6, y - 14),
        (x - radius - 6 - wide, y - 14),
        (x - wide / 2, y - radius - 34),
        (x - wide / 2, y + radius + 6),
    )
    for left, top in sides:
        if taken.free(left, top, left + wide, top + 28):
            taken.take(left, top, left + wide, top + 28)
            paper.words(mark.name, (left, top), size)
            return


def _country_name(paper: Canvas, name: str, rings: Sequence[Sequence[Spot]], taken: _Taken) -> None:
    """A country's name in the middle of what is seen of it, where it fits."""
    largest = _clipped(rings[0]) if rings else []
    if len(largest) < 3:
        return
    x, y, ground = middle(largest)
    size = 26
    wide = canvas.width_of(name.upper(), size)
    if abs(ground) < wide * 40:
        return
    reach = (max(y for _, y in largest) - min(y for _, y in largest)) / 3
    lifts = [lift for lift in (0, -40, 40, -80, 80, -140, 140) if abs(lift) <= reach]
    for shift, lift in ((shift, lift) for shift in (0, -wide, wide) for lift in lifts):
        left, top = x - wide / 2 + shift, y - 14 + lift
        if taken.free(left, top, left + wide, top + 30):
            taken.take(left, top, left + wide, top + 30)
            paper.words(name.upper(), (left, top), size, canvas.QUIET)
            return


def _clipped(ring: Sequence[Spot]) -> list[Spot]:
    """The part of a shape within the picture (Sutherland and Hodgman's way: side by side)."""
    points = list(ring)
    for axis, limit, keep in ((0, 0.0, 1), (0, float(WIDTH), -1), (1, 0.0, 1), (1, float(HEIGHT), -1)):
        kept: list[Spot] = []
        for before, here in zip(points[-1:] + points[:-1], points, strict=True):
            inside = (here[axis] - limit) * keep >= 0
            if inside != ((before[axis] - limit) * keep >= 0):
                share = (limit - before[axis]) / (here[axis] - before[axis])
                kept.append((before[0] + share * (here[0] - before[0]), before[1] + share * (here[1] - before[1])))
            if inside:
                kept.append(here)
        points = kept
        if not points:
            break
    return points


def _legend(paper: Canvas, projection: Projection, taken: _Taken) -> None:
    """The scale bar, what the marks and their sizes mean, and whose borders they are."""
    top = HEIGHT - 52
    taken.take(0, HEIGHT - _FOOT, WIDTH, HEIGHT)
    taken.take(WIDTH - 220, 0, WIDTH, 40)
    taken.take(0, 0, 32 + canvas.width_of(_SIZES, 18), 40)
    paper.box(0, HEIGHT - _FOOT, WIDTH, HEIGHT, canvas.GROUND)
    length = max((step for step in _STEPS if step <= projection.kilometres(_BAR)), default=_STEPS[0])
    wide = length / projection.kilometres(1)
    paper.line([(24, top + 12), (24, top + 22), (24 + wide, top + 22), (24 + wide, top + 12)], canvas.INK, 2)
    paper.words(f"{length:,} km", (24 + wide + 12, top + 8), 22)
    x = 310.0
    for colour, text in ((canvas.KILLED, "killed"), (canvas.INJURED, "injured only"), (None, "no toll stated")):
        paper.disc((x, top + 20), 9, colour and colour + "cc", canvas.INK, 2)
        paper.words(text, (x + 18, top + 8), 22)
        x += 18 + canvas.width_of(text, 22) + 36
    paper.diamond((x, top + 20), 12)
    paper.words("only the province or country is known", (x + 22, top + 8), 22)
    paper.words(_SIZES, (16, 12), 18, canvas.QUIET)
    paper.words(CREDIT, (WIDTH - 16, 12), 18, canvas.QUIET, "ra")
