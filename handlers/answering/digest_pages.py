"""What a digest says: its topic and a moment in, the HTML of the message out. Knows the index, but no Telegram."""

import sqlite3
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from domain.times import Precision, TimeRange
from handlers.schedule import STALE_AFTER, last_slot
from handlers.services.services import Services
from handlers.services.zones import known_zone
from handlers.views.cards import PAGE_SIZE, page
from handlers.views.texts import fill, say, template
from query.search.lookup import look_up
from query.understand import understand
from store.chats.digests import BrokenDigest, Digest, all_digests
from store.search.known_places import KnownPlaces

_DAY = timedelta(hours=24)


@dataclass(slots=True)
class Dues:
    """The digests whose slot has come and was not sent, with that slot; and those that can have none, with the
    reason."""

    slots: list[tuple[Digest, datetime]] = field(default_factory=list)
    troubles: list[tuple[int, str]] = field(default_factory=list)


def due_digests(reader: sqlite3.Connection, now: datetime) -> Dues:
    """What is due at a moment. A slot missed for too long is passed over; a digest that bears a time to come was
    written when the clock was wrong, and is held to that no longer."""
    dues = Dues()
    for digest in all_digests(reader):
        if isinstance(digest, BrokenDigest):
            dues.troubles.append((digest.id, fill("trouble_row", why=digest.why)))
        elif (zone := known_zone(digest.zone)) is None:
            dues.troubles.append((digest.id, fill("trouble_zone", zone=digest.zone)))
        else:
            slot, sent = last_slot(digest.wall_time, zone, now), digest.last_slot or digest.created
            if not slot <= sent <= now and now - slot <= STALE_AFTER:
                dues.slots.append((digest, slot))
    return dues


def digest_page(services: Services, reader: sqlite3.Connection, digest: Digest, slot: datetime) -> str:
    """The message of a digest for a slot: what the day before it brought, unless the topic names its own time."""
    zone = services.zone_named(digest.zone)
    reading = understand(digest.question, slot, services.world, zone, known_places=KnownPlaces(reader))
    if reading.query.time is None:
        time = TimeRange(slot - _DAY, slot, Precision.UNKNOWN, "last 24 hours")
        reading = replace(reading, query=replace(reading.query, time=time))
    answer = look_up(reading, reader, services.world, slot, limit=PAGE_SIZE)
    title = say("digest_head", topic=digest.question)
    if not answer.count:
        return f"{title}\n\n{template('digest_quiet')}"
    return page(answer, services.manner(zone), title=title).html
