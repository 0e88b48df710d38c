"""Reports read for the bot in a process of its own: whatever becomes of that, none is lost and the bot goes on."""

import asyncio
import multiprocessing
import os
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import pytest

from bot.worker import ExtractionWorker, ReportSetAside
from domain.events import Event
from domain.reports import Report
from extraction.workers import Limits

TICK = 0.02
MOST = 0.5
"""Seconds. On an idle machine it is a twentieth of that; whoever waits for a process on the loop stands for seconds."""


@contextmanager
def working(limits: Limits = Limits()) -> Iterator[ExtractionWorker]:  # noqa: B008
    worker = ExtractionWorker(limits=limits)
    try:
        yield worker
    finally:
        worker.close()


@asynccontextmanager
async def ticking() -> AsyncIterator[list[float]]:
    """How long the event loop stood still, beyond what was asked for, at each tick."""
    stood: list[float] = []

    async def tick() -> None:
        while True:
            began = time.monotonic()
            await asyncio.sleep(TICK)
            stood.append(time.monotonic() - began - TICK)

    task = asyncio.create_task(tick())
    try:
        yield stood
    finally:
        task.cancel()


def report(killed: int) -> Report:
    quiet = "The river was high in spring, and the old mill by the bridge stood empty. " * 60
    return Report(f"A drone strike killed {killed} people in Basra on Monday, police said.\n\n{quiet}")


def killed(events: tuple[Event, ...]) -> int | None:
    (event,) = events
    return event.casualties[0].best


async def kill_the_process(before: int | None = None) -> int:
    """Kill the process that reads, as soon as there is one other than `before`."""
    while True:
        for child in multiprocessing.active_children():
            if child.pid is not None and child.pid != before:
                os.kill(child.pid, signal.SIGKILL)
                return child.pid
        await asyncio.sleep(0)


async def test_reports_in_hand_outlive_two_deaths_of_their_process() -> None:
    with working() as worker:
        async with ticking() as stood:
            tasks = [asyncio.create_task(worker.extract(report(number))) for number in (3, 4, 5)]
            first = await kill_the_process()
            await tasks[0]
            await kill_the_process(first)
            found = await asyncio.gather(*tasks)
    assert [killed(events) for events in found] == [3, 4, 5]
    assert max(stood) < MOST


async def test_a_report_that_takes_too_long_is_set_aside_and_the_next_is_read() -> None:
    with working(Limits(seconds=0.0, seconds_for_thousand=20.0)) as worker:
        with pytest.raises(ReportSetAside, match="The report took longer than 0 seconds to read"):
            await worker.extract(Report("A"))
        assert killed(await worker.extract(report(7))) == 7


async def test_the_worker_says_how_it_is_at_any_time() -> None:
    took: list[bool] = []
    worker = ExtractionWorker(took=lambda seconds, whole: took.append(whole))
    try:
        assert (await worker.sign()).said == "starts with the next report"
        reading = asyncio.create_task(worker.extract(report(3)))
        while (busy := await worker.sign()).said == "starts with the next report":  # noqa: ASYNC110
            await asyncio.sleep(0)
        assert (busy.well, busy.said[:25]) == (True, "has read a report for 0 s")
        await reading
        assert (await worker.sign()).said == "waits for reports"
        (process,) = multiprocessing.active_children()
        process.kill()
        process.join()
        ended = await worker.sign()
        assert (ended.well, ended.said) == (True, "starts with the next report")
    finally:
        worker.close()
    assert took == [True]
