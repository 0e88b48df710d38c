"""How a word points to what was reported before, and what stands against it: the ways of a story from line to line.

In: a draft, those reported before it, their Doc. Out: which of them come first, and which are plainly others.
"""

from spacy.tokens import Doc, Span, Token

from domain.taxonomy import category_of
from extraction.annotations import BlockKind, Draft, block_of
from extraction.coreference.compatibility import (
    HANGS_ON,
    VIOLENT,
    akin,
    is_located,
    kinds_agree,
    points_back,
    same_place,
    same_town,
)
from extraction.lexicon import words
from extraction.syntax.clauses import clause_of, modifiers, objects_of
from extraction.syntax.speech import is_speech
from extraction.syntax.word_classes import belongs, lemma

_UNFOLDS = words("coreference_words", "discourse", "unfolds")
_ANY_VIOLENCE = words("coreference_words", "discourse", "any_violence")
_NEAR_DRAFTS = 20  # events back that a word may point to
_POINTERS = words("coreference_words", "discourse", "pointers")
_COMES = words("coreference_words", "discourse", "comes")
_BESIDE = words("coreference_words", "discourse", "beside")
_SETS_OFF = words("coreference_words", "discourse", "sets_off")
_TOO_COMMON = words("coreference_words", "discourse", "too_common")
_AT = words("coreference_words", "discourse", "at")


def in_order(draft: Draft, kept: list[Draft]) -> list[Draft]:
    """The events that the draft may tell more of, the nearest first. A new paragraph returns to the news: what was
    only recalled beside it ("… comes days after two were killed in …") then stands behind it."""
    latest = sorted(kept[-_NEAR_DRAFTS:], key=lambda d: max(s.start for s in d.sentences), reverse=True)
    here = block_of(draft.trigger.doc, draft.trigger.start)
    recalled = [d for d in latest if stands_beside(d.trigger.root) and all(s.start < here.start for s in d.sentences)]
    return [*(d for d in latest if d not in recalled), *kept[:1], *recalled]


def comments(noun: Token) -> bool:
    """ "It was the third strike in three days": says something of what was just reported."""
    return noun.dep_ == "attr" and any(t.dep_ == "nsubj" and t.lower_ in _POINTERS for t in noun.head.children)


def sets_the_scene(draft: Draft) -> bool:
    """ "The attack took place in …", "The gun battle broke out near …": gives the place or hour of what came before.
    "The attack in Narathiwat" or "Monday's attack" picks one out of several, and does not."""
    noun = draft.trigger.root
    if comments(noun):
        return True
    if noun.pos_ != "NOUN" or noun.dep_ not in ("nsubj", "nsubjpass") or not points_back(noun):
        return False
    struck = lemma(noun.head) in ("strike", "hit") and not any(t.dep_ == "dobj" for t in noun.head.children)
    return (struck or lemma(noun.head) in _UNFOLDS) and all(
        child.dep_ in ("det", "amod", "punct", "relcl") for child in noun.children
    )


def set_beside(one: Token, other: Token) -> bool:
    """ "The blast came as troops killed 12 in fighting elsewhere": the clause tells of another event."""
    first, second = (one, other) if one.i < other.i else (other, one)
    return first.pos_ == "NOUN" and first.dep_ in ("nsubj", "nsubjpass") and stands_beside(second) == first.head


def stands_beside(trigger: Token) -> Token | None:
    """The verb at whose time the trigger's event is told: "the attack came a day after a bomber killed nine", "the
    fighting was set off when gunmen killed two"."""
    for word in (trigger, *trigger.ancestors):
        links = {child.lower_ for child in word.children if child.dep_ in ("mark", "advmod")}
        if word.dep_ == "prep":
            links = {word.lower_} - {"as"}
        elif word.dep_ != "advcl":
            continue
        verb = word.head
        if (links & _BESIDE and lemma(verb) in _COMES) or ("when" in links and lemma(verb) in _SETS_OFF):
            return verb
    return None


def is_one_deed(one: Token, other: Token) -> bool:
    """ "Dragged a man from his shop and beat him to death", "were seized and beheaded", "stormed a post, capturing
    nine": what the same people do on to the same ones, or by the way."""
    if one.pos_ != "VERB" or other.pos_ != "VERB" or other.dep_ not in ("conj", "advcl"):
        return False
    above = next((word for word in other.ancestors if word.dep_ != "conj"), other) if other.head != one else one
    if one not in (other.head, above):
        return False
    if other.tag_ == "VBG" and other.dep_ == "advcl":
        return not any(child.dep_ == "mark" for child in other.children)
    first, second = clause_of(one), clause_of(other)
    passive = first.passive and second.passive and any(noun in second.undergoers for noun in first.undergoers)
    return passive or (bool(second.undergoers) and all(noun.pos_ == "PRON" for noun in second.undergoers))


def is_the_scene_s(earlier: Draft, draft: Draft) -> bool:
    """Whether the event may be the one whose place or hour the draft gives."""
    if earlier.time is not None and draft.time is not None and not earlier.time.touches(draft.time):
        return False
    kinds = earlier.kind, draft.kind
    if kinds_agree(*kinds) or akin(*kinds):
        return True
    return lemma(draft.trigger.root) in _ANY_VIOLENCE and {category_of(kind) for kind in kinds} <= VIOLENT


