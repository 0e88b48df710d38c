"""How often a host is asked."""

import asyncio

import pytest

from ingestion.fetching.errors import (
    Unreachable,
)
from ingestion.fetching.pace import Pace
from tests.ingestion.fetching.server import Answer, WebServer


class Clock:
    """Time that passes only where somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def pace(self, pause: float) -> Pace:
        return Pace(pause, lambda: self.now, self.sleep)


async def test_one_host_is_asked_once_at_a_time_with_pauses_and_others_meanwhile(server: WebServer) -> None:
    clock = Clock()
    server.names.put("other.example", ["127.0.0.1"])
    server.put("/", Answer(body=b"x"))
    async with server.fetcher(pace=clock.pace(5.0)) as fetcher:
        await asyncio.gather(*(fetcher.get(server.url("/")) for _ in range(4)))
        assert (clock.slept, server.most_at_once) == ([5.0, 5.0, 5.0], 1)
        await fetcher.get(server.url("/", "other.example"))
        assert clock.slept == [5.0, 5.0, 5.0]
        clock.now += 2.0
        await fetcher.get(server.url("/"))
    assert clock.slept == [5.0, 5.0, 5.0, 3.0]


async def test_a_pause_follows_a_failure_and_a_redirect(server: WebServer) -> None:
    clock = Clock()
    server.put("/", b"")
    server.put("/moved", Answer(302, headers={"Location": "/page"}))
    server.put("/page", Answer(body=b"x"))
    async with server.fetcher(pace=clock.pace(5.0)) as fetcher:
        with pytest.raises(Unreachable):
            await fetcher.get(server.url("/"))
        await fetcher.get(server.url("/moved"))
    assert clock.slept == [5.0, 5.0]


async def test_pauses_of_thousands_of_hosts_are_forgotten_when_they_are_over() -> None:
    clock = Clock()
    pace = clock.pace(5.0)
    for number in range(3000):
        async with pace.turn(f"{number}.example"):
            clock.now += 1.0
    assert len(pace._hosts) < 1100
