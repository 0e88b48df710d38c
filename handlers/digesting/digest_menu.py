"""A digest set up by talking: `/digest` alone opens one message with buttons, which is edited with each tap.

The message holds the typed line that sets the same, and that line is all that is remembered: a tap reads it, changes a
part and writes it anew. So the menu outlives a restart, and whoever sees it learns the line.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from telegram import Message

from handlers.answering.digest_listing import line_of
from handlers.scheduling.commands import Wanted, read_digest
from handlers.scheduling.line import Line, LineError
from handlers.scheduling.schedule import (
    EVERY_DAY,
    WEEKEND,
    WORKING_DAYS,
    Schedule,
    capital,
    days_in_words,
    times_in_words,
    zone_label,
)
from handlers.sending.messages import Buttons, OutgoingMessage
from handlers.services.services import Services
from handlers.views.texts import say, template
from store.chats.questions import latest_questions

PREFIX = "dgm1."
SET = "set"
_LINE = re.compile(r"^/digest(?:@\w+)? (.+)$", re.MULTILINE)
_DAYS = {"day": EVERY_DAY, "work": WORKING_DAYS, "end": WEEKEND, "mon": frozenset({1}), "fri": frozenset({5})}
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class _Offered:
    topics: tuple[str, ...]
    times: tuple[str, ...]


async def menu(services: Services, message: Message, zone: ZoneInfo, named: str | None = None) -> OutgoingMessage:
    """The menu as it opens: the last thing that the chat asked, every day at eight. `named` is another chat that it is
    for."""
    chat = message.chat_id
    asked = await services.index.read(lambda reader: latest_questions(reader, chat, 1))
    topic = asked[0] if asked and len(asked[0]) <= _LONGEST else _offered().topics[0]
    return await menu_of(services, message, Wanted(Line(Schedule((time(8),), zone), topic), named))


async def menu_of(services: Services, message: Message, wanted: Wanted) -> OutgoingMessage:
    """The menu for what is wanted, where a message stands, with buttons for each other choice."""
    chat, line = message.chat_id, wanted.line
    where = wanted.chat or template("digest_menu_topic" if message.is_topic_message else "digest_menu_here")
    asked = await services.index.read(lambda reader: latest_questions(reader, chat, 3))
    topics = [topic for topic in dict.fromkeys((*asked, *_offered().topics)) if len(topic) <= _LONGEST]
    schedule = line.schedule
    extras = [template(f"digest_extra_{extra}") for extra in sorted(line.extras)] or [template("digest_menu_all")]
    html = say(
        "digest_menu",
        topic=line.topic,
        days=days_in_words(schedule.days),
        time=times_in_words(schedule),
        zone=zone_label(schedule.zone),
        where=where,
        extras=", ".join(extras),
        line=line_of(schedule, line.topic, line.extras, wanted.chat),
    )
    return OutgoingMessage(html, _buttons(line, topics))


def _buttons(line: Line, topics: Sequence[str]) -> Buttons:
    """Rows in reach of a thumb: subjects, times, days, what it brings, and at the bottom the one that sets it."""
    subjects = [(topic, f"{PREFIX}topic.{topic}") for topic in topics if topic != line.topic]
    subjects = [button for button in subjects if len(button[1].encode()) <= 64][:3]
    return (*((button,) for button in subjects), *choices(line, PREFIX), (("Set it", f"{PREFIX}{SET}"),))


def choices(line: Line, prefix: str) -> Buttons:
    """A button for each other time and days, and for what it brings besides."""
    chosen = line.schedule
    times = [(clock, f"{prefix}time.{clock}") for clock in _offered().times if [clock] != _clocks(chosen)]
    days = [
        (capital(days_in_words(each)), f"{prefix}days.{name}") for name, each in _DAYS.items() if each != chosen.days
    ]
    wishes = [
        (f"{'✓ ' if wish in line.extras else ''}{label}", f"{prefix}extra.{wish}")
        for wish, label in (("map", "Map"), ("timeline", "Timeline"), ("pin", "Pin"), ("quiet", "Only if new"))
    ]
    return (tuple(times), tuple(days[:2]), tuple(days[2:]), tuple(wishes))


def _clocks(schedule: Schedule) -> list[str]:
    return [f"{wall:%H:%M}" for wall in schedule.walls]


def shown_in(message: Message) -> Wanted | None:
    """What a menu shows; None where the message is none."""
    typed = _LINE.search(message.text or "")
    if typed is None or not (message.text or "").startswith(_first_line()):
        return None
    try:
        shown = read_digest(typed[1].split(), ZoneInfo("UTC"), lambda name: None)
    except LineError:
        return None
    return shown if isinstance(shown, Wanted) else None


def _first_line() -> str:
    return re.sub(r"<[^>]*>", "", template("digest_menu")).strip().splitlines()[0]


def changed(line: Line, what: str, value: str) -> Line | None:
    """The line after a tap; None for a tap that this version did not offer."""
    schedule = line.schedule
    if what == "topic" and value:
        return replace(line, topic=value)
    if what == "time" and value in _offered().times:
        return replace(line, schedule=replace(schedule, walls=(time.fromisoformat(value),)))
    if what == "days" and value in _DAYS:
        return replace(line, schedule=replace(schedule, days=_DAYS[value]))
    if what == "extra" and value in {"map", "timeline", "pin", "quiet"}:
        return replace(line, extras=line.extras ^ {value})
    return None


@cache
def _offered() -> _Offered:
    kept = tomllib.loads(files("handlers.digesting").joinpath("digest_menu.toml").read_text(encoding="utf-8"))
    return _Offered(tuple(kept["topics"]), tuple(kept["times"]))
