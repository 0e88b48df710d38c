"""Sentence → casualty lines "outcome number group side": ".." open, "-" no group, "part" of another line."""

import pytest

from extraction.pipeline import Extractor
from tests.extraction.slots import events, lines


def check(extractor: Extractor, text: str, expected: list[str]) -> None:
    assert sorted(lines(events(extractor, text))) == sorted(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Shelling killed three people and wounded five in Sumy on Tuesday.", ["killed 3 -", "injured 5 -"]),
        ("Three people were killed and five wounded by shelling in Sumy.", ["killed 3 -", "injured 5 -"]),
        ("Gunmen shot dead a mayor in Guerrero on Monday.", ["killed 1 civilian"]),
        ("A rocket attack on Sderot left two people dead and a dozen injured.", ["killed 2 -", "injured 12 -"]),
        ("The explosion in Peshawar claimed the lives of at least 22 worshippers.", ["killed 22.. civilian"]),
        ("Gunmen abducted 27 schoolgirls from a school in Zamfara state.", ["captured 27 civilian"]),
        ("The Houthis took three crew members hostage in the Red Sea on Friday.", ["captured 3 civilian"]),
        ("Six people are still missing after Monday's air strike in Kharkiv.", ["missing 6 -"]),
        ("The army lost nine men in an ambush near Tillaberi on Sunday.", ["killed 9 military ner"]),
        ("Thirteen bodies were pulled from the ruins of a house hit by an air strike in Gaza City.", ["killed 13 -"]),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_ways_to_tell_a_loss(extractor: Extractor, text: str, expected: list[str]) -> None:
    check(extractor, text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Drone strike in Sumy: 3 dead, 11 injured", ["killed 3 -", "injured 11 -"]),
        ("2 soldiers killed in ambush near Kidal, 4 wounded", ["killed 2 military", "injured 4 military"]),
        (
            "Clashes near Marib: 7 soldiers and 12 Houthi fighters killed.",
            ["killed 7 military", "killed 12 militant houthis"],
        ),
        ("Air strike on Bhamo market, several wounded", ["injured .. -"]),
    ],
)
def test_telegraphic_lines(extractor: Extractor, text: str, expected: list[str]) -> None:
    check(extractor, text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Between 30 and 40 people were killed in an air strike in El Fasher.", ["killed 30..40 -"]),
        ("Up to 20 civilians were killed in an air strike on Bhamo.", ["killed ..20 civilian"]),
        ("Dozens of villagers were killed in an attack near Mopti.", ["killed 24.. civilian"]),
        ("Scores were wounded when police opened fire on protesters in Khartoum.", ["injured 40.. -"]),
        ("An air strike killed villagers near Loikaw on Monday.", ["killed .. civilian"]),
    ],
)
def test_bounds_and_open_numbers(extractor: Extractor, text: str, expected: list[str]) -> None:
    check(extractor, text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No one was hurt when a drone struck a school in Belgorod.", ["killed 0 -", "injured 0 -"]),
        ("A missile hit an empty depot in Kryvyi Rih. There were no casualties.", ["killed 0 -", "injured 0 -"]),
        ("A drone hit a house in Kherson. There were no deaths.", ["killed 0 -"]),
    ],
)
def test_stated_noughts(extractor: Extractor, text: str, expected: list[str]) -> None:
    check(extractor, text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "An air strike killed nine people in Rafah. Among the dead were a doctor and her son.",
            ["killed 9 -", "killed 2 civilian part"],
        ),
        (
            "An air strike killed 18 people in Sagaing, including seven children and four women.",
            ["killed 18 -", "killed 7 civilian part", "killed 4 civilian part"],
        ),
        (
            "An air strike killed 18 people, among them seven children, in Sagaing.",
            ["killed 18 -", "killed 7 civilian part"],
        ),
        (
            "A missile hit a cafe in Kramatorsk. Eleven people were killed, three of them children.",
            ["killed 11 -", "killed 3 civilian part"],
        ),
    ],
)
def test_parts_are_marked_and_stand_beside_their_whole(extractor: Extractor, text: str, expected: list[str]) -> None:
    check(extractor, text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The death toll from Sunday's bombing in Mogadishu has risen to 31, police said.", ["killed 31 -"]),
        ("Rescuers found a ninth body after Monday's missile strike on Dnipro.", ["killed 9 -"]),
        (
            "A man wounded in Monday's bombing in Kabul has died, bringing the death toll to six.",
            ["killed 6 -"],
        ),
        (
            "A bomb killed 12 people at a market in Mogadishu on Monday. The toll later rose to 15.",
            ["killed 15 -"],
        ),
        (
            "The governor put the number of dead in Sunday's attack near Bandiagara at 15, not 17 as reported.",
            ["killed 15 -"],
        ),
    ],
)
def test_a_toll_stands_for_all_it_counts(extractor: Extractor, text: str, expected: list[str]) -> None:
    check(extractor, text, expected)


