"""Drafts of one event become one → fewer `doc._.drafts`, each with all its sentences.

Joined are: what one clause ties together ("killed in a strike"), what a definite noun or a consequence points back to
("the attack", "three people were killed"), the title and the news under it. Kept apart: other places, days, doers or
weapons, and what the text calls "another", "separate" or "second". A sum whose parts follow is dropped.
"""

from datetime import timedelta

from spacy.tokens import Doc, Token

from domain.actors import ActorRole
from domain.places import EventPlace, PlaceKind, PlaceRole
from domain.taxonomy import category_of
from domain.times import TimeRange
from extraction.annotations import Block, BlockKind, Draft, block_of, within, world_of
from extraction.arguments.locations import contradict, places_of
from extraction.arguments.settled_actors import settle
from extraction.components import component
from extraction.coreference.compatibility import (
    GROUND,
    HANGS_ON,
    akin,
    compatible,
    is_bare_reference,
    is_located,
    points_back,
    rank,
    same_doers,
    same_place,
    same_spot_and_day,
    same_toll,
)
from extraction.coreference.discourse import (
    comments,
    has_new_victims,
    in_order,
    in_other_point,
    is_one_barrage,
    is_the_scene_s,
    set_beside,
    sets_the_scene,
    takes_other_ground,
)
from extraction.coreference.merging import merge, without_sums
from extraction.lexicon import words
from extraction.syntax.clauses import clause_of, objects_of
from extraction.syntax.word_classes import belongs

_AGAIN = (
    "another separate separately second third fourth other also elsewhere similar previous earlier past new fresh more"
)
_ANEW = frozenset(_AGAIN.split(" "))
_APART = words("coreference_words", "coreference", "apart")
_LONG = timedelta(days=45)
_FEW_SENTENCES = 12
_NEAR_DRAFTS = 20  # events back that a sentence may tie a word to
_STANDS_ALONE_IN = words("coreference_words", "coreference", "stands_alone_in")


@component(
    reads=("doc.blocks", "doc.times", "draft.happened", "draft.prevented", "draft.trigger"),
    writes=(
        "doc.drafts",
        "draft.actors",
        "draft.attribution",
        "draft.count",
        "draft.figures",
        "draft.kind",
        "draft.places",
        "draft.sense",
        "draft.sentences",
        "draft.status",
        "draft.targets",
        "draft.time",
        "draft.weapons",
    ),
    lexicon=("arguments_words", "coreference_words", "locations", "nouns", "roles", "syntax_words", "toponym_choice"),
)
def coreference(doc: Doc) -> Doc:
    """Merge the drafts of one event."""
    drafts = [draft for draft in doc._.drafts if draft.happened or draft.sense == "averted"]
    drafts = _joined_within_sentences(drafts)
    kept: list[Draft] = []
    for draft in drafts:
        antecedent = _antecedent(doc, draft, kept) if draft.sense != "averted" else None
        if antecedent is not None:
            if contradict(antecedent.places, draft.places):
                draft.places = []  # the event is the same for certain; its place was stated before
            merge(antecedent, draft)
        elif draft.sense == "averted":
            draft.happened = True
            kept.append(draft)
        elif draft.sense not in ("anaphor", "aftermath") and not _is_over_time(doc, draft):
            kept.append(draft)
    kept = _without_title_twins(doc, kept)
    catalogue = world_of(doc).catalogue
    for draft in kept:
        draft.happened = True  # what was averted did happen so far
        settle(draft, catalogue)
    doc._.drafts = without_sums(kept)
    return doc


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
            if rank(draft) <= rank(twin):
                draft, twin = twin, draft
            merge(draft, twin)
        kept.append(draft)
    return sorted(kept, key=lambda draft: draft.trigger.start)


def _one_sentence(one: Draft, other: Draft) -> bool:
    return one.sentences[0].start == other.sentences[0].start


def _tied(one: Draft, other: Draft) -> bool:
    a, b = one.trigger.root, other.trigger.root
    governed = a in b.ancestors or b in a.ancestors
    if not governed and is_bare_reference(other):
        return False
    if governed and ("averted" in (one.sense, other.sense) or _is_one_phrase(a, b)):
        return True
    if set_beside(a, b):
        return False
    if is_one_barrage(a, b):
        return compatible(one, other, in_one_clause=True, same_story=True)
    caused = governed and (rank(one) == 0 or rank(other) == 0)  # "two were hurt in another attack": hurt in that one
    if (_is_other(b) and not caused) or not compatible(one, other, in_one_clause=governed):
        return False
    if rank(one) == 0 and rank(other) == 0 and other.places and not governed:
        return same_place(one, other)
    if rank(one) == 0 or rank(other) == 0:
        return True
    return a in b.ancestors or b in a.ancestors or same_doers(one, other)


