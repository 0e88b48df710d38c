"""The bytes of a feed into its items: RSS 0.9 to 2.0, RDF and Atom, well-formed or not, in any encoding.

A feed that declares entities is refused before any parser sees it: no feed needs them, and they are what bombs are made
of. What feedparser makes of the rest is bounded here: so many items, so much text, links that lead to the web only.
"""

import hashlib
import io
import re
import time
from calendar import timegm
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from domain.calendar import of_known_years
from ingestion.decoding import MAX_CHARACTERS, UnreadableReport, as_utf8, decode
from ingestion.feeds.feed import Feed, FeedError, Item
from ingestion.feeds.links import feed_of_page, on_the_web
from ingestion.feeds.words import is_added
from ingestion.web import fragment_text

MAX_ITEMS = 500
"""Items of one feed that are read, the first ones; feeds carry ten to a hundred."""

_LONGEST_NAME = 500  # characters of a title or an id
_PROLOGUE = re.compile(r"\s*+(?:(?:<\?(?:[^?]|\?(?!>))*+\?>|<!--(?:[^-]|-(?!->))*+-->)\s*+)*+")
_DECLARATION = re.compile(r"\s*+<\?xml(?:[^?]|\?(?!>))*+\?>")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML 1.0, 2.2
_BEGINS = re.compile(r"(?=<(?:item|entry)[\s>])", re.IGNORECASE)
_OWN_WORDS = re.compile(r"<(?:description|summary|content)[\s:>]", re.IGNORECASE)
_CAPTION = re.compile(r"<media:(description|title)\b[^>]*+>(?:[^<]|<(?!/?media:))*+</media:\1\s*>", re.IGNORECASE)
_PAGE = re.compile(rb"<(?:!doctype )?html", re.IGNORECASE)
_HTML = frozenset({"text/html", "application/xhtml+xml"})


def parse_feed(body: bytes, content_type: str = "", charset: str | None = None, url: str = "") -> Feed:
    """What a feed says. `content_type` and `charset` are those of the answer that brought it; `url` is where it stands,
    from which its relative links are read. Raises FeedError."""
    parsed = _parsed(_without_captions(xml_text(as_utf8(body, charset), url or "The feed")), url or "The feed")
    entries = parsed.get("entries", [])[:MAX_ITEMS]
    if not parsed.get("version") and not entries:
        raise _no_feed(body, content_type, url)
    about = parsed.get("feed", {})
    return Feed(
        title=_said(about, "title") or None,
        link=_web(about, url),
        language=_field(about, "language")[:_LONGEST_NAME] or None,
        items=tuple(_distinct(item for entry in entries if (item := _item(entry, url)).tells)),
    )


def _no_feed(body: bytes, content_type: str, url: str) -> FeedError:
    """Why there is none; of a page, with the feed that it names."""
    name = url or "This"
    if content_type not in _HTML and not _PAGE.search(body[:2000]):
        return FeedError(f"{name} is no feed but something else: give the address of its RSS or Atom feed.")
    named = feed_of_page(body, url)
    if named is not None:
        return FeedError(f"{name} is no feed but a web page, and names this as its feed: {named}")
    return FeedError(f"{name} is no feed but a web page: give the address of its RSS or Atom feed.")


def xml_text(body: bytes, name: str) -> str:
    """The text of an XML document, in any encoding, without the declaration that names it. Raises FeedError where it is
    no text, or declares entities; `name` is what the message calls it."""
    try:
        text = decode(body, name).text
    except UnreadableReport as error:
        raise FeedError(str(error)) from error
    text = _NOT_XML.sub("", text.removeprefix("\ufeff"))
    start = _PROLOGUE.match(text)
    behind = text[start.end() if start else 0 :]
    if behind[:9].upper() == "<!DOCTYPE" and "<!ENTITY" in behind.upper():
        raise FeedError(f"{name} declares entities, which no feed needs and which may swell without end: not read.")
    return _DECLARATION.sub("", text, count=1)


def _without_captions(text: str) -> str:
    """The feed without the captions of its pictures and films (Media RSS), where an item has words of its own:
    feedparser takes the one for the other."""
    items = _BEGINS.split(text)
    return "".join(_CAPTION.sub("", item) if _OWN_WORDS.search(item) else item for item in items)


def _parsed(text: str, name: str) -> dict[str, Any]:
    import feedparser  # loads slowly, and only feeds need it

    try:
        found: dict[str, Any] = feedparser.parse(
            io.BytesIO(text.encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,  # no markup is kept, see fragment_text
            resolve_relative_uris=False,
        )
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError) as error:
        # of what no feed looks like: the parsers of markup are written for what people write by mistake
        raise FeedError(f"{name} is too broken to be read.") from error
    return found


def _item(entry: dict[str, Any], url: str) -> Item:
    title = _said(entry, "title")[:_LONGEST_NAME]
    summary = _said(entry, "summary")
    content = max((_plain(each) for each in entry.get("content", [])), key=len, default="")
    link = _web(entry, url)
    return Item(
        id=_field(entry, "id")[:_LONGEST_NAME] or link or _digest(title, summary, content),
        link=link,
        title=title or None,
        summary=summary,
        content=content if len(content) >= len(summary) else "",
        published=_moment(entry, "published_parsed") or _moment(entry, "updated_parsed"),
        updated=_moment(entry, "updated_parsed"),
    )


def _distinct(items: Iterable[Item]) -> Iterable[Item]:
    """Each item once, with an id of its own: where several share one, what they lead to or say tells them apart."""
    items = list(items)
    sharing = Counter(item.id for item in items)
    told: set[str] = set()
    for item in items:
        if sharing[item.id] > 1:
            own = _digest(item.link or "", item.title or "", "" if item.link else item.text)
            item = replace(item, id=f"{item.id}#{own}")
        if item.id not in told:
            told.add(item.id)
            yield item


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:16]


def _said(fields: dict[str, Any], name: str) -> str:
    """The plain text of a title or a summary."""
    detail = dict.get(fields, f"{name}_detail")
    return _plain(detail) if isinstance(detail, dict) else _field(fields, name)


def _plain(detail: dict[str, Any]) -> str:
    value = _field(detail, "value")[:MAX_CHARACTERS]
    if _field(detail, "type") not in _HTML:
        return value.strip()
    try:
        paragraphs = fragment_text(value).split("\n\n")
    except UnreadableReport as error:
        raise FeedError(str(error)) from error
    return "\n\n".join(words for words in paragraphs if not is_added(words))


def _field(fields: dict[str, Any], name: str) -> str:
    value = dict.get(fields, name)  # feedparser's own `get` takes one name for another
    return value.strip() if isinstance(value, str) else ""


def _web(fields: dict[str, Any], url: str) -> str | None:
    """The page that it leads to, read from where the feed stands; a bare number that stands for one is none."""
    link = _field(fields, "link")
    return None if dict.get(fields, "guidislink") and "/" not in link else on_the_web(link, url)


def _moment(fields: dict[str, Any], name: str) -> datetime | None:
    found = dict.get(fields, name)
    if not isinstance(found, time.struct_time):
        return None
    try:
        return of_known_years(datetime.fromtimestamp(timegm(found), UTC))
    except (ValueError, OverflowError, OSError):
        return None
