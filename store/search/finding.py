"""Looking events up: a Selection in, the events that match and what they add up to out."""

import json
import sqlite3
from collections.abc import Iterable, Sequence

from domain.casualties import Group, Outcome
from domain.measures import Order
from store.database import explained
from store.events.loading import load_events
from store.events.results import By, Found, Matching, Mention, Point, StoredEvent, Sum, Totals
from store.search.conditions import (
    Scan,
    casualty_lines,
    in_roles,
    in_time,
    lies_outside,
    narrowed,
    of_kind,
    scan,
    scan_within,
)
from store.search.selection import Selection
from store.search.series import series
from store.search.tally import FIGURES, columns_of, page_windows, row_sum, tally, tally_left_out

__all__ = ["By", "Found", "Matching", "Mention", "Point", "StoredEvent", "Sum", "Totals", "find", "harmed"]
__all__ += ["match", "matching", "series", "statement", "totals"]

COUNT = "select {sums} from {relation} where {where}"
MATCHING = "select {key} as id from {relation} where {where}"
PAGE = "select {key} as id from {relation} where {where} order by {order} limit :limit offset :offset"
PAGE_OF_EACH = """
    select distinct e.event_id as id, e.recency, e.killed_best
    from {relation} where {where} order by {order} limit :limit offset :offset
"""  # rows that come in the order asked end as soon as there are enough
ORDERS = {
    Order.LATEST: "e.recency desc, {key} desc",
    Order.OLDEST: "e.recency, {key}",
    Order.DEADLIEST: "e.killed_best desc nulls last, e.recency desc, {key} desc",
}
DEADLIEST = """
    select e.event_id as id from event_areas as e indexed by event_areas_by_deaths
    where e.area = :area and e.counted = 1 and e.killed_best >= 10 and {where}
    order by e.killed_best desc, e.recency desc, e.event_id desc limit :limit offset :offset
"""  # index event_areas_by_deaths
HARMED = (
    "select id, 1 as theirs from events where id in (select value from json_each(:ids)) and ({harm})"  # primary key
)
THEIRS_HARMED = """
    select f.event_id as id, max(coalesce({theirs}, 0)) as theirs from figures as f
    where f.event_id in (select value from json_each(:ids)) and f.max is not 0 and (({theirs}) or ({anyones}))
    group by f.event_id
"""  # primary key of figures
MANY = 5000
"""So many events are not sorted by their dead, where an index of the deadliest may tell."""
FURTHER = 4
"""So many times as many events are looked through where a page was not filled."""
LINE_SUMS = """
    select f.outcome, coalesce({theirs}, 0) as stated, count(distinct f.event_id), sum(f.max is null), 0,
        sum(coalesce(f.min, 0)), sum(f.max), sum(f.best)
    from {relation} cross join figures as f
    where {where} and ({counted}) and f.event_id = {key} and ({theirs} or {anyones})
    group by f.outcome, stated
"""  # primary key of figures


def find(connection: sqlite3.Connection, selection: Selection, limit: int = 50, offset: int = 0) -> Found:
    """The events that match, in the order asked: how many in all, and one page of them."""
    found = match(connection, selection, limit, offset)
    return Found(found.count, found.occurrences, load_events(connection, found.ids))


def match(connection: sqlite3.Connection, selection: Selection, limit: int = 50, offset: int = 0) -> Matching:
    """What `find` does, with the ids of the page only."""
    with explained():
        sql = scan(connection, selection)
        count, occurrences = _sums(connection, selection, sql, ("events", "occurrences"))
        page = {"limit": limit, "offset": offset}
        ids = _deadliest(connection, selection, sql, page) if count > MANY else []
        if not ids and count > offset:
            ids = _page(connection, selection, sql, page)
        return Matching(count, occurrences, tuple(ids))


def matching(connection: sqlite3.Connection, selection: Selection) -> frozenset[int]:
    """The ids of all events that match: for a selection of certain events."""
    with explained():
        sql = scan(connection, selection)
        rows = connection.execute(MATCHING.format(key=sql.key, relation=sql.relation, where=sql.where), sql.parameters)
        return frozenset(int(row["id"]) for row in rows)


def harmed(connection: sqlite3.Connection, ids: Sequence[int], selection: Selection) -> dict[int, bool]:
    """Those of these events that tell of people who came to the harm asked about, however many, and whether these are
    of the side and group asked about or nobody's in particular."""
    parameters: dict[str, object] = {"ids": json.dumps(ids)}
    if selection.sides or selection.group is not None:
        theirs = casualty_lines(selection, parameters)
        sql = THEIRS_HARMED.format(theirs=theirs, anyones=_unstated(selection, theirs))
    else:
        told = (f"({o.value}_min is not null and {o.value}_max is not 0)" for o in selection.outcomes or Outcome)
        sql = HARMED.format(harm=" or ".join(told))
    with explained():
        return {row["id"]: bool(row["theirs"]) for row in connection.execute(sql, parameters)}


