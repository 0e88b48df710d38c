"""Actors: states, armed groups, coalitions, organisations and people, and the part that each has in an event."""

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    """The contract's kinds of actors."""

    STATE = "state"
    COALITION = "coalition"
    ARMED_GROUP = "armed-group"
    ORGANISATION = "organisation"
    PERSON = "person"
    CIVILIANS = "civilians"
    UNKNOWN = "unknown"


class ActorRole(StrEnum):
    """Who did it, whom it was aimed at, who suffered it, or a side of a fight where nobody is said to begin."""

    PERPETRATOR = "perpetrator"
    TARGET = "target"
    VICTIM = "victim"
    PARTY = "party"


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor of the catalogue.

    A state's id is its ISO 3166-1 alpha-3 code in lower case (`usa`), any other's the kebab-case English name
    (`islamic-state`); `country` is ISO 3166-1 alpha-2; `parent` the id of what it belongs to.
    """

    id: str
    name: str
    kind: ActorKind
    country: str | None = None
    parent: str | None = None

    def __hash__(self) -> int:
        """By the id alone: actors are looked up by the thousand while a dataset is read."""
        return hash(self.id)


@dataclass(frozen=True, slots=True)
class EventActor:
    """An actor as an event names it: who, the words of the text, the role, and why this actor in this role."""

    actor: Actor
    text: str
    role: ActorRole
    reason: str = ""
