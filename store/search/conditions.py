"""A Selection into SQL: the relation that is read, the condition on it, and its parameters.

`events` and `event_areas` share the columns that conditions speak of, so that one condition fits both. What narrows
most drives the look-up by its own index; the rest is checked event by event:

    words                           mentions_fts, reports_fts        then events by id
    one area or actor, or the earth primary key of event_areas (area, counted, span, recency)
    several                         the same, each event once
"""

import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from domain.actors import ActorRole
from domain.casualties import Outcome
from domain.events import Status
from domain.taxonomy import kinds
from domain.times import TimeRange
from store.events.rows import EARTH, HOURS, ROLES, SPANS
from store.moments import short
from store.search.areas import LeftOut, Reach, places_of, reach
from store.search.selection import Involving, Selection
from store.tokens import terms_in

BY_WORDS = """
    select event_id from mentions indexed by mention_events
    where id in (select rowid from mentions_fts where mentions_fts match :words)
    union
    select event_id from mentions where report_id in (
        select id from reports
        where event_count = 1 and id in (select rowid from reports_fts where reports_fts match :words)
    )
"""  # a report that tells of one event speaks of it throughout; of several, only their own sentences count
AMONG = "{column} in (select value from json_each(:{name}))"
IN_AREAS = """exists (
    select 1 from event_areas as a where a.area in (select value from json_each(:{name})) and a.counted = e.counted
        and a.span = e.span and a.recency = e.recency and a.event_id = {key} and {roles}
)"""  # primary key of event_areas
HAS_ACTOR = """exists (
    select 1 from event_actors as x where x.event_id = {key}
        and x.actor_id in (select value from json_each(:{name}_ids))
        and x.role in (select value from json_each(:{name}_roles))
)"""  # primary key of event_actors
WINDOWS = "(select column1 as days, column2 as low, column3 as high from (values {rows})) as windows"
ONE_AREA = "{windows} cross join event_areas as e"
EACH_AREA = "json_each(:areas) as held cross join {windows} cross join event_areas as e"
WHOLE = "select e.* from"
EACH_ONCE = "(" + WHOLE + " {relation} where {where} group by e.event_id) as e"
SUFFERED = """exists (
    select 1 from figures as f where f.event_id = {key} and (f.max is null or f.max > 0) and {lines}
)"""  # primary key of figures
RELIABLE = """exists (
    select 1 from mentions as m
        cross join reports as r on r.id = m.report_id cross join sources as s on s.id = r.source_id
    where m.event_id = {key} and s.reliability <= :reliability
)"""  # index mentions_by_event, then the primary keys of reports and sources
MANY_OF_SOME = """(
    select sum(coalesce(f.best, f.min, 0)) from figures as f where f.event_id = {key} and {lines}
) >= :at_least"""  # primary key of figures
FEW_OF_SOME = """coalesce((
    select sum(coalesce(f.best, f.min, f.max is null or f.max > 0)) from figures as f
    where f.event_id = {key} and {lines}
), {unstated}) <= :at_most"""  # primary key of figures
HITTING = """exists (
    select 1 from event_targets as g where g.event_id = {key} and g.kind in (select value from json_each(:targets))
)"""  # primary key of event_targets
TOLD_BY = """exists (
    select 1 from mentions as m
        cross join reports as r on r.id = m.report_id left join sources as s on s.id = r.source_id
    where m.event_id = {key} and (
        named_among(s.name, :outlets)
        or exists (
            select 1 from json_each(telling_of(m.telling, m.quote), '$.attribution') as said
            where named_among(said.value, :outlets)
        )
    )
)"""  # index mentions_by_event, then the primary keys of reports and sources
OF_SOURCES = "(select w.source_count from events as w where w.id = {key}) >= :least_sources"  # primary key
THESE = "e.id in (select value from json_each(:among))"  # primary key of events
TOLD_IN_WORDS = """exists (
    select 1 from mentions as m where m.event_id = {key} and (
        exists (select 1 from mentions_fts where mentions_fts match :{words} and rowid = m.id)
        or exists (
            select 1 from reports as r where r.id = m.report_id and r.event_count = 1
                and exists (select 1 from reports_fts where reports_fts match :{words} and rowid = r.id)
        )
    )
)"""  # index mentions_by_event, then the full-text indexes by row
STATUS = "e.status in (select value from json_each(:statuses))"
MORE_THAN_ANY = 1_000_000_000
COUNTED = "e.counted = 1"
SINCE = f"case e.span when {HOURS} then :since_hour else :since end"
"""When the time asked for begins, as a row's own time is kept."""
FOR_EVER = "~"
"""Sorts behind every moment."""

Window = tuple[int, str, str]
"""A class of `span`, and the starts from when to before when events of that class are read."""


