"""Sums told beside their parts: people of a report are counted once."""

import sqlite3
from datetime import timedelta

import pytest

from domain.casualties import Outcome
from domain.events import Event
from store.linkage.sums import without_sums
from store.search.finding import totals
from store.search.selection import Selection
from store.writing.reports import add_report
from store.writing.revision import revise
from tests.store.making import BUSAYRAH, DAY, MAYADIN, OBEID, PALMYRA, event, killed, report

TWO_RAIDS = event("raid", MAYADIN, DAY, killed(13), count=2)
ONE, OTHER = event("killing", BUSAYRAH, DAY, killed(9)), event("clash", PALMYRA, DAY, killed(4))


def test_a_sum_beside_its_parts_is_no_event() -> None:
    assert without_sums([TWO_RAIDS, ONE, OTHER]) == [ONE, OTHER]


@pytest.mark.parametrize(
    "events",
    [
        [TWO_RAIDS, ONE],  # the other is not told
        [TWO_RAIDS, ONE, event("clash", PALMYRA, DAY, killed(5))],  # others than those
        [TWO_RAIDS, ONE, event("clash", OBEID, DAY, killed(4))],  # in another country
        [TWO_RAIDS, ONE, event("clash", PALMYRA, DAY - timedelta(days=9), killed(4))],  # long before
        [event("raid", MAYADIN, DAY, killed(13)), ONE, OTHER],  # told as one
        [event("raid", MAYADIN, DAY, killed(13), count=3), ONE, OTHER],  # of three, two are told
    ],
)
def test_what_is_no_sum_stays(events: list[Event]) -> None:
    assert without_sums(events) == events


def test_nobody_is_counted_twice(writer: sqlite3.Connection) -> None:
    told = report("13 killed in two raids")
    added = add_report(writer, told, [TWO_RAIDS, ONE, OTHER])
    assert len(added.event_ids) == 2
    assert revise(writer, added.report_id, told, [TWO_RAIDS, ONE, OTHER]).same == 2
    assert totals(writer, Selection()).sums[Outcome.KILLED].best == 13
