"""The pictures that a digest brings on wish: its new events in, the messages of a map and a timeline out."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from handlers.answering.digest_pages import query_of_slot, title_of
from handlers.answering.pictures import MOST_MARKED, Picture, map_of, timeline_of
from handlers.sending.messages import Kind, OutgoingMessage, to_json
from handlers.services.services import Services
from store.chats.digests import Digest
from store.events.loading import load_events
from store.search.selection import Selection


def digest_pictures(
    services: Services, reader: sqlite3.Connection, digest: Digest, slot: datetime, events: Sequence[int]
) -> list[tuple[str, bytes]]:
    """The pictures that a digest is to bring of these events, each as a payload for the outbox and its file. Raises
    QuestionError where the digest's question cannot be read."""
    drawn: list[Picture | None] = []
    zone, top = services.zone_named(digest.zone), title_of(digest)
    if events and "map" in digest.extras:
        asked = [place.place for place in query_of_slot(services, reader, digest, slot, zone).places]
        drawn.append(map_of(services, load_events(reader, events[:MOST_MARKED]), asked, top, len(events)))
    if events and "timeline" in digest.extras:
        these = Selection(among=tuple(sorted(events)), zone=zone.key)
        drawn.append(timeline_of(services, reader, these, None, digest.question, top, len(events)))
    return [
        (to_json(OutgoingMessage(picture.caption, kind=Kind.PICTURE, name="picture.png")), picture.png)
        for picture in drawn
        if picture is not None
    ]
