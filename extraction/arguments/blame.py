"""Who is held to have done it, where that is said apart from the deed: claims, blame, "was behind the attack".

In: a draft and the finder of actors. Out: the nouns that name those, and the force that tells of a strike.
"""

from collections.abc import Iterator
from functools import cache

from spacy.tokens import Span, Token

from domain.actors import ActorKind
from extraction.annotations import Draft
from extraction.arguments.actors import ActorFinder, Named
from extraction.lexicon import words
from extraction.syntax.clauses import clause_of, objects_of
from extraction.syntax.speech import is_speech
from extraction.syntax.tense import upward
from extraction.syntax.word_classes import belongs, lemma, lemmas

_ACCEPTED = words("arguments_words", "blame", "accepted")
_STANDING = frozenset({"behind", "responsible"})


def answerable(draft: Draft) -> Iterator[Token]:
    """Those whom the draft's own sentence says to have claimed it, or holds to have done it."""
    trigger = draft.trigger.root
    for token in _reporting_words(draft.sentences[0]):
        if draft.sense == "anaphor" and token != trigger and token.pos_ == "VERB":
            continue
        if token.lower_ in _STANDING and trigger not in token.subtree:
            continue
        yield from _by_word(token)


def answerable_in(sentence: Span) -> Iterator[Token]:
    """Those whom a sentence that goes on about an event says to have claimed it, holds to have done it, or says that
    the doers were of: "X said its men had fired", "the driver was a bomber of X"."""
    for token in _reporting_words(sentence):
        yield from _by_word(token)
    for token in sentence:
        if token.pos_ in ("VERB", "AUX"):
            yield from _owning_up(token) if is_speech(token) else _identified(token)


def _reporting_words(sentence: Span) -> list[Token]:
    forms = lemmas(sentence.doc)[sentence.start : sentence.end]
    return [sentence[at] for at, form in enumerate(forms) if form in _reporting()]


def _by_word(token: Token) -> Iterator[Token]:
    if token.dep_ == "amod":  # "suspected rebels" are suspected of being so
        return
    if token.pos_ == "VERB" and lemma(token) != "work":
        yield from _by_verb(token)
    elif token.lower_ in _STANDING:
        yield from _stands_by(token)
    elif token.lower_ == "work" and token.dep_ == "attr":
        yield from objects_of(token, "of")


def _owning_up(speech: Token) -> Iterator[Token]:
    """ "X said that it had done it", "the military confirmed that its troops had fired"."""
    for said in speech.children:
        if said.dep_ != "ccomp" or any(child.dep_ == "neg" for child in said.children):
            continue
        if lemma(said) not in words("roles", "light") | words("roles", "deeds"):
            continue
        if any(_is_own(doer) for doer in clause_of(said).doers):
            yield from clause_of(speech).doers


def _is_own(noun: Token) -> bool:
    """ "It", "we", "its fighters": the speaker's own."""
    own = any(child.dep_ == "poss" and child.lower_ in ("its", "their", "our", "his") for child in noun.children)
    return noun.lower_ in ("it", "they", "we") or (own and belongs(noun, "armed", "weapon"))


def _identified(verb: Token) -> Iterator[Token]:
    """ "The driver was a bomber of X", "the attackers belonged to X": of whom the doers are told to be."""
    doers = [noun for noun in clause_of(verb).doers if belongs(noun, "armed", "person", "unnamed")]
    if not doers or any(child.dep_ == "neg" for child in verb.children):
        return
    if lemma(verb) == "be":
        yield from (
            child for child in verb.children if child.dep_ == "attr" and belongs(child, "armed", "body", "person")
        )
    elif lemma(verb) == "belong":
        yield from objects_of(verb, "to")


@cache
def _reporting() -> frozenset[str]:
    """The words that may say who is answerable."""
    verbs = (
        words("roles", "claim")
        | words("roles", "accept")
        | words("roles", "blame")
        | words("roles", "ascribe")
        | words("roles", "befall")
    )
    return verbs | {"behind", "responsible", "work"}


def _by_verb(verb: Token) -> Iterator[Token]:
    """ "Claimed responsibility", "blamed X for", "accused X of", "attributed to X", "suspicion fell on X"."""
    form = lemma(verb)
    clause = clause_of(verb)
    if form in words("roles", "claim") | words("roles", "accept"):
        if _ACCEPTED & {lemma(t) for t in clause.undergoers}:
            yield from clause.doers
        return
    if form in words("roles", "befall") and not any(lemma(t) in ("suspicion", "blame") for t in clause.doers):
        return
    if form in words("roles", "ascribe") and not any(belongs(t, "event") for t in clause.undergoers):
        return
    held = objects_of(verb, "on", "to") if form not in words("roles", "blame") else objects_of(verb, "on")
    if form in words("roles", "blame"):
        held = [*held, *(clause.undergoers or (clause.doers if verb.dep_ == "ROOT" else []))]  # "rebels blamed"
    yield from (noun for noun in held if not belongs(noun, "event", "site"))


def _stands_by(word: Token) -> Iterator[Token]:
    """ "X was behind the attack", "X is responsible for it", "the group behind the attack"."""
    head = word.head
    if head.pos_ in ("NOUN", "PROPN"):
        yield head
    elif head.lemma_ in ("be", "remain"):
        yield from clause_of(head).doers


def teller(draft: Draft, finder: ActorFinder) -> list[Named]:
    """ "The army said an air strike killed ten militants": the state that tells of it."""
    trigger = draft.trigger.root
    for over in upward(trigger):
        if over != trigger and is_speech(over):
            speakers = [named for noun in clause_of(over).doers if belongs(noun, "state") for named in finder.of(noun)]
            return [named for named in speakers if named.actor.kind == ActorKind.STATE][:1]
    return []
