"""An answer as a page for a phone: an `Answer` in, HTML and the views that its buttons lead to out. No Telegram here.

First the number or what was found, then at most five cards, then what was understood. Everything from questions and
reports is escaped; a page never passes Telegram's limits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo

from domain.times import TimeRange
from handlers.views import phrases
from handlers.views.codec import LENGTHS, Screen, Span, View, fits
from handlers.views.markup import bold, escape, fitted, italic, link, plain, preformatted
from handlers.views.texts import say
from query.answer import Answer, Slice
from query.reading import Intent
from query.wording import casualty_phrases, lines, measures
from query.wording.outlets import names, one_text
from query.wording.paraphrase import place_in_words, unknown_place
from query.wording.silence import silent_sources
from query.wording.speakers import speakers
from query.wording.time_phrases import time_in_words
from store.search.finding import Mention, StoredEvent

PAGE_SIZE = 5
WATCH_LABEL = "🔔 Watch this"
_MAX_SOURCES = 3
_MAX_SLICES = 15
_BAR = 10
_SPAN_LABELS = {Span.DAY: "24 h", Span.WEEK: "7 d", Span.MONTH: "30 d", Span.EVER: "Any time"}
_FORMS = (
    ("Map", Screen.MAP),
    ("Timeline", Screen.TIMELINE),
    ("Sources", Screen.SOURCES),
    ("CSV", Screen.CSV),
)


@dataclass(frozen=True, slots=True)
class Manner:
    """How to show answers: the zone that times are given in, the names of countries by their ISO alpha-2 code and of
    actors by their id, and how many events a page shows."""

    zone: tzinfo
    countries: Mapping[str, str]
    actors: Mapping[str, str] = field(default_factory=dict)
    size: int = PAGE_SIZE


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: its label, and what a tap on it shows."""

    label: str
    view: View


@dataclass(frozen=True, slots=True)
class Page:
    """A message: its HTML, and its rows of buttons."""

    html: str
    rows: tuple[tuple[Choice, ...], ...] = ()


def page(
    answer: Answer,
    manner: Manner,
    view: View | None = None,
    title: str = "",
    refinements: Sequence[Choice] = (),
) -> Page:
    """The answer as a message. Without a `view` (nothing stored to come back to) it has no buttons.

    Under a `title` (HTML, of a digest) it leaves out what was understood: that was said when the digest was set.
    `refinements` are buttons to wider or narrower places and to single kinds.
    """
    if answer.reading.query.intent is Intent.HELP:
        return Page("\n\n".join([say("hello"), *_understood(answer, manner.zone)]))
    cards = [card(stored, answer.now, manner, named=view is not None) for stored in answer.events[: manner.size]]
    if answer.series and answer.reading.query.intent in {Intent.TIMELINE, Intent.BREAKDOWN, Intent.COMPARE}:
        cards = []
    if answer.is_past_the_last:
        said = [lines.all_shown(answer), *_understood(answer, manner.zone)]
        return Page("\n\n".join(said), _rows(answer, view, 0, manner.size, refinements) if view else ())
    figures = _figures(answer)
    understood = [] if title else _understood(answer, manner.zone)
    foot = "\n\n".join(part for part in (italic(silent_sources(answer, manner.zone)), *understood) if part)
    top = "\n\n".join(part for part in (title, head(answer, manner.zone)) if part)
    html, kept = fitted(top, [*figures, *cards], lambda _: foot)
    rows = _rows(answer, view, max(0, kept - len(figures)), manner.size, refinements) if view else ()
    return Page(html, rows)


def head(answer: Answer, zone: tzinfo) -> str:
    """What comes first: the people or events counted, where and when; or that there is nothing, and what is near."""
    query = answer.reading.query
    if not answer.count:
        relaxed = f"\n{escape(answer.relaxed, 300)}" if answer.relaxed else ""
        unknown = f"{bold(said)}.\n" if (said := unknown_place(query)) else ""
        return f"{unknown}<b>Nothing found</b> for: {escape(phrases.question(query, zone), 300)}{relaxed}"
    one, many = lines.noun(query)
    events = phrases.plural(answer.count, "event")
    if answer.totals is not None:
        people = [_total(line) for line in lines.totals(answer)] or ["No figures are stated"]
        line = "\n".join([*people, f"in {events}"])
    elif answer.occurrences > answer.count and query.event_types:
        line = f"{bold(phrases.plural(answer.occurrences, one, many))} in {events}"
    else:
        line = bold(phrases.plural(answer.count, one, many))
    places = ", ".join(place_in_words(asked) for asked in query.places)
    when = _time(query.time, zone) if query.time else ""
    shown = f"{answer.offset + 1}–{answer.offset + len(answer.events)}" if answer.offset else ""
    return " · ".join(part for part in (line, escape(places, 120), escape(when, 60), shown) if part)


def _time(over: TimeRange, zone: tzinfo) -> str:
    """Calendar spans by their dates ("December 2025"), rolling ones in the words they came in ("last 24 hours")."""
    return over.text if phrases.is_rolling(over, zone) else time_in_words(over, zone)