@pytest.mark.parametrize(
    "text",
    [
        "Since 2011 the war in Syria has killed half a million people.",
        "More than 200 people have been killed in attacks in Benue since January.",
        "The monitor has documented 167 attacks since the harvest began, in which 19 people died.",
    ],
)
def test_totals_over_a_time_are_no_events_figures(extractor: Extractor, text: str) -> None:
    check(extractor, text, [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A roadside bomb wounded three Iraqi soldiers near Kirkuk.", ["injured 3 military irq"]),
        ("Two policemen and a bystander were shot dead in Quetta.", ["killed 2 police", "killed 1 civilian"]),
        ("Kenyan police killed two al-Shabaab militants in Lamu.", ["killed 2 militant al-shabaab"]),
        (
            "At least 12 fighters from the Syrian Democratic Forces were killed in a drone strike near Ain Issa.",
            ["killed 12.. militant syrian-democratic-forces"],
        ),
        ("An Israeli air strike killed five Palestinians in Rafah.", ["killed 5 -"]),
        ("An air strike killed two Syrian civilians near Homs.", ["killed 2 civilian"]),
        ("A drone strike killed three aid workers near El Fasher.", ["killed 3 civilian"]),
        ("A suicide bomber attacked a police post in Bannu, killing five officers.", ["killed 5 police"]),
    ],
)
def test_group_and_side(extractor: Extractor, text: str, expected: list[str]) -> None:
    check(extractor, text, expected)


def test_attackers_killed_in_the_act_are_of_the_perpetrators_side(extractor: Extractor) -> None:
    text = (
        "Al-Shabaab fighters attacked a base near Kismayo on Monday, killing three soldiers. "
        "Six of the attackers were killed."
    )
    assert "killed 6 militant al-shabaab" in lines(events(extractor, text))


def test_those_in_hospital_are_injured_unless_the_injured_are_told(extractor: Extractor) -> None:
    care = "Five people were taken to hospital with burns."
    check(extractor, f"A drone struck a cafe in Sumy on Monday. {care}", ["injured 5 -"])
    check(extractor, f"A drone struck a cafe in Sumy on Monday, wounding eight people. {care}", ["injured 8 -"])


@pytest.mark.parametrize(
    "text",
    [
        "The strike killed the deal and wounded the pride of the town.",
        "The army lost the town of Sake to M23 rebels on Monday.",
        "M23 rebels captured Goma in January.",
    ],
)
def test_what_is_no_person_is_not_counted(extractor: Extractor, text: str) -> None:
    check(extractor, text, [])


def test_the_number_follows_the_text(extractor: Extractor) -> None:
    for told, value in (("two", 2), ("7", 7), ("nineteen", 19), ("1,400", 1400)):
        check(extractor, f"An air strike on Monday killed {told} people in Sagaing.", [f"killed {value} -"])
