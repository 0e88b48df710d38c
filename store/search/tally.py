"""Sums over events without reading them: whole months out of `event_months`, only what is left over row by row.

A plain scan (area, roles, kind and time) is answered by: the months wholly within the time asked, from the largest
area; events that started in the broken months at its edges, or earlier and were still going on; those known by the
hour, as the zone decides which day and month they are of; and the events of the other areas that are not in the
largest. What lies in areas left out is counted beside it, to be taken from that.
"""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from domain.casualties import Outcome
from domain.measures import Order
from domain.times import TimeRange, iso
from store.events.rows import SPANS
from store.moments import short
from store.search.areas import LeftOut, Reach
from store.search.conditions import (
    FOR_EVER,
    Window,
    days_of,
    hours_of,
    in_roles,
    left_out,
    narrowed,
    of_kind,
    read_area,
    read_areas,
    read_each,
    still_going_on,
    windows_of,
)
from store.search.selection import Selection

SUMS = "select bucket, {sums} from ({parts}) where {kept} group by bucket"
MONTHS = "select {bucket} as bucket, {columns} from event_months as m where {where}"  # primary key
ROWS = "select {bucket} as bucket, {columns} from {relation} where {where}"
NOT_IN_LARGEST = """not exists (
    select 1 from event_areas as a where a.area = :area and a.counted = e.counted and a.span = e.span
        and a.recency = e.recency and a.event_id = e.event_id and {roles}
)"""  # primary key of event_areas
MONTHLY = "select m.month, sum(m.events) from event_months as m where {where} group by m.month order by m.month {way}"
ONE, IN_EACH = "m.area = :area", "m.area in (select value from json_each(:areas))"
FIGURES = ("told", "open", "vague", "min", "max", "best")
"""What is kept of each outcome: how many events say anything, leave the most open, give no number; the sums."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """What sums are grouped by: an expression on a row `m` of `event_months`, and on a row `e` of `event_areas`;
    `of_time` where it is a day or month."""

    month: str = "''"
    row: str = "''"
    of_time: bool = False


ALL = Bucket()


def columns_of(outcomes: Sequence[Outcome]) -> list[str]:
    """The names of the sums that tell of these outcomes, as many each as FIGURES."""
    return [f"{outcome.value}_{figure}" for outcome in outcomes for figure in FIGURES]


def row_sum(column: str) -> str:
    """One of `columns_of`, `events` or `occurrences`, as an expression on one row `e`."""
    if column in ("events", "occurrences"):
        return {"events": "1", "occurrences": "e.occurrences"}[column]
    outcome, _, figure = column.rpartition("_")
    if figure == "told":
        return f"e.{outcome}_min is not null"
    if figure in ("open", "vague"):
        side = {"open": "max", "vague": "best"}[figure]
        return f"(e.{outcome}_min is not null and e.{outcome}_{side} is null)"
    return f"coalesce(e.{column}, 0)"


def tally(
    connection: sqlite3.Connection, selection: Selection, found: Reach, columns: Sequence[str], by: Bucket = ALL
) -> dict[str, tuple[int, ...]]:
    """The sums of a plain scan's columns, bucket by bucket; a bucket that is null is left out. What lies in areas left
    out is in them: see `tally_left_out`."""
    statement, parameters = tally_statement(selection, found, columns, by)
    return {row[0]: tuple(row)[1:] for row in connection.execute(statement, parameters)}


def tally_left_out(
    connection: sqlite3.Connection,
    selection: Selection,
    found: Reach,
    outside: LeftOut,
    columns: Sequence[str],
    by: Bucket = ALL,
) -> dict[str, tuple[int, ...]]:
    """The sums of what a plain scan would read but for the areas left out. The rows of its buckets may be named by days
    where `tally` names them by months."""
    if outside.held and outside.tallied:
        return tally(connection, selection, Reach(outside.areas, True), columns, by)
    sql = left_out(selection, found, outside)
    rows = ", ".join(f"{row_sum(column)} as {column}" for column in columns)
    relation = narrowed(sql.relation, by.row, rows)
    part = ROWS.format(bucket=by.row, columns=rows, relation=relation, where=sql.where)
    sums = ", ".join(f"sum({column})" for column in columns)
    statement = SUMS.format(sums=sums, parts=part, kept="bucket is not null")
    return {row[0]: tuple(row)[1:] for row in connection.execute(statement, sql.parameters)}


def tally_of_each(
    connection: sqlite3.Connection,
    selection: Selection,
    areas: Sequence[str],
    roles: int,
    column: str,
    *,
    monthly: bool,
) -> dict[str, int]:
    """One sum of a plain selection for each of several areas, whatever else it asks of areas and actors. Not `monthly`:
    these are areas that `event_months` does not hold."""
    parameters: dict[str, object] = {"areas": json.dumps(list(areas))}
    found = Reach(tuple(areas), monthly, roles)
    asked = ["e.counted = 1", *of_kind(selection, parameters), *still_going_on(selection, parameters)]
    parts = []
    if monthly:
        where = _whole_months(selection, found, parameters, IN_EACH)
        parts.append(MONTHS.format(bucket="m.area", columns=f"m.{column} as value", where=where))
    if edges := _edges(selection) if monthly else windows_of(selection):
        relation, where = read_each(parameters, edges, [*asked, *in_roles(found)])
        parts.append(
            ROWS.format(bucket="e.area", columns=f"{row_sum(column)} as value", relation=relation, where=where)
        )
    statement = SUMS.format(sums="sum(value)", parts=" union all ".join(parts), kept="true")
    return dict(map(tuple, connection.execute(statement, parameters)))


def tally_statement(
    selection: Selection, found: Reach, columns: Sequence[str], by: Bucket = ALL
) -> tuple[str, dict[str, object]]:
    """The SQL behind `tally`, and its parameters."""
    parameters: dict[str, object] = {"area": found.areas[0]}
    months = ", ".join(f"m.{column} as {column}" for column in columns)
    rows = ", ".join(f"{row_sum(column)} as {column}" for column in columns)
    whole = _whole_months(selection, found, parameters, in_days=by.of_time)
    parts = [MONTHS.format(bucket=by.month, columns=months, where=whole)]
    readings: list[tuple[str, str]] = []
    asked = ["e.counted = 1", *of_kind(selection, parameters), *still_going_on(selection, parameters)]
    asked += in_roles(found)
    if edges := _edges(selection, hours=by.of_time):
        readings.append(read_area(parameters, edges, asked))
    if len(found.areas) > 1:
        parameters["areas"] = json.dumps(found.areas[1:])
        elsewhere = NOT_IN_LARGEST.format(roles=" and ".join(in_roles(found, "a")) or "true")
        readings.append(read_areas(parameters, windows_of(selection), [*asked, elsewhere], "other"))
    parts += [
        ROWS.format(bucket=by.row, columns=rows, relation=narrowed(relation, by.row, rows), where=where)
        for relation, where in readings
    ]
    sums = ", ".join(f"sum({column})" for column in columns)
    return SUMS.format(sums=sums, parts=" union all ".join(parts), kept="bucket is not null"), parameters


def months_within(time: TimeRange | None) -> tuple[str, str]:
    """The first month that lies wholly within a time, and the one behind the last; each sorts where it stands."""
    first, last = "", FOR_EVER
    if time is not None and time.start is not None:
        start = iso(time.start)
        whole = start[7:] == "-01T00:00:00Z"
        first = start[:7] if whole else f"{start[:5]}{int(start[5:7]) + 1:02}"  # a 13th sorts before the next first
    if time is not None and time.end is not None:
        last = iso(time.end)[:7]
    return first, max(first, last)


def _edges(selection: Selection, hours: bool = False) -> list[Window]:
    """Where the events start that the months wholly within the time asked for do not hold; `hours`: those known by the
    hour even where no time is asked for."""
    days = selection.days
    if days is None:
        return hours_of(selection) if hours else []
    first, last = months_within(days)
    if first == last:  # no whole month: both edges are one
        return windows_of(selection)
    before = days_of(selection, high=f"{first}-01") if days.start is not None else []
    after = [(span, f"{last}-01", short(days.end)) for span in SPANS] if days.end is not None else []
    return [window for window in (*before, *after, *hours_of(selection)) if window[1] < window[2]]


def _whole_months(
    selection: Selection, found: Reach, parameters: dict[str, object], area: str = ONE, *, in_days: bool = False
) -> str:
    """The condition on the months wholly within the time asked for; of those known by the hour none where a time is
    asked for, or where `in_days`."""
    first, last = months_within(selection.days)
    parameters.update(first_month=first, last_month=last)
    where = [area, "m.month >= :first_month", "m.month < :last_month"]
    where += of_kind(selection, parameters, "m")
    where += in_roles(found, "m")
    if selection.time is not None or in_days:
        where.append("m.timed = 1")
    return " and ".join(where)


def page_windows(
    connection: sqlite3.Connection, selection: Selection, found: Reach, needed: int
) -> list[Window] | None:
    """Where the first so many events of a plain scan start, by time: the months that are sure to hold them, unless some
    are left out. None where all of it is to be read."""
    if selection.order is Order.DEADLIEST:
        return None
    parameters: dict[str, object] = {"area": found.areas[0]}
    way = "desc" if selection.order is Order.LATEST else "asc"
    statement = MONTHLY.format(where=_whole_months(selection, found, parameters), way=way)
    events = 0
    for month, number in connection.execute(statement, parameters):
        events += number
        if events >= needed:
            if selection.order is Order.LATEST:
                return windows_of(selection, low=month)
            return windows_of(selection, high=f"{month}-32")
    return None
