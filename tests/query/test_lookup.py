"""Readings looked up in a real index: counting, adding up, what lies in what, and nothing found."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.actors import ActorRole, EventActor
from domain.calendar import day_range
from domain.casualties import Casualty, Group, Outcome
from domain.events import Event, Evidence
from domain.places import EventPlace
from domain.reports import Report
from domain.taxonomy import category_of
from knowledge.world import World
from query.answer import Answer, Figure
from query.ask import ask
from query.search.selecting import select
from query.wire import answer_to_json, query_to_json
from store.database import open_for_reading, open_for_writing
from store.export.export import events_as_json
from store.reliability import grades, set_reliability
from store.search.finding import By, series, statement
from store.writing.reports import add_report

NOW = datetime(2026, 3, 11, 15, 30, tzinfo=UTC)


def event(
    world: World, kind: str, place: str, day: date, actors: tuple[tuple[str, ActorRole], ...] = (), *lines: Casualty
) -> Event:
    found = world.gazetteer.resolve(place)
    assert found is not None
    known = [(world.catalogue.get(id), role) for id, role in actors]
    return Event(
        category=category_of(kind),
        type=kind,
        time=day_range(day),
        places=(EventPlace(found.place, place),),
        actors=tuple(EventActor(actor, actor.name, role) for actor, role in known if actor),
        casualties=lines,
        evidence=(Evidence(0, 5, f"{kind} in {place}"),),
    )


@pytest.fixture(scope="module")
def index(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """Seven events: strikes in and near Idlib, an ambush near Palmyra, a bombing in Kabul, a foiled drone."""
    path = tmp_path_factory.mktemp("index") / "index.db"
    by, on, hurt = ActorRole.PERPETRATOR, ActorRole.TARGET, ActorRole.VICTIM
    killed, injured = Outcome.KILLED, Outcome.INJURED
    civilians = Casualty(killed, 3, 3, 3, Group.CIVILIAN)
    events = [
        event(world, "air-strike", "Idlib", date(2026, 3, 9), (("rus", by),), civilians),
        event(world, "shelling", "Saraqib", date(2026, 2, 20), (("syr", by),), Casualty(killed, 2, None, 2)),
        event(world, "drone-strike", "Hama", date(2026, 2, 3), (("tur", by),)),
        event(
            world, "ambush", "Palmyra", date(2025, 12, 13), (("islamic-state", by), ("usa", on), ("usa", hurt)),
            Casualty(injured, 2, 2, 2, Group.MILITARY, "usa"), Casualty(injured, 1, 1, 1, Group.CIVILIAN),
        ),
        event(world, "suicide-bombing", "Kabul", date(2025, 8, 26), (("islamic-state-khorasan-province", by),),
              Casualty(killed, 20, 30, 25)),
        replace(event(world, "drone-strike", "Riyadh", date(2026, 3, 1), (("houthis", by),)), prevented=True),
        event(world, "threat", "Tehran", date(2026, 3, 2), (("irn", by),)),
    ]  # fmt: skip
    with closing(open_for_writing(path)) as writer:
        for number, each in enumerate(events):
            text = (
                f"Report {number}: {each.evidence[0].quote}. A fuel depot burned."
                if number == 0
                else f"Report {number}"
            )
            add_report(writer, Report(text, NOW, source=f"Wire {number}", url=f"https://wire.example/{number}"), [each])
        set_reliability(writer, "Wire 0", "A")
        set_reliability(writer, "Wire 3", "B")
    with closing(open_for_reading(path)) as reader:
        yield reader


def answer(index: sqlite3.Connection, world: World, question: str) -> Answer:
    return ask(question, NOW, index, world)


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("strikes in Syria", 3),
        ("airstrikes in Idlib", 1),
        ("strikes in Idlib", 2),  # Saraqib lies in the province of that name
        ("strikes in Idlib city", 1),
        ("strikes within 30 km of Idlib city", 2),
        ("attacks in Syria", 4),  # "attacks" take in strikes and ambushes
        ("attacks", 5),  # neither the foiled drone nor the threat
        ("Russian strikes", 1),
        ("strikes in Syria except Russia's", 2),
        ("attacks in Syria excluding airstrikes", 3),
        ("attacks in Syria except in Idlib", 2),
        ("attacks except in Syria", 1),
        ("strikes in Syria but not in Kabul", 3),
        ("attacks since February", 3),
        ("attacks on 13 December", 1),
        ("Islamic State attacks", 2),  # its branch in Khorasan belongs to it
        ("foiled drone strikes", 1),
        ("drone strikes on Riyadh", 0),
        ("threats by Iran", 1),
        ("strikes on fuel depots", 1),
        ("strikes near Palmyra", 0),
        ("attacks on US troops", 1),
        ("attacks in Syria with at least 2 dead", 2),
        ("attacks that killed more than two people", 2),
        ("attacks with over 3 civilians killed", 0),
        ("strikes with 3 or more dead", 1),
        ("deadliest attacks with more than 20 killed", 1),
        ("attacks with at least three casualties", 3),  # two injured soldiers and a translator are three
        ("how many attacks injured at least 3 people", 1),
        ("attacks in Syria with more than 1,000 fatalities", 0),
        ("attacks in Syria from reliable sources", 2),
        ("attacks in Syria, sources rated A", 1),
        ("strikes in Syria from sources rated B or better", 1),
    ],
)
def test_how_many_events_match(index: sqlite3.Connection, world: World, question: str, count: int) -> None:
    assert answer(index, world, question).count == count


def test_totals_of_one_side_leave_the_others_beside(index: sqlite3.Connection, world: World) -> None:
    found = answer(index, world, "US casualties in December")
    assert found.totals == {Outcome.INJURED: Figure(2, 2, 2)}
    assert found.unattributed == {Outcome.INJURED: Figure(1, 1, 1)}


def test_an_open_figure_stays_open_and_the_unstated_is_left_out(index: sqlite3.Connection, world: World) -> None:
    found = answer(index, world, "how many people were injured in Syria")
    assert [event.event.type for event in found.events] == ["ambush", "air-strike", "shelling", "drone-strike"]
    found = answer(index, world, "how many people were killed in Syria")
    assert found.totals == {Outcome.KILLED: Figure(5, None, 5)}
    assert Outcome.MISSING not in (answer(index, world, "casualties in Kabul").totals or {})


def test_a_group_is_counted_alone(index: sqlite3.Connection, world: World) -> None:
    found = answer(index, world, "civilians killed in Idlib")
    assert found.totals == {Outcome.KILLED: Figure(3, 3, 3)}


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        (
            "how many civilians were killed",
            ["air-strike", "shelling", "suicide-bombing"],
        ),  # the later ones do not say who
        ("how many soldiers were killed", ["shelling", "suicide-bombing", "air-strike"]),
        ("how many people were killed", ["air-strike", "shelling", "suicide-bombing"]),
        ("injured civilians", ["ambush"]),
    ],
)
def test_events_of_those_asked_about_come_first(
    index: sqlite3.Connection, world: World, question: str, kinds: list[str]
) -> None:
    shown = [stored.event.type for stored in ask(question, NOW, index, world).events]
    assert shown[: len(kinds)] == kinds


def test_nothing_from_reliable_sources_tells_what_others_say(index: sqlite3.Connection, world: World) -> None:
    found = answer(index, world, "suicide bombings in Kabul from reliable sources")
    assert found.count == 0
    assert found.relaxed == "From sources of any reliability: 1 event, of 26 August 2025."


def test_nothing_so_deadly_tells_what_there_is(index: sqlite3.Connection, world: World) -> None:
    found = answer(index, world, "suicide bombings in Kabul with at least 50 dead")
    assert found.relaxed == "With fewer people harmed: 1 event, of 26 August 2025."


def test_orders_and_pages(index: sqlite3.Connection, world: World) -> None:
    assert answer(index, world, "deadliest attack").events[0].event.type == "suicide-bombing"
    assert answer(index, world, "first attack").events[0].event.type == "suicide-bombing"
    latest = answer(index, world, "last 2 attacks")
    assert [stored.event.type for stored in latest.events] == ["air-strike", "shelling"]
    more = ask("show more", NOW, index, world, previous=latest.reading)
    assert [stored.event.type for stored in more.events] == ["drone-strike", "ambush"]
    assert more.count == latest.count


def test_breakdowns_timelines_and_comparisons(index: sqlite3.Connection, world: World) -> None:
    by_month = answer(index, world, "attacks per month in Syria").series
    assert by_month is not None
    assert [(part.key, part.value) for part in by_month][-2:] == [("2026-02", 2), ("2026-03", 1)]
    by_type = answer(index, world, "types of attacks in Syria").series
    assert {part.key for part in by_type or ()} == {"air-strike", "shelling", "drone-strike", "ambush"}
    compared = answer(index, world, "compare attacks in Syria and Afghanistan").series
    assert [(part.key, part.value) for part in compared or ()] == [("Syria", 4), ("Afghanistan", 1)]
    deaths = answer(index, world, "deaths by country").series
    assert [(part.key, part.value) for part in deaths or ()][:2] == [("Afghanistan", 25), ("Syria", 5)]


@pytest.mark.parametrize(
    "question", ["attacks in Syria except in Idlib", "attacks except in Syria", "attacks by month"]
)
def test_what_is_left_out_is_so_for_whatever_reads_the_selection(
    index: sqlite3.Connection, world: World, question: str
) -> None:
    found = answer(index, world, question)
    selection = select(found.reading.query, world)
    assert len(list(events_as_json(index, selection))) == found.count
    assert sum(point.value for point in series(index, selection, By.MONTH)) == found.count
    sql, parameters = statement(index, selection)
    assert len(index.execute(sql, {**parameters, "limit": 100, "offset": 0}).fetchall()) == found.count


def test_what_is_left_out_is_not_found_by_relaxation(index: sqlite3.Connection, world: World) -> None:
    found = answer(index, world, "attacks in Syria on 3 May 2024 except in Idlib")
    assert found.relaxed == "At any time: 2 events, the latest of 3 February 2026."
    found = answer(index, world, "riots in Syria except in Idlib, Hama and Homs")
    assert found.relaxed == "In the whole index: 5 events, the latest of 9 March 2026."
    found = answer(index, world, "riots in Syria in 2024 except in Idlib")
    assert (
        found.relaxed == "Of any kind in Syria outside Idlib (city and province, Syria), at any time: 2 events, "
        "the latest of 3 February 2026."
    )


def test_nothing_found_relaxes_the_query(index: sqlite3.Connection, world: World) -> None:
    found = answer(index, world, "ambushes near Palmyra in 2019")
    assert found.count == 0
    assert found.text.startswith("Nothing found for: Ambushes near ")
    assert found.relaxed is not None
    assert "13 December 2025" in found.relaxed
    found = answer(index, world, "chemical attacks in Kabul last week")
    assert (
        found.relaxed
        == "Of any kind in Kabul (city and province, Afghanistan), at any time: 1 event, of 26 August 2025."
    )
    assert answer(index, world, "riots in Peru").relaxed == "In the whole index: 5 events, the latest of 9 March 2026."


def test_who_is_left_out_of_the_search_is_called_by_the_part_asked_about(
    index: sqlite3.Connection, world: World
) -> None:
    for question, who in (
        ("casualties of Hamas in Kabul", "Whoever suffered it"),
        ("attacks by Hamas in Kabul", "Whoever did it"),
        ("events involving Hamas in Kabul", "Whoever took part"),
    ):
        assert (answer(index, world, question).relaxed or "").startswith(f"{who}, not only ")


def test_a_place_that_nobody_knows_is_not_answered_everywhere(index: sqlite3.Connection, world: World) -> None:
    found = answer(index, world, "strikes in Foobarga")
    assert (found.count, found.relaxed) == (0, "Anywhere else: 3 events, the latest of 9 March 2026.")
    assert found.text.startswith("I do not know a place called “Foobarga”.\n\nNothing found for: Strikes in Foobarga")
    assert found.text.count("I do not know") == 1
    both = answer(index, world, "strikes in Foobarga and Idlib")
    assert both.count == answer(index, world, "strikes in Idlib").count
    assert "I do not know a place called “Foobarga”." in both.text


def test_the_quietest_month_is_one_of_which_something_is_known(index: sqlite3.Connection, world: World) -> None:
    found = answer(index, world, "month with the fewest strikes in Syria since December 2025")
    assert found.figure is not None
    assert (found.figure.value, found.figure.key, found.figure.steps) == (
        0,
        "2025-12",
        3,
    )  # of January nothing is known
    assert "Taken over the 3 months of which reports from there are known" in found.text
    week = answer(index, world, "fewest strikes week in Syria since December 2025")
    assert week.figure is not None
    assert (week.figure.value, week.figure.key) == (0, "2025-12-08")
    assert "in the week of 8 December 2025" in week.text


def test_targets_that_no_event_tells_of_are_searched_as_text(index: sqlite3.Connection, world: World) -> None:
    query = answer(index, world, "strikes on hospitals in Idlib").reading.query
    assert (query.targets_as_text, query.keywords) == (True, ("hospitals",))


def test_near_me_is_nowhere_rather_than_everywhere(index: sqlite3.Connection, world: World) -> None:
    for question in ("strikes near me", "latest attacks around here"):
        found = answer(index, world, question)
        assert (found.count, found.reading.query.near_asker) == (0, True)
        assert "I do not know where you are" in found.text
        assert "me" not in found.reading.query.keywords
    assert answer(index, world, "strikes near me in Idlib").count == 2


def test_the_text_leads_with_the_number_and_ends_with_the_reading(index: sqlite3.Connection, world: World) -> None:
    found = answer(index, world, "how many people were killed in Syria").text
    assert found.splitlines()[0] == "Killed: at least 5"
    assert "Understood: People killed in Syria." in found
    listed = answer(index, world, "latest strikes in Idlib").text
    assert listed.splitlines()[0] == "2 strikes"
    assert "reported by Wire 0" in listed


def test_more_than_all_is_told(index: sqlite3.Connection, world: World) -> None:
    before = answer(index, world, "strikes in Syria")
    more = ask("more", NOW, index, world, previous=before.reading)
    assert more.text.startswith(f"Those were all {before.count}.\n\nUnderstood: Strikes in Syria, latest first.")
    assert "Follows on “strikes in Syria”" in more.text
    series = ask("more", NOW, index, world, previous=answer(index, world, "strikes in Syria per month").reading)
    assert series.series == answer(index, world, "strikes in Syria per month").series
    only = ask("more", NOW, index, world, previous=answer(index, world, "suicide bombings in Kabul").reading)
    assert only.text.startswith("That was the only one.")


def test_help_is_text_without_a_search(index: sqlite3.Connection, world: World) -> None:
    found = answer(index, world, "hello")
    assert found.count == 0
    assert "Ask about armed conflict" in found.text


def test_the_json_has_every_field_of_the_contract(index: sqlite3.Connection, world: World) -> None:
    found = answer(index, world, "US casualties in December")
    out = json.loads(json.dumps(answer_to_json(found, grades(index))))
    assert set(out) >= {"count", "totals", "unattributed", "events", "series", "text", "occurrences"}
    assert out["totals"]["killed"] == {"min": None, "max": None, "best": None}
    (event,) = (event for event in events_as_json(index) if event["id"] == out["events"][0]["id"])
    assert event["reports"][0]["source"] == "Wire 3"
    assert out["events"][0] == json.loads(json.dumps(event))
    query = json.loads(json.dumps(query_to_json(found.reading.query)))
    assert query["actors"] == [{"id": "usa", "name": "United States", "role": "victim"}]
    assert query["time"]["start"] == "2025-12-01T00:00:00Z"
    assert query["outcomes"] == []


ZONES = ("UTC", "Pacific/Kiritimati", "America/New_York")
UNITS = ("minutes", "h", "days", "weeks", "fortnights", "weekends", "months", "quarters", "years", "decades", "nights")
FRAMES = (
    "attacks {n} {unit}",
    "last {n} {unit} attacks",
    "attacks next {n} {unit}",
    "attacks {n} {unit} ago",
    "attacks since {n} {unit} ago",
    "attacks between {n} {unit} ago and {m}",
    "attacks {n} {unit} before 1 January 1900",
    "attacks {n} {unit} after 31 December 2099",
    "killed per {unit} in the last {n} {unit}",
    "attacks in the first {n} {unit} of {m}",
    "attacks from {n} to {m}",
    "attacks on {n} December {m}",
    "attacks in week {n} of {m}",
    "Ramadan {n}",
    "last {n} attacks",
    "more than {n} killed in the last {m} {unit}",
    "attacks within {n} km of Idlib",
)
FIGURES = st.integers(0, 10**12) | st.integers(1890, 2110) | st.sampled_from((0, 1, 99, 7900, 9999, 10000, 10**9 - 1))


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(FRAMES), st.sampled_from(UNITS), FIGURES, FIGURES, st.sampled_from(ZONES))
def test_any_figure_of_any_unit_is_answered(
    index: sqlite3.Connection, world: World, frame: str, unit: str, n: int, m: int, zone: str
) -> None:
    question = frame.format(n=n, m=m, unit=unit)
    answer = ask(question, NOW, index, world, zone=ZoneInfo(zone))
    assert answer.text.strip()
    time = answer.reading.query.time
    assert time is None or all(side is None or 1899 <= side.year <= 2102 for side in (time.start, time.end))


@pytest.mark.parametrize(
    "asked", ["latest from Kabul Pulse", "latest from Kabul Pulse (channel)", "what does Kabul Pulse say"]
)
def test_an_outlet_of_the_index_is_no_place_of_its_name(
    world: World, tmp_path_factory: pytest.TempPathFactory, asked: str
) -> None:
    path = tmp_path_factory.mktemp("outlets") / "index.db"
    with closing(open_for_writing(path)) as writer:
        told = event(world, "shooting", "Herat", date(2026, 3, 9))
        add_report(writer, Report("A shooting.", NOW, source="Kabul Pulse (channel)"), [told])
        add_report(writer, Report("A raid.", NOW, source="Wire"), [event(world, "raid", "Kabul", date(2026, 3, 9))])
    with closing(open_for_reading(path)) as connection:
        found = ask(asked, NOW, connection, world)
    assert found.reading.query.sources == ("Kabul Pulse (channel)",)
    assert [stored.event.type for stored in found.events] == ["shooting"]


def test_the_place_in_an_outlets_name_says_nothing_of_other_places(
    world: World, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("outlets") / "index.db"
    with closing(open_for_writing(path)) as writer:
        told = event(world, "ambush", "Palmyra", date(2026, 3, 9))
        add_report(writer, Report("An ambush.", NOW, source="Northgate Wire"), [told])
    with closing(open_for_reading(path)) as connection:
        found = ask("what does Northgate Wire say about Palmyra", NOW, connection, world)
    assert [asked.place.country for asked in found.reading.query.places] == [
        "SY"
    ]  # Northgate and a Palmyra are in the US
    assert [stored.event.type for stored in found.events] == ["ambush"]
