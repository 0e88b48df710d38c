"""Whether it happened: reads the parse around each trigger; writes `draft.happened`, its status and `draft.prevented`.

Planned, threatened and foretold events keep the status "planned". What is negated, asked for, made possible, supposed,
rehearsed or only counted up never becomes an event. What was foiled happened, and is marked as prevented.
"""

from spacy.tokens import Doc, Token

from domain.events import Status
from domain.taxonomy import category_of
from extraction.annotations import Draft, within
from extraction.components import component
from extraction.factuality.hypothetical import hypothetical
from extraction.factuality.recurring import recurring
from extraction.lexicon import words
from extraction.syntax.clauses import clause_of, modifiers
from extraction.syntax.tense import VERBAL, around, tense, upward
from extraction.syntax.word_classes import lemma, lemmas
from extraction.text.numbers import number

_VIOLENT = frozenset({"strike", "bombing", "attack", "killing", "clash", "raid", "abduction"})
_SUM = 20  # "has documented 167 attacks": so many are no single event


@component(
    reads=("doc.times", "draft.kind", "draft.sense", "draft.trigger"),
    writes=("draft.happened", "draft.prevented", "draft.status"),
    lexicon=("factuality_words", "modality", "nouns", "numbers", "syntax_words"),
)
def modality(doc: Doc) -> Doc:
    """Tell happened events from planned, supposed, negated and prevented ones."""
    in_earnest = not _is_make_believe(doc)
    for draft in doc._.drafts:
        _judge(draft)
        if not in_earnest:
            draft.happened = False
            draft.why["status"] = "told of an exercise or in a tale"
    return doc


def _is_make_believe(doc: Doc) -> bool:
    """Whether the text tells of an exercise or a tale: "Exercise Sand Fox ended … 63 notional casualties"."""
    told = set(lemmas(doc))
    acted = not told.isdisjoint(words("modality", "acted", "nouns"))
    return acted and not told.isdisjoint(words("modality", "acted", "make_believe"))


def _judge(draft: Draft) -> None:
    root = draft.trigger.root
    if category_of(draft.kind) == "statement":
        return
    stopper = _stopper(root)
    if stopper is not None:
        draft.prevented = True
        draft.why["prevented"] = f"“{stopper.text}”"
        root = stopper
    general = recurring(draft)
    found = (
        (("hypothetical", general) if general else None)
        or _acted(root)
        or _sum(draft, root)
        or (None if draft.sense == "harm" and stopper is None else _negation(root))
        or hypothetical(root)
    )
    if found is None:
        return
    state, reason = found
    if state == "planned":
        draft.status = Status.PLANNED
    else:
        draft.happened = False
    draft.why["status"] = reason


def _stopper(trigger: Token) -> Token | None:
    """The word that says the event was stopped: "foiled a bombing", "an attempted attack", "shot down the missiles"."""
    for word in modifiers(trigger):
        if word.lower_ in words("modality", "prevented", "adjectives"):
            return word
    if lemma(trigger) in words("modality", "prevented", "stopped") | words("modality", "prevented", "verbs"):
        objects = {lemma(noun) for noun in clause_of(trigger).undergoers} if trigger.pos_ == "VERB" else set()
        return trigger if objects & words("modality", "prevented", "flying") else None
    fired = trigger.head if trigger.dep_ in ("acl", "relcl") else trigger
    if (
        fired.i != trigger.i
        and lemma(fired) in words("modality", "prevented", "flying")
        and fired.dep_ in ("dobj", "nsubjpass")
    ):
        return fired.head if lemma(fired.head) in words("modality", "prevented", "stopped") else None
    verb = _verb_over(trigger)
    if verb is not None and lemma(verb) in words("modality", "prevented", "verbs") and trigger.i != verb.i:
        inside = {t.i for noun in clause_of(verb).undergoers for t in noun.subtree} | {
            t.i for c in verb.children if c.dep_ in ("prep", "pcomp", "ccomp", "xcomp") for t in c.subtree
        }
        return verb if trigger.i in inside else None
    return None