@dataclass(slots=True)
class Scan:
    """`select … from {relation} where {where}`; the row's alias is `e`, its event id `{key}`.

    `plain` is true where nothing but area, roles, kind and time is asked of what is counted, so that `event_months` can
    tell most of it, less what `left_out` reads. `each` is the relation and condition that read several areas, an event
    once for each that it is in.
    """

    relation: str
    key: str
    where: str
    parameters: dict[str, object]
    found: Reach
    plain: bool = False
    each: tuple[str, str] | None = None


def scan(connection: sqlite3.Connection, selection: Selection) -> Scan:
    """The SQL that reads the events of a selection, each once."""
    if selection.among is not None:
        return scan_within(selection, places_of(connection, selection))
    return scan_within(selection, reach(connection, selection))


def scan_within(selection: Selection, found: Reach, windows: Sequence[Window] | None = None) -> Scan:
    """The same in areas that were found before; only what starts in certain `windows`, where given."""
    if selection.among is not None:
        result = _among(selection, found)
    else:
        result = _by_words(selection, found) if selection.words else _by_area(selection, found, windows)
    checks = _actor_checks(selection, found.clauses, result)
    if selection.suffered:
        checks.append(SUFFERED.format(key=result.key, lines=casualty_lines(selection, result.parameters)))
    checks += _tolls(selection, result)
    checks += _standing(selection, result)
    result.plain = found.tallied and not (selection.words or checks) and counted(selection) == COUNTED
    if found.outside is not None:
        checks += lies_outside(found, result.key, result.parameters)
        result.plain = result.plain and found.outside.few
    result.where = " and ".join([result.where, *checks])
    return result


def lies_outside(found: Reach, key: str, parameters: dict[str, object]) -> list[str]:
    """The condition that an event lies in none of the areas left out."""
    if found.outside is None:
        return []
    parameters["outside"] = json.dumps(found.outside.areas)
    return [f"not {IN_AREAS.format(name='outside', key=key, roles='true')}"]


def left_out(selection: Selection, found: Reach, outside: LeftOut) -> Scan:
    """What a plain scan would read but for the areas left out: the events that lie in them, each once."""
    parameters: dict[str, object] = {"areas": json.dumps(outside.areas)}
    where = [COUNTED, *of_kind(selection, parameters), *still_going_on(selection, parameters)]
    if not outside.held:
        parameters["asked"] = json.dumps(found.areas)
        where.append(_in_areas("asked", "e.event_id", found))
    relation, within = read_areas(parameters, windows_of(selection), where)
    return Scan(relation, "e.event_id", within, parameters, found)


def _by_area(selection: Selection, found: Reach, windows: Sequence[Window] | None) -> Scan:
    parameters: dict[str, object] = {}
    where = [counted(selection), *of_kind(selection, parameters), *in_roles(found)]
    where += still_going_on(selection, parameters)
    read = windows_of(selection) if windows is None else windows
    if len(found.areas) == 1:
        parameters["area"] = found.areas[0]
        relation, within = read_area(parameters, read, where)
        return Scan(relation, "e.event_id", within, parameters, found)
    parameters["areas"] = json.dumps(found.areas)
    each = read_each(parameters, read, where)
    return Scan(_once(*each), "e.event_id", "true", parameters, found, each=each)


def read_area(parameters: dict[str, object], windows: Sequence[Window], where: Sequence[str]) -> tuple[str, str]:
    """The events of `:area`, window by window: relation and condition."""
    relation = ONE_AREA.format(windows=_written(windows, parameters))
    within = ["e.area = :area", *where, "e.span = windows.days", *_between()]
    return relation, " and ".join(within)


def read_areas(
    parameters: dict[str, object], windows: Sequence[Window], where: Sequence[str], name: str = ""
) -> tuple[str, str]:
    """The events of `:areas`, each once: relation and condition. `name` tells its parameters from those of another
    reading in the same statement."""
    return _once(*read_each(parameters, windows, where, name)), "true"


def _once(relation: str, where: str) -> str:
    return EACH_ONCE.format(relation=relation, where=where)


def narrowed(relation: str, *expressions: str) -> str:
    """A relation that has no more of each event than these expressions name: narrow rows are kept apart four times as
    fast."""
    columns = sorted({"e.event_id", *re.findall(r'\be\.(?:\w+|"\w+")', " ".join(expressions))})
    return relation.replace(WHOLE, f"select {', '.join(columns)} from", 1)


def read_each(
    parameters: dict[str, object], windows: Sequence[Window], where: Sequence[str], name: str = ""
) -> tuple[str, str]:
    """The events of `:areas`, once for each area: relation and condition."""
    within = ["e.area = held.value", *where, "e.span = windows.days", *_between()]
    return EACH_AREA.format(windows=_written(windows, parameters, name)), " and ".join(within)


