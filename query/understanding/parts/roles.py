"""Who did it, to whom: the part of each name in a question, and whether a country's name is an actor or a place.

In: the chosen chunks. Out: `Part`s: the actors with their roles, and the places. What decides are the words
right before a name ("by", "on", "of", "between"), what it stands in front of ("Russian strikes", "US casualties") and
the voice of the verb ("killed by", "did Israel kill", "was attacked").
"""

from collections.abc import Sequence
from dataclasses import replace

from domain.actors import ActorKind
from domain.taxonomy import category_of
from knowledge.actors.catalogue import ActorSpan
from knowledge.actors.catalogue import Form as Naming
from knowledge.world import World
from query.reading import AskedActor, AskedRole
from query.understanding.parts.places import PlaceFound
from query.understanding.parts.sides import Part, among_each_other, state_of
from query.understanding.spans import Span
from query.understanding.words.chunks import Chunks, noun
from query.understanding.words.lexicon import Form, Kind, lexicon

SUFFERED = frozenset({"killing", "assassination", "execution", "abduction", "hostage-taking", "arrest", "displacement"})
MUTUAL = frozenset({"clash", "diplomacy", "accident", "unrest"})
ARROWS = ("->", "→", "=>", "-->", ">")
THEIRS = frozenset(
    {
        "convoy",
        "convoys",
        "patrol",
        "patrols",
        "base",
        "camp",
        "barracks",
        "embassy",
        "consulate",
        "outpost",
        "outposts",
    }
)
DOING = frozenset({"doing", "carrying", "conducting", "launching", "committing", "staging", "making", "mounting"})
AIMED_AT_STATES = frozenset({"diplomacy", "statement"})


def parts(chunks: Chunks, world: World) -> list[Part]:
    """The actors and places of a question, in order."""
    found = [_part(chunks, span, world) for span in chunks.of(Kind.ACTOR, Kind.PLACE)]
    return among_each_other(chunks, found, world)


def _part(chunks: Chunks, span: Span, world: World) -> Part:
    if isinstance(span.value, ActorSpan):
        place = _as_place(chunks, span, span.value, world)
        if place:
            return Part(span, place=place)
        actor = span.value.actor
        return Part(span, AskedActor.of(actor, _role(chunks, span)))
    place = span.value if isinstance(span.value, PlaceFound) else None
    state = state_of(place, world)
    if place is None or state is None:
        return Part(span, place=place)
    role, doubtful = _state_role(chunks, span, state, place)
    if role is None:
        return Part(span, place=place, doubtful=doubtful)
    return Part(span, replace(state, role=role), place, doubtful)


def _role(chunks: Chunks, span: Span) -> AskedRole:
    """The part of an actor."""
    if chunks.led("involving", span) and chunks.lead(span) == "involving":
        return AskedRole.ANY
    if chunks.led("harming", span) or _on_a_side_that_lost(chunks, span):
        return AskedRole.VICTIM
    if chunks.lead(span) == "targeting":
        return AskedRole.TARGET
    if _between(chunks, span):
        return AskedRole.ANY
    if (arrow := _at_arrow(chunks, span)) is not None:
        return arrow
    if _led_by(chunks, span) or _is_doing(chunks, span) or _has_deeds(chunks, span):
        return AskedRole.PERPETRATOR
    return _by_what_follows(chunks, span) or _by_what_precedes(chunks, span) or AskedRole.ANY


def _by_what_follows(chunks: Chunks, span: Span) -> AskedRole | None:
    """ "Russian strikes", "US casualties", "Hamas killed", "was attacked", "JNIM claimed"."""
    following = chunks.next_to(span)
    if following is None:
        return None
    if following.kind is Kind.CLAIM:
        return AskedRole.PERPETRATOR
    if following.kind is Kind.CASUALTIES:
        return AskedRole.VICTIM
    if following.kind is Kind.OUTCOME:
        return _of_outcome(chunks, span, following)
    if following.kind is not Kind.TYPE:
        return None
    if _is_mutual(following):
        return AskedRole.ANY
    return _before_a_kind(chunks, span, following)


