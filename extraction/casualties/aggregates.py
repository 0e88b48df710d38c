"""Totals of many events, which no event is given: "has killed thousands of people", "14 have died this month".

In: a loss that a text tells. Out: whether its figure adds up a war, a year or a region. What marks such a sum: a long
stretch of time in its clause, the long violence that it is laid to ("the insurgency", "a decade-long campaign"), or a
perfect tense with weeks beside it. The words stand under `cumulative` in `lexicon/casualties.toml`.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cache

from spacy.tokens import Token

from extraction.annotations import TimeMention, within
from extraction.casualties.loss import Loss
from extraction.lexicon import table, words
from extraction.syntax.clauses import clause_of
from extraction.syntax.tense import around, tense, upward
from extraction.syntax.word_classes import belongs, lemma
from extraction.text.numbers import number

# What is reported of several months is a sum of many events; a whole year may date one in passing.
_MONTHS, _YEAR, _WEEK = timedelta(days=45), timedelta(days=360), timedelta(days=6)
_MANY = 100  # so many dead of "the war", "the violence" are no single event's
_LUMP = 4  # events that one report may tell as one
_YEARS = re.compile(r"(?:19|20)\d\d")
_COUNTS_BACK = words("casualties_words", "aggregates", "counts_back")
_IN_YEARS_SEVERAL = words("casualties_words", "aggregates", "in_years_several")


def is_sum(loss: Loss) -> bool:
    """Whether the figure is a total of many events."""
    word = loss.word
    sentence = around(word)
    text = sentence.text.lower()
    if any(phrase in text for phrase in _phrases("phrases")):
        return True
    if "toll" in loss.people.marks and any(phrase in text for phrase in _phrases("of_tolls")):
        return True
    inside = within(word.doc._.times, sentence.start, sentence.end)
    return _is_dated_long(word, inside) or _is_since(word, inside) or _is_laid_to_a_war(loss) or _in_years(word)


@cache
def _phrases(key: str) -> tuple[str, ...]:
    return tuple(table("casualties")["cumulative"][key])


def _is_dated_long(word: Token, inside: list[TimeMention]) -> bool:
    """Months, or weeks with the perfect tense: "have been killed this month"."""
    spans = [m.time for m in inside if m.use == "event"]
    lengths = [time.end - time.start for time in spans if time.start and time.end]
    if any(_MONTHS < length < _YEAR for length in lengths):
        return True
    return any(_WEEK < length < _YEAR for length in lengths) and tense(word) == "perfect"


def _is_since(word: Token, inside: list[TimeMention]) -> bool:
    verbs = {t.i for t in upward(word)}
    for mention in inside:
        if mention.use == "since" and any(t.i in verbs for t in upward(mention.span.root)):
            governor = next((t for t in upward(mention.span.root) if t.pos_ in ("VERB", "AUX")), None)
            if governor is not None and (governor.i == word.i or word.i in {t.i for t in governor.children}):
                return True
    return False


def _is_laid_to_a_war(loss: Loss) -> bool:
    """ "The conflict has killed 350,000 people", "tens of thousands have died in a decade-long insurgency"."""
    low = loss.people.best or 0
    several = loss.people.best != 1
    perfect = tense(loss.word) == "perfect"
    for noun in _causes(loss.word):
        lasting = lemma(noun) in words("casualties", "cumulative", "lasting")
        if not lasting and lemma(noun) not in words("casualties", "cumulative", "flaring"):
            continue
        if _is_long(noun) or (low >= _MANY and (lasting or perfect)) or (lasting and perfect and several):
            return True
    return False


def _causes(word: Token) -> Iterator[Token]:
    """What the losses are laid to: the doer of the verb, what stands after its prepositions."""
    verb = next((t for t in upward(word) if t.pos_ == "VERB"), word)
    found = list(clause_of(verb).doers)
    for holder in {t.i: t for t in (word, verb, *verb.conjuncts)}.values():
        found += [t for link in holder.children if link.dep_ in ("prep", "agent") for t in link.children]
    for noun in found:
        yield noun
        yield from (t for link in noun.children if link.lower_ == "of" for t in link.children)


def _is_long(noun: Token) -> bool:
    """ "A decade-long campaign", "the 15-year conflict", "the 1994-96 war", "two decades of war"."""
    forms = {form for left in noun.lefts for t in left.subtree for form in (lemma(t), *t.lower_.split("-"))}
    if noun.head.lower_ == "of":
        forms.add(lemma(noun.head.head))
    return bool(forms & words("casualties", "cumulative", "spans")) or any(_YEARS.fullmatch(form) for form in forms)


def _in_years(word: Token) -> bool:
    """ "In nine years of war", "over two decades", "in 444 attacks": years or events counted beside the verb."""
    verb = next((t for t in upward(word) if t.pos_ == "VERB"), word)
    for child in verb.children:
        if child.dep_ == "prep" and child.lower_ in _COUNTS_BACK:
            for noun in child.children:
                counts = [t for t in noun.lefts if t.like_num or t.lower_ in _IN_YEARS_SEVERAL]
                if counts and lemma(noun) in words("casualties", "cumulative", "units"):
                    return True
                if belongs(noun, "event") and any((number(t.text) or 0) > _LUMP for t in counts):
                    return True
    return False
