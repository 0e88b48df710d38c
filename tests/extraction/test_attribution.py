"""Who says so where more than a sentence decides; the ways of a sentence stand in `cases/sources.txt`."""

from domain.events import Status
from extraction.pipeline import Extractor
from tests.extraction.slots import events


def test_a_denial_against_blame_leaves_it_disputed(extractor: Extractor) -> None:
    text = "The RSF denied any role in Monday's drone strike on El Obeid. Residents blamed the group."
    event = events(extractor, text)[0]
    assert "The RSF" in event.attribution
    assert event.status == Status.DISPUTED


def test_a_partys_own_bulletin_is_its_own_word(extractor: Extractor) -> None:
    text = "Russian aircraft struck an airfield near Starokostiantyniv on Monday."
    assert events(extractor, text, source="Russian Ministry of Defence")[0].status == Status.CONFIRMED
    assert events(extractor, text, source="Kyiv Courier")[0].status == Status.REPORTED
