"""Series: events and people per place, actor, kind and time."""

import sqlite3
from datetime import date, timedelta

import pytest

from domain.actors import ActorRole
from domain.calendar import day_range, months_range
from domain.casualties import Group
from domain.measures import Metric
from domain.places import EventPlace
from store.search.finding import By, series
from store.search.selection import InAdmin1, InCountry, Selection
from store.writing.reports import add_report
from tests.store.making import (
    BUSAYRAH,
    DAY,
    DEIR_EZ_ZOR,
    GUNMEN,
    ISLAMIC_STATE,
    MAYADIN,
    OBEID,
    PALMYRA,
    RSF,
    SDF,
    SYRIA,
    USA,
    event,
    killed,
    report,
)


@pytest.fixture
def war(writer: sqlite3.Connection) -> sqlite3.Connection:
    first = date(2025, 11, 30)
    both = tuple(EventPlace(place, place.name) for place in (BUSAYRAH, MAYADIN, PALMYRA))
    events = [
        event("ambush", BUSAYRAH, first, killed(4, group=Group.MILITANT), by=ISLAMIC_STATE, on=SDF),
        event("air-strike", None, DAY, killed(7), by=USA, on=ISLAMIC_STATE, places=both),
        event("shelling", DEIR_EZ_ZOR, DAY, killed(1), by=GUNMEN),
        event("drone-strike", OBEID, DAY + timedelta(days=1), killed(21), by=RSF),
        event("arrest", SYRIA, None),
    ]
    add_report(writer, report("war"), events)
    return writer


def points(connection: sqlite3.Connection, by: By, metric: Metric = Metric.EVENTS, **more: object) -> dict[str, int]:
    selection = Selection(**more)  # type: ignore[arg-type]
    return {point.key: point.value for point in series(connection, selection, by, metric)}


@pytest.mark.parametrize(
    ("by", "wanted"),
    [
        (By.COUNTRY, {"SY": 4, "SD": 1}),
        (By.ADMIN1, {"sy-07": 3, "sd-52": 1, "sy-11": 1}),
        (By.PLACE, {"gn-2": 2, "gn-1": 1, "gn-3": 1, "gn-4": 1}),
        (By.ACTOR, {"islamic-state": 1, "rapid-support-forces": 1, "usa": 1}),
        (By.CATEGORY, {"strike": 3, "attack": 1, "raid": 1}),
        (By.TYPE, {"air-strike": 1, "ambush": 1, "arrest": 1, "drone-strike": 1, "shelling": 1}),
        (By.DAY, {"2025-11-30": 1, "2025-12-10": 2, "2025-12-11": 1}),
        (By.WEEK, {"2025-11-24": 1, "2025-12-08": 3}),
        (By.MONTH, {"2025-11-01": 1, "2025-12-01": 3}),
        (By.YEAR, {"2025-01-01": 4}),
    ],
)
def test_events_per(war: sqlite3.Connection, by: By, wanted: dict[str, int]) -> None:
    assert points(war, by) == wanted


def test_people_per_province_the_most_first(war: sqlite3.Connection) -> None:
    found = series(war, Selection(), By.ADMIN1, Metric.KILLED)
    assert [(point.key, point.name, point.value) for point in found] == [
        ("sd-52", "sd-52", 21),
        ("sy-07", "Deir ez-Zor", 12),
        ("sy-11", "sy-11", 7),
    ]
    assert series(war, Selection(), By.ADMIN1, Metric.KILLED, limit=1) == found[:1]


def test_only_the_provinces_of_the_country_asked(war: sqlite3.Connection) -> None:
    assert points(war, By.ADMIN1, areas=(InCountry("SY"),)) == {"sy-07": 3, "sy-11": 1}
    assert points(war, By.PLACE, areas=(InAdmin1("sy-07"),)) == {"gn-2": 2, "gn-1": 1}


def test_one_groups_dead(war: sqlite3.Connection) -> None:
    assert points(war, By.MONTH, Metric.KILLED, group=Group.MILITANT) == {"2025-11-01": 4, "2025-12-01": 0}


def test_targets_instead_of_perpetrators(war: sqlite3.Connection) -> None:
    found = series(war, Selection(), By.ACTOR, roles={ActorRole.TARGET})
    assert {point.key for point in found} == {"islamic-state", "syrian-democratic-forces"}


def test_an_event_that_began_before_the_range_stands_on_its_first_day(writer: sqlite3.Connection) -> None:
    add_report(writer, report("siege"), [event("clash", OBEID, None, time=months_range(2025, 11, 12))])
    assert points(writer, By.DAY, time=day_range(DAY)) == {"2025-12-10": 1}
