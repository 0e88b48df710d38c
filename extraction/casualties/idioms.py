"""Ways to tell a loss in several words: "sustained injuries", "cost two people their lives", "not accounted for".

In: a verb of the parse and the people counted. Out: the losses it tells. Each way is an `[[idiom]]` of
`lexicon/casualties.toml`: the verbs, the words one of which goes with them, and who suffers it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Token

from domain.casualties import Group, Outcome
from extraction.casualties.loss import Loss, counted, is_people_phrase
from extraction.casualties.people import Crowd
from extraction.lexicon import table, words
from extraction.syntax.clauses import clause_of, coordinated, objects_of
from extraction.syntax.parse import children_of
from extraction.syntax.word_classes import lemma

_BESIDE = frozenset(
    {"dobj", "attr", "oprd", "acomp", "prt", "advmod", "appos", "xcomp", "advcl", "conj", "ccomp", "npadvmod", "dep"}
)
_LINKS = frozenset({"prep", "dative", "agent"})
_ARMED = frozenset({Group.MILITARY, Group.MILITANT, Group.POLICE})


@dataclass(frozen=True, slots=True)
class Idiom:
    """One way to tell a loss; `who` is "subject", "object" or the prepositions before those who suffer it."""

    outcome: Outcome
    verbs: frozenset[str]
    beside: frozenset[str]  # one of them must go with the verb; empty: none needed
    how: frozenset[str]  # one of them must stand before the word beside, where any is given
    unless: frozenset[str]
    who: str
    negated: bool
    armed: bool  # only of soldiers and fighters
    marks: frozenset[str]


@cache
def _idioms() -> tuple[Idiom, ...]:
    return tuple(
        Idiom(
            outcome=Outcome(row["outcome"]),
            verbs=frozenset(row["verbs"]),
            beside=_words_beside(row.get("with", ())),
            how=frozenset(row.get("how", ())),
            unless=frozenset(row.get("unless", ())),
            who=row["who"],
            negated=row.get("negated", False),
            armed=row.get("armed", False),
            marks=frozenset(row.get("marks", ())),
        )
        for row in table("casualties")["idiom"]
    )


def _words_beside(told: str | list[str]) -> frozenset[str]:
    """The words themselves, or the name of the list that has them."""
    return words("casualties", told, "nouns") if isinstance(told, str) else frozenset(told)


@cache
def idiom_verbs() -> frozenset[str]:
    """The verbs that an idiom can be built on."""
    return frozenset(verb for idiom in _idioms() for verb in idiom.verbs)


def by_idiom(verb: Token, form: str, crowd: Crowd) -> Iterator[Loss]:
    """The losses that the verb tells together with the words beside it."""
    if form not in idiom_verbs():
        return
    negated = any(child.dep_ == "neg" for child in children_of(verb))
    near = list(_beside(verb))
    for idiom in _idioms():
        if form not in idiom.verbs or negated != idiom.negated:
            continue
        fitting = [t for t in near if {t.lower_, lemma(t)} & idiom.beside and _fits(t, idiom)]
        if idiom.beside and not fitting:
            continue
        if any({t.lower_, lemma(t)} & idiom.unless for t in near):
            continue
        heads = [t for t in _sufferers(verb, idiom, fitting) if t not in fitting and _may_suffer(t, idiom, crowd)]
        for loss in counted(verb, idiom.outcome, heads, crowd):
            if idiom.outcome != Outcome.MISSING or loss.people.best is not None:  # "people are under the rubble"
                yield Loss(verb, loss.outcome, loss.people, idiom.marks)


def _beside(verb: Token) -> Iterator[Token]:
    """The words that go with the verb: its objects and complements, its particles, what its prepositions bring."""
    for child in children_of(verb):
        if child.dep_ in _LINKS:
            yield child
            yield from (t for t in children_of(child) if t.dep_ in ("pobj", "pcomp", "appos"))
        elif child.dep_ in _BESIDE:
            yield child
            yield from (t for t in children_of(child) if t.dep_ in ("appos", "prt", "nsubj"))
            for link in children_of(child):
                if link.dep_ == "prep":
                    yield from (t for t in children_of(link) if t.dep_ == "pobj")


def _fits(word: Token, idiom: Idiom) -> bool:
    return not idiom.how or any(child.lower_ in idiom.how for child in children_of(word))


def _sufferers(verb: Token, idiom: Idiom, fitting: list[Token]) -> list[Token]:
    clause = clause_of(verb)
    if idiom.who == "subject":
        return clause.undergoers if clause.passive else clause.doers
    if idiom.who == "object":
        datives = [t for child in children_of(verb) if child.dep_ == "dative" for t in coordinated(child)]
        return [*clause.undergoers, *datives]
    links = idiom.who.split()
    return [t for word in (verb, *fitting) for t in objects_of(word, *links)]


def _may_suffer(head: Token, idiom: Idiom, crowd: Crowd) -> bool:
    if idiom.armed:
        own = head.like_num and any(t.lower_ == "ours" for child in children_of(head) for t in children_of(child))
        inner = [t for child in children_of(head) if child.lower_ == "of" for t in children_of(child)]
        return own or any(crowd.group(t) in _ARMED for t in (head, *inner))
    return is_people_phrase(head) or crowd.quantity_at(head) is not None