def _before_a_kind(chunks: Chunks, span: Span, following: Span) -> AskedRole:
    """An actor before a kind of event: the doer, unless the verb says that it was done to him."""
    passive = following.form is Form.VERB and (
        chunks.passive(span.end, following.start)
        or (chunks.led("auxiliary", span) and chunks.lead(span) in ("was", "were"))
    )
    befallen = following.form is Form.VERB and span.kind is Kind.ACTOR and _befalls(chunks, span, following)
    felled = (
        following.form is Form.VERB and bool(set(following.ids) & SUFFERED) and _people_named(chunks, span, following)
    )
    if noun(following) and _of_what_is_theirs(chunks, span, following):
        return AskedRole.TARGET
    people = "people" in following.marks and following.form is Form.VERB and not _asked_of(chunks, span)
    return AskedRole.VICTIM if people or felled else AskedRole.TARGET if passive or befallen else AskedRole.PERPETRATOR


def _of_what_is_theirs(chunks: Chunks, span: Span, following: Span) -> bool:
    """ "Burkina army convoy ambush", "Israeli embassy bombing": what belongs to them stands before the kind."""
    at = following.start - 1
    return at >= span.end - 1 and at > 0 and chunks.lowered[at] in THEIRS


def _people_named(chunks: Chunks, span: Span, following: Span) -> bool:
    """ "Hezbollah commanders assassinated": people of the name stand between, and nobody behind."""
    between = [s for s in chunks.of(Kind.GROUP, Kind.PEOPLE) if span.end <= s.start < following.start]
    then = chunks.after(following)
    last = lexicon().senses.get((chunks.lowered[span.end - 1],), ())
    people = bool(span.ids) or (span.end - span.start > 1 and any(sense.kind is Kind.GROUP for sense in last))
    return (bool(between) or people) and (then is None or then.kind not in (Kind.ACTOR, Kind.GROUP))


def _befalls(chunks: Chunks, span: Span, following: Span) -> bool:
    """ "UNIFIL attacked", with nobody behind it: to those who do not wage war it is done."""
    peaceful = isinstance(span.value, ActorSpan) and span.value.actor.kind is ActorKind.ORGANISATION
    then = chunks.after(following)
    return peaceful and (
        then is None or then.kind not in (Kind.ACTOR, Kind.PLACE, Kind.GROUP) or bool(chunks.lead(then))
    )


def _of_outcome(chunks: Chunks, span: Span, following: Span) -> AskedRole:
    """An actor before "casualties", "killed" or "kill"."""
    does = following.form is Form.ACTIVE or {"who", "which"}.intersection(chunks.lowered[span.end : following.start])
    if does or _asked_of(chunks, span) or _counted_before(chunks, span, following):
        return AskedRole.PERPETRATOR
    if following.form is not Form.PARTICIPLE or chunks.passive(span.end, following.start):
        return AskedRole.VICTIM
    then = chunks.after(following)
    counted = then is not None and then.kind in (Kind.GROUP, Kind.PEOPLE, Kind.NUMBER, Kind.ACTOR)
    direct = then is not None and not chunks.lowered[following.end : then.start]
    if then is not None and then.kind is Kind.GROUP and direct and not set(then.ids) & set(span.ids):
        return AskedRole.PERPETRATOR  # "Malian army killed civilians"
    return AskedRole.PERPETRATOR if counted and direct and not _people_between(span) else AskedRole.VICTIM


def _counted_before(chunks: Chunks, span: Span, following: Span) -> bool:
    """ "How many passengers BLA killed": those who were killed stand before the doer."""
    counts = [count for count in chunks.of(Kind.COUNT) if count.end < span.start]
    return bool(counts) and span.end == following.start and not span.ids and span.start - counts[-1].end <= 2


def _asked_of(chunks: Chunks, span: Span) -> bool:
    """ "Did Israel …", "has the RSF …": the subject of what follows."""
    return chunks.lead(span) in ("did", "does", "do", "has", "have", "had") and chunks.led("auxiliary", span)


def _is_doing(chunks: Chunks, span: Span) -> bool:
    """ "What kind of attacks is the ELN doing"."""
    busy = chunks.lowered[span.end : span.end + 1]
    return bool(busy) and busy[0] in DOING and chunks.led("auxiliary", span) and bool(chunks.of(Kind.TYPE))


