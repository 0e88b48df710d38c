"""Time zones as people write them: words in, the zone and what was made of them out.

`Europe/Kyiv`, `CET`, `UTC+3`, `GMT-5:30`, or a city, which the catalogue of zones or the gazetteer knows.
"""

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from domain.places import PlaceKind
from handlers.scheduling.schedule import zone_named
from knowledge.folding import fold
from knowledge.places.gazetteer import Gazetteer
from knowledge.places.zones import zone_of_place

CityZone = Callable[[str], str | None]
"""The zone of a city by its name, None for what is no city's name."""

_OFFSET = re.compile(r"^(?:utc|gmt)?\s?([+\-−–])(\d{1,2})(?::?([0-5]\d))?$", re.IGNORECASE)
_SLASHED = re.compile(r"^[A-Za-z_]+/[A-Za-z_/+-]+$")
_AREAS = frozenset({"Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"})
_NO_TOWNS = frozenset({"center", "easter", "christmas", "north", "south", "west", "central", "eastern"})
_TOWN_OR_ITS_PROVINCE = frozenset({PlaceKind.CITY, PlaceKind.ADMIN1})
_FEWEST = 15_000


@dataclass(frozen=True, slots=True)
class ZoneWords:
    """A zone and the words that named it. `city`: they are a city's name, and may have been meant as the place."""

    zone: ZoneInfo
    text: str
    city: bool = False


class ZoneWordsError(ValueError):
    """Words that are meant for a zone and name none, or several; `several` are those that they may mean."""

    def __init__(self, text: str, several: tuple[str, ...] = ()) -> None:
        super().__init__(text)
        self.text = text
        self.several = several


@cache
def lexicon() -> dict[str, Any]:
    """`words.toml`."""
    return tomllib.loads(files("handlers.scheduling").joinpath("words.toml").read_text(encoding="utf-8"))


def read_zone(text: str) -> ZoneWords | None:
    """The zone that a word is for sure, by its name, its letters or its distance from UTC; None where it is none.

    Raises ZoneWordsError for what looks like a zone and is none, or may be several.
    """
    if name := zone_named(text):
        return ZoneWords(ZoneInfo(name), text)
    word = text.casefold()
    if word in lexicon()["several_zones"]:
        raise ZoneWordsError(text, tuple(lexicon()["several_zones"][word]))
    known = lexicon()["zones"].get(word)
    if known and (text.isupper() or word not in lexicon()["words"]["capitals"]):
        return ZoneWords(ZoneInfo(known["zone"]), text)
    if offset := _OFFSET.match(text):
        return ZoneWords(_at_offset(offset, text), text)
    if _SLASHED.match(text):
        raise ZoneWordsError(text)
    return None


def _at_offset(offset: re.Match[str], text: str) -> ZoneInfo:
    ahead, hours, minutes = offset[1] == "+", int(offset[2]), int(offset[3] or 0)
    if minutes:
        name = lexicon()["part_offsets"].get(f"{'+' if ahead else '-'}{hours}:{minutes:02}")
    elif hours > (14 if ahead else 12):
        name = None
    else:
        name = f"Etc/GMT{'-' if ahead else '+'}{hours}" if hours else "UTC"
    if name is None:
        raise ZoneWordsError(text)
    return ZoneInfo(name)


def city_zones(gazetteer: Gazetteer) -> CityZone:
    """How the zones of cities are found: in the names of the zones, then in the gazetteer."""

    def zone_of(name: str) -> str | None:
        folded = fold(name)
        if len(folded) < 3 or folded in _NO_TOWNS:
            return None
        if own := _city_names().get(folded):
            return own
        places = gazetteer.named(name)
        if not places or places[0].kind not in _TOWN_OR_ITS_PROVINCE:
            return None
        city = next((place for place in places if place.kind is PlaceKind.CITY and place.population >= _FEWEST), None)
        return zone_of_place(city) if city else None

    return zone_of


@cache
def _city_names() -> dict[str, str]:
    """The cities that zones are named after: `new york` is America/New_York."""
    named: dict[str, str] = {}
    for zone in sorted(available_timezones()):
        area, _, city = zone.partition("/")
        if area in _AREAS and city:
            named.setdefault(fold(city.rpartition("/")[2].replace("_", " ")), zone)
    return named
