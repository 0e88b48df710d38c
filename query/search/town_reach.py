"""How far a town reaches, and which others around it are towns of their own: a place of the gazetteer in, kilometres
and towns out.

GeoNames lists quarters of large cities as towns, without saying so. One that lies in the inner half of a city, in the
same first-level region and with a far smaller population, is taken for a part of it.
"""

from functools import lru_cache
from math import pi, sqrt

from domain.globe import kilometres
from domain.places import Place, PlaceKind
from knowledge.places.gazetteer import Gazetteer
from store.search.selection import Town

NEAREST_KM, FARTHEST_KM = 3.0, 15.0
PER_KM2 = 2_500
"""So many people live on a square kilometre of a town: cities of the wars that are reported of have 2,000 to 4,000."""
CENTRE_KM = 1.0
"""So far reaches the city that a quarter lies in, where the quarter is asked about: what is placed at the city's centre
is not at the quarter, but the city takes away nothing that lies around."""
CITY = 200_000
"""From so many people on a town has parts that are listed as towns."""
INNER, SMALLER = 0.5, 3
"""A part lies within this share of the city's reach, and has at most one in so many of its people."""


def reach_km(place: Place) -> float:
    """The radius of the disc that holds a town's people, 3 to 15 km.

    >>> reach_km(Place("x", "Village", PlaceKind.CITY, None, None, 0, 0, population=500))
    3.0
    >>> round(reach_km(Place("x", "City", PlaceKind.CITY, None, None, 0, 0, population=1_000_000)), 1)
    11.3
    """
    return max(NEAREST_KM, min(FARTHEST_KM, sqrt(place.population / (PER_KM2 * pi))))


@lru_cache(4096)
def other_towns(place: Place, gazetteer: Gazetteer) -> tuple[Town, ...]:
    """The towns around one that something in its reach may be placed at or belong to."""
    km = reach_km(place)
    near = gazetteer.within(place.latitude, place.longitude, km + FARTHEST_KM)
    towns = []
    for other in near:
        apart = _away(place, other) < km + reach_km(other) and not _is_part(other, place)
        if other.kind is PlaceKind.CITY and other.id != place.id and apart:
            reach = CENTRE_KM if _is_part(place, other) else reach_km(other)
            towns.append(Town(other.id, other.latitude, other.longitude, reach))
    return tuple(towns)


def _is_part(quarter: Place, city: Place) -> bool:
    """Whether a place is a part of a city: one that the gazetteer has as a part of some city, and that this one
    reaches, or one that lies in its midst."""
    away = _away(city, quarter)
    if quarter.district:
        return not city.district and quarter.country == city.country and away <= reach_km(city)
    if city.population < CITY or (quarter.country, quarter.admin1) != (city.country, city.admin1):
        return False
    return away <= INNER * reach_km(city) and quarter.population * SMALLER <= city.population


def _away(one: Place, other: Place) -> float:
    return kilometres(one.latitude, one.longitude, other.latitude, other.longitude)
