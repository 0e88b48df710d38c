"""What is meant by a compass word before a name: a part of the place, the place in that part of its country, or a city.

"Northern Syria" is a part of it. "Southern Helmand province" is the province, which lies in the south. "Eastern Homs
province" is a part again, since Homs does not lie in the east; "northern Aleppo" is the north of the province round it.
"""

from domain.places import Place, PlaceKind
from knowledge.parts import holds, part_of
from knowledge.placefile import Known, PlaceFile

_SMALL = 0.6  # degrees: a province so small is no more than its city


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
    return bool(piece and piece.box and holds(piece.box, region.place.latitude, region.place.longitude))
