"""The JSON form of reports and events, as `watchfloor extract`, `ingest`, `import` and `export` speak it.

Field names are fixed: adding one is fine, renaming is not. Reading is strict: a wrong value raises WireError with one
clear sentence that names the field.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from json import JSONEncoder
from typing import Any

from domain.actors import Actor, ActorKind, ActorRole, EventActor
from domain.calendar import of_known_years
from domain.casualties import MOST, Casualty, Group, Outcome
from domain.events import Event, Evidence, Status
from domain.places import EventPlace, Place, PlaceKind, PlaceRole, point_id
from domain.reports import Report
from domain.targets import Target, TargetKind
from domain.taxonomy import kinds
from domain.times import Precision, TimeRange, from_iso, iso

Json = dict[str, Any]
_as_text = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_LONG = 60  # characters of a wrong value that are shown

# By their words: events are read by the thousand, and looking up takes a tenth of what calling the class does.
_STATUSES, _PRECISIONS = {each.value: each for each in Status}, {each.value: each for each in Precision}
_PLACE_KINDS, _PLACE_ROLES = {each.value: each for each in PlaceKind}, {each.value: each for each in PlaceRole}
_ACTOR_KINDS, _ACTOR_ROLES = {each.value: each for each in ActorKind}, {each.value: each for each in ActorRole}
_OUTCOMES, _GROUPS = {each.value: each for each in Outcome}, {each.value: each for each in Group}
_TARGETS = {each.value: each for each in TargetKind}


class WireError(ValueError):
    """A line that is not in the contract's form; the message says which field and why."""


def report_from_json(row: object) -> Report:
    """A report from its JSON object. Raises WireError where `text` is missing or a field has the wrong type."""
    if not isinstance(row, Mapping):
        raise WireError("a report must be a JSON object")
    text = row.get("text")
    if not isinstance(text, str):
        raise WireError('a report needs a "text" that is a string')
    for field in ("title", "source", "url", "source_id"):
        if not isinstance(row.get(field), str | None):
            raise WireError(f'"{field}" must be a string or null')
    if not isinstance(row.get("id"), str | int | None):
        raise WireError('"id" must be a string or null')
    return Report(
        text=text,
        published=moment_from_json(row.get("published"), "published"),
        title=row.get("title"),
        source=row.get("source"),
        url=row.get("url"),
        id=None if row.get("id") is None else str(row["id"]),
        source_id=row.get("source_id"),
    )


def report_to_json(report: Report) -> Json:
    """A report as the JSON object that `report_from_json` reads."""
    published = iso(report.published) if report.published else None
    names = ("text", "title", "source", "url", "id", "source_id")
    return {name: getattr(report, name) for name in names} | {"published": published}


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
    if not isinstance(kind, str) or kind not in kinds():
        raise WireError(f'"type" is not a known kind of event: {kind!r}')
    try:
        return Event(
            category=kinds()[kind].category,
            type=kind,
            status=_choice(row.get("status") or "reported", _STATUSES, "status"),
            prevented=_flag(row.get("prevented"), "prevented"),
            attribution=_texts(row.get("attribution"), "attribution"),
            count=_figure(row.get("count"), "count") or 1,
            time=time_from_json(row.get("time")),
            places=places_from_json(row.get("places")),
            actors=tuple(map(_actor_from_json, _listed(row.get("actors"), "actors"))),
            weapons=_texts(row.get("weapons"), "weapons"),
            casualties=tuple(map(_casualty_from_json, _listed(row.get("casualties"), "casualties"))),
            targets=tuple(map(_target_from_json, _listed(row.get("targets"), "targets"))),
            evidence=tuple(map(_evidence_from_json, _listed(row.get("evidence"), "evidence"))),
            confidence=_number(row.get("confidence", 0.5), "confidence", 0, 1),
        )
    except WireError:
        raise
    except (TypeError, ValueError, OverflowError) as error:
        raise WireError(f"an event has a wrong value: {error}") from error


def places_from_json(rows: object) -> tuple[EventPlace, ...]:
    """The places of an event. Raises WireError where a field is missing, unknown or wrong."""
    return tuple(map(_place_from_json, _listed(rows, "places")))


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


def time_from_json(row: object) -> TimeRange | None:
    """A time range from its JSON object; null stays None. Raises WireError on a wrong moment."""
    if row is None:
        return None
    row = _object(row, "time")
    return TimeRange(
        start=_moment(row.get("start"), "time.start"),
        end=_moment(row.get("end"), "time.end"),
        precision=_choice(row.get("precision") or "unknown", _PRECISIONS, "time.precision"),
        text=_words(row.get("text"), "time.text"),
    )


def moment_from_json(value: object, field: str) -> datetime | None:
    """A moment of a year that reports and datasets are of; null stays None. Raises WireError on anything else."""
    moment = _moment(value, field)
    try:
        return moment and of_known_years(moment)
    except ValueError as error:
        raise WireError(f'"{field}" is {value}: {error}') from error


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


