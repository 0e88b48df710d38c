"""Follow-ups: what a short question changes of the one before, and what it leaves."""

from datetime import UTC, datetime

import pytest

from domain.casualties import Outcome
from domain.measures import Metric, Order
from knowledge.world import World
from query.reading import By, Intent, Query, Reading
from query.understand import understand

NOW = datetime(2026, 3, 11, 15, 30, tzinfo=UTC)


def conversation(world: World, *questions: str) -> Reading:
    reading: Reading | None = None
    for question in questions:
        reading = understand(question, NOW, world, previous=reading)
    assert reading is not None
    return reading


def places(query: Query) -> list[str]:
    return [place.place.name for place in query.places]


@pytest.mark.parametrize(
    "change", ["and in Homs?", "what about Homs", "in Homs", "Homs?", "Homs instead", "now for homs"]
)
def test_another_place(world: World, change: str) -> None:
    query = conversation(world, "strikes by Israel in Hama last week", change).query
    assert places(query) == ["Homs"]
    assert query.event_types == ("strike",)
    assert [actor.id for actor in query.actors] == ["isr"]
    assert query.time is not None


@pytest.mark.parametrize("change", ["last month instead", "and last month", "last month", "what about last month?"])
def test_another_time(world: World, change: str) -> None:
    query = conversation(world, "attacks in Mali last week", change).query
    assert query.time is not None
    assert query.time.start == datetime(2026, 2, 1, tzinfo=UTC)
    assert places(query) == ["Mali"]


@pytest.mark.parametrize("change", ["only killed", "killed only", "just the killed", "and killed?"])
def test_only_those_killed(world: World, change: str) -> None:
    query = conversation(world, "casualties in Gaza this month", change).query
    assert query.intent is Intent.CASUALTIES
    assert query.outcomes == (Outcome.KILLED,)
    assert places(query) == places(understand("casualties in Gaza", NOW, world).query)


def test_another_kind_of_event_behind_and(world: World) -> None:
    query = conversation(world, "air strikes in Sudan this year", "and drone strikes?").query
    assert query.event_types == ("drone-strike",)
    assert places(query) == ["Sudan"]


def test_another_actor(world: World) -> None:
    query = conversation(world, "strikes by Israel in Syria", "and by Turkey?").query
    assert [(actor.id, actor.role.value) for actor in query.actors] == [("tur", "perpetrator")]
    assert places(query) == ["Syria"]


def test_a_breakdown_of_what_was_asked(world: World) -> None:
    query = conversation(world, "attacks in Nigeria this year", "by month").query
    assert (query.intent, query.by, query.event_types) == (Intent.TIMELINE, By.MONTH, ("attack",))
    query = conversation(world, "attacks in Nigeria this year", "per month", "only killed").query
    assert (query.intent, query.by, query.metric) == (Intent.TIMELINE, By.MONTH, Metric.KILLED)


def test_the_deadliest_of_what_was_asked(world: World) -> None:
    query = conversation(world, "attacks in Nigeria this year", "only the deadliest").query
    assert query.order is Order.DEADLIEST
    assert places(query) == ["Nigeria"]


@pytest.mark.parametrize(
    ("asked", "change", "left"),
    [
        ("attacks except in Iraq", "in Mosul?", []),
        ("attacks in Iraq except in Mosul", "in Mosul?", []),
        ("attacks in Ukraine except in Donbas", "in Donetsk?", []),
        ("attacks in Iraq except in Mosul", "in Basra?", ["Mosul"]),
        ("attacks in Iraq except in Mosul", "in Iraq and Syria?", ["Mosul"]),
        ("attacks in Iraq except in Mosul", "last week", ["Mosul"]),
    ],
)
def test_a_place_left_out_is_taken_in_again_where_it_is_asked_for(
    world: World, asked: str, change: str, left: list[str]
) -> None:
    query = conversation(world, asked, change).query
    assert [each.place.name for each in query.exclude.places] == left


def test_more_is_the_next_page(world: World) -> None:
    reading = conversation(world, "attacks in Nigeria", "show more", "more")
    assert reading.page == 2
    assert conversation(world, "attacks in Nigeria", "show more", "and in Mali").page == 0


@pytest.mark.parametrize(
    "question",
    [
        "US casualties December",
        "strikes in Kyiv",
        "who was killed in Aden yesterday",
        "hello",
        "how many attacks were there in Kabul",
        "RSF attacks",
    ],
)
def test_a_question_of_its_own_owes_nothing_to_the_one_before(world: World, question: str) -> None:
    alone = understand(question, NOW, world).query
    assert conversation(world, "clashes in Goma last week, deadliest first", question).query == alone


def test_more_of_nothing_is_no_question(world: World) -> None:
    assert understand("show more", NOW, world).page == 0


@pytest.mark.parametrize(
    "question",
    [
        "strikes in Ukraine please",
        "please strikes in Ukraine",
        "thanks, strikes in Ukraine",
        "ok strikes in Ukraine",
        "now strikes in Ukraine",
        "then strikes in Ukraine, thanks a lot",
        "hi, strikes in Ukraine please",
        "just strikes in Ukraine",
    ],
)
def test_a_whole_question_starts_anew_however_it_is_put(world: World, question: str) -> None:
    reading = conversation(world, "US casualties December", question)
    assert reading.query == understand("strikes in Ukraine", NOW, world).query
    assert reading.follows == ""
    assert reading.remarks == reading.notes


@pytest.mark.parametrize(
    "change",
    [
        "and in Homs, please?",
        "Homs please",
        "now for homs",
        "just Homs",
        "ok, and in Homs?",
        "thanks! in Homs?",
        "try Homs",
    ],
)
def test_a_follow_up_says_that_it_is_one_and_on_what(world: World, change: str) -> None:
    reading = conversation(world, "strikes in  Hama\nlast week", change)
    assert places(reading.query) == ["Homs"]
    assert reading.query.event_types == ("strike",)
    assert reading.remarks[0] == "Follows on “strikes in Hama last week”"


def test_a_long_question_is_quoted_in_part(world: World) -> None:
    reading = conversation(world, "strikes in Hama " + "and in Homs " * 30, "last week")
    assert len(reading.remarks[0]) < 100


def test_more_follows_on_what_the_first_page_was_of(world: World) -> None:
    reading = conversation(world, "attacks in Nigeria", "and in Mali?", "more", "more please", "next")
    assert (reading.page, reading.follows) == (3, "and in Mali?")


@pytest.mark.parametrize("words", ["thanks", "ok", "please", "👍", "", "thank you very much"])
def test_courtesy_alone_follows_on_nothing(world: World, words: str) -> None:
    reading = conversation(world, "attacks in Nigeria", words)
    assert reading.query.intent is Intent.HELP
    assert reading.follows == ""
