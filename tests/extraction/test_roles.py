"""Who did it, to whom: sentence by sentence, by what in the grammar says so."""

from collections.abc import Iterable

import pytest

from domain.events import Event
from extraction.pipeline import Extractor
from tests.extraction.slots import events


def parts(found: Iterable[Event]) -> list[str]:
    """ "perpetrator isr", "target hamas" … of all the events, in alphabetical order."""
    return sorted({f"{actor.role.value} {actor.actor.id}" for event in found for actor in event.actors})


ROLES = {
    "subject and object": (
        "Israeli forces attacked Hezbollah near Tyre on Monday.",
        ["perpetrator isr", "target hezbollah"],
    ),
    "passive agent": ("A bus was hit by a Russian missile in Sumy on Monday.", ["perpetrator rus"]),
    "possessive": (
        "Turkey's strike on the PKK near Qandil killed two people.",
        ["perpetrator tur", "target kurdistan-workers-party"],
    ),
    "adjective before a weapon": ("An Israeli drone hit a car near Tyre on Monday.", ["perpetrator isr"]),
    "by after a noun": ("An attack by Hamas near Gaza City on Monday was repelled.", ["perpetrator hamas"]),
    "against after a noun": ("The raid against Boko Haram near Maiduguri began on Monday.", ["target boko-haram"]),
    "light verb": ("French jets carried out a strike near Gao on Monday.", ["perpetrator fra"]),
    "fighters of a group": (
        "Fighters of the Taliban killed six policemen near Kunduz on Sunday.",
        ["perpetrator taliban", "victim afg"],
    ),
    "unknown gunmen": (
        "Unknown gunmen abducted a Chinese engineer near Bamako on Monday.",
        ["perpetrator unknown-gunmen", "victim chn"],
    ),
    "sides of a clash": (
        "Hezbollah clashed with Israeli troops near Bint Jbeil on Monday.",
        ["party hezbollah", "party isr"],
    ),
    "relative clause": (
        "Rebels who attacked the Malian army near Kidal on Monday fled.",
        ["perpetrator rebels", "target mli"],
    ),
    "shared subject": ("Russian forces shelled Nikopol and hit a school on Monday.", ["perpetrator rus"]),
    "taker of a town": ("The Taliban captured the town of Kunduz on Sunday.", ["perpetrator taliban"]),
    "who lets go": ("Ukrainian troops withdrew from Avdiivka on Saturday.", ["perpetrator ukr"]),
    "civilians by adjective": (
        "Militants killed six Syrian civilians near Palmyra on Monday.",
        ["perpetrator militants", "victim civilians"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), ROLES.values(), ids=ROLES.keys())
def test_roles(extractor: Extractor, text: str, expected: list[str]) -> None:
    assert parts(events(extractor, text)) == expected


def test_who_claims_it_in_the_next_sentence_did_it(extractor: Extractor) -> None:
    text = "A bomb killed nine people in a mosque in Peshawar on Friday. Islamic State claimed responsibility."
    assert "perpetrator islamic-state" in parts(events(extractor, text))


def test_who_is_blamed_in_the_next_sentence_did_it(extractor: Extractor) -> None:
    text = "A bomb killed nine people at a market in Jos on Friday. The governor blamed Boko Haram."
    assert "perpetrator boko-haram" in parts(events(extractor, text))


def test_a_pronoun_is_who_speaks(extractor: Extractor) -> None:
    text = "The Israeli army said it had killed two Hamas fighters in Rafah on Monday."
    assert parts(events(extractor, text)) == ["perpetrator isr", "victim hamas"]


def test_our_forces_are_the_source_s(extractor: Extractor) -> None:
    text = "Our forces captured the town of Bara on Monday."
    assert parts(events(extractor, text, source="RSF media office")) == ["perpetrator rapid-support-forces"]


@pytest.mark.parametrize(
    ("active", "passive"),
    [
        ("Russian forces shelled Nikopol on Monday.", "Nikopol was shelled by Russian forces on Monday."),
        ("The Taliban killed six policemen in Kunduz.", "Six policemen were killed by the Taliban in Kunduz."),
        ("Hamas abducted two Israeli soldiers near Rafah.", "Two Israeli soldiers were abducted by Hamas near Rafah."),
    ],
)
def test_active_and_passive_say_the_same(extractor: Extractor, active: str, passive: str) -> None:
    both = [events(extractor, text) for text in (active, passive)]
    assert parts(both[0]) == parts(both[1])
    assert [event.type for event in both[0]] == [event.type for event in both[1]]