def _place_from_json(item: object) -> EventPlace:
    row = _object(item, "places")
    latitude = _number(row.get("lat"), "places.lat", -90, 90)
    longitude = _number(row.get("lon"), "places.lon", -180, 180)
    name = _text(row.get("name"), "places.name")
    kind = _choice(row.get("kind"), _PLACE_KINDS, "places.kind")
    return EventPlace(
        place=Place(
            id=_words(row.get("id"), "places.id") or point_id(kind, latitude, longitude),
            name=name,
            kind=kind,
            country=_name(row.get("country"), "places.country"),
            admin1=_name(row.get("admin1"), "places.admin1"),
            latitude=latitude,
            longitude=longitude,
            countries=_texts(row.get("countries"), "places.countries"),
        ),
        text=_words(row.get("text"), "places.text") or name,
        role=_choice(row.get("role") or "location", _PLACE_ROLES, "places.role"),
        reason=_words(row.get("reason"), "places.reason"),
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


def _actor_from_json(item: object) -> EventActor:
    row = _object(item, "actors")
    name = _text(row.get("name"), "actors.name")
    known = Actor(
        _text(row.get("id"), "actors.id"),
        name,
        _choice(row.get("kind") or "unknown", _ACTOR_KINDS, "actors.kind"),
        _name(row.get("country"), "actors.country"),
        _name(row.get("parent"), "actors.parent"),
    )
    text, reason = _words(row.get("text"), "actors.text"), _words(row.get("reason"), "actors.reason")
    return EventActor(known, text or name, _choice(row.get("role"), _ACTOR_ROLES, "actors.role"), reason)


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


def _casualty_from_json(item: object) -> Casualty:
    row = _object(item, "casualties")
    return Casualty(
        outcome=_choice(row.get("outcome"), _OUTCOMES, "casualties.outcome"),
        min=_figure(row.get("min"), "casualties.min"),
        max=_figure(row.get("max"), "casualties.max"),
        best=_figure(row.get("best"), "casualties.best"),
        group=_choice(row.get("group") or "unknown", _GROUPS, "casualties.group"),
        side=_name(row.get("side"), "casualties.side"),
        text=_words(row.get("text"), "casualties.text"),
        part=_flag(row.get("part"), "casualties.part"),
    )


def _target_from_json(item: object) -> Target:
    row = _object(item, "targets")
    return Target(_choice(row.get("kind"), _TARGETS, "targets.kind"), _words(row.get("text"), "targets.text"))


def _evidence_from_json(item: object) -> Evidence:
    row = _object(item, "evidence")
    start, end = (_figure(row.get(side), f"evidence.{side}") for side in ("start", "end"))
    if start is None or end is None:
        raise WireError('"evidence" needs "start" and "end"')
    return Evidence(start, end, _text(row.get("quote"), "evidence.quote"))


def _choice[T: StrEnum](value: object, known: Mapping[str, T], field: str) -> T:
    """A word that is one of a few."""
    if isinstance(value, str) and value in known:
        return known[value]
    raise WireError(f'"{field}" must be one of {", ".join(known.values())}, not {_shown(value)}')


def _object(value: object, field: str) -> Mapping[str, Any]:
    if isinstance(value, dict):
        return value
    raise WireError(f'"{field}" must be an object, not {_shown(value)}')


def _listed(value: object, field: str) -> Sequence[object]:
    """A list; null is an empty one."""
    if value is None:
        return ()
    if isinstance(value, list):
        return value
    raise WireError(f'"{field}" must be a list, not {_shown(value)}')


def _texts(value: object, field: str) -> tuple[str, ...]:
    return tuple([_text(item, field) for item in _listed(value, field)])


def _text(value: object, field: str) -> str:
    """A string that must be there."""
    if isinstance(value, str):
        return value
    raise WireError(f'"{field}" must be a string, not {_shown(value)}')


def _name(value: object, field: str) -> str | None:
    """A string, or nothing."""
    return None if value is None else _text(value, field)


def _words(value: object, field: str) -> str:
    """A string, which null leaves empty."""
    return "" if value is None else _text(value, field)


def _flag(value: object, field: str) -> bool:
    """Yes or no, which is no where nothing is said."""
    if value is None or isinstance(value, bool):
        return bool(value)
    raise WireError(f'"{field}" must be true or false, not {_shown(value)}')


def _figure(value: object, field: str) -> int | None:
    """A whole number, as far as people can be counted, or nothing."""
    if value is None or (type(value) is int and 0 <= value <= MOST):  # true and false are whole numbers to Python
        return value
    raise WireError(f'"{field}" must be a whole number from 0 to {MOST:,}, not {_shown(value)}')


def _number(value: object, field: str, least: int, most: int) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most:
        return float(value)
    raise WireError(f'"{field}" must be a number from {least} to {most}, not {_shown(value)}')


def _shown(value: object) -> str:
    """A wrong value as it stands in the line, cut where it is long."""
    text = _as_text(value)
    return text if len(text) <= _LONG else f"{text[:_LONG]}…"


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
    "targets": lambda targets: [{"kind": target.kind.value, "text": target.text} for target in targets],
    "evidence": lambda evidence: [{"start": e.start, "end": e.end, "quote": e.quote} for e in evidence],
    "confidence": lambda confidence: round(confidence, 3),
}
"""How each field of an event is written, in this order."""
