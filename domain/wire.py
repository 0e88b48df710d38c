"""The JSON form of reports and events, as `watchfloor extract`, `ingest`, `import` and `export` speak it.

Field names are fixed: adding one is fine, renaming is not. Reading is strict: a wrong value raises WireError with one
clear sentence that names the field.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from json import JSONEncoder
from typing import Any

from domain.actors import Actor, ActorKind, ActorRole, EventActor
from domain.casualties import Casualty, Group, Outcome
from domain.events import Event, Evidence, Status
from domain.places import EventPlace, Place, PlaceKind, PlaceRole
from domain.reports import Report
from domain.taxonomy import kinds
from domain.times import Precision, TimeRange, from_iso, iso

Json = dict[str, Any]
_as_text = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class WireError(ValueError):
    """A line that is not in the contract's form; the message says which field and why."""


def report_from_json(row: object) -> Report:
    """A report from its JSON object. Raises WireError where `text` is missing or a field has the wrong type."""
    if not isinstance(row, Mapping):
        raise WireError("a report must be a JSON object")
    text = row.get("text")
    if not isinstance(text, str):
        raise WireError('a report needs a "text" that is a string')
    for field in ("title", "source", "url"):
        if not isinstance(row.get(field), str | None):
            raise WireError(f'"{field}" must be a string or null')
    if not isinstance(row.get("id"), str | int | None):
        raise WireError('"id" must be a string or null')
    return Report(
        text=text,
        published=_moment(row.get("published"), "published"),
        title=row.get("title"),
        source=row.get("source"),
        url=row.get("url"),
        id=None if row.get("id") is None else str(row["id"]),
    )


def report_to_json(report: Report) -> Json:
    """A report as the contract's JSON object."""
    return {
        "id": report.id,
        "title": report.title,
        "text": report.text,
        "published": iso(report.published) if report.published else None,
        "source": report.source,
        "url": report.url,
    }


def event_to_json(event: Event) -> Json:
    """An event as the contract's EVENT object."""
    return {name: write(getattr(event, name)) for name, write in _EVENT.items()}


def event_to_text(event: Event) -> str:
    """An event as one line of JSON, as the index keeps it."""
    parts = [f'"{name}":{_field_to_text(name, getattr(event, name))}' for name in _EVENT]
    return f"{{{','.join(parts)}}}"


@lru_cache(maxsize=16384)  # events have their places, sides and days in common
def _field_to_text(name: str, value: object) -> str:
    return _as_text(_EVENT[name](value))


def event_from_json(row: object) -> Event:
    """An event from the contract's EVENT object. Raises WireError where a field is missing, unknown or wrong."""
    if not isinstance(row, Mapping):
        raise WireError("an event must be a JSON object")
    kind = row.get("type") or row.get("category")
    if kind not in kinds():
        raise WireError(f'"type" is not a known kind of event: {kind!r}')
    try:
        return Event(
            category=kinds()[kind].category,
            type=kind,
            status=Status(row.get("status") or "reported"),
            prevented=bool(row.get("prevented")),
            attribution=tuple(str(name) for name in row.get("attribution") or ()),
            count=max(1, int(row.get("count") or 1)),
            time=time_from_json(row.get("time")),
            places=tuple(_place_from_json(place) for place in row.get("places") or ()),
            actors=tuple(_actor_from_json(actor) for actor in row.get("actors") or ()),
            weapons=tuple(str(weapon) for weapon in row.get("weapons") or ()),
            casualties=tuple(_casualty_from_json(line) for line in row.get("casualties") or ()),
            evidence=tuple(Evidence(e["start"], e["end"], e["quote"]) for e in row.get("evidence") or ()),
            confidence=float(row.get("confidence", 0.5)),
        )
    except WireError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise WireError(f"an event has a wrong value: {error}") from error


def time_to_json(time: TimeRange | None) -> Json | None:
    """A time range as `{"start", "end", "precision", "text"}`."""
    if time is None:
        return None
    return {
        "start": iso(time.start) if time.start else None,
        "end": iso(time.end) if time.end else None,
        "precision": time.precision.value,
        "text": time.text,
    }


