"""What kind of answer a question wants: its intent, dimension and metric, from the chosen chunks."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from domain.casualties import Outcome
from domain.measures import Measure, Metric
from domain.places import PlaceKind
from domain.times import TimeRange
from query.reading import By, Intent
from query.understanding.parts.measures import asked_measure, extreme_step
from query.understanding.parts.sides import Part
from query.understanding.spans import Span
from query.understanding.words.chunks import Chunks, noun
from query.understanding.words.lexicon import Form, Kind, lexicon

DIMENSIONS = {
    "place": (By.PLACE, None), "admin1": (By.PLACE, PlaceKind.ADMIN1), "city": (By.PLACE, PlaceKind.CITY),
    "country": (By.PLACE, PlaceKind.COUNTRY), "actor": (By.ACTOR, None), "type": (By.TYPE, None),
}  # fmt: skip
COUNTED_WITH = (Kind.ACTOR, Kind.LATEST, Kind.DEADLY, Kind.PREVENTED, Kind.TARGET, Kind.STATUS)
OWNS = ("have", "own", "possess", "operate")
FEWER = ("fewer", "less", "quieter", "safer")
SHORT, MEDIUM = timedelta(days=45), timedelta(days=200)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The kind of answer."""

    intent: Intent
    by: By | None = None
    metric: Metric = Metric.EVENTS
    level: PlaceKind | None = None
    measure: Measure | None = None
    fewest: bool = False


def wanted(
    chunks: Chunks, parts: list[Part], outcomes: tuple[Outcome, ...], time: TimeRange | None, now: datetime
) -> Wanted:
    """The kind of answer that the chunks ask for."""
    if _is_help(chunks) or _is_future(chunks, time, now):
        return Wanted(Intent.HELP)
    metric = _metric(chunks, outcomes)
    measure = asked_measure(chunks, now)
    compared = _compared(chunks, parts)
    if measure is not None and not compared:
        return _measured(chunks, measure, metric, outcomes, time)
    if compared:
        return Wanted(Intent.COMPARE, compared, metric)
    timeline = chunks.of(Kind.TIMELINE)
    if timeline:
        unit = next((span.ids[0] for span in timeline if span.ids), None)
        return Wanted(Intent.TIMELINE, By(unit) if unit else _fitting(time), metric)
    breakdown = _breakdown(chunks)
    if breakdown:
        fewer = any(chunks.lowered[span.start] in FEWER for span in chunks.of(Kind.COMPARATIVE))
        fewest = fewer or bool(chunks.of(Kind.FEWEST))
        return Wanted(Intent.BREAKDOWN, breakdown[0], metric, breakdown[1], fewest=fewest)
    return Wanted(_plain(chunks, outcomes))


def _measured(
    chunks: Chunks, measure: Measure, metric: Metric, outcomes: tuple[Outcome, ...], time: TimeRange | None
) -> Wanted:
    """The answer that a measure is taken from."""
    unit = next((span.ids[0] for span in chunks.of(Kind.TIMELINE) if span.ids), None)
    step = By(unit) if unit else None
    fewest = bool(chunks.of(Kind.FEWEST))
    match measure:
        case Measure.EXTREME:
            deadliest = Metric.KILLED if chunks.of(Kind.DEADLIEST) and metric is Metric.EVENTS else metric
            return Wanted(Intent.BREAKDOWN, extreme_step(chunks), deadliest, measure=measure, fewest=fewest)
        case Measure.AVERAGE if step is None and outcomes:
            return Wanted(Intent.CASUALTIES, measure=measure)  # "average deaths per attack"
        case Measure.AVERAGE | Measure.TREND:
            return Wanted(Intent.TIMELINE, step or _fitting(time), metric, measure=measure)
        case Measure.SHARE:
            return Wanted(Intent.CASUALTIES if outcomes else Intent.COUNT, measure=measure)
        case _:
            return Wanted(Intent.LIST, measure=measure)


def _is_help(chunks: Chunks) -> bool:
    if chunks.of(Kind.BEYOND, Kind.USAGE) or _asks_of_stocks(chunks):
        return True
    if chunks.of(Kind.SAFETY, Kind.CONTROL):
        return False
    says = [span for span in chunks.items if span.kind not in (Kind.HELP, Kind.CHATTER, Kind.PEOPLE, Kind.DIMENSION)]
    if chunks.of(Kind.HELP):
        return not any(span.kind in (Kind.TYPE, Kind.PLACE, Kind.ACTOR, Kind.CASUALTIES) for span in says)
    left = [at for at in range(len(chunks.words)) if at not in chunks.covered]
    return not says and (not left or bool(chunks.of(Kind.CHATTER))) and _breakdown(chunks) is None


