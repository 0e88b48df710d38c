"""Who is held to have done it, where that is said apart from the deed: claims, blame, "was behind the attack".

In: a draft and the finder of actors. Out: the nouns that name those, and the force that tells of its own strike.
"""

from collections.abc import Iterator
from functools import cache

from spacy.tokens import Token

from domain.actors import ActorKind, ActorRole
from domain.taxonomy import category_of
from extraction.annotations import Draft
from extraction.arguments.actors import ActorFinder, Named
from extraction.lexicon import words
from extraction.syntax.clauses import clause_of, objects_of
from extraction.syntax.speech import is_speech
from extraction.syntax.tense import upward
from extraction.syntax.word_classes import belongs, lemma, lemmas

_ACCEPTED = words("arguments_words", "blame", "accepted")
_FEW = 4  # verbs around the trigger
_OWN_KINDS = frozenset({"strike", "raid", "clash", "killing", "attack"})


def answerable(draft: Draft) -> Iterator[Token]:
    """Those whom the draft's own sentence says to have claimed it, or holds to have done it."""
    trigger, sentence = draft.trigger.root, draft.sentences[0]
    forms = lemmas(sentence.doc)[sentence.start : sentence.end]
    for token in (sentence[at] for at, form in enumerate(forms) if form in _reporting()):
        if draft.sense == "anaphor" and token != trigger and token.pos_ == "VERB":
            continue
        if token.dep_ == "amod":  # "suspected rebels" are suspected of being so
            continue
        if token.pos_ == "VERB" and lemma(token) != "work":
            yield from _by_verb(token)
        elif token.lower_ in ("behind", "responsible") and trigger in token.subtree:
            yield from _stands_by(token)
        elif token.lower_ == "work" and token.dep_ == "attr":
            yield from objects_of(token, "of")


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
        held = [*held, *clause.undergoers]
    yield from (noun for noun in held if not belongs(noun, "event", "site"))


def _stands_by(word: Token) -> Iterator[Token]:
    """ "X was behind the attack", "X is responsible for it", "the group behind the attack"."""
    head = word.head
    if head.pos_ in ("NOUN", "PROPN"):
        yield head
    elif head.lemma_ in ("be", "remain"):
        yield from clause_of(head).doers


def own_deed(draft: Draft, finder: ActorFinder) -> list[Named]:
    """ "The army said an air strike killed ten militants": whose armed enemies died, by its own word, did it."""
    if category_of(draft.kind) not in _OWN_KINDS or any(
        actor.role in (ActorRole.PERPETRATOR, ActorRole.PARTY) for actor in draft.actors
    ):
        return []
    trigger = draft.trigger.root
    for over in upward(trigger):
        if over != trigger and is_speech(over):
            speakers = [named for noun in clause_of(over).doers if belongs(noun, "state") for named in finder.of(noun)]
            states = [named for named in speakers if named.actor.kind == ActorKind.STATE]
            return states[:1] if _enemies_died(draft, finder) else []
    return []


def _enemies_died(draft: Draft, finder: ActorFinder) -> bool:
    """Whether those it was done to are an armed group's, or bear arms for nobody named."""
    armed = [actor for actor in draft.actors if actor.actor.kind == ActorKind.ARMED_GROUP]
    verbs = [token for token in draft.trigger.root.subtree if token.pos_ == "VERB"]
    verbs += [token for token in upward(draft.trigger.root) if token.pos_ == "VERB" and not is_speech(token)]
    undergoers = [noun for verb in verbs[:_FEW] for noun in clause_of(verb).undergoers]
    return bool(armed) or any(finder.is_unnamed_fighter(noun) for noun in undergoers)
