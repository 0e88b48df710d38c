"""Two drafts of one event → one with all that both tell; a sum → its parts.

In: drafts that were found to belong together. Out: the drafts that are left.
"""

from dataclasses import replace

from spacy.tokens import Token

from domain.actors import ActorRole
from domain.events import Status
from domain.places import EventPlace, PlaceKind, PlaceRole
from domain.taxonomy import category_of
from extraction.annotations import BlockKind, Draft, block_of
from extraction.arguments.locations import contradict
from extraction.arguments.place_narrowing import arranged
from extraction.coreference.compatibility import is_bare_reference, is_located, kinds_agree, rank
from extraction.entities.toponym_choice import lies_in
from extraction.syntax.clauses import clause_of, objects_of
from extraction.syntax.word_classes import lemma

_ACTIVE = frozenset({ActorRole.PERPETRATOR, ActorRole.PARTY})
_POINTS_BACK = frozenset({"anaphor", "aftermath"})
_WIDE = frozenset({PlaceKind.COUNTRY, PlaceKind.REGION})


def merge(into: Draft, other: Draft) -> None:
    """Add what `other` tells to `into`; what was stated first stands."""
    sentences = {sentence.start for sentence in into.sentences}
    into.sentences += [sentence for sentence in other.sentences if sentence.start not in sentences]
    if _names_it_better(into, other):
        into.kind = other.kind
        into.sense = other.sense
    if into.sense in _POINTS_BACK and other.sense not in _POINTS_BACK:  # what was only pointed at is told
        into.sense = ""
        into.why["kind"] = other.why.get("kind", "")
    into.count = max(into.count, other.count)
    into.time = into.time or other.time
    into.prevented = into.prevented or (other.prevented and other.sense != "answer")
    into.places = arranged([*into.places, *_more_places(into, other)])
    _yield_ground(into, other)
    known = {actor.actor.id for actor in into.actors}
    if other.sense == "answer" or into.sense == "averted":  # those who shot it down did not do it
        known |= {actor.actor.id for actor in other.actors}
    into.actors += [actor for actor in other.actors if actor.actor.id not in known]
    into.weapons += [weapon for weapon in other.weapons if weapon not in into.weapons]
    into.targets += [target for target in other.targets if target not in into.targets]
    into.attribution += [source for source in other.attribution if source not in into.attribution]
    counted = {(figure.span.start, figure.span.end) for figure in into.figures}
    into.figures += [figure for figure in other.figures if (figure.span.start, figure.span.end) not in counted]
    if into.status == Status.REPORTED:
        into.status = other.status
    into.why = {**other.why, **into.why}


def _yield_ground(one: Draft, other: Draft) -> None:
    """ "Seized the town after the army withdrew": who withdraws from what is taken is whom it is taken from."""
    for left, taken in ((one, other), (other, one)):
        takers = {a.actor.id for a in taken.actors if a.role == ActorRole.PERPETRATOR}
        if left.kind == "withdrawal" and taken.kind == "capture":
            left.actors = [
                replace(a, role=ActorRole.TARGET) if a.role in _ACTIVE and a.actor.id not in takers else a
                for a in left.actors
            ]


def _names_it_better(into: Draft, other: Draft) -> bool:
    """Whether the other's kind is that of the event: of two-sided fights the fight, else the closer word."""
    kinds = {into.kind, other.kind}
    at_once = into.sentences[0].start == other.sentences[0].start
    if at_once and {category_of(kind) for kind in kinds} == {"abduction", "killing"} and "abduction" in kinds:
        worse = "abduction" if _of_others(into, other) else "killing"  # dragged away and killed
        return category_of(other.kind) == worse
    if other.kind == "clash" and is_bare_reference(other):  # "the battle goes on": no word for what was reported
        return False
    if len(kinds) == 2 and "clash" in kinds and kinds <= {"clash", "shooting", "killing"}:
        fight = other if other.kind == "clash" else into
        if _ends_in(fight, into if fight is other else other):
            return fight is not other
        if fight.trigger.root.pos_ == "NOUN" or lemma(fight.trigger.root) == "fight":  # not "was driven back"
            return fight is other
    return rank(other) > rank(into)