def _between() -> tuple[str, str]:
    return "e.recency >= windows.low", "e.recency < windows.high"


def _written(windows: Sequence[Window], parameters: dict[str, object], name: str = "") -> str:
    rows = []
    for number, (span, low, high) in enumerate(windows):
        parameters.update({f"{name}low{number}": low, f"{name}high{number}": high})
        rows.append(f"({span}, :{name}low{number}, :{name}high{number})")
    return WINDOWS.format(rows=", ".join(rows) or "(0, '', '')")


def windows_of(selection: Selection, low: str = "", high: str = FOR_EVER) -> list[Window]:
    """Where events that touch the time asked for may start, between `low` and `high`: one that took at most a month
    need not be sought before the month before. Those without a time too, where no time is asked for."""
    if selection.time is None:
        return [(0, low, high), *days_of(selection, low, high), *hours_of(selection, low, high)]
    return [*days_of(selection, low, high), *hours_of(selection, low, high)]


def days_of(selection: Selection, low: str = "", high: str = FOR_EVER) -> list[Window]:
    """The windows of events that are known in days."""
    return [_window(selection.days, span, low, high) for span in SPANS]


def hours_of(selection: Selection, low: str = "", high: str = FOR_EVER) -> list[Window]:
    """The window of events that are known by the hour."""
    return [_window(selection.time, HOURS, low, high)]


def _window(time: TimeRange | None, span: int, low: str, high: str) -> Window:
    if time is None:
        return span, low, high
    until = min(high, short(time.end)) if time.end is not None else high
    first = short(time.start - timedelta(days=span)) if time.start is not None and span < SPANS[-1] else ""
    return span, max(low, first), until


def _by_words(selection: Selection, found: Reach) -> Scan:
    words = match_expression(selection.words, any_word=selection.any_word)
    parameters: dict[str, object] = {"words": words}
    where = [f"e.id in ({BY_WORDS if words else 'select null where false'})", counted(selection)]
    where += [*of_kind(selection, parameters), *in_time(selection, parameters)]
    if found.areas != (EARTH,):
        parameters["areas"] = json.dumps(found.areas)
        where.append(_in_areas("areas", "e.id", found))
    return Scan("events as e", "e.id", " and ".join(where), parameters, found)


def _among(selection: Selection, found: Reach) -> Scan:
    """Certain events, held against everything that is asked; how many others there are does not matter."""
    parameters: dict[str, object] = {"among": json.dumps(selection.among)}
    where = [THESE, counted(selection), *of_kind(selection, parameters), *in_time(selection, parameters)]
    if selection.words:
        parameters["words"] = match_expression(selection.words, any_word=selection.any_word)
        where.append(TOLD_IN_WORDS.format(key="e.id", words="words") if parameters["words"] else "false")
    if found.areas != (EARTH,):
        parameters["areas"] = json.dumps(found.areas)
        where.append(_in_areas("areas", "e.id", found))
    return Scan("events as e", "e.id", " and ".join(where), parameters, found)


def _in_areas(name: str, key: str, found: Reach) -> str:
    return IN_AREAS.format(name=name, key=key, roles=" and ".join(in_roles(found, "a")) or "true")


def _standing(selection: Selection, result: Scan) -> list[str]:
    """The conditions on who stands behind an event, who tells of it, and what was hit."""
    checks = []
    if selection.reliability is not None:
        result.parameters["reliability"] = selection.reliability
        checks.append(RELIABLE.format(key=result.key))
    if selection.statuses:
        left_out = {""} if Status.REPORTED in selection.statuses else set()  # as `event_areas` keeps it
        result.parameters["statuses"] = _listed({status.value for status in selection.statuses} | left_out)
        checks.append(STATUS)
    if selection.targets:
        result.parameters["targets"] = _listed(kind.value for kind in selection.targets)
        checks.append(HITTING.format(key=result.key))
    if selection.outlets:
        result.parameters["outlets"] = _listed(selection.outlets)
        checks.append(TOLD_BY.format(key=result.key))
    if selection.least_sources is not None:
        result.parameters["least_sources"] = selection.least_sources
        checks.append(OF_SOURCES.format(key=result.key))
    if unwanted := match_expression(selection.without_words, any_word=True):
        result.parameters["unwanted"] = unwanted
        checks.append(f"not {TOLD_IN_WORDS.format(key=result.key, words='unwanted')}")
    return checks


