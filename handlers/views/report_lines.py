"""An event as a report tells it, in one line. Knows no Telegram."""

from datetime import datetime

from domain.events import Event
from handlers.views import phrases
from handlers.views.cards import Manner
from handlers.views.markup import escape


def line(event: Event, number: int | None, manner: Manner, now: datetime) -> str:
    """The HTML of what was understood of an event: kind, place, time, sides, figures, who stands behind it; and a link
    to all that is told of it, where it has a number."""
    facts = (
        f"{phrases.emoji(event)} {phrases.kind(event)}",
        phrases.where(event, manner.countries),
        phrases.when(event.time, now, manner.zone),
        phrases.people(event),
        phrases.stated_toll(event),
        phrases.status(event),
    )
    told = escape(" · ".join(fact for fact in facts if fact), 300)
    return f"{told} · /event_{number}" if number else told
