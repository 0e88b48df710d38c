"""Places that are added to the compiled gazetteer: entries in, a file beside it that every command reads out.

An entry that the file has already, by its id, is written anew; so a second import of a file changes nothing. Where each
came from is kept with it.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from domain.places import PlaceKind
from knowledge.places.tables.compile import compile_gazetteer
from knowledge.places.tables.entries import Entry

_TABLE = "create table if not exists added (id text primary key, source text not null, entry text not null) strict"
_FIELDS = ("id", "name", "kind", "country", "admin1", "latitude", "longitude", "population", "aka", "tongues")


@dataclass(frozen=True, slots=True)
class Added:
    """What became of entries: how many were new, and how many the file had."""

    new: int
    known: int


def add(path: Path, entries: Iterable[Entry], source: str) -> Added:
    """Add entries to the file of added places, naming where they come from."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = _kept(path)
    before = len(kept)
    given = {entry.id: (source, _to_json(entry)) for entry in entries}
    changed = {id: told for id, told in given.items() if kept.get(id, ("", ""))[1] != told[1]}
    kept |= changed
    new = len(kept) - before
    if changed:
        compile_gazetteer(path, entries=lambda: (_from_json(entry) for _, entry in kept.values()))
        with closing(sqlite3.connect(path)) as file, file:
            file.execute(_TABLE)
            rows = ((id, told[0], told[1]) for id, told in kept.items())
            file.executemany("insert into added values (?, ?, ?)", rows)
    return Added(new, len(given) - new)


def source_of(path: Path, id: str) -> str | None:
    """Where an added place came from; None where it was not added."""
    return kept[0] if (kept := _kept(path).get(id)) else None


def digest_of_added(path: Path) -> str:
    """The same for files that add the same places, in whatever order they came; empty where there are none."""
    kept = _kept(path)
    told = "\n".join(sorted(entry for _, entry in kept.values()))
    return hashlib.blake2b(told.encode(), digest_size=8).hexdigest() if kept else ""


def _kept(path: Path) -> dict[str, tuple[str, str]]:
    if not path.exists():
        return {}
    with closing(sqlite3.connect(path)) as file:
        return dict(_rows(file))


def _rows(file: sqlite3.Connection) -> Iterator[tuple[str, tuple[str, str]]]:
    for id, source, entry in file.execute("select id, source, entry from added"):
        yield id, (source, entry)


def _to_json(entry: Entry) -> str:
    told = asdict(entry)
    return json.dumps({field: told[field] for field in _FIELDS}, ensure_ascii=False, sort_keys=True)


def _from_json(text: str) -> Entry:
    told = json.loads(text)
    return Entry(**{**told, "kind": PlaceKind(told["kind"]), "aka": tuple(told["aka"])})
