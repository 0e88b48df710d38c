"""What a digest says: its topic and a moment in, the HTML of the message out. Knows the index, but no Telegram."""

import sqlite3
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.times import Precision, TimeRange
from handlers.schedule import STALE_AFTER, last_slot
from handlers.services.services import Services
from handlers.views.cards import PAGE_SIZE, page
from handlers.views.texts import say, template
from query.search.lookup import look_up
from query.understand import understand
from store.chats.digests import Digest, all_digests
from store.search.known_places import KnownPlaces

_DAY = timedelta(hours=24)


def due_digests(reader: sqlite3.Connection, now: datetime) -> list[tuple[Digest, datetime]]:
    """The digests whose slot has come and was not sent, with that slot. One missed for too long is passed over."""
    due = []
    for digest in all_digests(reader):
        slot = last_slot(digest.wall_time, ZoneInfo(digest.zone), now)
        sent = digest.last_slot or digest.created
        if sent < slot and now - slot <= STALE_AFTER:
            due.append((digest, slot))
    return due


def digest_page(services: Services, reader: sqlite3.Connection, digest: Digest, slot: datetime) -> str:
    """The message of a digest for a slot: what the day before it brought, unless the topic names its own time."""
    zone = ZoneInfo(digest.zone)
    reading = understand(digest.question, slot, services.world, zone, known_places=KnownPlaces(reader))
    if reading.query.time is None:
        time = TimeRange(slot - _DAY, slot, Precision.UNKNOWN, "last 24 hours")
        reading = replace(reading, query=replace(reading.query, time=time))
    answer = look_up(reading, reader, services.world, slot, limit=PAGE_SIZE)
    title = say("digest_head", topic=digest.question)
    if not answer.count:
        return f"{title}\n\n{template('digest_quiet')}"
    return page(answer, services.manner(zone), title=title).html