def _has_deeds(chunks: Chunks, span: Span) -> bool:
    """ "GUR sabotage", "JNIM blockade": a word for what is done, which is searched as text."""
    return lexicon().role_at("deeds", chunks.lowered, span.end) is not None


def _on_a_side_that_lost(chunks: Chunks, span: Span) -> bool:
    """ "Killed from the Armenian side", "dead on the Pakistani side", "Azeri side losses"."""
    if chunks.lowered[span.end : span.end + 1] not in (("side",), ("sides",)):
        return False
    harm = chunks.of(Kind.OUTCOME, Kind.CASUALTIES)
    behind = any(other.start == span.end + 1 for other in harm)
    return behind or (chunks.lead(span) in ("from", "on") and bool(harm) and not chunks.of(Kind.TYPE))


def _people_between(span: Span) -> bool:
    """Whether the name itself is of people ("Hezbollah fighters"), who are killed rather than kill."""
    return bool(span.ids)


def _by_what_precedes(chunks: Chunks, span: Span) -> AskedRole | None:
    """ "Attacks on US troops", "killing of …", "clashes with …", "who attacked …"."""
    earlier = _head_before(chunks, span)
    if earlier is None:
        return None
    lead = chunks.lead(span)
    mutual = earlier.kind is Kind.TYPE and _is_mutual(earlier)
    if lead == "of":
        if earlier.kind in (Kind.OUTCOME, Kind.CASUALTIES, Kind.GROUP, Kind.PEOPLE):
            return AskedRole.VICTIM
        if _of_a_group(span, earlier):
            return AskedRole.PERPETRATOR
        return AskedRole.VICTIM if set(earlier.ids) & SUFFERED else AskedRole.TARGET
    if chunks.led("upon", span):
        return AskedRole.ANY if mutual and lead != "on" else AskedRole.TARGET
    if lead in ("with", "among"):
        return AskedRole.ANY if mutual else AskedRole.VICTIM if lead == "among" else None
    if earlier.kind is Kind.TYPE and noun(earlier) and not mutual and _set_apart(chunks, span):
        return AskedRole.PERPETRATOR
    if chunks.lowered[earlier.end : span.start] in ((), ("the",), ("most",), ("the", "most")):
        doer = chunks.before(earlier)
        done = doer is not None and doer.kind in (Kind.ACTOR, Kind.PLACE) and doer.end == earlier.start
        verb = earlier.form is Form.MANY or bool(span.ids)  # "Turkey strikes PKK", "ISIS ambush US soldiers"
        if not noun(earlier) or (done and verb):
            return AskedRole.TARGET if earlier.kind is Kind.TYPE else AskedRole.VICTIM
    return None


def _of_a_group(span: Span, deed: Span) -> bool:
    """ "Attacks of the ELN": those of an armed group are rather its own than on it."""
    group = isinstance(span.value, ActorSpan) and span.value.actor.kind is ActorKind.ARMED_GROUP and not span.ids
    return group and deed.kind is Kind.TYPE and noun(deed) and category_of(deed.ids[0]) in ("attack", "raid")


def _set_apart(chunks: Chunks, span: Span) -> bool:
    """ "Drone strikes, Turkish or Emirati, …": an adjective behind the kind that it belongs to."""
    adjective = isinstance(span.value, ActorSpan) and span.value.form is Naming.ADJECTIVE and not span.ids
    after = chunks.words[span.end : span.end + 1]
    ends = not after or after[0].before.startswith((",", ";")) or after[0].low in ("or", "and")
    return adjective and ends and chunks.words[span.start].before.startswith(",")


def _head_before(chunks: Chunks, span: Span) -> Span | None:
    """The event, outcome or people that a name after "of" or "on" belongs to; names joined to it are passed over."""
    earlier = chunks.before(span)
    while earlier is not None and earlier.kind in (Kind.ACTOR, Kind.PLACE, Kind.NUMBER, Kind.TIME, Kind.MOST):
        earlier = chunks.before(earlier)
    if earlier is not None and earlier.kind in (Kind.GROUP, Kind.PEOPLE) and chunks.lead(span) != "of":
        further = chunks.before(earlier)
        return further or earlier
    heads = (Kind.TYPE, Kind.OUTCOME, Kind.CASUALTIES, Kind.GROUP, Kind.PEOPLE)
    return earlier if earlier is not None and earlier.kind in heads else None


