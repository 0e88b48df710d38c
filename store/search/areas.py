"""Where a selection is to be looked for: its areas and actors as areas of `event_areas` that the index really holds.

The fewer areas, the cheaper: one that lies in another one asked for is left out, and so is any without events.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from domain.actors import ActorRole
from domain.globe import boxes_around, kilometres
from domain.places import Box
from store.events.rows import EARTH, ROLES, actor_area
from store.search.selection import Area, Around, AtPlace, InAdmin1, InBox, InCountry, Involving, Selection

PRESENT = """
    select value from json_each(?) as named where exists (select 1 from event_areas where area = named.value)
"""  # primary key of event_areas
WITHIN_BOX = """
    select point.place_id, point.country, point.admin1, point.latitude, point.longitude
    from point_positions as position cross join points as point on point.id = position.id
    where position.north >= :south and position.south <= :north and position.east >= :west and position.west <= :east
        and {exactly}
"""  # the R*Tree, then the primary key of points
POINTS_OF = """
    select p.place_id, p.country, p.latitude, p.longitude
    from events as e cross join json_each(e.areas) as held cross join points as p on p.place_id = held.value
    where e.id in (select value from json_each(?))
"""  # primary key of events, points by place_id
NEAR = "kilometres(:latitude, :longitude, point.latitude, point.longitude) <= :km"
AMONG_COUNTRIES = "point.country in (select value from json_each(:countries))"
HELD_BY = "select place_id, country, admin1 from points where place_id in (select value from json_each(?))"
EVENTS_OF = """
    select area, sum(events) as events from event_months where area in (select value from json_each(?)) group by area
"""  # primary key of event_months
TALLIED = "select 1 from event_months where area = ? limit 1"  # primary key of event_months
REGIONS_IN = """
    select distinct {kind} from places
    where {kind} is not null and (:countries is null or country in (select value from json_each(:countries)))
"""  # index places_by_country
TOWNS_IN = """
    select place_id from points where country in (select value from json_each(:countries))
    union
    select place_id from points where admin1 in (select value from json_each(:admin1s))
"""  # indexes points_by_country and points_by_admin1
HOLDING = "select id, country, admin1 from places where id in (select value from json_each(?))"  # primary key
EVENTS_UP_TO = """
    select count(*) from (
        select 1 from event_areas where counted = 1 and area in (select value from json_each(?)) limit ?
    )
"""  # primary key of event_areas
KNOWN_ACTORS = "select id from actors where kind not in ('unknown', 'civilians')"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The areas to be left out that the index holds, the largest first.

    `held`: whatever lies there lies in the areas asked for too. `tallied`: `event_months` has counted the largest.
    `few`: to take the sums of what lies there from those of the whole is less work than to check event by event.
    """

    areas: tuple[str, ...]
    held: bool
    tallied: bool
    few: bool


@dataclass(frozen=True, slots=True)
class Reach:
    """The areas that hold a selection, the largest first, and the roles wanted of their actors (0: any, or no actors).

    `tallied`: `event_months` has counted the largest; towns and sites it has not. `clauses` are the actor clauses that
    the areas do not settle, to be checked event by event. `outside`: what of these areas is to be left out, if any.
    """

    areas: tuple[str, ...]
    tallied: bool
    roles: int = 0
    clauses: tuple[Involving, ...] = ()
    outside: LeftOut | None = None


def reach(connection: sqlite3.Connection, selection: Selection) -> Reach:
    """The areas to look in, and those to leave out."""
    found = _asked(connection, selection)
    outside = _places(connection, selection.outside) if selection.outside else ()
    if not outside:
        return found
    if gone := _lying_in(connection, found.areas, outside):
        found = _sorted(connection, replace(found, areas=tuple(area for area in found.areas if area not in gone)))
    return replace(found, outside=_left_out(connection, found, outside))


def places_of(connection: sqlite3.Connection, selection: Selection) -> Reach:
    """The areas to look in and to leave out, where only certain events are looked at: of towns and sites those of these
    events alone, so that it does not matter how many there are; every actor is to be checked event by event."""
    own = connection.execute(POINTS_OF, (json.dumps(selection.among),)).fetchall()
    areas = _own_places(own, selection.areas) if selection.areas else (EARTH,)
    outside = _own_places(own, selection.outside)
    left_out = LeftOut(outside, held=False, tallied=False, few=False) if outside else None
    return Reach(areas, False, 0, selection.actors, left_out)


