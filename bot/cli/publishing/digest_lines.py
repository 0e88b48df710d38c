"""The line of a digest on the command line: its words, or the number of one that is set; what it says, or why not."""

import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from domain.errors import WatchfloorError

if TYPE_CHECKING:
    from handlers.scheduling.line import Line
    from knowledge.world import World


def line_from(text: str, zone: ZoneInfo, world: "World", connection: sqlite3.Connection, now: datetime) -> "Line":
    """The line that words say, or that of the digest with a number. Raises WatchfloorError where it is none."""
    if text.strip().isdecimal():
        return _line_numbered(int(text[:18]), connection)
    return read_words(text, zone, world, connection, now)[0]


def read_words(
    text: str, zone: ZoneInfo, world: "World", connection: sqlite3.Connection, now: datetime
) -> "tuple[Line, str]":
    """The line that words say, and what it means: `every day at 08:00 (UTC): Strikes in Syria, latest first`. Raises
    WatchfloorError where they are not understood."""
    from handlers.answering.digest_topics import RefusalError, meant_by, topic_in_words
    from handlers.scheduling.line import LineError, read_line
    from handlers.scheduling.schedule import days_in_words, times_in_words, zone_label
    from handlers.scheduling.zone_words import city_zones
    from handlers.views.markup import visible
    from handlers.views.texts import say

    try:
        line = read_line(text.split(), zone, city_zones(world.gazetteer))
        meant = meant_by(world, connection, line, now)
    except (LineError, RefusalError) as refusal:
        said = say(refusal.key, **refusal.words) if isinstance(refusal, LineError) else str(refusal)
        raise WatchfloorError(visible(said).replace("/digest ", "")) from None
    if line.extras - {"quiet"}:
        raise WatchfloorError("Outside of Telegram a digest has no map, no timeline and no pin: leave them out.")
    schedule = line.schedule
    when = f"{days_in_words(schedule.days)} at {times_in_words(schedule)} ({zone_label(schedule.zone)})"
    return line, f"{when}: {topic_in_words(meant, schedule.zone)}"


def _line_numbered(number: int, connection: sqlite3.Connection) -> "Line":
    from handlers.answering.digest_pages import schedule_of
    from handlers.scheduling.line import Line
    from handlers.services.zones import known_zone
    from store.chats.digests import Digest, digest_numbered

    digest = digest_numbered(connection, number)
    zone = known_zone(digest.zone) if isinstance(digest, Digest) else None
    if not isinstance(digest, Digest) or zone is None:
        raise WatchfloorError(f"There is no digest {number}: /digests lists those of a chat, with their numbers.")
    return Line(schedule_of(digest, zone), digest.question, digest.extras)
