"""A digest by itself: what is set of it, buttons that change that, and the typed line that does the same.

What it is about stays as it is: a digest tells what changed in the events that it told before, and those are of that.
"""

import re
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from telegram import Message

from handlers.answering.digest_listing import CARD, line_of, lines_of
from handlers.answering.digest_pages import schedule_of
from handlers.answering.digest_topics import RefusalError
from handlers.digesting.digest_menu import choices
from handlers.scheduling.line import Line, LineError, read_line
from handlers.scheduling.zone_words import CityZone
from handlers.sending.messages import OutgoingMessage
from handlers.services.services import Services
from handlers.services.zones import known_zone
from handlers.views.markup import visible
from handlers.views.texts import say, say_whole, template
from store.chats.digests import Digest, change_digest, digest_numbered, same_digest

_LINE = re.compile(r"^/digest (?:-\d+ )?change (\d{1,15}) ", re.MULTILINE)


def card_of(digest: Digest, here: int, now: datetime, before: Digest | None = None) -> OutgoingMessage:
    """A digest as it is shown in the chat `here`; `before` is as it was until now, where that was changed."""
    lines = [say("digest_card_head"), *lines_of(digest, now)]
    lines += ["", say_whole("digest_card_line", line=_change_line(digest, here))]
    if before is not None:
        lines.append(say_whole("digest_card_before", line=_change_line(before, here)))
    back = ((template("digest_button_back"), f"{CARD}{digest.id}.list"),)
    return OutgoingMessage("\n".join(lines), (*choices(set_line(digest), f"{CARD}{digest.id}."), back))


def set_line(digest: Digest) -> Line:
    """What is set of a digest, as its line says it."""
    return Line(schedule_of(digest, known_zone(digest.zone) or ZoneInfo("UTC")), digest.question, digest.extras)


def _change_line(digest: Digest, here: int) -> str:
    """The line, typed in the chat `here`, that has a digest come as it does."""
    chat = "" if digest.chat_id == here else f"{digest.chat_id} "
    line = set_line(digest)
    return line_of(line.schedule, "", line.extras, f"{chat}change {digest.id}")


def number_in(message: Message) -> int | None:
    """The number of the digest that a message shows by itself; None where it shows none."""
    line, first = _LINE.search(message.text or ""), (message.text or "").partition("\n")[0]
    return int(line[1]) if line and first == visible(say("digest_card_head")) else None


def line_anew(line: Line, words: Sequence[str], city_zone: CityZone, *, whole: bool) -> Line:
    """The line of a digest as words have it: all of it where they are a `whole` line, else what they name. Hours that
    are not named stay. Raises LineError, and RefusalError where they are about something else."""
    read = _read(line, words, city_zone)
    days = read.schedule.days if whole or read.names_days else line.schedule.days
    schedule, extras = replace(read.schedule, days=days), read.extras if whole else line.extras | read.extras
    if read.topic and read.topic.casefold() != line.topic.casefold():
        another = line_of(schedule, read.topic, extras)
        raise RefusalError(say("digest_card_subject", text=read.topic, topic=line.topic, line=another))
    return Line(schedule, line.topic, extras)


def _read(line: Line, words: Sequence[str], city_zone: CityZone) -> Line:
    """The words as a line, before what the digest is about where they do not say that: there a city is a zone."""
    with suppress(LineError):
        read = _timed(line, [*words, *line.topic.split()], city_zone)
        if read.topic == line.topic:
            return read
    return _timed(line, words, city_zone)


def _timed(line: Line, words: Sequence[str], city_zone: CityZone) -> Line:
    """The words as a line, at the hours that are set where they name none."""
    zone = line.schedule.zone
    try:
        return read_line(words, zone, city_zone)
    except LineError as error:
        if error.key not in {"digest_no_time", "digest_usage"}:
            raise
        return read_line([*(f"{wall:%H:%M}" for wall in line.schedule.walls), *words], zone, city_zone)


async def change_to(services: Services, digest: Digest, line: Line) -> Digest:
    """Let a digest come as a line says; returns it as it is then. Raises RefusalError."""
    schedule, now = line.schedule, services.clock()
    zone = digest.zone if schedule.zone == set_line(digest).schedule.zone else schedule.zone.key
    wanted = replace(digest, walls=schedule.walls, weekdays=schedule.days, zone=zone, extras=line.extras)
    if wanted == digest:
        raise RefusalError(say("digest_as_it_is", number=digest.id))

    def write(writer: sqlite3.Connection) -> int | None:
        another = same_digest(writer, wanted)
        if another is None:
            change_digest(writer, wanted, now)
        return another

    if another := await services.index.write(write):
        raise RefusalError(say("digest_same", number=digest.id, another=another))
    after = await services.index.read(lambda reader: digest_numbered(reader, digest.id))
    if not isinstance(after, Digest) or after.chat_id != digest.chat_id:
        raise RefusalError(say("digests_gone"))
    return after
