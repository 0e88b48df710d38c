"""Parts of a country, first-level region or named region by compass: "northern Syria" as a box, by rule.

The box is cut out of where the region's places lie. A part keeps its country, and the first-level region it belongs to,
so that both narrow it: nothing across a border counts as the north of a country.
"""

import re

from domain.places import Box, Place, PlaceKind
from knowledge.placefile import Known

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
_ID = re.compile(rf"part-({'|'.join(_SLICES)})-(.+)")


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
    return Place(
        id=f"part-{part}-{whole.id}",
        name=f"{part if part == 'central' else part + 'ern'} {whole.name}",
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


def holds(box: Box, latitude: float, longitude: float) -> bool:
    """Whether a point lies in a box."""
    return box.south <= latitude <= box.north and box.west <= longitude <= box.east


def split_id(id: str) -> tuple[str, str] | None:
    """The compass part and the id of the whole, of the id of a part; None where it is no such id."""
    match = _ID.fullmatch(id)
    return (match[1], match[2]) if match else None
