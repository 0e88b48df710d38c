"""A loss that a text tells, as a value; stated noughts ("no casualties"); parts of a loss ("including two boys")."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from domain.casualties import Outcome
from extraction.clauses import coordinated, is_passive
from extraction.people import Counted, Crowd, lexicon
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
        start = min(token.i, noun.i) - (token.lower_ == "one")  # "no one"
        span = token.doc[start : max(token.i, noun.i) + 1]
        yield Loss(token, outcome, Counted(noun, span, 0, 0, 0))


def parts(loss: Loss, crowd: Crowd) -> Iterator[Loss]:
    """ "Including two children", "among them a nurse", "four of them children": parts of the loss told before them."""
    noun = loss.people.noun
    end = min(noun.i + _REACH, noun.sent.end)
    for token in noun.doc[noun.i + 1 : end]:
        own = loss.word.i in (token.i, token.head.i)
        if token.tag_ in ("VBD", "VBZ", "VBP") and not own:  # another clause begins: what it counts is its own
            return
        following = token.nbor(1) if token.i + 1 < end else token
        if token.lower_.rstrip(".") in ("including", "incl"):
            yield from _part(loss, _nouns_after(token.i + 1, end, noun.doc), crowd)
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


def _share(loss: Loss, of: Token, crowd: Crowd) -> Iterator[Loss]:
    """ "Four of them children"; "both of them drivers" breaks nothing down."""
    after = _nouns_after(of.i + 2, min(of.i + 5, of.sent.end), of.doc)[:1]
    quantity = crowd.quantity_at(of.nbor(-1))
    if not after or quantity is None or quantity.low is None or quantity.low == loss.people.low:
        return
    span = of.doc[of.i - 1 : after[0].i + 1]
    yield replace(loss, people=Counted(after[0], span, quantity.low, quantity.high, quantity.best, part=True))


def _part(loss: Loss, heads: list[Token], crowd: Crowd) -> Iterator[Loss]:
    for head in heads:
        people = crowd.count(head)
        if people is not None and people.low is not None:
            yield replace(loss, people=replace(people, part=True))
