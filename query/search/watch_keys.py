"""A selection's keys: what narrows it most, so that only events which share a key need be held against it.

    areas and actors, countries only     an actor in a country: `@usa sy`
    areas                                a country `sy`, a region `sy-07`, a place `gn-163808`, squares of the globe
    actors                               `@usa`
    words                                the longest of them, or each where one is enough: `"hospit`
    nothing of these                     what was hit, who stands behind it, how many people: `any!hospital≥killed 8`

Where kinds are asked for, each key but a word is one of a kind: `sy#drone-strike`. An event has the keys of all that is
known of it (`store/chats/watch_keys.py`).
"""

from collections.abc import Iterable, Iterator
from itertools import product

from domain.casualties import Outcome
from domain.globe import boxes_around
from domain.places import Box
from store.chats.watch_keys import ANY, HARMS, SQUARES, facet_key, square, toll_key, with_kind, word_key
from store.events.rows import actor_area
from store.search.selection import Area, Around, AtPlace, InAdmin1, InBox, InCountry, Selection
from store.tokens import terms_in

MOST = 600
"""So many keys at most are filed for a watch; what would need more is filed under fewer and wider ones."""


def keys_of(selection: Selection) -> frozenset[str]:
    """The keys of a selection: every event that matches it has one of them."""
    choices = (_of_actors_there, _of_areas, _of_actors, _of_words, _of_facets)
    found = (frozenset(choose(selection)) for choose in choices)
    keys = next(keys for keys in found if 0 < len(keys) <= MOST)
    if keys and min(keys).startswith('"'):
        return keys
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


def _of_words(selection: Selection) -> Iterator[str]:
    keys = [(term, word_key(term)) for term in terms_in(selection.words)]
    if not keys or any(key is None for _, key in keys):
        return
    wanted = keys if selection.any_word else [max(keys, key=lambda one: len(one[0]))]
    yield from (key for _, key in wanted if key)


def _of_facets(selection: Selection) -> Iterator[str]:
    """One key at least: that of every event, where nothing of this is asked for."""
    targets = [f"!{kind.value}" for kind in selection.targets] or [""]
    statuses = [f"={status.value}" for status in selection.statuses] or [""]
    harms = tuple(sorted(selection.outcomes)) or (Outcome.INJURED, Outcome.KILLED)
    counted = {tuple(sorted(each)) for each in HARMS}
    toll = toll_key(harms, selection.at_least) if selection.at_least and harms in counted else ""
    yield from (facet_key(*each, toll) for each in product(targets, statuses))


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
