"""Pages that reports were read from are asked again: that one is gone is noted on its report, and told in `/event`."""

import pytest

from tests.handlers.stage import Open, Stage
from tests.ingestion.fetching.server import Answer, WebServer

POST = "Five civilians were killed when a car bomb exploded outside a bakery in Azaz on Friday, the civil defence said."
HTML = {"Content-Type": "text/html; charset=utf-8"}
GONE = "the page is gone since 21 Dec"


def page(head: str = "") -> Answer:
    """A page that tells of a bomb."""
    body = f"<!doctype html><html><head><title>Azaz</title>{head}</head><body><article><p>{POST}</p></article></body>"
    return Answer(body=body.encode(), headers=HTML)


async def details(stage: Stage) -> str:
    """What is said of the event that the page brought."""
    stage.grace.send("/event 11")
    await stage.settled()
    return str(stage.grace.chat.last["text"])


async def a_day_later(stage: Stage, days: int = 1) -> None:
    stage.emulator.later(days=days, minutes=1)
    await stage.jobs()


async def test_the_page_of_an_item_that_is_gone_is_noted_until_it_is_back(open_stage: Open) -> None:
    async with WebServer() as server, server.fetcher() as fetcher:
        item = f"<item><guid>a</guid><title>Azaz</title><link>{server.url('/a')}</link></item>"
        server.put("/feed", Answer(body=f"<rss version='2.0'><channel><title>W</title>{item}</channel></rss>".encode()))
        server.put("/a", page(), Answer(404), page())
        stage = await open_stage(fetcher=fetcher)
        stage.grace.send(f"/sources add {server.url('/feed')}")
        await stage.settled()
        await stage.jobs()
        said = await details(stage)
        assert "Azaz" in said
        assert "gone" not in said
        await a_day_later(stage)
        assert (await details(stage)).count(GONE) == 1
        await a_day_later(stage, 2)
        assert await details(stage) == said.replace("yesterday", "19 Dec")
        await a_day_later(stage, 9)
        assert [asked.path for asked in server.asked].count("/a") == 3


@pytest.mark.parametrize("status", [404, 410])
async def test_a_page_that_was_added_is_noted_whatever_address_it_gives_itself(open_stage: Open, status: int) -> None:
    async with WebServer() as server, server.fetcher() as fetcher:
        canonical = "<meta property='og:url' content='https://other.example/b'>"
        server.put("/a", page(canonical), Answer(status), Answer(status), page(canonical))
        stage = await open_stage(fetcher=fetcher)
        stage.grace.send(f"/add {server.url('/a')}")
        await stage.emulator.settled(within=120)
        await a_day_later(stage)
        await a_day_later(stage, 2)
        said = await details(stage)
        assert "https://other.example/b" in str(stage.grace.chat.last["entities"])
        assert said.count(GONE) == 1, "the day on which it was seen first stands"
        await a_day_later(stage, 9)
        assert len(server.asked) == 3
        stage.grace.send(f"/add {server.url('/a')}")
        await stage.emulator.settled(within=120)
        assert "gone" not in await details(stage), "it was read again"
