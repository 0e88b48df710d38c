"""Pages asked again: a few at a time, the longest due first, and what tells nothing changes nothing."""

from datetime import timedelta

import pytest

from bot.intake.pages import AT_A_TIME, ask_pages
from store.intake.pages import LOOKS, OVERDUE, note_read
from tests.bot.intake.conftest import Desk
from tests.ingestion.fetching.server import Answer, WebServer

PAGE = Answer(body=b"words", headers={"Content-Type": "text/plain"})


async def read(desk: Desk, url: str) -> None:
    """Note that a page was read now."""
    now = desk.clock.now
    await desk.services.index.write(lambda writer: note_read(writer, url, url, now))


async def kept(desk: Desk) -> list[tuple[bool, bool]]:
    """Of each page that is remembered, whether it will be asked and whether it is gone."""
    return await desk.services.index.read(
        lambda reader: [
            (row["due"] is not None, row["gone"] is not None)
            for row in reader.execute("select due, gone from pages order by url")
        ]
    )


async def later(desk: Desk, span: timedelta) -> None:
    desk.clock.now += span
    await ask_pages(desk.services)


@pytest.mark.parametrize("status", [403, 429, 500, 503])
async def test_a_failure_says_nothing_and_is_tried_at_the_next_time(desk: Desk, server: WebServer, status: int) -> None:
    server.put("/a", Answer(status), Answer(410))
    await read(desk, server.url("/a"))
    await later(desk, LOOKS[0] - timedelta(seconds=1))
    assert server.asked == []
    await later(desk, timedelta(seconds=1))
    assert await kept(desk) == [(True, False)]
    await later(desk, LOOKS[1])
    assert await kept(desk) == [(False, True)]


async def test_a_failure_takes_no_note_back_and_what_is_a_film_is_not_gone(desk: Desk, server: WebServer) -> None:
    server.put("/a", Answer(404), Answer(500))
    server.put("/b", Answer(headers={"Content-Type": "video/mp4"}))
    for path in ("/a", "/b"):
        await read(desk, server.url(path))
    for span in LOOKS:
        await later(desk, span)
    assert await kept(desk) == [(False, True)]


async def test_a_page_that_stands_is_asked_twice_and_forgotten(desk: Desk, server: WebServer) -> None:
    server.put("/a", PAGE)
    await read(desk, server.url("/a"))
    for span in (*LOOKS, LOOKS[1]):
        await later(desk, span)
    assert len(server.asked) == len(LOOKS)
    assert await kept(desk) == []


async def test_a_few_are_asked_at_a_time_the_longest_due_first_and_none_that_waited_too_long(
    desk: Desk, server: WebServer
) -> None:
    paths = [f"/{number}" for number in range(2 * AT_A_TIME, 0, -1)]
    for path in paths:
        server.put(path, PAGE)
        await read(desk, server.url(path))
        desk.clock.now += timedelta(minutes=1)
    await later(desk, LOOKS[0])
    assert [asked.path for asked in server.asked] == paths[:AT_A_TIME]
    await later(desk, timedelta())
    assert [asked.path for asked in server.asked] == paths
    await later(desk, LOOKS[1] + OVERDUE + timedelta(hours=1))
    assert len(server.asked) == 3 * AT_A_TIME
    assert await kept(desk) == [], "those that were not asked waited too long"
