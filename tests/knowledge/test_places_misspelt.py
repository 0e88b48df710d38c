"""Misspelt names are found: one random edit in a place of five letters or more, nine times in ten."""

import random
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.globe import kilometres
from domain.places import Place
from knowledge.folding import fold
from knowledge.places.gazetteer import Gazetteer
from knowledge.places.tables import atlas

SAMPLE = 700


def edited(name: str, chance: random.Random) -> str:
    """The name with one letter left out, put in, replaced, or two exchanged."""
    at = chance.randrange(len(name))
    letter = chance.choice(string.ascii_lowercase)
    swapped = name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :] if at else name[1:]
    return chance.choice(
        [name[:at] + name[at + 1 :], name[:at] + letter + name[at:], name[:at] + letter + name[at + 1 :], swapped]
    )


def is_same(one: Place, other: Place) -> bool:
    apart = kilometres(one.latitude, one.longitude, other.latitude, other.longitude)
    return one.country == other.country and apart < 30


@pytest.fixture(scope="module")
def towns(gazetteer: Gazetteer) -> list[Place]:
    """Towns of over 20,000 people, spread over the world, that their own name means."""
    chance = random.Random(20)
    found: list[Place] = []
    while len(found) < SAMPLE:
        here = gazetteer.within(chance.uniform(-40, 65), chance.uniform(-120, 145), 60)
        large = [place for place in here if place.population > 20_000 and place.id.startswith("gn-")]
        for place in chance.sample(large, min(2, len(large))):
            resolution = gazetteer.resolve(place.name)
            if len(fold(place.name)) >= 5 and resolution and is_same(resolution.place, place):
                found.append(place)
    return found


def test_one_edit_still_finds_nine_of_ten(gazetteer: Gazetteer, towns: list[Place]) -> None:
    chance = random.Random(5)
    found = 0
    for town in towns:
        resolution = gazetteer.resolve(edited(town.name, chance))
        meant = (resolution.place, *resolution.rivals) if resolution else ()
        found += any(is_same(place, town) for place in meant)
    assert found >= 0.9 * len(towns)


def test_one_edit_is_right_at_once_where_there_is_war(gazetteer: Gazetteer) -> None:
    chance = random.Random(6)
    war = {country.code for country in atlas.countries() if country.war == 3}
    towns = [
        place
        for code in sorted(war)
        for region in gazetteer.admin1s(code)
        for place in gazetteer.within(region.latitude, region.longitude, 80)[:40]
        if place.country == code and place.population > 50_000 and len(fold(place.name)) >= 6
    ]
    assert len(towns) > 150
    found = 0
    for town in towns:
        resolution = gazetteer.resolve(edited(town.name, chance))
        found += resolution is not None and is_same(resolution.place, town)
    assert found >= 0.87 * len(towns)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Omdruman", "Omdurman"),
        ("tikirt", "Tikrit"),
        ("bengazi", "Benghazi"),
        ("Kharkhiv", "Kharkiv"),
        ("Zaporizhya", "Zaporizhzhia"),
        ("Mogadischu", "Mogadishu"),
        ("Quandahar", "Kandahar"),
        ("Felluja", "Fallujah"),
        ("Albab", "Al-Bab"),
        ("Arraqqa", "Raqqa"),
        ("Deir Ezzoor", "Deir ez-Zor"),
        ("Khan Yoonis", "Khan Younis"),
        ("Maiduguru", "Maiduguri"),
        ("Bahkmut", "Bakhmut"),
        ("sydeny", "Sydney"),
        ("Irbeel", "Erbil"),
    ],
)
def test_common_slips(gazetteer: Gazetteer, written: str, shown: str) -> None:
    resolution = gazetteer.resolve(written)
    assert resolution is not None
    assert resolution.place.name == shown


def test_a_village_at_war_keeps_its_own_name(gazetteer: Gazetteer) -> None:
    """Exact names are not given up for better known neighbours in spelling."""
    chance = random.Random(8)
    kept = asked = 0
    for region in gazetteer.admin1s("SY") + gazetteer.admin1s("SD") + gazetteer.admin1s("YE"):
        here = [p for p in gazetteer.within(region.latitude, region.longitude, 60) if p.id.startswith("gn-")]
        for place in chance.sample(here, min(4, len(here))):
            resolution = gazetteer.resolve(place.name)
            asked += 1
            kept += resolution is not None and "exact" in resolution.reason
    assert asked > 100
    assert kept >= 0.97 * asked


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_no_text_raises(text: str) -> None:
    resolution = Gazetteer.open().resolve(text)
    assert resolution is None or 0 <= resolution.score <= 1
