"""A reading prints as a sentence that, asked again, gives the same reading."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from domain.casualties import Group, Outcome
from domain.events import Status
from domain.measures import Metric, Order
from domain.places import PlaceKind
from domain.taxonomy import kinds
from domain.times import TimeRange
from knowledge.world import World
from query.reading import AskedActor, AskedPlace, AskedRole, By, Exclusion, Intent, Query, Toll
from query.understand import understand
from query.wording.paraphrase import sentence

NOW = datetime(2026, 3, 11, 15, 30, tzinfo=UTC)
TOWNS = ["Aleppo", "Baghdad", "Kharkiv", "Mogadishu", "Kabul", "Goma", "Maiduguri", "Beirut", "Sanaa", "Khartoum"]
COUNTRIES = [
    "PK",
    "SY",
    "IQ",
    "UA",
    "SO",
    "AF",
    "CD",
    "NG",
    "LB",
    "YE",
    "SD",
    "ML",
    "MZ",
    "CO",
]  # in Pakistan "Taliban" means its own
ACTORS = ["usa", "rus", "isr", "islamic-state", "hezbollah", "hamas", "taliban", "houthis", "syrian-democratic-forces"]
UNCONFIRMED = (Status.REPORTED, Status.CLAIMED, Status.DISPUTED)
DAYS = st.dates(datetime(2014, 1, 1).date(), datetime(2026, 3, 10).date())
WORDS = ["train", "convoy", "depots", "gold", "ransom", "tunnel"]


@st.composite
def times(draw: st.DrawFn) -> TimeRange | None:
    shape = draw(st.sampled_from(["none", "days", "since", "before", "hours"]))
    if shape == "none":
        return None
    first = datetime.combine(draw(DAYS), datetime.min.time(), UTC)
    if shape == "since":
        return TimeRange(first, None)
    if shape == "before":
        return TimeRange(None, first)
    if shape == "hours":
        start = first + timedelta(minutes=draw(st.integers(1, 1439)))
        return TimeRange(start, start + timedelta(hours=draw(st.integers(1, 400)), seconds=1))
    return TimeRange(first, first + timedelta(days=draw(st.integers(1, 800))))


@st.composite
def actors(draw: st.DrawFn) -> tuple[tuple[str, AskedRole], ...]:
    ids = draw(st.lists(st.sampled_from(ACTORS), max_size=2, unique=True))
    roles = draw(st.permutations(list(AskedRole)))
    return tuple(zip(ids, roles, strict=False))


@st.composite
def tolls(draw: st.DrawFn, query: Query) -> Toll:
    """A toll of the outcome asked about; several outcomes are counted together."""
    shape = draw(st.sampled_from(["least", "most", "between"]))
    few, many = draw(st.integers(1, 200)), draw(st.integers(201, 500))
    bounds = {"least": (few, None), "most": (None, few), "between": (few, many)}[shape]
    return Toll(query.outcomes[0] if query.outcomes else None, *bounds)


@st.composite
def kinds_of_answer(draw: st.DrawFn) -> Query:
    intent = draw(st.sampled_from([Intent.LIST, Intent.COUNT, Intent.CASUALTIES, Intent.TIMELINE, Intent.BREAKDOWN]))
    query = Query(intent=intent)
    if intent is Intent.TIMELINE:
        query = replace(query, by=draw(st.sampled_from([By.DAY, By.WEEK, By.MONTH, By.YEAR])))
    if intent is Intent.BREAKDOWN:
        query = replace(query, by=draw(st.sampled_from([By.PLACE, By.ACTOR, By.TYPE])))
        levels = [None, PlaceKind.ADMIN1, PlaceKind.CITY, PlaceKind.COUNTRY]
        query = replace(query, level=draw(st.sampled_from(levels)) if query.by is By.PLACE else None)
    if intent in (Intent.LIST, Intent.CASUALTIES):
        outcomes = draw(st.lists(st.sampled_from(list(Outcome)), max_size=2, unique=True))
        asked = bool(outcomes) or intent is Intent.CASUALTIES
        groups = [None, Group.MILITARY, Group.CIVILIAN, Group.MILITANT, Group.POLICE]
        query = replace(query, outcomes=tuple(outcomes), group=draw(st.sampled_from(groups)) if asked else None)
    if intent is Intent.LIST:
        query = replace(query, order=draw(st.sampled_from(list(Order))))
        query = replace(query, limit=draw(st.none() | st.integers(1, 50)))
        query = replace(query, toll=draw(st.none() | tolls(query)))
    if intent in (Intent.TIMELINE, Intent.BREAKDOWN) and draw(st.booleans()):
        query = replace(query, metric=Metric.KILLED, outcomes=(Outcome.KILLED,))
    return query


def _asked(world: World, name: str) -> AskedPlace:
    read = understand(f"events in {name}", NOW, world).query.places
    assert len(read) == 1
    return read[0]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_sentence_asked_again_is_the_same_query(world: World, data: st.DataObject) -> None:
    query = data.draw(kinds_of_answer())
    types = data.draw(st.lists(st.sampled_from(sorted(kinds())), max_size=2, unique=True))
    named = data.draw(actors())
    names = data.draw(st.lists(st.sampled_from(TOWNS + COUNTRIES), max_size=2, unique=True))
    branches = any(id == "islamic-state" for id, _ in named) and any(len(name) == 2 for name in names)
    assume(not branches)  # "Islamic State in Yemen" is a group of its own
    places = []
    for name in names:
        country = world.gazetteer.country(name) if len(name) == 2 else None
        places.append(AskedPlace(country, country_name=country.name) if country else _asked(world, name))
    assume(len({place.place.country for place in places}) == len(places))  # a country beside its town only places it
    near = data.draw(st.sampled_from(["", "near", "radius"]))
    if near and len(places) == 1 and places[0].place.kind is PlaceKind.CITY:
        places = [replace(places[0], province=None, near=near == "near", radius_km=30.0 if near == "radius" else None)]
    left_out = data.draw(st.none() | st.sampled_from(["iran", "drone-strike", "Kandahar"]))
    query = replace(
        query,
        event_types=tuple(types),
        actors=tuple(_actor(world, id, role) for id, role in named),
        places=tuple(places),
        time=data.draw(times()),
        keywords=tuple(data.draw(st.lists(st.sampled_from(WORDS), max_size=2, unique=True))),
        prevented=data.draw(st.booleans()) and bool(types),
        reliability=data.draw(st.none() | st.sampled_from("ABCD")),
        statuses=data.draw(
            st.sampled_from([(), (Status.CONFIRMED,), (Status.CLAIMED,), (Status.DENIED,), UNCONFIRMED])
        ),
        sources=data.draw(st.sampled_from([(), ("Reuters",), ("SANA", "Reuters")])),
        exclude=_exclusion(world, left_out),
    )
    said = sentence(query)
    again = understand(said, NOW, world).query
    assert _plain(again) == _plain(query), said
    assert sentence(again) == said


def _actor(world: World, id: str, role: AskedRole) -> AskedActor:
    actor = world.catalogue.get(id)
    assert actor is not None
    return AskedActor(id, actor.name, role)


def _exclusion(world: World, what: str | None) -> Exclusion:
    if what is None:
        return Exclusion()
    if what == "iran":
        return Exclusion(actors=(AskedActor("irn", "Iran"),))
    return Exclusion(places=(_asked(world, what),)) if what == "Kandahar" else Exclusion(event_types=(what,))


def _plain(query: Query) -> Query:
    """Without the wording of the time, and with names in one order: neither changes what is asked."""
    time = TimeRange(query.time.start, query.time.end) if query.time else None
    return replace(
        query,
        time=time,
        actors=tuple(sorted(query.actors, key=lambda a: a.id)),
        places=tuple(sorted(query.places, key=lambda p: p.place.id)),
        outcomes=tuple(sorted(query.outcomes)),
    )


def test_the_sentence_of_the_readme(world: World) -> None:
    reading = understand("latest strikes in deir el zor", NOW, world)
    assert sentence(reading.query).startswith("Strikes in Deir ")
    assert sentence(reading.query).endswith(", latest first")


@pytest.mark.parametrize("order", list(Order))
def test_orders_are_said(world: World, order: Order) -> None:
    assert understand(sentence(Query(order=order, event_types=("strike",))), NOW, world).query.order is order
