"""What places say of the regions that they lie in: people, extent, and the city that shares a region's name.

In: all entries of cities, first-level regions and countries. Out: the same entries, with what was found written in.
"""

from collections import defaultdict
from collections.abc import Iterable

from domain.places import Box, PlaceKind
from knowledge.folding import key
from knowledge.places.tables.entries import Entry

_OUTLIERS = 0.005  # the share of a country's places left out at each edge: far islands are not "the south"
_MARGIN = 0.1  # degrees beyond the outermost places
_LEADING = 0.2  # a city gives its name to the region only with this share of the largest city's people  # fmt: skip


def describe_regions(cities: Iterable[Entry], admin1s: Iterable[Entry], countries: Iterable[Entry]) -> None:
    """Give regions and countries their population and box, and name the twins among cities and regions."""
    inside: dict[str | None, list[Entry]] = defaultdict(list)
    for city in cities:
        inside[city.admin1].append(city)
        inside[city.country].append(city)
    for region in admin1s:
        held = inside[region.id]
        region.population = sum(city.population for city in held)
        region.extent = _box(held, 0.0)
        _pair(region, held)
    for country in countries:
        held = inside[country.country]
        country.extent = _box(held, _OUTLIERS)
        if held:
            country.latitude, country.longitude = _middle(held)


def span_regions(regions: Iterable[Entry], members: Iterable[Entry]) -> None:
    """Give named regions the extent of what they are made of."""
    known = {member.id: member for member in members}
    for region in regions:
        ids = region.admin1s or tuple(code.lower() for code in region.countries)
        boxes = [box for id in ids if (box := known[id].extent)]
        region.population = sum(known[id].population for id in ids)
        region.extent = region.box or Box(
            south=min(box.south for box in boxes),
            west=min(box.west for box in boxes),
            north=max(box.north for box in boxes),
            east=max(box.east for box in boxes),
        )


def _box(held: list[Entry], outliers: float) -> Box | None:
    if not held:
        return None
    cut = int(len(held) * outliers)
    last = len(held) - 1 - cut
    latitudes = sorted(place.latitude for place in held)
    longitudes = sorted(place.longitude for place in held)
    return Box(
        south=round(latitudes[cut] - _MARGIN, 3),
        west=round(longitudes[cut] - _MARGIN, 3),
        north=round(latitudes[last] + _MARGIN, 3),
        east=round(longitudes[last] + _MARGIN, 3),
    )


def _middle(held: list[Entry]) -> tuple[float, float]:
    weights = [(place.population + 1000) ** 0.5 for place in held]
    total = sum(weights)
    return (
        round(sum(place.latitude * weight for place, weight in zip(held, weights, strict=True)) / total, 3),
        round(sum(place.longitude * weight for place, weight in zip(held, weights, strict=True)) / total, 3),
    )


def _pair(region: Entry, held: list[Entry]) -> None:
    """Make twins of a region and the large city in it that bears its name, and give each what the other is called."""
    largest = max((place.population for place in held), default=0)
    own = {key(name) for name in (region.name, *region.aka)}
    for place in sorted(held, key=lambda place: -place.population)[:5]:
        shown = {key(name) for name in (place.name, *place.aka)}
        if place.kind is PlaceKind.CITY and place.population >= _LEADING * largest and own & shown:
            region.twin, place.twin = place.id, region.id
            place.aka = _also(place, [name for name in (region.name, *region.aka) if key(name) in shown])
            region.aka = _also(region, [name for name in (place.name, *place.aka) if key(name) in own])
            return


def _also(entry: Entry, names: list[str]) -> tuple[str, ...]:
    """The other names of an entry with these added."""
    return tuple(name for name in dict.fromkeys((*entry.aka, *names)) if name != entry.name)
