"""A reading looked up in the index: a `Reading` and a connection in, an `Answer` out."""

import sqlite3
from collections.abc import Set
from dataclasses import replace
from datetime import datetime

from domain.measures import Metric, Order
from domain.places import PlaceKind
from knowledge.world import World
from query.answer import Answer, Figure, Slice, Totals
from query.reading import AskedRole, By, Intent, Query, Reading, View
from query.search.measuring import lately, measured
from query.search.relaxation import relaxed
from query.search.selecting import only_actor, only_place, select
from query.wording.paraphrase import called, types_in_words
from store.events.loading import load_events
from store.intake.silence import Silence, silence
from store.search.doers import AT_MOST, shares
from store.search.finding import By as StoreBy
from store.search.finding import Matching, Point, Sum, harmed, match, series, totals
from store.search.finding import Totals as StoreTotals
from store.search.selection import Selection

SERIES = frozenset({Intent.TIMELINE, Intent.BREAKDOWN, Intent.COMPARE})
"""Answers of one page, which "more" does not turn."""

PAGE = 5
BLOCK = 50
STEPS = {By.DAY: 10, By.WEEK: 10, By.MONTH: 7, By.YEAR: 4}  # characters of an ISO date that name the step


def look_up(
    reading: Reading,
    connection: sqlite3.Connection,
    world: World,
    now: datetime,
    limit: int | None = None,
    offset: int = 0,
) -> Answer:
    """What the index holds for a reading: at most `limit` events (or as many as asked) from `offset` on."""
    query = reading.query
    if query.intent is Intent.HELP:
        return Answer(reading, now)
    size = min(limit or query.limit or PAGE, query.limit or limit or PAGE)
    start = offset + (0 if query.intent in SERIES else reading.page * size)
    selection = select(query, world)
    people = query.intent is Intent.CASUALTIES or bool(query.outcomes)
    if people and query.order is Order.LATEST and query.limit is None:
        found = _harmed_first(connection, selection, size, start)
    else:
        found = match(connection, selection, size, start)
    sums = totals(connection, selection) if people and found.count else None
    by_actor = query.is_by_actor
    apart = _asked_about(query, world) if by_actor else frozenset[str]()
    told = 0 < found.count <= AT_MOST
    return Answer(
        reading,
        now,
        count=found.count,
        occurrences=found.occurrences,
        totals=_figures(sums) if sums else ({} if people else None),
        unattributed=_unattributed(sums) if sums else None,
        events=load_events(connection, found.ids),
        series=_series(query, selection, connection, world, apart),
        shares=shares(connection, selection, query.metric, apart=apart) if by_actor and told else None,
        offset=start,
        figure=measured(query, connection, world, now) if query.measure and found.count else None,
        lately=lately(query, connection, world, now) if query.view is View.SAFETY else (),
        relaxed=None if found.count else relaxed(query, connection, world),
        silence=_silence(query, connection, now),
    )


def _silence(query: Query, connection: sqlite3.Connection, now: datetime) -> Silence | None:
    """Which sources are silent; nothing where only what lies before their silence is asked about."""
    found = silence(connection, now)
    end = query.time.end if query.time else None
    return found if found is None or end is None or end > found.since else None


