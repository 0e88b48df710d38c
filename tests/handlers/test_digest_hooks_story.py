"""Digests posted to an address: each slot once, the whole of it again after a correction, beside a chat or without."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from bot.jobs import forget_old
from handlers.answering.digest_topics import digest_of
from handlers.scheduling.line import read_line
from handlers.sending.hooks import send_posts
from store.chats.chats import remember_chat
from store.chats.digests import add_digest, end_digest
from store.chats.hooks import Hook, Subject, add_hook, hooks, keep_secret_file, remove_hook
from store.chats.watches import NO_CHAT
from store.database import transaction
from store.writing.reports import add_report
from tests.handlers.stage import Open, Stage
from tests.handlers.test_digest_news_story import at
from tests.handlers.test_hooks_story import SECRET, read
from tests.handlers.test_watch_story import strike
from tests.ingestion.fetching.server import Answer, WebServer


@dataclass(slots=True)
class Desk:
    """A bot and a receiver that gets a digest at 13:00 UTC, of no chat."""

    stage: Stage
    server: WebServer
    digest: int

    async def reported(self, *told: Any) -> None:
        """These reports come in."""
        for one in told:
            await self.stage.services.index.write(lambda writer, one=one: add_report(writer, *one))

    async def round(self) -> None:
        """What the bot does by itself."""
        await self.stage.jobs()
        await send_posts(self.stage.services)

    async def standing(self) -> Hook:
        """How the first hook fares."""
        return (await self.stage.services.index.read(hooks))[0]

    def said(self) -> list[dict[str, Any]]:
        """What was posted, as a receiver takes it that checks the signature."""
        return [read(asked) for asked in self.server.asked]


@pytest_asyncio.fixture
async def desk(open_stage: Open, tmp_path: Path) -> AsyncIterator[Desk]:
    async with WebServer() as server, server.fetcher() as fetcher:
        stage = await open_stage(fetcher=fetcher)
        server.put("/hook", Answer(200))
        digest = await own_digest(stage, "13:00 UTC air strikes in Homs")
        await hooked(stage, digest, server.url("/hook"), tmp_path)
        yield Desk(stage, server, digest)


async def own_digest(stage: Stage, line: str) -> int:
    """A digest of no chat; its number."""
    now, meant = stage.emulator.clock.now(), read_line(line.split(), ZoneInfo("UTC"))

    def add(writer: Any) -> int:
        remember_chat(writer, NO_CHAT, "hooks", "Hooks", now)
        return add_digest(writer, digest_of(meant, NO_CHAT, None, None, now))

    return await stage.services.index.write(add)


async def hooked(stage: Stage, digest: int, url: str, folder: Path) -> int:
    """A hook on a digest."""
    secret, now = folder / "desk.secret", stage.emulator.clock.now()
    secret.write_text(SECRET)

    def add(writer: Any) -> int:
        with transaction(writer):
            hook = add_hook(writer, Subject.DIGEST, digest, url, now)
            keep_secret_file(writer, hook, str(secret))
        return hook

    return await stage.services.index.write(add)


async def test_each_slot_is_posted_once_and_again_when_it_is_corrected(desk: Desk) -> None:
    await desk.reported(strike(1, 3), strike(2, 9, place="Aleppo"))
    at(desk.stage, 20, 13)
    for _ in range(2):
        await desk.round()
    await desk.reported(strike(3, 12, source="Nile Post"))
    for _ in range(2):
        await desk.round()
    at(desk.stage, 21, 13)
    await desk.round()
    first, corrected, second = desk.said()
    assert [(one["type"], one["slot"], one["state"]) for one in (first, corrected, second)] == [
        ("digest.first", "2025-12-20T13:00:00Z", 1),
        ("digest.corrected", "2025-12-20T13:00:00Z", 2),
        ("digest.first", "2025-12-21T13:00:00Z", 1),
    ]
    assert len({one["id"] for one in (first, corrected, second)}) == 3
    assert (first["count"], first["killed"], corrected["killed"]) == (1, 3, 12)
    assert first["events"][0]["reports"][0]["source"] == "Northgate Wire"
    assert first["text"].startswith("Daily digest · air strikes in Homs\n\n1 air strike · 3 killed")
    assert first["corrections"] == []
    assert "3 → 12 killed" in corrected["corrections"][0]
    assert (second["count"], second["events"]) == (0, [])
    assert "3 → 12 killed" in second["changes"][0]
    assert desk.stage.emulator.asked("sendMessage") == []  # no chat is told of what only a hook gets


async def test_a_chat_and_a_hook_get_the_same_digest_and_a_quiet_one_passes_both_over(
    desk: Desk, tmp_path: Path
) -> None:
    ada = desk.stage.ada
    ada.command("digest", "14:00 UTC air strikes in Homs quiet with map")
    await desk.stage.settled()
    await hooked(desk.stage, desk.digest + 1, desk.server.url("/ada"), tmp_path)
    desk.server.put("/ada", Answer(200))
    await desk.reported(strike(1, 3))
    for day in (20, 21):
        at(desk.stage, day, 14)
        await desk.round()
    mine = [one for one in desk.said() if one["slot"].endswith("T14:00:00Z")]
    assert [one["count"] for one in mine] == [1]
    told = [str(message.get("text") or message.get("caption")) for message in ada.chat.from_bot()]
    assert sum("3 killed" in text for text in told) == 2  # the digest, and its map


async def test_a_receiver_that_fails_gets_its_slots_later_in_order(desk: Desk) -> None:
    desk.server.put("/hook", Answer(500), Answer(200))
    await desk.reported(strike(1, 3))
    at(desk.stage, 20, 13)
    await desk.round()
    assert "status 500" in ((await desk.standing()).error or "")
    at(desk.stage, 21, 13)
    await desk.round()
    again = [one["slot"] for one in desk.said()]
    assert again == ["2025-12-20T13:00:00Z", "2025-12-20T13:00:00Z", "2025-12-21T13:00:00Z"]
    assert desk.said()[0] == desk.said()[1]
    assert (await desk.standing()).waiting == 0


async def test_a_hook_that_came_later_hears_no_correction_of_what_it_never_got(desk: Desk, tmp_path: Path) -> None:
    await desk.reported(strike(1, 3))
    at(desk.stage, 20, 13)
    await desk.round()
    await hooked(desk.stage, desk.digest, desk.server.url("/late"), tmp_path)
    desk.server.put("/late", Answer(200))
    await desk.reported(strike(2, 12, source="Nile Post"))
    await desk.round()
    assert [asked.path for asked in desk.server.asked] == ["/hook", "/hook"]


async def test_a_digest_that_cannot_be_made_is_told_nobody_and_shown(desk: Desk) -> None:
    broken = "update digests set question = replace(hex(zeroblob(800)), '00', 'x ')"
    await desk.stage.services.index.write(lambda writer: writer.execute(broken))
    at(desk.stage, 20, 13)
    for _ in range(2):
        await desk.round()
    assert "has 1,600 characters" in ((await desk.standing()).told_of_digest or "")
    mended = "update digests set question = 'air strikes in Homs'"
    await desk.stage.services.index.write(lambda writer: writer.execute(mended))
    await desk.round()
    assert len(desk.said()) == 1
    assert (await desk.standing()).told_of_digest is None
    assert desk.stage.emulator.asked("sendMessage") == []


async def test_what_goes_with_the_hook_and_what_outlives_it(desk: Desk, tmp_path: Path) -> None:
    index = desk.stage.services.index
    desk.stage.ada.command("digest", "14:00 UTC air strikes in Homs")
    await desk.stage.settled()
    await hooked(desk.stage, desk.digest + 1, desk.server.url("/ada"), tmp_path)
    for hook in await index.read(hooks):
        await index.write(lambda writer, hook=hook: remove_hook(writer, hook))
    kept = await index.read(lambda reader: [row[0] for row in reader.execute("select id from digests")])
    assert kept == [desk.digest + 1]
    await hooked(desk.stage, kept[0], desk.server.url("/ada"), tmp_path)
    await index.write(lambda writer: end_digest(writer, kept[0], desk.stage.ada.id))
    assert (await desk.standing()).subject == "removed"


async def test_what_was_posted_long_ago_is_forgotten(desk: Desk) -> None:
    at(desk.stage, 20, 13)
    await desk.round()
    desk.stage.emulator.later(seconds=timedelta(days=61).total_seconds())
    await forget_old(desk.stage.services)
    left = "select (select count(*) from hook_posts), (select count(*) from digest_slots)"
    assert await desk.stage.services.index.read(lambda reader: tuple(reader.execute(left).fetchone())) == (0, 0)


@pytest.mark.parametrize("subject", list(Subject))
async def test_hooks_on_what_is_not_there(desk: Desk, subject: Subject) -> None:
    with pytest.raises(Exception, match=f"There is no {subject} 99"):
        await desk.stage.services.index.write(
            lambda writer: add_hook(writer, subject, 99, "https://desk.example/", desk.stage.emulator.clock.now())
        )
