"""A loss that a text tells, as a value; stated noughts ("no casualties"); parts of a whole ("including two children")."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Token

from domain.casualties import Outcome
from extraction.clauses import coordinated, is_passive
from extraction.people import Counted, Crowd, lexicon
from extraction.wordclasses import lemma

NOBODY = frozenset({"nobody", "none", "no-one", "neither"})


@dataclass(frozen=True, slots=True)
class Loss:
    """One loss told: `word` says it, `people` suffered it; `owner` is whose they were ("the army lost eleven men")."""

    word: Token
    outcome: Outcome
    people: Counted
    marks: frozenset[str] = frozenset()
    owner: Token | None = None


def outcome_of(table: str, form: str) -> Outcome | None:
    """The outcome that a table of the lexicon gives the word, if it has it."""
    for name, forms in lexicon()[table].items():
        if form in forms:
            return Outcome(name)
    return None


def absence(token: Token) -> Iterator[Loss]:
    """ "No casualties", "nobody was hurt", "none of the crew were killed": a stated nought."""
    head = token.head
    if token.lower_ in ("no", "without"):
        nouns = [head] if token.lower_ == "no" else [t for t in token.children if t.dep_ == "pobj"]
        form = next((lemma(t) for t in nouns), "")
        if form == "one":
            return
        denied = tuple(Outcome(name) for name in lexicon()["denied"].get(form, ()))
        noun = nouns[0] if nouns else token
    else:
        verb = next((t for t in (token, *token.ancestors) if t.pos_ == "VERB"), None)
        outcome = outcome_of("verbs", lemma(verb)) if verb is not None else None
        if verb is None or outcome is None or not is_passive(verb):
            return
        denied = (Outcome.KILLED, Outcome.INJURED) if outcome == Outcome.INJURED else (outcome,)
        noun = token
    for outcome in denied:
        span = token.doc[min(token.i, noun.i) : max(token.i, noun.i) + 1]
        yield Loss(token, outcome, Counted(noun, span, 0, 0, 0))


def parts(loss: Loss, crowd: Crowd) -> Iterator[Loss]:
    """ "Including two children", "four of them children", "three of the six are children": parts of a whole."""
    noun = loss.people.noun
    for child in noun.children:
        if child.lower_ in ("including", "among"):
            for inner in (t for t in child.children if t.dep_ in ("pobj", "pcomp", "dobj")):
                yield from _part(loss, [*coordinated(inner)], crowd)
    sentence = noun.sent
    for token in sentence.doc[noun.i + 1 : sentence.end]:
        if token.lower_ == "of" and token.i + 1 < sentence.end and token.nbor(1).lower_ in ("them", "whom"):
            after = next(
                (t for t in sentence.doc[token.i + 2 : min(token.i + 5, sentence.end)] if t.pos_ in ("NOUN", "PROPN")),
                None,
            )
            quantity = crowd.quantity_at(token.nbor(-1))
            # "Both of them drivers" breaks nothing down.
            whole = quantity is not None and quantity.low == loss.people.low
            if after is not None and quantity is not None and quantity.low is not None and not whole:
                span = sentence.doc[token.i - 1 : after.i + 1]
                yield replace(loss, people=Counted(after, span, quantity.low, quantity.high, quantity.best, part=True))


def _part(loss: Loss, heads: list[Token], crowd: Crowd) -> Iterator[Loss]:
    for head in heads:
        people = crowd.count(head)
        if people is not None and people.low is not None:
            yield replace(loss, people=replace(people, part=True))
