"""A noun phrase of people → how many they were, of which group, and whose.

Reads the parse, the numbers of the text and `doc._.actors`; the words stand in `lexicon/casualties.toml`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Span, Token

from domain.actors import ActorKind
from domain.casualties import Group
from extraction.annotations import ActorMention, actor_at, place_at
from extraction.casualties.groups import group_by_words, is_people, may_be_people, names_a_group
from extraction.lexicon import table, words
from extraction.syntax.parse import sentence_of, text_of
from extraction.syntax.tense import upward
from extraction.syntax.word_classes import is_aged, lemma
from extraction.text.numbers import Quantity, ordinal, quantities

_ONE = words("casualties_words", "people", "one")
_SOME_ONE = words("casualties_words", "people", "some_one")
_BEFORE = frozenset({"det", "nummod", "amod", "compound", "nmod", "poss", "quantmod", "predet"})
_THE = words("casualties_words", "people", "the")
_COLLECTIVE = words("casualties_words", "people", "collective")
_PRONOUNS_OF_PEOPLE = words("casualties_words", "people", "pronouns_of_people")
_NO_PERSON = _COLLECTIVE | words("casualties", "measures", "nouns") - {"body", "corpse", "life"}
_OPEN = frozenset({"those", "number"})
_PLURAL = frozenset({"NNS", "NNPS"})
_FORCES = frozenset({ActorKind.ARMED_GROUP, ActorKind.COALITION})


@dataclass(frozen=True, slots=True)
class Counted:
    """People as a text counts them: `noun` says who they are, `span` is the phrase, `marks` as in FigureMention."""

    noun: Token
    span: Span
    low: int | None
    high: int | None
    best: int | None
    marks: frozenset[str] = frozenset()
    part: bool = False

    def of(self, number: int) -> "Counted":
        """The same people, so many."""
        return replace(self, low=number, high=number, best=number)


class Crowd:
    """Counts the people of one Doc."""

    def __init__(self, doc: Doc) -> None:
        self._doc = doc
        self._quantities: dict[int, Quantity] = {}  # by each token that the number covers
        for quantity in quantities(text_of(doc)):
            span = doc.char_span(quantity.start, quantity.end, alignment_mode="expand")
            for token in span or ():
                self._quantities[token.i] = quantity
        self._places = place_at(doc)
        self._named = {m.actor.id for m in doc._.actors if m.form != "phrase"}
        self._actors = actor_at(doc)

    def quantity_at(self, token: Token) -> Quantity | None:
        """The number that the token is part of."""
        return self._quantities.get(token.i)

    def count(self, head: Token, of_harm: bool = False) -> Counted | None:
        """How many people the phrase headed by `head` tells of; None where it is no phrase of people. `of_harm` says
        that it tells what befell them: "12 deaths"."""
        noun = self._people_in(head)
        if noun is None or noun.i in self._places or _is_beside_a_name(noun):
            return None
        if not of_harm and not may_be_people(noun):
            return None
        if noun.lower_ == "another":
            return Counted(noun, self._doc[noun.i : noun.i + 1], 1, 1, 1, frozenset({"more"}))
        numbers = [self._number_before(t) for t in self._counters(head, noun)]
        known = [number for number in numbers if number is not None]
        quantity = next((q for q in known if (q.low, q.high) != (None, None)), known[0] if known else None)
        if known and head.lower_ in ("most", "some", "many"):  # "most of the 40 people": not the forty
            quantity = known[0]
        span = self._span(head, noun, quantity)
        marks = {"more"} if any(t.lower_ in words("casualties", "more", "words") for t in span) else set()
        part = self._is_share(head, noun)
        if quantity is not None:
            return Counted(noun, span, quantity.low, quantity.high, quantity.best, frozenset(marks), part)
        place = ordinal(noun.lower_) or next(
            (found for child in noun.children if (found := ordinal(child.lower_))), None
        )
        if place and noun.tag_ not in _PLURAL:
            return Counted(noun, span, place, place, place, frozenset(marks | {"place"}), part)
        articles = _ONE if noun.dep_ == "nsubjpass" else _SOME_ONE  # "the watchman was killed"
        if noun.pos_ == "NOUN" and not is_people(noun) and not any(child.lower_ in articles for child in noun.lefts):
            return None  # "wounded the pride of the town": an unknown word counts with a number or an article only
        if is_single(noun) or (is_people(noun) and any(child.lower_ in ("a", "an") for child in noun.lefts)):
            return Counted(noun, span, 1, 1, 1, frozenset(marks | {"person"}), part)
        several = noun.tag_ in _PLURAL or lemma(noun) in _COLLECTIVE or noun.lower_ in _OPEN
        given = any(child.lower_ in _ONE for child in noun.lefts)  # "the hunters": who were told of before
        if several and (not given or noun.lower_ in _OPEN):
            return Counted(noun, span, None, None, None, frozenset(marks), part)
        return None

    def _counters(self, head: Token, noun: Token) -> list[Token]:
        """The words whose numbers count, the first that has one: of "two of the four attackers" the two; of "bodies of
        nine farmers" the nine."""
        if head.i == noun.i:
            return [noun]
        some = head.i in self._quantities and any(child.lower_ in _THE for child in noun.lefts)
        return [head, noun] if some else [noun, head]

    def _people_in(self, head: Token, depth: int = 3) -> Token | None:
        """Who is counted: of "dozens of civilians", "the bodies of nine farmers" the civilians, the farmers."""
        whole = self._quantities.get(head.i) if head.lower_ == "all" else None
        counted = self._doc.char_span(whole.start, whole.end) if whole is not None else None
        if counted is not None and counted.end < sentence_of(head).end:  # "all but two of the 14 passengers"
            return self._doc[counted.end]
        measure = head.lower_ in words("casualties", "measures", "nouns") or lemma(head) in words(
            "casualties", "measures", "nouns"
        )
        if measure or head.like_num:
            inner = [t for child in head.children if child.lower_ == "of" for t in child.children]
            for noun in inner:
                if noun.dep_ in ("pobj", "pcomp") and noun.pos_ != "PRON" and depth:
                    return self._people_in(noun, depth - 1)
        return None if head.pos_ == "PRON" and head.lower_ not in _PRONOUNS_OF_PEOPLE else head

    def _number_before(self, noun: Token) -> Quantity | None:
        """The number in the phrase, before its noun; the noun's own where it is a number itself ("2 wounded")."""
        found: Quantity | None = self._quantities.get(noun.i) or self._members(noun)
        for token in reversed(self._doc[max(sentence_of(noun).start, noun.i - 9) : noun.i]):
            quantity = self._quantities.get(token.i)
            if found is not None and (found.low, found.high) != (None, None):
                break
            if quantity is not None and quantity is not found:
                if not _modifies(token, noun):
                    break
                found = quantity
        return found

    def _members(self, noun: Token) -> Quantity | None:
        """ "A family of five", "a crew of 19", "a couple"."""
        size: int | None = table("casualties")["together"].get(noun.lower_)
        if size is not None and not any(child.lower_ == "of" for child in noun.children):
            return Quantity(noun.idx, noun.idx + len(noun), size, size, noun.text)
        if noun.lower_ not in words("casualties", "bands", "nouns"):
            return None
        inner = [t for child in noun.children if child.lower_ == "of" for t in child.children]
        counts = [self._quantities[t.i] for t in inner if t.like_num and t.i in self._quantities]
        return next(iter(counts), None)

    def _is_share(self, head: Token, noun: Token) -> bool:
        """ "Two of them", "three of the six": some of those counted before."""
        for child in head.children:
            if child.lower_ == "of":
                for inner in child.children:
                    if inner.dep_ == "pobj" and (
                        inner.pos_ == "PRON" or (inner.pos_ == "NUM" and any(t.lower_ == "the" for t in inner.children))
                    ):
                        return True
        return False

    def _span(self, head: Token, noun: Token, quantity: Quantity | None) -> Span:
        start = min([t.left_edge.i for t in noun.lefts if t.dep_ in _BEFORE and t.lower_ != "dead"] + [head.i, noun.i])
        if quantity is not None:
            covered = self._doc.char_span(quantity.start, quantity.end, alignment_mode="expand")
            start = (
                min(start, covered.start) if covered is not None and covered.start >= sentence_of(head).start else start
            )
        return self._doc[start : max(noun.i, head.i) + 1]

    def mentions(self, noun: Token) -> Iterator[ActorMention]:
        """The actors named in the phrase: its noun, the words before it, what follows "of", its apposition."""
        seen: set[int] = set()
        tokens = [noun, *(t for t in noun.lefts if t.dep_ in ("compound", "amod", "nmod", "poss", "nummod"))]
        for token in list(tokens):
            tokens += [t for t in token.lefts if t.dep_ in ("compound", "amod", "nmod", "poss")]
        for child in noun.children:
            if child.dep_ == "prep" and child.lower_ in ("of", "from"):
                tokens += [t for inner in child.children for t in (inner, *inner.lefts)]
            if child.dep_ == "appos":
                tokens += [child, *child.lefts]
        for token in tokens:
            mention = self._actors.get(token.i)
            if mention is not None and id(mention) not in seen:
                seen.add(id(mention))
                yield mention

    def group(self, noun: Token) -> Group:
        """The group by the noun, by a rank or trade beside it, or by the sentence where the noun alone does not say."""
        beside = [c for c in noun.children if c.dep_ == "appos" and not any(map(self.quantity_at, c.lefts))]
        found = group_by_words(noun, beside)  # "ten people, four women among them": a number of its own makes it a part
        if found is not None:
            return found
        forces = [m for m in self.mentions(noun) if m.actor.kind in _FORCES]
        if forces and noun.ent_type_ != "NORP":
            return Group.MILITANT
        abstract = noun.is_upper or any(child.dep_ == "det" for child in noun.lefts)
        named = noun.ent_type_ == "PERSON" and not abstract
        return Group.CIVILIAN if named else Group.UNKNOWN  # a name without a rank

    def side(self, noun: Token, group: Group) -> str | None:
        """Whose they were, where the phrase says so by nationality or membership: "two US soldiers", "SDF fighters"."""
        if group == Group.CIVILIAN:
            return None
        for mention in self.mentions(noun):
            if mention.form == "phrase" and mention.actor.id not in self._named:  # "soldiers" alone does not say whose
                continue
            if mention.actor.kind in _FORCES:
                return mention.actor.id
            if mention.actor.kind == ActorKind.STATE and group in (Group.MILITARY, Group.POLICE):
                return mention.actor.id
        return None


