"""Look-ups: what each condition takes in, what the figures add up to, and that every look-up stands on an index."""

import sqlite3
from datetime import date, timedelta

import pytest

from domain.actors import ActorRole, EventActor
from domain.calendar import day_range, days, months_range, week_range, year_range
from domain.casualties import Group, Outcome
from domain.events import Evidence, Status
from domain.measures import Order
from domain.places import Box, EventPlace, PlaceRole
from domain.taxonomy import types_within
from domain.times import Precision, TimeRange
from store.export.export import events_as_json
from store.reliability import set_reliability
from store.search.finding import Sum, find, totals
from store.search.selection import Area, Around, AtPlace, InAdmin1, InBox, InCountry, Involving, Selection
from store.writing.reports import add_report
from tests.store.making import (
    BUSAYRAH,
    DAY,
    HOMS,
    ISLAMIC_STATE,
    MAYADIN,
    NORTHERN_SYRIA,
    OBEID,
    PALMYRA,
    RED_SEA,
    RSF,
    SDF,
    SUVA,
    SYRIA,
    USA,
    at_least,
    event,
    in_week,
    injured,
    killed,
    report,
)

BEFORE, NEXT = DAY - timedelta(days=1), DAY + timedelta(days=1)
YEAR = year_range(2025)

WORLD = {
    "ambush": event("ambush", BUSAYRAH, DAY, killed(4, side=SDF.id, group=Group.MILITANT), by=ISLAMIC_STATE, on=SDF),
    "strike": event("air-strike", PALMYRA, NEXT, killed(7, side=ISLAMIC_STATE.id), by=USA, on=ISLAMIC_STATE),
    "homs": event("shelling", HOMS, BEFORE, at_least(2)),
    "north": in_week("drone-strike", NORTHERN_SYRIA, DAY, injured(None)),
    "market": event("drone-strike", OBEID, DAY, killed(21, group=Group.CIVILIAN), injured(37), by=RSF, count=2),
    "undated": event("ied", MAYADIN, None, killed(1)),
    "ship": event("attack", RED_SEA, DAY, killed(0)),
    "island": event("arrest", SUVA, date(2024, 5, 1)),
    "year": event("killing", OBEID, None, killed(3), time=year_range(2025)),
    "vow": event("threat", SYRIA, DAY, by=USA),
    "plan": event("air-strike", PALMYRA, NEXT + timedelta(days=9), status=Status.PLANNED),
    "foiled": event("vehicle-bombing", PALMYRA, BEFORE, prevented=True),
    "talks": event("ceasefire", None, date(2025, 3, 3), places=(EventPlace(SYRIA, "Syria", PlaceRole.MENTIONED),)),
}
WORDS = {"market": "A drone hit the cattle market in El Obeid, witnesses said", "strike": "Jets struck weapons stores"}
LETTERS = {"market": "A", "strike": "B", "homs": "E"}
MENTIONED_ONLY = "Officials met in Palmyra. Prices at the market rose."


@pytest.fixture
def world(writer: sqlite3.Connection) -> sqlite3.Connection:
    """Each event of WORLD in a report of its own, named by its text."""
    for name, each in WORLD.items():
        text = WORDS.get(name, name)
        quoted = type(each)(**{f: getattr(each, f) for f in each.__slots__} | {"evidence": (Evidence(0, 1, text),)})
        add_report(writer, report(text, source=name, title=name), [quoted])
    add_report(writer, report(MENTIONED_ONLY), [])
    for name, letter in LETTERS.items():
        set_reliability(writer, name, letter)
    return writer


def names(connection: sqlite3.Connection, selection: Selection) -> list[str]:
    found = find(connection, selection)
    assert found.count == len(found.events)
    return [stored.mentions[0].source or "" for stored in found.events]


def names_of_types(connection: sqlite3.Connection, selection: Selection) -> list[str]:
    return [stored.event.type for stored in find(connection, selection).events]


HAPPENED = {"ambush", "strike", "homs", "north", "market", "undated", "ship", "island", "year", "talks"}
SYRIAN = {"ambush", "strike", "homs", "north", "undated"}
IN_SYRIA = InCountry("SY")

