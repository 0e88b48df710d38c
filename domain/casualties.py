"""Casualty figures as a report states them."""

from dataclasses import dataclass
from enum import StrEnum

MOST = 10**9
"""No figure of people is larger."""


class Outcome(StrEnum):
    """What became of the people counted."""

    KILLED = "killed"
    INJURED = "injured"
    MISSING = "missing"
    CAPTURED = "captured"


class Group(StrEnum):
    """Which kind of people were counted."""

    MILITARY = "military"
    CIVILIAN = "civilian"
    MILITANT = "militant"
    POLICE = "police"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Casualty:
    """One line of casualties.

    "at least 43" is `min=43, max=None`; "up to 40" `min=None, max=40`; "no casualties" `min=0, max=0`; an unnumbered
    plural both None. `best` is the one figure to quote, None where there is none. `side` is the id of the actor whose
    people they were, only where the text says so. A line that breaks down another ("six of them children") is a
    `part` and is never added to it.
    """

    outcome: Outcome
    min: int | None
    max: int | None
    best: int | None
    group: Group = Group.UNKNOWN
    side: str | None = None
    text: str = ""
    part: bool = False

    def __post_init__(self) -> None:
        if self.min is not None and self.max is not None and self.max < self.min:
            raise ValueError(f"casualties from {self.min} to {self.max}: the range runs backwards")
