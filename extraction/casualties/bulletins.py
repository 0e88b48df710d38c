"""Losses as military bulletins and radio tell them: "2 x KIA", "3 soldiers WIA", "KIA: 4", "five 200s",
"enemy losses: 120 personnel".

In: a mark, or the noun of a balance. Out: the losses it tells with the number beside it.
"""

from collections.abc import Iterator
from functools import cache

from spacy.tokens import Token

from domain.casualties import Group, Outcome
from extraction.casualties.groups import is_people
from extraction.casualties.loss import Loss
from extraction.casualties.people import Counted, Crowd
from extraction.lexicon import table, words
from extraction.syntax.word_classes import lemma
from extraction.text.numbers import Quantity

_TIMES = frozenset({"x", "×", "-", "–", "*"})
_AFTER = frozenset({":", "-", "–", "—", "="})
_SHORT = 6  # letters of an abbreviation
_REACH = 8  # tokens between "losses" and the people that it counts


@cache
def marks() -> frozenset[str]:
    """The marks, in lower case."""
    return frozenset(table("casualties")["codes"])


def by_bulletin(token: Token, form: str, crowd: Crowd) -> Iterator[Loss]:
    """The losses that the mark or the balance tells."""
    code = table("casualties")["codes"].get(token.lower_.rstrip("."))
    if code is not None and (token.is_upper or not token.is_alpha):
        yield from _by_mark(token, code, crowd)
    elif form in words("casualties", "balance", "nouns") and token.pos_ in ("NOUN", "PROPN"):
        yield from _by_balance(token, crowd)


def _by_mark(token: Token, code: dict[str, str], crowd: Crowd) -> Iterator[Loss]:
    """The number before the mark, with whose men they are between ("3 x ANA KIA"), or behind its colon; or the people
    before it."""
    outcome, group = Outcome(code["outcome"]), Group(code["group"])
    at = token.i - 1
    while at > 0 and crowd.quantity_at(token.doc[at]) is None and _goes_between(token.doc[at]):
        at -= 1
    before = token.doc[max(at, 0)]
    at_number = token.i + 1 + (token.i + 2 < len(token.doc) and token.nbor(1).text in _AFTER)
    behind = crowd.quantity_at(token.doc[at_number]) if at_number < len(token.doc) else None
    if before.i < token.i and (quantity := crowd.quantity_at(before)) is not None:
        whose = [t for t in token.doc[before.i + 1 : token.i] if t.lower_ not in _TIMES]
        yield from _loss(token, outcome, quantity, next(iter(whose), token), group)
    elif before.i == token.i - 1 and is_people(before) and (people := crowd.count(before)) is not None:
        yield Loss(token, outcome, people)
    elif behind is not None:  # "KIA: 4", "PAX KIA 14"
        yield from _loss(token, outcome, behind, token.doc[at_number], group)


def _goes_between(token: Token) -> bool:
    """ "x", a dash, or an abbreviation: "ANA", "civ"."""
    return token.lower_ in _TIMES or (token.is_alpha and len(token) <= _SHORT and not token.is_sent_start)


def _loss(token: Token, outcome: Outcome, quantity: Quantity, noun: Token, group: Group) -> Iterator[Loss]:
    span = token.doc.char_span(quantity.start, quantity.end, alignment_mode="expand")
    if span is not None and (quantity.low, quantity.high) != (0, 0):
        people = Counted(noun, span, quantity.low, quantity.high, quantity.best)
        yield Loss(token, outcome, people, group=group)


def _by_balance(token: Token, crowd: Crowd) -> Iterator[Loss]:
    """ "Enemy losses: 120 personnel, 3 tanks", "losses of more than 30 men"."""
    linked = False
    for later in token.doc[token.i + 1 : min(token.i + _REACH, len(token.doc))]:
        linked = linked or later.lower_ in words("casualties", "balance", "links")
        if linked and later.tag_ in ("NNS", "NN", "NNPS") and crowd.quantity_at(later) is None:
            people = crowd.count(later) if is_people(later) else None
            if people is not None and people.low is not None and "person" not in people.marks:
                yield Loss(token, Outcome.KILLED, people, owner=_owner(token))
            return


def _owner(token: Token) -> Token | None:
    """Whose losses: "enemy losses", "the army's losses"."""
    return next((t for t in token.lefts if t.dep_ in ("compound", "poss", "amod") and lemma(t) != "own"), None)
