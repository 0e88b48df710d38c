"""An answer as a picture: an `Answer` in, a PNG and its caption out, which says in words what the picture shows."""

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from domain.casualties import Outcome
from domain.measures import Metric
from domain.places import Place, PlaceKind, PlaceRole
from handlers.answering.asking import look_again, reading_of
from handlers.drawing.borders import frame_of
from handlers.drawing.event_map import Mark, draw_map
from handlers.drawing.timeline_chart import Bar, draw_timeline
from handlers.services.services import Services
from handlers.views import phrases
from handlers.views.cards import head
from handlers.views.codec import Screen, View
from handlers.views.markup import escape, plain, visible
from query.reading import By, Intent
from query.search.lookup import look_up
from query.search.selecting import select
from query.wording.paraphrase import sentence
from store.chats.questions import kept_question
from store.search.finding import By as StoreBy
from store.search.finding import StoredEvent, series
from store.search.selection import Selection

MOST_MARKED = 300
_NAMED = 5
_MOST_BARS = 120
_CAPTION = 900
_FINE = {PlaceKind.CITY, PlaceKind.SITE}
_STEPS = {By.DAY: StoreBy.DAY, By.WEEK: StoreBy.WEEK, By.MONTH: StoreBy.MONTH, By.YEAR: StoreBy.YEAR}
_FEW_DAYS, _FEW_MONTHS = 62, 18


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, and the HTML of its caption."""

    png: bytes
    caption: str


async def picture(services: Services, view: View, chat: int) -> Picture | None:
    """The map or timeline of a view; None where there is nothing to draw, or the question is forgotten."""
    drawn = _map if view.screen is Screen.MAP else _timeline
    return await services.index.read(lambda reader: drawn(services, reader, view, chat))


def _map(services: Services, reader: sqlite3.Connection, view: View, chat: int) -> Picture | None:
    found = look_again(services, reader, view, chat, most=MOST_MARKED)
    if found is None:
        return None
    answer, manner = found[1], found[2]
    asked = [place.place for place in answer.reading.query.places]
    return map_of(services, answer.events, asked, head(answer, manner.zone), answer.count)


def map_of(
    services: Services, events: Sequence[StoredEvent], asked: Sequence[Place], top: str, count: int
) -> Picture | None:
    """A map of events, the first of `count`, in the country that was asked about; `top` (HTML) begins the caption. None
    where none of them has a place."""
    marks = tuple(_marks(events))
    if not marks:
        return None
    codes = {place.country for place in asked if place.kind is PlaceKind.COUNTRY and place.country}
    around = frame_of(codes.pop()) if len(codes) == len(asked) == 1 else None
    if around is not None and around.east - around.west > 60:
        around = None  # a country so wide would leave its marks as dots in a corner
    png = services.pictures.get(("map", marks, around), lambda: draw_map(marks, around, services.countries))
    unplaced = len(events) - sum(mark.events for mark in marks)
    shown = f"Map of {phrases.plural(len(events), 'event')} at {phrases.plural(len(marks), 'place')}"
    if len(events) < count:
        shown += f" (the first of {count:,})"
    ranked = sorted(marks, key=lambda mark: (-mark.toll, -mark.events))[:_NAMED]
    lines = [f"{mark.name}: {_said_of(mark)}" for mark in ranked]
    left = [f"and {phrases.plural(len(marks) - _NAMED, 'more place')}"] if len(marks) > _NAMED else []
    nowhere = [f"{phrases.plural(unplaced, 'event')} without a place not shown"] if unplaced > 0 else []
    return Picture(png, _caption(top, [f"{shown}:", *lines, *left, *nowhere]))


def _marks(events: Sequence[StoredEvent]) -> list[Mark]:
    """A mark for each place, its people added up over its events."""
    spots: defaultdict[tuple[str, float, float, bool], list[StoredEvent]] = defaultdict(list)
    for stored in events:
        first = next((place.place for place in stored.event.places if place.role is PlaceRole.LOCATION), None)
        if first is not None and first.kind is not PlaceKind.REGION:
            key = (first.name, round(first.latitude, 3), round(first.longitude, 3), first.kind in _FINE)
            spots[key].append(stored)
    return [
        Mark(name, latitude, longitude, len(stored), _sum(stored, Outcome.KILLED), _sum(stored, Outcome.INJURED), exact)
        for (name, latitude, longitude, exact), stored in spots.items()
    ]


def _sum(events: Sequence[StoredEvent], outcome: Outcome) -> int | None:
    figures = [stored.figures[outcome].best for stored in events if outcome in stored.figures]
    stated = [figure for figure in figures if figure is not None]
    return sum(stated) if stated else None


def _said_of(mark: Mark) -> str:
    tolls = [f"{mark.killed:,} killed"] if mark.killed else []
    tolls += [f"{mark.injured:,} injured"] if mark.injured else []
    people = ", ".join(tolls) or ("nobody hurt" if mark.toll == 0 and mark.killed is not None else "no toll stated")
    return f"{phrases.plural(mark.events, 'event')}, {people}"


def _timeline(services: Services, reader: sqlite3.Connection, view: View, chat: int) -> Picture | None:
    row = kept_question(reader, view.question)
    reading = reading_of(services, reader, view, chat)
    if row is None or reading is None or reading.query.intent is Intent.HELP:
        return None
    zone = services.zone_named(row.zone)
    query = replace(reading.query, intent=Intent.LIST, by=None, limit=None, metric=Metric.EVENTS)
    answer = look_up(replace(reading, query=query), reader, services.world, services.clock(), limit=1)
    title = sentence(query, zone).removesuffix(", latest first")
    selection = select(reading.query, services.world)
    return timeline_of(services, reader, selection, reading.query.by, title, head(answer, zone), answer.count)


def timeline_of(
    services: Services,
    reader: sqlite3.Connection,
    selection: Selection,
    asked: By | None,
    title: str,
    top: str,
    count: int,
) -> Picture | None:
    """A chart over time of the `count` events of a selection, by the step `asked` where it is one of time; `top` (HTML)
    begins the caption. None where none of them has a day."""
    step, bars = _bars(reader, selection, asked)
    if not bars:
        return None
    title = plain(f"{title}, per {step}", 88)
    credit = "Watchfloor · an event over several days stands on its first; people as far as a number is stated"
    png = services.pictures.get(("timeline", title, bars), lambda: draw_timeline(bars, title, credit))
    return Picture(png, _caption(top, _in_words(count, step, bars)))


def _bars(reader: sqlite3.Connection, selection: Selection, asked: By | None) -> tuple[str, tuple[Bar, ...]]:
    """The step that suits the time, or was asked for, and its bars without gaps."""
    by = asked if asked in _STEPS else None
    if by is None:
        days = [date.fromisoformat(point.key[:10]) for point in series(reader, selection, StoreBy.MONTH)]
        if not days:
            return "", ()
        span = (days[-1] - days[0]).days
        by = By.DAY if span <= _FEW_DAYS // 2 else By.WEEK if span <= _FEW_MONTHS * 15 else By.MONTH
    counted = {
        metric: {point.key: point.value for point in series(reader, selection, _STEPS[by], metric)} for metric in Metric
    }
    keys = _filled(sorted(counted[Metric.EVENTS]), by)[-_MOST_BARS:]
    bars = tuple(
        Bar(
            _label(key, by),
            counted[Metric.EVENTS].get(key, 0),
            counted[Metric.KILLED].get(key, 0),
            counted[Metric.INJURED].get(key, 0),
        )
        for key in keys
    )
    return by.value, bars


def _filled(keys: Sequence[str], by: By) -> list[str]:
    """Every step from the first to the last, those without events too."""
    if not keys:
        return []
    last, here = date.fromisoformat(keys[-1][:10]), date.fromisoformat(keys[0][:10])
    filled = []
    while here <= last:
        filled.append(here.isoformat())
        here = _next(here, by)
    return filled


def _next(here: date, by: By) -> date:
    if by is By.DAY:
        return here + timedelta(days=1)
    if by is By.WEEK:
        return here + timedelta(days=7)
    if by is By.MONTH:
        return (here.replace(day=1) + timedelta(days=32)).replace(day=1)
    return here.replace(year=here.year + 1)


def _label(key: str, by: By) -> str:
    day = date.fromisoformat(key)
    if by is By.YEAR:
        return str(day.year)
    return f"{day:%b} {day.year}" if by is By.MONTH else f"{day.day} {day:%b}"


def _in_words(count: int, step: str, bars: Sequence[Bar]) -> list[str]:
    """What the bars show, for those who cannot see them."""
    most = max(bars, key=lambda bar: bar.events)
    deadliest = max(bars, key=lambda bar: bar.killed)
    worst = max(bars, key=lambda bar: bar.injured)
    timed = sum(bar.events for bar in bars)
    lines = [f"Chart of {phrases.plural(timed, 'event')} per {step}, {bars[0].label} to {bars[-1].label}:"]
    lines.append(f"most events: {most.label} ({most.events:,})")
    if deadliest.killed:
        lines.append(f"most killed: {deadliest.label} ({deadliest.killed:,})")
    if worst.injured:
        lines.append(f"most injured: {worst.label} ({worst.injured:,})")
    untimed = count - timed
    return [*lines, f"{phrases.plural(untimed, 'event')} without a day not shown"] if untimed > 0 else lines


def _caption(top: str, lines: Sequence[str]) -> str:
    """A caption within its limit: the head of the answer, then as many lines as fit."""
    kept = [top, *(escape(line, 120) for line in lines)]
    while len(visible("\n".join(kept))) > _CAPTION:
        kept.pop()
    return "\n".join(kept)
