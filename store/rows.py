"""A merged event into the rows that look-ups read, table by table. Pure: `indexing.py` and `datasets.py` write them."""

import json
from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import cache

from domain.actors import ActorKind, ActorRole, EventActor
from domain.casualties import Casualty, Outcome
from domain.events import Event, Status
from domain.places import Place, PlaceKind
from domain.taxonomy import kinds
from domain.times import TimeRange, iso
from store.accounts import POINT_KINDS, locations
from store.merging import Merged

EARTH = "earth"
"""The area that every event lies in."""

SPANS = (1, 31, 366, 99999)
"""The classes of how many days an event may have taken (`events.span`); 0 is an event without a time."""

ROLES = {ActorRole.PERPETRATOR: 1, ActorRole.TARGET: 2, ActorRole.VICTIM: 4, ActorRole.PARTY: 8}
"""What each role adds to `event_areas.roles`."""

Row = tuple[object, ...]
FIGURES = tuple(f"{outcome.value}_{side}" for outcome in Outcome for side in ("min", "max", "best"))
TABLES = {
    "actors": ("id", "name", "kind", "country", "parent"),
    "places": ("id", "name", "kind", "country", "admin1", "latitude", "longitude"),
    "points": ("place_id", "country", "admin1", "latitude", "longitude"),
    "events": (
        *("id", "category", "type", "status", "counted", "prevented", "occurrences", "span", "recency"),
        *("start", "end", "time_precision", "place_id", "place_name", "place_precision", "admin1", "country"),
        *("latitude", "longitude", *FIGURES, "report_count", "source_count", "first_reported", "last_reported"),
        *("confidence", "areas"),
    ),
    "reports": (
        *("id", "content_hash", "source_id", "reference", "title", "text", "url", "published", "received"),
        *("event_count", "fingerprint"),
    ),
    "mentions": (
        *("id", "report_id", "event_id", "position", "category", "type", "status", "prevented", "start", "end"),
        *("quote", "context", "confidence", "telling"),
    ),
    "casualties": ("mention_id", "outcome", "min", "max", "best", "group", "side", "part", "text"),
    "event_places": ("event_id", "place_id", "role"),
    "event_actors": ("event_id", "role", "actor_id", "told"),
    "figures": ("event_id", "outcome", "group", "side", "min", "max", "best"),
    "event_areas": (
        *("area", "roles", "tallied", "counted", "span", "recency", "event_id", "end", "type", "status"),
        *("prevented", "occurrences", *FIGURES),
    ),
}
"""The columns of the rows that are written, in the order in which the tables are to be."""

CONFLICTS = {
    "actors": (
        "on conflict (id) do update set parent = excluded.parent where parent is null and excluded.parent is not null"
    ),
    "places": "on conflict (id) do nothing",
    "points": "on conflict (place_id) do nothing",
    "event_places": "on conflict do nothing",
    "event_actors": "on conflict do nothing",
}
"""What an insert does where the row is there already."""


@cache
def insertion(table: str) -> str:
    """The statement that adds a row of one of TABLES."""
    names = ", ".join(f'"{column}"' for column in TABLES[table])
    marks = ", ".join("?" * len(TABLES[table]))
    return f"insert into {table} ({names}) values ({marks}) {CONFLICTS.get(table, '')}"  # noqa: S608


def rows_of(event_id: int, merged: Merged) -> dict[str, list[Row]]:
    """Every row of an event, by table."""
    event = merged.event
    time = event.time if event.time is not None and event.time.start and event.time.end else None
    start, end = (iso(time.start), iso(time.end)) if time and time.start and time.end else (None, None)
    first, last = (None if moment is None else iso(moment) for moment in (merged.first_reported, merged.last_reported))
    span, counted = span_of(time), int(is_counted(event))
    recency = start or first or ""
    figures = _figures(merged)
    places = tuple(dict.fromkeys(locations(event)))
    place = places[0] if places else None
    kind = (event.type, event.status.value)
    where: Row = (
        (place.id, place.name, place.kind.value, place.admin1, place.country, place.latitude, place.longitude)
        if place
        else (None,) * 7
    )
    precision = time.precision.value if time else None
    rest = (end, *kind, int(event.prevented), event.count, *figures)
    areas = areas_of(event)
    return {
        "actors": _actors(event),
        "places": [_place(told.place) for told in event.places],
        "points": [(p.id, p.country, p.admin1, p.latitude, p.longitude) for p in places if p.kind in POINT_KINDS],
        "events": [
            (
                *(event_id, event.category, *kind, counted, int(event.prevented), event.count, span, recency),
                *(start, end, precision, *where, *figures),
                *(merged.report_count, merged.source_count, first, last, event.confidence),
                json.dumps([area for area, _, _ in areas], ensure_ascii=False),
            )
        ],
        "event_places": [(event_id, told.place.id, told.role.value) for told in event.places],
        "event_actors": _event_actors(event_id, event),
        "figures": [_figure(event_id, line) for line in event.casualties],
        "event_areas": [
            (area, roles, int(tallied and counted), counted, span, recency, event_id, *rest)
            for area, roles, tallied in areas
        ],
    }


