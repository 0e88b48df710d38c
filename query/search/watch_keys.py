"""A selection's keys: what narrows it most, so that only events which share a key need be held against it.

    areas and actors, countries only     an actor in a country: `@usa sy`
    areas                                a country `sy`, a region `sy-07`, a place `gn-163808`, squares of the globe
    `+25433` actors                               `@usa`
    kinds                                `#drone-strike`
    nothing of these                     `any`

The keys of an event are the areas that it is filed under, its kind, and the squares that its towns and sites lie in.
"""

from collections.abc import Iterable, Iterator
from itertools import product

from domain.globe import boxes_around
from domain.places import Box
from store.chats.watches import ANY, square
from store.events.rows import actor_area
from store.search.selection import Area, Around, AtPlace, InAdmin1, InBox, InCountry, Selection

MOST = 600
"""So many keys at most are filed for a watch; what would need more is filed under something wider."""

HALF = 0.5
"""The sides of a square, in degrees."""


def keys_of(selection: Selection) -> frozenset[str]:
    """The keys of a selection: every event that matches it has one of them."""
    choices = (_of_actors_there, _of_areas, _of_actors, _of_kinds)
    found = (frozenset(choose(selection)) for choose in choices)
    return next((keys for keys in found if 0 < len(keys) <= MOST), frozenset({ANY}))


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


def _of_kinds(selection: Selection) -> Iterator[str]:
    for kind in selection.types:
        yield f"#{kind}"


def _squares(boxes: Iterable[Box]) -> Iterable[str]:
    """The squares that boxes touch; the key of every event, where that would be too many."""
    steps = [(_steps(box.south, box.north), _steps(box.west, box.east)) for box in boxes]
    if sum(len(across) * len(along) for across, along in steps) > MOST:
        return [ANY]
    return [square(*point) for across, along in steps for point in product(across, along)]


def _steps(low: float, high: float) -> list[float]:
    """Points from one side to the other, the sides among them, no further apart than a square is wide."""
    count = int((high - low) / HALF) + 1
    return [*(low + HALF * step for step in range(count)), high]
