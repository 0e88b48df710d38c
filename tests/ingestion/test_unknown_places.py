"""A village that no gazetteer has keeps its own name, from the report to the answer."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.places import has_position
from domain.reports import Report
from extraction.pipeline import Extractor
from knowledge.world import World
from query.ask import ask
from store.database import open_for_reading, open_for_writing
from store.writing.reports import add_report

NOW = datetime(2025, 11, 20, 12, tzinfo=UTC)
TEXT = (
    "Gunmen attacked the village of Umuokpara, Imo State, on Tuesday and killed four farmers, residents said. "
    "The police commissioner in Owerri promised an inquiry."
)


@pytest.fixture
def index(tmp_path: Path, extractor: Extractor) -> Path:
    path = tmp_path / "index.db"
    with closing(open_for_writing(path)) as writer:
        for report, events in extractor.extract([Report(text=TEXT, published=NOW, source="Test Wire")]):
            add_report(writer, report, events)
    return path


def test_a_village_that_is_not_known_stands_in_the_smallest_known_area(extractor: Extractor) -> None:
    [(_, events)] = extractor.extract([Report(text=TEXT, published=NOW)])
    place = events[0].places[0]
    assert (place.place.name, place.place.country, place.place.admin1) == ("Umuokpara", "NG", "ng-28")
    assert not has_position(place.place)
    assert "its position is not known" in place.reason


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("attacks in Umuokpara", 1),
        ("attacks in umuokpara this week", 1),
        ("how many were killed in Umuokpara", 1),
        ("attacks in Imo state", 1),
        ("attacks in Nigeria", 1),
        ("attacks in Owerri", 0),
        ("attacks in Borno", 0),
    ],
)
def test_a_question_finds_it_by_its_name_and_by_what_it_lies_in(
    question: str, found: int, index: Path, world: World
) -> None:
    with closing(open_for_reading(index)) as reader:
        answer = ask(question, NOW, reader, world)
    assert answer.count == found
    assert answer.reading.query.places
