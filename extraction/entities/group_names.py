"""Armed groups that the catalogue has not, by how their names are made: "Farid Guerrilla Front", "the Ti Bwa gang".

In: a Doc and what is known of its tokens. Out: a mention for each such name, with an actor of that name; one that only
numbers or describes a state's own unit ("the Third Corps", "the National Guard") is a mention of that state's forces.
"""

import re
from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from domain.actors import Actor, ActorKind
from extraction.annotations import ActorMention, world_of
from extraction.lexicon import words
from extraction.syntax.word_classes import belongs, lemma
from knowledge.actors.catalogue import Catalogue

_JOINS = words("names", "joins")
_LONGEST = 9
_ACRONYM = re.compile(r"[A-Z][A-Z-]{1,4}[A-Z0-9]")
_OWN_FORCES = "government-forces"


def group_called(name: str, catalogue: Catalogue, kind: ActorKind = ActorKind.ARMED_GROUP) -> Actor:
    """The actor of a group that goes by that name."""
    ident = re.sub(r"[^a-z0-9]+", "-", name.lower().replace("'", "").replace("’", "")).strip("-")
    return catalogue.get(ident) or Actor(ident, name, kind)


def is_acronym(token: Token) -> bool:
    """Whether it is written as an abbreviation is, in a text that is not written so throughout."""
    return bool(_ACRONYM.fullmatch(token.text))


def named_groups(doc: Doc, known: dict[int, ActorMention], places: frozenset[int]) -> Iterator[ActorMention]:
    """The groups named; `known` are the mentions by token, `places` the tokens of provinces, big towns and wider."""
    for start, end in _runs(doc):
        yield from _organisation(doc[start:end], known, places)
    for token in doc:
        if lemma(token) in words("names", "group_heads") | words("names", "fighters"):
            yield from _before_noun(token, known, places)


def _runs(doc: Doc) -> Iterator[tuple[int, int]]:
    """The runs of capitalised words with small ones between."""
    at = 0
    while at < len(doc):
        if not doc[at].text[:1].isupper():
            at += 1
            continue
        end = at + 1
        while end < len(doc) and not doc[end].is_sent_start and (_is_large(doc[end]) or _joins(doc[end])):
            end += 1
        stop = end
        while end > at and not _is_large(doc[end - 1]):
            end -= 1
        while at < end - 1 and (doc[at].lower_ in _JOINS or (doc[at].is_sent_start and doc[at].pos_ == "DET")):
            at += 1
        yield at, end
        at = max(stop, end, at + 1)


def _joins(token: Token) -> bool:
    """A small word within a name; a dash with spaces around it parts a date or place from what happened there."""
    return token.lower_ in _JOINS and not (token.text == "-" and token.nbor(-1).whitespace_)


def _is_large(token: Token) -> bool:
    return token.text[:1].isupper() or token.text[:1].isdigit()


def _organisation(run: Span, known: dict[int, ActorMention], places: frozenset[int]) -> Iterator[ActorMention]:
    """The organisation in a run of capitalised words: its name goes up to the noun for it, and past "of"."""
    heads = [
        i for i, token in enumerate(run) if token.lower_ in words("names", "organisations") | words("names", "parties")
    ]
    head = next((i for i in heads if i + 1 not in heads), None)
    if head is None:
        return
    if head > 1 and run[head - 1].lower_ == "the" and run[head - 2].lower_ in _JOINS:
        return  # "Helicopter of the Army"
    follows = run[head + 1].lower_ if head + 1 < len(run) else ""
    if follows and follows not in _JOINS and not run[head + 1].is_digit:
        return  # "Army Chief"
    goes_on = follows in ("of", "for", "de", "du", "da") or follows.isdigit()
    last = len(run) if goes_on or run[head].lower_ in words("names", "name_follows") else head + 1
    start = next((i for i in range(head, 0, -1) if _begins(run, i)), 0)
    name = run[start:last]
    if not 1 < len(name) <= _LONGEST or any(
        known[t.i].form != "phrase" and len(known[t.i].span) > 1 for t in name if t.i in known
    ):
        return
    rest = [t for t in name if t.lower_ not in _JOINS and t.lower_ not in words("names", "organisations")]
    regular = run[head].lower_ in words("names", "regular_units") and not _is_of_rebels(name)
    if regular or all(_describes_units(t) for t in rest):
        if name[-1].lower_ not in words("names", "movements"):
            own = world_of(run.doc).catalogue.get(_OWN_FORCES)
            if own is not None and not any(t.i in known for t in name):
                yield ActorMention(name, own, "phrase", "a unit of a state's forces by its name")
        return
    if _is_of_a_state(name, rest, known) or all(t.i in places for t in rest) or not _is_proper(name):
        return
    party = run[head].lower_ in words("names", "parties") and not _is_of_rebels(name)
    kind = ActorKind.ORGANISATION if party else ActorKind.ARMED_GROUP
    group = group_called(name.text, world_of(run.doc).catalogue, kind)
    yield ActorMention(name, group, "name", f"a {run[head].lower_} of that name")