def _of_others(into: Draft, other: Draft) -> bool:
    """ "Abducted 25 girls and killed a teacher": each was done to people of their own."""
    suffered = [{n.i for n in clause_of(d.trigger.root).undergoers if not _is_known(n)} for d in (into, other)]
    return all(suffered) and not suffered[0] & suffered[1]


def _is_known(noun: Token) -> bool:
    """ "Them", "two of them": people spoken of before."""
    return noun.pos_ == "PRON" or any(of.pos_ == "PRON" for of in objects_of(noun, "of"))


def _ends_in(fight: Draft, deed: Draft) -> bool:
    """ "Shot a guard before being killed in an exchange of fire": how the deed ended, not what it was."""
    for token in fight.trigger.root.ancestors:
        if token.dep_ in ("pcomp", "advcl"):
            marks = {token.head.lower_, *(child.lower_ for child in token.children if child.dep_ == "mark")}
            return bool(marks & {"before", "after"}) and deed.trigger.root in token.ancestors
    return False


def _more_places(into: Draft, other: Draft) -> list[EventPlace]:
    """What another sentence adds to where it happened: a closer place, or one that the known ones lie in."""
    located = [p.place for p in into.places if p.role == PlaceRole.LOCATION and p.place.kind not in _WIDE]
    return [
        place
        for place in other.places
        if all(place.place.id != known.place.id for known in into.places)
        and (place.place.kind not in _WIDE or not located or any(lies_in(known, place.place) for known in located))
    ]


def without_sums(drafts: list[Draft]) -> list[Draft]:
    """Leave out the sums; what they say of doers and day holds for their parts."""
    kept = []
    for draft in drafts:
        parts = _parts_of(draft, drafts)
        for part in parts:
            part.time = part.time or draft.time
            known = {actor.actor.id for actor in part.actors}
            part.actors += [actor for actor in draft.actors if actor.actor.id not in known]
        if not parts:
            kept.append(draft)
    return kept


def _parts_of(draft: Draft, drafts: list[Draft]) -> list[Draft]:
    """The parts of "34 strikes in Syria and Iraq" in the list below it, if they add up to it; else none."""
    if draft.count < 2:
        return []
    after = [d for d in drafts if d.trigger.start > draft.trigger.start and _may_be_part(draft, d)]
    parts = [d for d in after if d.count <= draft.count]
    listed = [d for d in drafts if d.trigger.start > draft.trigger.start and _is_of_list(draft, d)]
    if draft.count >= len(listed) >= 2:  # "they struck the region 41 times: …", and the worst of it
        return listed
    return parts if len(parts) >= 2 and sum(d.count for d in parts) >= draft.count else []


def _is_of_list(whole: Draft, part: Draft) -> bool:
    """Whether the part is of the whole's kind, or harm done in it, and stands in the list below it."""
    own, its = (block_of(draft.trigger.doc, draft.trigger.start) for draft in (whole, part))
    alike = part.sense == "harm" or kinds_agree(part.kind, whole.kind)
    return alike and its.kind is BlockKind.BULLET and own.kind is not BlockKind.BULLET


def _may_be_part(whole: Draft, part: Draft) -> bool:
    """Whether the part is of the whole's kind, or harm done in it, in a place of its own that the whole takes in."""
    kind = part.kind == whole.kind or part.sense == "harm" or kinds_agree(part.kind, whole.kind)
    if _entry(whole) != _entry(part):
        return False
    return kind and is_located(part) and not is_located(whole) and not contradict(whole.places, part.places)


def _entry(draft: Draft) -> int | None:
    return block_of(draft.trigger.doc, draft.trigger.start).entry
