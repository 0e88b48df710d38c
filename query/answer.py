"""What was found: an `Answer` with its count, totals, events and series. Values only; `lookup.py` makes them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.casualties import Outcome
from query.reading import Reading
from store.search.doers import Shares
from store.search.finding import StoredEvent


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of people as reported: the least, the most, and the one to quote. None means not stated, never zero."""

    min: int | None = None
    max: int | None = None
    best: int | None = None


@dataclass(frozen=True, slots=True)
class Slice:
    """One line of a breakdown, timeline or comparison."""

    key: str
    value: int


Totals = Mapping[Outcome, Figure]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the index holds for a reading.

    `count` is the number of events that match, `occurrences` adds up how many each lumps together ("five strikes").
    `totals` and `unattributed` are None where no casualties were asked for; an outcome that no report states is left
    out of them. `events` is one page of what matches, from `offset` on, `series` the slices of a breakdown, timeline or comparison,
    `shares` what a breakdown by actor leaves out or shows at several (None where that would take long to find out),
    `text` the answer in plain words.
    """

    reading: Reading
    now: datetime
    count: int = 0
    occurrences: int = 0
    totals: Totals | None = None
    unattributed: Totals | None = None
    events: tuple[StoredEvent, ...] = ()
    series: tuple[Slice, ...] | None = None
    offset: int = 0
    relaxed: str | None = None
    shares: Shares | None = None
    text: str = field(default="", compare=False)

    @property
    def is_past_the_last(self) -> bool:
        """Whether more was asked for where all had been shown."""
        return 0 < self.count <= self.offset
