"""The short form of the chaos run: the long one is `make chaos`."""

from pathlib import Path

from tests.bot.chaos.faults import LENGTHS, Name
from tests.bot.chaos.run import Outcome, chaos, faults_of

FAULTS: tuple[Name, ...] = ("kill", "full disk", "cut after")


async def test_whatever_fails_nothing_is_lost_or_doubled_and_the_bot_comes_back(tmp_path: Path) -> None:
    outcome = await chaos(FAULTS, tmp_path, between=35)
    assert outcome.faults == []
    assert outcome.lives > 1
    assert [name for name, _ in outcome.back] == list(FAULTS)
    assert outcome.answered + outcome.in_doubt + outcome.apologies >= outcome.questions
    assert outcome.answered > outcome.questions / 2
    assert outcome.apologies > 0  # those whose answer was at hand when the disk was full


def test_what_is_lost_doubled_late_or_left_is_found() -> None:
    assert Outcome().faults == []
    wrong = Outcome(doubled=["a"], silent=["b"], left=2, reports=(2, 1), back=[("kill", 61.0), ("401", 59.0)])
    assert wrong.faults == [
        "answered twice: a",
        "never answered: b",
        "2 updates or messages are left",
        "1 of 2 reports are in the index",
        "after kill 61 s until an answer",
    ]


def test_each_fault_comes_in_twenty_two_minutes() -> None:
    assert faults_of(22) == list(LENGTHS)
    assert faults_of(1) == ["kill"]
