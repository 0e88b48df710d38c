"""A question asked: text in, `Answer` out."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, tzinfo

from knowledge.world import World
from query.answer import Answer
from query.reading import Reading
from query.search.lookup import look_up
from query.understand import understand
from query.wording.terminal import text
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
    answer = look_up(reading, connection, world, now, limit)
    return replace(answer, text=text(answer, zone, _names(answer, world)))


def _names(answer: Answer, world: World) -> dict[str, str]:
    """The names of those whose casualties the events tell of, by their id."""
    sides = {line.side for stored in answer.events for line in stored.event.casualties if line.side}
    return {side: actor.name for side in sides if (actor := world.catalogue.get(side))}
