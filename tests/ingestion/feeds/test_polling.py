"""A feed asked again and again, against a server on loopback: what is new, edited, gone; and what is not there."""

import gzip
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ingestion.feeds.feed import FeedError
from ingestion.feeds.polling import LONGEST, FeedNews, FeedState, Seen, poll
from ingestion.feeds.reading import FeedReader
from ingestion.fetching.fetcher import Bounds, Fetched
from tests.ingestion.fetching.server import Answer, WebServer

EVERY = timedelta(minutes=10)
NOW = datetime(2025, 12, 20, 12, tzinfo=UTC)


def feed(*names: str, **texts: str) -> bytes:
    """A feed of items, the latest first: each appeared on the day that its number says (`a20`)."""
    items = "".join(
        f"<item><guid isPermaLink='false'>{name}</guid><title>{name}</title>"
        f"<description>{texts.get(name, f'Told of {name}.')}</description>"
        f"<pubDate>{name[1:]} Dec 2025 09:00:00 GMT</pubDate></item>"
        for name in names
    )
    return f"<rss version='2.0'><channel><title>News</title>{items}</channel></rss>".encode()


async def asked(server: WebServer, reader: FeedReader, state: FeedState) -> FeedNews:
    async with server.fetcher(Bounds(seconds=20.0)) as fetcher:
        return await poll(fetcher, state, EVERY, reader)


async def polled(server: WebServer, reader: FeedReader, *answers: Answer) -> list[FeedNews]:
    """What each answer brings, one after the other."""
    state = FeedState(server.url("/feed"))
    news = []
    for answer in answers:
        server.put("/feed", answer)
        news.append(await asked(server, reader, state))
        state = FeedState.from_json(news[-1].state.to_json())
    return news


def told(news: FeedNews) -> tuple[list[str], list[str], list[str]]:
    return (
        [item.id for item in news.new],
        [item.id for item in news.changed],
        [seen.id for seen in news.vanished],
    )


async def test_what_is_new_and_what_is_not(server: WebServer, reader: FeedReader) -> None:
    headers = {"ETag": '"1"', "Last-Modified": "Sat, 20 Dec 2025 09:00:00 GMT"}
    first, same, more = await polled(
        server,
        reader,
        Answer(body=feed("b20", "a19"), headers=headers),
        Answer(304),
        Answer(body=feed("c21", "b20", "a19")),
    )
    assert told(first) == (["b20", "a19"], [], [])
    assert first.feed is not None
    assert (first.feed.title, first.wait, first.problem) == ("News", EVERY, None)
    assert told(same) == ([], [], [])
    assert (same.feed, same.wait, same.problem, same.state) == (None, EVERY, None, first.state)
    assert told(more) == (["c21"], [], [])
    sent = [(each.headers.get("if-none-match"), each.headers.get("if-modified-since")) for each in server.asked]
    assert sent == [(None, None)] + [('"1"', "Sat, 20 Dec 2025 09:00:00 GMT")] * 2
    assert (more.state.etag, more.state.last_modified) == (None, None)


async def test_a_feed_that_brings_more_than_it_lists_is_asked_more_often_and_that_is_told(
    server: WebServer, reader: FeedReader
) -> None:
    """Three items are listed, and three new ones come in the time between two looks: some may come and go unseen."""
    busy = [Answer(body=feed(*(f"a{day}" for day in range(day, day - 3, -1)))) for day in (3, 6, 9, 12, 15)]
    calm = [Answer(body=feed("a15", "a14", "a13")), Answer(304), Answer(body=feed("a16", "a15", "a14"))]
    first, *news = await polled(server, reader, *busy, *calm)
    assert (first.wait, first.state.turned_over) == (EVERY, 0)
    assert [each.wait / timedelta(minutes=1) for each in news] == [5, 2.5, 2, 2, 4, 8, 8]
    assert [each.state.turned_over for each in news] == [1, 2, 3, 4, 4, 4, 4]


async def test_an_item_that_was_edited(server: WebServer, reader: FeedReader) -> None:
    _, edited, again = await polled(
        server,
        reader,
        Answer(body=feed("b20", "a19", b20="Five killed.")),
        Answer(body=feed("b20", "a19", b20="Seven killed.")),
        Answer(body=feed("b20", "a19", b20=" seven  KILLED. ")),
    )
    assert told(edited) == ([], ["b20"], [])
    assert edited.changed[0].text == "Seven killed."
    assert told(again) == ([], [], [])


