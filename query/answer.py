"""What was found: an `Answer` with its count, totals, events and series. Values only; `lookup.py` makes them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from domain.casualties import Outcome
from domain.measures import Metric
from query.reading import Reading
from store.intake.silence import Silence
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


@dataclass(frozen=True, slots=True)
class Measured:
    """The contract's FIGURE, and what it was taken of.

    `value` is in `unit`, `key` the step that it stands for, `of` what it is a part or an average of. `part` is how many
    there were and `steps` how many steps, `start` to `end` the days that it was taken over, `metric` what was counted.
    """

    value: float | None
    unit: str
    key: str | None = None
    of: int | None = None
    part: int | None = None
    steps: int | None = None
    start: date | None = None
    end: date | None = None
    metric: Metric = Metric.EVENTS


@dataclass(frozen=True, slots=True)
class Lately:
    """What the last so many days brought, and as many before."""

    days: int
    events: int
    killed: int
    events_before: int
    killed_before: int


Totals = Mapping[Outcome, Figure]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the index holds for a reading.

    `count` is the number of events that match, `occurrences` adds up how many each lumps together ("five strikes").
    `totals` and `unattributed` are None where no casualties were asked for; an outcome that no report states is left
    out of them. `events` is one page of what matches, from `offset` on, `series` the slices of a breakdown, timeline or
    comparison, `shares` what a breakdown by actor leaves out or shows at several (None where that would take long to
    find out), `figure` what a measure asks for, `lately` what the last days brought where one asks how safe a place is,
    `silence` how many sources are silent, where the time asked about reaches into that, `text` the answer in plain
    words.
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
    figure: Measured | None = None
    lately: tuple[Lately, ...] = ()
    silence: Silence | None = None
    text: str = field(default="", compare=False)

    @property
    def is_past_the_last(self) -> bool:
        """Whether more was asked for where all had been shown."""
        return 0 < self.count <= self.offset
