"""Places: what the gazetteer knows, and how an event stands to one."""

from dataclasses import dataclass
from enum import StrEnum


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
    `aka` are other accepted names, shown to people only where they help.
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

    def __hash__(self) -> int:
        """By the id alone: places are looked up by the thousand while a dataset is read."""
        return hash(self.id)


def point_id(kind: PlaceKind, latitude: float, longitude: float) -> str:
    """The id of a place that is known by its coordinates alone, in degrees. A town and the area around it, which
    datasets code with one point, are two places: sums are kept for the one and not for the other."""
    what = "point" if kind in (PlaceKind.CITY, PlaceKind.SITE) else "area"
    return f"{what}-{latitude:.4f}-{longitude:.4f}"


@dataclass(frozen=True, slots=True)
class EventPlace:
    """A place as an event names it: the gazetteer's place, the words of the text, its role, and why this place."""

    place: Place
    text: str
    role: PlaceRole = PlaceRole.LOCATION
    reason: str = ""
