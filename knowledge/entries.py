"""A place on its way into the compiled gazetteer: what the readers of our sources give and `compile` writes down."""

from dataclasses import dataclass, field

from domain.places import Box, PlaceKind


@dataclass(slots=True)
class Entry:
    """A place with all its names. `id`, `country` and `admin1` are those of `domain.places.Place`."""

    id: str
    name: str
    kind: PlaceKind
    country: str | None
    admin1: str | None
    latitude: float
    longitude: float
    population: int = 0
    aka: tuple[str, ...] = ()
    folded: set[str] = field(default_factory=set)
    """Further names, in folded form already."""
    countries: tuple[str, ...] = ()
    admin1s: tuple[str, ...] = ()
    box: Box | None = None
    extent: Box | None = None
    """Where its places lie; `box` is what a region is made of."""
    tongues: int = 0
    """In how many spellings GeoNames knows the place: a measure of its fame. 0 for places of our own tables."""
    twin: str | None = None
    """For a city the first-level region of the same name round it, for the region the city."""
