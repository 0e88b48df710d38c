"""Atom feeds (RFC 4287): entries in, the bytes of a file out, the same for the same entries.

The entry of an event counts as updated when the newest report of it was published.
"""

import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from uuid import NAMESPACE_URL, uuid5

from domain.links import is_web_link
from query.wording.terminal import card
from store.search.finding import StoredEvent

NAMESPACE = "http://www.w3.org/2005/Atom"
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
CONTROL = {code: None for code in range(32) if code not in (9, 10, 13)} | dict.fromkeys(range(0xD800, 0xE000))
"""What XML 1.0 has no room for."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a feed tells: under an id that stays, when it was told of first and last, by whom, in plain words
    or as HTML."""

    id: str
    title: str
    updated: datetime
    published: datetime | None
    authors: Sequence[str]
    content: str
    is_html: bool = False
    link: str | None = None


def feed(title: str, entries: Sequence[Entry]) -> bytes:
    """The feed of some entries, in their order."""
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(_tag("feed"))
    _add(root, "id", _id("feed", title))
    _add(root, "title", title)
    _add(root, "updated", _moment(max((entry.updated for entry in entries), default=NEVER)))
    _add(root, "generator", "Watchfloor")
    for entry in entries:
        _entry(root, entry)
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def event_entries(events: Sequence[StoredEvent], zone: tzinfo, names: Mapping[str, str]) -> list[Entry]:
    """An entry for each event, those told of last first. `names` are those of the actors, by id."""
    newest_first = sorted(events, key=lambda stored: (updated(stored), stored.id), reverse=True)
    return [_of_event(stored, zone, names) for stored in newest_first]


def updated(stored: StoredEvent) -> datetime:
    """When an event was told of last."""
    return stored.last_reported or stored.first_reported or NEVER


def _of_event(stored: StoredEvent, zone: tzinfo, names: Mapping[str, str]) -> Entry:
    head, *rest = card(stored, zone, names).split("\n")
    return Entry(
        f"event/{stored.id}",
        head,
        updated(stored),
        stored.first_reported,
        list(dict.fromkeys(mention.source or "unnamed source" for mention in stored.mentions)),
        "\n".join(line.strip() for line in rest) or head,
        link=next((mention.url for mention in stored.mentions if is_web_link(mention.url)), None),
    )


def _entry(root: ET.Element, told: Entry) -> None:
    entry = ET.SubElement(root, _tag("entry"))
    kind, _, name = told.id.partition("/")
    _add(entry, "id", _id(kind, name))
    _add(entry, "title", told.title)
    _add(entry, "updated", _moment(told.updated))
    if told.published is not None:
        _add(entry, "published", _moment(told.published))
    for author in told.authors:
        _add(ET.SubElement(entry, _tag("author")), "name", author)
    _add(entry, "content", told.content).set("type", "html" if told.is_html else "text")
    if told.link is not None:
        ET.SubElement(entry, _tag("link"), {"rel": "alternate", "href": told.link})


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