def _is_one_phrase(first: Token, second: Token) -> bool:
    """ "gunned down in an encounter", "an attack that killed three": the words are parts of one mention."""
    if second.dep_ == "conj" and second.head == first:  # "a mine exploded and hit a patrol": one thing does so once
        doers = clause_of(second).doers
        return len(doers) == 1 and doers[0].tag_ == "NN" and belongs(doers[0], "munition", "laid")
    inside = second.dep_ == "pobj" and second.head.lower_ in ("in", "during", "by") and second.head.head == first
    return inside or (first.pos_ == "NOUN" and second.dep_ in ("relcl", "acl") and first in clause_of(second).doers)


def _is_other(trigger: Token) -> bool:
    """ "a second strike", "another attack" beside the first in one sentence."""
    return any(t.lower_ in _ANEW and t.dep_ in ("det", "amod", "nummod") for t in trigger.children)


def _antecedent(doc: Doc, draft: Draft, kept: list[Draft]) -> Draft | None:
    """The earlier event that the draft tells more of, the nearest first."""
    anew = _is_anew(draft)
    if _is_over_time(doc, draft):
        return None
    scene = sets_the_scene(draft) and not anew
    for earlier in in_order(doc, draft, kept):
        if scene and is_the_scene_s(earlier, draft):
            return earlier
        in_title = earlier.trigger.start_char < doc._.text_start or _is_headline(doc, earlier, draft)
        loosely = (_continues(draft) and _in_one_block(doc, earlier, draft)) or _is_akin(earlier, draft, in_title)
        if not compatible(earlier, draft, same_story=loosely):
            continue
        if _is_apart(doc, earlier, draft):
            continue
        if in_title and not anew and not _is_title(doc, draft):
            return earlier
        if draft.sense == "harm" and earlier.kind == "arrest" and len(kept) > 1:
            continue
        if draft.sense in HANGS_ON and not anew:
            return earlier if _near(doc, earlier, draft) and not _is_elsewhere(doc, earlier, draft) else None
        if earlier.sense == "harm" and not anew and _in_one_block(doc, earlier, draft):
            return earlier
        if not anew and _continues(draft) and _in_one_block(doc, earlier, draft):
            return earlier
        if not anew and (
            points_back(draft.trigger.root) or same_toll(earlier, draft) or _repeats(earlier, draft, earlier is kept[0])
        ):
            return earlier
    return None


def _is_apart(doc: Doc, earlier: Draft, draft: Draft) -> bool:
    """Whether the draft is plainly another event, although nothing that it tells contradicts the earlier one."""
    if _is_part(earlier, draft) or _stands_alone(doc, earlier, draft) or has_new_victims(doc, earlier, draft):
        return True
    return takes_other_ground(earlier, draft) or in_other_point(doc, earlier, draft)


def _is_over_time(doc: Doc, draft: Draft) -> bool:
    """ "thousands have been killed since February", "fighting since 2012": a sum over time, no event."""
    if draft.sense != "harm" and category_of(draft.kind) != "clash":
        return False
    sentence = draft.sentences[0]
    here = within(doc._.times, sentence.start, sentence.end)
    if any(t.use == "since" for t in here):
        return True
    if draft.sense == "harm" and any(_is_long(t.time) for t in here) and _is_tally(draft.trigger.root):
        return True
    return any(token.lower_ == "since" for token in draft.trigger.root.subtree)


def _is_headline(doc: Doc, earlier: Draft, draft: Draft) -> bool:
    """A post's first line without a full stop, over a text that has them: its headline, for the paragraph under it."""
    first = block_of(doc, earlier.trigger.start)
    here = block_of(doc, draft.trigger.start)
    blocks: list[Block] = doc._.blocks
    if earlier.kind != draft.kind or first is not blocks[0] or first.kind != BlockKind.LINE or not first.telegraphic:
        return False
    under = next((block for block in blocks[1:] if block.kind == BlockKind.LINE), None)
    return here is under and any(token.text in (".", "!", "?") for token in doc[here.start : here.end])


def _is_akin(earlier: Draft, draft: Draft, in_title: bool) -> bool:
    """Another word for one fight or strike: in a headline by its outcome ("six rebels shot dead"), by a definite noun
    ("the gun battle"), by the same toll."""
    categories = {category_of(earlier.kind), category_of(draft.kind)}
    if same_spot_and_day(earlier, draft) and categories <= GROUND and categories != {"attack"}:
        return True  # of attacks a town may see several in a day
    kinds = {earlier.kind, draft.kind}
    if kinds & {"raid", "clash"} and _goes_on(earlier, draft):
        return akin(earlier.kind, draft.kind)
    known = in_title or points_back(draft.trigger.root) or same_toll(earlier, draft)
    return known and akin(earlier.kind, draft.kind)


