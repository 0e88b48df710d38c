"""Who did it, to whom: the part of each name in a question, and whether a country's name is an actor or a place.

In: the chosen pieces in a row. Out: `Part`s: the actors with their roles, and the places. What decides are the words
right before a name ("by", "on", "of", "between"), what it stands in front of ("Russian strikes", "US casualties") and
the voice of the verb ("killed by", "did Israel kill", "was attacked").
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from domain.actors import ActorKind
from domain.places import PlaceKind
from domain.taxonomy import category_of
from knowledge.actors.catalogue import ActorSpan
from knowledge.world import World
from query.reading import AskedActor, AskedRole
from query.understanding.chunks import Line, noun
from query.understanding.lexicon import Form, Kind, lexicon
from query.understanding.places import PlaceFound
from query.understanding.spans import Span

SUFFERED = frozenset({"killing", "assassination", "execution", "abduction", "hostage-taking", "arrest"})
MUTUAL = frozenset({"clash", "diplomacy", "accident", "unrest"})
AIMED_AT_STATES = frozenset({"diplomacy", "statement"})


@dataclass(frozen=True, slots=True)
class Part:
    """One name of a question: an actor with its role, or a place, or a country that could be either (`doubtful`)."""

    span: Span
    actor: AskedActor | None = None
    place: PlaceFound | None = None
    doubtful: bool = False


def parts(line: Line, world: World) -> list[Part]:
    """The actors and places of a question, in order."""
    found = [_part(line, span, world) for span in line.of(Kind.ACTOR, Kind.PLACE)]
    found = _facing(line, found, world)
    return _sharing(line, found)


def _part(line: Line, span: Span, world: World) -> Part:
    if isinstance(span.value, ActorSpan):
        place = _as_place(line, span, span.value, world)
        if place:
            return Part(span, place=place)
        actor = span.value.actor
        return Part(span, AskedActor.of(actor, _role(line, span)))
    place = span.value if isinstance(span.value, PlaceFound) else None
    state = _state(place, world)
    if place is None or state is None:
        return Part(span, place=place)
    role, doubtful = _state_role(line, span, state, place)
    if role is None:
        return Part(span, place=place, doubtful=doubtful)
    return Part(span, replace(state, role=role), place, doubtful)


def _role(line: Line, span: Span) -> AskedRole:
    """The part of an actor."""
    if line.led("involving", span) and line.lead(span) == "involving":
        return AskedRole.ANY
    if line.led("harming", span):
        return AskedRole.VICTIM
    if line.lead(span) == "targeting":
        return AskedRole.TARGET
    if _between(line, span):
        return AskedRole.ANY
    if _led_by(line, span):
        return AskedRole.PERPETRATOR
    return _by_what_follows(line, span) or _by_what_precedes(line, span) or AskedRole.ANY


def _by_what_follows(line: Line, span: Span) -> AskedRole | None:
    """ "Russian strikes", "US casualties", "Hamas killed", "was attacked"."""
    following = line.next_to(span)
    if following is None:
        return None
    if following.kind is Kind.CASUALTIES:
        return AskedRole.VICTIM
    if following.kind is Kind.OUTCOME:
        return _of_outcome(line, span, following)
    if following.kind is not Kind.TYPE:
        return None
    if _is_mutual(following):
        return AskedRole.ANY
    passive = following.form is Form.VERB and (
        line.passive(span.end, following.start) or (line.led("auxiliary", span) and line.lead(span) in ("was", "were"))
    )
    people = "people" in following.marks and following.form is Form.VERB and not _asked_of(line, span)
    return AskedRole.VICTIM if people else AskedRole.TARGET if passive else AskedRole.PERPETRATOR


def _of_outcome(line: Line, span: Span, following: Span) -> AskedRole:
    """An actor before "casualties", "killed" or "kill"."""
    if following.form is Form.ACTIVE or _asked_of(line, span):
        return AskedRole.PERPETRATOR
    if following.form is not Form.PARTICIPLE or line.passive(span.end, following.start):
        return AskedRole.VICTIM
    then = line.after(following)
    counted = then is not None and then.kind in (Kind.GROUP, Kind.PEOPLE, Kind.NUMBER, Kind.ACTOR)
    direct = then is not None and not line.lows[following.end : then.start]
    return AskedRole.PERPETRATOR if counted and direct and not _people_between(span) else AskedRole.VICTIM


def _asked_of(line: Line, span: Span) -> bool:
    """ "Did Israel …", "has the RSF …": the subject of what follows."""
    return line.lead(span) in ("did", "does", "do", "has", "have", "had") and line.led("auxiliary", span)


def _people_between(span: Span) -> bool:
    """Whether the name itself is of people ("Hezbollah fighters"), who are killed rather than kill."""
    return bool(span.ids)


def _by_what_precedes(line: Line, span: Span) -> AskedRole | None:
    """ "Attacks on US troops", "killing of …", "clashes with …", "who attacked …"."""
    earlier = _head_before(line, span)
    if earlier is None:
        return None
    lead = line.lead(span)
    mutual = earlier.kind is Kind.TYPE and _is_mutual(earlier)
    if lead == "of":
        if earlier.kind in (Kind.OUTCOME, Kind.CASUALTIES, Kind.GROUP, Kind.PEOPLE):
            return AskedRole.VICTIM
        return AskedRole.VICTIM if set(earlier.ids) & SUFFERED else AskedRole.TARGET
    if line.led("upon", span):
        return AskedRole.ANY if mutual and lead != "on" else AskedRole.TARGET
    if lead in ("with", "among"):
        return AskedRole.ANY if mutual else AskedRole.VICTIM if lead == "among" else None
    if line.lows[earlier.end : span.start] in ((), ("the",)):
        doer = line.before(earlier)
        done = doer is not None and doer.kind in (Kind.ACTOR, Kind.PLACE) and doer.end == earlier.start
        if not noun(earlier) or (done and earlier.form is Form.MANY):  # "Turkey strikes PKK"
            return AskedRole.TARGET if earlier.kind is Kind.TYPE else AskedRole.VICTIM
    return None


def _head_before(line: Line, span: Span) -> Span | None:
    """The event, outcome or people that a name after "of" or "on" belongs to; names joined to it are passed over."""
    earlier = line.before(span)
    while earlier is not None and earlier.kind in (Kind.ACTOR, Kind.PLACE, Kind.NUMBER, Kind.TIME):
        earlier = line.before(earlier)
    if earlier is not None and earlier.kind in (Kind.GROUP, Kind.PEOPLE) and line.lead(span) != "of":
        further = line.before(earlier)
        return further or earlier
    heads = (Kind.TYPE, Kind.OUTCOME, Kind.CASUALTIES, Kind.GROUP, Kind.PEOPLE)
    return earlier if earlier is not None and earlier.kind in heads else None


def _led_by(line: Line, span: Span) -> bool:
    """ "By", "claimed by"; "from" only behind the event that came from there."""
    if not line.led("by", span):
        return False
    if line.lead(span) != "from":
        return True
    earlier = line.before(span)
    fired = earlier is not None and earlier.kind is Kind.TYPE and noun(earlier)
    return fired and earlier is not None and category_of(earlier.ids[0]) in ("strike", "attack", "bombing")


def _between(line: Line, span: Span) -> bool:
    """ "Between A and B" and "A vs B", where they fight each other."""
    if line.lead(span) == "between":
        return True
    earlier = line.before(span)
    if earlier is not None and earlier.kind in (Kind.ACTOR, Kind.PLACE) and line.joined(earlier.end, span.start):
        return line.lead(earlier) == "between"
    return False


def _facing(line: Line, found: list[Part], world: World) -> list[Part]:
    """Names on both sides of "vs", of "between … and …", or side by side before "clashes" fight each other."""
    types = {id for span in line.of(Kind.TYPE) for id in span.ids}
    mutual = all(category_of(id) == "clash" for id in types)
    if not mutual or len(found) < 2:
        return found
    facing: set[int] = set()
    for at, (one, other) in enumerate(pairwise(found)):
        gap = line.lows[one.span.end : other.span.start]
        versus = any(s.kind is Kind.VERSUS and one.span.end <= s.start < other.span.start for s in line.items)
        adjacent = not gap and not line.words[other.span.start].before and bool(types)
        between = line.lead(one.span) == "between" and gap in (("and",), ("and", "the"))
        if versus or between or (adjacent and line.next_to(other.span) in line.of(Kind.TYPE)):
            facing |= {at, at + 1}
    if any(found[at].actor is None and _state(found[at].place, world) is None for at in facing):
        return found
    return [_fighting(part, world) if at in facing else part for at, part in enumerate(found)]


def _fighting(part: Part, world: World) -> Part:
    actor = part.actor or _state(part.place, world)
    return replace(part, actor=replace(actor, role=AskedRole.ANY) if actor else None)


def _sharing(line: Line, found: list[Part]) -> list[Part]:
    """ "Strikes by Israel and the US": a name joined to another has its part, where its own words tell none."""
    shared = list(found)
    for at in range(1, len(shared)):
        one, other = shared[at - 1], shared[at]
        if one.actor is None or not line.joined(one.span.end, other.span.start):
            continue
        told = one.actor.role is not AskedRole.ANY
        if other.actor is not None and other.actor.role is AskedRole.ANY and told:
            shared[at] = replace(other, actor=replace(other.actor, role=one.actor.role))
    return shared


def _as_place(line: Line, span: Span, found: ActorSpan, world: World) -> PlaceFound | None:
    """The country where a state's name or adjective means it: "in the US", "Ukrainian regions"."""
    actor = found.actor
    if actor.kind is not ActorKind.STATE or actor.country is None or span.ids:
        return None
    following = line.items.index(span) + 1
    then = line.items[following] if following < len(line.items) else None
    ground = then is not None and then.kind is Kind.DIMENSION and then.start == span.end
    ground = ground and then is not None and then.ids[0] not in ("actor", "type")
    ground = ground or lexicon().role_at("ground", line.lows, span.end) is not None
    inside = line.lead(span) in ("in", "inside", "within", "across", "throughout") and line.next_to(span) is None
    if not ground and not inside:
        return None
    country = world.gazetteer.country(actor.country)
    return PlaceFound(country, typed=country.name) if country else None


