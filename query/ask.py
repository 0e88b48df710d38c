"""A question asked: text in, `Answer` out."""

import sqlite3
from datetime import UTC, datetime, tzinfo

from knowledge.world import World
from query.answer import Answer
from query.reading import Reading
from query.search.lookup import look_up
from query.understand import understand
from store.search.known_places import KnownPlaces


def ask(
    question: str,
    now: datetime,
    connection: sqlite3.Connection,
    world: World,
    *,
    zone: tzinfo = UTC,
    previous: Reading | None = None,
    limit: int | None = None,
) -> Answer:
    """Answer a question from the index as of `now`, following up on `previous` where it does.

    At most `limit` events are shown, or as many as the question asks for. Raises QuestionError for a question that is
    too long.
    """
    reading = understand(question, now, world, zone, previous, KnownPlaces(connection))
    return look_up(reading, connection, world, now, limit, zone=zone)
