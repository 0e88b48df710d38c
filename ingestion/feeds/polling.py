"""What a feed brings since it was asked last: items that are new, that say something else, that are gone.

All that is to be remembered of a feed stands in its `FeedState`, which whoever polls keeps as text. Nothing here waits:
when to ask again is told.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from domain.times import from_iso, iso
from ingestion.feeds.feed import Feed, FeedError, Item
from ingestion.feeds.items import is_whole
from ingestion.feeds.reading import FeedReader, reading
from ingestion.fetching.errors import FetchError
from ingestion.fetching.fetcher import Accept, Fetched, Fetcher

EVERY = timedelta(minutes=15)
"""How long a feed is left alone that answers as it should."""

BUSIEST = timedelta(minutes=2)
"""How long one is left alone that would otherwise bring more between two looks than it lists."""

LONGEST = timedelta(days=1)
"""How long one is left alone that fails, however long it has; what it asks for itself may be longer."""

_MUCH, _LITTLE = 1 / 2, 1 / 8  # of what a feed lists is new: it is asked twice as often, or half as often
_MOST_TOUCHED = 5  # items that one look finds updated without other words
_REMEMBERED = 500  # items that the feed lists no more; one that comes back is not new


@dataclass(frozen=True, slots=True)
class Seen:
    """An item as it was seen last; `listed` while the feed has it."""

    id: str
    fingerprint: str
    published: datetime | None = None
    link: str | None = None
    title: str | None = None
    updated: datetime | None = None
    listed: bool = True


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is remembered of a feed: where it stands, what to send back with the next question, what was seen of it, how
    often in a row it failed, and whether it ended (such a feed is asked no more). `pause` is for how many seconds it is
    left alone, where that is shorter than usual; `turned_over` how often nothing stood in it any more of what it had
    listed at the look before, so that items may have come and gone unseen."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    failures: int = 0
    ended: bool = False
    seen: tuple[Seen, ...] = ()
    pause: float | None = None
    turned_over: int = 0

    def to_json(self) -> str:
        """The state as text to keep."""
        return json.dumps(
            {
                "url": self.url,
                "etag": self.etag,
                "last_modified": self.last_modified,
                "failures": self.failures,
                "ended": self.ended,
                "seen": [_row(each) for each in self.seen],
                "pause": self.pause,
                "turned_over": self.turned_over,
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, text: str) -> "FeedState":
        """The state that was kept. Raises ValueError where the text is none."""
        try:
            kept = json.loads(text)
            return cls(**{**kept, "seen": tuple(_seen(row) for row in kept["seen"])})
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"no state of a feed: {text[:80]!r}") from error


@dataclass(frozen=True, slots=True)
class FeedNews:
    """What a question brought. `state` is to be kept in place of the one before, `wait` is how long to leave the feed
    alone. `new` and `changed` are in the feed's order, `vanished` are items that it had and took back. `problem` is a
    sentence on why there is nothing, `moved_to` where the feed stands from now on; `feed` is what was read."""

    state: FeedState
    wait: timedelta
    new: tuple[Item, ...] = ()
    changed: tuple[Item, ...] = ()
    vanished: tuple[Seen, ...] = ()
    feed: Feed | None = None
    moved_to: str | None = None
    problem: str | None = None


async def poll(
    fetcher: Fetcher, state: FeedState, every: timedelta = EVERY, reader: FeedReader | None = None
) -> FeedNews:
    """Ask a feed that has not ended; who asks many gives a `reader` for all. What goes wrong is told in `problem`."""
    try:
        answer = await fetcher.get(state.url, etag=state.etag, last_modified=state.last_modified, accept=Accept.FEED)
        if answer.status == 410:
            problem = f"{state.url} says that it is gone for good (410): it is asked no more."
            return FeedNews(replace(state, ended=True), LONGEST, problem=problem)
        if answer.status == 304:
            kept = _paced(_answered(state, answer), 0.0, every)
            return FeedNews(kept, _wait(_pause(kept, every), answer), moved_to=answer.moved_to)
        if not answer.ok:
            return _failed(state, _refused(state.url, answer.status), every, answer)
        async with reading(reader) as each:
            feed = await each.feed(answer)
    except (FetchError, FeedError) as error:
        return _failed(state, str(error), every)
    return _news(state, answer, feed, every)


def _news(state: FeedState, answer: Fetched, feed: Feed, every: timedelta) -> FeedNews:
    known = {seen.id: seen for seen in state.seen}
    told = {_likeness(seen) for seen in state.seen}
    listed = tuple(_seen_now(item) for item in feed.items)
    new = tuple(
        item
        for item, seen in zip(feed.items, listed, strict=True)
        if item.id not in known and _likeness(seen) not in told
    )
    kept = replace(_answered(state, answer), seen=(*listed, *_unlisted(state.seen, listed)))
    if state.seen and listed:
        kept = _paced(kept, len(new) / len(listed), every)
    return FeedNews(
        state=kept,
        wait=_wait(_pause(kept, every), answer),
        new=new,
        changed=_changed(feed.items, known),
        vanished=_vanished(state.seen, listed),
        feed=feed,
        moved_to=answer.moved_to,
    )


def _paced(state: FeedState, new: float, every: timedelta) -> FeedState:
    """The state after a look at which this share of what the feed lists was new: where it is much, the next look comes
    sooner, and where it was all, something may have come and gone between the two."""
    pause = _pause(state, every)
    if new > _MUCH:
        pause = max(min(BUSIEST, every), pause / 2)
    elif new < _LITTLE:
        pause = min(every, pause * 2)
    seconds = pause.total_seconds() if pause < every else None
    return replace(state, pause=seconds, turned_over=state.turned_over + (new >= 1))


def _pause(state: FeedState, every: timedelta) -> timedelta:
    return every if state.pause is None else min(every, timedelta(seconds=state.pause))


def _changed(items: Sequence[Item], known: Mapping[str, Seen]) -> tuple[Item, ...]:
    """Items that say something else; and those of which the feed says that they were updated where only their pages can
    say how, unless it says so of many, as feeds do that take the time of day for it."""
    before = [(item, known[item.id]) for item in items if item.id in known]
    edited = {item.id for item, seen in before if item.fingerprint != seen.fingerprint}
    touched = {
        item.id for item, seen in before if _is_later(item.updated, seen.updated) and not is_whole(item)
    } - edited
    told = edited | touched if len(touched) <= _MOST_TOUCHED else edited
    return tuple(item for item, _ in before if item.id in told)


def _is_later(now: datetime | None, before: datetime | None) -> bool:
    return now is not None and before is not None and now > before


def _seen_now(item: Item) -> Seen:
    return Seen(item.id, item.fingerprint, item.published, item.link, item.title, item.updated)


def _answered(state: FeedState, answer: Fetched) -> FeedState:
    """The state after a good answer. One of 304 may leave out its marks, which then hold on."""
    same = answer.status == 304
    return replace(
        state,
        url=answer.moved_to or state.url,
        etag=answer.etag or (state.etag if same else None),
        last_modified=answer.last_modified or (state.last_modified if same else None),
        failures=0,
    )


def _failed(state: FeedState, problem: str, every: timedelta, answer: Fetched | None = None) -> FeedNews:
    """Leave the feed alone for twice as long with each failure, and never shorter than it asks for."""
    failures = state.failures + 1
    wait = min(every * 2 ** min(failures, 20), max(LONGEST, every))
    return FeedNews(replace(state, failures=failures), _wait(wait, answer), problem=problem)


def _wait(wait: timedelta, answer: Fetched | None) -> timedelta:
    asked = answer.retry_after if answer is not None else None
    return wait if asked is None else max(wait, asked)


def _refused(url: str, status: int) -> str:
    """One sentence on a status that brings no feed."""
    if status == 429:
        return f"{url} asks for longer pauses (429): they are made."
    if status >= 500:
        return f"{url} is out of order ({status}): it is tried again later."
    if status == 404:
        return f"There is no feed at {url} (404): check the address."
    if status in (401, 403):
        return f"{url} lets nobody in without leave ({status}): ask its owner for a public feed."
    return f"{url} answers with status {status} and no feed: check the address."


def _likeness(seen: Seen) -> tuple[str, datetime | str | None]:
    """What is the same of an item whose feed gives it another id: its words, and when or where they appeared. The same
    words at another time are another item, as those of an alarm that sounds each night."""
    return seen.fingerprint, seen.published or seen.link


def _unlisted(before: Iterable[Seen], listed: Iterable[Seen]) -> list[Seen]:
    """What the feed lists no more, the latest first."""
    now = {seen.id for seen in listed}
    gone = (replace(seen, listed=False) for seen in before if seen.id not in now)
    return list(islice(gone, _REMEMBERED))


def _vanished(before: Sequence[Seen], listed: Sequence[Seen]) -> tuple[Seen, ...]:
    """Items that the feed took back. The oldest of a feed fall off its end as new ones come, and are none of these:
    what vanished has left older ones behind, two at least where new ones came, since one may be pinned."""
    now, alike = {seen.id for seen in listed}, {_likeness(seen) for seen in listed}
    had = [seen for seen in before if seen.listed]
    left = [place for place, seen in enumerate(had) if seen.id in now]
    enough = 2 if len(left) < len(now) else 1
    return tuple(
        seen
        for place, seen in enumerate(had)
        if seen.id not in now
        and _likeness(seen) not in alike
        and sum(_is_older(had[other], other, seen, place) for other in left) >= enough
    )


def _is_older(one: Seen, its_place: int, other: Seen, others_place: int) -> bool:
    if one.published is not None and other.published is not None and one.published != other.published:
        return one.published < other.published
    return its_place > others_place


def _row(seen: Seen) -> list[Any]:
    published, updated = (iso(moment) if moment else None for moment in (seen.published, seen.updated))
    return [seen.id, seen.fingerprint, published, seen.link, seen.title, updated, seen.listed]


def _seen(row: list[Any]) -> Seen:
    id_, fingerprint, published, link, title, updated, listed = row
    times = [from_iso(moment) if moment else None for moment in (published, updated)]
    return Seen(id_, fingerprint, times[0], link, title, times[1], bool(listed))