def _figures(merged: Merged) -> Row:
    """Least, most and best of each outcome. A least stands wherever anything is said, so that "several killed" is not
    taken for silence."""
    found: list[int | None] = []
    for outcome in Outcome:
        figure = merged.totals.get(outcome)
        found += (figure.min or 0, figure.max, figure.best) if figure else (None, None, None)
    return tuple(found)


def _figure(event_id: int, line: Casualty) -> Row:
    return (event_id, line.outcome.value, line.group.value, line.side, line.min, line.max, line.best)


def _place(place: Place) -> Row:
    return (place.id, place.name, place.kind.value, place.country, place.admin1, place.latitude, place.longitude)


def _suffering(event: Event) -> Iterable[str]:
    """The sides whose dead, wounded or missing were counted."""
    return (line.side for line in event.casualties if line.side is not None and line.max != 0)


def _actors(event: Event) -> list[Row]:
    known = dict.fromkeys(actor.actor for actor in event.actors)
    named = {actor.id for actor in known}
    rows: list[Row] = [(a.id, a.name, a.kind.value, a.country, a.parent) for a in known]
    sides = {line.side for line in event.casualties if line.side is not None} - named
    rows += [(side, side, ActorKind.UNKNOWN.value, None, None) for side in sorted(sides)]
    return rows


def _event_actors(event_id: int, event: Event) -> list[Row]:
    told: list[Row] = [(event_id, actor.role.value, actor.actor.id, 1) for actor in event.actors]
    return told + [(event_id, ActorRole.VICTIM.value, side, 0) for side in _suffering(event)]


def is_counted(event: Event) -> bool:
    """Whether it happened and is more than words: no plan, no statement, nothing prevented."""
    return kinds()[event.type].counted and event.status is not Status.PLANNED and not event.prevented


def span_of(time: TimeRange | None) -> int:
    """The class of SPANS that a told time fits in, 0 without one."""
    if time is None or time.start is None or time.end is None:
        return 0
    return next((days for days in SPANS if time.end - time.start <= timedelta(days=days)), SPANS[-1])


def actor_area(actor: str, country: str | None = None) -> str:
    """The area that holds an actor's events, anywhere or in a country (its area, `sy`)."""
    return f"@{actor} {country}" if country else f"@{actor}"


def areas_of(event: Event) -> Sequence[tuple[str, int, bool]]:
    """The areas that an event is looked up by, each with the roles of its actor, and whether it is tallied."""
    areas = {EARTH: True}
    for place in locations(event):
        areas.update(_areas_of_place(place))
    countries = [area for area in areas if len(area) == 2]
    found = [(area, 0, tallied) for area, tallied in areas.items()]
    for actor, roles in _roles(event.actors, _suffering(event)).items():
        found.append((actor_area(actor), roles, True))
        found += [(actor_area(actor, country), roles, True) for country in countries]
    return found


def _areas_of_place(place: Place) -> dict[str, bool]:
    held = dict.fromkeys([area for area in (place.country and place.country.lower(), place.admin1) if area], True)
    if place.kind is PlaceKind.COUNTRY and place.country:
        return held
    return {**held, place.id: place.kind not in POINT_KINDS}


def _roles(actors: Iterable[EventActor], suffering: Iterable[str]) -> dict[str, int]:
    """Each actor's roles, added up."""
    roles: dict[str, int] = {}
    for told in actors:
        roles[told.actor.id] = roles.get(told.actor.id, 0) | ROLES[told.role]
    for side in suffering:
        roles[side] = roles.get(side, 0) | ROLES[ActorRole.VICTIM]
    return roles
