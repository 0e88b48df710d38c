"""Sentence → who says so, and how sure that makes the event."""

import pytest

from domain.events import Status
from extraction.pipeline import Extractor
from tests.extraction.slots import events


@pytest.mark.parametrize(
    ("text", "source", "status"),
    [
        # the nearest speaker
        ("A drone hit a depot in Saratov on Monday, the regional governor said.", "the regional governor", "reported"),
        ("According to the mayor of Kherson, a drone hit a minibus on Tuesday.", "the mayor of Kherson", "reported"),
        ("Witnesses said gunmen set fire to a police station in Kaduna on Wednesday.", "Witnesses", "reported"),
        # the doer's own word
        ("The Israeli army said its jets bombed a depot near Baalbek on Monday.", "The Israeli army", "confirmed"),
        ("Hezbollah said it fired rockets at Kiryat Shmona on Monday.", "Hezbollah", "claimed"),
        # an authority confirms
        ("The Pentagon confirmed that US aircraft struck a base in Anbar on Tuesday.", "The Pentagon", "confirmed"),
        # a claim, a denial, a denial against blame
        ("Islamic State claimed the bombing of a bus in Damascus on Monday.", "Islamic State", "claimed"),
        (
            "The Taliban denied that its fighters had attacked a checkpoint in Chitral on Monday.",
            "The Taliban",
            "denied",
        ),
        (
            "The RSF denied any role in Monday's drone strike on El Obeid. Residents blamed the group.",
            "The RSF",
            "disputed",
        ),
    ],
)
def test_source_and_status(extractor: Extractor, text: str, source: str, status: str) -> None:
    event = events(extractor, text)[0]
    assert source in event.attribution
    assert event.status == Status(status)


def test_no_speaker_leaves_the_source_open(extractor: Extractor) -> None:
    event = events(extractor, "Shelling killed two people in Nikopol on Tuesday.")[0]
    assert event.attribution == ()
    assert event.status == Status.REPORTED


def test_nobody_is_no_source(extractor: Extractor) -> None:
    event = events(extractor, "Gunmen killed a judge in Kunduz on Monday. Nobody has claimed the killing.")[0]
    assert event.attribution == ()
    assert event.status == Status.REPORTED


def test_a_partys_own_bulletin_is_its_own_word(extractor: Extractor) -> None:
    text = "Russian aircraft struck an airfield near Starokostiantyniv on Monday."
    assert events(extractor, text, source="Russian Ministry of Defence")[0].status == Status.CONFIRMED
    assert events(extractor, text, source="Kyiv Courier")[0].status == Status.REPORTED
