"""Sentence → what was used, and never what was hit, taken or found."""

import pytest

from extraction.pipeline import Extractor
from tests.extraction.slots import events


@pytest.mark.parametrize(
    ("text", "weapons"),
    [
        ("A drone struck a market in Kassala on Monday.", {"drone"}),
        ("A car bomb exploded outside a court in Azaz on Monday.", {"car bomb"}),
        ("Israeli fighter jets struck a depot near Baalbek on Monday.", {"fighter jet"}),
        ("Militants armed with rifles and grenades attacked a convoy near Gao on Sunday.", {"rifle", "grenade"}),
        ("Hamas fighters fired an anti-tank missile at a vehicle in Rafah on Tuesday.", {"anti-tank missile"}),
        ("A rocket attack on Erbil wounded two people on Sunday.", {"rocket"}),
        ("Gunmen attacked the village of Dablo on Monday.", set()),
    ],
)
def test_used(extractor: Extractor, text: str, weapons: set[str]) -> None:
    assert {weapon for event in events(extractor, text) for weapon in event.weapons} == weapons


@pytest.mark.parametrize(
    "text",
    [
        "The strike destroyed two tanks and a rocket launcher near Kupiansk on Tuesday.",
        "Soldiers seized 40 rifles and three machine guns when they raided a camp in Kachin on Friday.",
        "An air strike on Monday hit a drone factory near Isfahan.",
    ],
)
def test_what_was_hit_or_taken_is_no_weapon(extractor: Extractor, text: str) -> None:
    assert [weapon for event in events(extractor, text) for weapon in event.weapons] == []
