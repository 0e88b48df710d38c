"""Is an event reported as done? Climbs the parse from its trigger, and stops at the first word that takes it from what
happened: an auxiliary ("will", "may"), a conjunction ("if"), a verb or noun over it ("vowed to", "a plan for").

Gives "planned" or "hypothetical" with the words that say so. The lexicon is `lexicon/modality.toml`.
"""

from spacy.tokens import Token

from extraction.lexicon import words
from extraction.syntax.parse import children_of
from extraction.syntax.tense import VERBAL, auxiliaries, tense, upward
from extraction.syntax.word_classes import lemma

_INFINITIVE_OF = frozenset({"xcomp", "ccomp", "advcl", "acl", "relcl", "pcomp", "conj", "csubj"})
_ARGUMENTS = frozenset({"dobj", "prep", "pobj", "xcomp", "ccomp", "pcomp", "nsubjpass", "advcl"})
_NOMINAL = frozenset(
    {"dobj", "nsubj", "nsubjpass", "attr", "prep", "pobj", "agent", "conj", "appos", "compound", "oprd"}
)
_AROUND = words("factuality_words", "hypothetical", "around")
_DEFINITE = words("factuality_words", "hypothetical", "definite")
_UNDER_NOUN_OF = words("factuality_words", "hypothetical", "under_noun_of")


def hypothetical(trigger: Token) -> tuple[str, str] | None:
    """Climb from the trigger and stop at the first word that takes the event out of what happened."""
    if trigger.sent[-1].text == "?":
        return "hypothetical", "a question"
    word, is_deed = trigger, True
    for _ in range(12):
        if word.pos_ in VERBAL:
            found = _in_clause(word, is_deed)
            if found is not None:
                return found
            is_deed = False
            if word.dep_ == "relcl" and _adds_a_fact(word):
                return None
        over = word.head
        if over.i == word.i or over.lower_ == "behind":  # "those behind the ambush will pay": it was done
            return None
        if not _takes_for_granted(word, over):
            found = _under(word, over)
            if found is not None:
                return found
        if over.pos_ in VERBAL and (not _carries_on(word, over) or _takes_for_granted(word, over)):
            return None
        word = over
    return None


def _adds_a_fact(verb: Token) -> bool:
    """ "They can strike even in the city, where two soldiers were killed": reported as done, whatever stands above."""
    led = any(child.lower_ in ("where", "when") for child in children_of(verb))
    return led and tense(verb) in ("past", "perfect", "pluperfect")


def _in_clause(verb: Token, is_deed: bool) -> tuple[str, str] | None:
    """The auxiliaries of a verb, and the conjunction before its clause."""
    helpers = auxiliaries(verb)
    done = any(helper.lower_ == "have" for helper in helpers)  # "may have been killed": something did happen
    for helper in helpers:
        if helper.lower_ in words("modality", "auxiliaries", "future") and not (
            done and helper.lower_ in ("would", "'d", "’d")
        ):
            return "planned", f"“{helper.text} {verb.text}”: still to come"
        if helper.lower_ in words("modality", "auxiliaries", "possible") and not done:
            return "hypothetical", f"“{helper.text} {verb.text}”: only possible"
    for child in children_of(verb):
        if (
            child.dep_ in ("mark", "advmod")
            and child.lower_ in words("modality", "conditional", "marks")
            and child.i < verb.i
        ):
            if child.lower_ in ("until", "till") and verb.tag_ in ("VBD", "VBN"):
                continue
            return "hypothetical", f"“{child.text} …”: only supposed"
    first = min((t.i for t in verb.lefts), default=verb.i)
    inverted = verb.doc[first]
    if is_deed and inverted.lower_ == "should" and inverted.i < verb.i:
        return "hypothetical", "“should …”: only supposed"
    return None


def _under(word: Token, over: Token) -> tuple[str, str] | None:
    """What the word over a clause or noun makes of it: "vowed to strike", "a plan to attack", "ability to hit"."""
    if over.pos_ in VERBAL:
        return _under_verb(word, over)
    if over.pos_ in ("NOUN", "PROPN"):
        return _under_noun(word, over)
    to_come = is_infinitive(word) or word.tag_ == "VBG"
    if over.pos_ == "ADJ" and lemma(over) in words("modality", "planned", "adjectives") and to_come:
        return "planned", f"“{over.text} to {word.text}”: still to come"
    return None


