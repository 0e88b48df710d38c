"""In what language a source writes, by what it gave last; admins are told of one that is not read."""

import sqlite3

from handlers.sending.messages import OutgoingMessage, to_json
from handlers.services.services import Services
from handlers.views.texts import say
from knowledge.languages import ENGLISH, language_name, language_of, main_part
from store.chats.deliveries import Parcel, queue_delivery
from store.database import transaction
from store.intake.arrivals import Arrival
from store.intake.intakes import Intake, intake, last_texts, set_language

_ALIKE = 3
"""So many reports running in one language are the language of their source."""


async def note_language(services: Services, arrival: Arrival) -> None:
    """Note the language of a source of which a report was read, where that was not known or is another now."""
    code = language_of(arrival.report.text)
    if code is None or await services.index.read(lambda reader: _changed(reader, arrival.source_id, code)) is None:
        return
    now = services.clock()

    def note(writer: sqlite3.Connection) -> None:
        with transaction(writer):
            source = _changed(writer, arrival.source_id, code)
            if source is None:
                return
            set_language(writer, source.id, code)
            if code != ENGLISH:
                html = say("source_language", name=source.name, number=source.id, language=language_name(code))
                for admin in sorted(services.admins):
                    queue_delivery(writer, Parcel(admin, to_json(OutgoingMessage(html))), now)

    await services.index.write(note)


def _changed(connection: sqlite3.Connection, source_id: int, code: str) -> Intake | None:
    """The source, where its last reports are all in a language that is not known to be its own."""
    source = intake(connection, source_id)
    if source is None or main_part(source.language or "") == code:
        return None
    texts = last_texts(connection, source_id, _ALIKE)
    return source if len(texts) == _ALIKE and all(language_of(text) == code for text in texts) else None
