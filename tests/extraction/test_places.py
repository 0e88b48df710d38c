"""Where it happened, apart from where it came from and what is only named."""

import pytest

from domain.places import PlaceRole
from extraction.pipeline import Extractor
from tests.extraction.slots import events


def where(extractor: Extractor, text: str, role: PlaceRole = PlaceRole.LOCATION, title: str | None = None) -> list[str]:
    """The words for the places of all events in that role."""
    found = events(extractor, text, title=title)
    return [place.text for event in found for place in event.places if place.role == role]


PLACES = {
    "in": ("A bomb killed two people in Basra on Monday.", ["Basra"]),
    "near": ("Gunmen ambushed a convoy near Gao on Friday.", ["Gao"]),
    "at a distance": ("Gunmen ambushed a convoy 30 km south of Gao on Friday.", ["Gao"]),
    "the object": ("Russian forces shelled Nikopol on Monday.", ["Nikopol"]),
    "the town, not the country around it": ("A drone hit a bus in Nikopol in Ukraine on Monday.", ["Nikopol"]),
    "before the sentence's verb": ("In Basra, gunmen shot dead a judge on Monday.", ["Basra"]),
    "not the dateline": ("BEIRUT, Dec 3 – A drone hit a car in Tyre on Wednesday.", ["Tyre"]),
    "not where it was said": ("A drone hit a car in Tyre, a spokesman said in Beirut.", ["Tyre"]),
    "not where victims come from": ("Gunmen shot dead two workers from Lahore in Gwadar on Monday.", ["Gwadar"]),
    "not whose government": ("A drone hit a car in Tyre, the foreign ministry in Paris said.", ["Tyre"]),
    "not where the dead were taken": ("A drone killed two men in Tyre and the bodies were taken to Sidon.", ["Tyre"]),
}


@pytest.mark.parametrize(("text", "expected"), PLACES.values(), ids=PLACES.keys())
def test_places(extractor: Extractor, text: str, expected: list[str]) -> None:
    assert where(extractor, text) == expected


def test_where_it_was_launched_from_is_its_origin(extractor: Extractor) -> None:
    text = "A missile launched from Yemen hit a house in Eilat on Monday."
    assert where(extractor, text) == ["Eilat"]
    assert where(extractor, text, PlaceRole.ORIGIN) == ["Yemen"]


def test_the_place_of_the_title_fills_a_text_without_one(extractor: Extractor) -> None:
    assert where(extractor, "A car bomb killed two policemen on Monday.", title="Bomb in Basra") == ["Basra"]


def test_the_heading_s_place_is_around_the_point_s(extractor: Extractor) -> None:
    text = "Syria:\n\n- A bomb killed two people in Homs on Monday.\n- Gunmen shot dead a judge in Idlib on Monday."
    assert where(extractor, text) == ["Homs", "Idlib"]
    assert where(extractor, text, PlaceRole.MENTIONED) == ["Syria", "Syria"]


def test_a_name_of_several_towns_is_that_of_the_country_spoken_of(extractor: Extractor) -> None:
    found = events(extractor, "A bomb killed two people in Tripoli in Lebanon on Monday.")
    assert [place.place.country for event in found for place in event.places] == ["LB", "LB"]


def test_another_name_changes_the_place_only(extractor: Extractor) -> None:
    both = [events(extractor, f"A drone strike killed two people in {town} on Monday.") for town in ("Basra", "Homs")]
    assert [event.type for event in both[0]] == [event.type for event in both[1]]
    assert [event.places[0].place.country for found in both for event in found] == ["IQ", "SY"]
