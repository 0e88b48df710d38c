"""A selection as text, and back: what a watch looks for stays what it was when it was set.

The text is JSON. What is as the class has it by itself is left out; `time`, `among` and the order of a page are not
kept, as none of them belongs to a watch.
"""

import json
from dataclasses import fields
from typing import Any

from domain.actors import ActorRole
from domain.casualties import Group, Outcome
from domain.events import Status
from domain.places import Box
from domain.targets import TargetKind
from domain.wire import Json
from store.database import StoreError
from store.search.selection import Area, Around, AtPlace, InAdmin1, InBox, InCountry, Involving, Selection, Town

PLAIN = ("suffered", "prevented", "planned", "reliability", "at_least", "at_most", "any_word", "least_sources")
LISTS = ("words", "outlets", "without_words")
SETS = ("types", "without", "sides")


def to_text(selection: Selection) -> str:
    """A selection as the text that `from_text` reads."""
    kept: dict[str, Any] = {name: getattr(selection, name) for name in PLAIN}
    kept |= {name: list(getattr(selection, name)) for name in LISTS}
    kept |= {name: sorted(getattr(selection, name)) for name in SETS}
    kept |= {
        "areas": [_area_to_json(area) for area in selection.areas],
        "outside": [_area_to_json(area) for area in selection.outside],
        "actors": [{"actors": sorted(each.actors), "roles": sorted(each.roles)} for each in selection.actors],
        "group": selection.group,
        "outcomes": sorted(selection.outcomes),
        "statuses": sorted(selection.statuses),
        "targets": sorted(selection.targets),
    }
    return json.dumps({name: value for name, value in kept.items() if value not in (None, False, [])}, sort_keys=True)


def from_text(text: str) -> Selection:
    """The selection that `to_text` wrote. Raises StoreError where it did not."""
    try:
        kept = json.loads(text)
        plain: dict[str, Any] = {name: kept[name] for name in PLAIN if name in kept}
        plain |= {name: tuple(kept[name]) for name in LISTS if name in kept}
        plain |= {name: frozenset(kept[name]) for name in SETS if name in kept}
        return Selection(
            **plain,
            areas=tuple(map(_area, kept.get("areas", ()))),
            outside=tuple(map(_area, kept.get("outside", ()))),
            actors=tuple(
                Involving(frozenset(each["actors"]), frozenset(map(ActorRole, each["roles"])))
                for each in kept.get("actors", ())
            ),
            group=Group(kept["group"]) if "group" in kept else None,
            outcomes=frozenset(map(Outcome, kept.get("outcomes", ()))),
            statuses=frozenset(map(Status, kept.get("statuses", ()))),
            targets=frozenset(map(TargetKind, kept.get("targets", ()))),
        )
    except (ValueError, TypeError, KeyError) as error:
        raise StoreError(
            f"What a watch looks for cannot be read back ({error}): remove it, and set it again."
        ) from error


def _area_to_json(area: Area) -> Json:
    match area:
        case InCountry(country):
            return {"country": country}
        case InAdmin1(admin1):
            return {"admin1": admin1}
        case AtPlace(place):
            return {"place": place}
        case Around(latitude, longitude, km, others):
            towns = [[town.place, town.latitude, town.longitude, town.km] for town in others]
            return {"around": [latitude, longitude, km], "others": towns}
        case InBox(box, countries):
            return {"box": [getattr(box, side.name) for side in fields(box)], "countries": list(countries)}


def _area(kept: dict[str, Any]) -> Area:
    match kept:
        case {"country": country}:
            return InCountry(country)
        case {"admin1": admin1}:
            return InAdmin1(admin1)
        case {"place": place}:
            return AtPlace(place)
        case {"around": [latitude, longitude, km], "others": towns}:
            return Around(latitude, longitude, km, tuple(Town(*town) for town in towns))
        case {"box": sides, "countries": countries}:
            return InBox(Box(*sides), tuple(countries))
    raise ValueError(f"no area: {kept}")
