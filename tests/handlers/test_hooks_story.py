"""Hooks: what is posted of an event, signed, once for each state of it, whatever the receiver and the machine do."""

import asyncio
import base64
import hashlib
import hmac
import json
import logging
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from domain.calendar import day_range
from handlers.alerting.hooks import queue_posts
from handlers.sending.hooks import send_posts
from handlers.watching.words import Place, keep_watch, terms_of
from query.understand import understand
from store.chats.hook_posts import due_posts, forget_posts, take_up_post
from store.chats.hooks import Hook, Subject, add_hook, hooks, keep_secret_file, resume_hook
from store.chats.watches import NO_CHAT
from store.database import transaction
from store.writing.curation import merge_events
from store.writing.reports import add_report
from store.writing.withdrawal import withdraw_report
from tests.handlers.stage import Open, Stage
from tests.handlers.test_watch_story import strike
from tests.ingestion.fetching.server import Answer, Asked, WebServer

KEY = b"a secret of thirty-two letters.."
SECRET = "whsec_" + base64.b64encode(KEY).decode()


@dataclass(slots=True)
class Desk:
    """A bot with a hook on "air strikes in Homs", and the receiver that it posts to."""

    stage: Stage
    server: WebServer
    hook: int

    async def rounds(self, *told: Any) -> list[int]:
        """These reports come in, and the bot does what it does by itself; the numbers of the reports."""
        numbers = []
        for one in told:
            added = await self.stage.services.index.write(lambda writer, one=one: add_report(writer, *one))
            numbers.append(added.report_id)
        await self.stage.jobs()
        await queue_posts(self.stage.services)
        await send_posts(self.stage.services)
        return numbers

    async def standing(self) -> Hook:
        """How the hook fares."""
        return (await self.stage.services.index.read(hooks))[0]


@pytest_asyncio.fixture
async def desk(open_stage: Open, tmp_path: Path) -> AsyncIterator[Desk]:
    async with WebServer() as server, server.fetcher() as fetcher:
        stage = await open_stage(fetcher=fetcher)
        server.put("/hook", Answer(204))
        (tmp_path / "desk.secret").write_text(f"{SECRET}\n")
        hook = await hooked(stage, server.url("/hook"), tmp_path / "desk.secret")
        yield Desk(stage, server, hook)


async def hooked(stage: Stage, url: str, secret: Path) -> int:
    """A hook that is set."""
    now = stage.emulator.clock.now()
    terms = terms_of(understand("air strikes in Homs", now, stage.services.world).query, stage.services.world, ())
    assert terms is not None

    def add(writer: sqlite3.Connection) -> int:
        watch = keep_watch(writer, terms, Place(NO_CHAT, "hooks", "Hooks", None, None), now, 10)
        assert watch is not None
        with transaction(writer):
            hook = add_hook(writer, Subject.WATCH, watch, url, now)
            keep_secret_file(writer, hook, str(secret))
        return hook

    return await stage.services.index.write(add)


def read(asked: Asked) -> dict[str, Any]:
    """What was posted, as a receiver takes it that checks the signature."""
    sent = asked.headers
    over = f"{sent['webhook-id']}.{sent['webhook-timestamp']}.".encode() + asked.body
    proof = base64.b64encode(hmac.new(KEY, over, hashlib.sha256).digest()).decode()
    assert hmac.compare_digest(sent["webhook-signature"], f"v1,{proof}")
    said: dict[str, Any] = json.loads(asked.body)
    assert said["id"] == sent["webhook-id"]
    return said


async def test_an_event_from_its_first_report_to_its_withdrawal(desk: Desk) -> None:
    await desk.rounds(strike(1, 3), strike(2, 9, place="Aleppo"))
    await desk.rounds()  # nothing changed
    await desk.rounds(strike(3, 4, source="Levant Monitor"))  # no step of the toll is passed
    numbers = await desk.rounds(strike(4, 12, source="Nile Post"))
    now = desk.stage.emulator.clock.now()
    for number in (*range(numbers[0] - 3, numbers[0]), *numbers):
        await desk.stage.services.index.write(
            lambda writer, number=number: withdraw_report(writer, number, "Grace", "a fake", now)
        )
    await desk.rounds()
    said = [read(asked) for asked in desk.server.asked]
    assert [(one["type"], one["state"]) for one in said] == [
        ("event.first", 1), ("event.changed", 2), ("event.gone", 3),
    ]  # fmt: skip
    assert len({one["id"] for one in said}) == 3
    assert len({one["event_id"] for one in said}) == 1
    first, changed, gone = said
    assert first["watch"].startswith("Air strikes in Homs")
    assert first["event"]["reports"][0]["source"] == "Northgate Wire"
    assert "killed" in changed["changes"][0]
    assert gone["event"] is None
    assert "Withdrawn: a fake" in gone["gone"]
    assert desk.stage.ada.chat.from_bot() == []  # no chat is told of what only a hook watches for


