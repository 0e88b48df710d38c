"""Look-ups that leave places out ("attacks in Iraq but not in Mosul"): what lies in them is taken from what was found.

In: a query and its selection; out: what `store.finding` gives, without the events in the places left out. These are
looked up by the same selection in their own areas, so a place outside of those asked about takes nothing away.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import replace

from domain.casualties import Outcome
from knowledge.world import World
from query.reading import AskedPlace, Query
from query.selecting import areas
from store.finding import By, Matching, Metric, Point, Sum, Totals, match, series, totals
from store.selection import Selection

MOST = 5000  # events in the places left out that are looked at one by one


def match_without(
    connection: sqlite3.Connection, left_out: Selection | None, selection: Selection, limit: int, offset: int
) -> Matching:
    """A page of the events that match and do not lie in `left_out`."""
    if left_out is None:
        return match(connection, selection, limit, offset)
    inside = match(connection, left_out, MOST)
    ids = set(inside.ids)
    wide = match(connection, selection, offset + limit + len(ids), 0)
    kept = tuple(event for event in wide.ids if event not in ids)
    return Matching(wide.count - inside.count, wide.occurrences - inside.occurrences, kept[offset : offset + limit])


def totals_without(connection: sqlite3.Connection, left_out: Selection | None, selection: Selection) -> Totals:
    """Sums over the events that match and do not lie in `left_out`."""
    whole = totals(connection, selection)
    if left_out is None:
        return whole
    inside = totals(connection, left_out)
    beside = whole.unattributed
    return Totals(_less(whole.sums, inside.sums), None if beside is None else _less(beside, inside.unattributed or {}))


def series_without(
    connection: sqlite3.Connection, left_out: Selection | None, selection: Selection, by: By, metric: Metric
) -> tuple[Point, ...]:
    """A series over the events that match and do not lie in `left_out`."""
    whole = series(connection, selection, by, metric)
    if left_out is None:
        return whole
    inside = {point.key: point.value for point in series(connection, left_out, by, metric)}
    less = [replace(point, value=point.value - inside.get(point.key, 0)) for point in whole]
    return tuple(point for point in less if point.value)


def left_out(query: Query, selection: Selection, world: World) -> Selection | None:
    """The selection of what is to be left out; None where no place is, or none of those asked about holds it."""
    places = [place for place in query.exclude.places if _is_inside(place, query, world)]
    inside = tuple(area for place in places for area in areas(place))
    return replace(selection, areas=inside) if inside else None


def _is_inside(place: AskedPlace, query: Query, world: World) -> bool:
    """Whether a place lies in one of those asked about, or none was."""
    around = {place.place.id, *(outer.id for outer in world.gazetteer.chain(place.place))}
    for asked in query.places:
        wide = {asked.place.id, asked.province.id if asked.province else asked.place.id}
        if wide & around or place.place.country in asked.place.countries:
            return True
    return not query.places


def _less(whole: Mapping[Outcome, Sum], part: Mapping[Outcome, Sum]) -> dict[Outcome, Sum]:
    kept: dict[Outcome, Sum] = {}
    for outcome, told in whole.items():
        out = part.get(outcome, Sum(0, 0, 0, 0))
        if told.events > out.events:
            most = None if told.max is None or out.max is None else told.max - out.max
            best = None if told.best is None else told.best - (out.best or 0)
            kept[outcome] = Sum(told.min - out.min, most, best, told.events - out.events)
    return kept