def _under_verb(word: Token, over: Token) -> tuple[str, str] | None:
    form, infinitive = lemma(over), is_infinitive(word)
    names_event = word.pos_ in ("NOUN", "PROPN", "ADP")
    intended = infinitive or word.tag_ == "VBG" or (names_event and _plans_an_object(over, word))
    if intended and form in words("modality", "planned", "verbs") and word.dep_ in _ARGUMENTS:
        return "planned", f"“{over.text} {word.text}”: still to come"
    if infinitive and form == "be":
        return "planned", "“is to …”: still to come"
    if (
        names_event
        and word.dep_ in ("dobj", "nsubjpass")
        and _with_particle(over) in words("modality", "cancelled", "verbs")
    ):
        return "hypothetical", f"“{over.text}”: not carried out"
    if infinitive and (
        word.dep_ == "advcl" or (form in words("modality", "hypothetical", "verbs") and word.dep_ in ("xcomp", "ccomp"))
    ):
        return "hypothetical", f"“{over.text} to {word.text}”: not told as done"
    if (
        names_event
        and over.tag_ == "VB"
        and form in words("modality", "ends", "verbs")
        and word.dep_ in ("dobj", "prep")
    ):
        return "hypothetical", f"“{over.text} {word.text}”: not told as done"
    aims = {lemma(child) for child in children_of(over) if child.dep_ == "dobj"} & words(
        "modality", "hypothetical", "nouns"
    )
    if word.lower_ == "for" and aims:
        return "hypothetical", f"“{over.text} {min(aims)} for …”: an aim"
    return None


def _with_particle(verb: Token) -> str:
    """ "call off", "cancel"."""
    return " ".join([lemma(verb), *(child.lower_ for child in children_of(verb) if child.dep_ == "prt")])


def _under_noun(word: Token, over: Token) -> tuple[str, str] | None:
    form = lemma(over)
    if is_infinitive(word):
        state = "planned" if form in words("modality", "planned", "nouns") else "hypothetical"
        return state, f"“{over.text} to {word.text}”: an aim"
    if word.dep_ == "prep" and word.lower_ == "for" and form in words("modality", "hypothetical", "nouns"):
        return "hypothetical", f"“{over.text} for …”: an aim"
    if word.dep_ == "prep" and word.lower_ in _UNDER_NOUN_OF and form in words("modality", "planned", "nouns"):
        return "planned", f"“{over.text} {word.text} …”: still to come"
    return None


def _plans_an_object(verb: Token, word: Token) -> bool:
    """ "Planned an attack", "threatened strikes", "prepare for an assault"; not "warned after the attack"."""
    if word.dep_ in ("dobj", "nsubjpass"):
        return lemma(verb) not in words("modality", "objects", "not_planned")
    return word.lower_ in ("for", "of", "against") and lemma(verb) in words("modality", "objects", "after_preposition")


def _takes_for_granted(word: Token, over: Token) -> bool:
    """ "Vowed to avenge the killing": a definite event under a verb that does not bring it about did happen."""
    if word.pos_ == "ADP" and over.pos_ in VERBAL:
        ahead = tense(over) == "future" and _is_goal(word)
        return word.lower_ in _AROUND and lemma(over) not in words("modality", "brings_about", "verbs") and not ahead
    if word.pos_ != "NOUN" or over.pos_ not in VERBAL:
        return False
    definite = any(child.lower_ in _DEFINITE or child.dep_ == "poss" for child in children_of(word))
    brings = (
        words("modality", "brings_about", "verbs")
        | words("modality", "planned", "verbs")
        | words("modality", "hypothetical", "verbs")
    )
    return definite and lemma(over) not in brings and word.dep_ in ("dobj", "pobj")


def _is_goal(preposition: Token) -> bool:
    """ "There will be work after the liberation of the city": what is to be won is still ahead, a past blow is not."""
    return any(lemma(t) in words("modality", "goals", "nouns") for t in children_of(preposition))


def is_infinitive(verb: Token) -> bool:
    """ "To attack", and a verb joined to it; not "to have attacked", which tells of what is done."""
    for word in upward(verb):
        if word.tag_ != "VB" or word.dep_ not in _INFINITIVE_OF:
            return False
        helpers = {child.lower_ for child in children_of(word) if child.dep_ == "aux"}
        if "have" in helpers:
            return False
        if "to" in helpers:
            return True
        if word.dep_ != "conj":
            return False
    return False


def _carries_on(word: Token, over: Token) -> bool:
    """Whether the word above still decides about the event: not across a "that", a relative or a "when" clause."""
    if word.pos_ not in VERBAL:
        return word.dep_ in _NOMINAL
    if word.dep_ == "advcl":
        return word.tag_ == "VBG" and not auxiliaries(word)
    return word.dep_ in ("xcomp", "conj", "pcomp") or (word.dep_ == "ccomp" and word.tag_ in ("VB", "VBG"))
