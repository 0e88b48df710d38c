"""Questions as people type them, and what is understood: grouped by the phenomenon, in our own words."""

import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.measures import Metric, Order
from knowledge.world import World
from query.reading import AskedPlace, By, Intent, Query, QuestionError
from query.understand import understand
from query.understanding.parts.places import asked_place

NOW = datetime(2026, 3, 11, 15, 30, tzinfo=UTC)


def ask(world: World, question: str) -> Query:
    return understand(question, NOW, world).query


def actors(query: Query) -> set[tuple[str, str]]:
    return {(actor.id, actor.role.value) for actor in query.actors}


def places(query: Query) -> list[str]:
    return [place.place.name for place in query.places]


@pytest.mark.parametrize(
    ("question", "types"),
    [
        ("airstrikes on Idlib", ["air-strike"]),
        ("shelling and drone attacks in Kherson", ["shelling", "drone-strike"]),
        ("car bombs in Baghdad", ["vehicle-bombing"]),
        ("how many drones hit Kyiv overnight", ["drone-strike"]),
        ("was Kharkiv shelled this morning", ["shelling"]),
        ("who bombed Damascus", ["bombing"]),
        ("air stikes in Taiz", ["air-strike"]),
        ("fightng near Goma", ["clash"]),
        ("assassinatons in Beirut", ["assassination"]),
        ("#Gaza #airstrikes", ["air-strike"]),
        ("SUICIDE BOMBINGS IN KABUL", ["suicide-bombing"]),
        ("truces in Yemen", ["ceasefire"]),
        ("what is going on in Haiti", []),
        ("beheadings in Libya", ["execution"]),
        ("helicopter crash", ["crash"]),
    ],
)
def test_kinds_of_events(world: World, question: str, types: list[str]) -> None:
    assert list(ask(world, question).event_types) == types


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("Russian strikes on Kharkiv", {("rus", "perpetrator")}),
        ("attacks on US troops in Iraq", {("usa", "target")}),
        ("US casualties", {("usa", "victim")}),
        ("us casualties", {("usa", "victim")}),
        ("tell us about strikes", set()),
        ("is attacks in Iraq", {("islamic-state", "perpetrator")}),
        ("hezbolah strikes in Lebanon", {("hezbollah", "perpetrator")}),
        ("rusian strikes on Kharkiv", {("rus", "perpetrator")}),
        ("is there fighting in Aden", set()),
        ("Hezbollah fighters killed by Israel", {("hezbollah", "victim"), ("isr", "perpetrator")}),
        ("what did Israel hit in Tyre", {("isr", "perpetrator")}),
        ("strikes by Israel in Lebanon", {("isr", "perpetrator")}),
        ("how many people has Boko Haram killed", {("boko-haram", "perpetrator")}),
        ("Russian losses in Bakhmut", {("rus", "victim")}),
        ("assassinations of Hezbollah commanders", {("hezbollah", "victim")}),
        ("ISIS attacks against SDF", {("islamic-state", "perpetrator"), ("syrian-democratic-forces", "target")}),
        ("clashes between India and Pakistan", {("ind", "any"), ("pak", "any")}),
        ("Israel Hezbollah clashes", {("isr", "any"), ("hezbollah", "any")}),
        ("SDF vs SNA", {("syrian-democratic-forces", "any"), ("syrian-national-army", "any")}),
        ("US sanctions on Russia", {("usa", "perpetrator"), ("rus", "target")}),
        ("strikes by Israel and the US in Iran", {("isr", "perpetrator"), ("usa", "perpetrator")}),
        ("wounded US soldiers in Syria", {("usa", "victim")}),
        ("Ukrainian soldiers captured in Kursk", {("ukr", "victim")}),
        ("Turkey-backed SNA attacks", {("syrian-national-army", "perpetrator")}),
        ("turkey strikes pkk in iraq", {("tur", "perpetrator"), ("kurdistan-workers-party", "target")}),
        ("Hamas", {("hamas", "any")}),
    ],
)
def test_who_did_what_to_whom(world: World, question: str, wanted: set[tuple[str, str]]) -> None:
    assert actors(ask(world, question)) == wanted


@pytest.mark.parametrize(
    ("question", "intent", "by"),
    [
        ("how many strikes hit Kyiv", Intent.COUNT, None),
        ("how many people died in Gaza", Intent.CASUALTIES, None),
        ("how many kidnapped in Nigeria", Intent.CASUALTIES, None),
        ("how many kidnappings in Nigeria", Intent.COUNT, None),
        ("how often was Odesa attacked", Intent.COUNT, None),
        ("who was killed near Tabqa", Intent.CASUALTIES, None),
        ("attacks that killed civilians in Kabul", Intent.LIST, None),
        ("attacks per month in Mali", Intent.TIMELINE, By.MONTH),
        ("weekly airstrikes in Yemen", Intent.TIMELINE, By.WEEK),
        ("which groups are active in Congo", Intent.BREAKDOWN, By.ACTOR),
        ("which city was hit most in Ukraine", Intent.BREAKDOWN, By.PLACE),
        ("attacks in Iraq by province", Intent.BREAKDOWN, By.PLACE),
        ("what kinds of attacks happen in Quetta", Intent.BREAKDOWN, By.TYPE),
        ("where do most attacks happen in Pakistan", Intent.BREAKDOWN, By.PLACE),
        ("compare Mali and Niger attacks", Intent.COMPARE, By.PLACE),
        ("more attacks in Mali or Niger?", Intent.COMPARE, By.PLACE),
        ("Idlib vs Hama strikes", Intent.COMPARE, By.PLACE),
        ("thanks!", Intent.HELP, None),
        ("what can you do?", Intent.HELP, None),
        ("why did Israel strike Iran", Intent.HELP, None),
        ("will Russia attack Kyiv tomorrow", Intent.HELP, None),
        ("🙂🙂", Intent.HELP, None),
        ("", Intent.HELP, None),
    ],
)
def test_kinds_of_answers(world: World, question: str, intent: Intent, by: By | None) -> None:
    query = ask(world, question)
    assert (query.intent, query.by) == (intent, by)


