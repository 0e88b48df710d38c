"""Where nothing was found: the query relaxed, one condition at a time, until the index holds something."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import tzinfo

from domain.places import PlaceKind
from knowledge.world import World
from query.reading import AskedPlace, AskedRole, Exclusion, Query
from query.search.selecting import select
from query.wording.paraphrase import joined, place_in_words, types_in_words
from query.wording.time_phrases import day_in_words
from store.reliability import grades
from store.search.finding import Found, find


def relaxed(query: Query, connection: sqlite3.Connection, world: World) -> str:
    """A sentence on what is found when the time, the words, the place or the actors are left out."""
    unrated = "" if query.reliability is None or grades(connection) else "No source of this index is rated yet. "
    tried = {query}
    for what, wider in (*_wider(query, world), *_widest(query)):
        if wider in tried:
            continue
        tried.add(wider)
        found = find(connection, select(wider, world), 1)
        if found.count:
            return f"{unrated}{what}: {_counted(found, query.zone)}."
    return "The index holds no events yet."


def _wider(query: Query, world: World) -> Iterator[tuple[str, Query]]:
    if query.unknown_places and not query.places:
        yield "Anywhere else", replace(query, unknown_places=())
    if query.keywords:
        words = joined([f"“{word}”" for word in query.keywords], "or")
        yield f"Without the word{'s' if len(query.keywords) > 1 else ''} {words}", replace(query, keywords=())
    if query.toll is not None:
        lead = "With fewer people harmed" if query.toll.max is None else "With any number of people harmed"
        yield lead, replace(query, toll=None)
    yield from _told_otherwise(query)
    if query.targets:
        yield "Whatever was hit", replace(query, targets=(), keywords=())
    if query.time is not None:
        yield "At any time", replace(query, time=None)
    places = [_around(asked, world) for asked in query.places]
    if any(places):
        around = tuple(dict.fromkeys(p or asked for p, asked in zip(places, query.places, strict=True)))
        names = joined([place_in_words(asked) for asked in around])
        yield f"In {names}", replace(query, places=around)
        if query.time is not None:
            yield f"In {names}, at any time", replace(query, places=around, time=None)
    if query.event_types:
        yield "Events of any kind", replace(query, event_types=(), outcomes=(), group=None)
    if query.actors:
        names = joined([actor.name for actor in query.actors], "or")
        yield f"{_whoever(query)}, not only {names}", replace(query, actors=())


def _whoever(query: Query) -> str:
    """ "Whoever did it", "whoever suffered it": by the part that the actors asked about had."""
    roles = {actor.role for actor in query.actors}
    if roles == {AskedRole.PERPETRATOR}:
        return "Whoever did it"
    return "Whoever suffered it" if roles <= {AskedRole.TARGET, AskedRole.VICTIM} else "Whoever took part"


def _told_otherwise(query: Query) -> Iterator[tuple[str, Query]]:
    """Whoever tells of it, however sure."""
    if query.statuses:
        yield "Whoever stands behind it", replace(query, statuses=())
    if query.sources:
        yield "Told by anybody", replace(query, sources=())
    if query.reliability is not None:
        yield "From sources of any reliability", replace(query, reliability=None)


def _widest(query: Query) -> Iterator[tuple[str, Query]]:
    """Only the places that were asked about, only the kind, only the actors; and then all that there is."""
    if query.places:
        there = joined([place_in_words(asked) for asked in query.places])
        but = Exclusion(places=query.exclude.places)
        beside = f" outside {joined([place_in_words(asked) for asked in but.places])}" if but else ""
        yield f"Of any kind in {there}{beside}, at any time", Query(places=query.places, exclude=but)
    if query.event_types:
        kinds = types_in_words(query.event_types)
        yield f"{kinds[:1].upper()}{kinds[1:]} anywhere, at any time", Query(event_types=query.event_types)
    if query.actors:
        names = joined([actor.name for actor in query.actors], "or")
        anyhow = tuple(replace(actor, role=AskedRole.ANY) for actor in query.actors)
        yield f"Anything with {names}, at any time", Query(actors=anyhow)
    yield "In the whole index", Query()


def _around(asked: AskedPlace, world: World) -> AskedPlace | None:
    """The province or country around a place."""
    for outer in world.gazetteer.chain(asked.place):
        if outer.kind in (PlaceKind.ADMIN1, PlaceKind.COUNTRY) and (asked.province is None or outer != asked.province):
            return AskedPlace(outer, country_name=asked.country_name)
    return None


def _counted(found: Found, zone: tzinfo) -> str:
    """ "3 events, the latest on 2 December 2025"."""
    text = "1 event" if found.count == 1 else f"{found.count:,} events"
    time = found.events[0].event.time if found.events else None
    if time is None or time.start is None:
        return text
    day = day_in_words(time.start.astimezone(time.shown_in(zone)).date())
    return f"{text}, {'' if found.count == 1 else 'the latest '}of {day}"
