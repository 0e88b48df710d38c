"""From the chosen chunks of a question to its `Query`, with a note for all that was assumed.

In: the `Chunks`, the moment, the zone, the world. Out: an `Interpretation`: the query, notes, and the parts
that a close call was made on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise

from domain.casualties import Group, Outcome
from domain.events import Status
from domain.measures import Measure, Metric, Order
from domain.places import PlaceKind
from domain.targets import TargetKind
from domain.times import TimeRange
from knowledge.world import World
from query.reading import AskedActor, AskedPlace, AskedRole, Intent, Query, Toll, View
from query.times.grammar import TimeSpan, find_times
from query.tokens import cut
from query.understanding.intents import Wanted, wanted
from query.understanding.parts.anchors import anchored
from query.understanding.parts.measures import against_before, share_of, toll_asked, view_of
from query.understanding.parts.negations import Denied, contains, narrowest, taken_out
from query.understanding.parts.places import asked_place
from query.understanding.parts.roles import kinds_of, parts
from query.understanding.parts.sides import Part
from query.understanding.parts.sourcing import told_by
from query.understanding.proposals import Sought
from query.understanding.remarks import bare, not_understood, notes
from query.understanding.spans import Span
from query.understanding.words.chunks import Chunks
from query.understanding.words.leftovers import left_over, searched_alone, written
from query.understanding.words.lexicon import Form, Kind, lexicon
from query.understanding.words.senses import settled
from store.search.index_words import IndexWords

ORDERS = {Kind.LATEST: Order.LATEST, Kind.OLDEST: Order.OLDEST, Kind.DEADLIEST: Order.DEADLIEST}
MOST_ASKED = 1000
EITHER = (("or",), ("or", "the"), ("and",))
ACTED = ("fired", "shot", "started", "began", "broke", "launched")


@dataclass(frozen=True, slots=True)
class Interpretation:
    """A query, what was assumed on the way, and the names that it stands on."""

    query: Query
    notes: tuple[str, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class _Said:
    """What the chunks say, piece by piece: what is left out of them, who tells, whom and what they name, and what kind
    of answer is wanted. `chunks` are those that are left to say what is asked about."""

    chunks: Chunks
    denied: Denied
    sources: tuple[str, ...]
    named: list[Part]
    time: TimeSpan | None
    outcomes: tuple[Outcome, ...]
    types: tuple[str, ...]
    want: Wanted
    view: View | None

    @property
    def is_help(self) -> bool:
        """Whether no events are asked for, or how safe it is nowhere in particular."""
        nowhere = self.view is View.SAFETY and not any(part.place for part in self.named)
        return self.want.intent is Intent.HELP or nowhere


def interpret(
    chunks: Chunks, now: datetime, zone: tzinfo, world: World, index: IndexWords | None = None
) -> Interpretation:
    """What the chosen chunks mean together. `index` tells what the index holds, where there is one with reports."""
    said = _said(chunks, now, zone, world)
    if said.is_help:
        return Interpretation(Query(intent=Intent.HELP), (), ())
    sought = _targets(said.chunks, said.want, said.outcomes, index)
    left = searched_alone(said.chunks, left_over(said.chunks, sought.searched, index.holds if index else None))
    denied = said.denied.toll or said.denied.exclusion
    if left.ignored and not (said.chunks.items or left.keywords or left.unknown_places or denied or said.sources):
        return Interpretation(Query(intent=Intent.HELP, ignored=left.ignored), (not_understood(left.ignored),), ())
    query = replace(
        _query(said, world),
        keywords=left.keywords,
        any_keyword=_either(said.chunks, left.keywords),
        ignored=left.ignored,
        unknown_places=left.unknown_places,
        targets=sought.kinds,
        targets_as_text=sought.as_text,
        target_words=tuple(word for word in left.keywords if word in sought.stand_ins),
        zone=zone,
    )
    query = near_by(query) if said.view is View.SAFETY else query
    return Interpretation(query, notes(said.chunks, query, said.time, zone), tuple(said.named))


def _said(chunks: Chunks, now: datetime, zone: tzinfo, world: World) -> _Said:
    """The chunks without what they leave out and without who tells of it, each in its sense; and what they name."""
    chunks, denied = taken_out(anchored(chunks), world)
    chunks, sources = told_by(settled(chunks))
    named = parts(chunks, world)
    time = against_before(chunks, now) or _time(chunks, now, zone)
    outcomes, types = _outcomes_and_types(chunks)
    want = wanted(chunks, named, outcomes, time.time if time else None, now)
    asked = denied.toll or denied.exclusion or sources
    if want.intent is Intent.HELP and not chunks.items and asked:
        want = Wanted(Intent.LIST)  # "events without deaths", "what does Reuters say"
    return _Said(chunks, denied, sources, named, time, outcomes, types, want, view_of(chunks))


def _query(said: _Said, world: World) -> Query:
    """The query without the words that are left over and what is searched as text."""
    chunks, want = said.chunks, said.want
    types, base = share_of(chunks, said.types) if want.measure is Measure.SHARE else (said.types, ())
    actors = _harmed(
        tuple(dict.fromkeys(part.actor for part in said.named if part.actor)), want.intent, types, chunks.lowered
    )
    order, limit = (Order.LATEST, 1) if want.measure is Measure.SINCE_LAST else _order_and_limit(chunks, want)
    taken = _people_taken(chunks) if want.intent is Intent.CASUALTIES and not said.outcomes else ()
    return Query(
        intent=want.intent,
        by=want.by,
        metric=want.metric if want.intent in (Intent.TIMELINE, Intent.BREAKDOWN, Intent.COMPARE) else Metric.EVENTS,
        event_types=types or (("territory",) if said.view is View.CONTROL else ()),
        actors=actors,
        places=_places(chunks, said.named, want, world),
        time=said.time.time if said.time else None,
        outcomes=said.outcomes or taken,
        group=said.denied.group or _group(chunks, want, said.outcomes, actors),
        order=order,
        limit=limit,
        level=want.level,
        prevented=bool(chunks.of(Kind.PREVENTED)),
        reliability=next((id for span in chunks.of(Kind.RELIABLE) for id in span.ids), None),
        toll=said.denied.toll or toll_asked(chunks) or _some_harm(chunks, want),
        exclude=said.denied.exclusion,
        measure=want.measure,
        statuses=_statuses(chunks),
        sources=said.sources,
        fewest=want.fewest,
        base_types=base,
        view=said.view,
    )


def _some_harm(chunks: Chunks, want: Wanted) -> Toll | None:
    """ "Strikes with casualties", "attacks causing casualties": events that cost or hurt somebody."""
    events = want.intent in (Intent.LIST, Intent.COUNT)
    led = any(chunks.lead(span) in ("with", "causing", "caused") for span in chunks.of(Kind.CASUALTIES))
    return Toll(None, 1) if events and led else None


def near_by(query: Query) -> Query:
    """The question of all that lies near the towns that it asks about."""
    towns = (PlaceKind.CITY, PlaceKind.SITE)
    places = [
        replace(asked, near=True, province=None) if asked.place.kind in towns and asked.radius_km is None else asked
        for asked in query.places
    ]
    return replace(query, places=tuple(places))


def _harmed(
    actors: tuple[AskedActor, ...], intent: Intent, types: Sequence[str], lowered: Sequence[str]
) -> tuple[AskedActor, ...]:
    """Whose casualties are asked for: one actor alone beside "casualties" is whose they are ("casualties US"), unless
    the question says that he was only part of it ("casualties involving the US")."""
    alone = len(actors) == 1 and actors[0].role is AskedRole.ANY and "involving" not in lowered
    if intent is not Intent.CASUALTIES or not alone or types:
        return actors
    return (replace(actors[0], role=AskedRole.VICTIM),)


def _outcomes_and_types(chunks: Chunks) -> tuple[tuple[Outcome, ...], tuple[str, ...]]:
    """Outcomes and kinds of events. "Take" is a kind only with somebody who takes."""
    outcomes = list(dict.fromkeys(Outcome(id) for span in chunks.of(Kind.OUTCOME) for id in span.ids))
    if chunks.of(Kind.DEADLY) and Outcome.KILLED not in outcomes:
        outcomes.append(Outcome.KILLED)
    types = [s for s in chunks.of(Kind.TYPE) if "needs_actor" not in s.marks or chunks.of(Kind.ACTOR, Kind.PLACE)]
    return tuple(dict.fromkeys(outcomes)), kinds_of(types)


def _people_taken(chunks: Chunks) -> tuple[Outcome, ...]:
    """ "How many were kidnapped" asks for people taken."""
    taken = any("people" in span.marks for span in chunks.of(Kind.TYPE))
    return (Outcome.CAPTURED,) if taken and not chunks.of(Kind.CASUALTIES) else ()


def _group(chunks: Chunks, want: Wanted, outcomes: tuple[Outcome, ...], actors: tuple[AskedActor, ...]) -> Group | None:
    """Whose casualties are asked."""
    said = chunks.of(Kind.GROUP)
    people = want.intent is Intent.CASUALTIES or bool(outcomes) or bool(chunks.of(Kind.CASUALTIES))
    groups = [Group(id) for span in said for id in span.ids if people or _as_victims(chunks, span)]
    if people:
        groups += [Group(id) for span in chunks.of(Kind.ACTOR) for id in span.ids if _suffers(span, actors)]
    distinct = list(dict.fromkeys(groups))
    return distinct[0] if len(distinct) == 1 else None


def _as_victims(chunks: Chunks, span: Span) -> bool:
    """Whether people of a kind are those who suffered, where no outcome is named: "civilians only", "on civilians"."""
    plain = "particular" not in span.marks
    alone = span.end == len(chunks.lowered) or "only" in chunks.lowered[max(0, span.start - 1) : span.end + 1]
    return plain and (chunks.led("upon", span) or alone)


@dataclass(frozen=True, slots=True)
class _Targets:
    """What is asked to have been hit, and the pieces whose words are searched as well: those that name less than the
    whole kind, all where no event of the index tells of such a target (`as_text`: then the words of whole kinds are
    `stand_ins`), and people who are only named by what they are. What an event is asked to mention ("mentioning
    hospital") is searched alone."""

    kinds: tuple[TargetKind, ...]
    searched: tuple[tuple[Span, str], ...]
    as_text: bool
    stand_ins: frozenset[str]


def _targets(chunks: Chunks, want: Wanted, outcomes: tuple[Outcome, ...], index: IndexWords | None) -> _Targets:
    """What is asked to have been hit."""
    sought = [
        (span, span.value)
        for span in chunks.of(Kind.TARGET, Kind.GROUP)
        if isinstance(span.value, Sought) and ("aimed" not in span.marks or chunks.led("upon", span))
    ]
    mentioned = [(span, "") for span, _ in sought if chunks.led("mentioning", span)]
    sought = [(span, value) for span, value in sought if (span, "") not in mentioned]
    kinds = tuple(dict.fromkeys(TargetKind(value.kind) for _, value in sought))
    told = index is not None and all(index.hits(kind) for kind in kinds)
    searched = mentioned + [(span, value.word) for span, value in sought if not told or "general" not in span.marks]
    people = want.intent is Intent.CASUALTIES or bool(outcomes) or bool(chunks.of(Kind.CASUALTIES))
    for span in chunks.of(Kind.GROUP):
        if (span.value is None or "aimed" in span.marks) and (
            "particular" in span.marks or not (people or _as_victims(chunks, span))
        ):
            searched.append((span, ""))
    as_text = bool(kinds) and not told
    whole = [span for span, _ in sought if as_text and "general" in span.marks]
    stand_ins = frozenset(written(word) for span in whole for word in chunks.words[span.start : span.end])
    return _Targets(kinds, tuple(searched), as_text, stand_ins)


def _statuses(chunks: Chunks) -> tuple[Status, ...]:
    """Who must stand behind it; "claimed by" names the doer."""
    said = [span for span in chunks.of(Kind.STATUS) if chunks.lowered[span.end : span.end + 1] != ("by",)]
    ids = [id for span in said for id in span.ids]
    found = [Status(id) for id in ids]
    if "confirmed" in ids and not _either_status(chunks, said):
        return (Status.CONFIRMED,)  # "confirmed only, nothing merely claimed"
    if "reported" in ids and "claimed" not in ids:  # "unconfirmed": whatever is not confirmed
        found = [Status.REPORTED, Status.CLAIMED, Status.DISPUTED]
    return tuple(dict.fromkeys(status for status in found if status is not Status.REPORTED or "claimed" not in ids))


def _either_status(chunks: Chunks, said: Sequence[Span]) -> bool:
    """ "Claimed or confirmed only": one of them is enough."""
    return len(said) > 1 and all("or" in chunks.lowered[one.end : other.start] for one, other in pairwise(said))


def _either(chunks: Chunks, keywords: Sequence[str]) -> bool:
    """Whether one of several words is enough: "atacms or himars"."""
    return len(keywords) > 1 and any(
        chunks.lowered[at] == "or" and chunks.words[at - 1].text.lower() in keywords and after.text.lower() in keywords
        for at, after in enumerate(chunks.words[2:], start=1)
    )


def _suffers(span: Span, actors: tuple[AskedActor, ...]) -> bool:
    """Whether people of a named side are those who suffered ("US troops killed")."""
    actor = getattr(span.value, "actor", None)
    return any(actor is not None and a.id == actor.id and a.role == "victim" for a in actors)


def _places(chunks: Chunks, named: Sequence[Part], want: Wanted, world: World) -> tuple[AskedPlace, ...]:
    found: list[tuple[Span, AskedPlace]] = []
    for part in named:
        if part.place is None or part.actor is not None:
            continue
        asked = asked_place(part.place.place, world, part.place.province)
        radius = _radius(chunks, part.span)
        if radius is not None:
            asked = replace(asked, radius_km=radius, province=None)
        elif chunks.led("near", part.span):
            asked = replace(asked, near=True, province=None)
        found.append((part.span, asked))
    beside = [outer for one, other in pairwise(found) if (outer := _outer_of_joined(chunks, one, other))]
    places = [asked for _, asked in found]
    kept = places if want.intent is Intent.COMPARE else narrowest(places)
    return tuple(dict.fromkeys(asked for span, asked in found if asked in kept or span in beside))


def _outer_of_joined(chunks: Chunks, one: tuple[Span, AskedPlace], other: tuple[Span, AskedPlace]) -> Span | None:
    """The wider of two places that are asked about together ("Port Harcourt and Rivers state"), which does not only say
    where the other lies."""
    if chunks.lowered[one[0].end : other[0].start] not in (("and",), ("or",), ("and", "the"), ("or", "the")):
        return None
    first, last = one[1].place, other[1].place
    return one[0] if contains(first, last) else other[0] if contains(last, first) else None


def _radius(chunks: Chunks, place: Span) -> float | None:
    """The distance that belongs to a place: the one right before it, or right behind."""
    for span in chunks.of(Kind.RADIUS):
        gap = (
            chunks.lowered[span.end : place.start]
            if span.end <= place.start
            else chunks.lowered[place.end : span.start]
        )
        if all(low in ("the", "of", "a", "from", "around", "city", "to") for low in gap) and isinstance(
            span.value, float
        ):
            return span.value
    return None


def _time(chunks: Chunks, now: datetime, zone: tzinfo) -> TimeSpan | None:
    """The time asked. Two said apart ("in December … 2024") are read together, otherwise the narrower counts."""
    spans = [span for span in chunks.of(Kind.TIME) if isinstance(span.value, TimeSpan)]
    found = [span.value for span in spans if isinstance(span.value, TimeSpan)]
    if len(found) < 2:
        return found[0] if found else None
    either = [chunks.lowered[one.end : other.start] in EITHER for one, other in pairwise(spans)]
    for order in (found, found[::-1]):
        words = cut(" ".join(bare(span.time.text) for span in order))
        whole = [span for span in find_times(words, now, zone) if span.start == 0 and span.end == len(words)]
        if whole:
            return whole[0]
    if not any(either) and all(_until_now(span.time, now) for span in found):
        return found[-1]  # a remark before the question: "loaded since yesterday … past 2 weeks"
    first, *others = found
    for other, joined in zip(others, either, strict=True):
        first = _both(first, other, chunks, either=joined)
    return first


def _until_now(time: TimeRange, now: datetime) -> bool:
    return time.end is None or abs(time.end - now) < timedelta(days=1)


def _both(one: TimeSpan, other: TimeSpan, chunks: Chunks, *, either: bool = False) -> TimeSpan:
    """Two times together: what they share, or from the first to the last where they are compared, joined ("yesterday or
    today") or lie apart."""
    a, b = one.time, other.time
    starts, ends = [t.start for t in (a, b) if t.start], [t.end for t in (a, b) if t.end]
    text = f"{a.text}, {b.text}"
    if a.touches(b) and not either and not chunks.of(Kind.COMPARE, Kind.VERSUS):
        return replace(one, time=TimeRange(max(starts, default=None), min(ends, default=None), a.precision, text))
    start = min(starts) if len(starts) == 2 else None
    end = max(ends) if len(ends) == 2 else None
    return replace(one, time=TimeRange(start, end, a.precision, text)) if start or end else one


def _order_and_limit(chunks: Chunks, want: Wanted) -> tuple[Order, int | None]:
    series = want.intent in (Intent.BREAKDOWN, Intent.TIMELINE, Intent.COMPARE)
    orders = [span for span in chunks.of(*ORDERS) if not series and _orders_events(chunks, span)]
    order = ORDERS[orders[0].kind] if orders else Order.LATEST
    for span in chunks.of(Kind.NUMBER):
        if isinstance(span.value, int) and 0 < span.value <= MOST_ASKED and _is_limit(chunks, span, want):
            return order, span.value
    if orders and want.intent is Intent.LIST:
        if chunks.lowered[orders[0].end : orders[0].end + 1] in (("event",), ("incident",)):
            return order, 1
        then = chunks.next_to(orders[0])
        if (
            then is not None
            and then.kind is Kind.TYPE
            and then.form is Form.ONE
            and orders[0].end - orders[0].start < 3
        ):
            return order, 1
    return order, None


def _orders_events(chunks: Chunks, span: Span) -> bool:
    """Whether "first", "biggest", "worst" speak of events: before a kind of event, or of all ("oldest first")."""
    if span.kind is Kind.LATEST:
        return True
    after = chunks.next_to(span)
    while after is not None and after.kind in (Kind.ACTOR, Kind.PLACE):
        after = chunks.next_to(after)
    if span.kind is Kind.OLDEST and tuple(chunks.lowered[span.end : span.end + 1]) in lexicon().roles["event_nouns"]:
        return True
    if span.kind is Kind.OLDEST and _did_first(chunks, span):
        return True
    alone = span.end - span.start > 1 or chunks.lowered[span.start] in (
        "deadliest",
        "oldest",
        "earliest",
        "worst",
        "bloodiest",
    )
    return alone or (after is not None and after.kind in (Kind.TYPE, Kind.OUTCOME, Kind.CASUALTIES))


def _did_first(chunks: Chunks, span: Span) -> bool:
    """ "Who attacked first", "did Iran or Israel strike first"."""
    before = chunks.before(span)
    asked = chunks.lowered[0] in ("who", "did", "which", "whose")
    acted = chunks.lowered[span.start - 1 : span.start] in tuple((verb,) for verb in ACTED)
    return asked and (acted or (before is not None and before.kind is Kind.TYPE and before.end == span.start))


def _is_limit(chunks: Chunks, span: Span, want: Wanted) -> bool:
    """ "Last 5 ambushes", "5 most recent raids", "top 10", "at most 3"; not "how many of the 20 …"."""
    if chunks.led("limit", span):
        return True
    ranks = (*ORDERS, Kind.TOP, Kind.MOST)
    before, after = chunks.before(span), chunks.after(span)
    if before is not None and before.kind in ranks and before.end == span.start:
        return True
    if after is None or after.start != span.end:
        return False
    return after.kind in ranks or (after.kind is Kind.TYPE and after.form is Form.MANY and want.intent is Intent.LIST)
