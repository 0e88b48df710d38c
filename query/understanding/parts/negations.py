"""What a question leaves out ("kyiv not lviv", "except Israel's"), what must not have happened ("no civilian deaths").

In: the chunks. Out: the chunks without what is negated, an `Exclusion`, and the toll and the group that were spared.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from domain.casualties import Group, Outcome
from domain.places import Place, PlaceKind
from knowledge.world import World
from query.reading import AskedActor, AskedPlace, Exclusion, Toll
from query.understanding.parts.places import PlaceFound, asked_place
from query.understanding.parts.roles import kinds_of, parts
from query.understanding.spans import Span
from query.understanding.words.chunks import Chunks
from query.understanding.words.lexicon import Kind, lexicon

PASSED = frozenset(
    {"the", "a", "an", "any", "by", "in", "on", "from", "at", "with", "of", "for", "counting", "including", "involving"}
)
"""Words between a negation and what it negates."""
NAMED = (Kind.PLACE, Kind.ACTOR, Kind.TYPE)
HARM = (Kind.OUTCOME, Kind.CASUALTIES)
GAP = 3
WIDE = (PlaceKind.COUNTRY, PlaceKind.REGION, PlaceKind.ADMIN1)
NOBODY = (("nobody",), ("noone",), ("none",), ("no", "one"), ("no", "people"))
QUIET = (Kind.NUMBER, Kind.CHATTER)


@dataclass(frozen=True, slots=True)
class Denied:
    """What a question excludes, and the toll that an event must not have had (`group`: of these people)."""

    exclusion: Exclusion = field(default_factory=Exclusion)
    toll: Toll | None = None
    group: Group | None = None


def taken_out(chunks: Chunks, world: World) -> tuple[Chunks, Denied]:
    """The chunks without what is negated, and what that was."""
    chunks, spared = _spared(chunks)
    taken = _excepted(chunks) + _negated(chunks)
    if not taken:
        return chunks, replace(spared)
    rest = without(chunks, taken)
    return rest, replace(spared, exclusion=_exclusion(chunks, taken, world))


def without(chunks: Chunks, taken: Sequence[Span]) -> Chunks:
    """The chunks without some of their pieces, whose words count as noise."""
    noise = tuple(replace(span, kind=Kind.NOISE) for span in taken)
    kept = [span for span in chunks.choice if span not in taken]
    return Chunks(chunks.words, chunks.lowered, tuple(sorted((*kept, *noise), key=lambda span: span.start)))


def _spared(chunks: Chunks) -> tuple[Chunks, Denied]:
    """ "No civilian deaths", "without casualties", "0 killed": nobody came to that harm."""
    for harm in chunks.of(*HARM):
        if (
            tuple(chunks.lowered[harm.end : harm.end + 1]) in NOBODY
            or tuple(chunks.lowered[harm.end : harm.end + 2]) in NOBODY
        ):
            return without(chunks, [harm]), Denied(toll=Toll(_outcome(harm), 0, 0))
        if _nobody_before(chunks, harm):
            return without(chunks, [harm]), Denied(toll=Toll(_outcome(harm), 0, 0))
    for at, span in enumerate(chunks.items):
        if span.kind not in (*HARM, Kind.GROUP, Kind.PEOPLE) or not _is_negated(chunks, span):
            continue
        people = [span]
        if span.kind not in HARM:
            after = chunks.items[at + 1] if at + 1 < len(chunks.items) else None
            if after is None or after.kind not in HARM or after.start - span.end > 2:
                continue
            people.append(after)
        harm = people[-1]
        group = next((Group(id) for each in people if each.kind is Kind.GROUP for id in each.ids), None)
        zero = [each for each in chunks.of(Kind.NUMBER, Kind.TOLL) if span.start - GAP <= each.start < span.start]
        return without(chunks, [*people, *zero]), Denied(toll=Toll(_outcome(harm), 0, 0), group=group)
    return chunks, Denied()


def _nobody_before(chunks: Chunks, harm: Span) -> bool:
    """ "With nobody injured", "no one was killed"."""
    end = harm.start
    while end and chunks.lowered[end - 1] in ("was", "were", "got", "is", "being", "been"):
        end -= 1
    return chunks.lowered[max(0, end - 1) : end] in NOBODY or chunks.lowered[max(0, end - 2) : end] in NOBODY


def _outcome(harm: Span) -> Outcome | None:
    return Outcome(harm.ids[0]) if harm.kind is Kind.OUTCOME else None


def _is_negated(chunks: Chunks, span: Span) -> bool:
    """Whether "no", "not", "without", "0" stands before a piece, small words aside."""
    end = span.start
    while end and span.start - end < GAP and chunks.lowered[end - 1] in PASSED:
        end -= 1
    if not end or any(other.start < end <= other.end for other in chunks.items if other.kind not in QUIET):
        return False
    word = chunks.lowered[end - 1]
    idiom = end < len(chunks.lowered) and chunks.lowered[end] in ("only", "less", "more", "fewer", "of")
    return ((word,) in lexicon().roles["negation"] or word == "0") and not (idiom and end < span.start)


def _excepted(chunks: Chunks) -> list[Span]:
    """What follows "except"."""
    marks = chunks.of(Kind.EXCEPT)
    if not marks:
        return []
    taken = [marks[0]]
    for span in chunks.items[chunks.items.index(marks[0]) + 1 :]:
        near = span.start - taken[-1].end <= GAP and not any(
            word.before == "," for word in chunks.words[taken[-1].end : span.start]
        )
        beside = chunks.lowered[taken[-1].end : span.start] == () and taken[-1].kind is not Kind.EXCEPT
        another = beside and span.kind is not taken[-1].kind  # "excl. drones odesa" asks about Odesa
        another = another or _is_where_of_all(chunks, span, taken[-1])
        if span.kind not in (*NAMED, Kind.EXCEPT) or not near or another:
            break
        taken.append(span)
    return taken


def _is_where_of_all(chunks: Chunks, span: Span, before: Span) -> bool:
    """ "Everything except protests in Moldova": the only place of a question says where all happened."""
    inside = span.kind is Kind.PLACE and before.kind is Kind.TYPE and chunks.lead(span) in ("in", "inside", "across")
    return inside and len(chunks.of(Kind.PLACE)) == 1 and not chunks.of(Kind.ACTOR)


def _negated(chunks: Chunks) -> list[Span]:
    """Names and kinds behind "no", "not" and "without", with what is joined to them by "or" or "and"."""
    taken = _outside(chunks)
    for span in chunks.of(*NAMED):
        joined = bool(taken) and chunks.joined(taken[-1].end, span.start) and span.kind is taken[-1].kind
        if joined or (_is_negated(chunks, span) and _leaves_something(chunks, span)):
            taken.append(span)
    people = [span for span in chunks.of(Kind.GROUP) if _is_negated(chunks, span) and chunks.of(Kind.TYPE)]
    return sorted((*taken, *people), key=lambda span: span.start)


def _outside(chunks: Chunks) -> list[Span]:
    """ "Outside Syria", "Haiti outside of Port-au-Prince": a country or province led by "outside", or a town where what
    it lies in is asked about as well."""
    found = [(span, span.value.place) for span in chunks.of(Kind.PLACE) if isinstance(span.value, PlaceFound)]
    return [
        span
        for span, place in found
        if "outside" in chunks.lowered[max(0, span.start - 2) : span.start]
        and (place.kind in WIDE or any(contains(other, place) for _, other in found))
    ]


def _leaves_something(chunks: Chunks, span: Span) -> bool:
    """Whether a question is left without a kind that is negated: "were there no attacks" asks for attacks."""
    if span.kind is not Kind.TYPE:
        return True
    others = [other for other in chunks.of(Kind.TYPE, Kind.TARGET) if other is not span]
    events = any((low,) in lexicon().roles["event_nouns"] for low in chunks.lowered)
    return bool(others) or events


def _exclusion(chunks: Chunks, taken: Sequence[Span], world: World) -> Exclusion:
    own = Chunks(chunks.words, chunks.lowered, tuple(taken))
    actors: list[AskedActor] = []
    places: list[AskedPlace] = []
    for part in parts(own, world):
        if part.actor or (part.place and chunks.words[part.span.end - 1].possessive):
            actors.append(part.actor or AskedActor(part.span.ids[0], part.place.place.name if part.place else ""))
        elif part.place:
            places.append(asked_place(part.place.place, world, part.place.province))
    types = () if actors else kinds_of([span for span in taken if span.kind is Kind.TYPE])
    return Exclusion(types, tuple(_owners(actors, world)), tuple(narrowest(places)))


def _owners(actors: Sequence[AskedActor], world: World) -> list[AskedActor]:
    """ "Israel's" after "except": the state, where the words named its country."""
    owners = []
    for actor in actors:
        state = world.catalogue.state(actor.id) if len(actor.id) == 2 else None
        owners.append(AskedActor.of(state) if state else AskedActor(actor.id, actor.name, kind=actor.kind))
    return owners


def narrowest(places: Sequence[AskedPlace]) -> list[AskedPlace]:
    """The places without those that only say where another one lies."""
    return [asked for asked in places if not any(contains(asked.place, other.place) for other in places)]


def contains(outer: Place, inner: Place) -> bool:
    """Whether a country or province only says where another place lies ("Homs, Syria")."""
    if outer.id == inner.id or outer.kind not in (PlaceKind.COUNTRY, PlaceKind.ADMIN1):
        return False
    if outer.kind is PlaceKind.COUNTRY:
        return inner.country == outer.country and inner.kind is not PlaceKind.COUNTRY
    return inner.admin1 == outer.id and inner.kind in (PlaceKind.CITY, PlaceKind.SITE)
