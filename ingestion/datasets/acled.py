"""A row of ACLED into an event. What its columns and codes mean stands in `acled.toml`.

Nought dead is what ACLED fills in where nobody reports any: it is not stated, rather than nobody.
"""

import re
import tomllib
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from domain.actors import ActorKind, ActorRole, EventActor
from domain.calendar import day_range, months_range, week_range
from domain.casualties import Casualty, Outcome
from domain.events import Event, Evidence
from domain.places import EventPlace, PlaceKind
from domain.reports import Report
from domain.taxonomy import category_of, kinds
from domain.times import Precision, TimeRange
from ingestion.datasets.names import Names, Usage, point, with_country
from ingestion.datasets.values import (
    Row,
    WrongValue,
    by_columns,
    day,
    decimal,
    identifier,
    number,
    row_of,
    within_years,
)
from knowledge.world import World
from store.writing.datasets import DatasetRow

PLACE = ("country", "latitude", "longitude", "geo_precision", "admin1", "location")
SIDES = ("event_type", "country", "actor1", "actor2", "assoc_actor_1", "assoc_actor_2", "inter1", "inter2")


@cache
def codes() -> dict[str, Any]:
    """What `acled.toml` says."""
    table: dict[str, Any] = tomllib.loads(files("ingestion").joinpath("acled.toml").read_text(encoding="utf-8"))
    return table


class AcledReader:
    """Turns the rows of a file with these columns into events."""

    def __init__(self, world: World, columns: Sequence[str]) -> None:
        table = codes()
        self._names = Names(world, Usage.of(table))
        self._nobody = re.compile(table["nobody"])
        self._place = by_columns(self._find_place, columns, *PLACE)
        self._actors = by_columns(self._find_actors, columns, *SIDES)
        self._time = by_columns(_time, columns, "event_date", "time_precision")
        own = ("event_id_cnty", "notes", "event_type", "sub_event_type", "fatalities", "source")
        self._own = row_of(columns, *own, "actor1", "actor2", "location", "country")

    def read(self, values: Sequence[str]) -> DatasetRow:
        """The row's event and its words. Raises WrongValue, which names the column."""
        row = self._own(values)
        key = identifier(row, "event_id_cnty")
        notes = " ".join((row.get("notes") or "").split())
        sides = " – ".join(name for name in (_value(row, "actor1"), _value(row, "actor2")) if name)
        text = notes or f"{sides}, {_value(row, 'location') or row['country']}".strip(", ")
        kind = _kind(row, notes)
        dead = number(row, "fatalities") if _value(row, "fatalities") else 0
        event = Event(
            category=category_of(kind),
            type=kind,
            prevented=_value(row, "sub_event_type") in codes()["prevented"]["sub_events"],
            attribution=_listed(row, "source"),
            time=self._time(values),
            places=(self._place(values),),
            actors=self._actors(values),
            casualties=(Casualty(Outcome.KILLED, dead, dead, dead),) if dead else (),
            evidence=(Evidence(0, len(text), text),),
            confidence=1.0,
        )
        unknown = "" if self._names.country(row["country"]) else row["country"]
        return DatasetRow(key, Report(text, source=codes()["name"], id=key), event, unknown)

    def _find_place(self, row: Row) -> EventPlace:
        named = identifier(row, "country")
        country = self._names.country(named)
        where = decimal(row, "latitude", -90, 90), decimal(row, "longitude", -180, 180)
        kind = PlaceKind(_code(row, "geo_precision", "place"))
        admin1 = self._names.admin1(_value(row, "admin1"), country.country or "") if country else None
        name = _value(row, "location") or _value(row, "admin1") or named
        if kind is PlaceKind.ADMIN1:
            if admin1 is not None:
                return EventPlace(admin1, name)
            kind = PlaceKind.REGION
        shown = name if country else with_country(name, named)
        return EventPlace(point(shown, kind, where, country, admin1), name)

    def _find_actors(self, row: Row) -> tuple[EventActor, ...]:
        doing = _value(row, "event_type") in codes()["doing"]["events"]
        found: dict[tuple[str, ActorRole], EventActor] = {}
        for side in ("1", "2"):
            unknown = ActorKind(codes()["inter"].get(_value(row, f"inter{side}"), "armed-group"))
            for name in (_value(row, f"actor{side}"), *_listed(row, f"assoc_actor_{side}")):
                if not name:
                    continue
                kind = ActorKind.UNKNOWN if self._nobody.match(name) else unknown
                actor = self._names.actor(name, row["country"], kind)
                role = _role(side, actor.kind) if doing else ActorRole.PARTY
                found.setdefault((actor.id, role), EventActor(actor, name, role))
        return tuple(found.values())


def _role(side: str, kind: ActorKind) -> ActorRole:
    if side == "1":
        return ActorRole.PERPETRATOR
    return ActorRole.VICTIM if kind is ActorKind.CIVILIANS else ActorRole.TARGET


def _value(row: Row, column: str) -> str:
    return (row.get(column) or "").strip()


def _listed(row: Row, column: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in _value(row, column).split(";") if name.strip())


def _code(row: Row, column: str, table: str) -> str:
    """What a precision's number stands for; where the file has none, the finest."""
    value = _value(row, column) or "1"
    if value not in codes()[table]:
        raise WrongValue(column, f"must be 1, 2 or 3, not {value!r}")
    return str(codes()[table][value])


@cache
def _kinds_by_sub_event() -> dict[str, str]:
    """Our kind for each of ACLED's sub-events: the most general that is exported as it, but for what ACLED parts."""
    found: dict[str, str] = {}
    for kind in kinds().values():
        if kind.acled_sub_event:
            found.setdefault(kind.acled_sub_event, kind.id)
    return {**found, **codes()["sub_event"]}


def _kind(row: Row, notes: str) -> str:
    event, sub_event = identifier(row, "event_type"), _value(row, "sub_event_type")
    if event not in codes()["event"]:
        raise WrongValue("event_type", f"is none of ACLED's: {event!r}")
    if not sub_event:
        return str(codes()["event"][event])
    if sub_event not in _kinds_by_sub_event():
        raise WrongValue("sub_event_type", f"is none of ACLED's: {sub_event!r}")
    for means in codes()["means"]:
        if means["sub_event"] == sub_event and re.search(means["words"], notes, re.IGNORECASE):
            return str(means["type"])
    return _kinds_by_sub_event()[sub_event]


def _time(row: Row) -> TimeRange:
    on = _day(row, "event_date")
    match Precision(_code(row, "time_precision", "time")):
        case Precision.MONTH:
            return months_range(on.year, on.month, on.month)
        case Precision.WEEK:
            return week_range(on)
    return day_range(on)


def _day(row: Row, column: str) -> date:
    """A date as `2025-12-20` or `20 December 2025`, both of which ACLED has written."""
    try:
        written = datetime.strptime(_value(row, column), "%d %B %Y").date()
    except ValueError:
        return day(row, column)
    return within_years(column, written)