def _led_by(chunks: Chunks, span: Span) -> bool:
    """ "By", "claimed by"; "from" only behind the event that came from there."""
    if not chunks.led("by", span):
        return False
    if chunks.lead(span) != "from":
        return True
    earlier = chunks.before(span)
    fired = earlier is not None and earlier.kind is Kind.TYPE and noun(earlier)
    return fired and earlier is not None and category_of(earlier.ids[0]) in ("strike", "attack", "bombing")


def _between(chunks: Chunks, span: Span) -> bool:
    """ "Between A and B" and "A vs B", where they fight each other."""
    if chunks.lead(span) == "between":
        return True
    earlier = chunks.before(span)
    if earlier is not None and earlier.kind in (Kind.ACTOR, Kind.PLACE) and chunks.joined(earlier.end, span.start):
        return chunks.lead(earlier) == "between"
    return False


def _at_arrow(chunks: Chunks, span: Span) -> AskedRole | None:
    """ "Iran->Israel": who did it, and to whom."""
    after = chunks.words[span.end].before if span.end < len(chunks.words) else ""
    if any(arrow in after for arrow in ARROWS):
        return AskedRole.PERPETRATOR
    return AskedRole.TARGET if any(arrow in chunks.words[span.start].before for arrow in ARROWS) else None


def _as_place(chunks: Chunks, span: Span, found: ActorSpan, world: World) -> PlaceFound | None:
    """The country where a state's name or adjective means it: "in the US", "Ukrainian regions"."""
    actor = found.actor
    if actor.kind is not ActorKind.STATE or actor.country is None or span.ids:
        return None
    following = chunks.items.index(span) + 1
    then = chunks.items[following] if following < len(chunks.items) else None
    ground = then is not None and then.kind is Kind.DIMENSION and then.start == span.end
    ground = ground and then is not None and then.ids[0] not in ("actor", "type", "day", "week", "month", "year")
    ground = ground or lexicon().role_at("ground", chunks.lowered, span.end) is not None
    ground = ground and not _on_a_side_that_lost(chunks, span)
    inside = chunks.lead(span) in ("in", "inside", "within", "across", "throughout") and chunks.next_to(span) is None
    if not ground and not inside:
        return None
    country = world.gazetteer.country(actor.country)
    return PlaceFound(country, typed=country.name) if country else None


def _state_role(chunks: Chunks, span: Span, state: AskedActor, place: PlaceFound) -> tuple[AskedRole | None, bool]:
    """The role of a country's name where it is an actor, None where it is a place; and whether it was close."""
    if (said := _said_before(chunks, span)) is not None:
        return said, False
    if _is_heading(chunks, span):
        return None, False
    if _at_arrow(chunks, span) is AskedRole.TARGET:
        return None, False  # struck, as a place is
    following = chunks.next_to(span)
    if following is None or following.kind not in (Kind.TYPE, Kind.OUTCOME, Kind.CASUALTIES):
        return _state_after(chunks, span)
    if chunks.words[span.end - 1].possessive or _asked_of(chunks, span):
        return _role(chunks, span), False
    if chunks.lead(span) in ("in", "inside", "across", "near", "throughout"):
        return None, False
    others = [
        other
        for other in chunks.of(Kind.PLACE)
        if other is not span and not _lies_in(other, place) and not _side_by_side(chunks, span, other)
    ]
    if following.kind is Kind.TYPE and following.form is Form.VERB:
        active = not chunks.passive(span.end, following.start)
        return (AskedRole.PERPETRATOR, False) if active and not _is_mutual(following) else (None, False)
    if following.kind is not Kind.TYPE:
        active = following.form is Form.ACTIVE
        return (_role(chunks, span), False) if active or others else (None, False)
    if others or _aims_at_another(chunks, span, following, state):
        return (AskedRole.ANY if _is_mutual(following) else AskedRole.PERPETRATOR), False
    abroad = (state.id,) in lexicon().roles["abroad"] and category_of(following.ids[0]) == "strike"
    return (AskedRole.PERPETRATOR, True) if abroad or _has_weapons(chunks, following) else (None, True)