def _asks_of_stocks(chunks: Chunks) -> bool:
    """ "How many tanks does the army have": what somebody owns, of which no event tells."""
    counts = chunks.of(Kind.COUNT)
    happening = (Kind.TYPE, Kind.OUTCOME, Kind.CASUALTIES, Kind.DIMENSION, Kind.CONTROL, Kind.PREVENTED, Kind.TIMELINE)
    events = any((low,) in lexicon().roles["event_nouns"] for low in chunks.lowered)
    if not counts or events or chunks.of(*happening):
        return False
    asked = chunks.lowered[counts[0].end :]
    owns = next((at for at, low in enumerate(asked) if at and low in OWNS), None)
    return owns is not None and bool({"do", "does", "did"}.intersection(asked[:owns]))


def _is_future(chunks: Chunks, time: TimeRange | None, now: datetime) -> bool:
    """Whether a question is about what is yet to come, which no report tells."""
    if chunks.lowered[0] in ("will", "shall") and chunks.items and chunks.items[0].kind in (Kind.ACTOR, Kind.PLACE):
        return True
    return time is not None and time.start is not None and time.start - now > timedelta(hours=24)


def _metric(chunks: Chunks, outcomes: tuple[Outcome, ...]) -> Metric:
    """What a series counts: people where the question names an outcome, events otherwise."""
    deadliest = chunks.of(Kind.DIMENSION) and chunks.of(Kind.DEADLIEST)
    if Outcome.KILLED in outcomes or chunks.of(Kind.CASUALTIES) or deadliest:
        return Metric.KILLED
    return Metric.INJURED if Outcome.INJURED in outcomes else Metric.EVENTS


def _compared(chunks: Chunks, parts: list[Part]) -> By | None:
    """Whether things are set side by side, and what they are."""
    versus = chunks.of(Kind.VERSUS)
    places = [part for part in parts if part.actor is None and part.place]
    either = bool(chunks.of(Kind.COMPARATIVE)) and any(
        chunks.lowered[one.span.end : two.span.start] in (("or",), ("or", "the")) for one, two in pairwise(parts)
    )
    if not versus and not either and not chunks.of(Kind.COMPARE):
        return None
    actors = [part for part in parts if part.actor]
    if (
        versus
        and len(actors) > 1
        and not chunks.of(Kind.COMPARE)
        and all(p.actor and p.actor.role == "any" for p in actors)
    ):
        return None  # "SDF vs SNA clashes": they fight each other
    if len(actors) > 1:
        return By.ACTOR
    if len(places) > 1:
        return By.PLACE
    if len({id for span in chunks.of(Kind.TYPE) for id in span.ids}) > 1:
        return By.TYPE
    if len(chunks.of(Kind.TIME)) > 1:
        return By.MONTH
    return None if versus and not chunks.of(Kind.COMPARE) else By.PLACE  # "TTP vs army": one of them is not known


def _breakdown(chunks: Chunks) -> tuple[By, PlaceKind | None] | None:
    """ "Which province saw most", "top actors", "by type", "who carried out the most", "hotspots"."""
    dimensions = chunks.of(Kind.DIMENSION)
    ranked = [*chunks.of(Kind.MOST, Kind.TOP, Kind.FEWEST), *_compared_with_all(chunks)]
    if chunks.of(Kind.ACTORS_ASKED):
        return By.ACTOR, None
    for span in dimensions:
        if span.ids[0] not in DIMENSIONS:
            continue
        by = _lead(chunks, span) in ("by", "per", "each", "across")
        if by or _is_ranked(chunks, span) or span.ids[0] == "type" or _lead(chunks, span) == "breakdown":
            return DIMENSIONS[span.ids[0]]
        if ranked and (_asked_for(chunks, span) or _has_most(chunks, span)):
            return DIMENSIONS[span.ids[0]]
        if chunks.lowered[span.start].startswith("hotspot"):
            return By.PLACE, None
    if chunks.of(Kind.BREAKDOWN):
        return next((DIMENSIONS[span.ids[0]] for span in dimensions if span.ids[0] in DIMENSIONS), (By.TYPE, None))
    if chunks.of(Kind.MOST, Kind.FEWEST):
        if chunks.led_anywhere(("by", "who"), ("by", "whom"), ("who", "did"), ("who", "does")):
            return By.ACTOR, None
        if "where" in chunks.lowered[:3]:
            return By.PLACE, None
        if "who" in chunks.lowered[:3] or "whom" in chunks.lowered[:3]:
            return By.ACTOR, None
    return None


