"""A merged event into the rows that look-ups read: filters, sums, areas and points, all written at once."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

from domain.actors import ActorKind, ActorRole
from domain.casualties import Outcome
from domain.events import Event, Status
from domain.places import Place, PlaceRole
from domain.taxonomy import kinds
from domain.times import TimeRange, iso
from domain.wire import event_to_json
from store.accounts import POINT_KINDS, locations
from store.merging import Merged

EARTH = "earth"
"""The area that every event lies in."""

SPANS = (1, 31, 366, 99999)
"""The classes of how many days an event may have taken (`events.span`); 0 is an event without a time."""

ADD_ACTOR = """
    insert into actors (id, name, kind, country, parent) values (?, ?, ?, ?, ?)
    on conflict (id) do update set parent = coalesce(parent, excluded.parent)
"""
ADD_PLACE = """
    insert into places (id, name, kind, country, admin1, latitude, longitude) values (?, ?, ?, ?, ?, ?, ?)
    on conflict (id) do nothing
"""
ADD_EVENT_ACTOR = "insert or ignore into event_actors (actor_id, role, event_id, told) values (?, ?, ?, ?)"
ADD_EVENT_PLACE = "insert or ignore into event_places (event_id, place_id, role) values (?, ?, ?)"
ADD_FIGURE = """
    insert into figures (event_id, outcome, "group", side, min, max, best) values (?, ?, ?, ?, ?, ?, ?)
"""
ADD_AREA = """
    insert into event_areas (area, counted, span, recency, event_id, "end", category, type, status, prevented,
        occurrences, killed_best)
    values (?, :counted, :span, :recency, :id, :end, :category, :type, :status, :prevented, :occurrences, :killed_best)
