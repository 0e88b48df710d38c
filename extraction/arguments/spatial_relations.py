"""How the words before a place's name relate it to an event: in it, beside it, so far away, or launched from it.

In: the span of the name. Out: `spatial_relation` gives the remark that goes into the reason, `is_where_it_came_from`
whether a weapon was sent from there, `prepositions` the prepositions that the name hangs on.
"""

import re
from collections.abc import Iterator
from functools import cache

from spacy.tokens import Span, Token

from extraction.annotations import within
from extraction.arguments.place_narrowing import AROUND, AT_A_DISTANCE, BESIDE
from extraction.entities.toponym_choice import descriptor_of
from extraction.lexicon import words
from extraction.syntax.parse import text_between, text_of
from extraction.syntax.word_classes import belongs, lemma

_WORDS_BEFORE = 12  # words before a name that may say how far off it is: "180 km (112 miles) south of the city of"

_LOOK_BACK = 60  # tokens before a name in which the place just named stands
_GAP = 40  # characters between a place and the words that say where it lies
# "X, a town just", "X (", "X town, located to the"
_IN_BETWEEN = re.compile(
    r"(?:\s+(?:town|city|village|district|area|province))?[\s,(–—-]*(?:an?|the)?(?:\s*\b(?!and\b|or\b)[\w-]+){0,2}"
    r"(?:\s*(?:located|situated|lying|just|to the))*\s*",
    re.IGNORECASE,
)
_IS_WHERE_IT_CAME_FROM_TO = words("arguments_words", "spatial_relations", "is_where_it_came_from_to")


def _any_of(table: str, file: str = "locations") -> str:
    return "|".join(sorted(map(re.escape, words(file, table)), key=len, reverse=True))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands before a name that only helps to find the spot: a distance, or a side of it."""
    compass, near = rf"(?:{_any_of('compass', 'toponym_choice')})", _any_of("beside", "toponym_choice")
    kind = rf"(?:the\s+)?(?:(?:[\w-]+\s+){{0,2}}(?:{_any_of('kinds_of_town')})\s+(?:of\s+)?|the\s+)?"
    measured = (
        rf"\b(?:{_any_of('measures')})\b\)?(?:[^,;.()]*\([^()]*\))?[^,;.()]*\b(?:of|from|off|outside|away from)\s+"
    )
    beside = rf"(?:\b{compass}(?:ern)?(?:\s+(?:side|edge|outskirts))?\s+of|\b(?:{near}))\s+"
    return (
        re.compile(rf"{measured}{kind}$", re.IGNORECASE),
        re.compile(rf"(?:just\s+|to\s+the\s+)*{beside}{kind}$", re.IGNORECASE),
    )


def spatial_relation(name: Span) -> str:
    """ "Some 35 km southeast of X", "Y, north of X", "the X district": not in the town of X; "" where it may be."""
    start = max(name.sent.start, name.start - _WORDS_BEFORE)
    before = text_between(name.doc, start, name.start) + " "
    distance, side = _patterns()
    if distance.search(before):
        return AT_A_DISTANCE
    beside = side.search(before)
    if (beside and _follows_a_place(name, name.doc[start].idx + beside.start())) or is_of_a_border(name):
        return BESIDE
    return AROUND if descriptor_of(name.doc, name.start, name.end).word in words("locations", "districts") else ""


def _follows_a_place(name: Span, at: int) -> bool:
    """Whether the words at that character only say more about a place just named: "in Y, north of X"."""
    text = text_of(name.doc)
    return any(
        end <= at and _IN_BETWEEN.fullmatch(text, end, at)
        for mention in within(name.doc._.places, name.start - _LOOK_BACK, name.start)
        if (end := mention.span.end_char) > at - _GAP
    )


def is_of_a_border(name: Span) -> bool:
    """ "Near the border with X", "X's frontier", "a border crossing between Y and X": it need not lie in X."""
    root = name.root.head if name.root.dep_ == "conj" else name.root
    if root.dep_ in ("poss", "compound", "nmod", "amod"):
        return lemma(root.head) in words("locations", "border")
    if root.dep_ != "pobj":
        return False
    of_it = root.head.head
    at_it = root.head.lower_ in ("between", "with") and any(
        child.dep_ == "compound" and lemma(child) in words("locations", "border") for child in of_it.children
    )
    return at_it or lemma(of_it) in words("locations", "border")


def is_where_it_came_from(name: Span) -> bool:
    """ "Fired from X", "from a base in X", but not "from two boats off X": a place, and what is sent flies."""
    for preposition in prepositions(name.root):
        if preposition.lower_ == "from":
            return lemma(_verb_above(preposition)) in words("locations", "launch")
        thing = preposition.head
        if preposition.lower_ in _IS_WHERE_IT_CAME_FROM_TO:
            return False
        if (
            thing.pos_ in ("NOUN", "PROPN")
            and not belongs(thing, "site")
            and lemma(thing) not in words("locations", "areas")
        ):
            return False
    return False


def prepositions(token: Token) -> Iterator[Token]:
    """The prepositions that a noun hangs on, the nearest first: "in" and "from" for "from a base in Hasakah"."""
    for above in token.ancestors:
        if above.pos_ in ("VERB", "AUX"):
            return
        if above.dep_ == "prep":
            yield above


def _verb_above(preposition: Token) -> Token:
    """The verb or deverbal noun that a preposition belongs to: "fired missiles from …" is of "fired"."""
    head = preposition.head
    if head.dep_ == "pobj" and belongs(head, "weapon"):  # "shot at from a rifle from X"
        head = head.head.head
    return head.head if head.dep_ in ("dobj", "nsubjpass") and lemma(head) not in words("locations", "launch") else head
