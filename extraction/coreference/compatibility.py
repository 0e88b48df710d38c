"""Can two drafts be of one event? Kind, place, day and doer of each are held against the other's.

In: two drafts. Out: whether they agree, or which of them tells more. Nothing is merged here.
"""

from spacy.tokens import Token

from domain.actors import Actor, ActorKind, ActorRole
from domain.events import Status
from domain.places import PlaceKind, PlaceRole
from domain.taxonomy import category_of
from extraction.annotations import Draft
from extraction.arguments.locations import contradict
from extraction.entities.toponym_choice import lies_in
from extraction.lexicon import words
from extraction.syntax.word_classes import BEGINNINGS, lemma

VIOLENT = frozenset({"strike", "bombing", "attack", "clash", "raid", "killing", "abduction", "unrest", "territory"})
GROUND = frozenset({"territory", "clash", "attack"})
HANGS_ON = words("coreference_words", "compatibility", "hangs_on")
_LOOSE = frozenset({"attack", "killing"})  # kinds that any other violence may also be called
# One fight in several words: an ambush is a shooting and an attack, and becomes a gun battle when fire is returned.
_FIGHT = frozenset({"clash", "attack", "ambush", "shooting", "assault", "raid", "killing"})
_FROM_AFAR = frozenset({"strike", "air-strike", "drone-strike", "missile-strike"})
_BLAST = frozenset({"bombing", "suicide-bombing", "vehicle-bombing", "ied", "attack", "assault", "shooting"})
_TOWNS = frozenset({PlaceKind.CITY, PlaceKind.SITE})
_ALLIES = frozenset({ActorKind.COALITION, ActorKind.STATE})
DEMONSTRATIVE = words("coreference_words", "compatibility", "demonstrative")
_BACK = words("coreference_words", "compatibility", "back")


def compatible(one: Draft, other: Draft, in_one_clause: bool = False, same_story: bool = False) -> bool:
    """Whether nothing speaks against two drafts being one event: kind, place, day, doer.

    Within a clause the harm may come on a later day than its cause, and ground may change hands in a battle.
    """
    hangs_on = bool({one.sense, other.sense} & HANGS_ON)
    categories = {category_of(one.kind), category_of(other.kind)}
    if hangs_on and not categories <= VIOLENT | {"accident"}:
        return False
    if "unrest" in categories and not in_one_clause and any(map(_is_apart_from_crowds, (one, other))):
        return False
    if "arrest" in (one.kind, other.kind) and categories != {"raid"} and not in_one_clause:
        return False  # whoever did it is taken later
    on_ground = (in_one_clause or same_story) and categories <= GROUND
    related = on_ground or (
        same_story and categories <= VIOLENT - {"territory"} and "arrest" not in (one.kind, other.kind)
    )
    fight = same_story and {one.kind, other.kind} <= _FIGHT
    if not hangs_on and not related and not kinds_agree(one.kind, other.kind):
        return False
    if hangs_on and in_one_clause:
        return True
    if (one.status == Status.PLANNED) != (other.status == Status.PLANNED):
        return False
    if contradict(one.places, other.places):
        return False
    if _days_differ(one, other) and (not is_bare_reference(other) or _is_begun(other)):
        return False
    root = other.trigger.root
    told_by_others = root.pos_ == "NOUN" and points_back(root) and (not other.places or same_town(one, other))
    return told_by_others or "answer" in (one.sense, other.sense) or not _doers_differ(one, other, fight)


def _is_apart_from_crowds(draft: Draft) -> bool:
    """Whether armed people killed, or bodies were found: no crowd was by."""
    armed = any(
        a.role == ActorRole.PERPETRATOR and a.actor.kind in (ActorKind.UNKNOWN, ActorKind.ARMED_GROUP)
        for a in draft.actors
    )
    return category_of(draft.kind) == "killing" and (armed or lemma(draft.trigger.root) == "find")


def _days_differ(one: Draft, other: Draft) -> bool:
    return one.time is not None and other.time is not None and not one.time.touches(other.time)


def is_bare_reference(draft: Draft) -> bool:
    """ "the attack" with nothing of its own: a day in its sentence may be that of something else."""
    root = draft.trigger.root
    bare = all(child.dep_ in ("det", "punct", "case") for child in root.children)
    return root.pos_ == "NOUN" and bare and points_back(root)


def is_demonstrative(draft: Draft) -> bool:
    """ "This unprovoked attack", "such a strike": whatever is said of it, it was told before."""
    root = draft.trigger.root
    return root.pos_ == "NOUN" and any(child.lower_ in DEMONSTRATIVE for child in root.children)


