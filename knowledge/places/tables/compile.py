"""Compiles the gazetteer: GeoNames and our own tables in, one SQLite file out.

It is written beside its place and renamed, so that two processes at once cannot hurt each other; where it stands and
when it is stale says `cache`.
"""

import contextlib
import json
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import astuple
from pathlib import Path

from domain.globe import cell
from domain.places import PlaceKind
from knowledge.folding import consonants, fold, key, variants
from knowledge.places.surroundings import describe_regions, span_regions
from knowledge.places.tables import atlas, geonames
from knowledge.places.tables.entries import Entry, prominence
from knowledge.places.words import GENERIC, GENERIC_WITH

Progress = Callable[[int, int], None]
NOTABLE = 0.27
"""Places of this prominence and above are found by misspelt names too: towns, and all places where there is war."""
SHORT = 4
"""Letters that a name must have to be found by misspelt ones; by-names and abbreviations one more."""
FOREIGN = 8
"""Hundredths of weight that a name in another language or an old one has less than those we chose."""
ABANDONED = 3600.0
"""Seconds after which a half-written file belongs to nobody any more."""

SCHEMA = """
    create table place (
        id integer primary key, -- the GeoNames number; negative for places of our own tables
        own text,               -- their id; null for those of GeoNames
        name text not null, kind text not null, country text, admin1 text, latitude real not null,
        longitude real not null, population integer not null, prominence integer not null,
        cell integer not null, extra text
    ) strict;
    -- rank: 0 the name that is shown, 1 one of our tables, 2 one that GeoNames adds;
    -- weight: how likely the name means this place, in hundredths, over 100 where it is settled by senses.csv
    create table name (
        folded text not null, place integer not null, rank integer not null, weight integer not null,
        primary key (folded, place)
    ) strict, without rowid;
    create table sound (id integer primary key, key text not null) strict;
    create table bones (consonants text, sound integer, primary key (consonants, sound)) strict, without rowid;
    -- the names of notable places, which are found by misspelt ones too; weight: the best of the places that bear it
    create table spelling (
        id integer primary key, folded text not null, sound integer not null, weight integer not null
    ) strict;
    -- variant: checksum of a name with one letter left out, so that names one edit apart meet
    create table near (variant integer, spelling integer, primary key (variant, spelling)) strict, without rowid;
    create table adjective (folded text, country text, primary key (folded, country)) strict, without rowid;
    -- how many words the longest name has that begins with this word
    create table opener (word text primary key, longest integer not null) strict, without rowid;
    create table word (folded text primary key) strict, without rowid;
    create temp table variants (variant integer not null, spelling integer not null);
"""
INDEXES = """
    insert into near select distinct variant, spelling from variants order by variant, spelling;
    drop table variants;
    create unique index place_own on place (own) where own is not null;
    create index place_cell on place (cell);
    create index place_admin1s on place (country) where kind = 'admin1';
    create unique index sound_key on sound (key);
    create index spelling_sound on spelling (sound);
    analyze;
"""


READABLE = 0o644
"""Of the file, which one user may compile for all."""


