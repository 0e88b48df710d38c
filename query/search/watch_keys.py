"""A selection's keys: what narrows it most, so that only events which share a key need be held against it.

    areas and actors, countries only     an actor in a country: `@usa sy`
    areas                                a country `sy`, a region `sy-07`, a place `gn-163808`, squares of the globe
    actors                               `@usa`
    nothing of these                     `any`

Where kinds are asked for, each key is one of a kind: `sy#drone-strike`. The keys of an event are the areas that it is
filed under and the squares that its towns and sites lie in, each alone and with its kind.
"""

from collections.abc import Iterable, Iterator
from itertools import product

from domain.globe import boxes_around
from domain.places import Box
from store.chats.watches import ANY, SQUARES, square, with_kind
from store.events.rows import actor_area
from store.search.selection import Area, Around, AtPlace, InAdmin1, InBox, InCountry, Selection

MOST = 600
"""So many keys at most are filed for a watch; what would need more is filed under fewer and wider ones."""


def keys_of(selection: Selection) -> frozenset[str]:
    """The keys of a selection: every event that matches it has one of them."""
    choices = (_of_actors_there, _of_areas, _of_actors)
    found = (frozenset(choose(selection)) for choose in choices)
    keys = next((keys for keys in found if 0 < len(keys) <= MOST), frozenset({ANY}))
    if selection.types and len(keys) * len(selection.types) <= MOST:
        return frozenset(with_kind(key, kind) for key, kind in product(keys, selection.types))
    return keys


def _of_actors_there(selection: Selection) -> Iterator[str]:
    countries = [area.country.lower() for area in selection.areas if isinstance(area, InCountry)]
    if countries and len(countries) == len(selection.areas) and selection.actors:
        for actor, country in product(selection.actors[0].actors, countries):
            yield actor_area(actor, country)


def _of_areas(selection: Selection) -> Iterator[str]:
    for area in selection.areas:
        yield from _of_area(area)


def _of_area(area: Area) -> Iterable[str]:
    match area:
        case InCountry(country):
            return [country.lower()]
        case InAdmin1(admin1):
            return [admin1]
        case AtPlace(place):
            return [place]
        case InBox(_, countries) if countries:
            return [country.lower() for country in countries]
        case InBox(box, _):
            return _squares([box])
        case Around(latitude, longitude, km):
            return _squares(boxes_around(latitude, longitude, km))


def _of_actors(selection: Selection) -> Iterator[str]:
    if selection.actors:
        yield from map(actor_area, selection.actors[0].actors)


def _squares(boxes: Iterable[Box]) -> Iterable[str]:
    """The squares that boxes touch, as small as a watch can have them; the key of every event, where even the large
    ones would be too many."""
    there = tuple(boxes)
    for size in SQUARES:
        steps = [(_steps(box.south, box.north, size), _steps(box.west, box.east, size)) for box in there]
        if sum(len(across) * len(along) for across, along in steps) <= MOST:
            return [square(*point, size) for across, along in steps for point in product(across, along)]
    return [ANY]


def _steps(low: float, high: float, size: float) -> list[float]:
    """Points from one side to the other, the sides among them, no further apart than a square is wide."""
    return [*(low + size * step for step in range(int((high - low) / size) + 1)), high]