def _verb_over(token: Token) -> Token | None:
    return next((word for word in upward(token) if word.pos_ in VERBAL and word.i != token.i), None)


def _acted(trigger: Token) -> tuple[str, str] | None:
    """Exercises and their like: what is done there is not done in earnest."""
    for word in modifiers(trigger):
        if word.lower_ in words("modality", "acted", "adjectives"):
            return "hypothetical", f"“{word.text}”: not in earnest"
    setting = [t for child in trigger.children if child.lower_ in ("in", "during") for t in child.children]
    if any(lemma(t) in words("modality", "acted", "nouns") for t in setting):
        return "hypothetical", "in an exercise: not in earnest"
    for word in upward(trigger):
        if lemma(word) in words("modality", "acted", "nouns") and word.pos_ == "NOUN":
            return "hypothetical", f"part of “{word.text}”: not in earnest"
        if word.pos_ in VERBAL and any(
            lemma(t) in words("modality", "acted", "nouns") and t.dep_ == "nsubj" for t in word.children
        ):
            return "hypothetical", "part of an exercise: not in earnest"
    return None


def _total_since(trigger: Token) -> bool:
    """ "Have been killed in attacks since January", "has raided towns since 2022": the perfect over a long time."""
    verb = trigger if trigger.pos_ in VERBAL else _verb_over(trigger)
    if verb is None or tense(verb) != "perfect":
        return False
    many = trigger.tag_ in ("NNS", "NNPS") or trigger.pos_ in VERBAL
    clauses = [child for child in verb.children if child.dep_ == "advcl"]
    if many and any(mark.lower_ == "since" for clause in clauses for mark in clause.children):
        return True
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
        and lemma(verb) in words("modality", "tallies", "verbs")
        and any(count is not None and count > 1 for count in counts)
    ):
        return "hypothetical", f"a count of many events (“{verb.text}”)"
    if category_of(draft.kind) in _VIOLENT and _total_since(trigger):
        return "hypothetical", "a total over a time"
    near = around(trigger)
    if any(count is not None and count >= _SUM for count in counts) and any(
        mention.use == "since" or mention.time.precision in ("month", "year")
        for mention in within(trigger.doc._.times, near.start, near.end)
    ):
        return "hypothetical", "a count of many events over a time"
    return None


def _negation(trigger: Token) -> tuple[str, str] | None:
    """ "No strikes were carried out", "did not attack", "without an attack", "nothing was hit"."""
    verb = trigger if trigger.pos_ in VERBAL else _verb_over(trigger)
    if trigger.pos_ not in VERBAL:
        if any(
            child.lower_ in ("no", "neither") and child.dep_ in ("det", "neg", "nummod", "cc", "preconj")
            for child in trigger.children
        ):
            return "hypothetical", f"“no {trigger.text}”"
        if trigger.dep_ == "pobj" and trigger.head.lower_ == "without":
            return "hypothetical", f"“without {trigger.text}”"
        if (
            verb is None
            or lemma(verb) not in words("modality", "brings_about", "verbs")
            or not _is_argument(trigger, verb)
        ):
            return None
    if verb is not None and any(child.dep_ == "neg" or child.lower_ == "never" for child in verb.children):
        return "hypothetical", f"“{verb.text}” is negated"
    if verb is not None and any(
        child.dep_ in ("nsubj", "nsubjpass") and child.lower_ in ("nothing", "nobody", "none")
        for child in verb.children
    ):
        return "hypothetical", f"nothing was “{verb.text}”"
    return None


def _is_argument(noun: Token, verb: Token) -> bool:
    path = list(upward(noun))
    return any(
        t.head.i == verb.i and t.dep_ in ("dobj", "nsubjpass", "nsubj", "attr", "prep")
        for t in path[: path.index(verb)]
    )