def _own_places(points: Sequence[sqlite3.Row], areas: Iterable[Area]) -> tuple[str, ...]:
    names = set()
    for area in areas:
        match area:
            case InCountry(country):
                names.add(country.lower())
            case InAdmin1(name) | AtPlace(name):
                names.add(name)
            case Around() | InBox():
                names |= {point["place_id"] for point in points if _lies_in(point, area)}
    return tuple(sorted(names))


def _lies_in(point: sqlite3.Row, area: Around | InBox) -> bool:
    """Whether a town or site lies in an area that is measured in degrees."""
    latitude, longitude = point["latitude"], point["longitude"]
    if isinstance(area, Around):
        near = kilometres(area.latitude, area.longitude, latitude, longitude) <= area.km
        return near and not _elsewhere(point, area)
    box = area.box
    inside = box.south <= latitude <= box.north and box.west <= longitude <= box.east
    return inside and (not area.countries or point["country"] in area.countries)


def _asked(connection: sqlite3.Connection, selection: Selection) -> Reach:
    """The areas to look in. An actor's events are read by the actor where that can be done country by country."""
    if not selection.areas and not selection.actors:
        return Reach((EARTH,), True)
    areas = _places(connection, selection.areas) if selection.areas else (EARTH,)
    wide = all(area == EARTH or len(area) == 2 for area in areas)
    if not (selection.actors and wide and areas):
        return _sorted(connection, Reach(areas, True, 0, selection.actors))
    found = [(_actors(connection, clause, areas), clause) for clause in selection.actors]
    if len(found) > 1:
        found.sort(key=lambda each: sum(_sizes(connection, each[0]).values()))
    names, clause = found[0]
    rest = tuple(other for other in selection.actors if other is not clause)
    return _sorted(connection, Reach(names, True, role_mask(clause.roles), rest))


def _sorted(connection: sqlite3.Connection, found: Reach) -> Reach:
    if len(found.areas) == 1:  # there is nothing to sort: its events need not be added up
        return replace(found, tallied=connection.execute(TALLIED, found.areas).fetchone() is not None)
    sizes = _sizes(connection, found.areas)
    areas = sorted(found.areas, key=lambda name: (-sizes.get(name, 0), name))
    return replace(found, areas=tuple(areas), tallied=bool(areas) and areas[0] in sizes)


def _left_out(connection: sqlite3.Connection, found: Reach, areas: tuple[str, ...]) -> LeftOut:
    left = _sorted(connection, Reach(areas, False))
    held = EARTH in found.areas or len(_lying_in(connection, left.areas, found.areas)) == len(left.areas)
    few = (held and left.tallied) or _are_fewer(connection, left.areas, found.areas)
    return LeftOut(left.areas, held, left.tallied, few)


def _lying_in(connection: sqlite3.Connection, areas: Sequence[str], wide: Sequence[str]) -> set[str]:
    """Those of the areas that lie within one of the wide ones; an actor's neither hold any nor lie in any."""
    rows = connection.execute(HOLDING, (json.dumps(list(areas)),))
    around = {row["id"]: {row["id"], (row["country"] or "").lower(), row["admin1"]} for row in rows}
    # one that is no place of an event is a country, or a first-level region by its code
    return {area for area in areas if around.get(area, {area, area.partition("-")[0]}) & {*wide}}


def _are_fewer(connection: sqlite3.Connection, areas: Sequence[str], others: Sequence[str]) -> bool:
    most = sum(_sizes(connection, others).values())
    return int(connection.execute(EVENTS_UP_TO, (json.dumps(list(areas)), most)).fetchone()[0]) < most


def role_mask(roles: Iterable[ActorRole]) -> int:
    """Roles as one number, 0 for any."""
    return sum(ROLES[role] for role in roles)


def _actors(connection: sqlite3.Connection, clause: Involving, areas: Sequence[str]) -> tuple[str, ...]:
    names = [actor_area(actor, None if area == EARTH else area) for actor, area in product(clause.actors, areas)]
    return _present(connection, names)


