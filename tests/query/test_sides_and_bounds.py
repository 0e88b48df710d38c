"""Sides to choose between, two bounds of one toll, short forms that are names, names of which nothing is known."""

from datetime import UTC, datetime

import pytest

from knowledge.world import World
from query.reading import AskedRole, Intent, Query
from query.understand import understand

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def read(question: str, world: World) -> Query:
    return understand(question, NOW, world).query


@pytest.mark.parametrize(
    ("question", "role"),
    [
        ("who killed most people in Ituri: CODECO, ADF or M23", AskedRole.PERPETRATOR),
        ("JNIM or Ansaroul Islam, who attacked more", AskedRole.PERPETRATOR),
        ("who lost more fighters, Hezbollah or Hamas", AskedRole.VICTIM),
        ("JNIM vs Ansaroul Islam, how many attacks each", AskedRole.PERPETRATOR),
    ],
)
def test_sides_have_one_part(question: str, role: AskedRole, world: World) -> None:
    actors = read(question, world).actors
    assert len(actors) >= 2
    assert {actor.role for actor in actors} == {role}


@pytest.mark.parametrize(
    ("question", "places", "sides"),
    [
        ("no of soldiers killed burkina vs mali 2025", set(), {("bfa", AskedRole.VICTIM), ("mli", AskedRole.VICTIM)}),
        ("Azerbaijan vs Armenia losses 2020", set(), {("aze", AskedRole.VICTIM), ("arm", AskedRole.VICTIM)}),
        ("deaths in Mali vs Niger", {"Mali", "Niger"}, set()),
        ("civilians killed Sudan vs South Sudan", {"Sudan", "South Sudan"}, set()),
    ],
)
def test_people_counted_of_one_country_against_another(
    question: str, places: set[str], sides: set[tuple[str, AskedRole]], world: World
) -> None:
    query = read(question, world)
    assert query.intent is Intent.COMPARE
    assert {asked.place.name for asked in query.places} == places
    assert {(actor.id, actor.role) for actor in query.actors} == sides


@pytest.mark.parametrize(
    "question",
    ["attacks with more than 4 but fewer than 20 dead", "attacks with more than 4 dead but fewer than 20"],
)
def test_two_bounds_hold_both(question: str, world: World) -> None:
    toll = read(question, world).toll
    assert toll is not None
    assert (toll.min, toll.max) == (5, 19)


def test_a_short_form_beside_an_army_is_a_group(world: World) -> None:
    assert "kachin-independence-army" in {actor.id for actor in read("KIA and Tatmadaw clashes", world).actors}
    assert [outcome.value for outcome in read("how many KIA in Gao", world).outcomes] == ["killed"]


def test_part_of_an_unknown_name_is_no_other_place(world: World) -> None:
    places = read("attacks in Doundou Koiratégui, Niger", world).places
    assert [asked.place.country for asked in places] == ["NE"]
    assert all(asked.place.name == "Niger" for asked in places)
