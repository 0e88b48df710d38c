"""One address after another, each asked as a polite and wary stranger would.

http and https only, no address that is not public (`networks.py`), at any redirect, nothing packed to swell
(`unpacking.py`), bounds on size, time and redirects, one question at a time to a host (`pace.py`). No cookies, no
credentials, no proxy of the environment. How long the host wants to be left alone (`Retry-After`) is told to the
caller.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import Enum
from types import TracebackType
from typing import Self

import httpx

from ingestion.fetching.addresses import checked
from ingestion.fetching.errors import NotAllowed, TooManyRedirects, TooSlow, Unreachable, WrongKind
from ingestion.fetching.networks import networks
from ingestion.fetching.pace import Pace
from ingestion.fetching.resolving import Resolver, resolve
from ingestion.fetching.transport import CheckedTransport
from ingestion.fetching.unpacking import ENCODINGS, Unpacking

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
_LONGEST_WAIT = timedelta(days=30)  # that a host may ask for
_LONGEST_MARK = 1000  # characters of an ETag or a date, which are sent back


class Accept(Enum):
    """What a caller wants: how the question says so, and the types that an answer may be of (all, where none stand
    there; feeds are served as nearly anything)."""

    ANYTHING = ("*/*", frozenset[str]())
    FEED = (
        "application/atom+xml, application/rss+xml, application/rdf+xml;q=0.9, application/xml;q=0.9, text/xml;q=0.8, "
        "*/*;q=0.1",
        frozenset[str](),
    )
    PAGE = (
        "text/html, application/xhtml+xml, text/plain;q=0.8, application/pdf;q=0.5",
        frozenset({"text/html", "application/xhtml+xml", "text/plain", "application/pdf", ""}),
    )


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one address may take: `size` in bytes, as sent and as unpacked; `seconds` from the first connection to the
    last byte, over all redirects, without the pauses that politeness asks for; `redirects`."""

    size: int = 10_000_000
    seconds: float = 30.0
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer. `url` is where it came from in the end, `moved_to` where the address has moved for good, if it has;
    `content_type` without its parameters, in small letters, empty where none was given; `charset` as the header names
    it. `etag` and `last_modified` go into the next question. The body is there where the status is 200 to 299."""

    status: int
    url: str
    content_type: str = ""
    charset: str | None = None
    body: bytes = b""
    etag: str | None = None
    last_modified: str | None = None
    retry_after: timedelta | None = None
    moved_to: str | None = None

    @property
    def ok(self) -> bool:
        """Whether the answer carries what was asked for."""
        return 200 <= self.status < 300


class Fetcher:
    """Asks addresses. One for the whole program, so that no host is asked by two at a time; an async context manager.

    `allowed` are networks that are asked though they are not public, as `10.0.0.0/8`: none, unless an admin names them.
    `resolve` tells the addresses of a name. Raises ValueError where `allowed` holds something else.
    """

    def __init__(
        self,
        *,
        bounds: Bounds | None = None,
        allowed: Iterable[str] = (),
        pace: Pace | None = None,
        resolve: Resolver = resolve,
        tls: ssl.SSLContext | None = None,
        agent: str = "Watchfloor (reads feeds and the pages that they name, posts to hooks)",
    ) -> None:
        self._bounds = bounds or Bounds()
        self._pace = pace or Pace(2.0)
        # httpx's client would keep cookies, read the environment and look into every redirect: none of it is wanted
        self._transport = CheckedTransport(resolve, networks(allowed), tls or httpx.create_ssl_context(trust_env=False))
        self._headers = {"User-Agent": agent, "Accept-Encoding": ENCODINGS}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close all connections."""
        await self._transport.aclose()

    async def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        accept: Accept = Accept.ANYTHING,
    ) -> Fetched:
        """What stands at an address: any status but a redirect is an answer, 304 among them where `etag` or
        `last_modified` (of the last answer, as it gave them) still hold. Raises FetchError."""
        at = checked(url)
        headers = {**self._headers, "Accept": accept.value[0]}
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        left = self._bounds.seconds
        moved, for_good = None, True
        for _ in range(self._bounds.redirects + 1):
            async with self._pace.turn(at.host):
                begun = asyncio.get_running_loop().time()
                answer = await self._asked(at, headers, accept, left)
                left -= asyncio.get_running_loop().time() - begun
            if isinstance(answer, Fetched):
                return replace(answer, moved_to=moved)
            for_good = for_good and answer.for_good
            at = _next(at, answer.location)
            moved = str(at) if for_good else moved
        raise TooManyRedirects(f"{at.host} sends from one address to the next without end: check the address.")

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Fetched:
        """What an address answers to a body that is posted to it: its status, without what it sends beside. A redirect
        is an answer, and not followed: what is posted goes where it was meant to, or nowhere. Raises FetchError."""
        at = checked(url)
        asked = httpx.Request("POST", at, headers={**self._headers, **headers}, content=body)
        async with self._pace.turn(at.host):
            try:
                async with asyncio.timeout(self._bounds.seconds), self._answer(asked) as answer:
                    return _fetched(answer, at, b"")
            except TimeoutError:
                raise self._too_slow(at) from None

    async def _asked(
        self, at: httpx.URL, headers: dict[str, str], accept: Accept, seconds: float
    ) -> "Fetched | _Redirect":
        asked = httpx.Request("GET", at, headers=headers)
        try:
            async with asyncio.timeout(max(seconds, 0)), self._answer(asked) as answer:
                if answer.status_code in _REDIRECTS:
                    return _Redirect(answer.headers.get("location", ""), answer.status_code in _FOR_GOOD)
                body = await self._body(answer, at.host, accept) if answer.is_success else b""
        except TimeoutError:
            raise self._too_slow(at) from None
        return _fetched(answer, at, body)

    def _too_slow(self, at: httpx.URL) -> TooSlow:
        return TooSlow(f"{at.host} took longer than {self._bounds.seconds:g} seconds: try later.")

    @asynccontextmanager
    async def _answer(self, asked: httpx.Request) -> AsyncIterator[httpx.Response]:
        answer = await self._transport.handle_async_request(asked)
        try:
            yield answer
        finally:
            await answer.aclose()

    async def _body(self, answer: httpx.Response, host: str, accept: Accept) -> bytes:
        kind, types = _content_type(answer)[0], accept.value[1]
        if types and kind not in types:
            raise WrongKind(f"{host} sends {kind[:60]} where a page was expected.")
        unpacking = Unpacking(answer.headers.get("content-encoding", ""), host, self._bounds.size)
        unpacking.expect(answer.headers.get("content-length", ""))
        async for piece in answer.aiter_raw():
            unpacking.feed(piece)
        return unpacking.finish()


