"""Pairs of reports from many wars, half of one event and half look-alikes (traps), from their text to the events of an
index: what is one event to people is one in the index, what is two is two.

The pairs stand in `merge_pairs.jsonl`; where the product cannot do one yet, `not_yet` says why. Such a pair fails as
soon as it works, so that the list stays true.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from domain.events import Event
from domain.reports import Report
from domain.times import from_iso
from extraction.pipeline import Extractor
from knowledge.world import World
from store.writing.reports import add_report

PAIRS: list[dict[str, Any]] = [
    json.loads(line) for line in (Path(__file__).parent / "merge_pairs.jsonl").read_text(encoding="utf-8").splitlines()
]
MOST_NOT_YET = 40
REPORTS_OF_EVENTS = """
    select events.id, count(distinct mentions.report_id) from events join mentions on mentions.event_id = events.id
    group by events.id
"""


def reports_of(pair: dict[str, Any]) -> list[Report]:
    """The two reports of a pair."""
    return [
        Report(each["text"], from_iso(each["published"]), None, each["source"], f"https://reports.example/{side}")
        for side, each in (("a", pair["a"]), ("b", pair["b"]))
    ]


@pytest.fixture(scope="module")
def events() -> dict[str, list[Sequence[Event]]]:
    """What is read in the two reports of each pair, by the pair's id."""
    extractor = Extractor.load(World.open())
    reports = [report for pair in PAIRS for report in reports_of(pair)]
    read: list[Sequence[Event]] = [found for _, found in extractor.extract(reports)]
    return {pair["id"]: read[2 * number : 2 * number + 2] for number, pair in enumerate(PAIRS)}


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["id"])
def test_a_pair_is_one_event_or_two(
    writer: sqlite3.Connection, events: dict[str, list[Sequence[Event]]], pair: dict[str, Any]
) -> None:
    for report, found in zip(reports_of(pair), events[pair["id"]], strict=True):
        add_report(writer, report, found)
    joined = any(reports == 2 for _, reports in writer.execute(REPORTS_OF_EVENTS))
    wanted = pair["same"] if "not_yet" not in pair else not pair["same"]
    assert joined is wanted, f"{pair['why']}; not yet: {pair.get('not_yet')}"


def test_the_suite_holds_as_many_traps_and_few_that_fail() -> None:
    """Half are traps, from fifteen wars and more; what fails is few and says why."""
    kinds = Counter(pair["same"] for pair in PAIRS)
    assert kinds[True] == kinds[False]
    assert len({pair["war"] for pair in PAIRS}) >= 15
    assert len({pair["id"] for pair in PAIRS}) == len(PAIRS)
    assert sum("not_yet" in pair for pair in PAIRS) <= MOST_NOT_YET
