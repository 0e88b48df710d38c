"""Whatever the order in which reports arrive, the index tells the same events."""

import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.events import Event, Status
from domain.reports import Report
from store.database import open_for_writing
from store.health import check
from store.writing.reports import add_report
from tests.store.making import (
    BUSAYRAH,
    DAY,
    DEIR_EZ_ZOR,
    ISLAMIC_STATE,
    MAYADIN,
    OBEID,
    OILFIELD,
    PALMYRA,
    RSF,
    SDF,
    SYRIA,
    USA,
    at_least,
    event,
    in_week,
    injured,
    killed,
    report,
)

NEXT = DAY + timedelta(days=1)

Reported = tuple[Report, list[Event]]

WAR: list[Reported] = [
    (report("ambush", 15), [event("ambush", BUSAYRAH, DAY, killed(3), on=SDF)]),
    (report("fourth dies", 30), [event("shooting", BUSAYRAH, DAY, killed(4), injured(1), on=SDF)]),
    (
        report("claim", 40, "Channel"),
        [event("attack", BUSAYRAH, DAY, killed(7), by=ISLAMIC_STATE, on=SDF, status=Status.CLAIMED)],
    ),
    (
        report("somewhere in the province", 41),
        [event("ambush", DEIR_EZ_ZOR, DAY, killed(4), by=ISLAMIC_STATE, on=SDF)],
    ),
    (report("next day", 50), [event("ambush", BUSAYRAH, NEXT, killed(1), on=SDF)]),
    (
        report("list", 20, "Command"),
        [
            event("air-strike", PALMYRA, DAY, by=USA, on=ISLAMIC_STATE),
            event("air-strike", MAYADIN, DAY, by=USA, on=ISLAMIC_STATE),
            event("air-strike", OILFIELD, DAY, by=USA, on=ISLAMIC_STATE),
        ],
    ),
    (
        report("strikes in Syria", 21, "Radio"),
        [event("strike", SYRIA, DAY, killed(7), by=USA, on=ISLAMIC_STATE, count=3)],
    ),
    (report("this week", 60, "Radio"), [in_week("air-strike", PALMYRA, DAY, killed(7), by=USA, on=ISLAMIC_STATE)]),
    (report("market", 10, "Courier"), [event("drone-strike", OBEID, None, at_least(9), by=RSF)]),
    (report("market, more", 20, "Doctors"), [event("drone-strike", OBEID, DAY, killed(21), injured(37))]),
    (report("army denies", 22, "Army"), [event("drone-strike", OBEID, DAY, status=Status.DENIED)]),
]


def index_of(
    reports: list[Reported], add: Callable[[sqlite3.Connection], None] | None = None
) -> tuple[set[frozenset[str]], list[tuple[object, ...]]]:
    """Which mentions stand together, and all that look-ups read of the events, ids left out. `add` adds what is no
    report."""
    with tempfile.TemporaryDirectory() as folder, closing(open_for_writing(Path(folder, "index.db"))) as writer:
        for published, events in reports:
            add_report(writer, published, events)
        if add is not None:
            add(writer)
        assert all(fine for _, fine, _ in check(writer)), check(writer)
        return together(writer), rows(writer)


def together(writer: sqlite3.Connection) -> set[frozenset[str]]:
    groups: dict[int, set[str]] = {}
    for row in writer.execute(
        "select event_id, text || position as name from mentions join reports on reports.id = report_id"
    ):
        groups.setdefault(row["event_id"], set()).add(row["name"])
    return {frozenset(group) for group in groups.values()}


def rows(writer: sqlite3.Connection) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    for row in writer.execute("select * from events"):
        parts = [
            sorted(map(repr, (tuple(r) for r in writer.execute(sql, (row["id"],)))))
            for sql in (
                "select actor_id, role, told from event_actors where event_id = ?",
                "select place_id, role from event_places where event_id = ?",
                'select outcome, "group", side, min, max, best from figures where event_id = ?',
                "select area, counted, span, recency, type from event_areas where event_id = ?",
            )
        ]
        found.append((tuple(row)[1:], *map(tuple, parts)))
    return sorted(found, key=repr)


WANTED = index_of(WAR)


def test_the_war_is_so_many_events() -> None:
    groups = WANTED[0]
    assert frozenset({"ambush0", "fourth dies0", "claim0", "somewhere in the province0"}) in groups
    assert frozenset({"next day0"}) in groups
    assert frozenset({"market0", "market, more0", "army denies0"}) in groups
    assert {"list0", "list1", "list2"}.isdisjoint(groups.intersection({frozenset({"list1", "list2"})}))


@settings(max_examples=40, deadline=None)
@given(st.permutations(WAR))
def test_the_order_of_arrival_does_not_matter(war: list[Reported]) -> None:
    assert index_of(war) == WANTED


@settings(max_examples=20, deadline=None)
@given(st.permutations(WAR), st.lists(st.sampled_from(WAR), max_size=5))
def test_reports_sent_again_change_nothing(war: list[Reported], again: list[Reported]) -> None:
    assert index_of([*war, *again]) == WANTED
