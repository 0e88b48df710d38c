"""Our own tables of places: countries, first-level and named regions, and the sites that GeoNames lacks.

Each stands as a data file in `data/`; this module reads them into entries. Nothing here knows how they are compiled.
"""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from domain.places import Box, PlaceKind
from knowledge.places.tables.cache import TABLES
from knowledge.places.tables.entries import Entry

_SETTLED = frozenset(["village", "town", "district"])


@dataclass(frozen=True, slots=True)
class Country:
    """What our table says of a country; `war` is 0 (none) to 3 (war)."""

    code: str
    name: str
    aka: tuple[str, ...]
    adjectives: tuple[str, ...]
    war: int


@cache
def countries() -> tuple[Country, ...]:
    """All countries of the table."""
    return tuple(
        Country(row["code"], row["name"], _names(row["aka"]), _names(row["adjectives"]), int(row["war"]))
        for row in _rows("countries.csv")
    )


def admin1s() -> Iterator[Entry]:
    """All first-level regions."""
    for row in _rows("admin1.csv"):
        country = row["id"].partition("-")[0]
        yield Entry(
            id=row["id"],
            name=row["name"],
            kind=PlaceKind.ADMIN1,
            country=country.upper(),
            admin1=row["id"],
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
            aka=_names(row["aka"]),
        )


def sites() -> Iterator[Entry]:
    """Bases, camps, dams, crossings, fields; and districts and villages, which are cities to us."""
    for row in _rows("sites.csv"):
        country, admin1 = row["country"] or None, row["admin1"] or None
        yield Entry(
            id=row["id"],
            name=row["name"],
            kind=PlaceKind.CITY if row["type"] in _SETTLED else PlaceKind.SITE,
            country=country,
            admin1=admin1,
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
            aka=_names(row["aka"]),
            district=row["type"] == "district",
        )


def regions(continents: Mapping[str | None, tuple[str, ...]]) -> Iterator[Entry]:
    """Named regions: of first-level regions, of whole countries, of a box; `continents` are the countries of each."""
    with (TABLES / "regions.toml").open("rb") as file:
        rows = tomllib.load(file)["region"]
    for row in rows:
        box = Box(*row["box"]) if "box" in row else None
        countries = tuple(row.get("countries", continents.get(row.get("continent"), ())))
        latitude, longitude = row["middle"]
        yield Entry(
            id=f"region-{row['id']}",
            name=row["name"],
            kind=PlaceKind.REGION,
            country=countries[0] if len(countries) == 1 else None,
            admin1=None,
            latitude=latitude,
            longitude=longitude,
            aka=tuple(row.get("aka", ())),
            countries=countries,
            admin1s=tuple(row.get("admin1s", ())),
            box=box,
        )


@dataclass(frozen=True, slots=True)
class Renaming:
    """What we call a GeoNames place and what else it is called; its region and people where GeoNames errs."""

    name: str
    aka: tuple[str, ...]
    admin1: str | None
    population: int


def renamings() -> dict[str, Renaming]:
    """The renamings of GeoNames places, by id."""
    return {
        row["id"]: Renaming(row["name"], _names(row["aka"]), row["admin1"] or None, int(row["population"] or 0))
        for row in _rows("place-names.csv")
    }


def senses() -> dict[str, str]:
    """Which place a bare name means, by the name: id."""
    return {row["name"]: row["id"] for row in _rows("senses.csv")}


@cache
def english_words() -> frozenset[str]:
    """Everyday English words."""
    return frozenset((TABLES / "english-words.txt").read_text("ascii").split())


def _rows(file: str) -> Iterator[dict[str, str]]:
    with (TABLES / file).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _names(cell: str) -> tuple[str, ...]:
    return tuple(name for name in cell.split("|") if name)
