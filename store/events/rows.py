"""A merged event into the rows that look-ups read, table by table. Pure: `indexing.py` and `datasets.py` write them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, lru_cache

from domain.actors import ActorKind, ActorRole, EventActor
from domain.casualties import Casualty, Outcome
from domain.events import Event, Status
from domain.places import EventPlace, Place, PlaceKind, PlaceRole, has_position
from domain.taxonomy import kinds
from domain.times import TimeRange, iso
from store.linkage.mentions import POINT_KINDS
from store.linkage.merging import Merged
from store.moments import short

EARTH = "earth"
"""The area that every event lies in."""

SPANS = (1, 31, 366, 99999)
"""The classes of how many days an event may have taken (`events.span`); 0 is an event without a time."""

HOURS = 2
"""The class of events known by the hour, which are moments; those of SPANS are days, the same in every zone."""

ROLES = {ActorRole.PERPETRATOR: 1, ActorRole.TARGET: 2, ActorRole.VICTIM: 4, ActorRole.PARTY: 8}
"""What each role adds to `event_areas.roles`."""

Row = tuple[object, ...]
OUTCOMES = tuple(Outcome)
FIGURES = tuple(f"{outcome.value}_{side}" for outcome in OUTCOMES for side in ("min", "max", "best"))
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
        *("id", "report_id", "event_id", "position", "category", "type", "status", "prevented"),
        *("quote", "context", "confidence", "telling"),
    ),
    "mention_blocks": ("mention_id", "block", "span", "start", "end"),
    "casualties": ("mention_id", "outcome", "min", "max", "best", "group", "side", "part", "text"),
    "event_places": ("event_id", "place_id", "role"),
    "event_actors": ("event_id", "role", "actor_id", "told"),
    "event_targets": ("event_id", "kind"),
    "figures": ("event_id", "line", "outcome", "group", "side", "min", "max", "best"),
    "event_areas": ("area", "roles", "tallied", "event_id"),
}
"""The columns of the rows that are written, in the order in which the tables are to be."""

OF_EVENT = ("counted", "span", "recency", "end", "type", "status", "prevented", "occurrences", *FIGURES)
"""What a row of `event_areas` has from its event: read from there, which is faster than to hand it over again."""

TAKEN = ", ".join(f'"{column}"' for column in OF_EVENT)
GIVEN = TAKEN.replace('"status"', f"replace(status, '{Status.REPORTED.value}', '')")
"""These columns, and what they get: of the rows of an event, so many, the commonest status is left out."""

SAME = 8192
"""So many combinations of places and actors are kept in hand: they come again and again."""

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
    if table == "event_areas":
        return (  # primary key of events
            f"insert into event_areas (area, roles, tallied, {TAKEN}, event_id) "  # noqa: S608
            f"select ?, ?, ? and counted, {GIVEN}, id from events where id = ?"
        )
    return insertion_of(table, {})


def insertion_of(table: str, values: Mapping[str, str]) -> str:
    """The statement that adds a row of one of TABLES but `event_areas`, in which `values` stand for some columns; each
    has the mark `?` of what the row holds there."""
    names = ", ".join(f'"{column}"' for column in TABLES[table])
    marks = ", ".join(values.get(column, "?") for column in TABLES[table])
    return f"insert into {table} ({names}) values ({marks}) {CONFLICTS.get(table, '')}"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Filing:
    """What an event's places and actors make of its rows, without its id: those of `events` are `where` and `areas`,
    the others those of the tables that they are named after. Events that are alike in these have it in common."""

    where: Row
    areas: str
    actors: tuple[Row, ...]
    places: tuple[Row, ...]
    points: tuple[Row, ...]
    event_places: tuple[Row, ...]
    event_actors: tuple[Row, ...]
    event_areas: tuple[Row, ...]


def rows_of(event_id: int, merged: Merged) -> dict[str, list[Row]]:
    """Every row of an event, by table."""
    filing = filing_of(merged.event)
    return {
        "actors": list(filing.actors),
        "places": list(filing.places),
        "points": list(filing.points),
        **own_rows(event_id, merged, filing),
        "event_areas": [(*row, event_id) for row in filing.event_areas],
    }


def filing_of(event: Event) -> Filing:
    """Where an event is filed."""
    return _file(event.places, event.actors, tuple([(c.side, c.max != 0) for c in event.casualties if c.side]))


def own_rows(event_id: int, merged: Merged, filing: Filing) -> dict[str, list[Row]]:
    """The rows that an event has for itself, but for those of `event_areas`, by table."""
    event = merged.event
    start, end, precision, span = _time_columns(event.time)
    first, last = (None if moment is None else iso(moment) for moment in (merged.first_reported, merged.last_reported))
    recent = short(merged.first_reported) if merged.first_reported else ""
    counts = (int(is_counted(event)), int(event.prevented), event.count, span, start or recent)
    when_where = (start, end, precision, *filing.where, *figures_of(merged))
    beside = (merged.report_count, merged.source_count, first, last, event.confidence, filing.areas)
    return {
        "events": [(event_id, event.category, event.type, event.status.value, *counts, *when_where, *beside)],
        "event_places": [(event_id, *row) for row in filing.event_places],
        "event_actors": [(event_id, *row) for row in filing.event_actors],
        "event_targets": [(event_id, kind) for kind in dict.fromkeys(target.kind.value for target in event.targets)],
        "figures": [(event_id, *row) for row in _figures_of(event.casualties)],
    }


@lru_cache(SAME)
def _time_columns(time: TimeRange | None) -> tuple[str | None, str | None, str | None, int]:
    """Start, end, precision and class of a time that has both sides."""
    if time is None or time.start is None or time.end is None:
        return None, None, None, 0
    return short(time.start), short(time.end), time.precision.value, span_of(time)


@lru_cache(SAME)
def _file(at: tuple[EventPlace, ...], actors: tuple[EventActor, ...], losses: tuple[tuple[str, bool], ...]) -> Filing:
    """The rows that places, actors and the sides of casualties make; a side's `losses` may be said to be none."""
    places = tuple(dict.fromkeys(each.place for each in at if each.role is PlaceRole.LOCATION))
    suffering = [side for side, some in losses if some]
    areas = areas_of(places, actors, suffering)
    return Filing(
        where=_where(places[0]) if places else (None,) * 7,
        areas=json.dumps([area for area, _, _ in areas], ensure_ascii=False),
        actors=tuple(_actors(actors, {side for side, _ in losses})),
        places=tuple(_place(each.place) for each in at),
        points=tuple(
            (p.id, p.country, p.admin1, p.latitude, p.longitude)
            for p in places
            if p.kind in POINT_KINDS and has_position(p)
        ),
        event_places=tuple((each.place.id, each.role.value) for each in at),
        event_actors=(
            *((each.role.value, each.actor.id, 1) for each in actors),
            *((ActorRole.VICTIM.value, side, 0) for side in suffering),
        ),
        event_areas=tuple((area, roles, int(tallied)) for area, roles, tallied in areas),
    )


