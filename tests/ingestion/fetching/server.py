"""A server on loopback that answers as it is told, badly if wanted, and remembers what it was asked.

    async with WebServer() as server, server.fetcher() as fetcher:
        server.put("/feed", Answer(body=b"<rss/>", headers={"ETag": '"1"'}))
        await fetcher.get(server.url("/feed"))

Names of hosts are those of `names`, a resolver of its own: each leads to the addresses that stand there, one list for
each time it is asked, the last for ever.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Self

import pytest

from ingestion.fetching.errors import FetchError
from ingestion.fetching.fetcher import Bounds, Fetcher
from ingestion.fetching.networks import Address
from ingestion.fetching.pace import Pace

HOST = "127.0.0.1"
_REASONS = {200: "OK", 301: "Moved Permanently", 302: "Found", 304: "Not Modified", 410: "Gone"}


@dataclass(slots=True)
class Answer:
    """One answer, sent after so many `seconds`. `pieces` are sent one by one in place of the body, with no length told;
    where `holds` the connection stays open after the last."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    pieces: Callable[[], AsyncIterator[bytes]] | None = None
    holds: bool = False
    seconds: float = 0.0

    def head(self) -> bytes:
        """The status line and the headers."""
        length = {} if self.pieces or self.holds else {"Content-Length": str(len(self.body))}
        lines = [f"{name}: {value}" for name, value in {"Connection": "close", **length, **self.headers}.items()]
        return "\r\n".join([f"HTTP/1.1 {self.status} {_REASONS.get(self.status, 'Status')}", *lines, "", ""]).encode()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it came in; names of headers in small letters."""

    path: str
    headers: Mapping[str, str]
    method: str = "GET"
    body: bytes = b""


class Names:
    """Leads names to addresses, and counts."""

    def __init__(self) -> None:
        self.known: dict[str, list[Sequence[str]]] = {}
        self.asked: list[str] = []

    def put(self, host: str, *answers: Sequence[str]) -> None:
        """From now on the name has these addresses, one list after the other."""
        self.known[host] = list(answers)

    async def resolve(self, host: str, port: int) -> list[Address]:
        """As `ingestion.fetching.resolving.resolve`."""
        self.asked.append(host)
        with suppress(ValueError):
            return [ip_address(host)]
        answers = self.known.get(host)
        if not answers:
            raise OSError("no such name")
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        return [ip_address(each) for each in found]


class WebServer:
    """The server. `asked` is all it was asked, `most_at_once` how many it had in hand at one time."""

    def __init__(self, host: str = HOST, tls: ssl.SSLContext | None = None) -> None:
        self.asked: list[Asked] = []
        self.names = Names()
        self.most_at_once = 0
        self._open: set[asyncio.StreamWriter] = set()
        self._host = host
        self._tls = tls
        self._answers: dict[str, list[Answer | bytes]] = {}

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, self._host, 0, ssl=self._tls)
        self.port: int = self._server.sockets[0].getsockname()[1]
        self.names.put("news.example", [self._host])
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def stop(self) -> None:
        """Listen no more, and hang up on everybody."""
        self._server.close()
        for writer in self._open:
            writer.transport.abort()
        await self._server.wait_closed()

    def put(self, path: str, *answers: Answer | bytes) -> None:
        """From now on the path answers so, one answer after the other, the last for ever; bytes are sent as they are,
        head and all."""
        self._answers[path] = list(answers)

    def url(self, path: str, host: str = "news.example", scheme: str = "http") -> str:
        """An address of this server."""
        return f"{scheme}://{host}:{self.port}{path}"

    def fetcher(
        self, bounds: Bounds | None = None, pace: Pace | None = None, tls: ssl.SSLContext | None = None
    ) -> Fetcher:
        """A fetcher that may ask this server and no other private address, without pauses unless `pace` makes them."""
        return Fetcher(bounds=bounds, allowed=[self._host], pace=pace or Pace(0.0), resolve=self.names.resolve, tls=tls)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        self.most_at_once = max(self.most_at_once, len(self._open))
        with suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            await self._answer(reader, writer)
        with suppress(ConnectionError, ssl.SSLError):
            writer.close()
            await writer.wait_closed()
        self._open.discard(writer)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        question = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = dict(line.split(": ", 1) for line in question[1:] if line)
        method, path = question[0].split(" ")[:2]
        named = {name.lower(): value for name, value in headers.items()}
        body = await reader.readexactly(int(named.get("content-length", "0")))
        self.asked.append(Asked(path, named, method, body))
        answers = self._answers.get(path, [Answer(404)])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, bytes):
            writer.write(answer)
        else:
            await asyncio.sleep(answer.seconds)
            writer.write(answer.head() + answer.body)
            if answer.pieces is not None:
                async for piece in answer.pieces():
                    writer.write(piece)
                    await writer.drain()
            if answer.holds:
                await reader.read()  # until the other side has had enough
        await writer.drain()


SMALL = Bounds(size=100_000, seconds=20.0, redirects=3)


async def refused(server: WebServer, path: str, bounds: Bounds | None = None, host: str = "news.example") -> FetchError:
    """The error of asking for a path."""
    async with server.fetcher(bounds) as fetcher:
        with pytest.raises(FetchError) as caught:
            await fetcher.get(server.url(path, host))
    return caught.value


async def endless() -> AsyncIterator[bytes]:
    """A body without an end."""
    while True:
        yield b"x" * 10_000
