"""From the chosen chunks of a question to its `Query`, with a note for all that was assumed.

In: the `Chunks`, the moment, the zone, the world. Out: an `Interpretation`: the query, notes, and the parts
that a close call was made on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from domain.casualties import Group, Outcome
from domain.measures import Metric, Order
from domain.places import Place, PlaceKind
from domain.times import TimeRange
from knowledge.world import World
from query.reading import AskedActor, AskedPlace, AskedRole, By, Exclusion, Intent, Query
from query.times.grammar import TimeSpan, find_times
from query.tokens import cut
from query.understanding.chunks import Chunks, noun
from query.understanding.intents import Wanted, wanted
from query.understanding.keywords import keywords
from query.understanding.lexicon import Form, Kind
from query.understanding.places import asked_place
from query.understanding.roles import Part, kinds_of, parts
from query.understanding.spans import Span
from query.wording.paraphrase import called
from query.wording.time_phrases import time_in_words

ORDERS = {Kind.LATEST: Order.LATEST, Kind.OLDEST: Order.OLDEST, Kind.DEADLIEST: Order.DEADLIEST}
MOST_ASKED = 1000


@dataclass(frozen=True, slots=True)
class Interpretation:
    """A query, what was assumed on the way, and the names that it stands on."""

    query: Query
    notes: tuple[str, ...]
    parts: tuple[Part, ...]


def interpret(chunks: Chunks, now: datetime, zone: tzinfo, world: World) -> Interpretation:
    """What the chosen chunks mean together."""
    chunks, left_out = _without_exclusions(_settled(chunks), world)
    named = parts(chunks, world)
    time = _time(chunks, now, zone)
    outcomes, types = _outcomes_and_types(chunks)
    want = wanted(chunks, named, outcomes, time.time if time else None, now)
    if want.intent is Intent.HELP:
        return Interpretation(Query(intent=Intent.HELP), (), ())
    actors = _harmed(
        tuple(dict.fromkeys(part.actor for part in named if part.actor)), want.intent, types, chunks.lowered
    )
    places = _places(chunks, named, want, world)
    group, searched = _group(chunks, want, outcomes, actors)
    if want.intent is Intent.CASUALTIES and not outcomes:
        outcomes = _people_taken(chunks)
    order, limit = _order_and_limit(chunks, want)
    query = Query(
        intent=want.intent,
        by=want.by,
        metric=want.metric if want.intent in (Intent.TIMELINE, Intent.BREAKDOWN, Intent.COMPARE) else Metric.EVENTS,
        event_types=types,
        actors=actors,
        places=places,
        time=time.time if time else None,
        outcomes=outcomes,
        group=group,
        keywords=keywords(chunks, searched),
        order=order,
        limit=limit,
        level=want.level,
        prevented=bool(chunks.of(Kind.PREVENTED)),
        reliability=next((id for span in chunks.of(Kind.RELIABLE) for id in span.ids), None),
        at_least=next((span.value for span in chunks.of(Kind.TOLL) if isinstance(span.value, int)), None),
        exclude=left_out,
        zone=zone,
    )
    return Interpretation(query, _notes(chunks, query, time, zone), tuple(named))


def _harmed(
    actors: tuple[AskedActor, ...], intent: Intent, types: Sequence[str], lowered: Sequence[str]
) -> tuple[AskedActor, ...]:
    """Whose casualties are asked for: one actor alone beside "casualties" is whose they are ("casualties US"), unless
    the question says that he was only part of it ("casualties involving the US")."""
    alone = len(actors) == 1 and actors[0].role is AskedRole.ANY and "involving" not in lowered
    if intent is not Intent.CASUALTIES or not alone or types:
        return actors
    return (replace(actors[0], role=AskedRole.VICTIM),)


def _without_exclusions(chunks: Chunks, world: World) -> tuple[Chunks, Exclusion]:
    """Take what follows "except" out of the chunks."""
    marks = chunks.of(Kind.EXCEPT)
    if not marks:
        return chunks, Exclusion()
    begin = marks[0]
    taken = [begin]
    for span in chunks.items[chunks.items.index(begin) + 1 :]:
        near = span.start - taken[-1].end <= 3 and not any(
            w.before == "," for w in chunks.words[taken[-1].end : span.start]
        )
        if span.kind not in (Kind.PLACE, Kind.ACTOR, Kind.TYPE, Kind.EXCEPT) or not near:
            break
        taken.append(span)
    rest = replace_choice(chunks, tuple(span for span in chunks.choice if span not in taken), taken)
    own = Chunks(chunks.words, chunks.lowered, tuple(taken))
    named = [part for part in parts(own, world) if part.span is not begin]
    actors, places = [], []
    for part in named:
        if part.actor or (part.place and chunks.words[part.span.end - 1].possessive):
            actors.append(part.actor or AskedActor(part.span.ids[0], part.place.place.name if part.place else ""))
        elif part.place:
            places.append(asked_place(part.place.place, world, part.place.province))
    types = () if actors else kinds_of([span for span in taken if span.kind is Kind.TYPE])
    return rest, Exclusion(types, tuple(_owners(actors, world)), tuple(_narrowest(places, world)))


def _settled(chunks: Chunks) -> Chunks:
    """Give a word that may be a kind of event or an outcome ("captured") its sense by what was captured; a verb beside
    the noun that it belongs to ("drones hit") tells no kind of its own."""
    nouns = any(noun(span) for span in chunks.of(Kind.TYPE))
    settled: list[Span] = []
    for span in chunks.choice:
        if (
            span.kind is Kind.TYPE
            and "territory" in span.marks
            and _of_people(chunks, span)
            and not (noun(span) and span.end - span.start > 1)
        ):
            form = Form.ACTIVE if chunks.lowered[span.start] in ("capture", "take", "seize") else Form.PARTICIPLE
            settled.append(replace(span, kind=Kind.OUTCOME, ids=(Outcome.CAPTURED.value,), form=form))
        elif span.kind is Kind.TYPE and span.form is Form.VERB and nouns and "people" not in span.marks:
            settled.append(replace(span, kind=Kind.NOISE))
        else:
            settled.append(span)
    return Chunks(chunks.words, chunks.lowered, tuple(settled))


def _of_people(chunks: Chunks, span: Span) -> bool:
    """Whether people were taken, not ground: "soldiers captured", "Ukrainian troops captured in …", "killed and
    captured"."""
    if chunks.of(Kind.GROUP, Kind.PEOPLE):
        return True
    doer, what = chunks.before(span), chunks.after(span)
    if doer is not None and doer.kind is Kind.OUTCOME and chunks.joined(doer.end, span.start):
        return True  # "killed and captured"
    ground = what is not None and what.kind is Kind.PLACE and what.start == span.end
    taken = doer is not None and doer.kind is Kind.ACTOR and bool(doer.ids) and doer.end == span.start
    return taken and not ground and not chunks.led("auxiliary", doer or span)


