"""One event in full: what each report says of it, in its own words, and where they differ. Knows no Telegram."""

from collections.abc import Sequence
from datetime import datetime

from domain.events import Event
from handlers.views import phrases
from handlers.views.cards import Manner
from handlers.views.markup import bold, escape, fitted, italic, link
from query.wording import casualty_phrases
from store.search.finding import Mention, StoredEvent

_QUOTE = 300


def details(stored: StoredEvent, now: datetime, manner: Manner) -> str:
    """The HTML of `/event ID`: the event as all its reports together tell it, then report by report."""
    event = stored.event
    facts = [
        f"{phrases.emoji(event)} {bold(phrases.kind(event))} · event {stored.id}",
        escape(_place(event, manner), 200),
        escape(phrases.when(event.time, now, manner.zone)),
        escape(phrases.people(event), 200),
        escape(phrases.targets(event), 200),
        escape(f"with {', '.join(event.weapons)}" if event.weapons else "", 120),
        escape(casualty_phrases.toll(stored, manner.actors) or "casualties not stated", 300),
        italic(phrases.status(event)),
    ]
    apart = _apart(stored.mentions, now, manner)
    blocks = [_mention(mention, apart, now, manner) for mention in reversed(stored.mentions)]
    head = "\n".join(fact for fact in facts if fact)
    count = phrases.plural(len({mention.report_id for mention in stored.mentions}), "report")
    html, _ = fitted(f"{head}\n\n{bold(count)}, the newest first:", blocks, _and_more)
    return html


def _and_more(left: int) -> str:
    return italic(f"and {left} more") if left else ""


def _place(event: Event, manner: Manner) -> str:
    return phrases.where(event, manner.countries) or "place not stated"


def _mention(mention: Mention, apart: Sequence[int], now: datetime, manner: Manner) -> str:
    """One report: outlet, moment, its sentence, and what it says of the facts on which the reports differ."""
    name = link(mention.source or "unnamed source", mention.url)
    moment = mention.published.astimezone(manner.zone) if mention.published else None
    when = f"{phrases.day(moment, now, manner.zone)}, {moment:%H:%M}" if moment else "no date"
    said = f"according to {escape(', '.join(mention.event.attribution[:2]), 100)}" if mention.event.attribution else ""
    facts = _facts(mention, now, manner)
    differs = "; ".join(escape(facts[number], 120) for number in apart)
    return "\n".join(
        line
        for line in (
            " · ".join(part for part in (name, when, said) if part),
            f"<blockquote>{escape(mention.quote, _QUOTE)}</blockquote>" if mention.quote.strip() else "",
            f"<i>Says: {differs}</i>" if differs else "",
        )
        if line
    )


def _facts(mention: Mention, now: datetime, manner: Manner) -> tuple[str, ...]:
    """What one report has, fact by fact; what it does not say is said to be so."""
    event = mention.event
    return (
        phrases.kind(event),
        _place(event, manner),
        phrases.when(event.time, now, manner.zone),
        phrases.people(event) or "nobody named",
        phrases.stated_toll(event) or "no figures",
        phrases.status(event) or "reported",
    )


def _apart(mentions: Sequence[Mention], now: datetime, manner: Manner) -> list[int]:
    """The numbers of the facts that the reports do not all tell alike."""
    facts = [_facts(mention, now, manner) for mention in mentions]
    return [number for number, values in enumerate(zip(*facts, strict=True)) if len(set(values)) > 1]
