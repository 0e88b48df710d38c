"""An event as a report tells it, every piece leading back to the report's own words."""

from dataclasses import dataclass
from enum import StrEnum

from domain.actors import EventActor
from domain.casualties import Casualty
from domain.places import EventPlace
from domain.targets import Target
from domain.times import TimeRange


class Status(StrEnum):
    """Who stands behind an event, read from the text. `planned` is never counted as having happened."""

    REPORTED = "reported"
    CONFIRMED = "confirmed"
    CLAIMED = "claimed"
    DENIED = "denied"
    DISPUTED = "disputed"
    PLANNED = "planned"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage of the report's text: `text[start:end] == quote`, offsets in characters, the title not counted."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Event:
    """One event, in the contract's terms. `category` and `type` are ids of the taxonomy; `count` is how many such
    events the text lumps together; `time` is None where the text gives no day; `confidence` is 0..1."""

    category: str
    type: str
    status: Status = Status.REPORTED
    prevented: bool = False
    attribution: tuple[str, ...] = ()
    count: int = 1
    time: TimeRange | None = None
    places: tuple[EventPlace, ...] = ()
    actors: tuple[EventActor, ...] = ()
    weapons: tuple[str, ...] = ()
    casualties: tuple[Casualty, ...] = ()
    targets: tuple[Target, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    confidence: float = 0.5
