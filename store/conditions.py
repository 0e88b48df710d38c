"""A Selection into SQL: the relation that is read, the condition on it, and its parameters.

`events` and `event_areas` share the columns that conditions speak of, so that one condition fits both. What narrows
most drives the look-up by its own index; the rest is checked row by row:

    words                      mentions_fts, reports_fts        then events by id
    a radius or rectangle      event_positions (R*Tree)         then events by id
    actors, without an area    primary key of event_actors      then events by id
    several areas              primary key of event_areas       then events by id
    one area, or the earth     primary key of event_areas (area, counted, span, recency)
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from domain.places import Box
from domain.taxonomy import kinds
from domain.times import iso
from store.globe import boxes_around
from store.indexing import EARTH, SPANS
from store.selection import Area, Around, AtPlace, InAdmin1, InBox, InCountry, Involving, Selection

BY_WORDS = """
    select event_id from mentions where id in (select rowid from mentions_fts where mentions_fts match :words)
    union
    select event_id from mentions where report_id in (
        select id from reports
        where event_count = 1 and id in (select rowid from reports_fts where reports_fts match :words)
    )
"""  # a report that tells of one event speaks of it throughout; of several, only their own sentences count
AMONG = "{column} in (select value from json_each(:{name}))"
BY_AREA = "select event_id from event_areas as a where a.area in (select value from json_each(:areas)) and {where}"
BY_POSITION = """
    select event_id from event_positions as position join event_points as point on point.id = position.id
    where position.north >= :{name}_south and position.south <= :{name}_north
        and position.east >= :{name}_west and position.west <= :{name}_east and {exactly}
"""
BY_ACTOR = """
    select event_id from event_actors
    where actor_id in (select value from json_each(:{name}_ids))
        and role in (select value from json_each(:{name}_roles))
"""
HAS_ACTOR = """exists (
    select 1 from event_actors as x where x.event_id = {key}
        and x.actor_id in (select value from json_each(:{name}_ids))
        and x.role in (select value from json_each(:{name}_roles))
)"""
EACH_SPAN = "(select column1 as days, column2 as earliest from (values {rows})) as spans cross join event_areas as e"
SUFFERED = """exists (
    select 1 from figures as f where f.event_id = {key} and (f.max is null or f.max > 0) and {lines}
)"""
ALL_ROLES = ("perpetrator", "target", "victim", "party")


@dataclass(slots=True)
class Scan:
    """`select … from {relation} where {where}`; the row's alias is `e`, its event id `{key}`."""

    relation: str
    key: str
    where: str
    parameters: dict[str, object] = field(default_factory=dict)


def scan(selection: Selection) -> Scan:
    """The SQL that reads the events of a selection, each once."""
    parameters: dict[str, object] = {}
    drivers = _drivers(selection, parameters)
    area = _single_area(selection)
    if drivers or area is None:
        where = [f"e.id in ({driver})" for driver in drivers]
        where += [_counted(selection, "e"), *_kind_and_time(selection, "e", parameters)]
        result = Scan("events as e", "e.id", "", parameters)
    else:
        parameters["area"] = area
        where = ["e.area = :area", _counted(selection, "e"), *_kind_and_time(selection, "e", parameters)]
        relation = "event_areas as e"
        if selection.time is not None:
            relation, within = _by_span(selection, parameters)
            where.append(within)
        result = Scan(relation, "e.event_id", "", parameters)
    where += _actor_checks(selection, result.key, parameters, driven=bool(drivers) and _actors_drive(selection))
    if selection.suffered:
        where.append(SUFFERED.format(key=result.key, lines=casualty_lines(selection, parameters)))
    result.where = " and ".join(where)
    return result


def casualty_lines(selection: Selection, parameters: dict[str, object]) -> str:
    """The condition on a row `f` of `figures` that it counts the people a selection asks for."""
    conditions = ["true"]
    if selection.outcomes:
        parameters["outcomes"] = _listed(outcome.value for outcome in selection.outcomes)
        conditions.append(AMONG.format(column="f.outcome", name="outcomes"))
    if selection.group is not None:
        parameters["group"] = selection.group.value
        conditions.append('f."group" = :group')
    if selection.sides:
        parameters["sides"] = _listed(selection.sides)
        conditions.append(AMONG.format(column="f.side", name="sides"))
    return " and ".join(conditions)


def match_expression(words: Iterable[str]) -> str | None:
    """Words as an FTS5 query: each must occur, quoted so that nothing in them is read as an operator."""
    terms = [term for word in words for term in re.findall(r"\w+", word)]
    return " ".join(f'"{term}"' for term in terms) or None


def _listed(values: Iterable[str]) -> str:
    return json.dumps(sorted(values))


def _token(area: Area) -> str | None:
    """The name of an area in `event_areas`, None for one that is measured in degrees."""
    match area:
        case InCountry(country):
            return country.lower()
        case InAdmin1(admin1):
            return admin1
        case AtPlace(place):
            return place
    return None


def _single_area(selection: Selection) -> str | None:
    """The one area that holds the whole selection."""
    if not selection.areas:
        return EARTH
    return _token(selection.areas[0]) if len(selection.areas) == 1 else None


