"""What look-ups give back: events with their sources, sums and series."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.casualties import Outcome
from domain.events import Event, Status


@dataclass(frozen=True, slots=True)
class Mention:
    """How one report tells of an event: what the outlet is called, where and when, its own words (all its evidence,
    joined by a space), who stands behind it, and the event as this report alone has it. `outlet` is what tells the
    outlet from every other, `fingerprint` what copies of the report's text share."""

    source: str | None
    url: str | None
    published: datetime | None
    quote: str
    status: Status
    report_id: int
    event: Event
    outlet: str | None = None
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """People of one outcome, added up over events. `max` is None while one of them is open-ended; `best` is None where
    no event gives a number; `events` is how many say anything."""

    min: int
    max: int | None
    best: int | None
    events: int


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event of the index as all its reports together tell it, the mentions (oldest first), and its own figures."""

    id: int
    event: Event
    mentions: tuple[Mention, ...]
    figures: dict[Outcome, Sum]
    first_reported: datetime | None
    last_reported: datetime | None


@dataclass(frozen=True, slots=True)
class Matching:
    """How many events match, how many occurrences they stand for ("five strikes"), and the ids of the page."""

    count: int
    occurrences: int
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """How many events match, how many occurrences they stand for ("five strikes"), and the page asked for."""

    count: int
    occurrences: int
    events: tuple[StoredEvent, ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums per outcome over the lines asked for; `unattributed` are the lines of the same events whose side or group
    is not stated, None where nobody's in particular were asked. An outcome that nothing speaks of is left out."""

    sums: dict[Outcome, Sum]
    unattributed: dict[Outcome, Sum] | None


class By(StrEnum):
    """What a series runs over."""

    COUNTRY = "country"
    ADMIN1 = "admin1"
    PLACE = "place"
    ACTOR = "actor"
    CATEGORY = "category"
    TYPE = "type"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Point:
    """One step of a series. `key` is an id, or for a time its first day (`2025-12-01`); `name` is for people, equal to
    the key where the index knows none."""

    key: str
    name: str
    value: int
