"""Several processes read reports, and nothing shows of it but the speed; a report that takes too much is set aside."""

from itertools import count, islice

import pytest

from domain.reports import Report
from extraction.bounded_process import MEGABYTE
from extraction.pipeline import Extractor
from extraction.workers import HANDFUL, Limits, SetAside, Workers
from knowledge.world import World
from tests.extraction.deeds import deeds, unloadable

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

    with Workers(2, load) as workers:
        extracted = list(workers.extract(report(n) for n in range(len(TOWNS))))
        assert [one.id for one, _ in extracted] == [str(n) for n in range(len(TOWNS))]
        assert extracted == list(extractor.extract(report(n) for n in range(len(TOWNS))))

        first = next(workers.extract(endless()))
        assert first[0].id == "0"
        assert len(drawn) <= 5 * HANDFUL  # no more in hand than the processes can be busy with


def outcomes(*texts: str, number: int = 1, limits: Limits = Limits(1.0, 0.0, 64 * MEGABYTE)) -> list[str]:  # noqa: B008
    """For each text "read", or why it was set aside."""
    with Workers(number, deeds, limits) as workers:
        extracted = list(workers.extract(Report(text) for text in texts))
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
    with Workers(1, unloadable) as workers, pytest.raises(OSError, match="no model of this name"):
        list(workers.extract([Report("good")]))


def test_a_consumer_that_stops_early_waits_for_nothing() -> None:
    with Workers(1, deeds) as workers:
        texts = ["good"] * (HANDFUL * 2) + ["hang"] * HANDFUL * 2
        assert next(workers.extract(Report(text) for text in texts))[1] == ()


def test_an_explanation_has_the_same_limits() -> None:
    with Workers(1, deeds, Limits(1.0)) as workers:
        assert workers.explain(Report("good")) == "It did what it was told."
        assert workers.explain(Report("hang")) == SetAside(
            "took longer than 1 seconds to read: split it into shorter reports."
        )