def _state(place: PlaceFound | None, world: World) -> AskedActor | None:
    """The state whose country a place is."""
    if place is None or place.place.kind is not PlaceKind.COUNTRY or place.place.country is None:
        return None
    actor = world.catalogue.state(place.place.country)
    return AskedActor.of(actor) if actor else None


def _state_role(line: Line, span: Span, state: AskedActor, place: PlaceFound) -> tuple[AskedRole | None, bool]:
    """The role of a country's name where it is an actor, None where it is a place; and whether it was close."""
    if line.lead(span) == "involving":
        return AskedRole.ANY, False
    if line.led("harming", span):
        return AskedRole.VICTIM, False
    if line.lead(span) == "targeting":
        return AskedRole.TARGET, False
    if _led_by(line, span):
        return AskedRole.PERPETRATOR, False
    if _people_of(line, span):
        return AskedRole.VICTIM, False
    following = line.next_to(span)
    if following is None or following.kind not in (Kind.TYPE, Kind.OUTCOME, Kind.CASUALTIES):
        return _state_after(line, span)
    if line.words[span.end - 1].possessive or _asked_of(line, span):
        return _role(line, span), False
    if line.lead(span) in ("in", "inside", "across", "near", "throughout"):
        return None, False
    others = [
        other
        for other in line.of(Kind.PLACE)
        if other is not span and not _lies_in(other, place) and not _side_by_side(line, span, other)
    ]
    if following.kind is Kind.TYPE and following.form is Form.VERB:
        active = not line.passive(span.end, following.start)
        return (AskedRole.PERPETRATOR, False) if active and not _is_mutual(following) else (None, False)
    if following.kind is not Kind.TYPE:
        active = following.form is Form.ACTIVE
        return (_role(line, span), False) if active or others else (None, False)
    if others:
        return (AskedRole.ANY if _is_mutual(following) else AskedRole.PERPETRATOR), False
    abroad = (state.id,) in lexicon().roles["abroad"] and category_of(following.ids[0]) == "strike"
    return (AskedRole.PERPETRATOR, True) if abroad else (None, True)


