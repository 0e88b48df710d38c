"""The queue read: one bad item holds up no other, and stopping in the middle of one is no try of it."""

import asyncio
from dataclasses import replace

import pytest

from bot.intake.reading import keep_reading, read_waiting
from domain.errors import WatchfloorError
from domain.events import Event
from domain.reports import Report
from store.intake.arrivals import Arrival, backlog, keep_arrival, set_aside
from store.intake.intakes import Kind, NewIntake
from tests.bot.intake.conftest import Desk, an_arrest


async def arrive(desk: Desk, *texts: str) -> None:
    number = await desk.add(NewIntake("telegram:-1", "News", Kind.CHANNEL, "-1"))
    for text in texts:
        arrival = Arrival(number, text, Report(text, desk.clock.now, source="News", source_id="telegram:-1"))
        await desk.services.index.write(lambda writer, arrival=arrival: keep_arrival(writer, arrival, desk.clock.now))


@pytest.mark.parametrize(
    ("error", "said"),
    [(WatchfloorError("took too long"), "took too long"), (KeyError("x"), "it could not be read (KeyError: 'x')")],
)
async def test_what_fails_twice_is_set_aside_and_the_rest_is_read(desk: Desk, error: Exception, said: str) -> None:
    tries = []

    async def extract(report: Report) -> tuple[Event, ...]:
        if report.text == "bad":
            tries.append(report)
            raise error
        return await an_arrest(report)

    await arrive(desk, "bad", "good")
    stored = await read_waiting(replace(desk.services, extract=extract))
    assert len(tries) == 2
    assert len(stored) == 1
    assert await desk.texts() == ["good"]
    assert [one.reason for one in await desk.services.index.read(set_aside)] == [said]


async def test_a_bot_that_stops_while_it_reads_has_not_tried(desk: Desk) -> None:
    begun = asyncio.Event()

    async def extract(report: Report) -> tuple[Event, ...]:
        begun.set()
        await asyncio.Event().wait()
        return ()

    await arrive(desk, "slow")
    for _ in range(3):
        begun.clear()
        reading = asyncio.create_task(keep_reading(replace(desk.services, extract=extract), asyncio.Event()))
        await begun.wait()
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
    queue = await desk.services.index.read(backlog)
    assert (queue.waiting, queue.set_aside) == (1, 0)
    await read_waiting(desk.services)
    assert await desk.texts() == ["slow"]
