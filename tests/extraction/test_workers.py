"""Several processes read reports, and nothing shows of it but the speed."""

from itertools import count, islice

from domain.reports import Report
from extraction.pipeline import Extractor
from extraction.workers import HANDFUL, Workers
from knowledge.world import World

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
