"""Events as GeoJSON (RFC 7946): a stored event in, one Feature out, for any map."""

from collections.abc import Mapping
from typing import Any

from store.events.results import StoredEvent
from store.export.export import event_as_json
from store.linkage.mentions import locations


def event_as_feature(stored: StoredEvent, letters: Mapping[str, str]) -> dict[str, Any]:
    """A Feature at the event's most specific place, with the fields of the contract as properties. An event without a
    place has no geometry, as the standard wants it."""
    properties = event_as_json(stored, letters)
    place = next(iter(locations(stored.event)), None)
    return {
        "type": "Feature",
        "id": properties.pop("id"),
        "geometry": {"type": "Point", "coordinates": [place.longitude, place.latitude]} if place else None,
        "properties": properties,
    }
