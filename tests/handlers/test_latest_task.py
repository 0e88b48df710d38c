"""A newer piece of work of the same person ends the older; other people's goes on."""

import asyncio

import pytest

from handlers.services.latest_task import LatestTask


async def test_the_older_gives_nothing_and_others_are_left_alone() -> None:
    latest_task, go = LatestTask(), asyncio.Event()

    async def work(value: str) -> str:
        await go.wait()
        return value

    older = asyncio.create_task(latest_task.of(1, work("older")))
    others = asyncio.create_task(latest_task.of(2, work("other")))
    await asyncio.wait({older, others}, timeout=0)
    newer = asyncio.create_task(latest_task.of(1, work("newer")))
    assert await older is None
    go.set()
    assert await asyncio.gather(newer, others) == ["newer", "other"]


async def test_a_failure_comes_through() -> None:
    async def work() -> None:
        raise ValueError("no such index")

    with pytest.raises(ValueError, match="no such index"):
        await LatestTask().of(1, work())


async def test_who_is_cancelled_ends_the_work() -> None:
    latest_task, ended = LatestTask(), asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    task = asyncio.create_task(latest_task.of(1, work()))
    await asyncio.wait({task}, timeout=0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended.is_set()
