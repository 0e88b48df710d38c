"""What a body may be: never too long, too slow, or packed to swell."""

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator

import pytest

from ingestion.fetching.errors import (
    TooLarge,
    TooSlow,
)
from ingestion.fetching.fetcher import Bounds
from tests.ingestion.fetching.server import SMALL, Answer, WebServer, endless, refused


@pytest.mark.parametrize(
    "answer",
    [
        Answer(pieces=endless),
        Answer(body=b"x" * 100_001),
        Answer(body=b"", headers={"Content-Length": "99999999999"}, holds=True),
    ],
    ids=["endless", "too long", "told to be too long"],
)
async def test_more_than_is_read(server: WebServer, answer: Answer) -> None:
    server.put("/", answer)
    error = await refused(server, "/", SMALL)
    assert (type(error), str(error)) == (TooLarge, "news.example sends more than 0.1 MB: it is not read.")


async def test_as_much_as_is_read(server: WebServer) -> None:
    server.put("/", Answer(body=b"x" * 100_000))
    async with server.fetcher(SMALL) as fetcher:
        assert len((await fetcher.get(server.url("/"))).body) == 100_000


async def test_a_body_of_an_error_is_not_read(server: WebServer) -> None:
    server.put("/", Answer(500, pieces=endless))
    async with server.fetcher(SMALL) as fetcher:
        got = await fetcher.get(server.url("/"))
    assert (got.status, got.ok, got.body) == (500, False, b"")


async def test_a_body_that_never_ends(server: WebServer) -> None:
    server.put("/", Answer(body=b"slow", holds=True))
    error = await refused(server, "/", Bounds(seconds=0.2))
    assert (type(error), str(error)) == (TooSlow, "news.example took longer than 0.2 seconds: try later.")


async def test_a_body_that_drips(server: WebServer) -> None:
    """Each piece comes soon enough, and the whole does not."""

    async def drip() -> AsyncIterator[bytes]:
        while True:
            yield b"x"
            await asyncio.sleep(0)

    server.put("/", Answer(pieces=drip))
    assert isinstance(await refused(server, "/", Bounds(seconds=0.2)), TooSlow)


async def test_time_runs_over_all_redirects(server: WebServer) -> None:
    """Each answer comes soon enough, and all of them do not."""
    server.put("/", Answer(302, headers={"Location": "/"}, seconds=0.05))
    assert isinstance(await refused(server, "/", Bounds(seconds=0.2, redirects=100)), TooSlow)
    assert 1 < len(server.asked) < 6


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "deflate", "GZIP"])
async def test_bodies_that_are_packed(server: WebServer, encoding: str) -> None:
    text = b"Three people were killed in Aden. " * 100
    packed = zlib.compress(text) if encoding == "deflate" else gzip.compress(text[:1000]) + gzip.compress(text[1000:])
    server.put("/", Answer(body=packed, headers={"Content-Encoding": encoding}))
    async with server.fetcher() as fetcher:
        assert (await fetcher.get(server.url("/"))).body == text


async def test_deflate_without_its_head(server: WebServer) -> None:
    packing = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    body = packing.compress(b"text") + packing.flush()
    server.put("/", Answer(body=body, headers={"Content-Encoding": "deflate"}))
    async with server.fetcher() as fetcher:
        assert (await fetcher.get(server.url("/"))).body == b"text"


def bomb(size: int) -> bytes:
    return gzip.compress(bytes(size))


SWELLS = "news.example sends what swells more than any page does: it is not read."
BROKEN = "news.example sends what cannot be unpacked: try later."
UNASKED = "though it was asked not to."


@pytest.mark.parametrize(
    ("body", "encoding", "said"),
    [
        (bomb(5_000_000), "gzip", SWELLS),
        (zlib.compress(bytes(5_000_000)), "deflate", SWELLS),
        (
            gzip.compress(bomb(50_000_000)),
            "gzip, gzip",
            f"news.example sends what is packed as 'gzip, gzip', {UNASKED}",
        ),
        (b"x", "br", f"news.example sends what is packed as 'br', {UNASKED}"),
        (b"no gzip", "gzip", BROKEN),
        (gzip.compress(b"text")[:-9], "gzip", BROKEN),
    ],
    ids=["gzip bomb", "deflate bomb", "twice packed", "brotli", "not packed", "broken off"],
)
async def test_bombs_and_broken_packages(server: WebServer, body: bytes, encoding: str, said: str) -> None:
    server.put("/", Answer(body=body, headers={"Content-Encoding": encoding}))
    error = await refused(server, "/")
    assert (type(error), str(error)) == (TooLarge, said)


async def test_a_bomb_that_swells_slowly_is_stopped_by_its_size(server: WebServer) -> None:
    async def members() -> AsyncIterator[bytes]:
        while True:
            yield gzip.compress(bytes(range(256)) * 16)

    server.put("/", Answer(pieces=members, headers={"Content-Encoding": "gzip"}))
    error = await refused(server, "/", SMALL)
    assert (type(error), str(error)) == (TooLarge, "news.example sends more than 0.1 MB: it is not read.")
