"""What is new of a question: its events that became known since a moment, and what changed in those told before.

When an event happened does not matter here, but when word of it came; so a late report is new, and nothing is new
twice. Where the question names a time of its own, that is asked for besides.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.casualties import Outcome
from domain.measures import Metric, Order
from domain.times import Precision, TimeRange
from knowledge.world import World
from query.reading import By, Intent, Query, Reading
from query.search.lookup import dimension, name_of
from query.search.selecting import select
from query.wording.outlets import names
from store.events.arrival import first_mentions, newest_mention, reported_after, told_after
from store.events.loading import load_as_of, load_events
from store.events.results import By as StoreBy
from store.events.results import StoredEvent, Sum
from store.events.states import State, read_state, state_of, states_of
from store.search.finding import Point, find, match, matching, series, totals
from store.search.selection import Selection

MOST = 2000
"""So many new events at most are told of at a time; what is beyond comes with the next."""

PAGE = 5


@dataclass(frozen=True, slots=True)
class Since:
    """From when on things are new: the moment, and the newest mention that was known then. `is_first`: nothing was told
    before, so that what was reported or happened since the moment is new too, though it was known."""

    moment: datetime
    known: int
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """An event that was told before, by what it was called then: its state as it was told, and now. `event_id` is None
    where it is gone."""

    event_id: int | None
    label: str
    before: State | None
    after: State | None


@dataclass(frozen=True, slots=True)
class Gathered:
    """The new events in the order asked for, and those known before that changed: id, the state before, the state now.
    `known` is the newest mention looked at, or that before what is beyond MOST."""

    new: tuple[int, ...]
    changed: tuple[tuple[int, str, str], ...]
    known: int


@dataclass(frozen=True, slots=True)
class Part:
    """A kind or a place of some new events: how many they are, and how many there were in the period before; None where
    there was none."""

    name: str
    number: int
    before: int | None = None


@dataclass(frozen=True, slots=True)
class News:
    """What is told of some new events: how many there are and stand for, sums, kinds and places with their numbers, the
    deadliest, one page of them, and which outlets tell of them (of how many reports each)."""

    query: Query
    since: datetime
    count: int = 0
    occurrences: int = 0
    sums: dict[Outcome, Sum] = field(default_factory=dict)
    kinds: tuple[Part, ...] = ()
    places: tuple[Part, ...] = ()
    deadliest: StoredEvent | None = None
    events: tuple[StoredEvent, ...] = ()
    outlets: tuple[tuple[str, int], ...] = ()

    @property
    def killed(self) -> int:
        """How many were killed, as far as numbers are stated."""
        killed = self.sums.get(Outcome.KILLED)
        return (killed.best or killed.min) if killed else 0


def as_news(reading: Reading) -> Query:
    """The query of a digest: its events, whatever else of them was asked for."""
    query = reading.query
    return replace(query, intent=Intent.LIST, by=None, metric=Metric.EVENTS, limit=None, measure=None, view=None)


def gather(
    query: Query,
    connection: sqlite3.Connection,
    world: World,
    since: Since,
    told: Collection[int] = frozenset(),
    until: int | None = None,
) -> Gathered:
    """The events of a query that are new since then, without those that were `told`; with `until`, as that was the
    newest mention."""
    known, selection = newest_mention(connection), select(query, world)
    if query.time is None:
        candidates = told_after(connection, since.known)
        if since.is_first:
            candidates |= reported_after(connection, since.moment)
            over = TimeRange(since.moment, None, Precision.UNKNOWN, "")
            candidates |= set(match(connection, replace(selection, time=over), MOST).ids)
        selection = replace(selection, among=tuple(sorted(candidates - set(told))))
    matched = match(connection, selection, MOST + len(told))
    found = [event for event in matched.ids if event not in told][:MOST]
    if query.time is None and matched.count > len(matched.ids):
        known = min(known, _before_all_but(found, told, connection, selection))
    first = first_mentions(connection, found)
    if until is not None:
        found, known = [event for event in found if first.get(event, 0) <= until], until
    if query.time is not None or since.is_first:
        return Gathered(tuple(found), (), known)
    older = [event for event in found if first.get(event, 0) <= since.known]
    return Gathered(
        tuple(event for event in found if event not in set(older)), _altered(connection, older, since, until), known
    )


def _before_all_but(
    found: Sequence[int], told: Collection[int], connection: sqlite3.Connection, selection: Selection
) -> int:
    """The mention before the first of all that matches beyond what is told: from there on it comes with the next."""
    beyond = matching(connection, selection) - set(found) - set(told)
    return min(first_mentions(connection, sorted(beyond)).values()) - 1


def _altered(
    connection: sqlite3.Connection, events: Sequence[int], since: Since, until: int | None
) -> tuple[tuple[int, str, str], ...]:
    """Those of events known before of which something else is told than was then."""
    then = load_as_of(connection, events, since.known)
    if until is None:
        now = states_of(connection, events)
    else:
        now = {event: state_of(merged) for event, merged in load_as_of(connection, events, until).items()}
    states = [(event, state_of(then[event]), now[event]) for event in events if event in then and event in now]
    return tuple(each for each in states if each[1] != each[2])


def tell(
    query: Query,
    events: Sequence[int],
    connection: sqlite3.Connection,
    world: World,
    since: datetime,
    offset: int = 0,
    most: int = PAGE,
    before: Sequence[int] | None = None,
) -> News:
    """What is told of these events, which are in the order in which their pages show them, `most` on each. `before` are
    those of the period before, where there was one."""
    if not events:
        return News(query, since)
    asked = select(query, world)
    among, earlier = _only(asked, events), None if before is None else _only(asked, before)
    whole = find(connection, among, 0)
    by_place = dimension(replace(query, by=By.PLACE))
    worst = match(connection, replace(among, order=Order.DEADLIEST), 1).ids
    deadliest = load_events(connection, worst)[0] if worst else None
    return News(
        query,
        since,
        whole.count,
        whole.occurrences,
        totals(connection, among).sums,
        _parts(connection, StoreBy.TYPE, among, earlier, lambda point: point.key),
        _parts(connection, by_place, among, earlier, lambda point: name_of(By.PLACE, point, world)),
        deadliest if deadliest and _killed(deadliest) else None,
        load_events(connection, events[offset : offset + most]),
        _outlets(load_events(connection, events)),
    )


def _only(selection: Selection, events: Sequence[int]) -> Selection:
    """These events, though one may not be all that was asked for any more, and all their people."""
    own = Selection(types=selection.types, areas=selection.areas, prevented=selection.prevented, zone=selection.zone)
    return replace(own, planned=selection.planned, statuses=selection.statuses, among=tuple(sorted(events)))


def _parts(
    connection: sqlite3.Connection,
    by: StoreBy,
    among: Selection,
    earlier: Selection | None,
    name: Callable[[Point], str],
) -> tuple[Part, ...]:
    """How many events are of each kind or place, and how many of those `earlier` are, as these are known now."""
    then = None if earlier is None else {point.key: point.value for point in series(connection, earlier, by)}
    return tuple(
        Part(name(point), point.value, None if then is None else then.get(point.key, 0))
        for point in series(connection, among, by)
    )


def _killed(stored: StoredEvent) -> int:
    killed = stored.figures.get(Outcome.KILLED)
    return (killed.best or killed.min) if killed else 0


def _outlets(events: Sequence[StoredEvent]) -> tuple[tuple[str, int], ...]:
    mentions = [mention for stored in events for mention in stored.mentions]
    called = names(mentions)
    reports = Counter(outlet for outlet, _ in {(mention.outlet, mention.report_id) for mention in mentions})
    ranked = sorted(reports.items(), key=lambda item: (-item[1], called[item[0]]))
    return tuple((called[outlet], number) for outlet, number in ranked)


def change_of(event: int | None, label: str, before: str, now: str) -> Change:
    """A change between two states as they are kept."""
    return Change(event, label, read_state(before), read_state(now))