def _begins(run: Span, at: int) -> bool:
    """Whether a name begins there: after the one who owns it ("Foday Sankoh's United Front", but "New People's Army"),
    or after those who are of it ("Troops of the …")."""
    before = run[at - 1].lower_
    if before in ("'s", "’s"):
        return at > 1 and run[at - 2].lower_ not in words("names", "peoples")
    if run[at].lower_ in _JOINS:
        return False
    if before == "the" and at > 1 and run[at - 2].lower_ not in _JOINS:
        return True
    return before in ("of", "the") and belongs(run[0], "armed", "person")


def _describes_units(token: Token) -> bool:
    return token.lower_ in words("names", "unit_words") or token.text[:1].isdigit() or token.like_num


def _is_of_a_state(name: Span, rest: list[Token], known: dict[int, ActorMention]) -> bool:
    """ "Sri Lanka Army", "Bundu Armed Forces": a state's, unless a word of rebellion stands with it."""
    if _is_of_rebels(name):
        return False
    return any(t.i in known and known[t.i].form != "phrase" and known[t.i].actor.kind == ActorKind.STATE for t in rest)


def _is_of_rebels(name: Span) -> bool:
    return any(t.lower_ in words("names", "movements") | words("names", "rebellion") for t in name)


def _is_proper(name: Span) -> bool:
    """Whether the noun is not merely the first word of a sentence, or one that a headline capitalises."""
    return not (len(name) == 2 and name[0].is_sent_start and name[0].pos_ != "PROPN")


def _before_noun(head: Token, known: dict[int, ActorMention], places: frozenset[int]) -> Iterator[ActorMention]:
    """ "The Ti Bwa gang", "Simba rebels": a name before a noun for those who fight."""
    mention = known.get(head.i)
    if mention is not None and (mention.form != "phrase" or len(mention.span) > 1):
        return
    doc, start = head.doc, head.i
    while (
        start
        and _may_name(doc[start - 1])
        and not doc[start].is_sent_start
        and (doc[start - 1].head.i in range(start - 1, head.i + 1))
    ):
        start -= 1
    name = doc[start : head.i]
    taken = any(t.i in known or t.i in places or t.ent_type_ in ("NORP", "GPE", "LOC") for t in name)
    if not len(name) or taken or all(t.lower_ in words("names", "organisations") or _describes_units(t) for t in name):
        return
    if head.text[:1].isupper() and not is_acronym(name[-1]) and lemma(head) in words("names", "fighters"):
        return  # a headline
    of_name = lemma(head) in words("names", "group_heads")
    called = doc[start : head.i + 1] if of_name else name
    if not of_name and name[0].is_sent_start and not name[0].ent_type_ and not is_acronym(name[0]):
        return
    group = group_called(called.text, world_of(doc).catalogue)
    yield ActorMention(doc[start : head.i + 1], group, "name", f"{head.lower_} of that name")


def _may_name(token: Token) -> bool:
    """Whether the word may be a group's name: not an adjective of origin or belief."""
    adjective = token.lower_.endswith(("ist", "ists", "ish", "ese", "ian", "ic"))
    return is_acronym(token) or (token.pos_ == "PROPN" and token.text[:1].isupper() and not adjective)
