"""What happened, what is only planned, and what never becomes an event."""

import pytest

from domain.events import Status
from extraction.pipeline import Extractor
from tests.extraction.slots import events


@pytest.mark.parametrize(
    "text",
    [
        "Iran will strike Israeli bases if it is attacked again, a commander said on Tuesday.",
        "The army plans to launch an offensive on El Obeid next week.",
        "Rebels are planning an assault on Mopti, the army said.",
        "Russia would bomb Kyiv again, the minister said.",
        "Kyiv is preparing an attack on Sevastopol, Moscow said.",
    ],
)
def test_planned(extractor: Extractor, text: str) -> None:
    found = events(extractor, text)
    assert found
    assert {event.status for event in found} == {Status.PLANNED}


@pytest.mark.parametrize(
    "text",
    [
        "No air strikes were carried out in Idlib on Thursday, monitors said.",  # negated
        "The army did not attack the village of Dablo, a spokesman said.",
        "Mediators urged both sides to stop the shelling of El Fasher.",  # asked for
        "If the rebels seize the airport, the capital could fall within days.",  # supposed
        "Did Israel bomb the embassy in Damascus?",  # asked
        "Troops stormed a village in a drill near Kaliningrad on Tuesday.",  # rehearsed
        "The monitor counted 117 attacks in the third quarter.",  # counted up
        "The drones give the army the ability to strike Port Sudan.",  # made possible
    ],
)
def test_never_an_event(extractor: Extractor, text: str) -> None:
    assert events(extractor, text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Police foiled a car bomb attack on a church in Peshawar on Sunday.",
        "An attempted suicide attack on a mosque in Kano was thwarted on Friday.",
        "Ukrainian air defences shot down 20 drones over Kyiv overnight.",
    ],
)
def test_prevented(extractor: Extractor, text: str) -> None:
    found = events(extractor, text)
    assert [event.prevented for event in found] == [True]
    assert found[0].status != Status.PLANNED


@pytest.mark.parametrize(
    "text",
    [
        "Shelling hit Nikopol on Tuesday.",
        "Rebels began shelling Sake on Monday.",
        "The group vowed to avenge the killing of its leader in Jenin on Monday.",  # taken for granted
        "Russia may have used a cruise missile in the attack on Odesa on Sunday.",  # only the means is in doubt
        "The army repelled an attack on its base near Sevare on Monday.",
    ],
)
def test_happened(extractor: Extractor, text: str) -> None:
    found = events(extractor, text)
    assert found
    assert all(event.status != Status.PLANNED and not event.prevented for event in found)
