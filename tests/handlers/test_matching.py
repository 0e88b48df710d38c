"""What a watch finds among events that changed is what its question finds in the index; and what rings at all."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from domain.calendar import day_range
from domain.casualties import Group, Outcome
from domain.events import Status
from domain.places import Place, PlaceKind
from domain.targets import Target, TargetKind
from handlers.alerting.matching import hits, is_news
from handlers.watching.words import Place as Where
from handlers.watching.words import keep_watch, terms_of
from knowledge.world import World
from query.search.selecting import select
from query.search.standing import standing
from query.understand import understand
from store.chats.watches import candidates
from store.database import open_for_writing, transaction
from store.events.changes import Telling, changed_events, looked_at
from store.search.finding import find, matching
from store.search.known_places import KnownPlaces
from store.search.selection_text import from_text, to_text
from store.writing.curation import merge_events
from store.writing.datasets import DatasetRow, add_rows
from store.writing.reports import add_report
from store.writing.withdrawal import withdraw_report
from tests.handlers.reports import PLACES, december, event, figure, report

NOW = datetime(2025, 12, 20, 12, tzinfo=UTC)
QUESTIONS = (
    "strikes in Deir ez-Zor",
    "strikes in Syria",
    "air strikes in Homs",
    "attacks in Homs or Idlib",
    "attacks within 40 km of Homs",
    "attacks within 400 km of Aleppo",
    "attacks within 2000 km of Aleppo",
    "attacks near Palmyra",
    "events in northern Syria",
    "attacks in the Middle East",
    "attacks in Darfur",
    "drone strikes",
    "drone strikes in Sudan and Ukraine",
    "attacks by Islamic State",
    "attacks by Islamic State in Syria",
    "Russian strikes in Ukraine",
    "attacks on US soldiers",
    "US casualties",
    "civilians killed in Sudan",
    "attacks with 10 or more dead",
    "air strikes in Syria with at least 5 injured",
    "confirmed attacks in Syria",
    "claimed attacks",
    "attacks on hospitals",
    "attacks on markets in Sudan",
    "attacks on hospitals or markets with at least 10 killed",
    "claimed attacks with 40 or more dead",
    "civilians killed with at least 12 dead",
    '"depots" or "translator"',
    'drone strikes mentioning "overnight"',
    "strikes in Syria except in Homs",
    "strikes except drone strikes",
    "attacks in Syria except by Islamic State",
    "depot",
    "air strikes depot in Aleppo",
    "attacks according to Nile Post",
    "casualties in Syria last week",
    "attacks from at least 2 sources",
    "attacks in Syria not mentioning depot",
    'air strikes without "Aleppo" or "Hama"',
    "strikes within 30 km of 34.7268, 36.7234",
    "how many air strikes in Syria",
    "top provinces of Syria",
)


@pytest.fixture(scope="module")
def writer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """The reports of December, and some more of other kinds, places and sides."""
    hospital = (Target(TargetKind.HOSPITAL, "a clinic"),)
    market = (Target(TargetKind.MARKET, "a market"),)
    sudan = Place("sd", "Sudan", PlaceKind.COUNTRY, "SD", None, 15.0, 30.0)
    killed = (figure(Outcome.KILLED, 12, 12, Group.CIVILIAN),)
    more = [
        report("Nile Post", 18, "A clinic was hit.", event("air-strike", "El Fasher", 18, targets=hospital)),
        report(
            "Nile Post", 18, "A market was hit.", event("shelling", "El Fasher", 16, targets=market, casualties=killed)
        ),
        report("Wire", 18, "Raid.", event("raid", "Hama", 10, "Islamic State", status=Status.DISPUTED)),
        report("Wire", 18, "Bomb.", event("ied", "Aleppo", None, "Islamic State", "United States")),
        report("Wire", 18, "Plan.", event("air-strike", "Homs", 10, status=Status.PLANNED)),
    ]
    PLACES.setdefault("Sudan", sudan)
    more.append(report("Wire", 18, "Fighting in Sudan.", event("clash", "Sudan", 10)))
    with closing(open_for_writing(tmp_path_factory.mktemp("matching") / "index.db")) as connection:
        for told in (*december(), *more):
            add_report(connection, *told)
        yield connection


@pytest.mark.parametrize("words", QUESTIONS)
def test_a_watch_finds_what_its_question_finds(writer: sqlite3.Connection, world: World, words: str) -> None:
    query = understand(words, NOW, world, known_places=KnownPlaces(writer)).query
    selection = select(standing(query)[0], world)
    wanted = {stored.id for stored in find(writer, selection, limit=1000).events}
    everything = [row[0] for row in writer.execute("select id from events")]
    assert matching(writer, replace(selection, among=tuple(everything))) == wanted
    assert from_text(to_text(selection)) == replace(selection, zone="UTC")
    terms = terms_of(query, world, ())
    assert terms is not None
    number = keep_watch(writer, terms, Where(1, "private", "Ada", None, 1), NOW, 100)
    writer.execute("update watches set after_report = 0")
    found = {hit.event_id for hit in hits(writer, everything, NOW) if hit.watch_id == number}
    writer.execute("delete from watches")
    assert found == wanted
    assert wanted, "a question that finds nothing proves nothing"


def test_watches_for_other_words_targets_and_tolls_are_not_looked_at(writer: sqlite3.Connection, world: World) -> None:
    """However many there are: of those that name no place and no actor, only such as an event may be for."""
    asked = [
        *(f'"word{number}"' for number in range(50)),
        *(f"attacks on schools with at least {number} dead" for number in range(2, 50)),
        *(f"attacks with at least {number} dead" for number in range(1000, 1050)),
        *(f"disputed attacks with at least {number} dead" for number in range(2, 50)),
        "attacks on markets with at least 8 dead",
        "markets",
    ]
    for number, words in enumerate(asked):
        terms = terms_of(understand(words, NOW, world).query, world, ())
        assert terms is not None
        assert keep_watch(writer, terms, Where(number + 1, "private", "Ada", None, 1), NOW, 100)
    (market,) = [row[0] for row in writer.execute("select event_id from event_targets where kind = 'market'")]
    meanings = {candidate.meaning for candidate in candidates(writer, [market])}
    writer.execute("delete from watches")
    assert meanings == {"Attacks with at least 8 people killed hitting markets", "Events hitting markets"}


def told(published: datetime | None, of_dataset: bool = False) -> tuple[Telling, ...]:
    return (Telling(1, 1, published, of_dataset),)


@pytest.mark.parametrize(
    ("telling", "happened", "rings"),
    [
        (told(NOW), NOW, True),
        (told(NOW - timedelta(days=20)), NOW - timedelta(days=21), True),  # it happened lately
        (told(NOW - timedelta(days=40)), NOW - timedelta(days=41), False),
        (told(NOW), NOW - timedelta(days=400), True),  # only told of now
        (told(NOW - timedelta(days=4)), NOW - timedelta(days=400), False),
        (told(None), None, True),  # nobody can say that it is old
        (told(None), NOW - timedelta(days=400), False),
        (told(NOW - timedelta(days=40)), None, False),
        ((*told(NOW - timedelta(days=40)), *told(NOW, of_dataset=True)), NOW - timedelta(days=40), False),
    ],
)
def test_what_is_news(telling: Sequence[Telling], happened: datetime | None, rings: bool) -> None:
    assert is_news(telling, happened, NOW) is rings


@pytest.fixture
def watched(tmp_path: Path, world: World) -> Iterator[sqlite3.Connection]:
    """An index with a watch for everything in Syria."""
    with closing(open_for_writing(tmp_path / "index.db")) as connection:
        for each in december():
            add_report(connection, *each)
        assert changed_events(connection, 100) == {}  # nobody watches
        terms = terms_of(understand("events in Syria", NOW, world).query, world, ())
        assert terms is not None
        assert keep_watch(connection, terms, Where(1, "private", "Ada", None, 1), NOW, 100) == 1
        yield connection


def found(connection: sqlite3.Connection) -> list[int]:
    """The events that changed since this was asked last and ring."""
    changes = changed_events(connection, 100)
    with transaction(connection):
        looked_at(connection, changes)
    return sorted(hit.event_id for hit in hits(connection, tuple(changes), NOW))


def test_what_is_reported_merged_or_withdrawn_is_noted(watched: sqlite3.Connection) -> None:
    one = add_report(watched, *report("Wire", 20, "One.", event("air-strike", "Homs", 20)))
    assert found(watched) == [*one.event_ids]
    other = add_report(watched, *report("Post", 20, "Other.", event("ied", "Homs", 20)))
    assert found(watched) == [*other.event_ids]
    merge_events(watched, [*one.event_ids, *other.event_ids])
    assert set(changed_events(watched, 100)) == {*one.event_ids, *other.event_ids}
    assert len(found(watched)) == 1
    withdraw_report(watched, one.report_id, "Grace", "a fake", NOW)
    withdraw_report(watched, other.report_id, "Grace", "a fake", NOW)
    assert set(changed_events(watched, 100)) & {*one.event_ids, *other.event_ids}
    assert found(watched) == []


def test_an_event_that_changes_again_while_it_is_looked_at_is_looked_at_again(watched: sqlite3.Connection) -> None:
    add_report(watched, *report("Wire", 20, "One.", event("air-strike", "Homs", 20)))
    changes = changed_events(watched, 100)
    add_report(watched, *report("Post", 20, "Two.", event("air-strike", "Homs", 20)))
    with transaction(watched):
        looked_at(watched, changes)
    assert set(changed_events(watched, 100)) == set(changes)


def test_a_dataset_that_is_imported_rings_no_bell(watched: sqlite3.Connection) -> None:
    rows = [
        DatasetRow(str(number), replace(told_of[0], source="Set"), told_of[1][0])
        for number in range(3)
        for told_of in [report("Set", 20, f"Row {number}.", event("air-strike", "Homs", 18 + number % 2))]
    ]
    add_rows(watched, "Set", rows)
    assert found(watched) == []
    one = add_report(watched, *report("Wire", 20, "One.", event("air-strike", "Homs", 18)))
    assert found(watched) == [*one.event_ids]  # which a report tells of now


def test_only_what_is_reported_after_it_was_set_rings(watched: sqlite3.Connection) -> None:
    watched.execute("update events set confidence = confidence")  # all are written anew, as when reports are read again
    assert len(changed_events(watched, 100)) > 5
    assert found(watched) == []


def test_late_news_of_long_ago_rings(watched: sqlite3.Connection) -> None:
    grave = event("killing", "Raqqa", day_range(date(2024, 3, 1)))
    one = add_report(watched, *report("Wire", 20, "A grave was found.", grave))
    assert found(watched) == [*one.event_ids]
