"""Looking events up: a Selection in, the events that match and what they add up to out."""

import sqlite3
from collections.abc import Iterable

from domain.casualties import Group, Outcome
from store.conditions import Scan, casualty_lines, scan
from store.database import explained
from store.found import By, Found, Metric, Point, StoredEvent, Sum, Telling, Totals
from store.loading import load_events
from store.selection import Order, Selection
from store.series import series

__all__ = ["By", "Found", "Metric", "Point", "StoredEvent", "Sum", "Telling", "Totals"]
__all__ += ["find", "series", "statement", "totals"]

COUNT = "select count(*), coalesce(sum(e.occurrences), 0) from {relation} where {where}"
PAGE = "select {key} as id from {relation} where {where} order by {order} limit :limit offset :offset"
ORDERS = {
    Order.LATEST: "e.recency desc, {key} desc",
    Order.OLDEST: "e.recency, {key}",
    Order.DEADLIEST: "e.killed_best desc nulls last, e.recency desc, {key} desc",
}
EVENT_SUMS = "select {sums} from {relation} join events as v on v.id = {key} where {where}"
EVENT_SUM = (
    "sum(v.{o}_min), sum(v.{o}_max), sum(v.{o}_best), count(v.{o}_min), "
    "coalesce(sum(v.{o}_min is not null and v.{o}_max is null), 0)"
)
LINE_SUMS = """
    select f.outcome, sum(coalesce(f.min, 0)), sum(f.max), sum(f.best), count(distinct f.event_id),
        sum(f.max is null)
    from {relation} join figures as f on f.event_id = {key}
    where {where} and {lines}
    group by f.outcome
"""  # index figures_by_event


def find(connection: sqlite3.Connection, selection: Selection, limit: int = 50, offset: int = 0) -> Found:
    """The events that match, in the order asked: how many in all, and one page of them."""
    sql = scan(selection)
    with explained():
        count, occurrences = connection.execute(
            COUNT.format(relation=sql.relation, where=sql.where), sql.parameters
        ).fetchone()
        rows = connection.execute(_page(selection, sql), {**sql.parameters, "limit": limit, "offset": offset})
        events = load_events(connection, [int(row["id"]) for row in rows])
    return Found(int(count), int(occurrences), events)


def statement(selection: Selection) -> tuple[str, dict[str, object]]:
    """The SQL that gives the ids of a page of the events that match, and its parameters but for :limit and :offset."""
    sql = scan(selection)
    return _page(selection, sql), sql.parameters


def _page(selection: Selection, sql: Scan) -> str:
    order = ORDERS[selection.order].format(key=sql.key)
    return PAGE.format(key=sql.key, relation=sql.relation, where=sql.where, order=order)


def totals(connection: sqlite3.Connection, selection: Selection) -> Totals:
    """People killed, injured, missing and captured in the events that match.

    Asked for one side's or group's, only the lines given to it are added; those of nobody's in particular stand beside.
    """
    wanted = [outcome for outcome in Outcome if not selection.outcomes or outcome in selection.outcomes]
    with explained():
        if not selection.sides and selection.group is None:
            return Totals(_event_sums(connection, selection, wanted), None)
        sql = scan(selection)
        theirs = casualty_lines(selection, sql.parameters)
        anyones = _unstated(selection, theirs)
        found = []
        for lines in (theirs, anyones):
            statement = LINE_SUMS.format(relation=sql.relation, key=sql.key, where=sql.where, lines=lines)
            rows = connection.execute(statement, sql.parameters)
            found.append({Outcome(row[0]): _sum(row[1:]) for row in rows if Outcome(row[0]) in wanted})
    return Totals(found[0], found[1])


def _event_sums(connection: sqlite3.Connection, selection: Selection, wanted: list[Outcome]) -> dict[Outcome, Sum]:
    sql = scan(selection)
    sums = ", ".join(EVENT_SUM.format(o=outcome.value) for outcome in wanted)
    statement = EVENT_SUMS.format(sums=sums, relation=sql.relation, key=sql.key, where=sql.where)
    row = connection.execute(statement, sql.parameters).fetchone()
    told = {outcome: tuple(row[5 * number : 5 * number + 5]) for number, outcome in enumerate(wanted)}
    return {outcome: _sum(figures) for outcome, figures in told.items() if figures[3]}


def _sum(row: Iterable[int | None]) -> Sum:
    low, high, best, events, open_ended = row
    return Sum(low or 0, None if open_ended else high, best, events or 0)


def _unstated(selection: Selection, theirs: str) -> str:
    """The condition on lines that may be of the people asked for, but do not say so."""
    conditions = [f"({theirs}) is not true"]  # a side that is not stated makes the condition null
    if selection.outcomes:
        conditions.append("f.outcome in (select value from json_each(:outcomes))")
    if selection.sides:
        conditions.append("(f.side is null or f.side in (select value from json_each(:sides)))")
    if selection.group is not None:
        conditions.append(f'(f."group" = \'{Group.UNKNOWN.value}\' or f."group" = :group)')
    return " and ".join(conditions)