def _harmed_first(connection: sqlite3.Connection, selection: Selection, size: int, start: int) -> Matching:
    """A page for who asks about people: of each fifty of the newest events, those first that tell of such people, then
    those that do not say who they were."""
    first = start - start % BLOCK
    length = -(-(start + size) // BLOCK) * BLOCK - first
    found = match(connection, selection, length, first)
    theirs = harmed(connection, found.ids, selection)
    rank: dict[bool | None, int] = {True: 0, False: 1, None: 2}
    ranked = sorted(enumerate(found.ids), key=lambda each: (each[0] // BLOCK, rank[theirs.get(each[1])]))
    ids = tuple(event for _, event in ranked)[start - first : start - first + size]
    return replace(found, ids=ids)


def _figures(sums: StoreTotals) -> Totals:
    return {outcome: _figure(people) for outcome, people in sums.sums.items()}


def _unattributed(sums: StoreTotals) -> Totals | None:
    if sums.unattributed is None:
        return None
    return {outcome: _figure(people) for outcome, people in sums.unattributed.items()}


def _figure(people: Sum) -> Figure:
    """A sum as stated. A least of nobody, where nobody was counted at all, is not stated rather than none."""
    stated = bool(people.min) or people.best is not None or people.max is not None
    return Figure(people.min if stated else None, people.max, people.best)


def _asked_about(query: Query, world: World) -> frozenset[str]:
    """Those whose enemies are asked for: they are no answer to "who attacked the SDF most"."""
    roles = (AskedRole.TARGET, AskedRole.VICTIM)
    return frozenset(id for actor in query.actors if actor.role in roles for id in world.catalogue.within(actor.id))


def _series(
    query: Query, selection: Selection, connection: sqlite3.Connection, world: World, apart: Set[str]
) -> tuple[Slice, ...] | None:
    """The slices of a breakdown, timeline or comparison; those `apart` have none."""
    if query.intent is Intent.COMPARE:
        return _compared(query, selection, connection, world)
    if query.by is None or query.intent not in (Intent.TIMELINE, Intent.BREAKDOWN):
        return None
    points = series(connection, selection, dimension(query), query.metric)
    if query.by is By.ACTOR:  # who killed nobody is no answer to who killed most
        points = tuple(point for point in points if point.value and point.key not in apart)
    kept = points[: query.limit] if query.limit and query.intent is Intent.BREAKDOWN else points
    return tuple(Slice(name_of(query.by, point, world), point.value) for point in kept)


def name_of(by: By, point: Point, world: World) -> str:
    """What a slice is called: the first day of a step of time, a place's or actor's name, the id of a kind."""
    if by in STEPS:
        return point.key[: STEPS[by]]
    if by is By.TYPE:
        return point.key
    place = world.gazetteer.get(point.key.lower()) if by is By.PLACE else None
    return place.name if place else point.name


def dimension(query: Query) -> StoreBy:
    """The store's dimension; "by place" is one step finer than the place asked about."""
    if query.by is not By.PLACE:
        return StoreBy(query.by.value if query.by else By.MONTH.value)
    if query.level is not None:
        levels = {PlaceKind.COUNTRY: StoreBy.COUNTRY, PlaceKind.ADMIN1: StoreBy.ADMIN1}
        return levels.get(query.level, StoreBy.PLACE)
    if not query.places:
        return StoreBy.COUNTRY
    wide = any(asked.place.kind in (PlaceKind.COUNTRY, PlaceKind.REGION) for asked in query.places)
    return StoreBy.ADMIN1 if wide else StoreBy.PLACE


def _compared(query: Query, selection: Selection, connection: sqlite3.Connection, world: World) -> tuple[Slice, ...]:
    """One slice for each of the things set side by side."""
    if query.by is By.ACTOR:
        sides = [(actor.name, only_actor(query, actor)) for actor in query.actors]
    elif query.by is By.TYPE:
        sides = [(types_in_words([kind]), replace(query, event_types=(kind,))) for kind in query.event_types]
    elif query.by is By.PLACE and len(query.places) > 1:
        sides = [(called(asked.place, asked.province), only_place(query, asked)) for asked in query.places]
    else:
        points = series(connection, selection, StoreBy.MONTH, query.metric)
        return tuple(Slice(name_of(By.MONTH, point, world), point.value) for point in points)
    return tuple(Slice(name, _measure(side, connection, world)) for name, side in sides)


def _measure(query: Query, connection: sqlite3.Connection, world: World) -> int:
    selection = select(query, world)
    if query.metric is Metric.EVENTS:
        return match(connection, selection, 1).count
    sums = totals(connection, selection).sums
    return next((s.best or s.min for outcome, s in sums.items() if outcome.value == query.metric.value), 0)