def replace_choice(chunks: Chunks, choice: tuple[Span, ...], taken: Sequence[Span]) -> Chunks:
    """The chunks with others chosen; the words of those taken out count as noise."""
    noise = tuple(replace(span, kind=Kind.NOISE) for span in taken)
    kept = sorted((*choice, *noise), key=lambda span: span.start)
    return Chunks(chunks.words, chunks.lowered, tuple(kept))


def _owners(actors: Sequence[AskedActor], world: World) -> list[AskedActor]:
    """ "Israel's" after "except": the state, where the words named its country."""
    owners = []
    for actor in actors:
        state = world.catalogue.state(actor.id) if len(actor.id) == 2 else None
        owners.append(AskedActor.of(state) if state else replace(actor, role=AskedRole.ANY))
    return owners


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


def _group(
    chunks: Chunks, want: Wanted, outcomes: tuple[Outcome, ...], actors: tuple[AskedActor, ...]
) -> tuple[Group | None, tuple[Span, ...]]:
    """Whose casualties are asked, and the words for people that are searched as text instead."""
    said = chunks.of(Kind.GROUP)
    people = want.intent is Intent.CASUALTIES or bool(outcomes) or bool(chunks.of(Kind.CASUALTIES))
    if not people:
        return None, tuple(said)
    groups = [Group(id) for span in said for id in span.ids]
    groups += [Group(id) for span in chunks.of(Kind.ACTOR) for id in span.ids if _suffers(span, actors)]
    narrow = tuple(span for span in said if "particular" in span.marks)
    distinct = list(dict.fromkeys(groups))
    return (distinct[0] if len(distinct) == 1 else None), narrow


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
    places = [asked for _, asked in found]
    if want.intent is not Intent.COMPARE:
        places = _narrowest(places, world)
    return tuple(dict.fromkeys(places))


