"""A report of ever so many events of one place and day: the work for each of them does not grow. Counted, not timed."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.events import Event, Evidence
from store.database import open_for_writing
from store.export.export import events_as_json
from store.linkage import blocking, comparison
from store.linkage.agreement import Comparison
from store.linkage.mentions import MentionRecord
from store.linkage.rules import rules
from store.writing import linkage
from store.writing.reports import add_report
from store.writing.revision import revise
from store.writing.withdrawal import restore_report, withdraw_report
from tests.store.making import MAYADIN, USA, event, killed, report

FEW = replace(rules(), most_compared=8, most_filed=30, most_links=4, longest_chain=12)
"""The limits as they are, made small, so that reports of some dozens of events pass all of them."""

NOW = datetime(2025, 12, 12, tzinfo=UTC)
Toll = Callable[[int], int]


def told(number: int, toll: Toll = lambda at: 3, confidence: float = 0.8) -> list[Event]:
    """So many strikes on one town and day, in a sentence each."""
    return [
        replace(
            event("air-strike", MAYADIN, casualties=(killed(toll(at)),), by=USA, confidence=confidence),
            evidence=(Evidence(at * 60, at * 60 + 50, f"Strike {at} hit the house of {_name(at)} in the town."),),
        )
        for at in range(number)
    ]


def _name(at: int) -> str:
    """A name of its own for each number, in consonants that are heard."""
    return "K" + "".join("bdgkmnprtz"[int(digit)] + "o" for digit in f"{at:04}")


def _own(at: int) -> int:
    """A toll of its own for each number."""
    return 3 + at


@dataclass
class Work:
    """What was done since it was last taken: comparisons of two records, and thousands of steps of SQLite."""

    compared: int = 0
    steps: int = 0

    def take(self) -> tuple[int, int]:
        """Both, counted from here on anew."""
        done = self.compared, self.steps
        self.compared = self.steps = 0
        return done

    def step(self) -> None:
        self.steps += 1


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    """Counts what is done under the small limits."""
    counted, compare_factors = Work(), comparison._factors

    def factors(one: MentionRecord, other: MentionRecord) -> Iterator[Comparison]:
        counted.compared += 1
        return compare_factors(one, other)

    monkeypatch.setattr(comparison, "_factors", factors)
    for module in (blocking, linkage):
        monkeypatch.setattr(module, "rules", lambda: FEW)
    return counted


def done(path: Path, work: Work, number: int, toll: Toll) -> dict[str, tuple[int, int]]:
    """The work of each step in the life of a report of so many events, which two other outlets tell, too."""
    with closing(open_for_writing(path)) as writer:
        add_report(writer, report("first", 12, "Wire 1"), told(number, toll))
        writer.set_progress_handler(work.step, 100)
        work.take()
        found = {}
        second, third = report("second", 13, "Wire 2"), report("third", 14, "Wire 3")
        steps: dict[str, Callable[[], object]] = {
            "second": lambda: add_report(writer, second, told(number, toll)),
            "third": lambda: add_report(writer, third, told(number, toll)),
            "revised": lambda: revise(writer, 3, third, told(number, toll, confidence=0.5)),
            "withdrawn": lambda: withdraw_report(writer, 3, "Grace", "taken back", NOW),
            "restored": lambda: restore_report(writer, 3, "Grace", NOW),
        }
        for name, step in steps.items():
            step()
            found[name] = work.take()
        return found


@pytest.mark.parametrize("toll", [lambda at: 3, _own], ids=["one toll", "tolls of their own"])
def test_twice_the_events_take_about_twice_the_work(tmp_path: Path, work: Work, toll: Toll) -> None:
    some, twice = (done(tmp_path / f"{number}.db", work, number, toll) for number in (40, 80))
    for name, before in some.items():
        for one, other in zip(before, twice[name], strict=True):
            assert other <= 2.4 * one + 60, (name, before, twice[name])


def test_of_many_neighbours_those_that_have_most_in_common_are_met(writer: sqlite3.Connection, work: Work) -> None:
    outlets = [add_report(writer, report(f"text {n}", 12 + n, f"Wire {n}"), told(30, _own)) for n in range(2)]
    assert outlets[0].event_ids == outlets[1].event_ids
    assert work.compared < 30 * (FEW.most_compared + FEW.longest_chain)
    assert [len(each["reports"]) for each in events_as_json(writer)] == [2] * 30
    assert [each.in_part for each in outlets] == [0, 30]


def test_a_report_whose_neighbours_are_few_is_held_against_all(writer: sqlite3.Connection, work: Work) -> None:
    for n in range(2):
        assert add_report(writer, report(f"text {n}", 12 + n, f"Wire {n}"), told(8)).in_part == 0
    assert work.compared >= 8 * 8
