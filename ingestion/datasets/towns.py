"""The towns of imported datasets, learnt: places that only a dataset has in, entries for the added gazetteer out.

UCDP and ACLED code villages that no gazetteer has, with their position. Once learnt, reports that name them are placed
there too. A town that the gazetteer has under that name close by is not learnt again.
"""

import re
import sqlite3
from collections.abc import Iterator

from domain.globe import kilometres
from domain.places import Place
from knowledge.places.gazetteer import Gazetteer
from knowledge.places.tables.entries import Entry
from store.search.known_places import dataset_towns

_SAME_KM = 25
_KIND = re.compile(r"\s+(?:town|city|village|camp|locality|settlement)$", re.IGNORECASE)
_TOWN = re.compile(r"[^\W\d_][\w'’ -]{2,40}")


def learnt(connection: sqlite3.Connection, gazetteer: Gazetteer) -> Iterator[Entry]:
    """An entry for each town of the index that came with a dataset."""
    for place in dataset_towns(connection):
        name = _KIND.sub("", place.name).strip()
        if _TOWN.fullmatch(name) and not _is_known(place, name, gazetteer):
            yield Entry(
                id=place.id,
                name=name,
                kind=place.kind,
                country=place.country,
                admin1=place.admin1,
                latitude=place.latitude,
                longitude=place.longitude,
            )


def _is_known(place: Place, name: str, gazetteer: Gazetteer) -> bool:
    return any(
        known.id != place.id and kilometres(place.latitude, place.longitude, known.latitude, known.longitude) < _SAME_KM
        for known in gazetteer.named(name)
    )
