"""What bars by actor leave out or show at several, beside the bars themselves."""

import sqlite3
from datetime import timedelta

import pytest

from domain.actors import ActorRole, EventActor
from domain.casualties import Group
from domain.measures import Metric
from domain.places import EventPlace
from store.search.doers import Part, Shares, shares
from store.search.finding import By, series
from store.search.selection import AtPlace, InCountry, Involving, Selection
from store.writing.reports import add_report
from tests.store.making import (
    BUSAYRAH,
    DAY,
    GUNMEN,
    ISLAMIC_STATE,
    MAYADIN,
    OBEID,
    PALMYRA,
    RSF,
    SDF,
    USA,
    event,
    killed,
    report,
)
from tests.store.test_plans import scanned

FIGHT = tuple(EventActor(actor, actor.name, ActorRole.PARTY) for actor in (SDF, ISLAMIC_STATE))


@pytest.fixture
def war(writer: sqlite3.Connection) -> sqlite3.Connection:
    both = tuple(EventPlace(place, place.name) for place in (BUSAYRAH, MAYADIN))
    events = [
        event("air-strike", None, DAY, killed(7, group=Group.CIVILIAN), by=USA, on=ISLAMIC_STATE, places=both),
        event("clash", MAYADIN, DAY, killed(3, group=Group.CIVILIAN), killed(9, group=Group.MILITANT), actors=FIGHT),
        event("clash", PALMYRA, DAY + timedelta(days=3), killed(2), actors=FIGHT),
        event("shelling", PALMYRA, DAY, killed(1, group=Group.CIVILIAN), by=GUNMEN),
        event("ied", OBEID, DAY, killed(4, group=Group.CIVILIAN), by=RSF),
        event("ied", OBEID, DAY - timedelta(days=9), killed(5)),
    ]
    add_report(writer, report("war"), events)
    return writer


@pytest.mark.parametrize(
    ("asked", "metric", "wanted"),
    [
        (Selection(), Metric.EVENTS, Shares(Part(2, 2), Part(2, 2), Part(2, 2))),
        (Selection(), Metric.KILLED, Shares(Part(2, 11), Part(2, 6), Part(2, 14))),
        (Selection(group=Group.CIVILIAN), Metric.KILLED, Shares(Part(2, 11), Part(2, 1), Part(2, 3))),
        (Selection(areas=(InCountry("SY"),)), Metric.EVENTS, Shares(Part(1, 1), Part(1, 1), Part(2, 2))),
        (Selection(areas=(AtPlace(OBEID.id),)), Metric.KILLED, Shares(Part(1, 4), Part(1, 5), Part())),
        (Selection(outside=(InCountry("SD"),)), Metric.KILLED, Shares(Part(1, 7), Part(1, 1), Part(2, 14))),
        (Selection(types=frozenset({"ied"})), Metric.EVENTS, Shares(Part(1, 1), Part(1, 1), Part())),
        (Selection(words=("text",)), Metric.EVENTS, Shares(Part(2, 2), Part(2, 2), Part(2, 2))),
        (
            Selection(actors=(Involving(frozenset({SDF.id})),)),
            Metric.KILLED,
            Shares(Part(), Part(), Part(2, 14)),
        ),
    ],
)
def test_bars_add_up_to_the_whole_less_what_is_said(
    war: sqlite3.Connection, asked: Selection, metric: Metric, wanted: Shares
) -> None:
    found = shares(war, asked, metric)
    assert found == wanted
    bars = sum(point.value for point in series(war, asked, By.ACTOR, metric))
    assert bars == found.one.value + 2 * found.several.value  # the fights of this war have two sides
    assert found.total == sum(point.value for point in series(war, asked, By.YEAR, metric))


def test_those_who_are_asked_about_have_no_bar(war: sqlite3.Connection) -> None:
    asked = Selection(actors=(Involving(frozenset({SDF.id})),))
    assert shares(war, asked, Metric.KILLED, apart={SDF.id}) == Shares(Part(2, 14), Part(), Part())


def test_no_table_is_read_from_end_to_end(war: sqlite3.Connection) -> None:
    for asked in (Selection(), Selection(areas=(InCountry("SY"), InCountry("SD")), group=Group.CIVILIAN)):
        for metric in Metric:
            assert scanned(war, lambda asked=asked, metric=metric: shares(war, asked, metric)) == []  # type: ignore[misc]
