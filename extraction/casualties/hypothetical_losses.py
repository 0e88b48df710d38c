"""Losses that a text only wishes, fears or supposes: "vowed to kill 100 soldiers", "could have killed dozens".

In: the word that tells a loss. Out: whether the clause says that it came about. The words stand under `unreal` in
`lexicon/casualties.toml`.
"""

from spacy.tokens import Token

from extraction.lexicon import words
from extraction.syntax.tense import auxiliaries, clause_verb, upward
from extraction.syntax.word_classes import lemma


def is_unreal(word: Token) -> bool:
    """Whether the loss is planned, possible or conditional only."""
    verb = clause_verb(word)
    if verb is None:
        return False
    return _is_modal(verb) or _is_aim(verb) or _is_conditional(verb) or _is_denied(verb)


def _is_modal(verb: Token) -> bool:
    return any(helper.tag_ == "MD" for helper in auxiliaries(verb))


def _is_aim(verb: Token) -> bool:
    """ "Trying to capture nine men"; "went on to kill five" and "is said to have killed five" did come about."""
    helpers = auxiliaries(verb)
    if not any(helper.lower_ == "to" for helper in helpers) or any(helper.lemma_ == "have" for helper in helpers):
        return False
    while verb.dep_ == "conj" and verb.head.pos_ in ("VERB", "AUX"):  # "to identify and capture the attackers"
        verb = verb.head
    return verb.head.i != verb.i and lemma(verb.head) not in words("casualties", "unreal", "comes_about")


def _is_conditional(verb: Token) -> bool:
    """ "If the bomb had gone off", "unless they were shot", and what would follow."""
    for token in upward(verb):
        marks = {child.lower_ for child in token.children if child.dep_ in ("mark", "advmod")}
        if token.pos_ in ("VERB", "AUX") and marks & words("casualties", "unreal", "marks"):
            return True
    return False


def _is_denied(verb: Token) -> bool:
    """ "It is not true that a nurse died", "the report that six were killed is false"."""
    for token in upward(verb):
        told = {child.lower_ for child in token.children if child.dep_ in ("acomp", "attr", "neg")}
        if told & words("casualties", "unreal", "false") or ("true" in told and told & {"not", "n't", "n’t"}):
            return True
    return False
