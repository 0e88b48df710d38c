"""Grammar of the finite verb: when a clause speaks, and the way up the parse from a word to the verbs over it."""

from collections.abc import Iterator

from spacy.tokens import Token

VERBAL = frozenset({"VERB", "AUX"})
_WILL = frozenset({"will", "shall", "'ll", "’ll", "wo"})


def upward(token: Token) -> Iterator[Token]:
    """The token and those over it, to the root of its sentence."""
    yield token
    while token.head.i != token.i:
        token = token.head
        yield token


def clause_verb(token: Token) -> Token | None:
    """The verb of the clause that the token stands in; itself where it is a verb."""
    return next((word for word in upward(token) if word.pos_ in VERBAL), None)


def auxiliaries(verb: Token) -> list[Token]:
    """The auxiliaries of a verb; of a coordinated verb without its own, those of the verb that it is joined to."""
    own = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
    if not own and verb.dep_ == "conj" and verb.head.pos_ in VERBAL and verb.tag_ in ("VB", "VBN", "VBG"):
        has_subject = any(child.dep_ in ("nsubj", "nsubjpass") for child in verb.children)
        return own if has_subject else auxiliaries(verb.head)
    return own


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
