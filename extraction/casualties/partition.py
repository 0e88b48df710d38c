"""Some of those that a text counts: "including two children", "four of them women", "among the dead was a nurse",
"three of the wounded are police".

In: a loss reported, or a word that breaks one down. Out: losses marked as parts, which are never added to their whole.
"""

from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Doc, Token

from domain.casualties import Outcome
from extraction.casualties.groups import is_people
from extraction.casualties.loss import Loss, counted, outcome_of
from extraction.casualties.people import Counted, Crowd
from extraction.lexicon import words
from extraction.syntax.clauses import coordinated
from extraction.syntax.word_classes import lemma

PART_WORDS = words("casualties_words", "partition", "part_words")
_REACH = 25  # tokens after the people in which their parts are named
_THE = words("casualties_words", "partition", "the")


def as_part(token: Token, form: str, crowd: Crowd) -> Iterator[Loss]:
    """What the word breaks down: "two children were among the dead", "the dead include a boy", "one of the dead is"."""
    if form in ("among", "amongst"):
        yield from _among_the_dead(token, crowd)
    elif form == "include" and token.pos_ == "VERB":
        yield from _included(token, crowd)
    elif form == "of":
        yield from _of_the_dead(token, crowd)


def _among_the_dead(among: Token, crowd: Crowd) -> Iterator[Loss]:
    """ "Among the dead were four children", "a priest was among the nine people killed"."""
    outcome = next((_outcome_stated(t) for t in among.children if t.dep_ == "pobj"), None)
    if outcome is None or among.head.pos_ not in ("VERB", "AUX"):
        return
    heads = [t for child in among.head.children if child.dep_ in ("nsubj", "attr") for t in coordinated(child)]
    yield from _as_parts(counted(among, outcome, heads, crowd))


def _included(verb: Token, crowd: Crowd) -> Iterator[Loss]:
    """ "The dead include a woman and her two children"."""
    outcome = next((_outcome_stated(t) for t in verb.children if t.dep_ == "nsubj"), None)
    if outcome is not None:
        heads = [t for child in verb.children if child.dep_ == "dobj" for t in coordinated(child)]
        yield from _as_parts(counted(verb, outcome, heads, crowd))


def _of_the_dead(of: Token, crowd: Crowd) -> Iterator[Loss]:
    """ "Three of those killed were children", "of the 30 injured, 12 are children": who they were, how many of them."""
    outcome = next((_outcome_stated(t) for t in of.children if t.dep_ == "pobj"), None)
    if outcome is None:
        return
    verb = of.head if of.head.pos_ in ("VERB", "AUX") else of.head.head
    if lemma(verb) != "be":
        return
    subject = next((t for t in verb.children if t.dep_ == "nsubj"), None)
    who = next((t for t in verb.children if t.dep_ in ("attr", "acomp")), None)
    quantity = None if subject is None else crowd.quantity_at(subject)
    if subject is None or who is None or not is_people(who) or quantity is None or quantity.low is None:
        return
    span = of.doc[subject.i : subject.i + 1]
    yield Loss(of, outcome, Counted(who, span, quantity.low, quantity.high, quantity.best, part=True))


def _outcome_stated(noun: Token) -> Outcome | None:
    """What became of "the dead", "the 24 injured", "those killed", "the nine people wounded", "the victims"."""
    told = outcome_of("states", noun.lower_) or outcome_of("nouns", lemma(noun))
    told = told or next(filter(None, (outcome_of("states", t.lower_) for t in noun.children)), None)
    if told is None and lemma(noun) == "victim":
        return Outcome.KILLED
    definite = any(t.lower_ in _THE for t in noun.children) or noun.lower_ in _THE
    counted = definite or any(t.dep_ == "nummod" for t in noun.children)
    return told if counted else None


def _as_parts(losses: Iterator[Loss]) -> Iterator[Loss]:
    for loss in losses:
        if loss.people.low is not None:
            yield replace(loss, people=replace(loss.people, part=True))


def parts(loss: Loss, crowd: Crowd) -> Iterator[Loss]:
    """ "Including two children", "among them a nurse", "four of them children": parts of the loss before them."""
    noun = loss.people.noun
    end = min(noun.i + _REACH, noun.sent.end)
    for token in noun.doc[noun.i + 1 : end]:
        own = loss.word.i in (token.i, token.head.i)
        if token.tag_ in ("VBD", "VBZ", "VBP") and not own:  # another clause begins: what it counts is its own
            return
        following = token.nbor(1) if token.i + 1 < end else token
        if token.lower_.rstrip(".") in ("including", "incl") and not _speaks_of_others(token, loss):
            yield from _part(loss, _nouns_after(token.i + 1, end, noun.doc), crowd)
        elif token.lower_ == "among" and following.lower_ == "them" and _named_before(token):
            yield from _part(loss, [token.nbor(-1)], crowd)
        elif token.lower_ == "among" and following.lower_ in ("them", "whom"):
            yield from _part(loss, _nouns_after(token.i + 2, end, noun.doc), crowd)
        elif token.lower_ == "of" and following.lower_ in ("them", "whom"):
            yield from _share(loss, token, crowd)


def _speaks_of_others(token: Token, loss: Loss) -> bool:
    """ "A woman dead and four people, including two children, wounded": the word belongs to the people nearer to it;
    after "killed five and wounded 22" to the 22."""
    head = token.head
    counted_anew = head.dep_ == "conj" and head.i != loss.word.i and any(t.dep_ == "dobj" for t in head.children)
    if counted_anew and loss.people.span.end <= head.i < token.i:
        return True
    return loss.people.span.end < head.i < token.i and is_people(head) and any(t.like_num for t in head.lefts)


def _nouns_after(start: int, end: int, doc: Doc) -> list[Token]:
    """The nouns that follow, joined by "and" or commas, up to the end of the list."""
    window = doc[start : min(start + 6, end)]
    named = (t for t in window if (t.pos_ in ("NOUN", "PROPN") or t.dep_ == "pobj") and t.dep_ != "compound")
    first = next(named, None)
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
    quantity = crowd.quantity_at(number)
    if after and is_people(after[0]) and quantity is not None and quantity.low not in (None, loss.people.low):
        span = of.doc[min(number.i, of.i) : after[0].i + 1]
        yield replace(loss, people=Counted(after[0], span, quantity.low, quantity.high, quantity.best, part=True))


def _part(loss: Loss, heads: list[Token], crowd: Crowd) -> Iterator[Loss]:
    for head in heads:
        people = crowd.count(head)
        if people is not None and people.low is not None:
            yield replace(loss, people=replace(people, part=True), listed=heads[0].i)
