"""A look at a feed: what is new in it and what was changed, as items for the queue, the oldest first."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from ingestion.feeds.feed import FeedError, Item
from ingestion.feeds.items import report_of
from ingestion.feeds.polling import FeedNews, FeedState, poll
from ingestion.feeds.reading import FeedReader
from ingestion.fetching.fetcher import Fetcher
from ingestion.prose import Defaults
from store.intake.arrivals import Arrival
from store.intake.intakes import Intake, Kind, NewIntake
from store.intake.looks import Look

_AT_ONCE = 4
"""Pages that one feed leads to are asked side by side; `Fetcher` asks no host twice at a time."""

_LONGEST_NAME = 200


def key_of(url: str) -> str:
    """The id by which a feed is known as a source."""
    return f"feed:{url}"


async def find_feed(fetcher: Fetcher, url: str, name: str = "") -> NewIntake:
    """The feed at an address, to be added as a source under this name, or as it calls itself. Raises FeedError where
    there is none that can be read."""
    news = await poll(fetcher, FeedState(url))
    if news.feed is None:
        raise FeedError(news.problem or f"{url} gives no feed: check the address.")
    called = " ".join((name or news.feed.title or urlsplit(url).hostname or url).split())[:_LONGEST_NAME]
    return NewIntake(key_of(url), called, Kind.FEED, news.state.url, news.feed.language)


async def look_at_feed(fetcher: Fetcher, reader: FeedReader, source: Intake, room: int, now: datetime) -> Look:
    """Ask a feed. Of more items than there is room for in the queue, the oldest are taken, and the others when it is
    asked again."""
    state = FeedState.from_json(source.state) if source.state else FeedState(source.address)
    news = await poll(fetcher, state, reader=reader)
    found = [*reversed(news.new), *reversed(news.changed)]
    taken, left = found[:room], found[room:]
    kept = _without(news.state, left) if left else news.state
    told = await _arrivals(fetcher, reader, source, taken, now)
    return Look(
        source_id=source.id,
        wait=news.wait,
        arrivals=tuple(arrival for arrival, _ in told),
        pages=tuple(arrival.report.url for arrival, page_read in told if page_read and arrival.report.url),
        gone=tuple(seen.id for seen in news.vanished),
        state=kept.to_json(),
        trouble=news.problem,
        ended=news.state.ended,
        address=news.moved_to,
        language=_language(news),
    )


def _language(news: FeedNews) -> str | None:
    return news.feed.language if news.feed else None


def _without(state: FeedState, left: Sequence[Item]) -> FeedState:
    """The state in which items were not seen yet, and in which the feed does not answer that nothing has changed."""
    ids = {item.id for item in left}
    seen = tuple(each for each in state.seen if each.id not in ids)
    return replace(state, seen=seen, etag=None, last_modified=None)


async def _arrivals(
    fetcher: Fetcher, reader: FeedReader, source: Intake, items: Sequence[Item], now: datetime
) -> list[tuple[Arrival, bool]]:
    """The items that tell anything, each with the whole of its text, and whether its page was read for that."""
    outlet, limit = Defaults(source=source.name, source_id=source.key), asyncio.Semaphore(_AT_ONCE)

    async def arrival(item: Item) -> tuple[Arrival, bool] | None:
        async with limit:
            told = await report_of(item, outlet, fetcher, now, reader)
        return (Arrival(source.id, item.id, told.report, item.updated), told.page_read) if told.report else None

    return [each for each in await asyncio.gather(*map(arrival, items)) if each is not None]
