"""Events or people per place, actor, kind or time: a Selection in, the points of a series out."""

import sqlite3

from domain.actors import ActorRole
from domain.times import iso
from store.conditions import Scan, casualty_lines, scan
from store.database import explained
from store.found import By, Metric, Point
from store.selection import InAdmin1, InCountry, Selection

PICKED = """
    with picked as materialized (select distinct {key} as id, {bucket} as bucket from {relation} {joined} where {where})
    select picked.bucket, {name}, sum({value}) as value
    from picked join events as v on v.id = picked.id {names}
    where picked.bucket is not null
    group by picked.bucket order by {order} limit :limit
"""
WITH_PLACES = """
    join event_places as x on x.event_id = {key} and x.role = 'location'
    join places as p on p.id = x.place_id and {within}
"""  # primary key of event_places
WITH_ACTORS = """
    join event_actors as y on y.event_id = {key} and y.role = :series_role
    join actors as doer on doer.id = y.actor_id and doer.kind not in ('unknown', 'civilians')
"""  # index event_actors_by_event
LINES = """(
    select sum(f.best) from figures as f where f.event_id = v.id and f.outcome = '{outcome}' and {lines}
)"""  # index figures_by_event
TIME_BUCKETS = {
    By.DAY: "date({moment})",
    By.WEEK: "date({moment}, 'weekday 0', '-6 days')",
    By.MONTH: "date({moment}, 'start of month')",
    By.YEAR: "date({moment}, 'start of year')",
}
PLACE_BUCKETS = {
    By.COUNTRY: "p.country",
    By.ADMIN1: "p.admin1",
    By.PLACE: "case when p.kind in ('city', 'site') then p.id end",
}


def series(
    connection: sqlite3.Connection,
    selection: Selection,
    by: By,
    metric: Metric = Metric.EVENTS,
    limit: int = 1000,
    role: ActorRole = ActorRole.PERPETRATOR,
) -> tuple[Point, ...]:
    """Events or people per place, actor, kind or time: times in order, everything else the greatest first.

    By actor, events are counted for those in `role`. An event over several days stands on its first within the range.
    """
    sql = scan(selection)
    order = "picked.bucket" if by in TIME_BUCKETS else "value desc, picked.bucket"
    statement = PICKED.format(
        key=sql.key,
        bucket=_bucket(selection, by, sql),
        relation=sql.relation,
        joined=_joined(selection, by, sql, role),
        where=sql.where,
        value=_value(selection, metric, sql),
        order=order,
        **_names(by),
    )
    with explained():
        rows = connection.execute(statement, {**sql.parameters, "limit": limit})
        return tuple(Point(str(key), str(name or key), int(value or 0)) for key, name, value in rows)


def _bucket(selection: Selection, by: By, sql: Scan) -> str:
    if by in TIME_BUCKETS:
        moment = "e.recency"
        if selection.time is not None and selection.time.start is not None:
            sql.parameters["series_first"] = iso(selection.time.start)
            moment = "max(e.recency, :series_first)"
        return f"case when e.span > 0 then {TIME_BUCKETS[by].format(moment=moment)} end"
    if by in PLACE_BUCKETS:
        return PLACE_BUCKETS[by]
    return {By.ACTOR: "y.actor_id", By.CATEGORY: "e.category", By.TYPE: "e.type"}[by]


def _joined(selection: Selection, by: By, sql: Scan, role: ActorRole) -> str:
    if by in PLACE_BUCKETS:
        return WITH_PLACES.format(key=sql.key, within=_within(selection, sql))
    if by is By.ACTOR:
        sql.parameters["series_role"] = role.value
        return WITH_ACTORS.format(key=sql.key)
    return ""


def _within(selection: Selection, sql: Scan) -> str:
    """Only places in the areas asked for: an event in two provinces is told of one where one was asked."""
    holding = []
    for number, area in enumerate(selection.areas):
        match area:
            case InCountry(country):
                sql.parameters[f"series_area{number}"] = country
                holding.append(f"p.country = :series_area{number}")
            case InAdmin1(admin1):
                sql.parameters[f"series_area{number}"] = admin1
                holding.append(f"p.admin1 = :series_area{number}")
            case _:
                return "true"
    return f"({' or '.join(holding)})" if holding else "true"


def _value(selection: Selection, metric: Metric, sql: Scan) -> str:
    if metric is Metric.EVENTS:
        return "1"
    if selection.sides or selection.group is not None:
        lines = casualty_lines(selection, sql.parameters)
        return LINES.format(outcome=metric.value, lines=lines)
    return f"coalesce(v.{metric.value}_best, 0)"


def _names(by: By) -> dict[str, str]:
    """The joins that find a bucket's name for people, and the column it stands in."""
    if by is By.ACTOR:
        return {"names": "left join actors as named on named.id = picked.bucket", "name": "named.name"}
    if by in (By.ADMIN1, By.PLACE):
        return {"names": "left join places as named on named.id = picked.bucket", "name": "named.name"}
    if by is By.COUNTRY:
        return {"names": "left join places as named on named.id = lower(picked.bucket)", "name": "named.name"}
    return {"names": "", "name": "picked.bucket"}
