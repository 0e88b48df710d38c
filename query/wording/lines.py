"""The lines of an answer that a chat and a terminal share: figures, what stands beside them, and bars.

Plain text in values; a chat sets its markup around them, a terminal prints them as they are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.casualties import Outcome
from domain.measures import Metric
from domain.taxonomy import kinds
from query.answer import Answer, Figure, Slice
from query.reading import Query
from query.wording import casualty_phrases
from store.search.doers import Part

ANY_SHARES = "Events without a known doer are not shown; those of several sides or doers count for every one of them."
NUMBER_NOT_GIVEN = "number not given"


@dataclass(frozen=True, slots=True)
class TotalLine:
    """`Injured: 2, both soldiers` in its parts; `whose` is empty where the lines are of several kinds."""

    label: str
    number: str
    whose: str


def wanted_outcomes(answer: Answer) -> Sequence[Outcome]:
    """The outcomes that the question asks for; all where it names none."""
    return answer.reading.query.outcomes or tuple(Outcome)


def totals(answer: Answer) -> Iterator[TotalLine]:
    """A line for each wanted outcome that some report states."""
    for outcome in wanted_outcomes(answer):
        figure = (answer.totals or {}).get(outcome)
        if figure is not None:
            whose = casualty_phrases.all_of_a_kind(answer, outcome, figure.best)
            yield TotalLine(outcome.value.capitalize(), number(figure), whose)


def beside(answer: Answer) -> list[str]:
    """People of the same events whose side or kind no report states: a heading, and a line for each outcome.

    Empty where there are none.
    """
    lines = [
        f"{outcome.value.capitalize()}: {casualty_phrases.beside(answer, outcome) or number(figure)}"
        for outcome in wanted_outcomes(answer)
        if (figure := (answer.unattributed or {}).get(outcome)) is not None and not _is_nobody(figure)
    ]
    if not lines:
        return []
    where = "In the same event" if answer.count == 1 else "In the same events"
    return [f"{where}, {casualty_phrases.unstated(answer.reading.query)}:", *lines]


def _is_nobody(figure: Figure) -> bool:
    return figure.max == 0


def number(figure: Figure) -> str:
    """`2`, `4 (2–5)`, `at least 43`; that no number is given where none is."""
    return casualty_phrases.span(figure.min, figure.max, figure.best) or NUMBER_NOT_GIVEN


def noun(query: Query) -> tuple[str, str]:
    """What the events asked for are called, one and many: ("air strike", "air strikes")."""
    known = kinds().get(query.event_types[0]) if len(query.event_types) == 1 else None
    return (known.one, known.many) if known else ("event", "events")


def all_shown(answer: Answer) -> str:
    """What answers "more" after the last page."""
    return "That was the only one." if answer.count == 1 else f"Those were all {answer.count:,}."


def bars(series: Sequence[Slice], most: int, longest: int) -> Iterator[tuple[Slice, str]]:
    """The first `most` slices, each with a bar of at most `longest` blocks."""
    largest = max([1, *(part.value for part in series)])
    for part in series[:most]:
        yield part, "█" * max(1 if part.value else 0, part.value * longest // largest)


def slice_name(key: str) -> str:
    """What a slice is called: a kind of event by its name, all else by its key."""
    return kinds()[key].many if key in kinds() else key


def left_over(series: Sequence[Slice], most: int) -> list[str]:
    """A line that counts the slices beyond the first `most`, where there are any."""
    return [f"and {len(series) - most:,} more"] if len(series) > most else []


def not_in_bars(answer: Answer) -> list[str]:
    """Why the bars of a breakdown by actor do not add up to the whole: what has no known doer, and what has several.

    Empty where they do.
    """
    if not answer.reading.query.is_by_actor or not answer.count:
        return []
    if (found := answer.shares) is None:
        return [ANY_SHARES]
    metric = answer.reading.query.metric
    told = []
    if found.none.value:
        told.append(f"Not shown: {_part(found.none, metric)} without a known doer.")
    if found.several.value:
        each = "counts" if metric is Metric.EVENTS and found.several.events == 1 else "count"
        which = "" if metric is Metric.EVENTS else ", as who of them did it is not stated"
        told.append(
            f"{_part(found.several, metric)} of several sides or doers {each} for every one of them{which}: the bars "
            f"add up to more than {found.total:,}."
        )
    return told


def _part(part: Part, metric: Metric) -> str:
    """`3 events`, `23 killed in 12 events`."""
    events = "1 event" if part.events == 1 else f"{part.events:,} events"
    return events if metric is Metric.EVENTS else f"{part.value:,} {metric.value} in {events}"
