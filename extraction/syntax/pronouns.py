"""A pronoun → the subject that it stands for by grammar: that of the clause over its own, else of the sentence before.

Knows grammar only, nothing of war: "The soldiers were on patrol when they were attacked" gives "soldiers".
"""

from spacy.tokens import Token

from extraction.syntax.word_classes import belongs

_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_UNDER = frozenset({"advcl", "conj", "ccomp", "relcl", "pcomp", "acl", "xcomp"})
_PLURAL = frozenset({"NNS", "NNPS"})
_CLIMB = 4  # clauses over a pronoun's own


def subject_meant(pronoun: Token) -> Token | None:
    """The head of the subject that the pronoun stands for; None where nothing before it fits."""
    verb = pronoun.head
    for _ in range(_CLIMB):
        if verb.dep_ not in _UNDER or verb.head.pos_ not in ("VERB", "AUX"):
            break
        verb = verb.head
        if subject := _subject_of(verb, pronoun):
            return subject
    first = pronoun.sent.start
    if first == 0:
        return None
    root = pronoun.doc[first - 1].sent.root
    return _subject_of(root, pronoun)


def _subject_of(verb: Token, pronoun: Token) -> Token | None:
    for child in verb.children:
        if child.dep_ in _SUBJECTS and child.i < pronoun.i and _agrees(child, pronoun):
            return child
    return None


def _agrees(subject: Token, pronoun: Token) -> bool:
    if subject.lower_ == pronoun.lower_:
        return True
    many = subject.tag_ in _PLURAL or subject.tag_ == "CD" or any(subject.conjuncts)
    if pronoun.lower_ == "they":
        return subject.pos_ != "PRON" and (many or belongs(subject, "armed", "group") or subject.pos_ == "PROPN")
    if pronoun.lower_ == "it":
        return subject.pos_ != "PRON" and not many and not belongs(subject, "person", "event")
    return False
