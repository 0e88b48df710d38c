"""Any answer fits a message and parses, however wild its words and figures."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import tdjson
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.actors import Actor, ActorKind, ActorRole, EventActor
from domain.casualties import Outcome
from domain.events import Event, Status
from domain.places import EventPlace, Place, PlaceKind
from domain.reports import HIDDEN
from domain.taxonomy import kinds
from domain.times import Precision, TimeRange
from handlers.views.cards import PAGE_SIZE, Manner, head, page
from handlers.views.codec import Screen, Span, View, encode
from handlers.views.details import details
from handlers.views.markup import MAX_ENTITIES, MAX_VISIBLE, visible
from handlers.views.sources import sources_page
from handlers.views.suggestions import suggestions
from query.answer import Answer, Figure, Slice
from query.reading import Alternative, AskedPlace, Intent, Query, Reading
from store.search.finding import Mention, StoredEvent, Sum

NOW = datetime(2025, 12, 20, 12, tzinfo=UTC)
MANNER = Manner(UTC, {"SY": "Syria"})
WORDS = st.text(max_size=400)
NUMBERS = st.none() | st.integers(0, 10**9)


def place(name: str) -> Place:
    return Place("x", name, PlaceKind.CITY, "SY", None, 35.0, 38.0)


@st.composite
def sums(draw: st.DrawFn) -> Sum:
    least = draw(st.integers(0, 10**6))
    most = draw(st.none() | st.integers(least, 10**7))
    return Sum(least, most, draw(st.none() | st.just(least)), 1)


@st.composite
def events(draw: st.DrawFn) -> StoredEvent:
    kind = draw(st.sampled_from(sorted(kinds())))
    roles = st.sampled_from(ActorRole)
    names = draw(st.lists(st.tuples(WORDS, roles), max_size=8))
    event = Event(
        kinds()[kind].category,
        kind,
        draw(st.sampled_from(Status)),
        draw(st.booleans()),
        tuple(draw(st.lists(WORDS, max_size=4))),
        draw(st.integers(1, 10**6)),
        TimeRange(NOW - timedelta(days=draw(st.integers(1, 9999))), NOW, draw(st.sampled_from(Precision))),
        tuple(EventPlace(place(name), name) for name in draw(st.lists(WORDS, max_size=4))),
        tuple(EventActor(Actor("a", name, ActorKind.UNKNOWN), name, role) for name, role in names),
    )
    outlets, marks = st.none() | st.sampled_from(["name:a", "telegram:-1", "telegram:2", f"{HIDDEN}x"]), "0000000a"
    urls = st.none() | WORDS | st.just("https://example.org/?a=1&b=<2>")
    mentions = [
        Mention(
            draw(st.none() | WORDS), draw(urls), None, draw(WORDS), event.status, number, event, draw(outlets), marks
        )
        for number in range(draw(st.integers(1, 12)))
    ]
    figures = draw(st.dictionaries(st.sampled_from(Outcome), sums()))
    return StoredEvent(draw(st.integers(1, 10**9)), event, tuple(mentions), figures, None, None)


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    found = tuple(draw(st.lists(events(), max_size=PAGE_SIZE)))
    intent = draw(st.sampled_from(Intent))
    query = Query(intent, places=(AskedPlace(place(draw(WORDS))),), keywords=tuple(draw(st.lists(WORDS, max_size=3))))
    reading = Reading(draw(WORDS), query, tuple(draw(st.lists(WORDS, max_size=6))), (Alternative(draw(WORDS), query),))
    count = len(found) + draw(st.integers(0, 10**6)) if found else 0
    figure = st.builds(Figure, NUMBERS, NUMBERS, NUMBERS)
    totals = draw(st.none() | st.dictionaries(st.sampled_from(Outcome), figure))
    slices = draw(st.none() | st.lists(st.builds(Slice, WORDS, st.integers(0, 10**6)), max_size=40).map(tuple))
    offset = draw(st.integers(0, 100))
    return Answer(reading, NOW, count, count * 2, totals, totals, found, slices, offset, draw(st.none() | WORDS))


def parse(html: str) -> tuple[str, int]:
    """The text that Telegram shows, and how many entities it takes."""
    request = {"@type": "parseTextEntities", "text": html, "parse_mode": {"@type": "textParseModeHTML"}}
    parsed = json.loads(tdjson.td_execute(json.dumps(request).encode()) or b"")
    assert parsed["@type"] == "formattedText", parsed
    return parsed["text"], len(parsed["entities"])


@settings(max_examples=150, deadline=None)
@given(answers(), st.integers(0, 3))
def test_every_page_is_a_message(answer: Answer, choice: int) -> None:
    shown = page(answer, MANNER, View(7, answer.offset, Span.WEEK, choice))
    text, entities = parse(shown.html)
    assert 0 < len(text.strip()) <= MAX_VISIBLE
    assert entities <= MAX_ENTITIES
    assert all(choice.label.strip() and len(encode(choice.view)) <= 64 for row in shown.rows for choice in row)
    assert all(len(row) <= 4 for row in shown.rows)


@settings(max_examples=100, deadline=None)
@given(answers())
def test_every_suggestion_is_a_line_and_a_message(answer: Answer) -> None:
    offered = suggestions(answer, MANNER)
    for line in offered.lines:
        text, entities = parse(line.html)
        assert text.strip()
        assert entities <= MAX_ENTITIES
        assert line.title.strip()
        assert "\n" not in line.title + line.description
        assert 1 <= len(line.id.encode()) <= 64


@settings(max_examples=100, deadline=None)
@given(answers())
def test_the_sources_and_the_details_are_messages_too(answer: Answer) -> None:
    shown = sources_page(answer, MANNER, View(7, screen=Screen.SOURCES))
    for html in (shown.html, *(details(stored, NOW, MANNER) for stored in answer.events)):
        text, entities = parse(html)
        assert 0 < len(text.strip()) <= MAX_VISIBLE
        assert entities <= MAX_ENTITIES


@pytest.mark.parametrize("length", range(140, 165))
def test_what_is_left_out_of_an_event_is_counted_within_the_message(length: int) -> None:
    event = Event("strike", "strike")
    mentions = tuple(Mention("Wire", None, None, "w" * length, event.status, number, event) for number in range(30))
    text, _ = parse(details(StoredEvent(1, event, mentions, {}, None, None), NOW, MANNER))
    assert len(text) <= MAX_VISIBLE
    assert text.endswith(f"and {30 - text.count('Wire')} more")


def test_every_outlet_that_is_not_shown_is_counted() -> None:
    event = Event("strike", "strike")
    mentions = tuple(
        Mention(f"{name % 20:02} {'w' * 57}", None, None, "w" * 90, event.status, name, event, f"name:{name % 20}")
        for name in range(60)
    )
    stored = StoredEvent(1, event, mentions, {}, None, None)
    answer = Answer(Reading("strikes", Query()), NOW, count=1, events=(stored,))
    text, _ = parse(sources_page(answer, MANNER, View(7, screen=Screen.SOURCES)).html)
    assert text.endswith(f"and {20 - text.count('3 reports')} more outlets")


def test_buttons_turn_refine_and_offer_other_readings() -> None:
    query = Query(event_types=("strike",))
    others = (Alternative("Strikes in Homs", query), Alternative("Strikes in Hama", query))
    reading = Reading("strikes", query, (), others)
    event = StoredEvent(1, Event("strike", "strike"), (), {}, None, None)
    middle = Answer(reading, NOW, count=12, events=(event,) * 5, offset=5)
    rows = [[(c.label, c.view) for c in row] for row in page(middle, MANNER, View(9, 5, Span.DAY, 1)).rows]
    assert rows == [
        [("‹ Back", View(9, 0, Span.DAY, 1)), ("More (10 of 12) ›", View(9, 10, Span.DAY, 1))],
        [("7 d", View(9, 0, Span.WEEK, 1)), ("30 d", View(9, 0, Span.MONTH, 1)), ("As asked", View(9, choice=1))],
        [
            ("Map", View(9, 0, Span.DAY, 1, Screen.MAP)),
            ("Timeline", View(9, 0, Span.DAY, 1, Screen.TIMELINE)),
            ("Sources", View(9, 0, Span.DAY, 1, Screen.SOURCES)),
            ("CSV", View(9, 0, Span.DAY, 1, Screen.CSV)),
        ],
        [("🔔 Watch this", View(9, 0, Span.DAY, 1, Screen.WATCH))],
        [("‹ As first understood", View(9, 0, Span.DAY))],
        [("Did you mean: Strikes in Hama", View(9, 0, Span.DAY, 2))],
    ]


def test_the_head_counts_events_and_what_they_lump_together() -> None:
    reading = Reading("air strikes", Query(Intent.COUNT, event_types=("air-strike",)))
    assert visible(head(Answer(reading, NOW, count=1, occurrences=1), UTC)) == "1 air strike"
    assert visible(head(Answer(reading, NOW, count=9, occurrences=13), UTC)) == "13 air strikes in 9 events"
    assert visible(head(Answer(reading, NOW, relaxed="In all of Syria: 3."), UTC)).endswith("\nIn all of Syria: 3.")


def test_a_breakdown_is_a_table_that_fits_a_phone() -> None:
    reading = Reading("strikes per month", Query(Intent.TIMELINE))
    series = (Slice("2025-11", 40), Slice("2025-12", 10), Slice("A very long name of a place", 0))
    html = page(Answer(reading, NOW, count=50, series=series), MANNER).html
    table = html[html.index("<pre>") + 5 : html.index("</pre>")].split("\n")
    assert table == ["2025-11          ██████████ 40", "2025-12          ██ 10", "A very long nam…  0"]