@pytest.mark.parametrize(
    ("question", "order", "limit"),
    [
        ("last 4 ambushes in Mali", Order.LATEST, 4),
        ("six most recent raids", Order.LATEST, 6),
        ("first strike on Odesa", Order.OLDEST, 1),
        ("deadliest attacks in Somalia, top 3", Order.DEADLIEST, 3),
        ("biggest attack this year", Order.DEADLIEST, 1),
        ("strikes in Syria", Order.LATEST, None),
        ("latest fighting in Aden", Order.LATEST, None),
        ("attacks in the last 4 days", Order.LATEST, None),
    ],
)
def test_orders_and_limits(world: World, question: str, order: Order, limit: int | None) -> None:
    query = ask(world, question)
    assert (query.order, query.limit) == (order, limit)


def test_people_counted_in_a_series(world: World) -> None:
    assert ask(world, "civilian deaths per month in Ukraine").metric is Metric.KILLED
    assert ask(world, "attacks per month in Ukraine").metric is Metric.EVENTS


def test_a_state_is_a_place_or_an_actor_by_the_words_around(world: World) -> None:
    assert places(ask(world, "attacks in Jordan")) == ["Jordan"]
    assert actors(ask(world, "attacks by Jordan")) == {("jor", "perpetrator")}
    assert actors(ask(world, "Pakistan strikes in Afghanistan")) == {("pak", "perpetrator")}
    assert places(ask(world, "Niger ambushes")) == ["Niger"]
    reading = understand("russia strikes", NOW, world)
    assert [other.label for other in reading.alternatives] == ["in Russia"]


def test_a_radius_and_nearness(world: World) -> None:
    assert ask(world, "attacks within 40 km of Mosul").places[0].radius_km == 40
    assert ask(world, "attacks within 10 miles of Mosul").places[0].radius_km == pytest.approx(16.1)
    assert ask(world, "attacks near Mosul").places[0].near


def test_a_city_and_its_province_are_both_meant(world: World) -> None:
    reading = understand("strikes in Idlib", NOW, world)
    assert reading.query.places[0].province is not None
    assert any("city and the province" in note for note in reading.notes)
    assert ask(world, "strikes in Idlib province").places[0].province is None
    assert ask(world, "strikes in Idlib city").places[0].province is None


def test_exclusions(world: World) -> None:
    assert [a.id for a in ask(world, "strikes in Syria except Israel's").exclude.actors] == ["isr"]
    assert ask(world, "attacks in Iraq excluding drone strikes").exclude.event_types == ("drone-strike",)
    left_out = ask(world, "attacks in Iraq but not in Mosul")
    assert [p.place.name for p in left_out.exclude.places] == ["Mosul"]
    assert places(left_out) == ["Iraq"]


def test_what_is_left_over_is_searched_as_text(world: World) -> None:
    assert ask(world, "please show strikes on fuel depots in Yemen").keywords == ("fuel", "depots")
    assert ask(world, "can you please tell me what happened in Homs").keywords == ()


def test_corrections_and_assumptions_are_noted(world: World) -> None:
    notes = understand("stikes in khartum in december", NOW, world).notes
    assert any("stikes" in note and "strikes" in note for note in notes)
    assert any("khartum" in note and "Khartoum" in note for note in notes)
    assert any("December 2025" in note for note in notes)


@pytest.mark.parametrize(
    ("question", "noted"),
    [
        ("strikes in Homs between 7 Oct 2023 and 31 Dec 2023", False),  # spelt out, nothing else
        ("strikes in Homs aug-oct 2025", False),
        ("strikes in Homs in December", True),  # the year is taken for granted
        ("strikes in Homs 03/08/2025", True),  # which is the month
        ("strikes in Homs last week", True),
    ],
)
def test_a_time_is_noted_where_something_was_assumed(world: World, question: str, noted: bool) -> None:
    assert any("→" in note for note in understand(question, NOW, world).notes) is noted


def test_a_question_too_long_is_refused_in_one_sentence(world: World) -> None:
    with pytest.raises(QuestionError, match="at most 500"):
        understand("strikes " * 100, NOW, world)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=500))
def test_any_characters_are_read(world: World, question: str) -> None:
    assert understand(question, NOW, world).question == question


MOST_CALLS = 400_000
"""Calls of Python functions for the longest question: about a tenth of a second."""

PIECES = (Path(__file__).parent / "pieces.txt").read_text(encoding="utf-8").split()


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_any_shuffle_of_our_own_words_is_read_with_bounded_work(world: World, pieces: list[str]) -> None:
    question = " ".join(pieces)[:500]
    calls = Counter[str]()
    sys.setprofile(lambda frame, event, argument: calls.update([event]))
    try:
        understood = understand(question, NOW, world).question
    finally:
        sys.setprofile(None)
    assert understood == question
    assert calls["call"] < MOST_CALLS


def test_a_place_asked_for_knows_what_its_country_is_called(world: World) -> None:
    for name, country in (("Idlib", "Syria"), ("Syria", "Syria"), ("Sahel", "")):
        place = world.gazetteer.named(name)[0]
        assert asked_place(place, world) == AskedPlace(place, country_name=country)