def atom(*updated: int, content: str = "") -> bytes:
    """A feed of items whose words are the same, each updated at an hour."""
    entries = "".join(
        f"<entry><id>{number}</id><title>Blast {number}</title><summary>Three killed.</summary>{content}"
        f"<updated>2025-12-20T{hour:02}:00:00Z</updated></entry>"
        for number, hour in enumerate(updated)
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>{entries}</feed>'.encode()


WHOLE = "<content>Three people were killed in Aden.</content>"


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        (atom(9, 9, 9), atom(9, 11, 9), ["1"]),  # its page may tell more
        (atom(9, 9, 9), atom(9, 8, 9), []),
        (atom(9, content=WHOLE), atom(11, content=WHOLE), []),  # all that it tells stands here
        (atom(*[9] * 10), atom(*[11] * 10), []),  # the hour of the look
        (atom(*[9] * 10), atom(*[11] * 10).replace(b"Blast 3", b"Strike 3"), ["3"]),
    ],
)
async def test_an_item_that_was_updated_without_other_words(
    server: WebServer, reader: FeedReader, before: bytes, after: bytes, changed: list[str]
) -> None:
    _, later = await polled(server, reader, Answer(body=before), Answer(body=after))
    assert told(later) == ([], changed, [])


async def test_an_item_that_was_taken_back_is_told_once(server: WebServer, reader: FeedReader) -> None:
    _, gone, after, back = await polled(
        server,
        reader,
        Answer(body=feed("c21", "b20", "a19")),
        Answer(body=feed("c21", "a19")),
        Answer(body=feed("c21", "a19")),
        Answer(body=feed("c21", "b20", "a19")),
    )
    assert told(gone) == ([], [], ["b20"])
    assert gone.vanished[0] == Seen(
        "b20", gone.vanished[0].fingerprint, datetime(2025, 12, 20, 9, tzinfo=UTC), None, "b20"
    )
    assert told(after) == ([], [], [])
    assert told(back) == ([], [], [])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["c21", "b20", "a19"], ["e23", "d22", "c21"]),  # fallen off the end as others came
        (["c21", "b20", "a19"], ["c21"]),  # a shorter feed
        (["a19", "b20", "c21"], ["c21", "d22", "e23"]),  # the oldest first
        (["a01", "c21", "b20"], ["a01", "d22", "c21"]),  # one is pinned on top
        (["c21", "b20", "a01"], ["d22", "c21", "a01"]),  # or at the end
        (["c21", "b20", "a19"], []),  # out of order for a while
        (["c21", "b20"], ["f24", "e23", "d22"]),  # all are new
    ],
)
async def test_what_falls_off_the_end_was_not_taken_back(
    server: WebServer, reader: FeedReader, before: list[str], after: list[str]
) -> None:
    _, later = await polled(server, reader, Answer(body=feed(*before)), Answer(body=feed(*after)))
    assert later.vanished == ()


async def test_an_item_under_another_id_is_none_that_is_new(server: WebServer, reader: FeedReader) -> None:
    """A site that moves to https gives all its items other ids; an alarm says the same each night."""
    http = feed("b20", "a19")
    https = http.replace(b"'false'>", b"'false'>https:")
    alarm = feed("b20", "a19").replace(b"<guid isPermaLink='false'>b20</guid>", b"").replace(b"20 Dec", b"21 Dec")
    _, moved, night = await polled(server, reader, Answer(body=http), Answer(body=https), Answer(body=alarm))
    assert told(moved) == ([], [], [])
    assert len(night.new) == 1


async def test_a_feed_that_moves_for_good(server: WebServer, reader: FeedReader) -> None:
    server.put("/new", Answer(body=feed("a19")))
    (news,) = await polled(server, reader, Answer(301, headers={"Location": "/new"}))
    assert (news.moved_to, news.state.url, told(news)[0]) == (server.url("/new"), server.url("/new"), ["a19"])


async def test_a_feed_that_is_elsewhere_for_now(server: WebServer, reader: FeedReader) -> None:
    server.put("/new", Answer(body=feed("a19")))
    (news,) = await polled(server, reader, Answer(302, headers={"Location": "/new"}))
    assert (news.moved_to, news.state.url, told(news)[0]) == (None, server.url("/feed"), ["a19"])


async def test_a_feed_that_moves_to_where_none_is_stays(server: WebServer, reader: FeedReader) -> None:
    (news,) = await polled(server, reader, Answer(301, headers={"Location": "/nothing"}))
    assert (news.state.url, news.moved_to) == (server.url("/feed"), None)
    assert news.problem == f"There is no feed at {server.url('/feed')} (404): check the address."


