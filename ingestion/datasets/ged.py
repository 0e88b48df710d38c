"""A row of UCDP's Georeferenced Event Dataset into an event. What its columns and codes mean stands in `ged.toml`.

The dead of each side, civilians among them, are parts of the whole: they are never added to it.
"""

import re
import tomllib
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from domain.actors import Actor, ActorKind, ActorRole, EventActor
from domain.calendar import LAST_YEAR, days, midnight
from domain.casualties import Casualty, Group, Outcome
from domain.events import Event, Evidence
from domain.places import EventPlace, PlaceKind
from domain.reports import Report
from domain.taxonomy import category_of
from domain.times import Precision, TimeRange
from ingestion.datasets.names import Names, Usage, point, with_country
from ingestion.datasets.values import SAME, Row, WrongValue, by_columns, day, decimal, identifier, number, row_of
from knowledge.world import World
from store.writing.datasets import DatasetRow

PLACE = ("country", "latitude", "longitude", "where_prec", "where_coordinates", "adm_1", "adm_2")
DEATHS = ("low", "best", "high", "deaths_a", "deaths_b", "deaths_civilians")


@cache
def codes() -> dict[str, Any]:
    """What `ged.toml` says."""
    table: dict[str, Any] = tomllib.loads(files("ingestion").joinpath("ged.toml").read_text(encoding="utf-8"))
    return table


class GedReader:
    """Turns the rows of a file with these columns into events; places and sides are looked up once each."""

    def __init__(self, world: World, columns: Sequence[str]) -> None:
        names = Names(world, Usage.of(codes()))
        self._between = re.compile(codes()["between_allies"])
        self._country, self._admin1, self._actor = names.country, names.admin1, names.actor
        self._actors = cache(self._find_actors)
        sides = ("type_of_violence", "side_a", "side_b", "country")
        self._place = by_columns(self._find_place, columns, *PLACE)
        self._sides = by_columns(self._find_sides, columns, *sides)
        self._casualties = by_columns(self._find_casualties, columns, *sides, *DEATHS)
        self._time = by_columns(_time, columns, "date_start", "date_end", "date_prec")
        self._published = by_columns(_published, columns, "date_start", "source_date")
        self._own = row_of(columns, "id", "source_headline", "where_coordinates", *sides)
        self._kind = lru_cache(SAME)(_kind)

    def read(self, values: Sequence[str]) -> DatasetRow:
        """The row's event and its words. Raises WrongValue, which names the column."""
        row = self._own(values)
        key = identifier(row, "id")
        headline = " ".join((row.get("source_headline") or "").split())
        text = headline or f"{row['side_a']} – {row['side_b']}, {row.get('where_coordinates') or row['country']}"
        kind = self._kind(number(row, "type_of_violence"), headline)
        event = Event(
            category=category_of(kind),
            type=kind,
            time=self._time(values),
            places=(self._place(values),),
            actors=self._sides(values),
            casualties=self._casualties(values),
            evidence=(Evidence(0, len(text), text),),
            confidence=1.0,
        )
        unknown = "" if self._country(row["country"]) else row["country"]
        return DatasetRow(key, Report(text, self._published(values), source=codes()["name"], id=key), event, unknown)

    def _find_place(self, row: Row) -> EventPlace:
        named = identifier(row, "country")
        country = self._country(named)
        latitude, longitude = decimal(row, "latitude", -90, 90), decimal(row, "longitude", -180, 180)
        precision = str(number(row, "where_prec"))
        if precision not in codes()["place"]:
            raise WrongValue("where_prec", f"must be 1 to 7, not {precision}")
        kind = PlaceKind(codes()["place"][precision])
        name = row.get("where_coordinates") or row.get("adm_2") or row.get("adm_1") or named
        admin1 = self._admin1(row.get("adm_1") or "", country.country or "") if country else None
        if kind is PlaceKind.COUNTRY and country is not None:
            return EventPlace(country, name)
        if kind is PlaceKind.ADMIN1 and admin1 is not None:
            return EventPlace(admin1, name)
        finest = PlaceKind.REGION if kind in (PlaceKind.COUNTRY, PlaceKind.ADMIN1) else kind
        shown = name if country else with_country(name, named)
        return EventPlace(point(shown, finest, (latitude, longitude), country, admin1), name)

    def _find_sides(self, row: Row) -> tuple[EventActor, ...]:
        one_sided = number(row, "type_of_violence") == 3
        roles = (ActorRole.PERPETRATOR, ActorRole.VICTIM) if one_sided else (ActorRole.PARTY, ActorRole.PARTY)
        return tuple(
            EventActor(actor, row[column], role)
            for column, role in zip(("side_a", "side_b"), roles, strict=True)
            for actor in self._actors(row[column], row["country"])
        )

    def _find_actors(self, side: str, country: str) -> tuple[Actor, ...]:
        """The actors of a side: allies are named with commas between them."""
        names = (name.strip() for name in self._between.split(side))
        return tuple(dict.fromkeys(self._actor(name, country) for name in names if name))

    def _find_casualties(self, row: Row) -> tuple[Casualty, ...]:
        low, best, high = (number(row, column) for column in ("low", "best", "high"))
        # The dataset itself has rows whose best estimate lies outside its range.
        lines = [Casualty(Outcome.KILLED, min(low, best), max(high, best), best)]
        if number(row, "type_of_violence") != 3:
            for column, side in (("deaths_a", "side_a"), ("deaths_b", "side_b")):
                actors = self._actors(row[side], row["country"])
                state = bool(actors) and all(actor.kind is ActorKind.STATE for actor in actors)
                group = Group.MILITARY if state else Group.MILITANT
                lines += _part(row, column, group, actors[0].id if len(actors) == 1 else None)
        lines += _part(row, "deaths_civilians", Group.CIVILIAN, None)
        return tuple(lines)


def _kind(violence: int, headline: str) -> str:
    """The type of event: what the headline says of the means, else by the type of violence."""
    if violence not in (1, 2, 3):
        raise WrongValue("type_of_violence", f"must be 1, 2 or 3, not {violence}")
    words, headline = codes()["headline"], headline.lower()  # to pass over case in a pattern takes half as long again
    if not re.search(words["not_with"], headline):
        for means in words["means"]:
            if re.search(means["words"], headline):
                return str(means["type"])
    return "attack" if violence == 3 else "clash"


def _time(row: Row) -> TimeRange:
    first, last = day(row, "date_start"), day(row, "date_end")
    if last < first:
        raise WrongValue("date_end", f"is before date_start: {last} and {first}")
    precision = str(number(row, "date_prec"))
    if precision not in codes()["time"]:
        raise WrongValue("date_prec", f"must be 1 to 5, not {precision}")
    stated = Precision(codes()["time"][precision])
    return days(first, last, Precision.WEEK if stated is Precision.DAY and first != last else stated)


def _part(row: Row, column: str, group: Group, side: str | None) -> list[Casualty]:
    people = number(row, column) if row.get(column) else 0
    return [Casualty(Outcome.KILLED, people, people, people, group, side, part=True)] if people else []


def _published(row: Row) -> datetime | None:
    """The newest date among the row's sources that is not before the event; a row without such a one has none."""
    dates, first = [], day(row, "date_start")
    for text in (row.get("source_date") or "").split(";"):
        try:
            dates.append(date.fromisoformat(text.strip()[:10]))
        except ValueError:
            continue
    newest = max((told for told in dates if first <= told and told.year <= LAST_YEAR), default=None)
    return None if newest is None else midnight(newest)