""".replace("?", ":area")
ADD_POINT = "insert into event_points (event_id, country, latitude, longitude) values (?, ?, ?, ?)"
FORGET = (
    "delete from event_actors where event_id = ?",
    "delete from event_places where event_id = ?",
    "delete from figures where event_id = ?",
    "delete from event_areas where event_id = ?",
    "delete from event_points where event_id = ?",
)


def new_event_id(writer: sqlite3.Connection) -> int:
    """The id of an event that is about to be written; ids of events that were merged away do not come again."""
    row = writer.execute(
        "select max(coalesce((select max(id) from events), 0), coalesce((select max(event_id) from mentions), 0))"
    ).fetchone()
    return int(row[0]) + 1


def forget_event(writer: sqlite3.Connection, event_id: int) -> None:
    """Remove an event that no mention tells of any more."""
    for statement in FORGET:
        writer.execute(statement, (event_id,))
    writer.execute("delete from events where id = ?", (event_id,))


def write_event(writer: sqlite3.Connection, event_id: int, merged: Merged, *, fresh: bool) -> None:
    """Write all rows of an event; those of an event that is not `fresh` are replaced."""
    event = merged.event
    if not fresh:
        for statement in FORGET:
            writer.execute(statement, (event_id,))
    _write_names(writer, event)
    row = _row(event_id, merged)
    writer.execute(_write(tuple(row)), row)
    for told in event.places:
        writer.execute(ADD_EVENT_PLACE, (event_id, told.place.id, told.role.value))
    for actor in event.actors:
        writer.execute(ADD_EVENT_ACTOR, (actor.actor.id, actor.role.value, event_id, 1))
    for line in event.casualties:
        writer.execute(
            ADD_FIGURE, (event_id, line.outcome.value, line.group.value, line.side, line.min, line.max, line.best)
        )
        if line.side is not None and line.max != 0:
            writer.execute(ADD_EVENT_ACTOR, (line.side, ActorRole.VICTIM.value, event_id, 0))
    for area in areas_of(event):
        writer.execute(ADD_AREA, {**row, "area": area})
    for place in _points(event):
        writer.execute(ADD_POINT, (event_id, place.country, place.latitude, place.longitude))


@cache
def _write(columns: tuple[str, ...]) -> str:
    """The statement that adds a row of `events`, or replaces the one of the same id."""
    names = ", ".join(f'"{column}"' for column in columns)
    values = ", ".join(f":{column}" for column in columns)
    replaced = ", ".join(f'"{column}" = excluded."{column}"' for column in columns)
    return f"insert into events ({names}) values ({values}) on conflict (id) do update set {replaced}"  # noqa: S608


def _write_names(writer: sqlite3.Connection, event: Event) -> None:
    for actor in dict.fromkeys(actor.actor for actor in event.actors):
        writer.execute(ADD_ACTOR, (actor.id, actor.name, actor.kind.value, actor.country, actor.parent))
    named = {actor.actor.id for actor in event.actors}
    for side in {line.side for line in event.casualties if line.side is not None} - named:
        writer.execute(ADD_ACTOR, (side, side, ActorKind.UNKNOWN.value, None, None))
    for place in dict.fromkeys(place.place for place in event.places):
        writer.execute(
            ADD_PLACE,
            (place.id, place.name, place.kind.value, place.country, place.admin1, place.latitude, place.longitude),
        )


def _row(event_id: int, merged: Merged) -> dict[str, object]:
    event = merged.event
    time = event.time if event.time is not None and event.time.start and event.time.end else None
    place = next(iter(locations(event)), None)
    row: dict[str, object] = {
        "id": event_id,
        "category": event.category,
        "type": event.type,
        "status": event.status.value,
        "counted": int(is_counted(event)),
        "prevented": int(event.prevented),
        "occurrences": event.count,
        "span": span_of(time),
        "start": _iso(time.start) if time else None,
        "end": _iso(time.end) if time else None,
        "time_precision": time.precision.value if time else None,
        "place_id": place.id if place else None,
        "place_name": place.name if place else None,
        "place_precision": place.kind.value if place else None,
        "admin1": place.admin1 if place else None,
        "country": place.country if place else None,
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
        "report_count": merged.report_count,
        "source_count": merged.source_count,
        "first_reported": _iso(merged.first_reported),
        "last_reported": _iso(merged.last_reported),
        "confidence": event.confidence,
        "merged": json.dumps(event_to_json(event), ensure_ascii=False, separators=(",", ":")),
    }
    row["recency"] = row["start"] or row["first_reported"] or ""
    for outcome in Outcome:
        figure = merged.totals.get(outcome)
        # a minimum stands wherever anything is said, so that "several killed" is not taken for silence
        row[f"{outcome.value}_min"] = figure.min or 0 if figure else None
        row[f"{outcome.value}_max"] = figure.max if figure else None
        row[f"{outcome.value}_best"] = figure.best if figure else None
    return row


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else iso(moment)


def is_counted(event: Event) -> bool:
    """Whether it happened and is more than words: no plan, no statement, nothing prevented."""
    return kinds()[event.type].counted and event.status is not Status.PLANNED and not event.prevented


def span_of(time: TimeRange | None) -> int:
    """The class of SPANS that a told time fits in, 0 without one."""
    if time is None or time.start is None or time.end is None:
        return 0
    return next((days for days in SPANS if time.end - time.start <= timedelta(days=days)), SPANS[-1])


def areas_of(event: Event) -> Sequence[str]:
    """The areas that an event lies in: the earth, countries (`sy`), first-level regions and named regions, by id."""
    areas = {EARTH: None}
    for place in event.places:
        if place.role is PlaceRole.LOCATION:
            areas.update(dict.fromkeys(_areas_of_place(place.place)))
    return tuple(areas)


def _areas_of_place(place: Place) -> list[str]:
    holding = [place.country.lower() if place.country else None, place.admin1]
    return [area for area in (*holding, None if place.kind in POINT_KINDS else place.id) if area]


def _points(event: Event) -> list[Place]:
    return [place for place in dict.fromkeys(locations(event)) if place.kind in POINT_KINDS]