async def test_a_feed_that_ends(server: WebServer, reader: FeedReader) -> None:
    before, after = await polled(server, reader, Answer(body=feed("a19")), Answer(410))
    url = server.url("/feed")
    assert after.problem == f"{url} says that it is gone for good (410): it is asked no more."
    assert after.state == replace(before.state, ended=True)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(429), "asks for longer pauses (429): they are made."),
        (Answer(500), "is out of order (500): it is tried again later."),
        (Answer(403), "lets nobody in without leave (403): ask its owner for a public feed."),
        (Answer(400), "answers with status 400 and no feed: check the address."),
        (Answer(body=b"<!doctype html><p>Hi"), "is no feed but a web page: give the address of its RSS or Atom feed."),
    ],
)
async def test_longer_and_longer_pauses(server: WebServer, reader: FeedReader, answer: Answer, said: str) -> None:
    good = Answer(body=feed("a19"), headers={"ETag": '"1"'})
    first, *bad, last = await polled(server, reader, good, *[answer] * 9, good)
    minutes = [news.wait / timedelta(minutes=1) for news in bad]
    assert minutes == [20, 40, 80, 160, 320, 640, 1280, 1440, 1440]
    assert {news.problem for news in bad} == {f"{server.url('/feed')} {said}"}
    assert bad[-1].state == replace(first.state, failures=9)
    assert (last.wait, last.problem, last.state.failures) == (EVERY, None, 0)


async def test_a_host_says_itself_how_long_to_wait(server: WebServer, reader: FeedReader) -> None:
    headers = {"Retry-After": str(3 * 86_400)}
    busy, down, fine = await polled(
        server,
        reader,
        Answer(429, headers=headers),
        Answer(503, headers={"Retry-After": "1"}),
        Answer(304, headers=headers),
    )
    assert (busy.wait, down.wait, fine.wait) == (timedelta(days=3), 4 * EVERY, timedelta(days=3))


async def test_a_host_that_is_not_there(server: WebServer, reader: FeedReader) -> None:
    news = await asked(server, reader, FeedState(server.url("/feed", "gone.example"), failures=500))
    assert (news.problem, news.wait) == ("There is no host gone.example: check the address.", LONGEST)


async def test_a_feed_that_takes_too_long_to_read_is_told() -> None:
    with pytest.raises(FeedError, match=r"^https://news\.example/feed takes longer to read than any common feed\.$"):
        async with FeedReader(seconds=0.0) as hasty:
            await hasty.feed(Fetched(200, "https://news.example/feed", body=feed("a19")))


def test_a_state_comes_back_as_it_was_kept() -> None:
    seen = (
        Seen("a", "f", datetime(2025, 12, 20, 9, tzinfo=UTC), "https://a.example/", "Título", NOW),
        Seen("b", "g", listed=False),
    )
    state = FeedState("https://a.example/feed", '"1"', "yesterday", 3, True, seen, 120.0, 2)
    assert FeedState.from_json(state.to_json()) == state


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"url": "x", "seen": [[1]]}', '{"url": "x", "seen": [], "more": 1}'])
def test_what_is_no_state(text: str) -> None:
    with pytest.raises(ValueError, match=r"no state|Expecting value"):
        FeedState.from_json(text)


async def test_what_is_remembered_is_bounded(server: WebServer, reader: FeedReader) -> None:
    state = FeedState(server.url("/feed"), seen=tuple(Seen(f"old{number}", "f") for number in range(3000)))
    server.put("/feed", Answer(body=feed("a19")))
    kept = (await asked(server, reader, state)).state
    assert [seen.listed for seen in kept.seen].count(True) == 1
    assert len(json.loads(kept.to_json())["seen"]) == 501


XML_BOMB = b'<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + feed("a19")


async def endless() -> AsyncIterator[bytes]:
    while True:
        yield b"<item>" * 2000


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            Answer(body=XML_BOMB),
            "{url} declares entities, which no feed needs and which may swell without end: not read.",
        ),
        (
            Answer(body=gzip.compress(bytes(9_000_000)), headers={"Content-Encoding": "gzip"}),
            "news.example sends what swells more than any page does: it is not read.",
        ),
        (Answer(pieces=endless), "news.example sends more than 10 MB: it is not read."),
        (Answer(body=feed("a19")[:50], headers={"Content-Length": "5000"}), "news.example broke off, or its answer"),
        (Answer(301, headers={"Location": "http://127.0.0.2/"}), "127.0.0.2 is no public host: only"),
        (Answer(body=b""), "{url} is empty: there is nothing to read."),
        (Answer(body=bytes(range(256)) * 99), "{url} is not text: check what kind of file it is."),
    ],
    ids=["XML bomb", "gzip bomb", "endless", "broken off", "redirect inside", "empty", "no text"],
)
async def test_what_is_hostile_is_told_and_changes_nothing(
    server: WebServer, reader: FeedReader, answer: Answer, said: str
) -> None:
    first, hostile, last = await polled(
        server, reader, Answer(body=feed("a19")), answer, Answer(body=feed("b20", "a19"))
    )
    assert (hostile.problem or "").startswith(said.format(url=server.url("/feed")))
    assert hostile.state == replace(first.state, failures=1)
    assert told(last) == (["b20"], [], [])
