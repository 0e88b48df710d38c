"""Drafts of one happening become one → fewer `doc._.drafts`, each with all its sentences.

Joined are: what one clause ties together ("killed in a strike"), what a definite noun or a consequence points back to
("the attack", "three people were killed"), the title and the news under it. Kept apart: other places, days, doers or
weapons, and what the text calls "another", "separate" or "second". A sum whose parts follow is dropped.
"""

from spacy.language import Language
from spacy.tokens import Doc, Token

from domain.actors import ActorRole
from domain.events import Status
from domain.places import EventPlace, PlaceKind, PlaceRole
from domain.taxonomy import category_of
from extraction.annotations import BlockKind, Draft, block_of
from extraction.locations import arranged, contradict
from extraction.placing import lies_in

_VIOLENT = frozenset({"strike", "bombing", "attack", "clash", "raid", "killing", "abduction", "unrest", "territory"})
_GROUND = frozenset({"territory", "clash", "attack"})
_HANGS_ON = frozenset(
    {"harm", "anaphor", "aftermath", "answer"}
)  # senses that belong to a happening told by another word
_LOOSE = frozenset({"attack", "killing"})  # kinds that any other violence may also be called
_BACK = frozenset({"the", "this", "that", "these", "those", "its", "their", "such"})
_ANEW = frozenset(
    {
        "another",
        "separate",
        "separately",
        "second",
        "third",
        "fourth",
        "other",
        "also",
        "elsewhere",
        "similar",
        "previous",
        "earlier",
        "past",
        "new",
        "fresh",
        "more",
    }
)
_APART = frozenset({"separately", "elsewhere", "meanwhile"})
_WIDE = frozenset({PlaceKind.COUNTRY, PlaceKind.REGION})
_FEW_SENTENCES = 12
_NEAR_DRAFTS = 20  # happenings back that a word may point to


@Language.component("watchfloor_coreference", requires=["doc._.drafts"], assigns=["doc._.drafts"])
def coreference(doc: Doc) -> Doc:
    """Join the drafts of one happening."""
    drafts = [draft for draft in doc._.drafts if draft.happened]
    drafts = _joined_within_sentences(drafts)
    kept: list[Draft] = []
    for draft in drafts:
        antecedent = _antecedent(doc, draft, kept)
        if antecedent is not None:
            _join(antecedent, draft)
        elif draft.sense not in ("anaphor", "aftermath") and not _is_over_time(doc, draft):
            kept.append(draft)
    kept = _without_title_twins(doc, kept)
    doc._.drafts = _without_sums(kept)
    return doc


def _more_places(into: Draft, other: Draft) -> list[EventPlace]:
    """What another sentence adds to where it happened: a closer place, or one that the known ones lie in."""
    located = [p.place for p in into.places if p.role == PlaceRole.LOCATION and p.place.kind not in _WIDE]
    return [
        place
        for place in other.places
        if all(place.place.id != known.place.id for known in into.places)
        and (place.place.kind not in _WIDE or not located or any(lies_in(known, place.place) for known in located))
    ]


def _without_sums(drafts: list[Draft]) -> list[Draft]:
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


def _joined_within_sentences(drafts: list[Draft]) -> list[Draft]:
    """Join what one sentence tells twice, until nothing more is tied: by noun and verb, cause and harm, one doer."""
    kept: list[Draft] = []
    for draft in drafts:
        while True:
            twin = next(
                (k for k in reversed(kept[-_NEAR_DRAFTS:]) if _one_sentence(k, draft) and _tied(k, draft)), None
            )
            if twin is None:
                break
            kept.remove(twin)
            if _rank(draft) <= _rank(twin):
                draft, twin = twin, draft
            _join(draft, twin)
        kept.append(draft)
    return sorted(kept, key=lambda draft: draft.trigger.start)


def _one_sentence(one: Draft, other: Draft) -> bool:
    return one.sentences[0].start == other.sentences[0].start


