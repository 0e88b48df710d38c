"""What a question wants of the figures: an average, a share, how long since, the deadliest month, how a series moves.

In: a `Query` with a `measure`, the index, the moment. Out: a `Measured`, the contract's FIGURE with the span that it
was taken over; None where there is nothing to take it of.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo

from domain.measures import Measure, Metric, Order
from domain.times import TimeRange
from knowledge.world import World
from query.answer import Lately, Measured
from query.reading import AskedPlace, By, Intent, Query
from query.search.selecting import select
from store.events.loading import load_events
from store.search.finding import By as StoreBy
from store.search.finding import match, series, totals
from store.search.selection import Selection

BEFORE = timedelta(days=30)
"""A trend without a time is that of so many days against as many before."""
RECENT = (7, 30)
"""The days of "is it safe", each against as many before."""


def measured(query: Query, connection: sqlite3.Connection, world: World, now: datetime) -> Measured | None:
    """The figure that a question asks for."""
    selection = select(query, world)
    match query.measure:
        case Measure.AVERAGE:
            return _average(query, selection, connection, now)
        case Measure.SHARE:
            return _share(query, selection, connection, world)
        case Measure.SINCE_LAST:
            return _since_last(query, selection, connection, now)
        case Measure.EXTREME:
            return _extreme(query, selection, connection, world, now)
        case Measure.TREND:
            return _trend(query, connection, world, now)
        case _:
            return None


def lately(query: Query, connection: sqlite3.Connection, world: World, now: datetime) -> tuple[Lately, ...]:
    """What happened in the last 7 and 30 days, and in as many before, wherever the question asks."""
    found = []
    for days in RECENT:
        span = timedelta(days=days)
        counts = []
        for end in (now, now - span):
            asked = replace(query, time=TimeRange(end - span, end))
            counts += [
                _amount(asked, connection, world, Metric.EVENTS),
                _amount(asked, connection, world, Metric.KILLED),
            ]
        found.append(Lately(days, *counts))
    return tuple(found)


def _average(query: Query, selection: Selection, connection: sqlite3.Connection, now: datetime) -> Measured | None:
    """So many events or people a step of the range asked, empty steps included; a step that is yet to come is none."""
    if query.by is None:
        count = match(connection, selection, 1).count
        people = _people(connection, selection, _metric(query))
        return Measured(round(people / count, 2), f"{_metric(query).value} per event", of=count) if count else None
    values = _values(connection, selection, query)
    over = _range(query, values, now)
    if over is None:
        return None
    steps = len(list(_steps(query.by, *over)))
    unit = f"{query.metric.value} per {query.by.value}"
    total = sum(values.values())
    return Measured(round(total / steps, 2), unit, of=total, steps=steps, start=over[0], end=over[1])


def _share(query: Query, selection: Selection, connection: sqlite3.Connection, world: World) -> Measured | None:
    """The part of all, in per cent: of the same question without the kinds, targets, group or actors that it names."""
    metric = Metric.EVENTS if query.intent is Intent.COUNT else _metric(query)
    whole = _amount(whole_of(query), connection, world, metric)
    if not whole or whole_of(query) == query:
        return None
    part = (
        _people(connection, selection, metric) if metric is not Metric.EVENTS else match(connection, selection, 1).count
    )
    if part > whole:
        return None  # of figures that do not hold one another no share can be told
    return Measured(round(100 * part / whole, 1), "%", of=whole, part=part, metric=metric)


def whole_of(query: Query) -> Query:
    """The question whose part is asked for."""
    if query.base_types:
        return replace(query, event_types=query.base_types)
    if query.targets:
        return replace(query, targets=(), keywords=(), targets_as_text=False, target_words=())
    if query.group is not None:
        return replace(query, group=None)
    return replace(query, actors=()) if query.actors else replace(query, event_types=())


def _since_last(query: Query, selection: Selection, connection: sqlite3.Connection, now: datetime) -> Measured | None:
    """Whole days from the last event that is dated to now."""
    found = match(connection, replace(selection, order=Order.LATEST), 20)
    for stored in load_events(connection, found.ids):
        time = stored.event.time
        if time is not None and time.start is not None and time.start <= now:
            day = time.start.astimezone(_zone(query)).date()
            today = now.astimezone(_zone(query)).date()
            return Measured((today - day).days, "days", key=day.isoformat())
    return None


def _extreme(
    query: Query, selection: Selection, connection: sqlite3.Connection, world: World, now: datetime
) -> Measured | None:
    """The step with most or fewest; of several alike the earliest. Fewest are looked for among the steps of which the
    index knows anything at all from the countries asked about: of the others nobody knows how quiet they were."""
    values = _values(connection, selection, query)
    over = _range(query, values, now)
    if over is None or query.by is None:
        return None
    known = _values(connection, select(_anything_there(query, world), world), query) if query.fewest else values
    steps = [step for step in _steps(query.by, *over) if known.get(step)] if query.fewest else sorted(values)
    if not steps:
        return None
    pick = min if query.fewest else max
    best = pick(steps, key=lambda step: values.get(step, 0))
    key = best[: {By.MONTH: 7, By.YEAR: 4}.get(query.by, 10)]
    total = sum(values.values())
    taken = len(steps) if query.fewest else None
    figure = Measured(values.get(best, 0), query.metric.value, key=key, of=total, steps=taken)
    return replace(figure, start=over[0], end=over[1])


def _anything_there(query: Query, world: World) -> Query:
    """The question for whatever happened in the countries of the places asked about, anywhere where none is."""
    codes = {code for asked in query.places for code in (asked.place.countries or (asked.place.country,)) if code}
    countries = [country for code in sorted(codes) if (country := world.gazetteer.country(code)) is not None]
    everywhere = tuple(AskedPlace(country) for country in countries)
    return Query(by=query.by, time=query.time, places=everywhere, zone=query.zone)


def _trend(query: Query, connection: sqlite3.Connection, world: World, now: datetime) -> Measured | None:
    """The change against as long a time before, in per cent; None of it where there was nothing before."""
    end = min(query.time.end, now) if query.time and query.time.end else now
    start = query.time.start if query.time and query.time.start else end - BEFORE
    if start >= end:
        return None
    current = replace(query, time=TimeRange(start, end))
    before = replace(query, time=TimeRange(start - (end - start), start))
    metric = query.metric
    now_, then = (_amount(each, connection, world, metric) for each in (current, before))
    change = round(100 * (now_ - then) / then, 1) if then else None
    return Measured(change, "%", of=then, part=now_, metric=metric, start=start.date(), end=end.date())


def _amount(query: Query, connection: sqlite3.Connection, world: World, metric: Metric) -> int:
    selection = select(replace(query, measure=None), world)
    if metric is Metric.EVENTS:
        return match(connection, selection, 1).count
    return _people(connection, selection, metric)


def _people(connection: sqlite3.Connection, selection: Selection, metric: Metric) -> int:
    sums = totals(connection, selection).sums
    return next((one.best or one.min for outcome, one in sums.items() if outcome.value == metric.value), 0)


def _metric(query: Query) -> Metric:
    if query.metric is not Metric.EVENTS:
        return query.metric
    return Metric.INJURED if query.outcomes and query.outcomes[0] == "injured" else Metric.KILLED


def _values(connection: sqlite3.Connection, selection: Selection, query: Query) -> Mapping[str, int]:
    by = StoreBy(query.by.value) if query.by else StoreBy.DAY
    return {point.key[:10]: point.value for point in series(connection, selection, by, query.metric, limit=100_000)}


def _range(query: Query, values: Mapping[str, int], now: datetime) -> tuple[date, date] | None:
    """The first and the last day of what is asked, up to today; without a time from the first event on."""
    zone = _zone(query)
    today = now.astimezone(zone).date()
    first = min(values, default=None)
    start = date.fromisoformat(first) if first else None
    last = today
    if query.time is not None:
        start = query.time.start.astimezone(zone).date() if query.time.start else start
        if query.time.end:
            last = min(today, (query.time.end - timedelta(seconds=1)).astimezone(zone).date())
    return (start, last) if start is not None and start <= last else None


def _steps(by: By, first: date, last: date) -> Iterator[str]:
    """The first day of each step from one day to another, named as a series names it."""
    at = {By.WEEK: first - timedelta(days=first.weekday()), By.MONTH: first.replace(day=1)}.get(by, first)
    at = first.replace(month=1, day=1) if by is By.YEAR else at
    while at <= last:
        yield at.isoformat()
        if by is By.MONTH:
            at = (at.replace(day=28) + timedelta(days=4)).replace(day=1)
        elif by is By.YEAR:
            at = at.replace(year=at.year + 1)
        else:
            at += timedelta(days=7 if by is By.WEEK else 1)


def _zone(query: Query) -> tzinfo:
    return query.zone or UTC
