"""Telegraphic ways to tell a loss, as headlines, posts and lists have them: "6 dead, 11 injured", "Wounded: 7",
"9 people sheltering there dead".

In: a word that says what became of people. Out: the losses it tells with the number beside it, however it was parsed.
"""

from collections.abc import Iterator

from spacy.tokens import Token

from domain.casualties import Outcome
from extraction.casualties.groups import is_people
from extraction.casualties.loss import Loss, outcome_of
from extraction.casualties.people import Counted, Crowd
from extraction.lexicon import words
from extraction.syntax.clauses import coordinated
from extraction.syntax.parse import sentence_of
from extraction.syntax.word_classes import lemma
from extraction.text.numbers import Quantity

_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_STOPS = frozenset({":", ";", ".", "–", "—", "\n"})
_DASHES = frozenset({":", "-", "–", "—", "="})
_REACH = 14  # tokens between the people and the word that ends their clause
_LINKS = frozenset({"PUNCT", "SPACE", "ADP", "CCONJ", "SCONJ"})
_GO_ON = words("casualties_words", "telegraphic", "go_on")


def telegraphic(token: Token, crowd: Crowd) -> Iterator[Loss]:
    """The losses that the word tells without the grammar of a sentence."""
    state = outcome_of("states", token.lower_)
    if state is not None:
        before = list(_number_before(token, state, crowd))
        yield from before or _people_before(token, state, crowd)
        if before:
            return
    yield from _number_after(token, state, crowd)


def _number_before(token: Token, outcome: Outcome, crowd: Crowd) -> Iterator[Loss]:
    """ "6 dead", "nine others injured": a number right before the state, or before those whom it adds."""
    before = token.doc[token.i - 1] if token.i > sentence_of(token).start else None
    while before is not None and before.tag_ == "RB" and before.i > sentence_of(token).start:  # "one still missing"
        before = before.nbor(-1)
    if before is None or any(child.dep_ == "dobj" for child in token.children):
        return
    quantity = crowd.quantity_at(before)
    if quantity is None or (quantity.low, quantity.high) == (0, 0):
        return
    following = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
    named = following is not None and following.pos_ in ("NOUN", "PROPN", "DET", "NUM", "ADJ", "PRON")
    if named and token.doc[token.i + 1].lower_ not in ("incl", "incl."):
        return
    yield from _loss(token, outcome, before, _with_number(before, quantity, crowd), token.i + 1)


def _with_number(word: Token, quantity: Quantity, crowd: Crowd) -> Quantity:
    """The number before "others" or "more"; not a year ("in 2014 others …")."""
    if (quantity.low, quantity.high) != (None, None) or word.i == sentence_of(word).start:
        return quantity
    number = crowd.quantity_at(word.nbor(-1))
    span = word.doc.char_span(number.start, number.end, alignment_mode="expand") if number else None
    if number is None or span is None or (span.start and word.doc[span.start - 1].pos_ == "ADP"):
        return quantity
    return number


def _people_before(token: Token, outcome: Outcome, crowd: Crowd) -> Iterator[Loss]:
    """ "9 people sheltering there dead": people at the head of a clause without a verb, their state at its end."""
    following = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
    goes_on = following is not None and following.pos_ not in _LINKS
    if goes_on or token.tag_ in _FINITE:
        return
    start = max(sentence_of(token).start, token.i - _REACH)
    stops = [t.i + 1 for t in token.doc[start : token.i] if t.text in _STOPS or t.is_space or _ends_clause(t)]
    for noun in token.doc[stops[-1] if stops else start : token.i]:
        if noun.tag_ not in ("NNS", "NN") or not is_people(noun) or noun.like_num or noun.dep_ == "compound":
            continue
        own = any(crowd.quantity_at(t) for t in noun.lefts)
        shared = noun.dep_ == "pobj" and noun.head.lower_ == "of" and not own
        head = noun.head.head if shared else noun  # "two of his comrades"
        alone = noun.tag_ == "NN" and not any(t.dep_ in ("det", "poss", "nummod") for t in noun.lefts)
        if alone or own or crowd.quantity_at(head) is not None:
            for member in (t for t in coordinated(head) if t.i < token.i):
                people = crowd.count(member)
                if people is not None and (alone or people.low is not None):
                    yield Loss(token, outcome, people.of(1) if alone else people)  # "hit by a drone, rider dead"
            return


def _ends_clause(token: Token) -> bool:
    """ "One was killed and ten others, two of them children, hurt": the verb of those told of before."""
    return token.tag_ in _FINITE or token.dep_ in ("aux", "auxpass") or any(t.dep_ == "auxpass" for t in token.lefts)


def _number_after(token: Token, state: Outcome | None, crowd: Crowd) -> Iterator[Loss]:
    """ "Wounded: 7", "kills three, wounds nine": the number behind the word, and nothing that it counts."""
    outcome = state or outcome_of("verbs", lemma(token))
    if outcome is None:
        return
    marked = token.i + 1 < len(token.doc) and token.nbor(1).text in _DASHES
    at = token.i + 1 + marked
    if at >= len(token.doc) or (not marked and at >= sentence_of(token).end):
        return
    quantity = crowd.quantity_at(token.doc[at])
    if quantity is None or (quantity.low, quantity.high) in ((0, 0), (None, None)):
        return
    span = token.doc.char_span(quantity.start, quantity.end, alignment_mode="expand")
    if span is None or span.start < at:
        return
    after = token.doc[span.end] if span.end < len(token.doc) else None
    ends = after is None or after.is_punct or after.is_space or after.lower_ in _GO_ON
    if ends and (marked or token.tag_ in ("VBD", "VBN", "VBZ", "NNS")):
        yield from _loss(token, outcome, span[-1], quantity, span.end)


def _loss(token: Token, outcome: Outcome, noun: Token, quantity: Quantity, end: int) -> Iterator[Loss]:
    span = token.doc.char_span(quantity.start, quantity.end, alignment_mode="expand")
    if span is not None:
        people = Counted(noun, token.doc[span.start : end], quantity.low, quantity.high, quantity.best)
        yield Loss(token, outcome, people)
