"""Distances on the globe, and the squares that it is cut into."""

import math

KM_PER_DEGREE = 111.2
"""Of latitude."""


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """The great-circle distance between two points, in kilometres."""
    north1, north2 = math.radians(lat1), math.radians(lat2)
    east = math.radians(lon2 - lon1)
    chord = math.sin((north2 - north1) / 2) ** 2 + math.cos(north1) * math.cos(north2) * math.sin(east / 2) ** 2
    return 12742.0 * math.asin(min(1.0, math.sqrt(chord)))


def cell(latitude: float, longitude: float) -> int:
    """The half-degree square of a point; the squares of one row are consecutive."""
    return int((latitude + 90) * 2) * 1000 + int((longitude + 180) * 2)
