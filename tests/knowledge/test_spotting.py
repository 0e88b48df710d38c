"""Names of places are found in lists of words, with the words for kind and part beside them."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.places import PlaceKind
from knowledge.places.gazetteer import Gazetteer

SPACY_LIKE = re.compile(r"\w+(?:[.'’]\w+)*|[^\w\s]")


def found(gazetteer: Gazetteer, text: str) -> list[tuple[str, str]]:
    return [(span.name, span.places[0].id) for span in gazetteer.spot(text.split())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("strikes in Deir ez-Zor yesterday", [("Deir ez-Zor", "gn-170794")]),
        ("strikes in Deir ez-Zor province yesterday", [("Deir ez-Zor province", "sy-07")]),
        ("raids in the province of Homs", [("province of Homs", "sy-11")]),
        ("in the city of Mosul on Sunday", [("city of Mosul", "gn-99072")]),
        ("shelling in northern Syria", [("northern Syria", "part-north-sy")]),
        ("fighting in northeastern Burkina Faso", [("northeastern Burkina Faso", "part-northeast-bf")]),
        ("the southern Helmand province", [("southern Helmand province", "af-10")]),
        ("in South Sudan and West Kordofan", [("South Sudan", "ss"), ("West Kordofan", "sd-62")]),
        ("a base near al-Tanf garrison", [("al-Tanf garrison", "site-al-tanf")]),
        ("Iraqi and Syrian troops", []),
        ("Iraq's army took Ukraine's side", [("Iraq's", "iq"), ("Ukraine's", "ua")]),
        ("latest strikes deir ezzour", [("deir ezzour", "gn-170794")]),
        ("attacks near khan yunis", [("khan yunis", "gn-281124")]),
        ("most of the attacks killed nobody, same as last week", []),
        ("They met in Gaza. City officials left", [("Gaza.", "ps-gz")]),
        ("in Gaza City, they said", [("Gaza City,", "gn-281133")]),
        ("west of Homs", [("Homs", "gn-169577")]),
        ("ضربات على دير الزور", [("دير الزور", "gn-170794")]),
    ],
)
def test_spans(gazetteer: Gazetteer, text: str, expected: list[tuple[str, str]]) -> None:
    assert found(gazetteer, text) == expected


def test_hyphens_and_apostrophes_may_be_words_of_their_own(gazetteer: Gazetteer) -> None:
    words = SPACY_LIKE.findall("Strikes near Deir ez-Zor and Sana'a hit al-Hudaydah port")
    assert [span.places[0].name for span in gazetteer.spot(words)] == ["Deir ez-Zor", "Sanaa", "Hodeidah port"]


def test_spans_are_in_order_and_apart(gazetteer: Gazetteer) -> None:
    spans = gazetteer.spot(
        ["Russia", "struck", "Kharkiv", ",", "Kharkiv", "region", ",", "and", "Odesa", "in", "southern", "Ukraine"]
    )
    assert [span.start for span in spans] == sorted(span.start for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert [span.places[0].id for span in spans][2] == "ua-07"


def test_everyday_words_are_marked(gazetteer: Gazetteer) -> None:
    spans = {span.name: span for span in gazetteer.spot(["Police", "in", "Turkey", "and", "Mosul"])}
    assert spans["Turkey"].common
    assert not spans["Mosul"].common
    assert spans["Mosul"].weight > 0.5


def test_the_north_of_a_province_round_a_city(gazetteer: Gazetteer) -> None:
    (span,) = gazetteer.spot(["clashes", "in", "northern", "Hama", "countryside"])
    assert span.places[0].id == "part-north-sy-10"
    assert span.places[0].kind is PlaceKind.REGION


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=12), max_size=15))
def test_any_words(words: list[str]) -> None:
    for span in Gazetteer.open().spot(words):
        assert 0 <= span.start < span.end <= len(words)
        assert span.places