def _people_of(line: Line, span: Span) -> bool:
    """ "Soldiers of Syria", "casualties of Ukraine": its people."""
    earlier = line.before(span)
    people = (Kind.GROUP, Kind.PEOPLE, Kind.OUTCOME, Kind.CASUALTIES)
    return line.lead(span) == "of" and earlier is not None and earlier.kind in people and span.start - earlier.end <= 2


def _state_after(line: Line, span: Span) -> tuple[AskedRole | None, bool]:
    """A country's name that stands in front of nothing: aimed at by sanctions and threats it is an actor."""
    earlier = _head_before(line, span)
    if earlier is None or earlier.kind is not Kind.TYPE:
        return None, False
    aimed = line.led("upon", span) and category_of(earlier.ids[0]) in AIMED_AT_STATES
    return (AskedRole.TARGET, False) if aimed else (None, False)


def _side_by_side(line: Line, one: Span, other: Span) -> bool:
    """Whether two names are joined: "Mali and Niger", "Mali vs Niger"."""
    first, last = sorted((one, other), key=lambda span: span.start)
    between = [span for span in line.items if first.end <= span.start < last.start]
    versus = len(between) == 1 and between[0].kind is Kind.VERSUS
    return versus or line.joined(first.end, last.start)


def _lies_in(other: Span, place: PlaceFound) -> bool:
    return isinstance(other.value, PlaceFound) and other.value.place.country == place.place.country


def _is_mutual(span: Span) -> bool:
    return bool(span.ids) and category_of(span.ids[0]) in MUTUAL and span.ids[0] not in ("sanction", "offensive")


def kinds_of(spans: Sequence[Span]) -> tuple[str, ...]:
    """The ids of several kinds, each once, in order."""
    return tuple(dict.fromkeys(id for span in spans for id in span.ids))
