"""Several processes read reports, and nothing shows of it but the speed; a report that takes too much is set aside."""

from contextlib import closing
from itertools import count, islice
from pathlib import Path

import pytest

from domain.reports import Report
from extraction.attempts import Outcome, SetAside, attempt
from extraction.bounded_process import MEGABYTE
from extraction.pipeline import Extractor
from extraction.workers import DEADLY, HANDFUL, Limits, LocalProcesses, Workers
from knowledge.world import World
from tests.extraction.deeds import deeds, unloadable
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

    with Workers(LocalProcesses(2, load)) as workers:
        extracted = list(workers.attempt(report(n) for n in range(len(TOWNS))))
        assert [one.id for one, _ in extracted] == [str(n) for n in range(len(TOWNS))]
        assert extracted == list(extractor.extract(report(n) for n in range(len(TOWNS))))

        first = next(workers.attempt(endless()))
        assert first[0].id == "0"
        assert len(drawn) <= 5 * HANDFUL  # no more in hand than the processes can be busy with


def outcomes(*texts: str, number: int = 1, limits: Limits = Limits(1.0, 0.0, 64 * MEGABYTE)) -> list[str]:  # noqa: B008
    """For each text "read", or why it was set aside."""
    with Workers(LocalProcesses(number, deeds, limits)) as workers:
        extracted = list(workers.attempt(Report(text) for text in texts))
    assert [one.text for one, _ in extracted] == list(texts)
    return [outcome.reason if isinstance(outcome, SetAside) else "read" for _, outcome in extracted]


@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        ("hang", "took longer than 1 seconds to read: split it into shorter reports."),
        ("swell", "took more than 64 MB of memory to read: split it into shorter reports."),
        ("die", "ended the process that read it 3 times: please report this text as a fault."),
        ("odd", "cannot be analysed (no such day): please report this text as a fault."),
    ],
)
@pytest.mark.parametrize("number", [1, 2])
def test_a_report_that_takes_too_much_is_set_aside_and_the_rest_is_read(deed: str, reason: str, number: int) -> None:
    texts = [*["good"] * 3, deed, *["good"] * HANDFUL, deed]
    expected = [reason if text == deed else "read" for text in texts]
    assert outcomes(*texts, number=number) == expected


def test_a_long_report_has_more_time() -> None:
    assert Limits(30, 1).time_for([Report("a" * 5000), Report("b" * 1000)]) == 36


def test_no_report_is_blamed_for_what_others_before_it_left_in_memory() -> None:
    assert outcomes(*["swell a little"] * (HANDFUL + 1), limits=Limits(60.0, 0.0, 360 * MEGABYTE)) == ["read"] * 9


def test_what_is_wrong_with_the_program_is_no_fault_of_the_text() -> None:
    with pytest.raises(TypeError, match="a fault of the program") as caught:
        outcomes("good", "broken")
    assert "in extract" in caught.value.__notes__[0]


def test_an_extractor_that_cannot_be_loaded_is_told() -> None:
    with Workers(LocalProcesses(1, unloadable)) as workers, pytest.raises(OSError, match="no model of this name"):
        list(workers.attempt([Report("good")]))


def test_a_consumer_that_stops_early_waits_for_nothing() -> None:
    with Workers(LocalProcesses(1, deeds)) as workers:
        texts = ["good"] * (HANDFUL * 2) + ["hang"] * HANDFUL * 2
        assert next(workers.attempt(Report(text) for text in texts))[1] == ()


def test_an_explanation_has_the_same_limits() -> None:
    with closing(LocalProcesses(1, deeds, Limits(1.0))) as workers:
        assert workers.explain(Report("good")) == "It did what it was told."
        assert workers.explain(Report("hang")) == SetAside(
            "took longer than 1 seconds to read: split it into shorter reports."
        )


def test_a_process_that_dies_costs_nothing_and_a_report_that_kills_every_one_is_set_aside(tmp_path: Path) -> None:
    fatal = tmp_path / "fatal"
    fatal.touch()
    texts = ["odd one", *(f"plain {n}" for n in range(30)), f"once {fatal}", "deadly", "last"]
    with Workers(LocalProcesses(2, Load())) as workers:
        read = list(workers.attempt(map(Report, texts)))
    assert [one.text for one, _ in read] == texts
    assert not fatal.exists()
    odd = SetAside("cannot be analysed (no such day): please report this text as a fault.")
    assert outcome_of(read, "odd one") == odd
    assert outcome_of(read, "deadly") == DEADLY
    assert sum(isinstance(outcome, SetAside) for _, outcome in read) == 2


def test_an_odd_text_keeps_no_other_of_its_batch_out() -> None:
    texts = ["one", "odd two", "three", "odd four", "five"]
    read = list(attempt(PlainExtractor(), map(Report, texts)))
    assert [one.text for one, _ in read] == texts
    assert [isinstance(outcome, SetAside) for _, outcome in read] == [False, True, False, True, False]


def outcome_of(read: list[tuple[Report, Outcome]], text: str) -> Outcome:
    [outcome] = [outcome for one, outcome in read if one.text == text]
    return outcome
