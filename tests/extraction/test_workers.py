"""Several processes read reports, and nothing shows of it but the speed: not even when they die."""

from itertools import count, islice
from pathlib import Path

from domain.reports import Report
from extraction.attempts import Outcome, Unread, attempt
from extraction.pipeline import Extractor
from extraction.workers import DEADLY, HANDFUL, LocalProcesses, Workers
from knowledge.world import World
from tests.extraction.plain_extractor import Load, PlainExtractor

TOWNS = ["Basra", "Homs", "Sumy", "Gao", "Goma"] * 9


def load() -> Extractor:
    """The extractor of one process."""
    return Extractor.load(World.open())


def report(number: int) -> Report:
    town = TOWNS[number % len(TOWNS)]
    return Report(text=f"A drone strike killed {number + 2} people in {town}.", id=str(number))


def test_reports_come_out_in_order_with_the_events_that_one_extractor_gives(extractor: Extractor) -> None:
    drawn = []

    def endless() -> "islice[Report]":
        return islice((drawn.append(n) or report(n) for n in count()), 2000)  # type: ignore[func-returns-value]

    with Workers(LocalProcesses(2), load) as workers:
        read = list(workers.attempt(report(n) for n in range(len(TOWNS))))
        assert [one.id for one, _ in read] == [str(n) for n in range(len(TOWNS))]
        assert read == list(extractor.extract(report(n) for n in range(len(TOWNS))))

        first = next(workers.attempt(endless()))
        assert first[0].id == "0"
        assert len(drawn) <= 5 * HANDFUL  # no more in hand than the processes can be busy with


def test_a_process_that_dies_costs_nothing_and_a_report_that_kills_every_one_is_left_out(tmp_path: Path) -> None:
    fatal = tmp_path / "fatal"
    fatal.touch()
    texts = ["odd one", *(f"plain {n}" for n in range(30)), f"once {fatal}", "deadly", "last"]
    with Workers(LocalProcesses(2), Load()) as workers:
        read = list(workers.attempt(map(Report, texts)))
    assert [one.text for one, _ in read] == texts
    assert not fatal.exists()
    assert outcomes(read, "odd one") == Unread("no such day")
    assert outcomes(read, "deadly") == DEADLY
    assert sum(isinstance(outcome, Unread) for _, outcome in read) == 2


def test_an_odd_text_keeps_no_other_of_its_batch_out() -> None:
    texts = ["one", "odd two", "three", "odd four", "five"]
    read = list(attempt(PlainExtractor(), map(Report, texts)))
    assert [one.text for one, _ in read] == texts
    assert [isinstance(outcome, Unread) for _, outcome in read] == [False, True, False, True, False]


def outcomes(read: list[tuple[Report, Outcome]], text: str) -> Outcome:
    [outcome] = [outcome for one, outcome in read if one.text == text]
    return outcome
