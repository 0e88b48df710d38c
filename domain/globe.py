"""Distances on the globe, rectangles around a point, and the squares that the globe is cut into.

Points in degrees, lengths in kilometres.
"""

from math import asin, cos, degrees, radians, sin, sqrt

from domain.places import Box

EARTH_RADIUS_KM = 6371.0088
"""The mean radius."""


def kilometres(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """The great-circle distance between two points.

    >>> round(kilometres(33.5138, 36.2765, 36.2021, 37.1343))  # Damascus to Aleppo
    309
    """
    north, east = radians(other_latitude - latitude) / 2, radians(other_longitude - longitude) / 2
    chord = sin(north) ** 2 + cos(radians(latitude)) * cos(radians(other_latitude)) * sin(east) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(chord)))


def boxes_around(latitude: float, longitude: float, km: float) -> tuple[Box, ...]:
    """One rectangle that holds everything within `km` of a point, or two where it crosses the 180th meridian.

    >>> [round(side, 2) for side in (boxes_around(0.0, 179.9, 111.2)[0].west, boxes_around(0.0, 179.9, 111.2)[1].east)]
    [178.9, -179.1]
    """
    high = degrees(km / EARTH_RADIUS_KM)
    south, north = max(-90.0, latitude - high), min(90.0, latitude + high)
    narrowest = min(cos(radians(south)), cos(radians(north)))
    wide = high / narrowest if narrowest > 1e-6 else 360.0
    if south <= -90.0 or north >= 90.0 or wide >= 180.0:
        return (Box(south, -180.0, north, 180.0),)
    west, east = longitude - wide, longitude + wide
    if west < -180.0:
        return Box(south, west + 360.0, north, 180.0), Box(south, -180.0, north, east)
    if east > 180.0:
        return Box(south, west, north, 180.0), Box(south, -180.0, north, east - 360.0)
    return (Box(south, west, north, east),)


def cell(latitude: float, longitude: float) -> int:
    """The half-degree square of a point; the squares of one row are consecutive."""
    return int((latitude + 90) * 2) * 1000 + int((longitude + 180) * 2)