def statement(connection: sqlite3.Connection, selection: Selection) -> tuple[str, dict[str, object]]:
    """The SQL that gives the ids of a page of the events that match, and its parameters but for :limit and :offset."""
    sql = scan(connection, selection)
    return _page_statement(selection, sql), sql.parameters


def _page(connection: sqlite3.Connection, selection: Selection, sql: Scan, page: dict[str, int]) -> list[int]:
    if not sql.plain:
        return _ids(connection, selection, sql, page)
    needed = page["limit"] + page["offset"]
    while True:
        windows = page_windows(connection, selection, sql.found, needed)
        ids = _ids(connection, selection, scan_within(selection, sql.found, windows), page)
        if windows is None or len(ids) == page["limit"]:
            return ids
        needed *= FURTHER  # too many of these months were left out


def _ids(connection: sqlite3.Connection, selection: Selection, sql: Scan, page: dict[str, int]) -> list[int]:
    rows = connection.execute(_page_statement(selection, sql), {**sql.parameters, **page})
    return [int(row["id"]) for row in rows]


def _page_statement(selection: Selection, sql: Scan) -> str:
    order = ORDERS[selection.order].format(key=sql.key)
    if sql.each is not None:
        relation, within = sql.each
        return PAGE_OF_EACH.format(relation=relation, where=f"{within} and {sql.where}", order=order)
    return PAGE.format(key=sql.key, relation=sql.relation, where=sql.where, order=order)


def _deadliest(connection: sqlite3.Connection, selection: Selection, sql: Scan, page: dict[str, int]) -> list[int]:
    """A page by the number of dead, where the index of the deadliest fills it."""
    if not (sql.plain and selection.order is Order.DEADLIEST and len(sql.found.areas) == 1):
        return []
    parameters: dict[str, object] = {"area": sql.found.areas[0], **page}
    where = [*of_kind(selection, parameters), *in_time(selection, parameters), *in_roles(sql.found)]
    where += lies_outside(sql.found, "e.event_id", parameters)
    rows = connection.execute(DEADLIEST.format(where=" and ".join(where) or "true"), parameters)
    ids = [int(row["id"]) for row in rows]
    return ids if len(ids) == page["limit"] else []


def _sums(connection: sqlite3.Connection, selection: Selection, sql: Scan, columns: Sequence[str]) -> tuple[int, ...]:
    """What the events of a scan add up to."""
    if sql.plain:
        none = (0,) * len(columns)
        whole = tally(connection, selection, sql.found, columns).get("", none)
        if sql.found.outside is None:
            return whole
        less = tally_left_out(connection, selection, sql.found, sql.found.outside, columns).get("", none)
        return tuple([one - other for one, other in zip(whole, less, strict=True)])
    sums = ", ".join(f"coalesce(sum({row_sum(column)}), 0)" for column in columns)
    relation = narrowed(sql.relation, sums, sql.where)
    row = connection.execute(COUNT.format(sums=sums, relation=relation, where=sql.where), sql.parameters).fetchone()
    return tuple(row)


def totals(connection: sqlite3.Connection, selection: Selection) -> Totals:
    """People killed, injured, missing and captured in the events that match.

    Asked for one side's or group's, only the lines given to it are added; those of nobody's in particular stand beside.
    """
    wanted = [outcome for outcome in Outcome if not selection.outcomes or outcome in selection.outcomes]
    with explained():
        sql = scan(connection, selection)
        if not selection.sides and selection.group is None:
            values = _sums(connection, selection, sql, columns_of(wanted))
            size = len(FIGURES)
            sums = {o: _sum(values[size * n : size * (n + 1)]) for n, o in enumerate(wanted)}
            return Totals({outcome: figures for outcome, figures in sums.items() if figures.events}, None)
        return _line_sums(connection, selection, sql, wanted)


def _line_sums(connection: sqlite3.Connection, selection: Selection, sql: Scan, wanted: Sequence[Outcome]) -> Totals:
    """The people of one side or group, and beside them those of nobody's in particular."""
    theirs = f"({casualty_lines(selection, sql.parameters)})"
    counted = " or ".join(f"e.{outcome.value}_min is not null" for outcome in wanted)
    statement = LINE_SUMS.format(
        relation=narrowed(sql.relation, counted, sql.where),
        key=sql.key,
        where=sql.where,
        counted=counted,
        theirs=theirs,
        anyones=f"({_unstated(selection, theirs)})",
    )
    found: tuple[dict[Outcome, Sum], dict[Outcome, Sum]] = ({}, {})
    for outcome, stated, *figures in connection.execute(statement, sql.parameters):
        if Outcome(outcome) in wanted:
            found[0 if stated else 1][Outcome(outcome)] = _sum(figures)
    return Totals(*found)


def _sum(row: Iterable[int | None]) -> Sum:
    events, open_ended, vague, low, high, best = row
    return Sum(low or 0, None if open_ended else high, None if vague == events else best, events or 0)


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
