"""An answer as an Atom feed (RFC 4287): events in, the bytes of a file out, the same for the same events.

An entry is one event, under an id that stays; it counts as updated when the newest report of it was published.
"""

import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from uuid import NAMESPACE_URL, uuid5

from domain.links import is_web_link
from query.wording.terminal import card
from store.search.finding import StoredEvent

NAMESPACE = "http://www.w3.org/2005/Atom"
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
CONTROL = {code: None for code in range(32) if code not in (9, 10, 13)} | dict.fromkeys(range(0xD800, 0xE000))
"""What XML 1.0 has no room for."""


def feed(title: str, events: Sequence[StoredEvent], zone: tzinfo, names: Mapping[str, str]) -> bytes:
    """The feed of some events, those told of last first. `names` are those of the actors, by id."""
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(_tag("feed"))
    newest_first = sorted(events, key=lambda stored: (updated(stored), stored.id), reverse=True)
    _add(root, "id", _id("feed", title))
    _add(root, "title", title)
    _add(root, "updated", _moment(updated(newest_first[0]) if newest_first else NEVER))
    _add(root, "generator", "Watchfloor")
    for stored in newest_first:
        _entry(root, stored, zone, names)
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def updated(stored: StoredEvent) -> datetime:
    """When an event was told of last."""
    return stored.last_reported or stored.first_reported or NEVER


def _entry(root: ET.Element, stored: StoredEvent, zone: tzinfo, names: Mapping[str, str]) -> None:
    entry = ET.SubElement(root, _tag("entry"))
    head, *rest = card(stored, zone, names).split("\n")
    _add(entry, "id", _id("event", str(stored.id)))
    _add(entry, "title", head)
    _add(entry, "updated", _moment(updated(stored)))
    if stored.first_reported is not None:
        _add(entry, "published", _moment(stored.first_reported))
    for outlet in dict.fromkeys(mention.source or "unnamed source" for mention in stored.mentions):
        _add(ET.SubElement(entry, _tag("author")), "name", outlet)
    _add(entry, "content", "\n".join(line.strip() for line in rest) or head).set("type", "text")
    link = next((mention.url for mention in stored.mentions if is_web_link(mention.url)), None)
    if link is not None:
        ET.SubElement(entry, _tag("link"), {"rel": "alternate", "href": link})


def _add(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, _tag(name))
    element.text = text.translate(CONTROL)
    return element


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _id(kind: str, name: str) -> str:
    return uuid5(NAMESPACE_URL, f"watchfloor/{kind}/{name}").urn


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
