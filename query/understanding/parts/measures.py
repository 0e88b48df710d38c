"""What a question wants of the figures: an average, a share, how long since, the deadliest month, a trend, a toll.

In: the chunks. Out: values of `query.reading`.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from domain.casualties import Outcome
from domain.measures import Measure
from domain.taxonomy import category_of, types_within
from query.reading import By, Toll, View
from query.times.grammar import TimeSpan
from query.understanding.parts.roles import kinds_of
from query.understanding.spans import Span
from query.understanding.words.chunks import Chunks
from query.understanding.words.lexicon import Kind, lexicon

STEPS = {"day": By.DAY, "week": By.WEEK, "month": By.MONTH, "year": By.YEAR}
RANKS = (Kind.DEADLIEST, Kind.MOST, Kind.FEWEST, Kind.TOP)
TAKEN = ("taken", "kidnapped", "abducted", "seized", "captured", "arrested", "detained", "hostages")
VIOLENT = ("strike", "bombing", "killing", "abduction")
FALLING = ("fallen", "fell", "fall", "falls", "falling")


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many people: at least `min`, at most `max`."""

    min: int | None = None
    max: int | None = None


def against_before(chunks: Chunks, now: datetime) -> TimeSpan | None:
    """The time just past that the present is only compared with: "more attacks than last month"."""
    for span in chunks.of(Kind.TIME):
        found = span.value
        if not isinstance(found, TimeSpan) or not found.time.start or not found.time.end or chunks.lead(span) != "than":
            continue
        length = found.time.end - found.time.start
        if chunks.of(Kind.COMPARATIVE) and now - found.time.end < length:
            return replace(found, time=replace(found.time, start=now - length, end=now))
    return None


def asked_measure(chunks: Chunks, now: datetime) -> Measure | None:
    """What is wanted of the figures, None where the figures themselves are."""
    said = [span.ids[0] for span in chunks.of(Kind.MEASURE)]
    if against_before(chunks, now) is not None:
        return Measure.TREND
    if extreme_step(chunks) is not None:
        return Measure.EXTREME
    return Measure(said[0]) if said else None


def extreme_step(chunks: Chunks) -> By | None:
    """The step of "the deadliest month", "which week had the most attacks", "the day with fewest strikes"."""
    for span in chunks.of(Kind.DIMENSION):
        if span.ids[0] not in STEPS:
            continue
        before = chunks.before(span)
        ranked = before is not None and before.kind in RANKS and before.end == span.start
        ranked = ranked or _ranked_before(chunks, span)
        asked = chunks.lowered[max(0, span.start - 2) : span.start]
        which = any(low in ("which", "what") for low in asked) or "with" in chunks.lowered[span.end : span.end + 1]
        if ranked or (which and any(rank.start >= span.end for rank in chunks.of(*RANKS))):
            return STEPS[span.ids[0]]
    return None


def _ranked_before(chunks: Chunks, span: Span) -> bool:
    """ "Fewest attacks week", "most strikes day": the kind counted stands between."""
    end, at = span, chunks.before(span)
    while at is not None and at.kind in (Kind.TYPE, Kind.OUTCOME, Kind.CASUALTIES) and at.end == end.start:
        end, at = at, chunks.before(at)
    return end is not span and at is not None and at.kind in RANKS and at.end == end.start


