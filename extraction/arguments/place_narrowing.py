"""The places that an event keeps: from those that its sentences name to those where it happened.

In: `draft.places` with the reasons. Out: the same places, of which those that only help to find the others are marked
as mentioned: the province or country around a town that is named, the city that a village is said to lie some way from.
"""

from dataclasses import replace

from domain.globe import kilometres
from domain.places import EventPlace, Place, PlaceKind, PlaceRole, has_position
from extraction.entities.toponym_choice import lies_in
from extraction.entities.unknown_places import SOMEWHERE_IN

AT_A_DISTANCE = "at a distance from it"
BESIDE = "beside it"
AROUND = "the district around it"
_BIG, _CITY_KM = 150_000, 30  # people of a city that has quarters, and how far they reach
_DISTRICT_KM = 90  # no village lies farther from the town that its district is named after
_RANK = {PlaceKind.SITE: 0, PlaceKind.CITY: 1, PlaceKind.ADMIN1: 2, PlaceKind.REGION: 3, PlaceKind.COUNTRY: 4}


def arranged(places: list[EventPlace]) -> list[EventPlace]:
    """The places with the most specific first, then where it was launched from; those only mentioned are left out."""
    located = [place for place in places if place.role == PlaceRole.LOCATION]
    others = [place for place in places if place.role == PlaceRole.ORIGIN]
    located.sort(key=lambda place: _RANK[place.place.kind])
    return [*located, *others]


def narrowed(places: list[EventPlace]) -> list[EventPlace]:
    """The places with those that a closer one makes superfluous as mentioned, after the others."""
    located = [place for place in places if place.role == PlaceRole.LOCATION]
    points = [place.place for place in located if _is_point(place.place)]
    superfluous = [
        place
        for place in located
        if any(_is_closer(other, place) for other in located) or _is_a_doers(place.place, points)
    ]
    kept = [place for place in places if place not in superfluous]
    return [*kept, *(replace(place, role=PlaceRole.MENTIONED) for place in superfluous)]


def _is_a_doers(place: Place, points: list[Place]) -> bool:
    """Whether a country stands beside a town of another one: it is named for what it did, not as the place."""
    return place.kind is PlaceKind.COUNTRY and bool(points) and all(point.country != place.country for point in points)


def _is_closer(one: EventPlace, other: EventPlace) -> bool:
    """Whether one place tells better than the other where it was: it lies in it, or is the spot that the other, said
    to be near or so far away, only helps to find."""
    if one.place.id == other.place.id:
        return False
    if _is_somewhere_in(other.place, one.place) or _is_somewhere_in(one.place, other.place):
        quarter = _is_point(other.place) and SOMEWHERE_IN in one.reason  # it is found by its city's name, too
        return _is_somewhere_in(one.place, other.place) and not quarter
    if AROUND in other.reason and AROUND not in one.reason and _looseness(one) == 0 and _is_point(one.place):
        return _km(one.place, other.place) < _DISTRICT_KM and not _is_city_of(one.place, other.place)
    if AROUND in one.reason and AROUND not in other.reason and _is_city_of(other.place, one.place):
        return True
    if _looseness(other) != _looseness(one):
        return _looseness(one) < _looseness(other) and _is_point(one.place)
    return _RANK[one.place.kind] < _RANK[other.place.kind] and contains(other.place, one.place)


def _is_somewhere_in(one: Place, other: Place) -> bool:
    """Whether a place that is known by its name alone was set in the other one."""
    return not has_position(one) and one.parent == other.id


def _km(one: Place, other: Place) -> float:
    return kilometres(one.latitude, one.longitude, other.latitude, other.longitude)


def _is_city_of(city: Place, district: Place) -> bool:
    """ "Baghdad's Ghazaliya district": a quarter of a big city is closer than the city."""
    bigger = city.population >= _BIG and city.population > district.population
    return bigger and _km(city, district) < _CITY_KM


def _is_point(place: Place) -> bool:
    return place.kind in (PlaceKind.CITY, PlaceKind.SITE)


def _looseness(place: EventPlace) -> int:
    """How far the words leave the event from the place: in it, beside it, so many kilometres away."""
    return 2 if AT_A_DISTANCE in place.reason else 1 if BESIDE in place.reason else 0


def contains(outer: Place, inner: Place) -> bool:
    """Whether one place takes in the other, by their codes or by the outer's bounds."""
    if outer.kind == PlaceKind.REGION and outer.box is not None:
        box = outer.box
        return box.south <= inner.latitude <= box.north and box.west <= inner.longitude <= box.east
    return lies_in(inner, outer)