def _tolls(selection: Selection, result: Scan) -> list[str]:
    """The conditions on how many people an event cost, of those asked about: at least, and at most.

    What says that people came to harm and gives no number ("several dead") counts as one towards the most.
    """
    harm = selection.outcomes or frozenset({Outcome.KILLED, Outcome.INJURED})
    of_some = bool(selection.sides) or selection.group is not None
    lines = casualty_lines(replace(selection, outcomes=harm), result.parameters) if of_some else ""
    checks = []
    if selection.at_least:  # at least nobody is no bound: "no civilians killed" holds where no report tells of any
        result.parameters["at_least"] = selection.at_least
        sums = " + ".join(f"coalesce(e.{each.value}_best, e.{each.value}_min, 0)" for each in sorted(harm))
        many = MANY_OF_SOME.format(key=result.key, lines=lines)
        checks.append(many if of_some else f"{sums} >= :at_least")
    if selection.at_most is not None:
        result.parameters["at_most"] = selection.at_most
        unstated = MORE_THAN_ANY if selection.at_most else 0
        few = FEW_OF_SOME.format(key=result.key, lines=lines, unstated=unstated)
        checks.append(few if of_some else f"{_most(harm, unstated)} <= :at_most")
    return checks


def _most(harm: Iterable[Outcome], unstated: int) -> str:
    """How many people came to a harm, as an expression; `unstated` where no report says anything of them."""
    named = [
        f"case when e.{each.value}_min is null then null"
        f" else coalesce(e.{each.value}_best, nullif(e.{each.value}_min, 0), e.{each.value}_max is not 0) end"
        for each in sorted(harm)
    ]
    stated = " or ".join(f"e.{each.value}_min is not null" for each in sorted(harm))
    return f"(case when {stated} then {' + '.join(f'coalesce({one}, 0)' for one in named)} else {unstated} end)"


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


def match_expression(words: Iterable[str], *, any_word: bool = False) -> str | None:
    """Words as an FTS5 query: each must occur, or one of them; quoted, so that nothing in them is an operator."""
    terms = terms_in(words)
    return (" OR " if any_word else " ").join(f'"{term}"' for term in terms) or None


def _listed(values: Iterable[str]) -> str:
    return json.dumps(sorted(values))


def counted(selection: Selection) -> str:
    """The condition that a row `e` is of those that count, or of those asked for instead."""
    if selection.prevented:
        return "e.counted = 0 and e.prevented = 1 and e.status <> 'planned'"
    if selection.planned or selection.statuses == {Status.PLANNED}:
        return "e.counted = 0 and e.status = 'planned'"
    if any(not kinds()[kind].counted for kind in selection.types if kind in kinds()):
        return "e.counted in (0, 1) and e.prevented = 0 and e.status <> 'planned'"
    return COUNTED


def of_kind(selection: Selection, parameters: dict[str, object], alias: str = "e") -> list[str]:
    """The condition on a row's kind."""
    if not selection.types:
        return []
    parameters["types"] = _listed(selection.types)
    return [AMONG.format(column=f"{alias}.type", name="types")]


def still_going_on(selection: Selection, parameters: dict[str, object]) -> list[str]:
    """The condition that an event had not ended before the time asked for."""
    time, days = selection.time, selection.days
    if time is None or time.start is None or days is None or days.start is None:
        return []
    parameters.update(since=short(days.start), since_hour=short(time.start))
    return [f'e."end" > {SINCE}']


def in_time(selection: Selection, parameters: dict[str, object]) -> list[str]:
    """The conditions that an event touches the time asked for, where no windows have seen to it."""
    time, days = selection.time, selection.days
    if time is None:
        return []
    before = []
    if time.end is not None and days is not None and days.end is not None:
        parameters.update(until=short(days.end), until_hour=short(time.end))
        before = [f"e.recency < case e.span when {HOURS} then :until_hour else :until end"]
    return ["e.span > 0", *before, *still_going_on(selection, parameters)]


def in_roles(found: Reach, alias: str = "e") -> list[str]:
    """The condition that an actor's row is of one of the roles asked for."""
    return [f"{alias}.roles & {found.roles}"] if found.roles else []


def _actor_checks(selection: Selection, clauses: Sequence[Involving], result: Scan) -> list[str]:
    checks = []
    for number, clause in enumerate(clauses):
        checks.append(_has_actor(f"actor{number}", clause.actors, clause.roles, result))
    if selection.without:
        checks.append(f"not {_has_actor('without', selection.without, frozenset(), result)}")
    return checks


def _has_actor(name: str, actors: Iterable[str], roles: frozenset[ActorRole], result: Scan) -> str:
    result.parameters[f"{name}_ids"] = _listed(actors)
    result.parameters[f"{name}_roles"] = _listed(role.value for role in roles or ROLES)
    return HAS_ACTOR.format(key=result.key, name=name)
