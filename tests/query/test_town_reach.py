"""What a town takes in: itself, its parts and sites, what lies around it, and nothing that is another town's."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import day_range
from domain.events import Event, Evidence
from domain.places import EventPlace, Place, PlaceKind, point_id
from domain.reports import Report
from knowledge.world import World
from query.ask import ask
from query.search.town_reach import FARTHEST_KM, NEAREST_KM, other_towns, reach_km
from store.database import open_for_reading, open_for_writing
from store.search.areas import reach
from store.search.selection import Around, Selection, Town
from store.writing.reports import add_report

NOW = datetime(2026, 3, 11, 15, 30, tzinfo=UTC)


def coded(name: str, country: str, admin1: str, latitude: float, longitude: float) -> Place:
    """A town as a dataset codes it, by its position."""
    return Place(
        point_id(PlaceKind.CITY, latitude, longitude), name, PlaceKind.CITY, country, admin1, latitude, longitude
    )


PLACES = {
    "rafah": "gn-281102",
    "khan younis": "gn-281124",
    "tel al-sultan": "site-tel-al-sultan",
    "gaza city": "gn-281133",
    "shujaiya": "site-shujaiya",
    "al-shifa": "site-al-shifa-hospital",
    "jabalia": "gn-281129",
    "strip": "ps-gz",
    "baghouz": "site-baghouz",
    "al-bukamal": "gn-174448",
    "suwayda": "gn-172408",
    "kyiv": "gn-703448",
    "pechersk": "gn-13535745",
    "boryspil": "gn-711635",
    "damascus": "gn-170654",
    "mezzeh": "site-mezzeh",
}
CODED = {
    "khan younis, coded": coded("Khan Younis town", "PS", "ps-gz", 31.3402, 34.3063),
    "rafah, coded": coded("Rafah town", "PS", "ps-gz", 31.2972, 34.2436),
    "east of rafah": coded("Crossing road", "PS", "ps-gz", 31.285, 34.275),
    "beside al-bukamal": coded("Al Bukamal town", "SY", "sy-07", 34.4522, 40.9186),
    "by baghouz": coded("Baghuz hill", "SY", "sy-07", 34.449, 40.951),
    "daraa": coded("Hill of the next province", "SY", "sy-06", 32.71, 36.44),
    "darayya": coded("Darayya town", "SY", "sy-08", 33.4587, 36.2327),
}


@pytest.fixture(scope="module")
def index(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """A raid at each of these places."""
    places = {name: world.gazetteer.get(id) for name, id in PLACES.items()} | CODED
    path = tmp_path_factory.mktemp("reach") / "index.db"
    with closing(open_for_writing(path)) as writer:
        for number, (name, place) in enumerate(places.items()):
            assert place is not None, name
            day = date(2025, 1, 1) + timedelta(days=10 * number)  # so far apart that no two are taken for one
            time, evidence = day_range(day), (Evidence(0, len(name), name),)
            raid = Event("raid", "raid", time=time, places=(EventPlace(place, name),), evidence=evidence)
            add_report(writer, Report(name, NOW, source=name), [raid])
    with closing(open_for_reading(path)) as reader:
        yield reader


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("Rafah", {"rafah", "tel al-sultan", "rafah, coded", "east of rafah"}),
        ("Khan Younis", {"khan younis", "khan younis, coded"}),
        ("Tel al-Sultan", {"tel al-sultan"}),
        ("Gaza City", {"gaza city", "shujaiya", "al-shifa"}),
        ("Shujaiya", {"shujaiya"}),
        (
            "the Gaza Strip",
            {"strip", "rafah", "khan younis", "tel al-sultan", "gaza city", "shujaiya", "al-shifa", "jabalia"}
            | {"khan younis, coded", "rafah, coded", "east of rafah"},
        ),
        ("Baghouz", {"baghouz", "by baghouz"}),
        ("Al-Bukamal", {"al-bukamal", "beside al-bukamal"}),
        ("Suwayda city", {"suwayda"}),
        ("Kyiv city", {"kyiv", "pechersk"}),
        ("Pechersk", {"pechersk"}),
        ("Damascus city", {"damascus", "mezzeh"}),
        ("Darayya", {"darayya"}),
    ],
)
def test_what_a_town_takes_in(index: sqlite3.Connection, world: World, asked: str, wanted: set[str]) -> None:
    found = ask(f"raids in {asked}", NOW, index, world, limit=50)
    assert {stored.mentions[0].source for stored in found.events} == wanted


def test_near_a_town_takes_in_the_others(index: sqlite3.Connection, world: World) -> None:
    found = {stored.mentions[0].source for stored in ask("raids near Rafah", NOW, index, world, limit=50).events}
    assert {"rafah", "khan younis", "gaza city"} <= found
    within = ask("raids within 20 km of Rafah", NOW, index, world, limit=50).events
    assert {"rafah", "khan younis"} <= {stored.mentions[0].source for stored in within}


def test_a_town_left_out_leaves_its_neighbours(index: sqlite3.Connection, world: World) -> None:
    found = ask("raids in the Gaza Strip except in Rafah", NOW, index, world, limit=50)
    left = {stored.mentions[0].source for stored in found.events}
    assert {"khan younis", "khan younis, coded", "strip"} <= left
    assert not {"rafah", "tel al-sultan", "rafah, coded"} & left


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("the Gaza Strip", "Raids in Gaza Strip (Palestine), latest first"),
        ("Gaza", "Raids in Gaza Strip (region and city, Palestine), latest first"),
        ("Gaza City", "Raids in Gaza City (city, Palestine), latest first"),
        ("the West Bank", "Raids in West Bank (Palestine), latest first"),
        ("Rafah", "Raids in Rafah (city, Palestine), latest first"),
        ("Suwayda", "Raids in Suwayda (city and province, Syria), latest first"),
    ],
)
def test_a_region_is_called_what_it_is(index: sqlite3.Connection, world: World, asked: str, said: str) -> None:
    found = ask(f"raids in {asked}", NOW, index, world)
    assert f"Understood: {said}." in found.text or f"Nothing found for: {said}." in found.text
    again = ask(said, NOW, index, world)
    assert again.reading.query == found.reading.query


@given(st.integers(0, 40_000_000), st.integers(0, 40_000_000))
def test_more_people_reach_farther_within_bounds(one: int, other: int) -> None:
    small, large = (
        reach_km(Place("x", "X", PlaceKind.CITY, None, None, 0, 0, population=people))
        for people in sorted((one, other))
    )
    assert NEAREST_KM <= small <= large <= FARTHEST_KM


@pytest.mark.parametrize("name", ["Gaza City", "Kyiv", "Goma", "Baghdad", "Aleppo", "Suva"])
def test_the_towns_around_are_others_within_reach_of_one_another(world: World, name: str) -> None:
    found = world.gazetteer.resolve(name)
    assert found is not None
    city = found.place if found.place.kind is PlaceKind.CITY else world.gazetteer.twin(found.place)
    assert city is not None
    for town in other_towns(city, world.gazetteer):
        place = world.gazetteer.get(town.place)
        assert place is not None
        assert place.kind is PlaceKind.CITY
        assert town.place != city.id


def test_the_nearer_of_two_towns_has_what_lies_between(index: sqlite3.Connection) -> None:
    """The bounds of two towns meet where both are as far out of the one as of the other."""
    rafah = Town("gn-281102", 31.29, 34.25, 4.0)
    east = CODED["east of rafah"]
    for others, held in (
        ((), True),
        ((Town("x", 31.285, 34.276, 0.1),), True),
        ((Town("x", 31.285, 34.276, 3.0),), False),
    ):
        area = Around(rafah.latitude, rafah.longitude, rafah.km, others)
        assert (east.id in reach(index, Selection(areas=(area,))).areas) is held
