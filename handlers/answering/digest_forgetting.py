"""What digests told long ago is forgotten, where that brings none of it twice.

An event that was known before a digest's last slot is told again only where it changed, so nothing need be kept of it;
but for a question with a time of its own ("in December"), which brings whatever matches and was not told: there what
matches still is kept.
"""

import sqlite3
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from functools import partial

from handlers.answering.digest_pages import query_of_slot
from handlers.services.services import Services
from query.reading import QuestionError
from query.search.selecting import select
from store.chats.digest_told import digests_with_old, forget_told, told_events
from store.chats.digests import Digest, digest_numbered
from store.search.finding import matching


async def forget_digests(services: Services, before: datetime) -> None:
    """Forget what was told in slots before a moment."""
    now = services.clock()
    for number in await services.index.read(partial(digests_with_old, before=before)):
        kept = await services.index.read(partial(_matching_still, services, number, before, now))
        await services.index.write(partial(forget_told, digest_id=number, before=before, kept=kept))


def _matching_still(
    services: Services, number: int, before: datetime, now: datetime, reader: sqlite3.Connection
) -> Collection[int]:
    """The events of such slots that the digest would bring again; all of them where its question cannot be read."""
    digest, told = digest_numbered(reader, number), told_events(reader, number, before)
    if not isinstance(digest, Digest):
        return told
    try:
        query = query_of_slot(services, reader, digest, now, services.zone_named(digest.zone))
    except QuestionError:
        return told
    if query.time is None:
        return frozenset()
    return matching(reader, replace(select(query, services.world), among=tuple(sorted(told))))
