"""What to look for, in the store's terms: kinds, areas, actors, time, words. Every condition must hold."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from domain.actors import ActorRole
from domain.casualties import Group, Outcome
from domain.events import Status
from domain.measures import Order
from domain.places import Box
from domain.targets import TargetKind
from domain.times import TimeRange


@dataclass(frozen=True, slots=True)
class InCountry:
    """Anywhere in a country (ISO 3166-1 alpha-2), or reported of the country as a whole."""

    country: str


@dataclass(frozen=True, slots=True)
class InAdmin1:
    """Anywhere in a first-level region (its place id), or reported of the region as a whole."""

    admin1: str


@dataclass(frozen=True, slots=True)
class AtPlace:
    """Reported of this very place (id), whatever its kind: the way to a named region such as Donbas as a whole."""

    place: str


@dataclass(frozen=True, slots=True)
class Town:
    """A town by its place id, where it lies, and how many kilometres it reaches."""

    place: str
    latitude: float
    longitude: float
    km: float


@dataclass(frozen=True, slots=True)
class Around:
    """Within so many kilometres of a point; only events with a known town or site lie there. Not what is placed at one
    of the `others`, or lies so much nearer to one of them, for how far each reaches."""

    latitude: float
    longitude: float
    km: float
    others: tuple[Town, ...] = ()


@dataclass(frozen=True, slots=True)
class InBox:
    """Within a rectangle, and where `countries` (alpha-2) are given, within those."""

    box: Box
    countries: tuple[str, ...] = ()


Area = InCountry | InAdmin1 | AtPlace | Around | InBox


@dataclass(frozen=True, slots=True)
class Involving:
    """One of these actors has one of these roles; no roles = any."""

    actors: frozenset[str]
    roles: frozenset[ActorRole] = frozenset()


@dataclass(frozen=True, slots=True)
class Selection:
    """Which events.

    `types` are ids with all they take in (`domain.taxonomy.types_within`); none = any that counts. Statements come only
    when their type is asked, planned ones never unless `planned`, prevented ones only with `prevented`, then alone.
    `areas`: the event lies in one of them. `actors`: each clause holds. `time`: the event's span touches it; one
    that is known in days by the days that it has in `zone`, which also says whose days a series counts. `words`: each
    occurs, or with `any_word` one of them. `without`: none of these actors is involved. `outside`: the event lies in
    none of these areas, wherever
    else it lies.
    `sides` and `group` say whose casualties are added up, and `outcomes` which; an event need not name them to match,
    unless `suffered`: then only events in which such people came to such harm.
    `at_least`: so many people came to the harm of `outcomes` (killed or injured, where none is given), of those people
    where `sides` or `group` are. `at_most`: so many at most; of nobody at all, an event may also say nothing of them.
    `statuses`: who stands behind it is one of these. `targets`: one of these was hit or meant. `outlets`: an outlet or
    authority with one of these names tells of it.
    `reliability`: a source of this letter of the Admiralty code, or a better one, tells of the event.
    `least_sources`: so many independent sources tell of it. `without_words`: none of these occurs in what is told of
    it. `among`: only these events are looked at.
    """

    types: frozenset[str] = frozenset()
    areas: tuple[Area, ...] = ()
    actors: tuple[Involving, ...] = ()
    time: TimeRange | None = None
    words: tuple[str, ...] = ()
    without: frozenset[str] = frozenset()
    outside: tuple[Area, ...] = ()
    sides: frozenset[str] = frozenset()
    group: Group | None = None
    outcomes: frozenset[Outcome] = frozenset()
    suffered: bool = False
    prevented: bool = False
    planned: bool = False
    reliability: str | None = None
    at_least: int | None = None
    at_most: int | None = None
    statuses: frozenset[Status] = frozenset()
    targets: frozenset[TargetKind] = frozenset()
    outlets: tuple[str, ...] = ()
    any_word: bool = False
    least_sources: int | None = None
    without_words: tuple[str, ...] = ()
    among: tuple[int, ...] | None = None
    order: Order = Order.LATEST
    zone: str = "UTC"

    @property
    def days(self) -> TimeRange | None:
        """The time asked for as calendar days are kept: what the clocks of `zone` show in it."""
        return None if self.time is None else self.time.on_the_wall(ZoneInfo(self.zone))
