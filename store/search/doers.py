"""What bars by actor leave out, and what they show more than once: a Selection in, the sums that explain them out.

An event without a known doer stands at no bar, one of several doers or sides at each of theirs; so bars by actor need
not add up to the whole.
"""

import json
import sqlite3
from collections.abc import Set
from dataclasses import dataclass

from domain.actors import ActorRole
from domain.measures import Metric
from store.database import explained
from store.search.conditions import narrowed, scan
from store.search.selection import Selection
from store.search.series import DOING, value_of_each

DOERS = """(
    select count(distinct y.actor_id) from event_actors as y
    where y.event_id = {key} and y.role in ({roles}) and y.actor_id not in (
        select id from actors where kind in ('unknown', 'civilians') union select value from json_each(:apart)
    )
)"""  # primary key of event_actors
SHARED = """
    select min(doers, 2) as doers, count(*) as events, coalesce(sum(value), 0) as value
    from (select {doers} as doers, {value} as value from {relation} where {where} limit -1) group by 1
"""  # the limit keeps the inner rows apart: else their doers are counted for each use of the column
AT_MOST = 50_000
"""Of so many events the actors are read, a few microseconds each: nobody waits longer to learn what bars leave out."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the events, and how many events or people they add to a series."""

    events: int = 0
    value: int = 0


@dataclass(frozen=True, slots=True)
class Shares:
    """The events of a breakdown by actor: with one doer, with none that is known, and with several."""

    one: Part
    none: Part
    several: Part

    @property
    def total(self) -> int:
        """All of them together, each counted once."""
        return self.one.value + self.none.value + self.several.value


def shares(
    connection: sqlite3.Connection,
    selection: Selection,
    metric: Metric = Metric.EVENTS,
    roles: Set[ActorRole] = DOING,
    apart: Set[str] = frozenset(),
) -> Shares:
    """How the events that `series` counts by actor are shared among those in `roles`; those `apart` have no bar."""
    with explained():
        sql = scan(connection, selection)
        value = value_of_each(selection, metric, sql)
        doers = DOERS.format(key=sql.key, roles=", ".join(f"'{role.value}'" for role in sorted(roles)))
        sql.parameters["apart"] = json.dumps(sorted(apart))
        relation = narrowed(sql.relation, doers, value, sql.where)
        statement = SHARED.format(doers=doers, value=value, relation=relation, where=sql.where)
        rows = connection.execute(statement, sql.parameters)
        parts = {row["doers"]: Part(row["events"], row["value"]) for row in rows}
    return Shares(parts.get(1, Part()), parts.get(0, Part()), parts.get(2, Part()))