def _is_heading(chunks: Chunks, span: Span) -> bool:
    """ "Sudan: displaced after the city fell"."""
    return span.start == 0 and span.end < len(chunks.words) and chunks.words[span.end].before.startswith(":")


def _has_weapons(chunks: Chunks, following: Span) -> bool:
    """ "Pakistan drones shot down": what a country flew, where it did not reach its target."""
    flown = set(following.ids) <= {"drone-strike", "missile-strike"} and following.end - following.start == 1
    return flown and bool(chunks.of(Kind.PREVENTED))


def _aims_at_another(chunks: Chunks, span: Span, following: Span, state: AskedActor) -> bool:
    """ "Ukraine strikes on Russian refineries": what follows the kind is led by "on" and is another state's."""
    then = chunks.after(following)
    found = then.value if then is not None else None
    other = isinstance(found, ActorSpan) and found.actor.id != state.id
    return then is not None and other and chunks.led("upon", then) and not chunks.lead(span)


def _said_before(chunks: Chunks, span: Span) -> AskedRole | None:
    """The role that the words right before a country's name give it."""
    if chunks.lead(span) == "involving":
        return AskedRole.ANY
    if chunks.led("harming", span):
        return AskedRole.VICTIM
    if chunks.lead(span) == "targeting":
        return AskedRole.TARGET
    if _led_by(chunks, span) or _at_arrow(chunks, span) is AskedRole.PERPETRATOR:
        return AskedRole.PERPETRATOR
    return AskedRole.VICTIM if _people_of(chunks, span) else None


def _people_of(chunks: Chunks, span: Span) -> bool:
    """ "Soldiers of Syria", "casualties of Ukraine": its people."""
    earlier = chunks.before(span)
    people = (Kind.GROUP, Kind.PEOPLE, Kind.OUTCOME, Kind.CASUALTIES)
    return (
        chunks.lead(span) == "of" and earlier is not None and earlier.kind in people and span.start - earlier.end <= 2
    )


def _state_after(chunks: Chunks, span: Span) -> tuple[AskedRole | None, bool]:
    """A country's name that stands in front of nothing: aimed at by sanctions and threats it is an actor, and so it is
    beside a place elsewhere that was hit ("strikes on Hodeidah port Israel")."""
    bare = chunks.lead(span) not in ("in", "inside", "across", "of", "on", "from", "near", "and", "or", "to", "at")
    struck = [
        s for s in chunks.of(Kind.PLACE) if s is not span and chunks.led("upon", s) and not _lies_instate_of(s, span)
    ]
    if bare and struck and span.start and chunks.words[span.start].before == "":
        return AskedRole.PERPETRATOR, True
    earlier = _head_before(chunks, span)
    if earlier is None or earlier.kind is not Kind.TYPE:
        return None, False
    aimed = chunks.led("upon", span) and category_of(earlier.ids[0]) in AIMED_AT_STATES
    return (AskedRole.TARGET, False) if aimed else (None, False)


def _side_by_side(chunks: Chunks, one: Span, other: Span) -> bool:
    """Whether two names are joined: "Mali and Niger", "Mali vs Niger"."""
    first, last = sorted((one, other), key=lambda span: span.start)
    between = [span for span in chunks.items if first.end <= span.start < last.start]
    versus = len(between) == 1 and between[0].kind is Kind.VERSUS
    return versus or chunks.joined(first.end, last.start)


def _lies_instate_of(other: Span, state: Span) -> bool:
    return isinstance(state.value, PlaceFound) and _lies_in(other, state.value)


def _lies_in(other: Span, place: PlaceFound) -> bool:
    return isinstance(other.value, PlaceFound) and other.value.place.country == place.place.country


def _is_mutual(span: Span) -> bool:
    return bool(span.ids) and category_of(span.ids[0]) in MUTUAL and span.ids[0] not in ("sanction", "offensive")


def kinds_of(spans: Sequence[Span]) -> tuple[str, ...]:
    """The ids of several kinds, each once, in order."""
    return tuple(dict.fromkeys(id for span in spans for id in span.ids))
