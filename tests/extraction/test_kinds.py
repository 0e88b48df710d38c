"""Which words tell of what: one sentence each, with the kind of the event that it tells."""

from datetime import UTC, datetime

import pytest

from domain.events import Status
from domain.reports import Report
from extraction.pipeline import Extractor

NOON = datetime(2025, 12, 20, 12, tzinfo=UTC)


def happened(extractor: Extractor, text: str, title: str | None = None) -> list[str]:
    """The types of the events that the text says happened, in its order."""
    ((_, events),) = extractor.extract([Report(text=text, title=title, published=NOON)])
    return [e.type for e in events if e.category != "statement" and e.status != Status.PLANNED]


TOLD = {
    "by verb": [
        ("Russian missiles hit a power station in Poltava on Monday.", "missile-strike"),
        ("Warplanes bombed a market in Idlib on Monday.", "air-strike"),
        ("The army shelled the town of Nyala on Tuesday.", "shelling"),
        ("Gunmen ambushed a convoy near Gao on Friday.", "ambush"),
        ("Rebels stormed an army post in Beni on Friday.", "assault"),
        ("Gunmen shot dead a judge in Kandahar on Friday.", "shooting"),
        ("Militants killed six farmers near Maiduguri on Sunday.", "killing"),
        ("Militants beheaded two hostages in Cabo Delgado in May.", "execution"),
        ("Bandits abducted 40 pupils in Zamfara on Monday.", "abduction"),
        ("Police arrested five men in Basra on Monday.", "arrest"),
        ("Rebels captured the town of Bukavu on Friday.", "capture"),
        ("The army withdrew from Bakhmut on Friday.", "withdrawal"),
        ("Rival militias clashed in Tripoli on Monday.", "clash"),
        ("Some 4,000 people fled Goma on Monday.", "displacement"),
        ("A bomb exploded in a market in Kabul on Monday.", "bombing"),
        ("A helicopter crashed near Kismayo on Monday, killing two soldiers.", "crash"),
    ],
    "by noun": [
        ("An airstrike on a hospital in Aleppo killed four people.", "air-strike"),
        ("A drone strike killed three fighters near Mosul.", "drone-strike"),
        ("The shelling of Kherson wounded two women.", "shelling"),
        ("A suicide bombing at a mosque in Peshawar killed 20 worshippers.", "suicide-bombing"),
        ("A roadside bomb killed two policemen near Quetta.", "ied"),
        ("A car bomb outside a court in Mogadishu killed nine people.", "vehicle-bombing"),
        ("The assassination of the mayor in Kandahar on Monday shocked the city.", "assassination"),
        ("The fall of the town of Palmyra on Sunday was a blow to the army.", "capture"),
    ],
    "by a phrase": [
        ("Gunmen opened fire on a bus near Jos on Monday.", "shooting"),
        ("The patrol came under fire near Kidal on Monday.", "attack"),
        ("Rebels took control of the town of Rutshuru on Monday.", "capture"),
        ("A man blew himself up at a checkpoint in Baghdad on Monday.", "bombing"),
        ("The two armies exchanged fire along the border near Poonch on Monday.", "clash"),
        ("Fighters took 12 villagers hostage near Ituri on Monday.", "hostage-taking"),
        ("Coalition jets carried out a strike near Hawija on Monday.", "air-strike"),
        ("A car bomb went off in Kirkuk on Monday.", "vehicle-bombing"),
    ],
    "in the passive": [
        ("A bus was hit by a missile in Sumy on Monday.", "missile-strike"),
        ("Six farmers were killed by militants near Maiduguri on Sunday.", "killing"),
        ("Forty pupils were abducted by bandits in Zamfara on Monday.", "abduction"),
        ("A judge was shot dead in Kandahar on Friday.", "shooting"),
        ("The town of Bukavu was captured by rebels on Friday.", "capture"),
    ],
    "in a headline": [
        ("2 killed in drone strike on Kramatorsk bus station", "drone-strike"),
        ("Israeli jets bomb Tyre", "air-strike"),
        ("HOUTHI MISSILE HITS TANKER OFF HODEIDAH", "missile-strike"),
        ("Gunmen kill 12 in village near Mopti", "killing"),
    ],
}


@pytest.mark.parametrize(("text", "kind"), [case for cases in TOLD.values() for case in cases])
def test_one_event_of_the_kind(extractor: Extractor, text: str, kind: str) -> None:
    assert happened(extractor, text) == [kind]


NOTHING = {
    "other senses": [
        "Bus drivers began a strike over pay in Lagos on Monday.",
        "The striker scored the winning goal after a late attack in Lyon on Sunday.",
        "The minister died of a heart attack in Cairo on Monday.",
        "The two companies struck a deal in Dubai on Monday.",
        "Police said a fire in a kitchen burned down a hotel in Athens.",
        "The shooting of the film ended in Budapest on Monday.",
        "A storm hit the coast near Beira on Monday.",
        "Shares crashed in Karachi as traders dumped the rupee.",
        "A clash of egos delayed the talks in Geneva.",
    ],
    "aims and plans": [
        "The army wants to retake the city of Wad Madani.",
        "The campaign to liberate Mosul was discussed in Baghdad on Monday.",
        "The general vowed to bomb the rebels in Kachin.",
    ],
    "generalities": [
        "Supported by air strikes, the brigade holds the town of Manbij.",
        "The region is known for ambushes and bombings.",
    ],
}


@pytest.mark.parametrize("text", [text for texts in NOTHING.values() for text in texts])
def test_no_event(extractor: Extractor, text: str) -> None:
    assert happened(extractor, text) == []
