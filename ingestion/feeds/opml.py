"""Lists of feeds as other readers write and read them: OPML 2.0 (opml.org/spec2.opml)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from ingestion.feeds.feed import FeedError
from ingestion.feeds.parsing import xml_text

MOST = 5000
"""Feeds of one list that are read."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed of a list: its address, what it is called, its site, its language where the list says it."""

    url: str
    title: str | None = None
    link: str | None = None
    language: str | None = None


def read_opml(body: bytes) -> list[Outline]:
    """The feeds of a list, each once, out of all its folders. Raises FeedError where it is no OPML, or declares
    entities."""
    try:
        root = ElementTree.fromstring(xml_text(body, "The list"))
    except (ElementTree.ParseError, ValueError) as error:
        raise FeedError("The list is no OPML: export it anew from the reader that it comes from.") from error
    if root.tag.lower() != "opml":
        raise FeedError("The list is no OPML: export it anew from the reader that it comes from.")
    found = {outline.url: outline for outline in _outlines(root)}
    return list(found.values())[:MOST]


def write_opml(outlines: Iterable[Outline], title: str = "Sources of Watchfloor") -> str:
    """The list as any reader of feeds takes it."""
    root = ElementTree.Element("opml", version="2.0")
    ElementTree.SubElement(ElementTree.SubElement(root, "head"), "title").text = title
    body = ElementTree.SubElement(root, "body")
    for outline in outlines:
        fields = {
            "type": "rss",
            "text": outline.title or outline.url,
            "title": outline.title,
            "xmlUrl": outline.url,
            "htmlUrl": outline.link,
            "language": outline.language,
        }
        ElementTree.SubElement(body, "outline", {name: value for name, value in fields.items() if value})
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _outlines(root: ElementTree.Element) -> Iterator[Outline]:
    for element in root.iter():
        given = {name.lower(): value.strip() for name, value in element.attrib.items()}
        url = given.get("xmlurl", "")
        if element.tag.lower() == "outline" and url.lower().startswith(("http://", "https://")):
            title = given.get("title") or given.get("text") or None
            yield Outline(url, title, given.get("htmlurl") or None, given.get("language") or None)