def _places(connection: sqlite3.Connection, areas: Sequence[Area]) -> tuple[str, ...]:
    countries = {area.country.lower() for area in areas if isinstance(area, InCountry)}
    admin1s = {area.admin1 for area in areas if isinstance(area, InAdmin1)}
    admin1s = {admin1 for admin1 in admin1s if admin1.partition("-")[0] not in countries}
    named = {area.place for area in areas if isinstance(area, AtPlace)}
    inside = {place for place, *holding in _held_by(connection, named) if {*holding} & (countries | admin1s)}
    points = {
        place
        for area in areas
        for place, country, admin1 in _points(connection, area)
        if country not in countries and admin1 not in admin1s
    }
    return _present(connection, {*countries, *admin1s, *(named - inside), *points})


def _held_by(connection: sqlite3.Connection, places: Iterable[str]) -> list[tuple[str, str | None, str | None]]:
    return [_point(row) for row in connection.execute(HELD_BY, (json.dumps(sorted(places)),))]


def _points(connection: sqlite3.Connection, area: Area) -> Iterable[tuple[str, str | None, str | None]]:
    """The towns and sites of the index in an area that is measured in degrees, with country and first-level region."""
    values: Mapping[str, object]
    match area:
        case Around(latitude, longitude, km):
            values = {"latitude": latitude, "longitude": longitude, "km": km}
            for box in boxes_around(latitude, longitude, km):
                yield from (_point(row) for row in _boxed(connection, box, NEAR, values) if not _elsewhere(row, area))
        case InBox(box, countries):
            values = {"countries": json.dumps(countries)}
            yield from map(_point, _boxed(connection, box, AMONG_COUNTRIES if countries else "true", values))


def _elsewhere(row: sqlite3.Row, area: Around) -> bool:
    """Whether a town or site is one of the other towns, or nearer to one of them, for how far each reaches."""
    if any(row["place_id"] == town.place for town in area.others):
        return True
    here = row["latitude"], row["longitude"]
    share = kilometres(area.latitude, area.longitude, *here) / area.km
    return any(kilometres(town.latitude, town.longitude, *here) / town.km < share for town in area.others)


def _boxed(connection: sqlite3.Connection, box: Box, exactly: str, values: Mapping[str, object]) -> list[sqlite3.Row]:
    sides = {"south": box.south, "west": box.west, "north": box.north, "east": box.east}
    return connection.execute(WITHIN_BOX.format(exactly=exactly), {**values, **sides}).fetchall()


def _point(row: sqlite3.Row) -> tuple[str, str | None, str | None]:
    return row["place_id"], row["country"].lower() if row["country"] else None, row["admin1"]


def _present(connection: sqlite3.Connection, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(row["value"] for row in connection.execute(PRESENT, (json.dumps(sorted(names)),)))


def _sizes(connection: sqlite3.Connection, names: Sequence[str]) -> dict[str, int]:
    return {row["area"]: row["events"] for row in connection.execute(EVENTS_OF, (json.dumps(list(names)),))}


def regions_in(connection: sqlite3.Connection, kind: str, countries: Sequence[str] | None) -> list[str]:
    """Countries (alpha-2) or first-level regions (`country`, `admin1`) that the index has places in."""
    rows = connection.execute(REGIONS_IN.format(kind=kind), {"countries": json.dumps(countries) if countries else None})
    return [row[0] for row in rows]


def towns_in(connection: sqlite3.Connection, countries: Sequence[str], admin1s: Sequence[str]) -> list[str]:
    """The towns and sites of the index in these countries or first-level regions."""
    values = {"countries": json.dumps(countries), "admin1s": json.dumps(admin1s)}
    return [row[0] for row in connection.execute(TOWNS_IN, values)]


def actors_in(connection: sqlite3.Connection, area: str) -> list[str]:
    """The known actors with events on earth or in a country."""
    known = [row[0] for row in connection.execute(KNOWN_ACTORS)]
    where = None if area == EARTH else area
    present = set(_present(connection, [actor_area(actor, where) for actor in known]))
    return [actor for actor in known if actor_area(actor, where) in present]