def share_of(chunks: Chunks, types: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The kinds whose share is wanted, and the kinds of which: "what percentage of attacks were drone strikes"."""
    broad = tuple(kind for kind in types if any(other != kind and takes_in(kind, other) for other in types))
    whole = broad or kinds_of(
        [span for span in chunks.of(Kind.TYPE) if chunks.lead(span) == "of" or _is_base(chunks, span)]
    )
    part = tuple(kind for kind in types if kind not in whole)
    return (part, whole) if part else (types, ())


def takes_in(wide: str, narrow: str) -> bool:
    """Whether one kind is the other too: any attack, the strikes among them, their drone strikes."""
    return narrow in types_within(wide) or (wide == "attack" and category_of(narrow) in VIOLENT)


def _is_base(chunks: Chunks, span: Span) -> bool:
    """Whether a kind stands right behind "percentage of", with a name between ("percentage of Russian attacks")."""
    before = chunks.before(span)
    return before is not None and before.kind in (Kind.ACTOR, Kind.PLACE, Kind.LATEST) and chunks.lead(before) == "of"


def toll_asked(chunks: Chunks) -> Toll | None:
    """How many people an event must have cost, and to what they must have come; two bounds hold both."""
    said = [span for span in chunks.of(Kind.TOLL) if isinstance(span.value, Bounds)]
    if not said:
        return None
    least = [span.value.min for span in said if isinstance(span.value, Bounds) and span.value.min is not None]
    most = [span.value.max for span in said if isinstance(span.value, Bounds) and span.value.max is not None]
    return Toll(_harm_of(chunks, said[0]), max(least, default=None), min(most, default=None))


def _harm_of(chunks: Chunks, toll: Span) -> Outcome | None:
    """What the people of a toll came to: the nearest word says it, else they died; None for killed or injured."""
    if chunks.lowered[toll.end : toll.end + 1] and chunks.lowered[toll.end] in TAKEN:
        return Outcome.CAPTURED
    harms = sorted(chunks.of(Kind.OUTCOME, Kind.CASUALTIES, Kind.DEADLY), key=lambda harm: abs(harm.start - toll.start))
    if not harms or harms[0].kind is Kind.DEADLY:
        return Outcome.KILLED
    return Outcome(harms[0].ids[0]) if harms[0].kind is Kind.OUTCOME else None


def view_of(chunks: Chunks) -> View | None:
    """Whether a question asks who holds a place, or how dangerous it is."""
    if chunks.of(Kind.CONTROL) or falls(chunks):
        return View.CONTROL
    return View.SAFETY if chunks.of(Kind.SAFETY) else None


def falls(chunks: Chunks) -> bool:
    """ "Is Pokrovsk fallen", "did Goma fall": of a place, not of people."""
    for place in chunks.of(Kind.PLACE):
        after = chunks.lowered[place.end : place.end + 3]
        fell = next((at for at, low in enumerate(after, start=place.end) if low in FALLING), None)
        if fell is None or any(s.kind in (Kind.TIME,) and s.start <= fell < s.end for s in chunks.items):
            continue
        between = chunks.lowered[place.end : fell]
        if all(low in ("has", "have", "had", "already", "really", "finally", "just", "now") for low in between):
            return not chunks.of(Kind.GROUP, Kind.PEOPLE, Kind.COUNT)
    return False


def bounds_at(lowered: tuple[str, ...], at: int, value: int, before: str, after: str) -> tuple[int, int, Bounds] | None:
    """A bound around the figure at a position: where it starts and ends and what it says; None for a bare figure.
    `before` and `after` are the signs on both sides of the figure (">", "+")."""
    known = lexicon()
    for lead, bound in (
        ("least", Bounds(value)), ("above", Bounds(value + 1)), ("most", Bounds(None, value)),
        ("below", Bounds(None, value - 1)), ("exactly", Bounds(value, value)),
    ):  # fmt: skip
        start = known.role_before(f"toll {lead}", lowered, at)
        if start is not None:
            return start, at + 1, bound
    for tail, bound in (("behind", Bounds(value)), ("behind_most", Bounds(None, value))):
        end = known.role_at(f"toll {tail}", lowered, at + 1) if at + 1 < len(lowered) else None
        if end is not None:
            return at, end, bound
    if ">" in before or "+" in after:
        return at, at + 1, Bounds(value + (">" in before and "=" not in before))
    if "<" in before:
        return at, at + 1, Bounds(None, value - ("=" not in before))
    return None
