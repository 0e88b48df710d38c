"""What is meant by a compass word with a name: a part of the place as a box, the place in that part, or a city.

"Northern Syria" is a part: a box cut out of where the country's places lie, by rule. "Southern Helmand province" is the
province, which lies in the south; "eastern Homs province" is a part again, since Homs does not lie in the east; and
"northern Aleppo" is the north of the province round the city. A part keeps its country, and the first-level region that
it belongs to, so that both narrow it: nothing across a border counts as the north of a country.
"""

import re

from domain.places import Box, Place, PlaceKind
from knowledge.places.tables.index import Known, PlaceFile

_NORTH, _SOUTH, _ALL, _CORE = (0.55, 1.0), (0.0, 0.45), (0.0, 1.0), (0.25, 0.75)
_HALF_UP, _HALF_DOWN = (0.5, 1.0), (0.0, 0.5)
_SLICES = {
    "north": (_NORTH, _ALL),
    "south": (_SOUTH, _ALL),
    "east": (_ALL, _NORTH),
    "west": (_ALL, _SOUTH),
    "northeast": (_HALF_UP, _HALF_UP),
    "northwest": (_HALF_UP, _HALF_DOWN),
    "southeast": (_HALF_DOWN, _HALF_UP),
    "southwest": (_HALF_DOWN, _HALF_DOWN),
    "central": (_CORE, _CORE),
}  # shares of the height and the width that a part takes in
_SMALL = 0.6  # degrees: a province so small is no more than its city
_ID = re.compile(rf"part-({'|'.join(_SLICES)})-(.+)")


def part_meant(file: PlaceFile, whole: Known, part: str, *, of: bool, kind: bool) -> Place | None:
    """The place meant by `part` ("north") of a named place; None where the word does not belong to the name.

    `of` says that the words were "north of", which lies outside of a city; `kind` that a word for a first-level region
    stood with the name.
    """
    if whole.place.kind is PlaceKind.CITY:
        twin = file.get(whole.twin) if whole.twin else None
        if of or part == "central" or twin is None or _is_small(twin):
            return None if of else whole.place
        whole = twin
    if kind and whole.place.kind is PlaceKind.ADMIN1 and _lies_in(file, whole, part):
        return whole.place
    return part_of(whole, part)


def _is_small(known: Known) -> bool:
    box = known.extent
    return box is None or box.north - box.south + box.east - box.west < 2 * _SMALL


def _lies_in(file: PlaceFile, region: Known, part: str) -> bool:
    """Whether a first-level region lies in that part of its country."""
    country = file.get((region.place.country or "").lower())
    piece = part_of(country, part) if country else None
    return bool(piece and piece.box and _holds(piece.box, region.place.latitude, region.place.longitude))


def part_of(known: Known, part: str) -> Place | None:
    """The part of a place by compass ("north", "southwest", "central"); None where its extent is not known."""
    whole, extent = known.place, known.extent
    if extent is None:
        return None
    (bottom, top), (left, right) = _SLICES[part]
    height, width = extent.north - extent.south, extent.east - extent.west
    box = Box(
        south=round(extent.south + bottom * height, 3),
        west=round(extent.west + left * width, 3),
        north=round(extent.south + top * height, 3),
        east=round(extent.west + right * width, 3),
    )
    rural = " countryside" if known.twin else ""  # "eastern Aleppo" alone may be the east of the city
    return Place(
        id=f"part-{part}-{whole.id}",
        name=f"{part if part == 'central' else part + 'ern'} {whole.name}{rural}",
        kind=PlaceKind.REGION,
        country=whole.country,
        admin1=whole.admin1,
        latitude=round((box.south + box.north) / 2, 3),
        longitude=round((box.west + box.east) / 2, 3),
        parent=whole.id,
        countries=whole.countries or ((whole.country,) if whole.country else ()),
        admin1s=whole.admin1s,
        box=box,
    )


def _holds(box: Box, latitude: float, longitude: float) -> bool:
    """Whether a point lies in a box."""
    return box.south <= latitude <= box.north and box.west <= longitude <= box.east


def split_id(id: str) -> tuple[str, str] | None:
    """The compass part and the id of the whole, of the id of a part; None where it is no such id."""
    match = _ID.fullmatch(id)
    return (match[1], match[2]) if match else None