def _is_begun(draft: Draft) -> bool:
    """ "They launched the offensive on 5 November": that is the day of the beginning, and no other's."""
    root = draft.trigger.root
    return root.dep_ in ("dobj", "nsubj", "nsubjpass") and lemma(root.head) in BEGINNINGS


def kinds_agree(one: str, other: str) -> bool:
    """Whether two kinds may be words for one event."""
    if one == other:
        return True
    categories = {category_of(one), category_of(other)}
    if len(categories) == 1:
        return one in categories or other in categories or {one, other} <= _FIGHT
    if "attack" in (one, other):
        return categories <= {
            "attack",
            "strike",
            "bombing",
            "killing",
            "abduction",
            "raid",
            "clash",
        } and "arrest" not in (
            one,
            other,
        )
    if categories == {"strike", "bombing"}:
        return one == "bombing" or other == "bombing"
    if "killing" in categories:
        return categories <= {"killing", "attack", "strike", "bombing", "raid"}
    return categories == {"clash", "raid"} and "arrest" not in (one, other)


def akin(one: str, other: str) -> bool:
    """Whether the two kinds are often reported of one event: "an airstrike" by a drone, an ambush and a gun battle."""
    return any({one, other} <= family for family in (_FIGHT, _FROM_AFAR, _BLAST))


def _doers_differ(one: Draft, other: Draft, fight: bool) -> bool:
    """Whether others did it. In one fight those who were shot at shoot back."""
    earlier, anew = (
        [a.actor for a in d.actors if a.role == ActorRole.PERPETRATOR and a.actor.kind != ActorKind.UNKNOWN]
        for d in (one, other)
    )
    if not earlier or not anew or any(_same_side(a, b) for a in earlier for b in anew):
        return False
    return not (fight and any(a.actor.id in {b.id for b in anew} for a in one.actors))


def _same_side(one: Actor, other: Actor) -> bool:
    """One actor, one a part of the other, or a coalition and those that may be in it ("the coalition" of ISAF)."""
    allied = ActorKind.COALITION in (one.kind, other.kind) and {one.kind, other.kind} <= _ALLIES
    return one.id == other.id or one.parent == other.id or other.parent == one.id or allied


def same_town(one: Draft, other: Draft) -> bool:
    """Whether both tell of one town or site."""
    towns = [
        {p.place.id for p in d.places if p.role == PlaceRole.LOCATION and p.place.kind in _TOWNS} for d in (one, other)
    ]
    return bool(towns[0] & towns[1])


def same_spot_and_day(one: Draft, other: Draft) -> bool:
    """Whether both tell of one town, and of one day."""
    days = one.time, other.time
    dated = all(time is not None and time.precision in ("day", "instant") for time in days)
    return same_town(one, other) and dated and not _days_differ(one, other)


def same_toll(one: Draft, other: Draft) -> bool:
    """Whether both tell one exact figure, more than one: "22 rebels killed" is not stated twice by chance."""
    figures = [
        {(f.casualty.outcome, f.casualty.min) for f in d.figures if f.casualty.min == f.casualty.max and f.casualty.min}
        for d in (one, other)
    ]
    return any(count is not None and count > 1 for _, count in figures[0] & figures[1])


def same_place(one: Draft, other: Draft) -> bool:
    """Whether a place of the one is, holds or lies in a place of the other."""
    return any(
        a.place.id == b.place.id or lies_in(a.place, b.place) or lies_in(b.place, a.place)
        for a in one.places
        for b in other.places
    )


def same_doers(one: Draft, other: Draft) -> bool:
    """Whether one doer is named in both, or one of them names none."""
    return shares_a_doer(one, other) or not _doers(one) or not _doers(other)


def shares_a_doer(one: Draft, other: Draft) -> bool:
    """Whether one doer is named in both."""
    return bool(_doers(one) & _doers(other))


def _doers(draft: Draft) -> set[str]:
    return {a.actor.id for a in draft.actors if a.role == ActorRole.PERPETRATOR}


def is_located(draft: Draft) -> bool:
    """Whether a town or a closer place is stated."""
    return any(p.role == PlaceRole.LOCATION and p.place.kind in (PlaceKind.CITY, PlaceKind.SITE) for p in draft.places)


def points_back(trigger: Token) -> bool:
    """Whether the noun is definite: "the attack", "their raid"."""
    return any(child.lower_ in _BACK or (child.dep_ == "poss" and child.pos_ == "PRON") for child in trigger.children)


def rank(draft: Draft) -> int:
    """Which of two words for one event tells more: a named kind over harm, a fine kind over a coarse one."""
    if draft.sense in HANGS_ON:
        return 0
    if draft.sense == "averted":
        return 4
    category = category_of(draft.kind)
    return 3 if draft.kind != category else 1 if category in _LOOSE else 2