CASES: dict[str, tuple[Selection, set[str]]] = {
    "everything that counts": (Selection(), HAPPENED),
    "attacks": (
        Selection(types=types_within("attack")),
        {"ambush", "strike", "homs", "north", "market", "undated", "ship", "year"},
    ),
    "strikes": (Selection(types=types_within("strike")), {"strike", "homs", "north", "market"}),
    "one type": (Selection(types=frozenset({"shelling"})), {"homs"}),
    "a country": (Selection(areas=(IN_SYRIA,)), SYRIAN),
    "a province takes in its towns": (Selection(areas=(InAdmin1("sy-07"),)), {"ambush", "undated"}),
    "a province reported on as a whole": (Selection(areas=(InAdmin1("sy-11"),)), {"strike", "homs"}),
    "a named region": (Selection(areas=(AtPlace("region-northern-syria"),)), {"north"}),
    "two countries": (Selection(areas=(IN_SYRIA, InCountry("SD"))), SYRIAN | {"market", "year"}),
    "around a town": (Selection(areas=(Around(35.1, 40.43, 15),)), {"ambush", "undated"}),
    "a radius leaves out provinces": (Selection(areas=(Around(HOMS.latitude, HOMS.longitude, 15),)), {"strike"}),
    "across the date line": (Selection(areas=(Around(-18.0, -179.0, 300),)), {"island"}),
    "a town or the province around it": (
        Selection(areas=(Around(35.02, 40.45, 5), InAdmin1("sy-11"))),
        {"undated", "strike", "homs"},
    ),
    "a box": (Selection(areas=(InBox(Box(30, 35, 37, 42)),)), {"ambush", "strike", "undated"}),
    "a box within countries": (Selection(areas=(InBox(Box(-90, -180, 90, 180), ("SD",)),)), {"market", "year"}),
    "a perpetrator": (
        Selection(actors=(Involving(frozenset({"usa"}), frozenset({ActorRole.PERPETRATOR})),)),
        {"strike"},
    ),
    "any role": (Selection(actors=(Involving(frozenset({ISLAMIC_STATE.id})),)), {"ambush", "strike"}),
    "two actors": (
        Selection(
            actors=(
                Involving(frozenset({ISLAMIC_STATE.id}), frozenset({ActorRole.PERPETRATOR})),
                Involving(frozenset({SDF.id}), frozenset({ActorRole.TARGET, ActorRole.VICTIM})),
            )
        ),
        {"ambush"},
    ),
    "whose dead were counted": (
        Selection(actors=(Involving(frozenset({ISLAMIC_STATE.id}), frozenset({ActorRole.VICTIM})),)),
        {"strike"},
    ),
    "an actor in a country": (Selection(areas=(IN_SYRIA,), actors=(Involving(frozenset({"usa"})),)), {"strike"}),
    "without an actor": (Selection(areas=(IN_SYRIA,), without=frozenset({"usa"})), SYRIAN - {"strike"}),
    "outside a province": (Selection(areas=(IN_SYRIA,), outside=(InAdmin1("sy-11"),)), {"ambush", "north", "undated"}),
    "outside a country": (Selection(outside=(IN_SYRIA,)), HAPPENED - SYRIAN),
    "outside two countries": (Selection(outside=(IN_SYRIA, InCountry("SD"))), {"ship", "island", "talks"}),
    "outside a town": (Selection(areas=(IN_SYRIA,), outside=(Around(34.55, 38.28, 15),)), SYRIAN - {"strike"}),
    "outside a named region": (Selection(outside=(AtPlace("region-northern-syria"),)), HAPPENED - {"north"}),
    "outside a box": (Selection(areas=(IN_SYRIA,), outside=(InBox(Box(30, 35, 37, 42)),)), {"homs", "north"}),
    "outside a box within countries": (
        Selection(outside=(InBox(Box(-90, -180, 90, 180), ("SD",)),)),
        HAPPENED - {"market", "year"},
    ),
    "a town outside its province": (Selection(areas=(Around(35.1, 40.43, 15),), outside=(InAdmin1("sy-07"),)), set()),
    "outside of what holds nothing": (Selection(areas=(IN_SYRIA,), outside=(InCountry("NO"),)), SYRIAN),
    "a day outside a country": (Selection(time=day_range(DAY), outside=(IN_SYRIA,)), {"market", "ship", "year"}),
    "a word outside a country": (Selection(words=("market",), outside=(InCountry("SD"),)), set()),
    "a word outside another country": (Selection(words=("market",), outside=(IN_SYRIA,)), {"market"}),
    "an actor outside a province": (
        Selection(actors=(Involving(frozenset({ISLAMIC_STATE.id})),), outside=(InAdmin1("sy-11"),)),
        {"ambush"},
    ),
    "threats outside a country": (Selection(types=types_within("threat"), outside=(IN_SYRIA,)), set()),
    "foiled outside a country": (Selection(prevented=True, outside=(InCountry("SD"),)), {"foiled"}),
    "by reliable sources outside a country": (Selection(reliability="B", outside=(IN_SYRIA,)), {"market"}),
    "a day": (Selection(time=day_range(DAY)), {"ambush", "north", "market", "ship", "year"}),
    "a week": (Selection(time=week_range(DAY)), {"ambush", "strike", "homs", "north", "market", "ship", "year"}),
    "a day in a country": (Selection(areas=(IN_SYRIA,), time=day_range(DAY)), {"ambush", "north"}),
    "a year": (Selection(time=YEAR), HAPPENED - {"undated", "island"}),
    "a month that only a year touches": (Selection(time=months_range(2025, 8, 8)), {"year"}),
    "since": (Selection(time=TimeRange(day_range(NEXT).start, None)), {"strike", "north", "year"}),
    "before": (Selection(time=TimeRange(None, day_range(date(2025, 2, 1)).start)), {"island", "year"}),
    "a word of its own": (Selection(words=("jets",)), {"strike"}),
    "a word in another form": (Selection(words=("strikes", "store")), {"strike"}),
    "a name behind the words": (Selection(words=("Busayrah",)), {"ambush"}),
    "every word must stand there": (Selection(words=("market", "jets")), set()),
    "a word that is no word": (Selection(words=('")*',)), set()),
    "a word and a country": (Selection(words=("market",), areas=(InCountry("SD"),), time=day_range(DAY)), {"market"}),
    "threats, asked by type": (Selection(types=types_within("threat")), {"vow"}),
    "planned": (Selection(planned=True), {"plan"}),
    "foiled": (Selection(prevented=True), {"foiled"}),
    "foiled bombings in Syria": (
        Selection(prevented=True, types=types_within("bombing"), areas=(IN_SYRIA,), time=week_range(BEFORE)),
        {"foiled"},
    ),
    "by the best sources": (Selection(reliability="A"), {"market"}),
    "by sources of a letter or a better one": (Selection(reliability="B"), {"market", "strike"}),
    "by reliable sources in a country": (Selection(reliability="C", areas=(IN_SYRIA,)), {"strike"}),
    "by reliable sources and with a word": (Selection(reliability="B", words=("jets",)), {"strike"}),
    "so many harmed": (Selection(at_least=7), {"strike", "market"}),
    "so many killed": (
        Selection(outcomes=frozenset({Outcome.KILLED}), at_least=2, areas=(IN_SYRIA,)),
        {"ambush", "strike", "homs"},
    ),
    "so many killed, in a word": (
        Selection(outcomes=frozenset({Outcome.KILLED}), at_least=4, words=("jets",)),
        {"strike"},
    ),
    "so many of a group": (Selection(group=Group.CIVILIAN, at_least=21), {"market"}),
    "so many of a side": (
        Selection(sides=frozenset({SDF.id}), outcomes=frozenset({Outcome.KILLED}), at_least=4),
        {"ambush"},
    ),
    "civilians suffered": (Selection(group=Group.CIVILIAN, suffered=True), {"market"}),
    "anyone was injured": (Selection(outcomes=frozenset({Outcome.INJURED}), suffered=True), {"market", "north"}),
    "nobody's death is no death": (
        Selection(outcomes=frozenset({Outcome.KILLED}), suffered=True),
        {"ambush", "strike", "homs", "market", "undated", "year"},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_a_selection_takes_in(world: sqlite3.Connection, name: str) -> None:
    selection, wanted = CASES[name]
    assert sorted(names(world, selection)) == sorted(wanted)


def test_latest_first_and_without_a_time_by_its_first_report(world: sqlite3.Connection) -> None:
    latest = names(world, Selection())
    assert latest[0] == "strike"
    assert latest.index("undated") < latest.index("north")
    assert names(world, Selection(order=Order.OLDEST)) == latest[::-1]


def test_deadliest_first(world: sqlite3.Connection) -> None:
    assert names(world, Selection(order=Order.DEADLIEST))[:3] == ["market", "strike", "ambush"]


def test_pages_follow_one_another(world: sqlite3.Connection) -> None:
    whole = [stored.id for stored in find(world, Selection()).events]
    pages = [find(world, Selection(), limit=3, offset=offset) for offset in range(0, len(whole), 3)]
    assert [stored.id for page in pages for stored in page.events] == whole
    assert {page.count for page in pages} == {len(whole)}


def test_occurrences_add_up_the_events_own_count(world: sqlite3.Connection) -> None:
    found = find(world, Selection(types=frozenset({"drone-strike"})))
    assert (found.count, found.occurrences) == (2, 3)


def test_an_event_in_two_of_the_areas_is_found_once(writer: sqlite3.Connection) -> None:
    both = tuple(EventPlace(place, place.name) for place in (PALMYRA, BUSAYRAH))
    add_report(writer, report("both"), [event("air-strike", None, DAY, places=both)])
    areas: tuple[Area, ...] = (InAdmin1("sy-07"), InAdmin1("sy-11"))
    for asked in ((IN_SYRIA,), areas, (*areas, Around(35.16, 40.43, 5)), areas[:1], areas[1:]):
        assert find(writer, Selection(areas=asked)).count == 1


@pytest.mark.parametrize("places", [(IN_SYRIA,), (), (IN_SYRIA, InCountry("SD")), (InAdmin1("sy-07"),)])
def test_an_event_that_lies_in_a_place_left_out_and_in_another_is_left_out(
    writer: sqlite3.Connection, places: tuple[Area, ...]
) -> None:
    both = tuple(EventPlace(place, place.name) for place in (PALMYRA, BUSAYRAH, OBEID))
    add_report(writer, report("both"), [event("air-strike", None, DAY, killed(5), places=both)])
    add_report(writer, report("one"), [event("clash", MAYADIN, DAY, killed(2))])
    for left_out in (InAdmin1("sy-11"), Around(34.55, 38.28, 15), InBox(Box(34, 38, 35, 39)), InCountry("SD")):
        asked = Selection(areas=places, outside=(left_out,))
        assert names_of_types(writer, asked) == ["clash"]
        assert totals(writer, asked).sums == {Outcome.KILLED: Sum(2, 2, 2, 1)}
        assert [row["type"] for row in events_as_json(writer, asked)] == ["clash"]


def test_pages_outside_a_place_go_back_as_far_as_they_must(writer: sqlite3.Connection) -> None:
    for ago in range(12):
        events = [event("clash", OBEID, DAY - timedelta(days=30 * ago), killed(ago))] * 2
        events += [event("air-strike", place, DAY - timedelta(days=30 * ago), killed(20)) for place in (PALMYRA, HOMS)]
        add_report(writer, report(f"{ago} months ago"), events[: 2 + 2 * (ago < 9)] if ago > 2 else events[2:])
    for order in Order:
        asked = Selection(outside=(IN_SYRIA,), order=order)
        found = find(writer, asked, 4)
        assert [stored.event.type for stored in found.events] == ["clash"] * 4
        assert found.count == 18
        last = find(writer, asked, 10, 16)
        assert len(last.events) == 2


def test_totals_span_what_is_open_and_what_is_known(world: sqlite3.Connection) -> None:
    sums = totals(world, Selection(time=day_range(DAY))).sums
    assert sums[Outcome.KILLED] == Sum(28, 28, 28, 4)
    assert sums[Outcome.INJURED] == Sum(37, None, 37, 2)
    assert Outcome.MISSING not in sums
    assert totals(world, Selection(types=frozenset({"shelling"}))).sums[Outcome.KILLED] == Sum(2, None, 2, 1)
    assert totals(world, Selection(types=frozenset({"drone-strike"}), areas=(IN_SYRIA,))).sums == {
        Outcome.INJURED: Sum(0, None, None, 1)
    }


def test_totals_of_nothing_are_no_zeros(world: sqlite3.Connection) -> None:
    assert totals(world, Selection(areas=(InCountry("NO"),))).sums == {}


def test_one_groups_dead_and_beside_them_those_of_no_stated_group(world: sqlite3.Connection) -> None:
    found = totals(world, Selection(group=Group.CIVILIAN, outcomes=frozenset({Outcome.KILLED}), time=day_range(DAY)))
    assert found.sums == {Outcome.KILLED: Sum(21, 21, 21, 1)}
    assert found.unattributed == {Outcome.KILLED: Sum(3, 3, 3, 2)}


def test_one_sides_dead_leave_out_the_other_sides(writer: sqlite3.Connection) -> None:
    lines = [killed(2, side="usa"), killed(5, side=ISLAMIC_STATE.id), killed(1)]
    add_report(writer, report("fight"), [event("clash", BUSAYRAH, DAY, *lines, by=ISLAMIC_STATE, on=USA)])
    found = totals(writer, Selection(sides=frozenset({"usa"})))
    assert found.sums == {Outcome.KILLED: Sum(2, 2, 2, 1)}
    assert found.unattributed == {Outcome.KILLED: Sum(1, 1, 1, 1)}


def test_an_events_own_figures_and_mentions(world: sqlite3.Connection) -> None:
    stored = find(world, Selection(words=("cattle",))).events[0]
    assert stored.figures == {Outcome.KILLED: Sum(21, 21, 21, 1), Outcome.INJURED: Sum(37, 37, 37, 1)}
    assert stored.mentions[0].quote == WORDS["market"]
    assert stored.event.actors == (EventActor(RSF, RSF.name, ActorRole.PERPETRATOR),)
    assert stored.first_reported == stored.last_reported == stored.mentions[0].published


def test_export_gives_every_event_or_those_selected(world: sqlite3.Connection) -> None:
    everything = list(events_as_json(world))
    assert len(everything) == len(WORLD)
    assert {"id", "category", "type", "status", "casualties", "reports"} <= everything[0].keys()
    assert everything[0]["reports"] == [
        {
            "source": "ambush",
            "outlet": "name:ambush",
            "reliability": None,
            "url": None,
            "published": "2025-12-10T12:00:00Z",
            "quote": "ambush",
        }
    ]
    selected = list(events_as_json(world, Selection(areas=(InCountry("SD"),))))
    assert [row["type"] for row in selected] == ["drone-strike", "killing"]


def test_a_range_of_times_finds_events_of_every_length(writer: sqlite3.Connection) -> None:
    """Events of a day, a fortnight, a quarter and three years, asked for by a day in the middle of each."""
    lengths = (1, 14, 90, 1000)
    for length in lengths:
        span = days(DAY, DAY + timedelta(days=length - 1), Precision.UNKNOWN)
        add_report(writer, report(f"{length} days"), [event("clash", OBEID, None, time=span)])
    for length in lengths:
        last = day_range(DAY + timedelta(days=length - 1))
        assert find(writer, Selection(time=last)).count == sum(other >= length for other in lengths)
        after = day_range(DAY + timedelta(days=length))
        assert find(writer, Selection(time=after)).count == sum(other > length for other in lengths)
