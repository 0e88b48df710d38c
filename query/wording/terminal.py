"""An answer as plain text for a terminal: first the number, then a card for each event, then what was understood."""

from collections.abc import Mapping
from datetime import timedelta, tzinfo

from domain.actors import ActorRole
from domain.events import Event
from domain.measures import Metric
from domain.places import PlaceKind, PlaceRole
from domain.taxonomy import kinds
from domain.times import Precision, TimeRange
from query.answer import Answer
from query.reading import By, Intent
from query.wording import casualty_phrases, lines, measures
from query.wording.outlets import names, one_text
from query.wording.paraphrase import STATUSES, joined, sentence, unknown_place
from query.wording.silence import silent_sources
from query.wording.speakers import speakers
from query.wording.time_phrases import day_in_words, time_in_words
from store.search.finding import StoredEvent

BAR = 24
MOST_SLICES = 40
WIDEST = 40
STEPS = (By.DAY, By.WEEK, By.MONTH, By.YEAR)
HELP = """Ask about armed conflict in plain words: what, where, when, who.
  latest strikes in Deir ez-Zor
  how many civilians were killed in Gaza since Monday
  attacks per week in Mali this year
  which groups were most active in Sudan last month
Short questions follow up on the one before: "and in Homs?", "only killed", "last week instead"."""


def text(answer: Answer, zone: tzinfo, names: Mapping[str, str]) -> str:
    """The answer in plain words; `names` are those of the actors, by id."""
    query = answer.reading.query
    if query.intent is Intent.HELP:
        return "\n".join([HELP, *(f"({note})" for note in answer.reading.remarks)])
    if not answer.count:
        blocks = [*measures.sentences(answer), f"Nothing found for: {sentence(query, zone)}."]
        if unknown := unknown_place(query):
            blocks = [f"{unknown}.", *blocks]
        if answer.relaxed:
            blocks.append(answer.relaxed)
    elif answer.is_past_the_last:
        blocks = [lines.all_shown(answer)]
    else:
        figures = _people(answer)
        head = (
            [*figures[:1], _head(answer), *figures[1:]]
            if query.intent is Intent.CASUALTIES
            else [_head(answer), *figures]
        )
        blocks = ["\n".join(measures.sentences(answer)), *head, *_bars(answer)]
        if answer.series is None:
            blocks += [card(stored, zone, names) for stored in answer.events]
            if answer.count > answer.offset + len(answer.events):
                shown = f"{answer.offset + 1}–{answer.offset + len(answer.events)}"
                blocks.append(f"Shown: {shown} of {answer.count:,}.")
    blocks += [silent_sources(answer, zone), _understood(answer, zone)]
    return "\n\n".join(block for block in blocks if block)


def card(stored: StoredEvent, zone: tzinfo, names: Mapping[str, str]) -> str:
    """One event: kind, place and day; who → whom; the people harmed, and whose they are; who reported it."""
    event = stored.event
    kind = kinds()[event.type]
    count = f" ×{event.count}" if event.count > 1 else ""
    first = [f"{kind.emoji} {kind.one[:1].upper()}{kind.one[1:]}{count}", _where(event), when(event.time, zone)]
    marks = ["prevented" if event.prevented else "", STATUSES.get(event.status, "")]
    rows = [
        " · ".join(part for part in (*first, *marks) if part),
        _who(event),
        casualty_phrases.toll(stored, names),
        f"told otherwise by {other}" if (other := casualty_phrases.otherwise(stored)) else "",
        _sources(stored),
    ]
    return "\n   ".join(row for row in rows if row)


def when(time: TimeRange | None, zone: tzinfo) -> str:
    """The day or span of an event."""
    if time is None:
        return "day not stated"
    own = time.shown_in(zone)
    if time.start is None or time.end is None:
        return time_in_words(time, own)
    if time.precision is Precision.INSTANT or time.end - time.start <= timedelta(days=1):
        return day_in_words(time.start.astimezone(own).date())
    return time_in_words(time, own)


def _head(answer: Answer) -> str:
    """How many events; for a series also what its slices count."""
    query = answer.reading.query
    one, many = lines.noun(query)
    line = f"{answer.count:,} {one if answer.count == 1 else many}"
    if answer.occurrences > answer.count:
        line += f" ({answer.occurrences:,} in all, some told together)"
    if answer.series is None:
        return line
    step = f" per {query.by.value}" if query.by in STEPS else ""
    return f"{line}; {'events' if query.metric is Metric.EVENTS else f'people {query.metric.value}'}{step}:"


def _people(answer: Answer) -> list[str]:
    """The totals, and beside them those whose side or group no report states."""
    if answer.totals is None:
        return []
    figures = [f"{line.label}: {line.number}{f', {line.whose}' if line.whose else ''}" for line in lines.totals(answer)]
    blocks = [figures or ["No figures are stated for the people asked about."], lines.beside(answer)]
    return ["\n".join(block) for block in blocks if block]


def _bars(answer: Answer) -> list[str]:
    """The slices as bars; more than fit on a screen are counted."""
    series = answer.series or ()
    if not series:
        return []
    shown = [
        (lines.slice_name(part.key)[:WIDEST], bar, part.value) for part, bar in lines.bars(series, MOST_SLICES, BAR)
    ]
    width = max(len(name) for name, _, _ in shown)
    rows = [f"{name:{width}}  {bar} {value:,}" for name, bar, value in shown]
    return ["\n".join([*rows, *lines.left_over(series, MOST_SLICES)]), " ".join(lines.not_in_bars(answer))]


def _where(event: Event) -> str:
    """The first place where it happened, with its country."""
    place = next((p.place for p in event.places if p.role is PlaceRole.LOCATION), None)
    if place is None:
        return "place not stated"
    if place.kind is PlaceKind.COUNTRY or place.country is None:
        return place.name
    return f"{place.name}, {place.country}"


def _who(event: Event) -> str:
    """Who → whom; the sides of a fight side by side."""
    named = {
        role: joined(list(dict.fromkeys(actor.actor.name for actor in event.actors if actor.role is role)))
        for role in ActorRole
    }
    doers, aimed = named[ActorRole.PERPETRATOR], named[ActorRole.TARGET] or named[ActorRole.VICTIM]
    if doers or aimed:
        return f"{doers or 'not stated who'} → {aimed}" if aimed else doers
    return named[ActorRole.PARTY]


def _sources(stored: StoredEvent) -> str:
    carriers = list(names(stored.mentions).values())
    copies = one_text(stored.mentions)
    said = joined(speakers(stored.event.attribution, 2))
    according, alike = f"according to {said}; " if said else "", f" ({copies})" if copies else ""
    return f"{according}reported by {joined(carriers)}{alike}" if carriers else ""


def _understood(answer: Answer, zone: tzinfo) -> str:
    """What the question was taken to mean, what was corrected, and what else it may mean."""
    reading = answer.reading
    parts = [f"Understood: {sentence(reading.query, zone)}."]
    parts += [f"{note}." for note in reading.remarks if answer.count or note != unknown_place(reading.query)]
    if reading.alternatives:
        parts.append(f"Or did you mean: {'; '.join(other.label for other in reading.alternatives)}?")
    return " ".join(parts)
