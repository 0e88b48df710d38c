"""The events of an answer as a file: a view in, CSV, GeoJSON or KML out. Knows no Telegram."""

import csv
import io
import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from handlers.answering.asking import reading_of
from handlers.services.services import Services
from handlers.views import phrases
from handlers.views.codec import Screen, View
from handlers.views.markup import escape
from query.reading import Intent
from query.search.selecting import select
from store.chats.questions import kept_question
from store.export.export import as_cell, events_as_json, stored_events
from store.export.kml import write_kml
from store.reliability import grades
from store.search.selection import Selection

MOST_EXPORTED = 5000
_OUTCOMES = ("killed", "injured", "missing", "captured")
COLUMNS = (
    "id", "type", "status", "start", "end", "place", "country", "latitude", "longitude", "perpetrators", "targets",
    "target_kinds",
    *(f"{outcome}_{side}" for outcome in _OUTCOMES for side in ("min", "max", "best")), "sources", "urls", "quote",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Export:
    """A file: its name and content, and the HTML that says what it holds."""

    name: str
    content: bytes
    caption: str


@dataclass(frozen=True, slots=True)
class _Written:
    """A file's ending and content, how many events were to be written, and how many of them are not in it."""

    ending: str
    content: bytes
    events: int
    left_out: int = 0


async def export(services: Services, view: View, chat: int) -> Export | None:
    """The events of a view as a file; None where there are none, or the question is forgotten."""
    return await services.index.read(lambda reader: _export(services, reader, view, chat))


def _export(services: Services, reader: sqlite3.Connection, view: View, chat: int) -> Export | None:
    row, reading = kept_question(reader, view.question), reading_of(services, reader, view, chat)
    if row is None or reading is None or reading.query.intent is Intent.HELP:
        return None
    most = min(MOST_EXPORTED, reading.query.limit or MOST_EXPORTED)
    written = _written(services, reader, select(reading.query, services.world), most, view.screen)
    if not written.events:
        return None
    asked = phrases.question(reading.query, services.zone_named(row.zone))
    said = f"<b>{phrases.plural(written.events, 'event')}</b> · {escape(asked, 300)}"
    if written.left_out:
        said += f"\n{phrases.plural(written.left_out, 'event')} without a known position left out."
    if written.events == MOST_EXPORTED:
        said += f"\nOnly the first {MOST_EXPORTED:,}; ask for a shorter time to get the rest."
    return Export(f"watchfloor.{written.ending}", written.content, said)


def _written(
    services: Services, reader: sqlite3.Connection, selection: Selection, most: int, screen: Screen
) -> _Written:
    """The first events that match, in the form asked for."""
    if screen is Screen.KML:
        events, out = list(islice(stored_events(reader, selection), most)), io.BytesIO()
        left_out = write_kml(events, out, lambda place: _name(services, place), grades(reader))
        return _Written("kml", out.getvalue(), len(events), left_out)
    rows = list(islice(events_as_json(reader, selection), most))
    if screen is Screen.GEOJSON:
        return _Written("geojson", as_geojson(rows).encode(), len(rows))
    return _Written("csv", as_csv(rows).encode(), len(rows))


def _name(services: Services, place: str) -> str | None:
    known = services.world.gazetteer.get(place)
    return known.name if known else None


def as_csv(events: Iterable[dict[str, Any]]) -> str:
    """Events, as the contract's ANSWER gives them, one a row."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows({name: as_cell(value) for name, value in _row(event).items()} for event in events)
    return out.getvalue()


def as_geojson(events: Iterable[dict[str, Any]]) -> str:
    """Events as a FeatureCollection; one without a place has no geometry."""
    features = []
    for event in events:
        row = _row(event)
        latitude, longitude = row.pop("latitude"), row.pop("longitude")
        point = None if latitude is None else {"type": "Point", "coordinates": [longitude, latitude]}
        features.append({"type": "Feature", "id": event["id"], "geometry": point, "properties": row})
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def _row(event: dict[str, Any]) -> dict[str, Any]:
    place: dict[str, Any] = next((place for place in event["places"] if place["role"] == "location"), {})
    time = event["time"] or {}
    return {
        "id": event["id"],
        "type": event["type"],
        "status": event["status"],
        "start": time.get("start"),
        "end": time.get("end"),
        "place": place.get("name"),
        "country": place.get("country"),
        "latitude": place.get("lat"),
        "longitude": place.get("lon"),
        "perpetrators": _names(event, "perpetrator", "party"),
        "targets": _names(event, "target", "victim"),
        "target_kinds": "; ".join(dict.fromkeys(target["kind"] for target in event["targets"])),
        **dict(_figures(event)),
        "sources": "; ".join(dict.fromkeys(report["source"] or "unnamed source" for report in event["reports"])),
        "urls": " ".join(dict.fromkeys(report["url"] for report in event["reports"] if report["url"])),
        "quote": event["reports"][0]["quote"] if event["reports"] else None,
    }


def _names(event: dict[str, Any], *roles: str) -> str:
    return "; ".join(dict.fromkeys(actor["name"] for actor in event["actors"] if actor["role"] in roles))


def _figures(event: dict[str, Any]) -> Iterator[tuple[str, int | None]]:
    """The people per outcome; what no line states stays empty, never 0."""
    for outcome in _OUTCOMES:
        lines = [line for line in event["casualties"] if line["outcome"] == outcome and not line.get("part")]
        for side in ("min", "max", "best"):
            values = [line[side] for line in lines]
            stated = [value for value in values if value is not None]
            open_ended = side == "max" and len(stated) < len(values)
            yield f"{outcome}_{side}", None if open_ended or not stated else sum(stated)