def _actors_drive(selection: Selection) -> bool:
    return bool(selection.actors) and not selection.areas


def _drivers(selection: Selection, parameters: dict[str, object]) -> list[str]:
    """Subqueries for the ids of events, each standing on its own index. None where one area holds all."""
    drivers = []
    if selection.words:
        parameters["words"] = match_expression(selection.words)
        drivers.append(BY_WORDS if parameters["words"] else "select null where false")
    if selection.areas and (drivers or _single_area(selection) is None):
        drivers.append(_in_areas(selection, parameters))
    if _actors_drive(selection):
        drivers += [
            BY_ACTOR.format(name=_name_actor(number, clause, parameters))
            for number, clause in enumerate(selection.actors)
        ]
    return drivers


def _in_areas(selection: Selection, parameters: dict[str, object]) -> str:
    """The ids of events in any of the areas."""
    tokens = [token for area in selection.areas if (token := _token(area)) is not None]
    parts = []
    if tokens:
        parameters["areas"] = _listed(tokens)
        where = " and ".join([_counted(selection, "a"), *_kind_and_time(selection, "a", parameters)])
        parts.append(BY_AREA.format(where=where))
    for number, area in enumerate(selection.areas):
        if isinstance(area, Around):
            parts += _around(area, f"around{number}", parameters)
        elif isinstance(area, InBox):
            parts.append(_in_box(area, f"box{number}", parameters))
    return " union ".join(parts)


def _around(area: Around, name: str, parameters: dict[str, object]) -> list[str]:
    parameters.update({f"{name}_latitude": area.latitude, f"{name}_longitude": area.longitude, f"{name}_km": area.km})
    exactly = f"kilometres(:{name}_latitude, :{name}_longitude, point.latitude, point.longitude) <= :{name}_km"
    return [
        _boxed(box, f"{name}_{part}", exactly, parameters)
        for part, box in enumerate(boxes_around(area.latitude, area.longitude, area.km))
    ]


def _in_box(area: InBox, name: str, parameters: dict[str, object]) -> str:
    exactly = "true"
    if area.countries:
        parameters[f"{name}_countries"] = _listed(area.countries)
        exactly = AMONG.format(column="point.country", name=f"{name}_countries")
    return _boxed(area.box, name, exactly, parameters)


def _boxed(box: Box, name: str, exactly: str, parameters: dict[str, object]) -> str:
    sides = {"south": box.south, "west": box.west, "north": box.north, "east": box.east}
    parameters.update({f"{name}_{side}": value for side, value in sides.items()})
    return BY_POSITION.format(name=name, exactly=exactly)


def _counted(selection: Selection, alias: str) -> str:
    if selection.prevented:
        return f"{alias}.counted = 0 and {alias}.prevented = 1 and {alias}.status <> 'planned'"
    if selection.planned:
        return f"{alias}.counted = 0 and {alias}.status = 'planned'"
    if any(not kinds()[kind].counted for kind in selection.types if kind in kinds()):
        return f"{alias}.counted in (0, 1) and {alias}.prevented = 0 and {alias}.status <> 'planned'"
    return f"{alias}.counted = 1"


def _kind_and_time(selection: Selection, alias: str, parameters: dict[str, object]) -> list[str]:
    conditions = []
    if selection.types:
        parameters["types"] = _listed(selection.types)
        conditions.append(AMONG.format(column=f"{alias}.type", name="types"))
    time = selection.time
    if time is not None:
        conditions.append(f"{alias}.span > 0")
        if time.end is not None:
            parameters["until"] = iso(time.end)
            conditions.append(f"{alias}.recency < :until")
        if time.start is not None:
            parameters["since"] = iso(time.start)
            conditions.append(f'{alias}."end" > :since')
    return conditions


def _by_span(selection: Selection, parameters: dict[str, object]) -> tuple[str, str]:
    """Read one area class by class of span: an event that took at most a month need not be sought before last month."""
    since = selection.time.start if selection.time is not None else None
    for days in SPANS:
        first = since - timedelta(days=days) if since is not None and days < SPANS[-1] else None
        parameters[f"from_{days}"] = iso(first) if first else ""
    rows = ", ".join(f"({days}, :from_{days})" for days in SPANS)
    relation = EACH_SPAN.format(rows=rows)
    return relation, "e.span = spans.days and e.recency >= spans.earliest"


def _name_actor(number: int, clause: Involving, parameters: dict[str, object]) -> str:
    name = f"actor{number}"
    parameters[f"{name}_ids"] = _listed(clause.actors)
    parameters[f"{name}_roles"] = _listed([role.value for role in clause.roles] or ALL_ROLES)
    return name


def _actor_checks(selection: Selection, key: str, parameters: dict[str, object], driven: bool) -> list[str]:
    checks = []
    if not driven:
        checks = [
            HAS_ACTOR.format(key=key, name=_name_actor(number, clause, parameters))
            for number, clause in enumerate(selection.actors)
        ]
    if selection.without:
        name = _name_actor(len(selection.actors), Involving(selection.without), parameters)
        checks.append(f"not {HAS_ACTOR.format(key=key, name=name)}")
    return checks