def _narrowest(places: Sequence[AskedPlace], world: World) -> list[AskedPlace]:
    """The places without those that only say where another one lies."""
    return [p for p in places if not any(_contains(p.place, other.place, world) for other in places)]


def _contains(outer: Place, inner: Place, world: World) -> bool:
    """Whether a country or province only says where another place lies ("Homs, Syria")."""
    if outer.id == inner.id or outer.kind not in (PlaceKind.COUNTRY, PlaceKind.ADMIN1):
        return False
    if outer.kind is PlaceKind.COUNTRY:
        return inner.country == outer.country and inner.kind is not PlaceKind.COUNTRY
    return inner.admin1 == outer.id and inner.kind in (PlaceKind.CITY, PlaceKind.SITE)


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
    found = [span.value for span in chunks.of(Kind.TIME) if isinstance(span.value, TimeSpan)]
    if len(found) < 2:
        return found[0] if found else None
    for order in (found, found[::-1]):
        words = cut(" ".join(_bare(span.time.text) for span in order))
        whole = [span for span in find_times(words, now, zone) if span.start == 0 and span.end == len(words)]
        if whole:
            return whole[0]
    first, *others = found
    for other in others:
        first = _both(first, other, chunks)
    return first


def _bare(text: str) -> str:
    """A wording without its preposition."""
    first, _, rest = text.partition(" ")
    return rest if rest and first.lower() in ("in", "on", "during", "of", "for", "at") else text


def _both(one: TimeSpan, other: TimeSpan, chunks: Chunks) -> TimeSpan:
    """Two times together: what they share, or from the first to the last where they are compared or lie apart."""
    a, b = one.time, other.time
    starts, ends = [t.start for t in (a, b) if t.start], [t.end for t in (a, b) if t.end]
    text = f"{a.text}, {b.text}"
    if a.touches(b) and not chunks.of(Kind.COMPARE, Kind.VERSUS):
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
    alone = span.end - span.start > 1 or chunks.lowered[span.start] in (
        "deadliest",
        "oldest",
        "earliest",
        "worst",
        "bloodiest",
    )
    return alone or (after is not None and after.kind in (Kind.TYPE, Kind.OUTCOME, Kind.CASUALTIES))


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


def _notes(chunks: Chunks, query: Query, time: TimeSpan | None, zone: tzinfo) -> tuple[str, ...]:
    """In plain words, what was corrected and what was taken for granted."""
    notes: list[str] = []
    for span in chunks.choice:
        if span.note and span.kind is not Kind.TIME:
            notes += [note for note in span.note.split("; ") if note not in notes]
    for asked in query.places:
        if asked.province and asked.radius_km is None:
            name, city = called(asked.place, asked.province), asked.place.name
            both = "the city and the province" if name == city else f"the region with {city}"
            notes.append(f"{name} is read as {both}")
        if asked.near:
            notes.append(f"near {asked.place.name}: within 50 km")
    if time is not None:
        words = time_in_words(time.time, zone)
        typed = time.time.text
        if _bare(typed).casefold() != words.casefold():
            notes.append(f"{typed} → {words}")
        if time.assumed:
            notes.append(f"{typed}: taken as {time.assumed}")
    if query.keywords:
        notes.append(f"searched as text: {', '.join(query.keywords)}")
    if query.by is By.MONTH and query.intent is Intent.TIMELINE and not any(s.ids for s in chunks.of(Kind.TIMELINE)):
        notes.append("no step was named: by month")
    return tuple(dict.fromkeys(notes))
