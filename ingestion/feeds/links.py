"""Links of feeds, and of pages to feeds."""

import re
from html import unescape
from urllib.parse import urljoin

_LONGEST = 2000  # characters
_HEAD = 100_000  # bytes of a page in which its feed is looked for
_LINKS = re.compile(r"<link\b[^>]{0,2000}>", re.IGNORECASE)
_ATTRIBUTES = re.compile(r"""([a-z]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE)
_FEEDS = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml"})


def on_the_web(link: str, url: str) -> str | None:
    """Where a link leads that is read at an address; None where it leads to no page.

    >>> on_the_web("/a b", "https://news.example/feed"), on_the_web("javascript:x", "https://news.example/feed")
    ('https://news.example/a%20b', None)
    """
    try:
        joined = urljoin(url, link).replace(" ", "%20") if link else ""
    except ValueError:
        return None
    return joined if joined.lower().startswith(("http://", "https://")) and len(joined) <= _LONGEST else None


def feed_of_page(body: bytes, url: str) -> str | None:
    """The feed that a page at an address names as its own, as browsers find it (`<link rel="alternate">`)."""
    for link in _LINKS.findall(body[:_HEAD].decode("utf-8", "replace")):
        given = {name.lower(): unescape(value.strip("\"'")) for name, value in _ATTRIBUTES.findall(link)}
        if "alternate" in given.get("rel", "").lower() and given.get("type", "").lower() in _FEEDS:
            return on_the_web(given.get("href", ""), url)
    return None
