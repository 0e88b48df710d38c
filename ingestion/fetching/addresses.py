"""Addresses as people and servers write them: what is none that may be fetched is refused in one sentence."""

import re
from ipaddress import IPv6Address

import httpx

from ingestion.fetching.errors import NotAllowed

_HOST = re.compile(r"[a-z0-9_.-]+")
_LONGEST = 2000  # characters
_SHOWN = 80  # of them in a sentence


def checked(text: str) -> httpx.URL:
    """The address without its fragment. Raises NotAllowed where it is none, of another scheme than http and https, or
    carries a name and a password, which would be told to everybody who sees it.

    >>> str(checked(" https://Example.org/a#b "))
    'https://example.org/a'
    """
    text = text.strip()
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    if len(text) > _LONGEST:
        raise NotAllowed(f"The address is longer than {_LONGEST:,} characters: check it.")
    if not text.isprintable() or any(letter.isspace() for letter in text):
        raise NotAllowed(f"{shown!r} is no address: write one such as https://news.example/feed.")
    try:
        url = httpx.URL(text)
        url = url.copy_with(fragment=None)
        host = url.host
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise NotAllowed(f"{shown!r} is no address: write one such as https://news.example/feed.") from error
    if url.userinfo:
        raise NotAllowed("An address with a name or password in it is not fetched: leave out what stands before the @.")
    if url.scheme not in ("http", "https"):
        raise NotAllowed(f"{shown!r} is not fetched: only addresses that begin with https:// or http:// are.")
    if not host:
        raise NotAllowed(f"{shown!r} names no host: write an address such as https://news.example/feed.")
    if not _is_host(url.raw_host.decode("ascii")):
        raise NotAllowed(f"{shown!r} is no address: write one such as https://news.example/feed.")
    return url


def _is_host(host: str) -> bool:
    """A name or a number; of IPv6, one that leads to no network of this machine's own (`%eth0`)."""
    if _HOST.fullmatch(host):
        return True
    try:
        return IPv6Address(host).scope_id is None
    except ValueError:
        return False