def _rank(draft: Draft) -> int:
    """Which of two words for one happening tells more: a named kind over harm, a fine kind over a coarse one."""
    if draft.sense in _HANGS_ON:
        return 0
    category = category_of(draft.kind)
    return 3 if draft.kind != category else 1 if category in _LOOSE else 2


def _tied(one: Draft, other: Draft) -> bool:
    a, b = one.trigger.root, other.trigger.root
    governed = a in b.ancestors or b in a.ancestors
    if not governed and _is_bare_reference(other):
        return False
    if _is_other(b) or not compatible(one, other, in_one_clause=governed):
        return False
    if _rank(one) == 0 and _rank(other) == 0 and other.places and not governed:
        return _same_place(one, other)
    if _rank(one) == 0 or _rank(other) == 0:
        return True
    return a in b.ancestors or b in a.ancestors or _same_doers(one, other)


def _is_other(trigger: Token) -> bool:
    """ "a second strike", "another attack" beside the first in one sentence."""
    return any(t.lower_ in _ANEW and t.dep_ in ("det", "amod", "nummod") for t in trigger.children)


def _same_place(one: Draft, other: Draft) -> bool:
    return any(
        a.place.id == b.place.id or lies_in(a.place, b.place) or lies_in(b.place, a.place)
        for a in one.places
        for b in other.places
    )


def _same_doers(one: Draft, other: Draft) -> bool:
    doers = [{a.actor.id for a in d.actors if a.role == ActorRole.PERPETRATOR} for d in (one, other)]
    return bool(doers[0] & doers[1]) or not doers[0] or not doers[1]


def compatible(one: Draft, other: Draft, in_one_clause: bool = False, same_story: bool = False) -> bool:
    """Whether nothing speaks against two drafts being one happening: kind, place, day, doer.

    Within a clause the harm may come on a later day than its cause, and ground may change hands in a battle.
    """
    hangs_on = bool({one.sense, other.sense} & _HANGS_ON)
    categories = {category_of(one.kind), category_of(other.kind)}
    if hangs_on and not categories <= _VIOLENT | {"accident"}:
        return False
    related = (in_one_clause and categories <= _GROUND) or (same_story and categories <= _VIOLENT - {"territory"})
    if not hangs_on and not related and not _kinds_agree(one.kind, other.kind):
        return False
    if hangs_on and in_one_clause:
        return True
    if (one.status == Status.PLANNED) != (other.status == Status.PLANNED):
        return False
    if contradict(one.places, other.places):
        return False
    if _days_differ(one, other) and not _is_bare_reference(other):
        return False
    return "answer" in (one.sense, other.sense) or not _doers_differ(one, other)


def _days_differ(one: Draft, other: Draft) -> bool:
    return one.time is not None and other.time is not None and not one.time.touches(other.time)


def _is_bare_reference(draft: Draft) -> bool:
    """ "the attack" with nothing of its own: a day in its sentence may be that of something else."""
    root = draft.trigger.root
    bare = all(child.dep_ in ("det", "punct", "case") for child in root.children)
    return root.pos_ == "NOUN" and bare and _points_back(root)


def _kinds_agree(one: str, other: str) -> bool:
    if one == other:
        return True
    categories = {category_of(one), category_of(other)}
    if len(categories) == 1:
        return one in categories or other in categories
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


def _doers_differ(one: Draft, other: Draft) -> bool:
    doers = [
        {a.actor.id for a in d.actors if a.role == ActorRole.PERPETRATOR and a.actor.id != "unknown-gunmen"}
        for d in (one, other)
    ]
    return bool(doers[0]) and bool(doers[1]) and not doers[0] & doers[1]


