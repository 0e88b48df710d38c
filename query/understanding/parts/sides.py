"""How names of a question stand to each other: sides of a fight, names joined with one part, sides to choose from.

In: the parts of the single names, in order. Out: the same parts, with the roles that they give each other.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

from domain.casualties import Group
from domain.places import PlaceKind
from domain.taxonomy import category_of
from knowledge.world import World
from query.reading import AskedActor, AskedRole
from query.understanding.parts.places import PlaceFound
from query.understanding.spans import Span
from query.understanding.words.chunks import Chunks
from query.understanding.words.lexicon import Kind

WARS = frozenset({"war", "wars", "conflict", "fighting", "front", "border"})
OF_WHOM = (("from",), ("from", "the"), ("of",), ("of", "the"), ("in",), ("in", "the"), ("with",), ("with", "the"))


@dataclass(frozen=True, slots=True)
class Part:
    """One name of a question: an actor with its role, or a place, or a country that could be either (`doubtful`)."""

    span: Span
    actor: AskedActor | None = None
    place: PlaceFound | None = None
    doubtful: bool = False


def among_each_other(chunks: Chunks, found: list[Part], world: World) -> list[Part]:
    """The parts with the roles that they give each other."""
    return _either(chunks, _sharing(chunks, _facing(chunks, found, world), world), world)


def state_of(place: PlaceFound | None, world: World) -> AskedActor | None:
    """The state whose country a place is."""
    if place is None or place.place.kind is not PlaceKind.COUNTRY or place.place.country is None:
        return None
    actor = world.catalogue.state(place.place.country)
    return AskedActor.of(actor) if actor else None


def _facing(chunks: Chunks, found: list[Part], world: World) -> list[Part]:
    """Names on both sides of "vs", of "between … and …", or side by side before "clashes" fight each other; those
    counted of one country "vs" another ("soldiers killed Mali vs Niger") suffered it."""
    types = {id for span in chunks.of(Kind.TYPE) for id in span.ids}
    harm = chunks.of(Kind.OUTCOME, Kind.CASUALTIES) if not types else []
    mutual = all(category_of(id) == "clash" for id in types)
    if not mutual or len(found) < 2:
        return found
    facing: set[int] = set()
    suffered: set[int] = set()
    for at, (one, other) in enumerate(pairwise(found)):
        gap = chunks.lowered[one.span.end : other.span.start]
        versus = any(s.kind is Kind.VERSUS and one.span.end <= s.start < other.span.start for s in chunks.items)
        if versus and harm and "who" not in chunks.lowered:
            suffered |= {at, at + 1} if _sides_asked(chunks, one.span) else set()
            continue
        side_by_side = not gap and chunks.words[other.span.start].before in ("", "-", "–", "/")
        adjacent = side_by_side and bool(types)
        at_war = side_by_side and (
            chunks.lowered[other.span.end : other.span.end + 1] in tuple((low,) for low in WARS)
            or chunks.led_anywhere(("both", "sides"), ("each", "side"))
        )
        between = chunks.lead(one.span) == "between" and gap in (("and",), ("and", "the"))
        if versus or between or at_war or (adjacent and chunks.next_to(other.span) in chunks.of(Kind.TYPE)):
            facing |= {at, at + 1}
    if any(found[at].actor is None and state_of(found[at].place, world) is None for at in facing | suffered):
        return found
    roles = dict.fromkeys(facing, AskedRole.ANY) | dict.fromkeys(suffered, AskedRole.VICTIM)
    return [_in_role(part, roles[at], world) if at in roles else part for at, part in enumerate(found)]


def _in_role(part: Part, role: AskedRole, world: World) -> Part:
    actor = part.actor or state_of(part.place, world)
    return replace(part, actor=replace(actor, role=role) if actor else None)


def _sides_asked(chunks: Chunks, span: Span) -> bool:
    """Whether a country is a side that lost people, and not where civilians died or what "in" leads to."""
    civilians = any(Group.CIVILIAN.value in group.ids for group in chunks.of(Kind.GROUP))
    return not (civilians or chunks.led("at", span) or chunks.led("near", span))


def _sharing(chunks: Chunks, found: list[Part], world: World) -> list[Part]:
    """ "Strikes by Israel and the US", "lost by Russia or Ukraine": a name joined to another has its part, where it is
    told of none."""
    shared = list(found)
    for at in range(1, len(shared)):
        one, other = shared[at - 1], shared[at]
        if one.actor and other.actor and (role := _of_one_people(chunks, one, other)):
            shared[at - 1 : at + 1] = (_in_role(part, role, world) for part in (one, other))
        if one.actor is None or not chunks.joined(one.span.end, other.span.start):
            continue
        stated = one.actor.role is not AskedRole.ANY
        if other.actor is not None and other.actor.role is AskedRole.ANY and stated:
            shared[at] = replace(other, actor=replace(other.actor, role=one.actor.role))
        elif other.actor is None and stated and "or" in chunks.lowered[one.span.end : other.span.start]:
            state = state_of(other.place, world)
            shared[at] = replace(other, actor=replace(state, role=one.actor.role)) if state else other
    if len(shared) == 2 and chunks.of(Kind.VERSUS):
        shared = _both_did(chunks, shared, world)
    return shared


def _both_did(chunks: Chunks, sides: list[Part], world: World) -> list[Part]:
    """ "A vs B attacks", "A vs B, how many attacks each": what each of them did."""
    one, other = sides
    actor = one.actor or state_of(one.place, world)
    done = other.actor is not None and ("each" in chunks.lowered or other.actor.role is AskedRole.PERPETRATOR)
    if actor is None or other.actor is None or actor.role is not AskedRole.ANY or not done:
        return sides
    return [replace(one, actor=replace(actor, role=other.actor.role)), other]


def _of_one_people(chunks: Chunks, one: Part, other: Part) -> AskedRole | None:
    """ "Number of US soldiers dead, and Afghans", "Kenyan police from the MSS killed": both came to the same harm."""
    roles = [part.actor.role for part in (one, other) if part.actor]
    if AskedRole.VICTIM not in roles or AskedRole.ANY not in roles:
        return None
    between = [span for span in chunks.items if one.span.end <= span.start < other.span.start]
    beside = all(span.kind in (Kind.OUTCOME, Kind.GROUP, Kind.PEOPLE, Kind.CASUALTIES) for span in between)
    link = chunks.lowered[other.span.start - 1]
    members = bool(one.span.ids) and not between and chunks.lowered[one.span.end : other.span.start] in OF_WHOM
    return AskedRole.VICTIM if members or (beside and between and link in ("and", "or")) else None


def _either(chunks: Chunks, found: list[Part], world: World) -> list[Part]:
    """ "RSF or SAF, who did more", "who killed most: ADF, M23 or Nyatura", "who lost more, Ukraine or Russia": sides
    compared, with one role for all."""
    asked = "who" in chunks.lowered or "whose" in chunks.lowered
    if not (asked and chunks.of(Kind.COMPARATIVE, Kind.MOST)):
        return found
    role = AskedRole.VICTIM if chunks.of(Kind.CASUALTIES) else AskedRole.PERPETRATOR
    sides = list(found)
    for at in reversed(range(len(found) - 1)):
        one, other = found[at], sides[at + 1]
        if not _is_either(chunks, one, other, last=at == len(found) - 2 or sides[at + 1] is not found[at + 1]):
            continue
        for where in (at, at + 1):
            actor = sides[where].actor or state_of(sides[where].place, world)
            if actor is not None and actor.role is AskedRole.ANY:
                sides[where] = replace(sides[where], actor=replace(actor, role=role))
    return sides


def _is_either(chunks: Chunks, one: Part, other: Part, *, last: bool) -> bool:
    """Whether two names are sides to choose between: joined by "or", or by a comma before such a pair."""
    between = chunks.lowered[one.span.end : other.span.start]
    if between in (("or",), ("or", "the"), ("vs",), ("versus",)):
        return True
    return between == () and last and one.actor is not None and other.actor is not None and "or" in chunks.lowered
