"""What is merged into one event within a report, and what is kept apart."""

import pytest

from extraction.pipeline import Extractor
from tests.extraction.slots import events

ONE = {
    "the attack": "A drone hit a bus in Sumy on Monday. The attack killed two people.",
    "what came of it": "A bomb exploded in a market in Jos on Friday. Three people were killed and nine wounded.",
    "noun and verb": "Two people were killed in a drone strike in Sumy on Monday when a bus was hit.",
    "light verb": "Jets carried out an airstrike on Idlib on Monday.",
    "death after days": "A girl wounded in Monday's shelling of Nikopol died on Wednesday.",
    "the gun battle": "Militants opened fire on a patrol in Pulwama on Monday. The gun battle"
    " broke out at dawn and lasted two hours.",
    "where it took place": "Five soldiers were killed when rebels attacked a convoy on Monday. The attack took"
    " place near Kidal.",
    "the airstrike of a drone": "A drone killed four rebels near Smara on Monday. The airstrike also wounded three.",
    "a mine that hits": "One soldier died when a landmine exploded and hit a truck near Basilan on Tuesday.",
    "hurt in a similar attack": "Two soldiers were hurt in a similar bomb attack in Pattani on Monday.",
    "search after it": "A landmine killed two jawans in Sukma on Monday. Police launched a search operation.",
    "raid and fire": "Troops raided a compound near Baghran on Tuesday. As they came near, insurgents opened fire.",
    "it was the third": "A drone hit a house in Mir Ali on Monday. It was the third strike in three days.",
    "the town falls": "Rebels attacked Walikale on Monday. The fall of Walikale on Monday was a blow to the army.",
    "each side's account": "Mali's army said its air strikes near Tinzaouaten on Saturday killed twenty fighters."
    " Rebels said the strikes, by drones from Burkina Faso, killed 21 civilians.",
    "shot down": "Russia attacked Odesa with drones on Monday. Ukrainian air defences shot down most of them.",
}


@pytest.mark.parametrize("text", ONE.values(), ids=ONE.keys())
def test_one_event(extractor: Extractor, text: str) -> None:
    assert len(events(extractor, text)) == 1


APART = {
    "two towns": "A drone hit a bus in Sumy on Monday. Another drone hit a school in Kharkiv.",
    "two days": "Gunmen shot dead a judge in Basra on Monday. On Thursday, gunmen shot dead a doctor in Basra.",
    "separately": "A bomb killed two people in Jos on Friday. Separately, gunmen abducted a priest near Kaduna.",
    "two doers": "Israeli jets bombed Tyre on Monday. Hezbollah fired rockets at Haifa on Monday.",
    "killed in another": "Jets killed nine people in Pale on Tuesday. A woman was killed in another airstrike in Pale.",
    "another report": "A bomb killed two people in Jos on Friday. In a separate incident, a bomb killed a man in Jos.",
    "two towns taken": "Troops captured the town of Paranthan on Monday. Troops captured Iranamadu junction on Monday.",
    "entries of a live blog": "10:05 Gunmen shot dead a judge in Basra.\n10:40 Gunmen shot dead a doctor in Basra.",
    "items of a roundup": "Two policemen were shot dead in Quetta on Monday.\n\n"
    "An elderly man was killed in Brewery Colony.",
    "datelines": "BASRA - Gunmen shot dead a judge.\n\nMOSUL - Gunmen shot dead a doctor.",
    "two phases": "Troops began the second phase of their offensive in Sambisa on Monday."
    " They launched the offensive on 3 October.",
    "a day after": "Gunmen shot dead a judge in Herat on Monday. The killing came a day after a bomber killed nine.",
    "what set it off": "Troops and rebels clashed in Moundou on Monday. The fighting was set off when gunmen shot"
    " dead a chief in Sarh.",
    "arrested for it": "Eight pupils were shot dead at a school in Belgrade on Monday. The father was arrested.",
    "gunmen beside a crowd": "Residents protested in Zawiya on Monday. Gunmen later killed five people near Sabratha.",
    "bodies beside a crowd": "Residents protested in Zawiya on Monday. Security units found five bodies in a car.",
    "points of a list": "- Gunmen shot dead a judge in Basra.\n- Gunmen shot dead a doctor in Mosul.",
}


@pytest.mark.parametrize("text", APART.values(), ids=APART.keys())
def test_two_events(extractor: Extractor, text: str) -> None:
    assert len(events(extractor, text)) == 2


def test_a_new_paragraph_returns_to_the_news(extractor: Extractor) -> None:
    text = (
        "Three militants were killed in a gun battle in Pulwama on Saturday.\nIt comes three days after two militants"
        " were killed in a gun battle in Sopore.\nThe gun battle began when the militants fired at a patrol."
    )
    news, recalled = events(extractor, text)
    assert [evidence.quote[:9] for evidence in news.evidence] == ["Three mil", "The gun b"]
    assert [place.text for place in recalled.places] == ["Sopore"]


def test_a_later_sentence_is_evidence_too(extractor: Extractor) -> None:
    (event,) = events(extractor, ONE["what came of it"])
    assert [evidence.quote for evidence in event.evidence] == ONE["what came of it"].replace(". T", ".|T").split("|")


def test_a_title_is_no_event_beside_the_text_s(extractor: Extractor) -> None:
    found = events(
        extractor, "A drone hit a bus in Sumy on Monday, killing two.", title="Two killed in Sumy drone strike"
    )
    assert [event.type for event in found] == ["drone-strike"]


def test_what_only_the_title_tells_has_the_first_sentence_as_evidence(extractor: Extractor) -> None:
    (event,) = events(extractor, "Schools were closed today.", title="Drone strike kills two in Sumy")
    assert [evidence.quote for evidence in event.evidence] == ["Schools were closed today."]


def test_a_sum_gives_way_to_its_parts(extractor: Extractor) -> None:
    text = (
        "On Monday, coalition jets carried out three strikes in Syria.\nSyria\n"
        "- Near Raqqa, one strike destroyed a bunker.\n- Near Palmyra, two strikes destroyed a tank."
    )
    found = events(extractor, text)
    assert [(event.places[0].text, event.count) for event in found] == [("Raqqa", 1), ("Palmyra", 2)]


def test_an_added_paragraph_about_other_things_changes_nothing(extractor: Extractor) -> None:
    text = "A bomb killed two people in Jos on Friday."
    more = f"{text}\n\nSchools in the city will open again in autumn, and a new bridge is being built."
    assert [e.type for e in events(extractor, more)] == [e.type for e in events(extractor, text)]