def _antecedent(doc: Doc, draft: Draft, kept: list[Draft]) -> Draft | None:
    """The earlier happening that the draft tells more of, the nearest first."""
    anew = _is_anew(draft)
    if _is_over_time(doc, draft):
        return None
    for earlier in [*reversed(kept[-_NEAR_DRAFTS:]), *kept[:1]]:
        loosely = _continues(draft) and _in_one_block(doc, earlier, draft)
        if not compatible(earlier, draft, same_story=loosely):
            continue
        if _is_part(earlier, draft) or _stands_alone(doc, earlier, draft) or _in_other_bullet(doc, earlier, draft):
            continue
        in_title = earlier.trigger.start_char < doc._.text_start
        if in_title and not anew and not _is_title(doc, draft):
            return earlier
        if draft.sense == "harm" and earlier.kind == "arrest" and len(kept) > 1:
            continue
        if draft.sense in _HANGS_ON and not anew:
            return earlier if _near(doc, earlier, draft) else None
        if earlier.sense == "harm" and not anew and _in_one_block(doc, earlier, draft):
            return earlier
        if not anew and _continues(draft) and _in_one_block(doc, earlier, draft):
            return earlier
        if not anew and (_points_back(draft.trigger.root) or _retells(earlier, draft)):
            return earlier
    return None


def _is_over_time(doc: Doc, draft: Draft) -> bool:
    """ "thousands have been killed since February", "fighting since 2012": a sum over time, no happening."""
    if draft.sense != "harm" and category_of(draft.kind) != "clash":
        return False
    sentence = draft.sentences[0]
    told_since = any(t.use == "since" and sentence.start <= t.span.start < sentence.end for t in doc._.times)
    return told_since or any(token.lower_ == "since" for token in draft.trigger.root.subtree)


def _in_one_block(doc: Doc, earlier: Draft, draft: Draft) -> bool:
    return any(block_of(doc, s.start).start == block_of(doc, draft.trigger.start).start for s in earlier.sentences)


def _continues(draft: Draft) -> bool:
    """ "The militants threw a grenade and opened fire": known doers go on, with no other place or day."""
    verb = draft.trigger.root
    if verb.pos_ != "VERB" or draft.time is not None or draft.places:
        return False
    return any(
        child.dep_ == "nsubj"
        and (child.lower_ in ("they", "he", "she") or any(g.lower_ == "the" for g in child.children))
        for clause in (verb, verb.head)
        for child in clause.children
    )


def _is_title(doc: Doc, draft: Draft) -> bool:
    return bool(draft.trigger.start_char < doc._.text_start)


def _near(doc: Doc, earlier: Draft, draft: Draft) -> bool:
    """A consequence belongs to an event of the sentences just before."""
    last = max(sentence.start for sentence in earlier.sentences)
    between = sum(1 for token in doc[last : draft.trigger.start] if token.is_sent_start)
    return between <= _FEW_SENTENCES


def _is_part(earlier: Draft, draft: Draft) -> bool:
    """ "two operations in the province", then "nine were killed in Tank": a part with a place of its own."""
    counted = earlier.count > 1 and (draft.sense == "harm" or earlier.count > draft.count)
    return counted and _is_located(draft) and not _is_located(earlier)


def _in_other_bullet(doc: Doc, earlier: Draft, draft: Draft) -> bool:
    """Each point of a list tells of its own happening, unless it points back or names the same place."""
    blocks = block_of(doc, earlier.trigger.start), block_of(doc, draft.trigger.start)
    apart = blocks[0].start != blocks[1].start and all(b.kind == BlockKind.BULLET for b in blocks)
    return apart and not _points_back(draft.trigger.root) and not _same_place(earlier, draft)


def _is_located(draft: Draft) -> bool:
    return any(p.role == PlaceRole.LOCATION and p.place.kind in (PlaceKind.CITY, PlaceKind.SITE) for p in draft.places)


def _stands_alone(doc: Doc, earlier: Draft, draft: Draft) -> bool:
    """A harm told in a new paragraph with its doer, its day and a place of its own ("On the same night, fighters killed
    eight people in a village of …") is no consequence of what was told before."""
    only_title = all(sentence.start_char < doc._.text_start for sentence in earlier.sentences)
    if only_title or _points_back(draft.trigger.root) or draft.time is None:
        return False
    if not any(a.role == ActorRole.PERPETRATOR for a in draft.actors):
        return False
    same_block = block_of(doc, earlier.trigger.start).start == block_of(doc, draft.trigger.start).start
    placed = any(t.dep_ == "prep" and t.lower_ in ("in", "at", "near", "outside") for t in draft.trigger.root.subtree)
    return placed and not same_block and not _same_place(earlier, draft)


