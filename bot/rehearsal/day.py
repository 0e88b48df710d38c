"""A scripted day: the sample reports come in as a feed, people write, the bot does what it does; its transcript.

The bot is the real application over a file of its own; the clock goes on as the script has it, five minutes at a time.
"""

import asyncio
import tomllib
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from telegram import Update

from bot.application import build
from bot.cli.intake.extractors import extractors
from bot.config.settings import Settings, load_settings
from bot.jobs import queue_alerts, queue_corrections, queue_digests, send_queued
from bot.opening import open_world
from bot.rate_limiter import ChatRateLimiter
from bot.registry import Bot
from bot.rehearsal.telegram import TOKEN, Loopback, Person, Room, Stage
from domain.events import Event
from domain.reports import Report
from extraction.attempts import SetAside
from handlers.services.services import Index, Services, actor_names, country_names
from ingestion.files import Defaults, read_reports
from store.database import open_for_writing
from store.writing.reports import add_report

_STEP = timedelta(minutes=5)
_PEOPLE = {name: Person(number, name) for number, name in ((7, "Ada"), (8, "Grace"))}

Read = tuple[Report, tuple[Event, ...]]


class Clock:
    """The time of the day that is played."""

    def __init__(self, now: datetime) -> None:
        self.moment = now

    def now(self) -> datetime:
        """The moment it is."""
        return self.moment

    async def sleep(self, seconds: float) -> None:
        """Waiting moves it."""
        self.moment += timedelta(seconds=seconds)


def rehearse(index: Path) -> list[str]:
    """Play the day over the file `index`, which is made; returns the lines of the transcript."""
    script = tomllib.loads(files("bot.rehearsal").joinpath("day.toml").read_text(encoding="utf-8"))
    return asyncio.run(_play(script, samples(), index))


def samples() -> dict[str, Read]:
    """The sample reports with their events, by the names of their files."""
    read: dict[str, Read] = {}
    with as_file(files("ingestion").joinpath("samples")) as folder, extractors() as load:
        paths = sorted(Path(folder).glob("*.md"))
        reports = [next(iter(read_reports([path], Defaults()))) for path in paths]
        outcomes = {report.content_hash: outcome for report, outcome in load()(reports)}
    for path, report in zip(paths, reports, strict=True):
        outcome = outcomes[report.content_hash]
        if not isinstance(outcome, SetAside):
            read[path.name] = (report, tuple(outcome))
    return read


async def _play(script: Mapping[str, Any], reports: Mapping[str, Read], path: Path) -> list[str]:
    clock = Clock(script["begins"].astimezone(UTC))
    stage = Stage(clock.now)
    for room in script["room"]:
        topics = {int(number): name for number, name in room.get("topics", {}).items()}
        stage.rooms[room["id"]] = Room(room["id"], room["kind"], room["title"], topics)
    named = {report["file"] for report in script["report"]}
    with closing(open_for_writing(path)) as writer:
        for report, events in (read for name, read in reports.items() if name not in named):
            add_report(writer, report, events)
    world, index = open_world(load_settings()), Index(path)
    services = Services(
        index, world, _nothing, clock.now, countries=country_names(world), actors=actor_names(world), admins=frozenset()
    )
    try:
        with Loopback(stage) as telegram:
            settings = Settings(path, TOKEN, base_url=telegram.address)
            limiter = ChatRateLimiter(clock=lambda: clock.now().timestamp(), sleep=clock.sleep)
            bot = build(settings, services, limiter)
            async with bot:
                await _go_through(script, reports, stage, clock, bot, services)
    finally:
        index.close()
    return stage.lines


async def _nothing(_report: Report) -> tuple[Event, ...]:
    return ()


async def _go_through(
    script: Mapping[str, Any],
    reports: Mapping[str, Read],
    stage: Stage,
    clock: Clock,
    bot: Bot,
    services: Services,
) -> None:
    """Step by step: what happens, and after it what the bot does by itself."""
    deeds: list[tuple[datetime, Callable[[], Any]]] = [
        *((one["at"], partial(_arrives, one["file"], reports, stage, services)) for one in script["report"]),
        *((one["at"], partial(_says, number, one, stage, bot)) for number, one in enumerate(script["said"], start=1)),
    ]
    deeds.sort(key=lambda deed: deed[0])
    while clock.moment < script["ends"]:
        while deeds and deeds[0][0] <= clock.moment:
            await deeds.pop(0)[1]()
        await queue_digests(services)
        await queue_corrections(services)
        await queue_alerts(services)
        await send_queued(bot.bot, services)
        clock.moment = clock.moment.replace(second=0, microsecond=0) + _STEP  # waiting for one's turn takes seconds


async def _arrives(file: str, reports: Mapping[str, Read], stage: Stage, services: Services) -> None:
    report, events = reports[file]
    stage.note(f"report · {report.source}", report.title or report.text.split("\n")[0][:90])
    await services.index.write(lambda writer: add_report(writer, report, events))


async def _says(number: int, said: Mapping[str, Any], stage: Stage, bot: Bot) -> None:
    """Somebody writes to the bot, or a channel's admin posts."""
    room, person = stage.rooms[said["room"]], _PEOPLE.get(said["by"])
    topic, text = said.get("topic"), said["text"]
    stage.note(f"{room.called(topic)} · {person.name if person else 'a post'}", text)
    inside = {"message_thread_id": topic, "is_topic_message": True} if topic else {}
    command = text.partition(" ")[0]
    entities = [{"type": "bot_command", "offset": 0, "length": len(command)}] if command.startswith("/") else []
    message = stage.new_message(room, person.as_json() if person else None, text=text, entities=entities, **inside)
    kind = "message" if person else "channel_post"
    update = Update.de_json({"update_id": number, kind: message}, bot.bot)
    await bot.process_update(update)
