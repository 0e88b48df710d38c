"""Grammar of the finite verb: when a clause speaks, and the way up the parse from a word to the verbs over it."""

from collections.abc import Iterator

from spacy.tokens import Span, Token

from extraction.syntax.memo import once_for_each_token
from extraction.syntax.parse import children_of, sentence_of

VERBAL = frozenset({"VERB", "AUX"})
_WILL = frozenset({"will", "shall", "'ll", "’ll", "wo"})


_STEPS = 60  # a chain of words longer than this is a list, not grammar
_REACH = 100  # words on either side in which a run-on sentence is still one


def upward(token: Token) -> Iterator[Token]:
    """The token and those over it, to the root of its sentence."""
    yield token
    for _ in range(_STEPS):
        if token.head.i == token.i:
            return
        token = token.head
        yield token


@once_for_each_token
def around(token: Token) -> Span:
    """The sentence of the token; of a sentence without an end, the part around it."""
    sentence = sentence_of(token)
    return token.doc[max(sentence.start, token.i - _REACH) : min(sentence.end, token.i + _REACH)]


def clause_verb(token: Token) -> Token | None:
    """The verb of the clause that the token stands in; itself where it is a verb."""
    return next((word for word in upward(token) if word.pos_ in VERBAL), None)


@once_for_each_token
def auxiliaries(verb: Token) -> list[Token]:
    """The auxiliaries of a verb; of a coordinated verb without its own, those of the verb that it is joined to."""
    for word in upward(verb):
        own = [child for child in children_of(word) if child.dep_ in ("aux", "auxpass")]
        has_subject = any(child.dep_ in ("nsubj", "nsubjpass") for child in children_of(word))
        joined = word.dep_ == "conj" and word.head.pos_ in VERBAL and word.tag_ in ("VB", "VBN", "VBG")
        if own or has_subject or not joined:
            return own
    return []


@once_for_each_token
def tense(token: Token) -> str:
    """future, perfect, pluperfect, past or present of the token's clause; "" without a finite verb (a heading)."""
    verb = clause_verb(token)
    if verb is None:
        return ""
    helpers = auxiliaries(verb)
    if any(helper.lower_ in _WILL for helper in helpers):
        return "future"
    for helper in helpers:
        if helper.lemma_ == "have":
            return "pluperfect" if helper.tag_ == "VBD" else "perfect"
    finite = next((word for word in [*helpers, verb] if word.tag_ in ("VBD", "VBZ", "VBP")), None)
    if finite is None:
        return "past" if verb.tag_ == "VBN" else ""
    return "past" if finite.tag_ == "VBD" else "present"
