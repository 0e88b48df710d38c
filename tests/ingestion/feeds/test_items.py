"""Items into reports: whole from the feed, or from the page that they lead to."""

from datetime import UTC, datetime

import pytest

from domain.reports import Report
from ingestion.feeds.feed import Item
from ingestion.feeds.items import ItemReport, is_whole, report_of
from ingestion.feeds.polling import FeedState, poll
from ingestion.feeds.reading import FeedReader
from ingestion.fetching.fetcher import Bounds
from ingestion.prose import Defaults
from tests.ingestion.fetching.server import Answer, WebServer

NOW = datetime(2025, 12, 20, 12, tzinfo=UTC)
NINE = datetime(2025, 12, 20, 9, tzinfo=UTC)
SOURCE = Defaults(source="Example News", source_id="feed:https://news.example/feed")
HTML = {"Content-Type": "text/html; charset=utf-8"}
STORY = "Two drones struck the port of Odesa on Friday night, killing three dock workers and injuring eleven others."
MORE = "The regional governor said that a grain terminal burned until the morning, and that the search goes on."
PAGE = f"""<!doctype html><html><head><title>Example</title><meta property="article:published_time"
content="2025-12-20T07:00:00Z"></head><body><nav>Home Sport</nav><article><h1>Odesa struck</h1>
<p>{STORY}</p><p>{MORE}</p></article><aside>Read also: ten killed in Kyiv.</aside></body></html>"""


async def reported(server: WebServer, reader: FeedReader, item: Item) -> ItemReport:
    async with server.fetcher(Bounds(seconds=20.0)) as fetcher:
        return await report_of(item, SOURCE, fetcher, NOW, reader)


async def test_an_item_that_the_feed_gives_whole(server: WebServer, reader: FeedReader) -> None:
    item = Item("7", server.url("/a"), "Odesa struck", "Two drones", STORY, NINE)
    expected = Report(STORY, NINE, "Odesa struck", SOURCE.source, server.url("/a"), "7", SOURCE.source_id)
    assert await reported(server, reader, item) == ItemReport(expected)
    assert server.asked == []


@pytest.mark.parametrize(
    "item", [Item("7", title="Odesa", summary="Two drones"), Item("7", content="Two drones struck the port […]")]
)
async def test_the_rest_stands_on_the_page(server: WebServer, reader: FeedReader, item: Item) -> None:
    server.put("/a", Answer(body=PAGE.encode(), headers=HTML))
    given = Item(item.id, server.url("/a"), item.title, item.summary, item.content)
    report = (await reported(server, reader, given)).report
    assert report is not None
    assert (report.text, report.title) == (f"{STORY}\n\n{MORE}", item.title or "Odesa struck")
    assert (report.published, report.source, report.url) == (
        datetime(2025, 12, 20, 7, tzinfo=UTC),
        "Example News",
        given.link,
    )


async def test_a_page_in_another_encoding(server: WebServer, reader: FeedReader) -> None:
    text = "Російські війська вдарили по Харкову вночі, троє людей загинули, восьмеро поранені, горить склад."
    body = f"<html><article><p>{text}</p></article></html>".encode("cp1251")
    server.put("/a", Answer(body=body, headers={"Content-Type": "text/html; charset=windows-1251"}))
    report = (await reported(server, reader, Item("7", server.url("/a"), summary="Удар"))).report
    assert report is not None
    assert report.text == text


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(404), "{url} answers with status 404: it is not read."),
        (Answer(headers={"Content-Type": "video/mp4"}), "news.example sends video/mp4 where a page was expected."),
        (Answer(body=b"<html></html>", headers=HTML), "{url} has no text: there is nothing to read."),
        (Answer(body=b"\x00\x01\x02\x03" * 500, headers=HTML), "{url} is not text: check what"),
        (Answer(302, headers={"Location": "http://10.0.0.1/"}), "10.0.0.1 is no public host: only"),
    ],
)
async def test_a_page_that_is_not_there(server: WebServer, reader: FeedReader, answer: Answer, said: str) -> None:
    server.put("/a", answer)
    got = await reported(server, reader, Item("7", server.url("/a"), "Odesa struck", "Three killed.", "", NINE))
    assert got.report is not None
    assert (got.report.text, got.report.title, got.report.published) == ("Three killed.", "Odesa struck", NINE)
    assert (got.note or "").startswith(said.format(url=server.url("/a")))


async def test_a_page_that_tells_less_than_the_feed(server: WebServer, reader: FeedReader) -> None:
    server.put("/a", Answer(body=b"<html><p>Please accept cookies.</p></html>", headers=HTML))
    got = await reported(server, reader, Item("7", server.url("/a"), None, STORY))
    assert got.report is not None
    assert (got.report.text, got.note) == (STORY, None)


async def test_an_item_of_a_title_alone_and_one_of_nothing(server: WebServer, reader: FeedReader) -> None:
    alone = (await reported(server, reader, Item("7", None, "Three killed in Odesa", "", "", NINE))).report
    assert alone is not None
    assert (alone.text, alone.title) == ("Three killed in Odesa", None)
    server.put("/a", Answer(404))
    assert (await reported(server, reader, Item("7", server.url("/a")))).report is None


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("🖼 Two drones struck the port of Odesa on Fri…", False),
        ("Two drones struck", False),
        ("Odesa struck", True),
        ("🔴", True),
        (None, True),
    ],
)
async def test_a_title_that_repeats_the_text(
    server: WebServer, reader: FeedReader, title: str | None, kept: bool
) -> None:
    report = (await reported(server, reader, Item("7", None, title, STORY))).report
    assert report is not None
    assert report.title == (title if kept else None)


async def test_a_date_that_is_still_to_come(server: WebServer, reader: FeedReader) -> None:
    ahead, soon = datetime(2031, 1, 1, tzinfo=UTC), datetime(2025, 12, 21, tzinfo=UTC)
    for published, kept in [(ahead, None), (soon, soon)]:
        report = (await reported(server, reader, Item("7", None, None, STORY, "", published))).report
        assert report is not None
        assert report.published == kept


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Three people were killed.", True),
        ("Three people were killed in the attack and …", False),
        ("Three people were [...]", False),
        ("Three people were killed. Read more", False),
        ("Three people were killed.\n\nContinue reading Odesa struck at Example →", False),
        ("Three people were killed.\n\nRead the full story »", False),
        ("He learned more of it and read on in the report that he was given.", True),
        ("", False),
    ],
)
def test_what_goes_on_elsewhere(text: str, whole: bool) -> None:
    assert is_whole(Item("7", content=text)) == whole


async def test_a_feed_and_a_page_without_a_reader_at_hand(server: WebServer) -> None:
    server.put(
        "/feed", Answer(body=f"<rss><channel><item><link>{server.url('/a')}</link></item></channel></rss>".encode())
    )
    server.put("/a", Answer(body=PAGE.encode(), headers=HTML))
    async with server.fetcher(Bounds(seconds=20.0)) as fetcher:
        (item,) = (await poll(fetcher, FeedState(server.url("/feed")))).new
        report = (await report_of(item, SOURCE, fetcher)).report
    assert report is not None
    assert report.title == "Odesa struck"