def card(stored: StoredEvent, now: datetime, manner: Manner, named: bool = False) -> str:
    """One event: its kind, place and date; who → whom; figures; who reported it; if `named`, the way to its details."""
    event = stored.event
    word = italic(phrases.status(event))
    first = " · ".join(
        part
        for part in (
            f"{phrases.emoji(event)} {bold(phrases.kind(event))}",
            escape(phrases.where(event, manner.countries), 80),
            escape(phrases.when(event.time, now, manner.zone)),
            word,
        )
        if part
    )
    people = escape(phrases.people(event), 120)
    figures = escape(casualty_phrases.toll(stored, manner.actors), 300)
    other = casualty_phrases.otherwise(stored)
    other_figures = f"told otherwise by {escape(other, 160)}" if other else ""
    sources = _sources(event.attribution, stored.mentions)
    details = f"/event_{stored.id}" if named else ""
    last = " · ".join(part for part in (sources, details) if part)
    return "\n".join(part for part in (first, people, figures, other_figures, last) if part)


def _sources(attribution: Sequence[str], mentions: Sequence[Mention]) -> str:
    """`according to the Pentagon · BBC, AFP and 2 more`; each outlet once, its newest report linked. Where several told
    of it, one speaker is enough: the sources have the others."""
    outlets, urls = names(mentions), {mention.outlet: mention.url for mention in mentions}
    shown = [link(name, urls[outlet]) for outlet, name in list(outlets.items())[:_MAX_SOURCES]]
    more = f" and {len(outlets) - _MAX_SOURCES} more" if len(outlets) > _MAX_SOURCES else ""
    copies = one_text(mentions)
    quoted = ", ".join(speakers(attribution, 1 if len(outlets) > 1 else 2))  # the facts outweigh who told of them
    said = f"according to {escape(quoted, 60)}" if quoted else ""
    return " · ".join(part for part in (said, ", ".join(shown) + more, copies) if part)


def _figures(answer: Answer) -> list[str]:
    """What the head leaves untold: people whose side or kind is not stated, and the lines of a breakdown."""
    measured = measures.sentences(answer)
    blocks = [escape("\n".join(measured), 900)] if measured else []
    if answer.count and (others := lines.beside(answer)):
        blocks.append("\n".join(escape(line, 200) for line in others))
    if answer.series:
        blocks.append(preformatted(_bars(answer.series)))
        blocks += [escape(line, 300) for line in lines.not_in_bars(answer)]
    return blocks


def _total(line: lines.TotalLine) -> str:
    return f"{line.label}: {bold(line.number)}{f', {line.whose}' if line.whose else ''}"


def _bars(series: Sequence[Slice]) -> list[str]:
    """Lines of one width for a phone: the key, a bar, the number."""
    rows = [
        f"{plain(lines.slice_name(part.key), 16):16} {bar} {part.value:,}"
        for part, bar in lines.bars(series, _MAX_SLICES, _BAR)
    ]
    return [*rows, *lines.left_over(series, _MAX_SLICES)]


def _understood(answer: Answer, zone: tzinfo) -> list[str]:
    """What the question was taken to mean, and what was corrected or assumed on the way."""
    query = answer.reading.query
    searched = answer.count and query.intent is not Intent.HELP  # else the head says it, or nothing was
    said = f"Understood: {phrases.question(query, zone)}" if searched else ""
    told = [note for note in answer.reading.remarks if searched or note != unknown_place(query)]  # the head says it
    text = ". ".join(part.rstrip(".") for part in (said, *told[:5]) if part)
    return [f"<i>{escape(text, 600)}</i>"] if text else []


def _longer(over: TimeRange | None, now: datetime) -> list[Span]:
    """Where nothing is found: the spans that reach further back than the time asked for, if that reaches up to now."""
    if over is None:
        return []
    recent = over.start is not None and (over.end is None or over.end >= now)
    start = over.start or now
    return [*(span for span, length in LENGTHS.items() if recent and now - length < start), Span.EVER]


def _rows(
    answer: Answer, view: View, shown: int, size: int, refinements: Sequence[Choice]
) -> tuple[tuple[Choice, ...], ...]:
    """Buttons: back and on, a shorter time, other places and kinds, other forms, other readings. Only those that change
    what is shown, and that a button can carry."""
    first = replace(view, offset=0)
    turns = []
    if view.offset:
        turns.append(Choice("‹ Back", replace(view, offset=max(0, view.offset - size))))
    following = answer.offset + shown
    if shown and following < answer.count:
        on = replace(view, offset=view.offset + shown)
        turns.append(Choice(f"More ({following:,} of {answer.count:,}) ›", on))
    offered = list(LENGTHS) if answer.count else _longer(answer.reading.query.time, answer.now)
    spans = [Choice(_SPAN_LABELS[span], replace(first, span=span)) for span in offered if span is not view.span]
    if replace(first, choice=0) != View(view.question):
        spans.append(Choice("As asked", View(view.question, choice=view.choice)))
    forms = [Choice(label, replace(first, screen=screen)) for label, screen in _FORMS] if answer.count else []
    watch = (Choice(WATCH_LABEL, replace(first, screen=Screen.WATCH)),)
    back = [(Choice("‹ As first understood", replace(first, choice=0)),)] if view.choice else []
    others = [
        (Choice(f"Did you mean: {plain(alternative.label, 46)}", replace(first, choice=number)),)
        for number, alternative in enumerate(answer.reading.alternatives[:2], start=1)
        if number != view.choice and not view.place
    ]
    rows = (tuple(turns), tuple(spans), tuple(refinements), tuple(forms), watch, *back, *others)
    return tuple(kept for row in rows if (kept := tuple(choice for choice in row if fits(choice.view))))
