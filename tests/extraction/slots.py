"""Reads a text with the whole pipeline, and says the slots of its events in short, as the tables of cases do."""

from datetime import UTC, datetime

from domain.casualties import Casualty
from domain.events import Event
from domain.reports import Report
from extraction.pipeline import Extractor

PUBLISHED = datetime(2025, 12, 18, 12, tzinfo=UTC)  # a Thursday


def events(
    extractor: Extractor,
    text: str,
    title: str | None = None,
    source: str | None = None,
    published: datetime = PUBLISHED,
) -> tuple[Event, ...]:
    """The events of one report."""
    report = Report(text=text, title=title, source=source, published=published)
    return next(found for _, found in extractor.extract([report]))


def day(event: Event) -> str:
    """ "2025-12-16" for one day, "2025-12-03..2025-12-05" for several (both inside), "" where none is stated."""
    if event.time is None or event.time.start is None or event.time.end is None:
        return ""
    first = event.time.start.date().isoformat()
    last = datetime.fromtimestamp(event.time.end.timestamp() - 1, UTC).date().isoformat()
    return first if first == last else f"{first}..{last}"


def line(casualty: Casualty) -> str:
    """ "killed 3 military isr", "injured 24.. -", "killed ..20 civilian", "killed 2 civilian part"."""
    low, high = casualty.min, casualty.max
    number = (
        str(low) if low == high and low is not None else f"{'' if low is None else low}..{'' if high is None else high}"
    )
    group = "-" if casualty.group == "unknown" else casualty.group.value
    words = [casualty.outcome.value, number, group, casualty.side or "", "part" if casualty.part else ""]
    return " ".join(filter(None, words))


def lines(found: tuple[Event, ...]) -> list[str]:
    """The casualty lines of all the events, in order."""
    return [line(casualty) for event in found for casualty in event.casualties]
