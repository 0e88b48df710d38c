"""Figures that stand for all so far: "the death toll rose to 14", "raising to seven the number of people killed",
"puts the dead at 12 and the wounded at 26", "later revised to 7".

In: a word that may stand for such a count. Out: the loss it tells, marked as a toll.
"""

from collections.abc import Iterator

from spacy.tokens import Token

from domain.casualties import Outcome
from extraction.casualties.loss import Loss, outcome_of
from extraction.casualties.people import Counted, Crowd
from extraction.lexicon import table, words
from extraction.syntax.clauses import objects_of
from extraction.syntax.parse import sentence_of
from extraction.syntax.word_classes import lemma
from extraction.text.numbers import Quantity

_REACH = 30  # tokens after "death toll" in which its figure stands
_BACK = 8  # tokens between "raising to seven" and "the death toll"
_TOLL = frozenset({"toll"})


def by_toll(token: Token, form: str, crowd: Crowd) -> Iterator[Loss]:
    """The count that the word stands for."""
    tolls = table("casualties")["tolls"]
    if form in tolls["nouns"] or (form in tolls["counts"] and _counts_losses(token)):
        yield from list(_raised_before(token, crowd)) or _stated_after(token, crowd)
    elif outcome_of("states", token.lower_) is not None and any(
        child.lower_ in ("the", "their") for child in token.children
    ):
        yield from _put_at(token, crowd)


def revised(token: Token, earlier: Loss, crowd: Crowd) -> Iterator[Loss]:
    """ "Killed 5 people, later revised to 7": the last count of what was reported before in the sentence."""
    if lemma(token) not in words("casualties", "tolls", "revised") or token.i + 2 >= sentence_of(token).end:
        return
    quantity = crowd.quantity_at(token.nbor(2))
    if (
        token.nbor(1).lower_ == "to"
        and quantity is not None
        and sentence_of(earlier.word).start == sentence_of(token).start
    ):
        yield from _toll(token, earlier.outcome, quantity, token.nbor(2))


def _counts_losses(token: Token) -> bool:
    """ "The number of dead", "the number of policemen martyred"."""
    of = table("casualties")["tolls"]["of"]
    return any(t.lower_ in of for t in token.doc[token.i + 1 : min(token.i + 6, sentence_of(token).end)])


def _outcome(token: Token) -> Outcome:
    forms = {
        t.lower_
        for t in token.doc[max(sentence_of(token).start, token.i - 2) : min(token.i + 4, sentence_of(token).end)]
    }
    if {"wounded", "injured", "injury", "injuries"} & forms:
        return Outcome.INJURED
    return Outcome.MISSING if "missing" in forms else Outcome.KILLED


def _raised_before(token: Token, crowd: Crowd) -> Iterator[Loss]:
    """ "Bringing to five the death toll": the figure before the word."""
    for earlier in token.doc[max(sentence_of(token).start + 2, token.i - _BACK) : token.i]:
        quantity = crowd.quantity_at(earlier)
        raises = earlier.nbor(-1).lower_ == "to" and lemma(earlier.nbor(-2)) in words("casualties", "tolls", "raised")
        if quantity is not None and quantity.low is not None and raises:
            yield from _toll(token, _outcome(token), quantity, _people_of(token, earlier))
            return


def _stated_after(token: Token, crowd: Crowd) -> Iterator[Loss]:
    before = table("casualties")["tolls"]["before"]
    for later in token.doc[token.i + 1 : min(token.i + _REACH, sentence_of(token).end)]:
        quantity = crowd.quantity_at(later)
        if quantity is None or quantity.best is None or crowd.quantity_at(later.nbor(-1)) is quantity:
            continue
        lead, counted = later.nbor(-1), quantity
        if lead.lower_ == "from" and " to " in quantity.text and quantity.last is not None:
            counted = Quantity(quantity.start, quantity.end, quantity.last, quantity.last, quantity.text)
        elif lead.lower_ not in before and lemma(lead) not in before:
            continue
        yield from _toll(token, _outcome(token), counted, _people_of(token, later))
        return


def _put_at(token: Token, crowd: Crowd) -> Iterator[Loss]:
    """ "Put the dead at 12", "the wounded number 40"."""
    for later in token.doc[token.i + 1 : min(token.i + 4, sentence_of(token).end)]:
        quantity = crowd.quantity_at(later)
        if quantity is not None and quantity.low is not None:
            lead = later.nbor(-1)
            if lead.lower_ == "at" or lemma(lead) in words("casualties", "tolls", "amount"):
                yield from _toll(token, outcome_of("states", token.lower_) or Outcome.KILLED, quantity, later)
            return


def _people_of(token: Token, otherwise: Token) -> Token:
    return next((t for t in objects_of(token, "of") if t.tag_ in ("NNS", "NNPS")), otherwise)


def _toll(token: Token, outcome: Outcome, quantity: Quantity, noun: Token) -> Iterator[Loss]:
    span = token.doc.char_span(quantity.start, quantity.end, alignment_mode="expand")
    if span is not None:
        yield Loss(token, outcome, Counted(noun, span, quantity.low, quantity.high, quantity.best, _TOLL))
