"""The sentences of a measure: what the figure is, and over what it was taken. Plain text, for chat and terminal."""

from datetime import date

from domain.events import Status
from domain.measures import Measure, Metric
from domain.taxonomy import kinds
from query.answer import Answer, Lately, Measured
from query.reading import By, Query, View
from query.wording.time_phrases import day_in_words

NO_ASSESSMENT = "This counts what the reports of this index tell and is no assessment: silence is no all-clear."
AS_FAR_AS_KNOWN = "This is the last that reports tell; who holds it now they may not know."


def sentences(answer: Answer) -> list[str]:
    """What stands above the events where a figure, safety or control was asked for; nothing otherwise."""
    query = answer.reading.query
    if query.view is View.SAFETY:
        return [*map(_lately, answer.lately), NO_ASSESSMENT]
    if query.view is View.CONTROL and answer.count:
        return [line for line in (_last_change(answer), AS_FAR_AS_KNOWN) if line]
    if query.measure is None or not answer.count:
        return []
    if answer.figure is None:
        return ["The reports give nothing to work this out from."]
    return [_measured(query.measure, answer.figure, query)]


def _measured(measure: Measure, figure: Measured, query: Query) -> str:
    match measure:
        case Measure.AVERAGE:
            return _average(figure)
        case Measure.SHARE:
            what = "events" if figure.metric is Metric.EVENTS else f"people {figure.metric.value}"
            return f"{figure.value:g} %: {figure.part:,} of {figure.of:,} {what}."
        case Measure.SINCE_LAST:
            return f"The last one was {_ago(figure)}, on {_day(figure.key)}."
        case Measure.EXTREME:
            most = "Fewest" if query.fewest else "Most"
            step = _key(figure.key, query.by)
            unit = "event" if figure.value == 1 and figure.metric is Metric.EVENTS else figure.unit
            told = f"{most}: {figure.value:,.0f} {unit}, {step}, of {figure.of:,} {_over(figure)}."
            return f"{told} {_taken_over(figure, query.by)}" if query.fewest else told
        case Measure.TREND:
            return _trend(figure)


def _average(figure: Measured) -> str:
    if figure.steps is None:
        return f"On average {figure.value:g} {figure.unit}, over {figure.of:,} events."
    what, _, step = figure.unit.partition(" per ")
    steps = f"{figure.steps:,} {step}" if figure.steps == 1 else f"{figure.steps:,} {step}s"
    return f"On average {figure.value:g} {figure.unit}: {figure.of:,} {what} over {steps} {_over(figure)}."


def _trend(figure: Measured) -> str:
    what = "events" if figure.metric is Metric.EVENTS else f"people {figure.metric.value}"
    if figure.value is None:
        return f"{figure.part:,} {what} {_over(figure)}; none told of as long a time before."
    moved = (
        "As many as before" if not figure.value else f"{'Up' if figure.value > 0 else 'Down'} {abs(figure.value):g} %"
    )
    return f"{moved}: {figure.part:,} {what} {_over(figure)}, {figure.of:,} in as long a time before."


def _lately(each: Lately) -> str:
    now = f"{_events(each.events)}, {each.killed:,} killed"
    then = f"{_events(each.events_before)}, {each.killed_before:,} killed"
    return f"Last {each.days} days: {now} (the {each.days} days before: {then})."


def _events(count: int) -> str:
    return "1 event" if count == 1 else f"{count:,} events"


def _last_change(answer: Answer) -> str:
    """The newest capture or withdrawal shown, by whom and when."""
    stored = answer.events[0] if answer.events else None
    if stored is None or stored.event.category != "territory":
        return ""
    event = stored.event
    doers = " and ".join(dict.fromkeys(each.actor.name for each in event.actors if each.role == "perpetrator"))
    by = f" by {doers}" if doers else ""
    when = f", {day_in_words(event.time.start.date())}" if event.time and event.time.start else ""
    status = f" ({event.status.value})" if event.status is not Status.REPORTED else ""
    return f"Last told: {kinds()[event.type].one}{by}{when}{status}."


def _ago(figure: Measured) -> str:
    days = int(figure.value or 0)
    return "today" if days == 0 else "1 day ago" if days == 1 else f"{days:,} days ago"


def _day(key: str | None) -> str:
    return day_in_words(date.fromisoformat(key)) if key else "a day that is not stated"


def _taken_over(figure: Measured, by: By | None) -> str:
    """Of which steps the fewest is the least: of the others no report is known."""
    unit = by.value if by else "step"
    steps = f"the 1 {unit}" if figure.steps == 1 else f"the {figure.steps:,} {unit}s"
    return f"Taken over {steps} of which reports from there are known; of the others nobody knows how quiet they were."


def _key(key: str | None, by: By | None) -> str:
    """A step in words: "in March 2018", "in 2018", "in the week of 5 March 2018"."""
    if key is None:
        return ""
    if len(key) == 4:
        return f"in {key}"
    if len(key) == 7:
        return f"in {date.fromisoformat(f'{key}-01'):%B %Y}"
    return f"in the week of {_day(key)}" if by is By.WEEK else f"on {_day(key)}"


def _over(figure: Measured) -> str:
    if figure.start is None or figure.end is None:
        return ""
    if figure.start == figure.end:
        return f"on {day_in_words(figure.start)}"
    return f"from {day_in_words(figure.start)} to {day_in_words(figure.end)}"