def _points_back(trigger: Token) -> bool:
    return any(child.lower_ in _BACK or (child.dep_ == "poss" and child.pos_ == "PRON") for child in trigger.children)


def _retells(earlier: Draft, draft: Draft) -> bool:
    """The same place or day said again, or neither said at all."""
    same_place = _same_place(earlier, draft)
    same_day = earlier.time is not None and draft.time is not None
    if draft.places and draft.time is not None:
        return same_place and (same_day or earlier.time is None)
    if draft.places:
        return same_place
    return same_day or draft.time is None


def _is_anew(draft: Draft) -> bool:
    """ "another strike", "in a separate attack", "Separately, …": not the one told before."""
    first = next((t for t in draft.trigger.sent if not t.is_space and not t.is_punct), None)
    return _has_word_anew(draft.trigger.root) or (first is not None and first.lower_ in _APART)


def _has_word_anew(trigger: Token) -> bool:
    words = list(trigger.children)
    if trigger.head.pos_ == "VERB":
        words += [t for t in trigger.head.children if t.dep_ == "advmod"]
    return any(t.lower_ in _ANEW and t.i < trigger.i for t in words)


def _without_title_twins(doc: Doc, kept: list[Draft]) -> list[Draft]:
    """A title that no sentence took up tells of the first event that could be it."""
    titles = [d for d in kept if all(s.start_char < doc._.text_start for s in d.sentences)]
    for title in titles:
        heir = next((d for d in kept if d not in titles and compatible(d, title)), None)
        if heir is not None:
            _join(heir, title)
            kept = [d for d in kept if d is not title]
    return kept


def _join(into: Draft, other: Draft) -> None:
    """Add what `other` tells to `into`; what was told first stands."""
    into.sentences += [s for s in other.sentences if all(s.start != known.start for known in into.sentences)]
    if _rank(other) > _rank(into):
        into.kind = other.kind
        into.sense = other.sense
        into.why["kind"] = other.why.get("kind", "")
    into.count = max(into.count, other.count)
    into.time = into.time or other.time
    into.prevented = into.prevented or (other.prevented and other.sense != "answer")
    into.places = arranged([*into.places, *_more_places(into, other)])
    known = {actor.actor.id for actor in into.actors}
    if other.sense == "answer":  # those who shot it down did not do it
        known |= {actor.actor.id for actor in other.actors}
    into.actors += [actor for actor in other.actors if actor.actor.id not in known]
    into.weapons += [weapon for weapon in other.weapons if weapon not in into.weapons]
    into.attribution += [source for source in other.attribution if source not in into.attribution]
    into.figures += [figure for figure in other.figures if all(figure.span != k.span for k in into.figures)]
    if into.status == Status.REPORTED:
        into.status = other.status
    into.why = {**other.why, **into.why}


def _parts_of(draft: Draft, drafts: list[Draft]) -> list[Draft]:
    """The parts of "34 strikes in Syria and Iraq" in the list below it, if they add up to it; else none."""
    if draft.count < 2:
        return []
    after = [d for d in drafts if d.trigger.start > draft.trigger.start and _may_be_part(draft, d)]
    parts = [d for d in after if d.count <= draft.count]
    return parts if len(parts) >= 2 and sum(d.count for d in parts) >= draft.count else []


def _may_be_part(whole: Draft, part: Draft) -> bool:
    """Whether the part is of the whole's kind, or harm done in it, in a place of its own that the whole takes in."""
    kind = part.kind == whole.kind or part.sense == "harm" or _kinds_agree(part.kind, whole.kind)
    return kind and _is_located(part) and not _is_located(whole) and not contradict(whole.places, part.places)
