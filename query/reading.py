"""What a question means: a `Query` in the contract's terms, and the `Reading` with its notes and alternatives.

Values only; `understand.py` makes them, `search/lookup.py` answers them, `wording/paraphrase.py` says them, `wire.py`
writes them as JSON.
"""

from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from enum import StrEnum
from typing import Self

from domain.actors import Actor, ActorKind
from domain.casualties import Group, Outcome
from domain.errors import WatchfloorError
from domain.events import Status
from domain.measures import Measure, Metric, Order
from domain.places import Place, PlaceKind
from domain.targets import TargetKind
from domain.times import TimeRange

QUOTED = 80
"""So many characters of a question are quoted."""


class QuestionError(WatchfloorError, ValueError):
    """A question that cannot be read at all; the message is one clear sentence that says what to do."""


class Intent(StrEnum):
    """What kind of answer is wanted."""

    LIST = "list"
    COUNT = "count"
    CASUALTIES = "casualties"
    TIMELINE = "timeline"
    BREAKDOWN = "breakdown"
    COMPARE = "compare"
    HELP = "help"


class By(StrEnum):
    """The dimension of a breakdown or timeline."""

    PLACE = "place"
    ACTOR = "actor"
    TYPE = "type"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class AskedRole(StrEnum):
    """The part that an actor must have had."""

    PERPETRATOR = "perpetrator"
    TARGET = "target"
    VICTIM = "victim"
    ANY = "any"


class View(StrEnum):
    """What an answer is told for, where that is more than the events themselves."""

    CONTROL = "control"
    SAFETY = "safety"


@dataclass(frozen=True, slots=True)
class AskedActor:
    """An actor asked about, and in which role. `kind` follows from the id, and is here for showing."""

    id: str
    name: str
    role: AskedRole = AskedRole.ANY
    kind: ActorKind = field(default=ActorKind.UNKNOWN, compare=False)

    @classmethod
    def of(cls, actor: Actor, role: AskedRole = AskedRole.ANY) -> Self:
        """The actor of the catalogue."""
        return cls(actor.id, actor.name, role, actor.kind)


@dataclass(frozen=True, slots=True)
class AskedPlace:
    """A place asked about. `radius_km` only where the question gives one, `near` where it says so without a figure.
    `province` is the province of the same name around a city: the name may mean either, and look-up takes in both.
    `country_name` is what the country is called, for showing."""

    place: Place
    radius_km: float | None = None
    near: bool = False
    province: Place | None = None
    country_name: str = ""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What the question leaves out ("except Israel's", "other than in Kabul", "not mentioning turkey")."""

    event_types: tuple[str, ...] = ()
    actors: tuple[AskedActor, ...] = ()
    places: tuple[AskedPlace, ...] = ()
    keywords: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is left out at all."""
        return bool(self.event_types or self.actors or self.places or self.keywords)


@dataclass(frozen=True, slots=True)
class Toll:
    """How many people an event must have cost: at least `min`, at most `max`, either None where it is open. `outcome`
    None: killed and injured together."""

    outcome: Outcome | None = None
    min: int | None = None
    max: int | None = None


ASKER = frozenset({"me", "here"})
"""Words behind "near" that stand for where the asker is, which nobody knows: an unknown place."""


@dataclass(frozen=True, slots=True)
class Query:
    """What was understood. Field by field the contract's QUERY, and beyond it: `level` is the kind of place that a
    breakdown by place is made of (None: whatever fits), `prevented` asks for foiled events, `reliability` is the worst
    letter of the Admiralty code that the best source of an event may have (None: any source, judged or not),
    `any_keyword` is true where one of the keywords is enough ("atacms or himars"), `fewest` where a breakdown or an
    extreme asks for the least, `base_types` the kinds that a share is taken of, `view` what the answer is told for, and
    `targets_as_text` whether the word for a target is searched because no event of the index tells of such a one:
    `target_words` are those of the keywords that stand for targets so, and would not be searched else.
    `unknown_places` are the words of `ignored` that stand where a place would: where no other place is asked about,
    nothing is found rather than events from everywhere. `least_sources` is how many independent sources must tell of an
    event. `zone` is whose days `time` was read in: an event that is known
    to the day is of that day there too."""

    intent: Intent = Intent.LIST
    by: By | None = None
    metric: Metric = Metric.EVENTS
    event_types: tuple[str, ...] = ()
    actors: tuple[AskedActor, ...] = ()
    places: tuple[AskedPlace, ...] = ()
    time: TimeRange | None = None
    outcomes: tuple[Outcome, ...] = ()
    group: Group | None = None
    keywords: tuple[str, ...] = ()
    order: Order = Order.LATEST
    limit: int | None = None
    level: PlaceKind | None = None
    prevented: bool = False
    reliability: str | None = None
    toll: Toll | None = None
    exclude: Exclusion = field(default_factory=Exclusion)
    measure: Measure | None = None
    statuses: tuple[Status, ...] = ()
    sources: tuple[str, ...] = ()
    targets: tuple[TargetKind, ...] = ()
    ignored: tuple[str, ...] = ()
    any_keyword: bool = False
    fewest: bool = False
    base_types: tuple[str, ...] = ()
    view: View | None = None
    targets_as_text: bool = False
    target_words: tuple[str, ...] = ()
    unknown_places: tuple[str, ...] = ()
    least_sources: int | None = None
    zone: tzinfo = field(default=UTC, compare=False)

    @property
    def near_asker(self) -> bool:
        """Whether the only place that is asked about is where the asker is."""
        return bool(self.unknown_places) and set(self.unknown_places) <= ASKER

    @property
    def is_by_actor(self) -> bool:
        """Whether those who did it are set side by side."""
        return self.intent is Intent.BREAKDOWN and self.by is By.ACTOR


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another way to read the question that came close: a few words for a button, and the query it stands for."""

    label: str
    query: Query


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the question and what it was read as, for `watchfloor explain`."""

    text: str
    kind: str
    meaning: str
    score: float
    chosen: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as understood: the query, in plain words what was corrected or assumed, what else it might mean, and
    the pieces that the choice was made from. `page` counts how often "show more" was said, `follows` is the question
    that it follows up on, if any."""

    question: str
    query: Query
    notes: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    pieces: tuple[Piece, ...] = ()
    page: int = 0
    follows: str = ""

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is told beside the answer: what it follows up on, and the notes."""
        follows = (f"Follows on “{' '.join(self.follows.split())[:QUOTED]}”",) if self.follows else ()
        return (*follows, *self.notes)
