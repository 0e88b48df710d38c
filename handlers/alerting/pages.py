"""What an alert looks like: the card of an event, a message of several events, a word of what changed. No Telegram
here."""

from collections.abc import Sequence
from datetime import datetime

from domain.casualties import Outcome
from handlers.alerting.facts import Change, Facts
from handlers.views import phrases
from handlers.views.cards import Manner, card
from handlers.views.markup import escape, fitted
from handlers.views.texts import say
from query.wording import casualty_phrases
from store.search.finding import StoredEvent

_LINES = 8
_MEANINGS = 3


def alert_page(
    stored: StoredEvent,
    meaning: str,
    now: datetime,
    manner: Manner,
    since: Sequence[Change] = (),
    told: datetime | None = None,
) -> str:
    """The message of one event: what it was watched for, its card, and what is another since it was first told."""
    parts = [_head(meaning), card(stored, now, manner, named=True)]
    if since and told is not None:
        when = f"{told.astimezone(manner.zone):%H:%M}, {phrases.day(told, now, manner.zone)}"
        parts.append(say("alert_since", when=when, changes="; ".join(change.words for change in since)))
    return "\n".join(parts)


def gone_page(facts: Facts, meaning: str) -> str:
    """The message of an event that nothing tells of any more."""
    return "\n".join([_head(meaning), f"<s>{escape(facts.title, 200)}</s>", escape(facts.gone, 400)])


def change_page(facts: Facts, event: int, changes: Sequence[Change]) -> str:
    """A word of what changed, in reply to the message of the event."""
    words = "; ".join(change.words for change in changes)
    link = "" if facts.gone else f"/event_{event}"
    return "\n".join(part for part in (say("alert_changed", title=facts.title, changes=words), link) if part)


def changes_page(changed: Sequence[tuple[Facts, int, Sequence[Change]]]) -> str:
    """A word of what changed in many events at once."""
    lines = [f"• {change_page(*one)}" for one in changed]
    head = say("alert_many_changed", events=phrases.plural(len(changed), "event"))
    html, _ = fitted(head, lines, _left)
    return html


def gathering_page(
    events: Sequence[tuple[Facts, StoredEvent | None]], meanings: Sequence[str], now: datetime, manner: Manner
) -> str:
    """The message of several events: how many, what they were watched for, the deadliest of them a line each."""
    there = [stored for _, stored in events if stored is not None]
    lost = [facts for facts, stored in events if stored is None]
    ranked = sorted(there, key=lambda stored: (-killed(stored), stored.id))
    lines = [_line(stored, now, manner) for stored in ranked]
    struck = [f"<s>{escape(facts.title, 120)}</s> · {escape(facts.gone, 120)}" for facts in lost]
    kept = [*lines[: max(1, _LINES - len(struck))], *struck[:_LINES]]
    shown = list(dict.fromkeys(meanings))
    about = "; ".join(shown[:_MEANINGS]) + (f"; +{len(shown) - _MEANINGS}" if len(shown) > _MEANINGS else "")
    head = say("alert_gathered", events=phrases.plural(len(there), "event"), about=about)
    return "\n".join(part for part in (head, *kept, _left(len(events) - len(kept))) if part)


def gathered_page(events: Sequence[StoredEvent], now: datetime, manner: Manner, first: int, count: int) -> str:
    """One page of the events that a message tells of, card by card."""
    head = say("alert_page", first=first + 1, last=first + len(events), count=count)
    html, _ = fitted(head, [card(stored, now, manner, named=True) for stored in events], lambda _: "")
    return html


def _line(stored: StoredEvent, now: datetime, manner: Manner) -> str:
    event = stored.event
    parts = (
        f"{phrases.emoji(event)} {phrases.kind(event)}",
        phrases.where(event, manner.countries),
        phrases.when(event.time, now, manner.zone),
        casualty_phrases.toll(stored, manner.actors),
    )
    return f"{escape(' · '.join(part for part in parts if part), 200)} · /event_{stored.id}"


def killed(stored: StoredEvent) -> int:
    """How many an event killed, as it is told; 0 where nobody says."""
    figure = stored.figures.get(Outcome.KILLED)
    return 0 if figure is None else figure.best or figure.min


def _left(number: int) -> str:
    return say("more", number=number) if number > 0 else ""


def _head(meaning: str) -> str:
    return say("alert_head", meaning=meaning)
