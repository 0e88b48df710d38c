"""Events or people per place, actor, kind or time: a Selection in, the points of a series out.

Months, kinds, countries, regions and actors are read from `event_months` where the selection is plain; days, towns and
whatever else is asked are counted event by event.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from domain.actors import ActorRole
from domain.measures import Metric
from domain.taxonomy import category_of
from store.database import explained
from store.events.results import By, Point
from store.events.rows import EARTH, HOURS, actor_area
from store.search.areas import LeftOut, actors_in, reach, regions_in, role_mask, towns_in
from store.search.conditions import Scan, casualty_lines, left_out, narrowed, scan
from store.search.selection import InAdmin1, InCountry, Selection
from store.search.tally import Bucket, row_sum, tally, tally_left_out, tally_of_each

EACH = "select bucket, sum(value) from (select {bucket} as bucket, {value} as value from {relation} where {where})"
EACH_PLACE_OR_ACTOR = """
    select bucket, sum(value) from (
        select distinct {key} as id, {bucket} as bucket, {value} as value from {relation} {joined} where {where}
    )
"""
PER_BUCKET = " where bucket is not null group by bucket"
WITH_PLACES = """
    join event_places as x on x.event_id = {key} and x.role = 'location'
    join places as p on p.id = x.place_id and {within}
"""  # primary key of event_places
WITH_ACTORS = """
    join event_actors as y on y.event_id = {key} and y.role in (select value from json_each(:series_roles))
    join actors as doer on doer.id = y.actor_id and doer.kind not in ('unknown', 'civilians')