def _goes_on(earlier: Draft, draft: Draft) -> bool:
    """ "Troops raided a compound. As they came near, insurgents opened fire": one paragraph, no other place or day."""
    return draft.time is None and not draft.places and _in_one_block(draft.trigger.doc, earlier, draft)


def _is_long(time: TimeRange) -> bool:
    """Months, or a year."""
    return bool(time.start and time.end and time.end - time.start > _LONG)


def _is_tally(verb: Token) -> bool:
    """A plural that has come to harm: "17 have been killed this year", "2,500 people were killed or injured"."""
    subjects = [noun for noun in clause_of(verb).undergoers if noun.tag_ in ("NNS", "NNPS", "CD")]
    return bool(subjects)


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


def _is_elsewhere(doc: Doc, earlier: Draft, draft: Draft) -> bool:
    """Whether the paragraph of a consequence has turned to another town before it tells of it."""
    block = block_of(doc, draft.trigger.start)
    if any(block.start <= s.start < block.end for s in earlier.sentences) or not is_located(earlier):
        return False
    turned = [
        EventPlace(m.place, m.span.text, PlaceRole.LOCATION, "")
        for m in places_of(doc)
        if block.start <= m.span.start < draft.sentences[0].start and m.place.kind in (PlaceKind.CITY, PlaceKind.SITE)
    ]
    return bool(turned) and contradict(earlier.places, turned)


def _is_part(earlier: Draft, draft: Draft) -> bool:
    """ "two operations in the province", then "nine were killed in Tank": a part with a place of its own."""
    counted = earlier.count > 1 and (draft.sense == "harm" or earlier.count > draft.count)
    return counted and is_located(draft) and not is_located(earlier)


def _stands_alone(doc: Doc, earlier: Draft, draft: Draft) -> bool:
    """Harm reported in a new paragraph with doer, day and a place of its own ("On the same night, fighters killed
    eight people in a village of …") is no consequence of what was reported before."""
    only_title = all(sentence.start_char < doc._.text_start for sentence in earlier.sentences)
    if only_title or points_back(draft.trigger.root) or draft.time is None:
        return False
    if not any(a.role == ActorRole.PERPETRATOR for a in draft.actors):
        return False
    same_block = block_of(doc, earlier.trigger.start).start == block_of(doc, draft.trigger.start).start
    placed = any(t.dep_ == "prep" and t.lower_ in _STANDS_ALONE_IN for t in draft.trigger.root.subtree)
    return placed and not same_block and not same_place(earlier, draft)


def _repeats(earlier: Draft, draft: Draft, is_lead: bool) -> bool:
    """The same place or day said again, or neither said at all. A new paragraph with its own day tells the day of the
    first event at most."""
    here_too = same_place(earlier, draft)
    same_day = earlier.time is not None and draft.time is not None
    if draft.places and draft.time is not None:
        undated = earlier.time is None and (is_lead or _in_one_block(earlier.trigger.doc, earlier, draft))
        return here_too and (same_day or undated)
    if draft.places:
        return here_too
    return same_day or draft.time is None


def _is_anew(draft: Draft) -> bool:
    """ "another strike", "in a separate attack", "Separately, …", "In another report, …": not the one before."""
    if comments(draft.trigger.root):
        return False
    if draft.sense != "harm" and _has_word_anew(draft.trigger.root):
        return True  # but "others were also injured" goes on with the same event
    opening = [t.lower_ for t in draft.trigger.sent if not t.is_space and not t.is_punct][:3]
    if not opening or (opening[0] == "meanwhile" and points_back(draft.trigger.root)):
        return False
    return opening[0] in _APART or (opening[0] in ("in", "during") and bool({"separate", "another"} & set(opening)))


def _has_word_anew(trigger: Token) -> bool:
    words = [t for t in trigger.children if t.i < trigger.i]
    if trigger.head.pos_ == "VERB":
        words += [t for t in trigger.head.children if t.dep_ == "advmod" and t.i < trigger.i]
    if trigger.pos_ == "VERB":
        clause = clause_of(trigger)
        means = objects_of(trigger, "in", "by", "during")  # "killed in another airstrike"
        words += [t for noun in means if belongs(noun, "event", "fight") for t in noun.children]
        if clause.passive and any(belongs(t, "person", "armed") for t in clause.undergoers):
            words = [t for t in words if t.lower_ != "also"]  # "a boy was also hit by a bullet"
    return any(t.lower_ in _ANEW for t in words)


def _without_title_twins(doc: Doc, kept: list[Draft]) -> list[Draft]:
    """A title that no sentence took up tells of the first event that could be it."""
    titles = [d for d in kept if all(s.start_char < doc._.text_start for s in d.sentences)]
    for title in titles:
        heir = next((d for d in kept if d not in titles and compatible(d, title)), None)
        if heir is not None:
            merge(heir, title)
            kept = [d for d in kept if d is not title]
    return kept
