"""Is an event reported as one that recurs, that belongs to a whole war, or that is only remembered? Then it is no
single event: "has repeatedly attacked", "attacks are frequent", "the conflict has displaced two million".

Reads the parse around a trigger; the words stand in `lexicon/modality.toml`. Gives the reason, or None.
"""

from spacy.tokens import Token

from extraction.annotations import Draft
from extraction.lexicon import words
from extraction.syntax.clauses import clause_of, modifiers, objects_of
from extraction.syntax.tense import VERBAL, around, auxiliaries, clause_verb, tense, upward
from extraction.syntax.word_classes import lemma

_DRAWN_OUT = words("factuality_words", "recurring", "drawn_out")
_ENDURING = frozenset({"perfect", "present"})
_IS_CUSTOM_HE = words("factuality_words", "recurring", "is_custom_he")
_TELLS_WHO_IN = words("factuality_words", "recurring", "tells_who_in")


def recurring(draft: Draft) -> str | None:
    """Why the trigger tells of no single event."""
    root = draft.trigger.root
    if _is_for_use(root):
        return f"“for {root.text}”: what something is meant for"
    if habit := _habit(root):
        return f"“{habit.text}”: what keeps happening"
    if person := _tells_who(root):
        return f"“{person.text}”: tells who somebody is"
    if _is_remembered(root):
        return "remembered, not reported"
    if (draft.sense == "harm" or draft.kind in ("displacement", "killing")) and (war := _war(root)):
        return f"“{war.text}”: a sum over a whole war"
    return None


def _is_for_use(noun: Token) -> bool:
    """ "Weapons for attacks", "bombers for strikes"; not "responsible for attacks", "condemned for strikes"."""
    if noun.tag_ not in ("NNS", "NN") or noun.dep_ != "pobj" or noun.head.lower_ != "for":
        return False
    if any(child.dep_ in ("det", "poss", "nummod") for child in noun.children):
        return False
    over = noun.head.head
    near = {lemma(over), *(lemma(child) for child in over.children)}
    return noun.tag_ == "NNS" and not near & words("modality", "blame", "words")


def _habit(trigger: Token) -> Token | None:
    """The word that makes the clause a habit: an adverb of its verb, or "are frequent" of a plural noun."""
    verb = clause_verb(trigger)
    if verb is None:
        return None
    if trigger.pos_ not in VERBAL and not _is_argument(trigger, verb):
        return None
    if _is_custom(trigger, verb):
        return verb
    for clause in _outer_clauses(verb):
        found = next((t for t in clause.children if t.lower_ in words("modality", "recurring", "always")), None)
        if found is None and tense(clause) in _ENDURING:
            found = next(
                (t for t in clause.children if t.lower_ in words("modality", "recurring", "when_enduring")), None
            )
        if found is not None:
            return found
    if lemma(verb) in words("modality", "recurring", "fights") and trigger == verb and tense(verb) == "perfect":
        return next((t for t in auxiliaries(verb) if t.lower_ == "been"), None) if verb.tag_ == "VBG" else None
    if trigger.tag_ == "NNS" and trigger.dep_ == "nsubj" and lemma(trigger.head) in ("be", "become", "remain"):
        return next(
            (t for t in trigger.head.children if t.lower_ in words("modality", "recurring", "adjectives")), None
        )
    return None


def _is_custom(noun: Token, verb: Token) -> bool:
    """ "They conduct attacks", "he has coordinated attacks": what somebody does, stated of no day."""
    if noun.tag_ != "NNS" or noun.dep_ != "dobj" or _is_dated(noun):
        return False
    if any(child.dep_ in ("det", "nummod", "poss") for child in noun.children):
        return False
    by_name = any(t.dep_ == "nsubj" and t.lower_ in _IS_CUSTOM_HE for t in verb.children)
    return by_name and tense(verb) in _ENDURING


def _is_argument(noun: Token, verb: Token) -> bool:
    return noun.head == verb or (noun.dep_ == "pobj" and noun.head.head == verb)


def _outer_clauses(verb: Token) -> list[Token]:
    """The verb and that which it is only a part of: "has repeatedly attacked guards, taking many hostage"."""
    outer = verb.head if verb.dep_ in ("advcl", "conj", "xcomp") and verb.tag_ in ("VBG", "VBN", "VB") else verb
    return [verb, outer] if outer.pos_ in VERBAL else [verb]


def _tells_who(noun: Token) -> Token | None:
    """ "A suspect in the abduction of a crew", "wanted for the killing of": says who somebody is, not the news; unless
    it is of a day stated with it."""
    if noun.dep_ != "pobj" or noun.head.lower_ not in _TELLS_WHO_IN:
        return None
    over = noun.head.head
    if lemma(over) not in words("modality", "descriptions", "words") and over.lower_ not in words(
        "modality", "descriptions", "words"
    ):
        return None
    inside = {t.i for t in noun.subtree}
    dated = any(m.time.precision in ("day", "instant") and m.span.start in inside for m in noun.doc._.times)
    return None if dated else over


def _is_remembered(trigger: Token) -> bool:
    """ "The anniversary of the attack", "a memorial to those killed in the siege"; a tribute to the dead of a day just
    gone does report it."""
    over = next(
        (t for t in upward(trigger) if t != trigger and lemma(t) in words("modality", "remembrance", "nouns")), None
    )
    if over is None or over.i > trigger.i:
        return False
    if lemma(over) in words("modality", "remembrance", "of_old"):
        return True
    return not _is_dated(trigger)


def _is_dated(trigger: Token) -> bool:
    """Whether the sentence tells the day of it."""
    near = around(trigger)
    return any(
        m.use == "event" and m.time.precision in ("day", "instant") and near.start <= m.span.start < near.end
        for m in trigger.doc._.times
    )


def _war(trigger: Token) -> Token | None:
    """The war, not the day, in which people came to harm: its subject, or what "in" and "during" bring."""
    verb = clause_verb(trigger)
    if verb is None or _is_dated(trigger):
        return None
    nouns = [*clause_of(verb).doers, *objects_of(verb, "in", "during", "from", "by", "to", "amid")]
    nouns += [t for noun in clause_of(verb).undergoers for t in objects_of(noun, "in", "during")]
    for noun in nouns:
        drawn_out = any(t.lower_.rsplit("-", 1)[-1] in _DRAWN_OUT for t in modifiers(noun))
        if lemma(noun) in words("modality", "wars", "nouns") and (
            drawn_out or tense(verb) in ("perfect", "pluperfect")
        ):
            return noun
    return None
