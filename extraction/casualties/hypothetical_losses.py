"""Losses that a text only wishes, fears or supposes: "vowed to kill 100 soldiers", "could have killed dozens".

In: the word that tells a loss. Out: whether the clause says that it came about. The words stand under `hypothetical` in
`lexicon/casualties.toml`.
"""

from spacy.tokens import Token

from extraction.lexicon import words
from extraction.syntax.tense import auxiliaries, clause_verb
from extraction.syntax.word_classes import lemma


def is_hypothetical(word: Token) -> bool:
    """Whether the loss is planned, possible or conditional only."""
    verb = clause_verb(word)
    if verb is None:
        return False
    return _is_modal(verb) or _is_aim(verb)


def _is_modal(verb: Token) -> bool:
    return any(helper.tag_ == "MD" for helper in auxiliaries(verb))


def _is_aim(verb: Token) -> bool:
    """ "Trying to capture nine men"; "went on to kill five" and "is said to have killed five" did come about."""
    helpers = auxiliaries(verb)
    if not any(helper.lower_ == "to" for helper in helpers) or any(helper.lemma_ == "have" for helper in helpers):
        return False
    while verb.dep_ == "conj" and verb.head.pos_ in ("VERB", "AUX"):  # "to identify and capture the attackers"
        verb = verb.head
    return verb.head.i != verb.i and lemma(verb.head) not in words("casualties", "hypothetical", "comes_about")