@dataclass(frozen=True, slots=True)
class _Redirect:
    """Where an answer sends to, and whether for good."""

    location: str
    for_good: bool


def _next(at: httpx.URL, location: str) -> httpx.URL:
    """The address that a redirect leads to."""
    if not location:
        raise Unreachable(f"{at.host} sends elsewhere without saying where: check the address.")
    try:
        joined = at.join(location)
    except (httpx.InvalidURL, ValueError) as error:
        raise NotAllowed(f"{at.host} sends to what is no address: check the address.") from error
    return checked(str(joined))


def _fetched(answer: httpx.Response, at: httpx.URL, body: bytes) -> Fetched:
    kind, charset = _content_type(answer)
    return Fetched(
        status=answer.status_code,
        url=str(at),
        content_type=kind,
        charset=charset,
        body=body,
        etag=_mark(answer, "etag"),
        last_modified=_mark(answer, "last-modified"),
        retry_after=_retry_after(answer.headers.get("retry-after", ""), answer.headers.get("date", "")),
    )


def _content_type(answer: httpx.Response) -> tuple[str, str | None]:
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind, answer.charset_encoding


def _mark(answer: httpx.Response, name: str) -> str | None:
    """What is sent back with the next question, where it is of a length that anybody sends."""
    value = answer.headers.get(name, "")
    return value if value and len(value) <= _LONGEST_MARK and value.isascii() and value.isprintable() else None


def _retry_after(text: str, answered: str) -> timedelta | None:
    """Seconds or a moment (RFC 9110, 10.2.3), reckoned from when the host says it answered; never further than a month.

    >>> _retry_after("120", "")
    datetime.timedelta(seconds=120)
    """
    text = text.strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:12]), _LONGEST_WAIT.total_seconds()))
    until = _date(text)
    if until is None:
        return None
    return min(max(until - (_date(answered) or datetime.now(UTC)), timedelta()), _LONGEST_WAIT)


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
