"""Admins told, once, that a source is silent for longer than usual, has ended, or brings more than is read."""

import sqlite3

from handlers.sending.messages import OutgoingMessage, to_json
from handlers.services.services import Services
from handlers.views import phrases
from handlers.views.texts import say
from store.chats.deliveries import Parcel, queue_delivery
from store.database import transaction
from store.intake.intakes import Intake
from store.intake.silence import Untold, note_told, untold


async def tell_of_silence(services: Services) -> int:
    """Put into the outbox what the admins of the bot are to be told of its sources; returns of how many."""
    now = services.clock()
    if not _any(await services.index.read(lambda reader: untold(reader, now))):
        return 0

    def tell(writer: sqlite3.Connection) -> int:
        with transaction(writer):
            what = untold(writer, now)
            for admin in sorted(services.admins):
                for html in _said(what, services, writer, admin):
                    queue_delivery(writer, Parcel(admin, to_json(OutgoingMessage(html))), now)
            note_told(writer, what, now)
            return len(what.silent) + len(what.full)

    return await services.index.write(tell)


def _any(what: Untold) -> bool:
    return bool(what.silent or what.full)


def _said(what: Untold, services: Services, writer: sqlite3.Connection, admin: int) -> list[str]:
    silent = [_silent(source, services, writer, admin) for source in what.silent]
    full = [say("source_full", name=source.name, number=source.id, posts=source.passed_over) for source in what.full]
    return silent + full


def _silent(source: Intake, services: Services, writer: sqlite3.Connection, admin: int) -> str:
    now, zone = services.clock(), services.zone_of(writer, admin)
    why = (source.trouble or "").rstrip(".")
    if source.ended is not None:
        return say("source_ended", name=source.name, number=source.id, why=why)
    day = phrases.day(source.last_item or source.added, now, zone)
    said = say("source_silent", name=source.name, number=source.id, day=day)
    return f"{said} {say('source_trouble', why=why)}" if why else said