"""  # primary key of event_actors
LINES = """(
    select coalesce(sum(f.best), 0) from figures as f where f.event_id = {key} and f.outcome = '{outcome}' and {lines}
)"""  # primary key of figures
TALLIED = (By.MONTH, By.YEAR, By.TYPE, By.CATEGORY)
"""What `event_months` tells of any area."""
DOING = frozenset({ActorRole.PERPETRATOR, ActorRole.PARTY})
"""Who does it, or fights where nobody is said to begin."""
DATE_LENGTHS = {By.DAY: 10, By.WEEK: 10, By.MONTH: 7, By.YEAR: 4}
PLACE_BUCKETS = {
    By.COUNTRY: "p.country",
    By.ADMIN1: "p.admin1",
    By.PLACE: "case when p.kind in ('city', 'site') then p.id end",
}
NAMES = {
    By.ACTOR: "select id, name from actors where id in (select value from json_each(?))",
    By.COUNTRY: "select upper(id), name from places where id in (select lower(value) from json_each(?))",
    By.ADMIN1: "select id, name from places where id in (select value from json_each(?))",
    By.PLACE: "select id, name from places where id in (select value from json_each(?))",
}


def series(
    connection: sqlite3.Connection,
    selection: Selection,
    by: By,
    metric: Metric = Metric.EVENTS,
    limit: int = 1000,
    roles: Set[ActorRole] = DOING,
) -> tuple[Point, ...]:
    """Events or people per place, actor, kind or time: times in order, everything else the greatest first.

    By actor, events are counted for each of those in one of `roles`, once. An event over several days stands on its
    first within the range.
    """
    with explained():
        values = _values(connection, selection, by, metric, roles)
        if by in DATE_LENGTHS:
            return tuple(Point(key, key, values[key]) for key in sorted(values)[:limit])
        keys = sorted(values, key=lambda key: (-values[key], key))[:limit]
        names = dict(map(tuple, connection.execute(NAMES[by], (json.dumps(keys),)))) if by in NAMES else {}
    return tuple(Point(key, names.get(key) or key, values[key]) for key in keys)


def _values(
    connection: sqlite3.Connection, selection: Selection, by: By, metric: Metric, roles: Set[ActorRole]
) -> dict[str, int]:
    column = _column(metric)
    sql = scan(connection, selection)
    if sql.plain and sql.found.outside is not None:
        return _less(connection, selection, by, metric, sql.found.outside, roles)
    if sql.plain and not (metric is not Metric.EVENTS and _of_some(selection)):
        if by in TALLIED:
            sums = tally(connection, selection, sql.found, [column], _bucket_of_sums(selection, by))
            return _folded(by, {key: value for key, (value,) in sums.items()})
        areas = _areas(connection, selection, by)
        if areas is not None:
            mask = role_mask(roles) if by is By.ACTOR else 0
            each = tally_of_each(connection, selection, list(areas), mask, column, monthly=by is not By.PLACE)
            return {areas[area]: value for area, value in each.items()}
    rows = connection.execute(*_each(selection, by, metric, sql, roles))
    return _folded(by, dict(map(tuple, rows)))


def _less(
    connection: sqlite3.Connection,
    selection: Selection,
    by: By,
    metric: Metric,
    outside: LeftOut,
    roles: Set[ActorRole],
) -> dict[str, int]:
    """The values of all that is asked, less those of what is left out; none where no event is left."""
    everywhere = replace(selection, outside=())
    values = Counter(_values(connection, everywhere, by, metric, roles))
    found = reach(connection, everywhere)
    if by in TALLIED and not (metric is not Metric.EVENTS and _of_some(selection)):
        bucket = _bucket_of_sums(selection, by)
        sums = tally_left_out(connection, selection, found, outside, [_column(metric)], bucket)
        less = {key: value for key, (value,) in sums.items()}
    else:
        rows = connection.execute(*_each(selection, by, metric, left_out(selection, found, outside), roles))
        less = dict(map(tuple, rows))
    values.subtract(_folded(by, less))
    if metric is Metric.EVENTS:
        return {key: value for key, value in values.items() if value}
    events = _less(connection, selection, by, Metric.EVENTS, outside, roles)
    return {key: values[key] for key in events}


def _column(metric: Metric) -> str:
    return "events" if metric is Metric.EVENTS else f"{metric.value}_best"


def _of_some(selection: Selection) -> bool:
    return bool(selection.sides) or selection.group is not None


def _bucket_of_sums(selection: Selection, by: By) -> Bucket:
    if by in DATE_LENGTHS:
        return Bucket("m.month", _moment(selection), of_time=True)
    return Bucket("m.type", "e.type")


def _moment(selection: Selection) -> str:
    """The day on which an event stands, of one known by the hour that of the zone; none without a time."""
    since = selection.time is not None and selection.time.start is not None
    first, hour = ("max(e.recency, :since)", "max(e.recency, :since_hour)") if since else ("e.recency", "e.recency")
    local = f"day_in({hour}, '{ZoneInfo(selection.zone).key}')"
    return f"case when e.span = {HOURS} then {local} when e.span > 0 then substr({first}, 1, 10) end"


def _folded(by: By, values: Mapping[str, int]) -> dict[str, int]:
    """Days and months into the steps asked for, each named by its first day; types into their categories."""
    found: Counter[str] = Counter()
    for key, value in values.items():
        found[_step(by, key)] += value
    return dict(found)


def _step(by: By, key: str) -> str:
    if by is By.CATEGORY:
        return category_of(key)
    if by is By.WEEK:
        day = date.fromisoformat(key)
        return (day - timedelta(days=day.weekday())).isoformat()
    if by in DATE_LENGTHS:
        return (key[: DATE_LENGTHS[by]] + "-01-01")[:10]
    return key


def _areas(connection: sqlite3.Connection, selection: Selection, by: By) -> dict[str, str] | None:
    """The areas that a series by place or actor runs over, and the keys of its points; None where it cannot."""
    countries = [area.country for area in selection.areas if isinstance(area, InCountry)]
    admin1s = [area.admin1 for area in selection.areas if isinstance(area, InAdmin1)]
    if selection.actors or len(countries) + len(admin1s) < len(selection.areas) or (countries and admin1s):
        return None
    if by is By.ACTOR:
        if admin1s or len(countries) > 1:
            return None
        where = countries[0].lower() if countries else None
        return {actor_area(actor, where): actor for actor in actors_in(connection, where or EARTH)}
    if by is By.COUNTRY and not admin1s:
        found = countries or regions_in(connection, "country", None)
        return {country.lower(): country for country in found}
    if by is By.ADMIN1:
        return {area: area for area in admin1s or regions_in(connection, "admin1", countries or None)}
    if by is By.PLACE and selection.areas:
        return {town: town for town in towns_in(connection, countries, admin1s)}
    return None


def _each(
    selection: Selection, by: By, metric: Metric, sql: Scan, roles: Set[ActorRole]
) -> tuple[str, dict[str, object]]:
    """The SQL that reads event by event, and its parameters."""
    value = value_of_each(selection, metric, sql)
    joined = ""
    if by in PLACE_BUCKETS:
        joined, bucket = WITH_PLACES.format(key=sql.key, within=_within(selection, sql)), PLACE_BUCKETS[by]
    elif by is By.ACTOR:
        sql.parameters["series_roles"] = json.dumps(sorted(role.value for role in roles))
        joined, bucket = WITH_ACTORS.format(key=sql.key), "y.actor_id"
    else:
        bucket = _moment(selection) if by in DATE_LENGTHS else "e.type"
    form = (EACH_PLACE_OR_ACTOR if joined else EACH) + PER_BUCKET
    relation = narrowed(sql.relation, bucket, value, sql.where)
    statement = form.format(key=sql.key, bucket=bucket, value=value, relation=relation, joined=joined, where=sql.where)
    return statement, sql.parameters


def value_of_each(selection: Selection, metric: Metric, sql: Scan) -> str:
    """What one event of a scan adds to a series, as an expression on its row."""
    if metric is Metric.EVENTS or not _of_some(selection):
        return row_sum(_column(metric))
    lines = casualty_lines(selection, sql.parameters)
    return LINES.format(key=sql.key, outcome=metric.value, lines=lines)


def _within(selection: Selection, sql: Scan) -> str:
    """Only places in the areas asked for: an event in two provinces counts for one where one was asked."""
    holding: list[str] = []
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
