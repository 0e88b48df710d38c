"""Which of the events told before a sentence tells more of: the one word `tie` that binds the two, or none.

In: a draft and the events before it. Out: the event that it belongs to. A report goes on about an event in the very
next
sentence, or points back to it by a definite noun, its figure, its place and day; what stands further off, or opens a
scene of its own (another place, day or point of a list, "another", "separately"), is news.
"""

from spacy.tokens import Doc, Span, Token

from domain.taxonomy import category_of
from extraction.annotations import Draft, block_of, within
from extraction.coreference.compatibility import (
    GROUND,
    HANGS_ON,
    akin,
    compatible,
    is_bare_reference,
    is_demonstrative,
    points_back,
    same_spot_and_day,
    same_toll,
    same_town,
    shares_a_doer,
)
from extraction.coreference.discourse import (
    comments,
    in_order,
    in_other_point,
    is_the_scene_s,
    names_again,
    opens_a_scene,
    sets_the_scene,
    stands_beside,
    takes_other_ground,
    tells_the_lead,
    told_again,
)
from extraction.lexicon import words
from extraction.syntax.clauses import clause_of, objects_of
from extraction.syntax.parse import sentence_of
from extraction.syntax.tense import clause_verb
from extraction.syntax.word_classes import belongs

ANEW = words("coreference_words", "antecedents", "anew")
_APART = words("coreference_words", "antecedents", "apart")
_FEW_SENTENCES = 6  # that may stand between an event and what came of it


def antecedent_of(doc: Doc, draft: Draft, kept: list[Draft]) -> Draft | None:
    """The event told before that the draft tells more of, the nearest first; the tie is written to its `why`."""
    for earlier in in_order(draft, kept):
        found = _tie(doc, earlier, draft, is_lead=earlier is kept[0])
        if found is not None:
            earlier.why.setdefault("sentences", found)
            return earlier
    return None


def _tie(doc: Doc, earlier: Draft, draft: Draft, is_lead: bool) -> str | None:
    anew = is_anew(draft)
    if sets_the_scene(draft) and not anew and is_the_scene_s(earlier, draft):
        return "its place or hour"
    if not _may_be_one(doc, earlier, draft):
        return None
    only_title = all(sentence.start_char < doc._.text_start for sentence in earlier.sentences)
    named = only_title and earlier.kind == draft.kind and same_town(earlier, draft)
    if named or (only_title and not anew):
        return None if draft.trigger.start_char < doc._.text_start else "the title told again"
    if anew:
        return None
    if is_bare_reference(draft) or is_demonstrative(draft):
        return f"“the {draft.trigger.text}”"
    if same_toll(earlier, draft):
        return "the same figure"
    if is_lead and tells_the_lead(earlier, draft):
        return "the lead told in detail"
    return _goes_on(doc, earlier, draft)


def _goes_on(doc: Doc, earlier: Draft, draft: Draft) -> str | None:
    """The tie of a sentence that names the event again, or that only its nearness binds to it."""
    if told_again(earlier, draft):
        return "the same place told again"
    if names_again(earlier, draft):
        return "the same word or target"
    if opens_a_scene(earlier, draft, draft.sentences[0]):
        return None
    near, in_block = _is_one_scene(doc, earlier, draft), _in_one_block(doc, earlier, draft)
    if draft.sense in HANGS_ON:
        return "what came of it" if near else None
    if near and _is_definite_again(earlier, draft):
        return f"“the … {draft.trigger.root.lower_}”"
    if in_block and _continues(draft):
        return "the same people go on"
    if in_block and near:
        return "the next sentence"
    return "the same doer" if near and shares_a_doer(earlier, draft) else None


def _is_definite_again(earlier: Draft, draft: Draft) -> bool:
    """ "The coalition missile strike had killed eight" after missiles landed: a definite noun of the same kind, with no
    place or day of its own."""
    root = draft.trigger.root
    own = draft.places or draft.time is not None
    return root.pos_ == "NOUN" and points_back(root) and earlier.kind == draft.kind and not own


def _is_one_scene(doc: Doc, earlier: Draft, draft: Draft) -> bool:
    """Whether the sentence follows the event, or only such as take the story to no other place or day."""
    last = max(earlier.sentences, key=lambda sentence: sentence.end)
    at, passed = last.end, 0
    while at < draft.sentences[0].start:
        between = sentence_of(doc[at])
        passed += 1
        if passed > _FEW_SENTENCES or opens_a_scene(earlier, draft, between) or _has_day(doc, between):
            return False
        at = between.end
    return True


def _has_day(doc: Doc, sentence: Span) -> bool:
    return any(mention.use in ("event", "heading") for mention in within(doc._.times, sentence.start, sentence.end))


def _may_be_one(doc: Doc, earlier: Draft, draft: Draft) -> bool:
    """Whether nothing that the two tell, or how the text is laid out, sets them apart."""
    in_title = earlier.trigger.start_char < doc._.text_start
    loosely = (_continues(draft) and _in_one_block(doc, earlier, draft)) or _is_akin(earlier, draft, in_title)
    if not compatible(earlier, draft, same_story=loosely):
        return False
    if draft.sense == "harm" and earlier.kind == "arrest":
        return False
    return not takes_other_ground(earlier, draft) and not in_other_point(doc, earlier, draft)


def _is_akin(earlier: Draft, draft: Draft, in_title: bool) -> bool:
    """Another word for one fight or strike: in a headline by its outcome ("six rebels shot dead"), by a definite noun
    ("the gun battle"), by the same toll."""
    categories = {category_of(earlier.kind), category_of(draft.kind)}
    if same_spot_and_day(earlier, draft) and categories <= GROUND and categories != {"attack"}:
        return True  # of attacks a town may see several in a day
    kinds = {earlier.kind, draft.kind}
    if kinds & {"raid", "clash"} and _stays_here(earlier, draft):
        return akin(earlier.kind, draft.kind)
    known = in_title or points_back(draft.trigger.root) or same_toll(earlier, draft)
    return known and akin(earlier.kind, draft.kind)


def _stays_here(earlier: Draft, draft: Draft) -> bool:
    """ "Troops raided a compound. As they came near, insurgents opened fire": one paragraph, no other place or day."""
    return draft.time is None and not draft.places and _in_one_block(draft.trigger.doc, earlier, draft)


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


def is_anew(draft: Draft) -> bool:
    """ "another strike", "in a separate attack", "Separately, …", "In another report, …": not the one before."""
    if comments(draft.trigger.root):
        return False
    if stands_beside(draft.trigger.root) or (draft.sense not in HANGS_ON and _is_at_another_time(draft)):
        return True
    if draft.sense != "harm" and _has_word_anew(draft.trigger.root):
        return True  # but "others were also injured" goes on with the same event
    opening = [t.lower_ for t in draft.trigger.sent if not t.is_space and not t.is_punct][:3]
    if not opening or (opening[0] == "meanwhile" and points_back(draft.trigger.root)):
        return False
    return opening[0] in _APART or (opening[0] in ("in", "during") and bool({"separate", "another"} & set(opening)))


def _is_at_another_time(draft: Draft) -> bool:
    """ "Two days later, gunmen …", "The following morning a patrol …": the sentence opens with it."""
    verb = clause_verb(draft.trigger.root)
    sentence = draft.sentences[0]
    times = within(draft.trigger.doc._.times, sentence.start, sentence.end)
    return verb is not None and any(mention.apart and mention.span.start < verb.i for mention in times)


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
    return any(t.lower_ in ANEW for t in words)
