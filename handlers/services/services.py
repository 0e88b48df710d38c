"""What handlers work with: the index behind threads, what is known of the world, who may do what, and the clock.

The event loop never waits for SQLite: reading runs in a few threads, each with its own connection, writing in one.
"""

import asyncio
import sqlite3
import threading
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.actors import ActorKind
from domain.events import Event
from domain.reports import Report
from handlers.services.latest_task import LatestTask
from handlers.services.lru_cache import LruCache
from handlers.services.metrics import Metrics
from handlers.services.place_completion import PlaceCompletion
from handlers.services.signs import Hearing, Sign
from handlers.services.token_bucket import TokenBucket
from handlers.services.zones import known_zone
from handlers.views.cards import PAGE_SIZE, Manner
from ingestion.fetching.fetcher import Fetcher
from knowledge.world import World
from query.reading import Reading
from store.chats.preferences import preferences_of
from store.database import StoreError, is_replica, open_for_reading, open_for_writing

_READERS = 3


class Index:
    """The index file, used off the event loop. Making one opens it for writing, and so makes or migrates the file; of a
    replica there is nothing but reading."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.is_replica = is_replica(path)
        self._writer = None if self.is_replica else open_for_writing(path)
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="index-writer")
        self._reading = ThreadPoolExecutor(_READERS, thread_name_prefix="index-reader")
        self._own = threading.local()
        self._connections: list[sqlite3.Connection] = []

    async def read[T](self, look: Callable[[sqlite3.Connection], T]) -> T:
        """Run `look` in a reading thread, on that thread's connection."""
        return await asyncio.get_running_loop().run_in_executor(self._reading, self._look, look)

    async def write[T](self, change: Callable[[sqlite3.Connection], T]) -> T:
        """Run `change` in the writing thread; changes happen one after another. Raises StoreError on a replica."""
        writer = self._writer
        if writer is None:
            raise StoreError(f"{self.path} is a replica, which only follows: nothing is written there.")
        return await asyncio.get_running_loop().run_in_executor(self._writing, change, writer)

    async def aside[T](self, work: Callable[[], T]) -> T:
        """Run other slow work, such as reading a file, in a reading thread."""
        return await asyncio.get_running_loop().run_in_executor(self._reading, work)

    def close(self) -> None:
        """Finish what is being written, break off what is being read, then close every connection."""
        self._reading.shutdown(wait=False, cancel_futures=True)
        for connection in list(self._connections):
            connection.interrupt()
        self._reading.shutdown()
        self._writing.shutdown()
        for connection in self._connections:
            connection.close()
        if self._writer is not None:
            self._writer.close()

    def _look[T](self, look: Callable[[sqlite3.Connection], T]) -> T:
        if not self.is_replica:
            return look(self._connection())
        with closing(open_for_reading(self.path)) as connection:  # a replica stands still while it is open
            return look(connection)

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._own.connection = open_for_reading(self.path)
            self._connections.append(connection)
        return connection


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a handler may use. `extract` reads a report's events off the event loop; `zone` is the default for
    questions; no allowed user means that everyone may ask. `user_bucket` bounds what a person asks, `chat_bucket`
    what all ask in a chat that they share, `alarms` how often admins hear of failures;
    `patience` is how many seconds may go into suggestions while somebody types; `fetcher` asks the web, `arrived` wakes
    who reads the queue of what came by itself; `worker_sign` tells how what extracts is, where there is such a
    thing."""

    index: Index
    world: World
    extract: Callable[[Report], Awaitable[tuple[Event, ...]]]
    clock: Callable[[], datetime]
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    countries: Mapping[str, str] = field(default_factory=dict)
    actors: Mapping[str, str] = field(default_factory=dict)
    admins: frozenset[int] = frozenset()
    allowed_users: frozenset[int] = frozenset()
    pictures: LruCache[bytes] = field(default_factory=lambda: LruCache(64))
    readings: LruCache[Reading] = field(default_factory=lambda: LruCache(500))
    latest_task: LatestTask = field(default_factory=LatestTask)
    place_completion: PlaceCompletion = field(default_factory=PlaceCompletion)
    user_bucket: TokenBucket = field(default_factory=TokenBucket)
    chat_bucket: TokenBucket = field(default_factory=lambda: TokenBucket(burst=30, seconds=3))
    patience: float = 0.03
    alarms: TokenBucket = field(default_factory=lambda: TokenBucket(burst=5, seconds=60))
    fetcher: Fetcher = field(default_factory=Fetcher)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    metrics: Metrics = field(default_factory=Metrics)
    hearing: Hearing = field(default_factory=Hearing)
    worker_sign: Callable[[], Awaitable[Sign]] | None = None

    def answered(self) -> None:
        """Note that Telegram answers, or has brought something."""
        self.hearing.answered()
        self.metrics.heard()

    def manner(self, zone: ZoneInfo | None = None, size: int = PAGE_SIZE) -> Manner:
        """How answers are shown: `zone` where it is not the default, `size` events on a page."""
        return Manner(zone or self.zone, self.countries, self.actors, size)

    def zone_of(self, reader: sqlite3.Connection, chat: int) -> ZoneInfo:
        """The zone that a chat set for itself, else the default. A person's is that of the private chat, whose id is
        the person's own."""
        return self.zone_named(preferences_of(reader, chat).zone)

    def zone_named(self, name: str | None) -> ZoneInfo:
        """The time zone of that name; the default where none is named, or one that is not known any more."""
        return (known_zone(name) if name else None) or self.zone

    def may_ask(self, user: int) -> bool:
        """Whether a user may use the bot at all."""
        return not self.allowed_users or user in self.allowed_users or user in self.admins


def country_names(world: World) -> dict[str, str]:
    """What each state is called, by the ISO alpha-2 code of its country."""
    states = (actor for actor in world.catalogue.actors if actor.kind is ActorKind.STATE and actor.country)
    return {str(state.country): state.name for state in states}


def actor_names(world: World) -> dict[str, str]:
    """What each actor of the catalogue is called, by its id."""
    return {actor.id: actor.name for actor in world.catalogue.actors}