def figures_of(merged: Merged) -> Row:
    """Least, most and best of each outcome. A least stands wherever anything is said, so that "several killed" is not
    taken for silence."""
    found: list[int | None] = []
    for outcome in OUTCOMES:
        figure = merged.totals.get(outcome)
        found += (figure.min or 0, figure.max, figure.best) if figure else (None, None, None)
    return tuple(found)


@lru_cache(SAME)
def _figures_of(lines: tuple[Casualty, ...]) -> tuple[Row, ...]:
    return tuple((n, c.outcome.value, c.group.value, c.side, c.min, c.max, c.best) for n, c in enumerate(lines))


def _where(place: Place) -> Row:
    precision = place.kind if has_position(place) else PlaceKind.ADMIN1 if place.admin1 else PlaceKind.COUNTRY
    return (place.id, place.name, precision.value, place.admin1, place.country, place.latitude, place.longitude)


def _place(place: Place) -> Row:
    return (place.id, place.name, place.kind.value, place.country, place.admin1, place.latitude, place.longitude)


def _actors(actors: Iterable[EventActor], sides: set[str]) -> list[Row]:
    known = dict.fromkeys(each.actor for each in actors)
    rows: list[Row] = [(a.id, a.name, a.kind.value, a.country, a.parent) for a in known]
    unnamed = sides - {actor.id for actor in known}
    return rows + [(side, side, ActorKind.UNKNOWN.value, None, None) for side in sorted(unnamed)]


def is_counted(event: Event) -> bool:
    """Whether it happened and is more than words: no plan, no statement, nothing prevented."""
    return kinds()[event.type].counted and event.status is not Status.PLANNED and not event.prevented


def span_of(time: TimeRange | None) -> int:
    """The class of SPANS that a time fits in, HOURS where it is known by the hour, 0 without one."""
    if time is None or time.start is None or time.end is None:
        return 0
    if time.has_hour:
        return HOURS
    return next((days for days in SPANS if time.end - time.start <= timedelta(days=days)), SPANS[-1])


def timed_of(span: int) -> int:
    """`event_months.timed` of a class: 0 without a time, 2 for HOURS, 1 for days."""
    return 2 if span == HOURS else int(span > 0)


def actor_area(actor: str, country: str | None = None) -> str:
    """The area that holds an actor's events, anywhere or in a country (its area, `sy`)."""
    return f"@{actor} {country}" if country else f"@{actor}"


def areas_of(
    places: Iterable[Place], actors: Iterable[EventActor], suffering: Iterable[str]
) -> Sequence[tuple[str, int, bool]]:
    """The areas that an event is looked up by, each with the roles of its actor, and whether it is tallied."""
    areas = {EARTH: True}
    for place in places:
        areas.update(_areas_of_place(place))
    countries = [area for area in areas if len(area) == 2]
    found = [(area, 0, tallied) for area, tallied in areas.items()]
    for actor, roles in _roles(actors, suffering).items():
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
    for each in actors:
        roles[each.actor.id] = roles.get(each.actor.id, 0) | ROLES[each.role]
    for side in suffering:
        roles[side] = roles.get(side, 0) | ROLES[ActorRole.VICTIM]
    return roles
