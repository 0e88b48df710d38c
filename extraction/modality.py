"""Whether it happened: reads the parse around each trigger; writes `draft.happened`, its status and `draft.prevented`.

Planned, threatened and foretold events keep the status "planned". What is negated, asked for, made possible, supposed,
rehearsed or only counted up never becomes an event. What was foiled happened, and is marked as prevented.
"""

import tomllib
from functools import cache
from importlib.resources import files

from spacy.language import Language
from spacy.tokens import Doc, Token

from domain.events import Status
from domain.taxonomy import category_of
from extraction.annotations import Draft
from extraction.clauses import clause_of, modifiers
from extraction.numbers import number
from extraction.tense import around, auxiliaries, tense, upward
from extraction.wordclasses import lemma

_VERBAL = frozenset({"VERB", "AUX"})
_INFINITIVE_OF = frozenset({"xcomp", "ccomp", "advcl", "acl", "relcl", "pcomp", "conj", "csubj"})
_AROUND = frozenset({"in", "after", "since", "during", "following", "over", "before", "amid"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
_VIOLENT = frozenset({"strike", "bombing", "attack", "killing", "clash", "raid", "abduction"})
_SUM = 20  # "has documented 167 attacks": so many are no single happening
_HAPPENS = frozenset(
    {
        "carry",
        "conduct",
        "launch",
        "happen",
        "occur",
        "take",
        "report",
        "stage",
        "perform",
        "execute",
        "make",
        "see",
        "record",
        "be",
    }
)


@cache
def words(table: str, key: str) -> frozenset[str]:
    """A word list of `lexicon/modality.toml`."""
    rows = tomllib.loads(files("extraction").joinpath("lexicon/modality.toml").read_text(encoding="utf-8"))
    return frozenset(rows[table][key])


@Language.component("watchfloor_modality", requires=["doc._.drafts", "token.dep"], assigns=["doc._.drafts"])
def modality(doc: Doc) -> Doc:
    """Tell happened events from planned, supposed, negated and prevented ones."""
    for draft in doc._.drafts:
        _judge(draft)
    return doc


def _judge(draft: Draft) -> None:
    root = draft.trigger.root
    if category_of(draft.kind) == "statement":
        return
    stopper = _stopper(root)
    if stopper is not None:
        draft.prevented = True
        draft.why["prevented"] = f"“{stopper.text}”"
        root = stopper
    doubt = (
        _acted(root)
        or _sum(draft, root)
        or (None if draft.sense == "harm" and stopper is None else _negation(root))
        or _doubt(root)
    )
    if doubt is None:
        return
    state, reason = doubt
    if state == "planned":
        draft.status = Status.PLANNED
    else:
        draft.happened = False
    draft.why["status"] = reason


def _stopper(trigger: Token) -> Token | None:
    """The word that says the event was stopped: "foiled a bombing", "an attempted attack", "shot down the missiles"."""
    for word in modifiers(trigger):
        if word.lower_ in words("prevented", "adjectives"):
            return word
    if lemma(trigger) in words("prevented", "stopped") | words("prevented", "verbs"):
        objects = {lemma(noun) for noun in clause_of(trigger).undergoers} if trigger.pos_ == "VERB" else set()
        return trigger if objects & words("prevented", "flying") else None
    fired = trigger.head if trigger.dep_ in ("acl", "relcl") else trigger
    if fired.i != trigger.i and lemma(fired) in words("prevented", "flying") and fired.dep_ in ("dobj", "nsubjpass"):
        return fired.head if lemma(fired.head) in words("prevented", "stopped") else None
    verb = _verb_over(trigger)
    if verb is not None and lemma(verb) in words("prevented", "verbs") and trigger.i != verb.i:
        inside = {t.i for noun in clause_of(verb).undergoers for t in noun.subtree} | {
            t.i for c in verb.children if c.dep_ in ("prep", "pcomp", "ccomp", "xcomp") for t in c.subtree
        }
        return verb if trigger.i in inside else None
    return None


def _verb_over(token: Token) -> Token | None:
    return next((word for word in upward(token) if word.pos_ in _VERBAL and word.i != token.i), None)


def _acted(trigger: Token) -> tuple[str, str] | None:
    """Exercises and their like: what is done there is not done in earnest."""
    for word in modifiers(trigger):
        if word.lower_ in words("acted", "adjectives"):
            return "imagined", f"“{word.text}”: not in earnest"
    setting = [t for child in trigger.children if child.lower_ in ("in", "during") for t in child.children]
    if any(lemma(t) in words("acted", "nouns") for t in setting):
        return "imagined", "in an exercise: not in earnest"
    for word in upward(trigger):
        if lemma(word) in words("acted", "nouns") and word.pos_ == "NOUN":
            return "imagined", f"part of “{word.text}”: not in earnest"
        if word.pos_ in _VERBAL and any(
            lemma(t) in words("acted", "nouns") and t.dep_ == "nsubj" for t in word.children
        ):
            return "imagined", "part of an exercise: not in earnest"
    return None


def _total_since(trigger: Token) -> bool:
    """ "Have been killed in attacks since January", "has raided towns since 2022": the perfect over a long time."""
    verb = trigger if trigger.pos_ in _VERBAL else _verb_over(trigger)
    if verb is None or tense(verb) != "perfect":
        return False
    many = trigger.tag_ in ("NNS", "NNPS") or trigger.pos_ in _VERBAL
    return many and any(
        mention.use == "since"
        and mention.time.precision in ("month", "year")
        and any(t.i == verb.i for t in upward(mention.span.root))
        for mention in trigger.doc._.times
    )


def _sum(draft: Draft, trigger: Token) -> tuple[str, str] | None:
    """A count of many events over a time: "counted 117 attacks in the quarter"."""
    counts = [number(child.text) for child in trigger.children if child.dep_ == "nummod"]
    verb = _verb_over(trigger)
    if (
        verb is not None
        and lemma(verb) in words("tallies", "verbs")
        and any(count is not None and count > 1 for count in counts)
    ):
        return "imagined", f"a count of many events (“{verb.text}”)"
    if category_of(draft.kind) in _VIOLENT and _total_since(trigger):
        return "imagined", "a total over a time"
    near = around(trigger)
    if any(count is not None and count >= _SUM for count in counts) and any(
        mention.use == "since" or mention.time.precision in ("month", "year")
        for mention in trigger.doc._.times
        if near.start <= mention.span.start < near.end
    ):
        return "imagined", "a count of many events over a time"
    return None


def _negation(trigger: Token) -> tuple[str, str] | None:
    """ "No strikes were carried out", "did not attack", "without an attack", "nothing was hit"."""
    verb = trigger if trigger.pos_ in _VERBAL else _verb_over(trigger)
    if trigger.pos_ not in _VERBAL:
        if any(
            child.lower_ in ("no", "neither") and child.dep_ in ("det", "neg", "nummod", "cc", "preconj")
            for child in trigger.children
        ):
            return "imagined", f"“no {trigger.text}”"
        if trigger.dep_ == "pobj" and trigger.head.lower_ == "without":
            return "imagined", f"“without {trigger.text}”"
        if verb is None or lemma(verb) not in _HAPPENS or not _is_argument(trigger, verb):
            return None
    if verb is not None and any(child.dep_ == "neg" or child.lower_ == "never" for child in verb.children):
        return "imagined", f"“{verb.text}” is negated"
    if verb is not None and any(
        child.dep_ in ("nsubj", "nsubjpass") and child.lower_ in ("nothing", "nobody", "none")
        for child in verb.children
    ):
        return "imagined", f"nothing was “{verb.text}”"
    return None


def _is_argument(noun: Token, verb: Token) -> bool:
    path = list(upward(noun))
    return any(
        t.head.i == verb.i and t.dep_ in ("dobj", "nsubjpass", "nsubj", "attr", "prep")
        for t in path[: path.index(verb)]
    )


def _doubt(trigger: Token) -> tuple[str, str] | None:
    """Climb from the trigger and stop at the first word that takes the event out of what happened."""
    if trigger.sent[-1].text == "?":
        return "imagined", "a question"
    word, is_deed = trigger, True
    for _ in range(12):
        if word.pos_ in _VERBAL:
            found = _in_clause(word, is_deed)
            if found is not None:
                return found
            is_deed = False
        over = word.head
        if over.i == word.i:
            return None
        if not _takes_for_granted(word, over):
            found = _under(word, over)
            if found is not None:
                return found
        if over.pos_ in _VERBAL and (not _carries_on(word, over) or _takes_for_granted(word, over)):
            return None
        word = over
    return None


def _in_clause(verb: Token, is_deed: bool) -> tuple[str, str] | None:
    """The auxiliaries of a verb, and the conjunction before its clause."""
    helpers = auxiliaries(verb)
    done = any(helper.lower_ == "have" for helper in helpers)  # "may have been killed": something did happen
    for helper in helpers:
        if helper.lower_ in words("auxiliaries", "future") and not (done and helper.lower_ in ("would", "'d", "’d")):
            return "planned", f"“{helper.text} {verb.text}”: still to come"
        if helper.lower_ in words("auxiliaries", "possible") and not done:
            return "imagined", f"“{helper.text} {verb.text}”: only possible"
    for child in verb.children:
        if child.dep_ in ("mark", "advmod") and child.lower_ in words("conditional", "marks") and child.i < verb.i:
            if child.lower_ in ("until", "till") and verb.tag_ in ("VBD", "VBN"):
                continue
            return "imagined", f"“{child.text} …”: only supposed"
    first = min((t.i for t in verb.lefts), default=verb.i)
    inverted = verb.doc[first]
    if is_deed and inverted.lower_ == "should" and inverted.i < verb.i:
        return "imagined", "“should …”: only supposed"
    return None


def _under(word: Token, over: Token) -> tuple[str, str] | None:
    """What the word over a clause or noun makes of it: "vowed to strike", "a plan to attack", "ability to hit"."""
    form = lemma(over)
    to_come = _is_infinitive(word) or word.tag_ == "VBG"
    noun_of_event = word.pos_ in ("NOUN", "PROPN", "ADP")
    if over.pos_ in _VERBAL:
        argument = word.dep_ in ("dobj", "prep", "pobj", "xcomp", "ccomp", "pcomp", "nsubjpass", "advcl")
        if (
            form in words("planned", "verbs")
            and argument
            and (to_come or (noun_of_event and _plans_an_object(over, word)))
        ):
            return "planned", f"“{over.text} {word.text}”: still to come"
        if _is_infinitive(word) and form == "be":
            return "planned", "“is to …”: still to come"
        if _is_infinitive(word) and form in words("imagined", "verbs") and word.dep_ in ("xcomp", "ccomp", "advcl"):
            return "imagined", f"“{over.text} to {word.text}”: not told as done"
        if _is_infinitive(word) and word.dep_ == "advcl":
            return "imagined", f"“to {word.text}”: an aim"
        if (
            noun_of_event
            and form in ("urge", "call", "demand", "stop", "cease", "end", "avoid", "prevent")
            and word.dep_ in ("dobj", "prep")
        ):
            return ("imagined", f"“{over.text} {word.text}”: not told as done") if over.tag_ == "VB" else None
        return None
    if over.pos_ == "ADJ" and form in words("planned", "adjectives") and to_come:
        return "planned", f"“{over.text} to {word.text}”: still to come"
    if over.pos_ in ("NOUN", "PROPN"):
        if _is_infinitive(word) and form in words("planned", "nouns"):
            return "planned", f"“{over.text} to {word.text}”: still to come"
        if _is_infinitive(word):
            return "imagined", f"“{over.text} to {word.text}”: an aim"
        if (
            word.dep_ in ("prep", "compound")
            and form in words("planned", "nouns")
            and word.lower_ in ("of", "for", "to", "over")
        ):
            return "planned", f"“{over.text} {word.text} …”: still to come"
    return None


def _plans_an_object(verb: Token, word: Token) -> bool:
    """ "Planned an attack", "threatened strikes", "prepare for an assault"; not "warned after the attack"."""
    if word.dep_ in ("dobj", "nsubjpass"):
        return lemma(verb) not in ("announce", "order", "agree", "decide", "warn", "fear", "undertake")
    return word.lower_ in ("for", "of", "against") and lemma(verb) in (
        "prepare",
        "plan",
        "ready",
        "gear",
        "warn",
        "schedule",
    )


def _takes_for_granted(word: Token, over: Token) -> bool:
    """ "Vowed to avenge the killing": a definite event under a verb that does not bring it about did happen."""
    if word.pos_ == "ADP" and over.pos_ in _VERBAL:
        return word.lower_ in _AROUND and lemma(over) not in _HAPPENS
    if word.pos_ != "NOUN" or over.pos_ not in _VERBAL:
        return False
    definite = any(child.lower_ in _DEFINITE or child.dep_ == "poss" for child in word.children)
    brings = _HAPPENS | words("planned", "verbs") | words("imagined", "verbs")
    return definite and lemma(over) not in brings and word.dep_ in ("dobj", "pobj")


def _is_infinitive(verb: Token) -> bool:
    for word in upward(verb):  # "to attack and burn": the marker of the first verb serves those joined to it
        if word.tag_ != "VB" or word.dep_ not in _INFINITIVE_OF:
            return False
        helpers = {child.lower_ for child in word.children if child.dep_ == "aux"}
        if "have" in helpers:
            return False
        if "to" in helpers:
            return True
        if word.dep_ != "conj":
            return False
    return False


def _carries_on(word: Token, over: Token) -> bool:
    """Whether the word above still decides about the event: not across a "that", a relative or a "when" clause."""
    if word.pos_ in _VERBAL:
        return (
            word.dep_ in ("xcomp", "conj", "pcomp")
            or (word.dep_ == "advcl" and word.tag_ == "VBG" and not auxiliaries(word))
            or (word.dep_ == "ccomp" and word.tag_ in ("VB", "VBG"))
        )
    return word.dep_ in (
        "dobj",
        "nsubj",
        "nsubjpass",
        "attr",
        "prep",
        "pobj",
        "agent",
        "conj",
        "appos",
        "compound",
        "oprd",
        "npadvmod",
    )
