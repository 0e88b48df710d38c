"""Clauses on the reports of an event, and points on the globe, in questions: read, said back, and read again alike."""

from datetime import UTC, datetime

import pytest

from knowledge.world import World
from query.understand import understand
from query.understanding.words.clauses import clauses_of
from query.wording.paraphrase import sentence

NOW = datetime(2025, 12, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("question", "rest", "least", "without"),
    [
        ("strikes from at least 2 sources", "strikes", 2, ()),
        ("strikes with at least two independent sources in Syria", "strikes in Syria", 2, ()),
        ("strikes reported by 3 or more outlets", "strikes", 3, ()),
        ("strikes by more than one source", "strikes", 2, ()),
        ("2+ sources", "", 2, ()),
        ("strikes according to 2 sources", "strikes according to 2 sources", None, ()),
        ("strikes from reliable sources", "strikes from reliable sources", None, ()),
        ("at least 5 killed", "at least 5 killed", None, ()),
        ("how many sources", "how many sources", None, ()),
        ("attacks not mentioning turkey", "attacks", None, ("turkey",)),
        ("attacks not mentioning turkey or football", "attacks", None, ("turkey", "football")),
        ('attacks without "tear gas" in Lima', "attacks in Lima", None, ("tear", "gas")),
        ("attacks without drones", "attacks without drones", None, ()),
        ("attacks with no casualties", "attacks with no casualties", None, ()),
    ],
)
def test_what_a_clause_says(question: str, rest: str, least: int | None, without: tuple[str, ...]) -> None:
    found = clauses_of(question)
    assert (" ".join(found.rest.split()), found.least_sources, found.without) == (rest, least, without)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "drone strikes from 2 or more outlets not mentioning turkey",
            "Drone strikes told by at least 2 sources not mentioning “turkey”, latest first",
        ),
        ("strikes within 20 km of 36.2012N, 37.1612E", "Strikes within 20 km of 36.2012, 37.1612, latest first"),
        ("attacks within 5 km of -1.67 29.22", "Attacks within 5 km of -1.67, 29.22, latest first"),
        ("attacks within 5 km of 1.67S/29.22E", "Attacks within 5 km of -1.67, 29.22, latest first"),
    ],
)
def test_it_is_said_back_and_read_again(world: World, question: str, said: str) -> None:
    query = understand(question, NOW, world).query
    assert sentence(query) == said
    assert understand(said, NOW, world).query == query


def test_a_point_off_the_globe_is_none(world: World) -> None:
    assert understand("strikes within 10 km of 96.2012, 37.1612", NOW, world).query.places == ()