def time_from_json(row: Mapping[str, Any] | None) -> TimeRange | None:
    """A time range from its JSON object; null stays None. Raises WireError on a wrong moment."""
    if row is None:
        return None
    return TimeRange(
        start=_moment(row.get("start"), "time.start"),
        end=_moment(row.get("end"), "time.end"),
        precision=Precision(row.get("precision") or "unknown"),
        text=row.get("text") or "",
    )


def _moment(value: object, field: str) -> datetime | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise WireError(f'"{field}" must be an ISO 8601 time such as 2025-12-20T09:00:00Z')
    try:
        return from_iso(value)
    except ValueError as error:
        raise WireError(f'"{field}" must be an ISO 8601 time such as 2025-12-20T09:00:00Z, not {value!r}') from error


def _place_to_json(place: EventPlace) -> Json:
    known = place.place
    return {
        "text": place.text,
        "name": known.name,
        "id": known.id,
        "kind": known.kind.value,
        "country": known.country,
        "admin1": known.admin1,
        "lat": known.latitude,
        "lon": known.longitude,
        "role": place.role.value,
        "reason": place.reason,
        **({"countries": list(known.countries)} if known.countries else {}),
    }


def _place_from_json(row: Mapping[str, Any]) -> EventPlace:
    kind = PlaceKind(row["kind"])
    latitude, longitude = float(row["lat"]), float(row["lon"])
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise WireError(f'"places" has a point off the globe: {latitude}, {longitude}')
    return EventPlace(
        place=Place(
            id=row.get("id") or f"point-{latitude:.4f}-{longitude:.4f}",
            name=row["name"],
            kind=kind,
            country=row.get("country"),
            admin1=row.get("admin1"),
            latitude=latitude,
            longitude=longitude,
            countries=tuple(row.get("countries") or ()),
        ),
        text=row.get("text") or row["name"],
        role=PlaceRole(row.get("role") or "location"),
        reason=row.get("reason") or "",
    )


def _actor_to_json(actor: EventActor) -> Json:
    return {
        "text": actor.text,
        "id": actor.actor.id,
        "name": actor.actor.name,
        "kind": actor.actor.kind.value,
        "country": actor.actor.country,
        "role": actor.role.value,
        "reason": actor.reason,
        **({"parent": actor.actor.parent} if actor.actor.parent else {}),
    }


def _actor_from_json(row: Mapping[str, Any]) -> EventActor:
    kind = ActorKind(row.get("kind") or "unknown")
    known = Actor(row["id"], row["name"], kind, row.get("country"), row.get("parent"))
    return EventActor(known, row.get("text") or row["name"], ActorRole(row["role"]), row.get("reason") or "")


def _casualty_to_json(line: Casualty) -> Json:
    row: Json = {
        "outcome": line.outcome.value,
        "min": line.min,
        "max": line.max,
        "best": line.best,
        "group": line.group.value,
        "side": line.side,
        "text": line.text,
    }
    if line.part:
        row["part"] = True
    return row


def _casualty_from_json(row: Mapping[str, Any]) -> Casualty:
    return Casualty(
        outcome=Outcome(row["outcome"]),
        min=row.get("min"),
        max=row.get("max"),
        best=row.get("best"),
        group=Group(row.get("group") or "unknown"),
        side=row.get("side"),
        text=row.get("text") or "",
        part=bool(row.get("part")),
    )


_EVENT: dict[str, Callable[[Any], object]] = {
    "category": str,
    "type": str,
    "status": lambda status: status.value,
    "prevented": bool,
    "attribution": list,
    "count": int,
    "time": time_to_json,
    "places": lambda places: [_place_to_json(place) for place in places],
    "actors": lambda actors: [_actor_to_json(actor) for actor in actors],
    "weapons": list,
    "casualties": lambda casualties: [_casualty_to_json(line) for line in casualties],
    "evidence": lambda evidence: [{"start": e.start, "end": e.end, "quote": e.quote} for e in evidence],
    "confidence": lambda confidence: round(confidence, 3),
}
"""How each field of an event is written, in this order."""