def is_single(noun: Token) -> bool:
    """One person: a singular with an article, a title or a name; not a body of people."""
    national = noun.tag_ == "JJ" and noun.ent_type_ == "NORP"  # "a 44-year-old Moldovan"
    if (noun.tag_ not in ("NN", "NNP") and not national and not is_aged(noun)) or lemma(noun) in _NO_PERSON:
        return False
    titled = noun.tag_ == "NNP" and any(names_a_group(t) for t in noun.lefts if t.dep_ == "compound")
    if noun.ent_type_ == "PERSON" or titled:
        return True
    if noun.dep_ == "conj" and not any(t.dep_ in ("det", "nummod", "poss") for t in noun.lefts):
        return noun.head.tag_ == "NN" and is_people(noun) and is_single(noun.head)  # "a father and son"
    known = any(child.lower_ in _ONE or child.dep_ == "poss" for child in noun.lefts)
    return known and (national or is_aged(noun) or noun.ent_type_ not in ("ORG", "GPE", "NORP"))


def _is_beside_a_name(noun: Token) -> bool:
    """ "Ali Hirori, 51", "Asanova (2004)": an age or a year; "lost his life": no other person."""
    if lemma(noun) == "life":
        return any(child.dep_ == "poss" for child in noun.children)
    in_brackets = noun.i > 0 and noun.nbor(-1).text == "("
    return noun.tag_ == "CD" and (in_brackets or noun.dep_ in ("appos", "npadvmod"))


def _modifies(number: Token, noun: Token) -> bool:
    """Whether the number belongs to the noun, and not to another noun on the way to it ("on 10 November, a man")."""
    for token in upward(number):
        if token.i == noun.i:
            return True
        if token.pos_ in ("NOUN", "PROPN", "VERB", "ADP") and not token.like_num and token.i != number.i:
            return False
    return False
