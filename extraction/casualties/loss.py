"""A loss that a text tells, as a value; stated noughts ("no casualties")."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Token

from domain.casualties import Group, Outcome
from extraction import lexicon
from extraction.casualties.antecedents import antecedent
from extraction.casualties.groups import is_people
from extraction.casualties.people import Counted, Crowd
from extraction.lexicon import words
from extraction.syntax.clauses import coordinated, is_passive, objects_of
from extraction.syntax.word_classes import lemma

NOBODY = words("casualties_words", "loss", "nobody")
_ABSENCE_SUFFER = words("casualties_words", "loss", "absence_suffer")


@dataclass(frozen=True, slots=True)
class Loss:
    """One loss reported: `word` says it, `people` suffered it; `owner` is whose they were ("the army lost eleven men"),
    `group` their group where the word itself says it; those of one list have the token at which it begins."""

    word: Token
    outcome: Outcome
    people: Counted
    marks: frozenset[str] = frozenset()
    owner: Token | None = None
    group: Group | None = None
    listed: int | None = None


def counted(word: Token, outcome: Outcome, heads: list[Token], crowd: Crowd, strict: bool = False) -> Iterator[Loss]:
    """The losses of those that the heads name; `strict` passes over what is not known to mean people."""
    listed = list(_listed(heads))
    for head in listed:
        if _is_nobody(head) or (strict and not is_people_phrase(head)):
            continue
        meant = antecedent(head) if head.pos_ in ("PRON", "DET") else None
        people = crowd.count(meant or head)
        if people is not None and (people.low, people.high) != (0, 0):
            yield Loss(word, outcome, people if head.lower_ != "both" else people.of(2), listed=listed[0].i)


def _is_nobody(head: Token) -> bool:
    return head.lower_ in NOBODY or (head.lower_ == "one" and head.i > 0 and head.nbor(-1).lower_ == "no")


def _listed(heads: list[Token]) -> Iterator[Token]:
    """The heads, with what the parse takes for an apposition in a list ("two soldiers, a policeman and four rebels"),
    and who shared their lot ("a minister with his driver")."""
    known = {head.i for head in heads}
    for head in heads:
        if head.tag_ == "NNP" and not is_people(head):  # "in the capital, Pattani, a soldier died"
            yield from (t for t in head.children if t.dep_ == "appos" and t.tag_ in ("NN", "NNS") and is_people(t))
        yield head
        closing = [t.i for t in head.children if t.dep_ == "conj"]
        for beside in (t for t in head.children if t.dep_ == "appos" and t.i not in known):
            more = [t for t in coordinated(beside) if t.i not in known]
            in_list = len(more) > 1 or any(at > beside.i for at in closing)
            in_list = in_list or any(t.dep_ == "cc" for t in beside.children)
            if in_list:
                yield from more
        yield from (t for t in objects_of(head, "with") if is_people(t) and t.i not in known)


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
    for name, forms in lexicon.table("casualties")[table].items():
        for form in forms:
            found.setdefault(form, Outcome(name))
    return found


def absence(token: Token) -> Iterator[Loss]:
    """ "No casualties", "nobody was hurt", "none of the crew were killed": a stated nought."""
    head = token.head
    if token.lower_ in ("no", "without"):
        nouns = [head] if token.lower_ == "no" else _left_out(token)
        form = next((lemma(t) for t in nouns), "")
        if form == "one" or (form == "loss" and lemma(head.head) not in _ABSENCE_SUFFER):
            return
        denied = tuple(Outcome(name) for name in lexicon.table("casualties")["denied"].get(form, ()))
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
