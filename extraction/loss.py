"""A loss that a text tells, as a value; stated noughts ("no casualties"); parts of a loss ("including two boys")."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from spacy.tokens import Doc, Token

from domain.casualties import Outcome
from extraction.clauses import coordinated, is_passive
from extraction.people import Counted, Crowd, is_people, lexicon
from extraction.wordclasses import lemma

_REACH = 25  # tokens after the people in which their parts are told
NOBODY = frozenset({"nobody", "none", "no-one", "neither"})


@dataclass(frozen=True, slots=True)
class Loss:
    """One loss told: `word` says it, `people` suffered it; `owner` is whose they were ("the army lost eleven men")."""

    word: Token
    outcome: Outcome
    people: Counted
    marks: frozenset[str] = frozenset()
    owner: Token | None = None


def counted(word: Token, outcome: Outcome, heads: list[Token], crowd: Crowd, strict: bool = False) -> Iterator[Loss]:
    """The losses of those that the heads name; `strict` passes over what is not known to mean people."""
    for head in heads:
        if head.lower_ in NOBODY or (strict and not is_people_phrase(head)):
            continue
        people = crowd.count(head)
        if people is not None and (people.low, people.high) != (0, 0):
            yield Loss(word, outcome, people)


def is_people_phrase(head: Token) -> bool:
    """Whether the phrase is known to mean people: its noun, or what follows "of" ("dozens of farmers")."""
    inner = [t for child in head.children if child.lower_ == "of" for t in child.children]
    return is_people(head) or any(is_people(t) for t in inner)


def outcome_of(table: str, form: str) -> Outcome | None:
    """The outcome that a table of the lexicon gives the word, if it has it."""
    return _outcomes(table).get(form)


@cache
def _outcomes(table: str) -> dict[str, Outcome]:
    """The outcome of each word of a table; the first one where several have it."""
    found: dict[str, Outcome] = {}
    for name, forms in lexicon()[table].items():
        for form in forms:
            found.setdefault(form, Outcome(name))
    return found


def absence(token: Token) -> Iterator[Loss]:
    """ "No casualties", "nobody was hurt", "none of the crew were killed": a stated nought."""
    head = token.head
    if token.lower_ in ("no", "without"):
        nouns = [head] if token.lower_ == "no" else _left_out(token)
        form = next((lemma(t) for t in nouns), "")
        if form == "one" or (
            form == "loss" and lemma(head.head) not in ("suffer", "sustain", "incur", "report", "have")
        ):
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
        start = min(token.i, noun.i) - (token.lower_ == "one")  # "no one"
        span = token.doc[start : max(token.i, noun.i) + 1]
        yield Loss(token, outcome, Counted(noun, span, 0, 0, 0))


def _left_out(without: Token) -> list[Token]:
    """ "Without casualties", "without causing any casualties": what there was none of."""
    inner = [t for child in without.children if child.dep_ == "pcomp" for t in child.children]
    return [t for t in (*without.children, *inner) if t.dep_ in ("pobj", "dobj")]


def parts(loss: Loss, crowd: Crowd) -> Iterator[Loss]:
    """ "Including two children", "among them a nurse", "four of them children": parts of the loss told before them."""
    noun = loss.people.noun
    end = min(noun.i + _REACH, noun.sent.end)
    for token in noun.doc[noun.i + 1 : end]:
        finite = token.tag_ in ("VBD", "VBZ", "VBP")
        if finite and loss.word.i not in (token.i, token.head.i):  # another clause begins: what it counts is its own
            return
        following = token.nbor(1) if token.i + 1 < end else token
        if token.lower_.rstrip(".") in ("including", "incl"):
            yield from _part(loss, _nouns_after(token.i + 1, end, noun.doc), crowd)
        elif token.lower_ == "among" and following.lower_ == "them" and _named_before(token):
            yield from _part(loss, [token.nbor(-1)], crowd)
        elif token.lower_ == "among" and following.lower_ in ("them", "whom"):
            yield from _part(loss, _nouns_after(token.i + 2, end, noun.doc), crowd)
        elif token.lower_ == "of" and following.lower_ in ("them", "whom"):
            yield from _share(loss, token, crowd)


def _nouns_after(start: int, end: int, doc: Doc) -> list[Token]:
    """The nouns that follow, joined by "and" or commas, up to the end of the list."""
    first = next(
        (t for t in doc[start : min(start + 6, end)] if t.pos_ in ("NOUN", "PROPN") and t.dep_ != "compound"), None
    )
    return [] if first is None else [t for t in coordinated(first) if t.i < end]


def _named_before(among: Token) -> bool:
    """ "Ten people, four women among them": the part stands before the word."""
    before = among.nbor(-1)
    return before.pos_ in ("NOUN", "PROPN") and any(t.text == "," for t in among.doc[before.left_edge.i - 1 : before.i])


def _share(loss: Loss, of: Token, crowd: Crowd) -> Iterator[Loss]:
    """ "Four of them children", "of whom four were children"; "both of them drivers" breaks nothing down."""
    after = _nouns_after(of.i + 2, min(of.i + 7, of.sent.end), of.doc)[:1]
    number = of.nbor(-1)
    if of.i + 2 < of.sent.end and crowd.quantity_at(of.nbor(2)) is not None:
        number = of.nbor(2)
    elif of.i + 2 < of.sent.end and of.nbor(2).tag_ == "RB":  # "two of them seriously"
        after = [number]
    quantity = crowd.quantity_at(number)
    if not after or quantity is None or quantity.low is None or quantity.low == loss.people.low:
        return
    span = of.doc[min(number.i, of.i) : after[0].i + 1]
    yield replace(loss, people=Counted(after[0], span, quantity.low, quantity.high, quantity.best, part=True))


def _part(loss: Loss, heads: list[Token], crowd: Crowd) -> Iterator[Loss]:
    for head in heads:
        people = crowd.count(head)
        if people is not None and people.low is not None:
            yield replace(loss, people=replace(people, part=True))
