"""Events as KML 2.2 (OGC 07-147r2), for Google Earth and QGIS: stored events in, the bytes of a document out.

A Placemark is written as soon as its event is read, so that memory sets no limit; a library such as simplekml keeps the
whole document, and more than the few elements that are needed here, so the standard library's writer does.

What reports say is escaped twice: for XML, and as the HTML that viewers take a description for.
"""

import html
import re
from collections.abc import Iterable, Mapping
from typing import IO
from xml.etree import ElementTree

from domain.events import Event
from domain.links import is_web_link
from domain.places import Place, PlaceKind, has_position
from domain.taxonomy import kinds
from domain.times import iso
from store.events.results import Mention, StoredEvent
from store.export.acled import Names, event_as_row
from store.linkage.mentions import locations

HEAD = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n'
    b'<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>\n<name>Watchfloor</name>\n'
)
TAIL = b"</Document>\n</kml>\n"

_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2: Char
_POINTS = frozenset({PlaceKind.CITY, PlaceKind.SITE})


def write_kml(events: Iterable[StoredEvent], out: IO[bytes], names: Names, letters: Mapping[str, str]) -> int:
    """Write events one after another, `names` and `letters` as for `store.export.acled`; returns how many were left
    out, because nobody says where they happened or the position of that place is not known."""
    left_out = 0
    out.write(HEAD)
    for stored in events:
        place = next(iter(locations(stored.event)), None)
        if place is None or not has_position(place):
            left_out += 1
            continue
        out.write(ElementTree.tostring(_placemark(stored, place, names, letters), encoding="utf-8") + b"\n")
    out.write(TAIL)
    return left_out


def _placemark(stored: StoredEvent, place: Place, names: Names, letters: Mapping[str, str]) -> ElementTree.Element:
    """The elements of a Placemark stand in the order that the schema wants."""
    mark = ElementTree.Element("Placemark", id=f"event-{stored.id}")
    _add(mark, "name", _title(stored.event, place))
    _add(mark, "description", "".join(_told(mention, letters) for mention in stored.mentions))
    time = stored.event.time
    if time is not None:
        span = ElementTree.SubElement(mark, "TimeSpan")
        for side, moment in (("begin", time.start), ("end", time.end)):
            if moment is not None:
                _add(span, side, iso(moment))
    values = ElementTree.SubElement(mark, "ExtendedData")
    for column, value in event_as_row(stored, names, letters).items():
        if value is not None:
            _add(ElementTree.SubElement(values, "Data", name=column), "value", str(value))
    _add(ElementTree.SubElement(mark, "Point"), "coordinates", f"{place.longitude},{place.latitude}")
    return mark


def _title(event: Event, place: Place) -> str:
    """`Air strike, Al Mayadin`; what is known of an area only is said to be somewhere in it."""
    where = place.name if place.kind in _POINTS else f"somewhere in {place.name}"
    return f"{kinds()[event.type].one.capitalize()}, {where}"


def _told(mention: Mention, letters: Mapping[str, str]) -> str:
    """What one report says, as a paragraph of HTML."""
    outlet = html.escape(mention.source or "unnamed source")
    if is_web_link(mention.url):
        outlet = f'<a href="{html.escape(mention.url or "")}">{outlet}</a>'
    letter = letters.get(mention.source or "")
    trust = f" (reliability {letter})" if letter else ""
    when = f", {iso(mention.published)}" if mention.published else ""
    return f"<p>{outlet}{trust}{when}: {html.escape(mention.quote)}</p>"


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = _NO_XML.sub("", text)