async def test_a_receiver_that_fails_gets_it_again_under_the_same_id_and_in_order(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    desk.server.put("/hook", Answer(500), Answer(200))
    await desk.rounds(strike(1, 3))
    await desk.rounds()  # too early
    assert len(desk.server.asked) == 1
    assert "did not take what was posted (status 500)" in ((await desk.standing()).error or "")
    await desk.rounds(strike(2, 12, source="Nile Post"))
    assert len(desk.server.asked) == 1
    desk.stage.emulator.later(minutes=1)
    await desk.rounds()
    said = [read(asked) for asked in desk.server.asked]
    assert [one["state"] for one in said] == [1, 1, 2]
    assert said[0] == said[1]
    fine = await desk.standing()
    assert (fine.error, fine.failures, fine.waiting) == (None, 0, 0)
    assert SECRET not in caplog.text
    assert KEY.decode() not in caplog.text


async def test_what_is_cut_off_in_mid_sending_comes_again_under_the_same_id(desk: Desk) -> None:
    desk.server.put("/hook", Answer(204, seconds=600), Answer(204))
    cut_off = asyncio.create_task(desk.rounds(strike(1, 3)))
    await desk.stage.emulator.until(lambda: bool(desk.server.asked), within=60)
    cut_off.cancel()
    with pytest.raises(asyncio.CancelledError):
        await cut_off
    await desk.rounds()  # somebody else may still have it in hand
    assert len(desk.server.asked) == 1
    desk.stage.emulator.later(minutes=3)
    await desk.rounds()
    await desk.rounds()
    first, again = [read(asked) for asked in desk.server.asked]
    assert first == again


async def test_what_was_taken_up_and_never_sent_is_sent_once(desk: Desk) -> None:
    """Two take up the same post: one has it. A crash before it leaves loses nothing."""
    index, clock = desk.stage.services.index, desk.stage.emulator.clock
    await index.write(lambda writer: add_report(writer, *strike(1, 3)))
    await desk.stage.jobs()
    await queue_posts(desk.stage.services)
    (post,) = await index.read(lambda reader: due_posts(reader, clock.now()))
    assert await index.write(lambda writer: take_up_post(writer, post, clock.now()))
    assert not await index.write(lambda writer: take_up_post(writer, post, clock.now()))
    await desk.rounds()
    assert desk.server.asked == []
    desk.stage.emulator.later(minutes=3)
    await desk.rounds()
    assert [read(asked)["id"] for asked in desk.server.asked] == [post.id]


async def test_a_hook_that_fails_for_a_day_stands_still_until_it_is_resumed(desk: Desk) -> None:
    desk.server.put("/hook", Answer(503))
    await desk.rounds(strike(1, 3))
    for _ in range(26):
        desk.stage.emulator.later(hours=1)
        await desk.rounds()
    failed = await desk.standing()
    assert "status 503" in (failed.trouble or "")
    so_many = len(desk.server.asked)
    assert 20 <= so_many <= 27
    desk.stage.emulator.later(hours=5)
    await desk.rounds()
    assert len(desk.server.asked) == so_many
    desk.server.put("/hook", Answer(200))
    await desk.stage.services.index.write(lambda writer: resume_hook(writer, desk.hook))
    await desk.rounds()
    assert len({read(asked)["id"] for asked in desk.server.asked}) == 1
    assert (await desk.standing()).waiting == 0


async def test_a_receiver_that_is_gone_and_one_that_is_not_public_are_posted_nothing_more(
    desk: Desk, tmp_path: Path
) -> None:
    desk.server.put("/hook", Answer(410))
    desk.server.names.put("inside.example", ["10.0.0.7"])
    await hooked(desk.stage, desk.server.url("/hook", "inside.example"), tmp_path / "desk.secret")
    await hooked(desk.stage, desk.server.url("/hook?2"), tmp_path / "missing.secret")
    await desk.rounds(strike(1, 3))
    gone, inside, secretless = await desk.stage.services.index.read(hooks)
    assert "is gone for good (status 410)" in (gone.trouble or "")
    assert "is no public host" in (inside.error or "")
    assert "missing.secret cannot be read" in (secretless.error or "")
    assert len(desk.server.asked) == 1


async def test_an_event_that_becomes_one_with_another_stays_one_for_the_receiver(desk: Desk) -> None:
    """Merged with one that the receiver knows, it is gone; it is told under which number it goes on."""
    told, (late,) = strike(2, 40)
    await desk.rounds(strike(1, 3), (told, [replace(late, time=day_range(date(2025, 12, 10)))]))
    one, other = [int(read(asked)["event_id"]) for asked in desk.server.asked]
    now = desk.stage.emulator.clock.now()
    await desk.stage.services.index.write(lambda writer: merge_events(writer, [one, other], "Grace", now))
    await desk.rounds()
    said = [read(asked) for asked in desk.server.asked][2:]
    assert {each["type"] for each in said} == {"event.gone", "event.changed"}
    gone, kept = sorted(said, key=lambda each: each["type"] != "event.gone")
    assert f"One with event {kept['event_id']}" in gone["gone"]
    assert (kept["event_id"], gone["event_id"]) in {(str(one), str(other)), (str(other), str(one))}


async def test_what_was_posted_long_ago_is_forgotten_and_what_waits_is_not(desk: Desk) -> None:
    await desk.rounds(strike(1, 3))
    desk.server.put("/hook", Answer(500))
    await desk.rounds(strike(2, 9, source="Levant Monitor"))
    now, index = desk.stage.emulator.clock.now(), desk.stage.services.index
    await index.write(lambda writer: forget_posts(writer, now + timedelta(days=1)))
    left = await index.read(lambda reader: [row[0] for row in reader.execute("select number from hook_posts")])
    assert left == [2]
    assert (await desk.standing()).waiting == 1
