"""What lies around a point: degrees and kilometres in, rectangles out."""

from math import cos, degrees, radians

from domain.globe import EARTH_RADIUS_KM
from domain.places import Box


def boxes_around(latitude: float, longitude: float, km: float) -> tuple[Box, ...]:
    """One rectangle that holds everything within `km` of a point, or two where it crosses the 180th meridian."""
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