def _compared_with_all(chunks: Chunks) -> list[Span]:
    """ "Which town has more attacks": more than the others, where nothing is named that it is more than."""
    return [] if "than" in chunks.lowered else chunks.of(Kind.COMPARATIVE)


def _lead(chunks: Chunks, span: Span) -> str:
    end = span.start
    while end and chunks.lowered[end - 1] in ("the", "most"):
        end -= 1
    return chunks.lowered[end - 1] if end else ""


def _is_ranked(chunks: Chunks, span: Span) -> bool:
    """ "Top actors", "the 5 worst hit provinces"."""
    before = chunks.before(span)
    ranked = (Kind.TOP, Kind.MOST, Kind.FEWEST, Kind.NUMBER, Kind.DEADLIEST)
    if before is not None and before.kind is Kind.NUMBER:
        before = chunks.before(before)
        return before is not None and before.kind in (Kind.TOP,)
    return before is not None and before.kind in ranked and before.end == span.start


def _asked_for(chunks: Chunks, span: Span) -> bool:
    """ "Which province", "what groups", with words of the place between ("which Ukrainian region")."""
    return any(
        low in ("which", "what", "whose", "where") for low in chunks.lowered[max(0, span.start - 3) : span.start]
    )


def _has_most(chunks: Chunks, span: Span) -> bool:
    """ "Provinces with the most attacks"."""
    after = chunks.after(span)
    return (
        after is not None
        and after.kind in (Kind.MOST, Kind.FEWEST)
        and "with" in chunks.lowered[span.end : after.start]
    )


def _fitting(time: TimeRange | None) -> By:
    """The step of a timeline whose question names none."""
    if time is None or time.start is None or time.end is None:
        return By.MONTH
    length = time.end - time.start
    return By.DAY if length <= SHORT else By.WEEK if length <= MEDIUM else By.MONTH


def _plain(chunks: Chunks, outcomes: tuple[Outcome, ...]) -> Intent:
    """List, count or casualties."""
    counted = chunks.of(Kind.COUNT)
    people = chunks.of(Kind.OUTCOME, Kind.CASUALTIES)
    if counted and _counts_events(chunks, counted[0]):
        return Intent.COUNT
    if chunks.of(Kind.CASUALTIES):
        return Intent.LIST if _qualifies(chunks, chunks.of(Kind.CASUALTIES)[0]) else Intent.CASUALTIES
    if outcomes and people:
        return Intent.LIST if all(_qualifies(chunks, span) for span in people) else Intent.CASUALTIES
    if counted and any("people" in span.marks and span.form is Form.VERB for span in chunks.of(Kind.TYPE)):
        return Intent.CASUALTIES
    return Intent.COUNT if counted else Intent.LIST


def _counts_events(chunks: Chunks, count: Span) -> bool:
    """ "How many strikes …", not "how many people were killed in strikes"."""
    after = chunks.after(count)
    while after is not None and after.kind in COUNTED_WITH:
        after = chunks.after(after)
    while after is not None and after.kind is Kind.PLACE and not chunks.lowered[count.end : after.start]:
        after = chunks.after(after)
    if after is not None and after.kind is Kind.TYPE:
        return noun(after) or (not chunks.of(Kind.OUTCOME, Kind.CASUALTIES) and "people" not in after.marks)
    return False


def _qualifies(chunks: Chunks, outcome: Span) -> bool:
    """Whether an outcome only says which events are meant: "attacks that killed …", "strikes with casualties"."""
    ends = [span.end for span in chunks.of(Kind.TYPE) if span.end <= outcome.start and noun(span)]
    event_nouns = lexicon().roles["event_nouns"]
    ends += [at + 1 for at in range(outcome.start) if (chunks.lowered[at],) in event_nouns]
    if not ends:
        return False
    if outcome.form is Form.GERUND:
        return True
    between = chunks.lowered[max(ends) : outcome.start]
    counted = any(span.kind is Kind.COUNT for span in chunks.items if span.start < outcome.start)
    if not counted and any(max(ends) <= span.start < outcome.start for span in chunks.of(Kind.TOLL)):
        return True
    if counted:
        return False
    led = any(low in ("that", "which", "where", "who", "causing") for low in between)
    last = max((at for at in range(max(ends), outcome.start) if chunks.lowered[at] == "with"), default=None)
    if led or last is None:
        return led
    parted = any("," in word.before for word in chunks.words[last + 1 : outcome.start])
    named = chunks.of(Kind.ACTOR, Kind.PLACE, Kind.TIME)  # "clashes with the army in May, rebels killed" counts them
    return not (parted and any(last < span.start < outcome.start for span in named))
