"""The tools over one index: a tool's name and arguments in, the JSON of the contract out. Knows no protocol.

Each call opens the index for reading on its own, so that nothing is ever changed and a copy that was put back is seen.
Raises WatchfloorError with one sentence for whatever a caller can mend.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from bot.cli.questions import LIMIT_OF_JSON, moment_of
from domain.errors import WatchfloorError
from domain.times import iso
from domain.wire import Json
from knowledge.world import World
from query.answer import Answer
from query.ask import ask
from query.wire import asked_to_json
from store.database import open_for_reading, time_limited
from store.events.loading import load_events
from store.events.results import Mention
from store.export.export import event_as_json
from store.reliability import grades, sources

PATIENCE = 20.0
"""Seconds that looking up may take."""

MOST_SOURCES = 500
"""So many outlets are listed, those with the most reports."""

MOST_EVENTS = 100
"""Of so many events of an answer the outlets are given."""

_LARGEST_ID = 2**63 - 1


class UnknownToolError(WatchfloorError):
    """A tool was called that is not there."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What programs may ask of the index at `path`; days are those of `zone`."""

    path: Path
    world: World
    zone: tzinfo = UTC
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    patience: float = PATIENCE

    def call(self, name: str, arguments: Mapping[str, object]) -> Json:
        """What a tool gives. Raises UnknownToolError, and WatchfloorError for an argument that cannot be used, an event
        that is not there, a question that takes too long and an index that cannot be read."""
        works = {"ask": self._ask, "event": self._event, "sources": self._sources}
        if name not in works:
            raise UnknownToolError(f"There is no tool {name[:40]!r}: use one of {', '.join(works)}.")
        with closing(open_for_reading(self.path)) as connection, time_limited(connection, self.patience):
            return works[name](connection, _Arguments(name, arguments))

    def _ask(self, connection: sqlite3.Connection, given: "_Arguments") -> Json:
        given.only("question", "now", "limit")
        question, limit = given.text("question"), given.number("limit", LIMIT_OF_JSON, LIMIT_OF_JSON)
        if question is None:
            raise WatchfloorError('`ask` needs a "question", such as "latest strikes in Deir ez-Zor".')
        answer = self._answer(connection, question, given, limit)
        return asked_to_json(question, answer.now, answer, grades(connection))

    def _event(self, connection: sqlite3.Connection, given: "_Arguments") -> Json:
        given.only("id")
        number = given.number("id", None, _LARGEST_ID)
        found = load_events(connection, [number])
        if not found:
            raise WatchfloorError(
                f"There is no event {number}. It may have become one with another: ask again to see its id."
            )
        return event_as_json(found[0], grades(connection))

    def _sources(self, connection: sqlite3.Connection, given: "_Arguments") -> Json:
        given.only("question", "now")
        question = given.text("question")
        if question is not None:
            return _told_by(self._answer(connection, question, given, MOST_EVENTS), grades(connection))
        listed = sources(connection)
        rows = [
            {"source": each.name, "kind": each.kind, "reliability": each.reliability, "reports": each.reports}
            for each in listed[:MOST_SOURCES]
        ]
        return {"count": len(listed), "sources": rows}

    def _answer(self, connection: sqlite3.Connection, question: str, given: "_Arguments", limit: int) -> Answer:
        moment = moment_of(given.text("now"), '"now"') or self.clock()
        return ask(question, moment, connection, self.world, zone=self.zone, limit=limit)


@dataclass(frozen=True, slots=True)
class _Arguments:
    """The arguments of a call as they came; each is read once, with a sentence for what cannot be used."""

    tool: str
    values: Mapping[str, object]

    def only(self, *names: str) -> None:
        """Refuse an argument that the tool does not know."""
        for name in self.values:
            if name not in names:
                raise WatchfloorError(f"`{self.tool}` knows no argument {name[:40]!r}: it takes {', '.join(names)}.")

    def text(self, name: str) -> str | None:
        """A text that says something; None where it is left out."""
        value = self.values.get(name)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            raise WatchfloorError(f'"{name}" of `{self.tool}` must be a text that is not empty.')
        return value

    def number(self, name: str, default: int | None, most: int) -> int:
        """A whole number from 1 to `most`, which may come as a text of its figures."""
        value = self.values.get(name)
        if value is None and default is not None:
            return default
        if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= len(str(most)):
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
            upper = f" to {most}" if most < _LARGEST_ID else " on"
            raise WatchfloorError(f'"{name}" of `{self.tool}` must be a whole number from 1{upper}.')
        return value


def _told_by(answer: Answer, letters: Mapping[str, str]) -> Json:
    """The outlets behind an answer, those with the most reports first."""
    outlets: defaultdict[str | None, list[tuple[int, Mention]]] = defaultdict(list)
    for stored in answer.events:
        for mention in stored.mentions:
            outlets[mention.source].append((stored.id, mention))
    rows: list[Json] = [
        {
            "source": source,
            "reliability": letters.get(source or ""),
            "reports": len({mention.report_id for _, mention in told}),
            "events": len({event for event, _ in told}),
            "told": [_told(event, mention) for event, mention in told],
        }
        for source, told in outlets.items()
    ]
    return {
        "question": answer.reading.question,
        "notes": list(answer.reading.remarks),
        "count": len(rows),
        "events": {"count": answer.count, "looked_at": len(answer.events)},
        "sources": sorted(rows, key=lambda row: (-row["reports"], row["source"] or "")),
    }


def _told(event: int, mention: Mention) -> Json:
    published = iso(mention.published) if mention.published else None
    return {"event": str(event), "url": mention.url, "published": published, "quote": mention.quote}
