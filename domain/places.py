"""Places: what the gazetteer knows, and how an event stands to one."""

import re
import unicodedata
import zlib
from dataclasses import dataclass
from enum import StrEnum

POINT = "point-"
"""Begins the id of a point that is given by its coordinates alone."""

_NAMED = "named-"  # how the ids of places begin that are known by their name alone


class PlaceKind(StrEnum):
    """How large a place is; the parent chain runs site < city < admin1 < country < region."""

    COUNTRY = "country"
    REGION = "region"
    ADMIN1 = "admin1"
    CITY = "city"
    SITE = "site"


class PlaceRole(StrEnum):
    """What a place is to an event: where it happened, where it was launched from, or merely named."""

    LOCATION = "location"
    ORIGIN = "origin"
    MENTIONED = "mentioned"


@dataclass(frozen=True, slots=True)
class Box:
    """A latitude/longitude rectangle in degrees (WGS 84)."""

    south: float
    west: float
    north: float
    east: float


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the gazetteer.

    `id` is kebab-case: `sy` a country, `sy-07` a first-level region (GeoNames admin1 code), `gn-163808` a GeoNames
    place, `site-al-tanf`, `region-donbas`. `country` is ISO 3166-1 alpha-2 in capitals, None for a region over several
    states or the open sea. `admin1` is the id of the first-level region that it lies in (its own id for an admin1).
    A region is made of `admin1s` (ids), of whole `countries` (alpha-2), or of a `box` within its `countries`.
    `aka` are other accepted names, shown to people only where they help. `district` is a city that is part of another.
    """

    id: str
    name: str
    kind: PlaceKind
    country: str | None
    admin1: str | None
    latitude: float
    longitude: float
    population: int = 0
    parent: str | None = None
    countries: tuple[str, ...] = ()
    admin1s: tuple[str, ...] = ()
    box: Box | None = None
    aka: tuple[str, ...] = ()
    district: bool = False

    def __hash__(self) -> int:
        """By the id alone: places are looked up by the thousand while a dataset is read."""
        return hash(self.id)


def point_id(kind: PlaceKind, latitude: float, longitude: float) -> str:
    """The id of a place that is known by its coordinates alone, in degrees. A town and the area around it, which
    datasets code with one point, are two places: sums are kept for the one and not for the other."""
    what = "point" if kind in (PlaceKind.CITY, PlaceKind.SITE) else "area"
    return f"{what}-{latitude:.4f}-{longitude:.4f}"


def named_place(name: str, kind: PlaceKind, area: Place, spot: tuple[float, float] | None = None) -> Place:
    """A place that is known by its name alone, somewhere in an area; shown at a spot in it, else in its middle.

    The id is made of the name and the first-level region, or the country where no region is known, so that reports
    that set it beside different towns of a region mean one place.
    """
    latitude, longitude = spot or (area.latitude, area.longitude)
    letters = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    slug = re.sub("[^a-z0-9]+", "-", letters).strip("-") or f"{abs(zlib.crc32(name.encode())):x}"
    around = area.admin1 or (area.country or area.id).lower()
    return Place(
        id=f"{_NAMED}{slug}-{around}",
        name=name,
        kind=kind,
        country=area.country,
        admin1=area.admin1,
        latitude=latitude,
        longitude=longitude,
        parent=area.id,
    )


def has_position(place: Place) -> bool:
    """Whether it is known where a place lies; of one known by its name alone only the area is."""
    return not place.id.startswith(_NAMED)


def is_point(place: Place) -> bool:
    """Whether a place is a point that somebody gave by its coordinates, and has no name."""
    return place.id.startswith(POINT)


@dataclass(frozen=True, slots=True)
class EventPlace:
    """A place as an event names it: the gazetteer's place, the words of the text, its role, and why this place."""

    place: Place
    text: str
    role: PlaceRole = PlaceRole.LOCATION
    reason: str = ""