def compile_gazetteer(
    path: Path, progress: Progress | None = None, entries: Callable[[], Iterable[Entry]] | None = None
) -> None:
    """Write the compiled gazetteer to `path`, whole or not at all, and take away what older releases left there.

    `progress` is called with (done, total); `entries` gives what is compiled, all that is known if left out.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".places-", suffix=".part")
    os.close(handle)
    part = Path(name)
    try:
        with closing(sqlite3.connect(part)) as file:
            _fill(file, entries or gather, progress or (lambda done, total: None))
        part.chmod(READABLE)  # a temporary file is its maker's alone
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    _sweep(path)


def _sweep(path: Path) -> None:
    """Remove stale compilations beside `path`, but the one opened last: a bot of the release before may still run on
    it, and each of its threads opens the file anew."""
    with contextlib.suppress(OSError):
        stale = [old for old in path.parent.glob("places-*.sqlite") if old != path and path.name.startswith("places-")]
        for old in sorted(stale, key=lambda old: old.stat().st_mtime)[:-1]:
            old.unlink(missing_ok=True)
        for part in path.parent.glob(".places-*.part"):
            if part.stat().st_mtime < time.time() - ABANDONED:
                part.unlink(missing_ok=True)


def gather() -> list[Entry]:
    """All entries of all sources, put in relation to each other."""
    words = atlas.english_words()
    renamings = atlas.renamings()
    codes = {country.code for country in atlas.countries()}
    admin1s = list(atlas.admin1s())
    cities = [*geonames.cities({entry.id: entry for entry in admin1s}, words), *atlas.sites()]
    for city in cities:
        if new := renamings.get(city.id):
            city.folded.add(fold(city.name))
            city.name, city.aka = new.name, new.aka
            city.population = new.population or city.population
            if new.admin1:
                city.admin1, city.country = new.admin1, new.admin1[:2].upper()
    populations = geonames.country_populations()
    countries = [
        Entry(
            id=country.code.lower(),
            name=country.name,
            kind=PlaceKind.COUNTRY,
            country=country.code,
            admin1=None,
            latitude=0.0,
            longitude=0.0,
            population=populations.get(country.code, 0),
            aka=country.aka,
            countries=(country.code,),
        )
        for country in atlas.countries()
    ]
    regions = list(atlas.regions(geonames.continents(codes)))
    describe_regions(cities, admin1s, countries)
    span_regions(regions, [*admin1s, *countries])
    return [*countries, *admin1s, *regions, *cities]


def _fill(file: sqlite3.Connection, gathered: Callable[[], Iterable[Entry]], progress: Progress) -> None:
    progress(0, 100)
    file.executescript("pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -65536;" + SCHEMA)
    entries = list(gathered())
    total = len(entries) * 3 // 2  # the indexes take about a third of the time
    notable: dict[str, int] = {}
    openers: dict[str, int] = {}
    rows = _write_places(file, entries, notable, progress, total)
    file.executemany("insert into name values (?, ?, ?, ?)", _noting_openers(rows, openers))
    file.executemany("insert into opener values (?, ?)", sorted(openers.items()))
    _write_spellings(file, notable)
    for country in atlas.countries():
        forms = {fold(form) for form in country.adjectives}
        file.executemany("insert into adjective values (?, ?)", [(form, country.code.lower()) for form in forms])
    file.executemany("insert into word values (?)", [(word,) for word in sorted(atlas.english_words())])
    file.executescript(INDEXES)
    file.commit()
    progress(total, total)


def _write_places(
    file: sqlite3.Connection, entries: list[Entry], notable: dict[str, int], progress: Progress, total: int
) -> Iterator[tuple[str, int, int, int]]:
    """Write the rows of `place`, give the rows of `name`, and gather the names that are to be found by their sound."""
    war = {country.code: country.war for country in atlas.countries()}
    fame = {entry.id: prominence(entry, war.get(entry.country or "", 0)) for entry in entries}
    senses = {fold(name): place for name, place in atlas.senses().items()}
    cursor = file.cursor()
    for done, entry in enumerate(entries):
        number = int(entry.id[3:]) if entry.tongues else -1 - done
        cursor.execute(
            "insert into place values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(
                    number,
                    entry.id if number < 0 else None,
                    entry.name,
                    entry.kind.value,
                    entry.country,
                    entry.admin1,
                    entry.latitude,
                    entry.longitude,
                ),
                *(entry.population, round(100 * fame[entry.id]), cell(entry.latitude, entry.longitude), _extra(entry)),
            ),
        )
        shown = fold(entry.name)
        ours = {shown, *map(fold, entry.aka)}
        for form in folded_names(entry):
            weight = round(100 * fame[entry.id]) - (0 if form in ours else FOREIGN)
            if entry.kind is PlaceKind.ADMIN1 and entry.twin:
                weight = min(weight, round(100 * fame[entry.twin]) - FOREIGN - 2)  # the bare name means the city
            if senses.get(form) == entry.id:
                weight += 100
            yield form, number, 0 if form == shown else 1 if form in ours else 2, weight
            if fame[entry.id] >= NOTABLE and len(form) >= (SHORT if form == shown else SHORT + 1):
                notable[form] = max(weight, notable.get(form, 0))
        if done % 5000 == 0:
            progress(done, total)


def _noting_openers(
    rows: Iterator[tuple[str, int, int, int]], openers: dict[str, int]
) -> Iterator[tuple[str, int, int, int]]:
    """Pass the rows of `name` on, and note the first words of names of several words."""
    for row in rows:
        first, *rest = row[0].split()
        if rest and len(rest) >= openers.get(first, 0):
            openers[first] = len(rest) + 1
        yield row


def folded_names(entry: Entry) -> set[str]:
    """All names of an entry in folded form. Mere directions name a first-level region only with a word for its kind."""
    forms = {fold(name) for name in (entry.name, *entry.aka)} | entry.folded
    forms.discard("")
    if entry.kind is PlaceKind.ADMIN1:
        forms = {form for form in forms if len(form) > 2}
        bare = forms & GENERIC
        forms = (forms - bare) | {f"{name} {word}" for name in bare for word in GENERIC_WITH}
    return forms


def _extra(entry: Entry) -> str | None:
    extra = {
        "aka": entry.aka,
        "countries": entry.countries,
        "admin1s": entry.admin1s,
        "box": astuple(entry.box) if entry.box else None,
        "extent": astuple(entry.extent) if entry.extent else None,
        "twin": entry.twin,
        "district": entry.district,
    }
    stated = {field: value for field, value in extra.items() if value}
    return json.dumps(stated, ensure_ascii=False, separators=(",", ":")) if stated else None


def _write_spellings(file: sqlite3.Connection, notable: dict[str, int]) -> None:
    """Write the nets for misspelt names. Those in Latin letters are sought by edits too, the others by key alone."""
    sounds: dict[str, int] = {}
    rows = []
    for number, (form, weight) in enumerate(sorted(notable.items())):
        sound = sounds.setdefault(key(form), len(sounds))
        rows.append((number, form, sound, weight))
        if form.isascii():
            codes = ((code, number) for code in variants(form))
            file.executemany("insert into variants values (?, ?)", codes)
    file.executemany("insert into spelling values (?, ?, ?, ?)", rows)
    file.executemany("insert into sound values (?, ?)", ((number, sound) for sound, number in sounds.items()))
    bones = sorted((consonants(sound), number) for sound, number in sounds.items() if sound.isascii())
    file.executemany("insert into bones values (?, ?)", bones)