def in_other_point(doc: Doc, earlier: Draft, draft: Draft) -> bool:
    """Each point of a list, and each entry of a live blog or timeline, tells of its own event, unless it points
    back; a point also where it names the same place, an entry where it only says what came of it."""
    blocks = block_of(doc, earlier.trigger.start), block_of(doc, draft.trigger.start)
    if blocks[0].start == blocks[1].start or points_back(draft.trigger.root):
        return False
    if blocks[1].entry is not None and blocks[0].entry is not None:
        only_harm = draft.sense in HANGS_ON and not draft.places
        return blocks[0].entry != blocks[1].entry and not only_harm
    return all(b.kind == BlockKind.BULLET for b in blocks) and not same_place(earlier, draft)


def opens_a_scene(earlier: Draft, draft: Draft, sentence: Span) -> bool:
    """Whether the sentence, the draft's or one before it, takes the story to a place that the event was not at; or a
    new paragraph to a day of its own."""
    block = block_of(draft.trigger.doc, draft.trigger.start)
    within_block = any(block.start <= s.start < block.end for s in earlier.sentences)
    if draft.time is not None and earlier.time is None and not within_block:
        return True
    names = places_named(sentence)
    told = {token.lower_ for part in earlier.sentences for token in part}
    if not names or any(name in told for name in names) or same_place(earlier, draft):
        return False
    return bool(earlier.places) or any(places_named(part) for part in earlier.sentences)


def told_again(earlier: Draft, draft: Draft) -> bool:
    """Whether the two tell the same thing of the same place: a noun does ("the liberation of Sinjar"), a verb where it
    brings no new people in ("attacked the patrol", not "shot a doctor")."""
    root = draft.trigger.root
    same_kind = category_of(earlier.kind) == category_of(draft.kind)
    if root.pos_ == "VERB":
        again = same_kind and not any(_is_unknown(noun) for noun in clause_of(root).undergoers)
    else:
        again = same_kind or kinds_agree(earlier.kind, draft.kind)
    same_day = earlier.time is not None and draft.time is not None
    return again and (same_town(earlier, draft) or (same_day and same_place(earlier, draft)))


def _is_unknown(noun: Token) -> bool:
    """ "A man", "two young men", "assailants"; not "the man", "its men" or a name."""
    given = {child.lower_ for child in noun.children if child.dep_ in ("det", "poss")}
    return noun.pos_ != "PROPN" and not given - {"a", "an", "another", "some"}


def names_again(earlier: Draft, draft: Draft) -> bool:
    """ "An attack on a ship …", "The ship came under fire", "claimed the attack on Telegram", "fired 22 rockets in the
    attack": a definite noun for what was told before."""
    root = draft.trigger.root
    told = {lemma(token) for part in earlier.sentences for token in part if token.pos_ == "NOUN"}
    if root.pos_ == "NOUN":
        return points_back(root) and lemma(root) in told and not objects_of(root, "of", "in", "at", "near")
    if root.pos_ != "VERB":
        return False
    clause = clause_of(root)
    if any(t.ent_type_ == "PERSON" and _is_in(t, earlier) for t in clause.undergoers):
        return True
    meant = [noun for noun in clause.undergoers or clause.doers if lemma(noun) in told - _TOO_COMMON]
    meant += [noun for noun in objects_of(root, "in", "during") if lemma(noun) in _ANY_VIOLENCE and not _has_more(noun)]
    return any(
        noun.pos_ == "NOUN" and any(child.lower_ in ("the", "these", "those") for child in noun.children)
        for noun in meant
    )


def _is_in(name: Token, earlier: Draft) -> bool:
    return any(token.lower_ == name.lower_ for part in earlier.sentences for token in part)


def _has_more(noun: Token) -> bool:
    return any(child.dep_ not in ("det", "punct") for child in noun.children)


def tells_the_lead(earlier: Draft, draft: Draft) -> bool:
    """Whether the first event was told without its town, and the draft gives that and the day within the place told."""
    agree = kinds_agree(earlier.kind, draft.kind) or akin(earlier.kind, draft.kind)
    return (
        agree
        and draft.time is not None
        and not is_located(earlier)
        and is_located(draft)
        and same_place(earlier, draft)
    )


def places_named(sentence: Span) -> list[str]:
    """The first word of each name of a place, known or not, after "in", "at", "near": "in Kunaq", "at the village of
    Tesit"; not "in the CJTF releases"."""
    nouns = [
        child
        for token in sentence
        if token.dep_ == "prep" and token.lower_ in _AT and not _is_speaker(token.head)
        for child in token.children
        if child.dep_ == "pobj" and child.ent_type_ not in ("DATE", "TIME")
    ]
    whole = [noun for noun in nouns if noun.pos_ == "PROPN" or belongs(noun, "site")]
    names = [next((t.lower_ for t in noun.subtree if t.pos_ == "PROPN"), "") for noun in whole]
    return [name for name in names if name]


def _is_speaker(noun: Token) -> bool:
    """ "The headquarters in Krasnodar said": where they speak, not where it happened."""
    return noun.dep_ in ("nsubj", "pobj", "dobj") and is_speech(noun.head)


def takes_other_ground(earlier: Draft, draft: Draft) -> bool:
    """ "Captured Paranthan" and "captured the junction of Iranamadu": each names what was taken."""
    if {earlier.kind, draft.kind} != {"capture"}:
        return False
    named = _names_taken(earlier.trigger.root), _names_taken(draft.trigger.root)
    return bool(named[0]) and bool(named[1]) and not named[0] & named[1]


def _names_taken(trigger: Token) -> set[str]:
    taken = clause_of(trigger).undergoers if trigger.pos_ == "VERB" else objects_of(trigger, "of")
    taken = [*taken, *(inner for noun in taken for inner in objects_of(noun, "of"))]
    return {t.lower_ for noun in taken for t in (noun, *modifiers(noun)) if t.pos_ == "PROPN"}
