"""Actors that a text introduces itself: names with their abbreviation, and groups that the catalogue has not."""

import pytest

from extraction.pipeline import Extractor
from tests.extraction.slots import events

INTRODUCED = {
    "The Popular Resistance Army (PRA) killed six policemen near Wau on Tuesday.": "popular-resistance-army",
    "The Movement of Free Riders of Azawad (MFRA) killed four soldiers near Kidal on Monday.": (
        "movement-of-free-riders-of-azawad"
    ),
    "The Islamic State of West African Province (ISWAP) killed 15 soldiers in Borno State on Thursday.": (
        "islamic-state-west-africa-province"
    ),
    "The Union for Peace in Central Africa (UPC) attacked a village near Bambari on Monday.": (
        "union-for-peace-in-the-central-african-republic"
    ),
    "The Bira militia attacked the village of Tchabi on Monday, killing eight people.": "bira-militia",
}


@pytest.mark.parametrize("text", INTRODUCED)
def test_the_doer_is_the_group_that_the_text_introduces(extractor: Extractor, text: str) -> None:
    doers = [a.actor.id for event in events(extractor, text) for a in event.actors if a.role == "perpetrator"]
    assert doers == [INTRODUCED[text]]


def test_the_abbreviation_stands_for_the_group_further_on(extractor: Extractor) -> None:
    text = (
        "The Popular Resistance Army (PRA) killed six policemen near Wau on Tuesday. "
        "On Wednesday PRA fighters burned a school in Raga."
    )
    found = events(extractor, text)
    assert {a.actor.id for event in found for a in event.actors if a.role == "perpetrator"} == {
        "popular-resistance-army"
    }


def test_an_office_with_its_abbreviation_is_no_armed_group(extractor: Extractor) -> None:
    text = "The National Disaster Management Authority (NDMA) said gunmen killed three people in Bannu on Monday."
    assert [a.actor.id for event in events(extractor, text) for a in event.actors] == ["unknown-gunmen"]
