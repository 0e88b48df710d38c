"""Digests over four weeks of virtual time, in three zones and through both changes of the clock: each slot once."""

import shutil
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.jobs import queue_corrections, queue_digests
from domain.casualties import Outcome
from domain.times import from_iso
from handlers.services.services import Index, Services
from knowledge.world import World
from store.chats.chats import remember_chat
from store.chats.digests import Digest, add_digest
from store.writing.reports import add_report
from tests.handlers.reports import event, figure, report
from tests.handlers.stage import december_index as december_index
from tests.handlers.stage import world as world

WEEK = frozenset(range(1, 8))
STEP = timedelta(minutes=30)
PLANS = {
    1: ("Europe/Berlin", (time(2, 30),), WEEK),
    2: ("Europe/Berlin", (time(8), time(20)), WEEK),
    3: ("America/New_York", (time(1, 30), time(2, 30)), WEEK),
    4: ("America/New_York", (time(7),), frozenset(range(1, 6))),
    5: ("Asia/Kathmandu", (time(23, 45),), WEEK),
    6: ("Asia/Kathmandu", (time(6),), frozenset({7})),
}


class Weeks:
    """An index with the digests of PLANS, each of a chat of its own, and the clock that they go by."""

    def __init__(self, path: Path, world: World, start: datetime) -> None:
        self.index, self.now = Index(path), start
        self.services = Services(self.index, world, _nothing, lambda: self.now)

    async def set_all(self) -> None:
        """Set the digests."""

        def add(writer: sqlite3.Connection) -> None:
            for chat, (zone, walls, days) in PLANS.items():
                remember_chat(writer, chat, "private", None, self.now)
                topic = "air strikes in Syria"
                add_digest(writer, Digest(0, chat, None, walls, days, zone, topic, frozenset(), self.now, None))

        await self.index.write(add)

    async def go_on(self, until: datetime, arrivals: dict[datetime, int]) -> None:
        """Go from step to step, with a report in whatever step `arrivals` names, and a slot now and then late."""
        while self.now < until:
            self.now += STEP
            if number := arrivals.get(self.now):
                await self._report(number)
            if self.now.hour == 5 and self.now.day % 5 == 0:
                continue  # the bot is down for an hour
            await queue_digests(self.services)
            await queue_corrections(self.services)

    async def _report(self, number: int) -> None:
        people = (figure(Outcome.KILLED, number, number),)
        text, events = report("Wire", 1, f"Report {number}", event("air-strike", "Homs", number, casualties=people))
        await self.index.write(lambda writer: add_report(writer, text, events))

    async def slots(self) -> dict[int, list[datetime]]:
        """The slots that were queued, by chat."""
        rows = await self.index.read(
            lambda reader: reader.execute("select chat_id, slot from deliveries order by slot").fetchall()
        )
        found: dict[int, list[datetime]] = {chat: [] for chat in PLANS}
        for row in rows:
            found[row["chat_id"]].append(from_iso(row["slot"]))
        return found

    async def told(self) -> Counter[tuple[int, int]]:
        """How often each digest told each event as new."""
        rows = await self.index.read(
            lambda reader: reader.execute(
                "select digest_id, event_id from digest_told where changed_from is null"
            ).fetchall()
        )
        return Counter((row["digest_id"], row["event_id"]) for row in rows)


async def _nothing(_report: object) -> tuple[()]:
    return ()


@pytest.fixture
async def weeks(
    request: pytest.FixtureRequest, tmp_path: Path, december_index: Path, world: World
) -> AsyncIterator[Weeks]:
    """Four weeks that begin at the moment of the parameter."""
    path = tmp_path / "index.db"
    shutil.copy(december_index, path)
    opened = Weeks(path, world, request.param)
    await opened.set_all()
    yield opened
    opened.index.close()


def expected(chat: int, start: datetime, end: datetime) -> list[datetime]:
    """The slots as a calendar on the wall has them: each time of each day once; one that is jumped over an hour on."""
    zone, walls, days = ZoneInfo(PLANS[chat][0]), PLANS[chat][1], PLANS[chat][2]
    found = set()
    for ahead in range(-1, 30):
        day = (start + timedelta(days=ahead)).date()
        if day.isoweekday() in days:
            found |= {_moment(day, wall, zone) for wall in walls}
    return sorted(slot for slot in found if start < slot <= end)


def _moment(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """The first moment of a day whose wall clock shows a time or, where none does, what it would have been."""
    midnight = datetime.combine(day, time(), zone).astimezone(UTC)
    for minutes in range(0, 26 * 60, 15):
        moment = midnight + timedelta(minutes=minutes)
        shown = moment.astimezone(zone)
        if shown.date() == day and shown.time() == wall:
            return moment
    return midnight + timedelta(hours=wall.hour, minutes=wall.minute)


@pytest.mark.parametrize(
    "weeks",
    [datetime(2025, 3, 5, 12, tzinfo=UTC), datetime(2025, 10, 13, 12, tzinfo=UTC)],
    ids=["spring", "autumn"],
    indirect=True,
)
async def test_every_slot_of_four_weeks_comes_once_and_every_event_in_one(weeks: Weeks) -> None:
    start, end = weeks.now, weeks.now + timedelta(weeks=4)
    arrivals = {start + timedelta(hours=29 * number): number for number in range(1, 20)}
    await weeks.go_on(end, arrivals)
    slots = await weeks.slots()
    for chat in PLANS:
        assert slots[chat] == expected(chat, start, end), PLANS[chat]
    for found in slots.values():
        assert all(one < other for one, other in pairwise(found))
    told = await weeks.told()
    assert set(told.values()) == {1}
    new = {event for _, event in told}
    assert {chat for chat, _ in told} == set(PLANS)
    assert all(told[2, event] == 1 for event in new)  # which comes last of all: nothing is left out
