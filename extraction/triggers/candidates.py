"""A word that may be a trigger, and what kind of people and things the nouns around it name.

In: a token of the parse with its clause, and what was found of actors and places. Out: answers about its nouns.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from extraction.lexicon import table, words
from extraction.syntax.clauses import Clause, clause_of, modifiers, objects_of
from extraction.syntax.memo import once_for_each_doc
from extraction.syntax.pronouns import subject_meant
from extraction.syntax.word_classes import belongs, is_aged, lemma, lemmas

_PERSONAL = words("triggers_words", "candidates", "personal")
_BEARING_ARMS = words("triggers_words", "candidates", "bearing_arms")
_LOADED = words("triggers_words", "candidates", "loaded")
_CHARGES = words("triggers_words", "candidates", "charges")
OCCURS = words("triggers_words", "candidates", "occurs")
_WAR = frozenset(table("lookalikes")["war"]["words"])
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_FEWEST_WAR_WORDS = 4  # different words of war that make a report one of war
_LONGEST_NOTE = 40  # tokens; a longer sentence without a verb is a list
_MANY = 50  # people on the move; fewer are a delegation or a family
_ALL_SENTENCE = 400  # a run-on list may be one sentence; only this many tokens of it are looked at


@dataclass(slots=True)
class Candidate:
    """A word that may be a trigger: its clause (of a noun: of the verb that it depends on) and what is known of it."""

    token: Token
    clause: Clause
    is_verb: bool
    means: tuple[str, ...]  # the kinds that words for its means point to
    actors: frozenset[int]  # the tokens of the Doc within a name of an actor
    places: frozenset[int]  # … of a place
    bands: frozenset[int] = frozenset()  # … of an armed group
    fighters: frozenset[int] = frozenset()  # … of unnamed people who bear arms: "gang members", "herders' militia"
    _sentence: list[Token] = field(default_factory=list)

    @property
    def doers(self) -> list[Token]:
        return self.clause.doers

    @property
    def undergoers(self) -> list[Token]:
        return self.clause.undergoers

    @property
    def clause_doers(self) -> list[Token]:
        """Who does what the verb over a noun tells."""
        return clause_of(self.clause.verb).doers

    @property
    def sentence(self) -> list[Token]:
        if not self._sentence:
            self._sentence = list(self.token.sent)[:_ALL_SENTENCE]
        return self._sentence

    def names_actor(self, tokens: Iterable[Token]) -> bool:
        """Whether one of the nouns is an actor's name, or has one among the words before it."""
        return any(t.i in self.actors or any(m.i in self.actors for m in modifiers(t)) for t in tokens)

    def near(self, *classes: str) -> bool:
        """Whether a noun of one of the classes stands elsewhere in the sentence."""
        return any(belongs(t, *classes) for t in self.sentence if t.i != self.token.i and t.pos_ in ("NOUN", "PROPN"))


def is_weapon(token: Token) -> bool:
    if belongs(token, "vehicle") or lemma(token) == "boat":
        return any(belongs(m, "weapon") for m in modifiers(token))
    return belongs(token, "weapon")


def bear_arms(c: Candidate, tokens: Iterable[Token]) -> bool:
    nouns = [subject_meant(t) or t if t.lower_ in ("they", "it") else t for t in tokens]
    if any(belongs(t, "armed") and lemma(t) not in ("man", "group") for t in nouns):
        return True
    if any(
        t.i in c.fighters or any(m.i in c.fighters or m.lower_ in _BEARING_ARMS for m in modifiers(t)) for t in nouns
    ):
        return not any(belongs(t, "event") for t in nouns)
    nouns += [owner for t in nouns if belongs(t, "body") for owner in objects_of(t, "of")]
    return c.names_actor(t for t in nouns if t.i in c.fighters or not belongs(t, "event", "person"))


def act_together(tokens: Iterable[Token]) -> bool:
    return any(belongs(t, "group", "unnamed") or t.lower_ in ("they", "it", "he") for t in tokens)


def are_people(c: Candidate, tokens: Iterable[Token]) -> bool:
    return any(
        belongs(t, "person", "armed")
        or t.ent_type_ == "PERSON"
        or t.lower_ in _PERSONAL
        or t.tag_ == "CD"
        or is_aged(t)
        for t in tokens
    ) or (c.names_actor(tokens) and not any(t.i in c.places or belongs(t, "site", "thing") for t in tokens))


def are_sites(c: Candidate, tokens: Iterable[Token]) -> bool:
    return any(t.i in c.places or belongs(t, "site") or t.ent_type_ in ("GPE", "FAC") for t in tokens)


def are_named_places(c: Candidate, tokens: Iterable[Token]) -> bool:
    return any(
        t.i in c.places or (belongs(t, "site") and any(w.i in c.places for w in t.subtree)) for t in tokens
    ) and not any(belongs(t, "person") for t in tokens)


def whole(noun: Token) -> list[Token]:
    """ "15 of 16 drones", "some of the drones": the drones."""
    return [noun, *objects_of(noun, "of")] if noun.like_num or noun.pos_ in ("PRON", "DET", "NUM") else [noun]


def are_ground(c: Candidate, tokens: Iterable[Token]) -> bool:
    """A place, known or not: a site, or a name that is nobody's. One word alone that the model takes for a person, as
    the object of "retook", is a town."""
    nouns = list(tokens)
    if are_sites(c, nouns):
        return True
    return any(
        t.pos_ == "PROPN" and t.i not in c.actors and (t.ent_type_ != "PERSON" or not any(t.children)) for t in nouns
    )


def is_many(noun: Token) -> bool:
    """Whether so many people are meant that their moving is news: "1,300 people", "hundreds of families"."""
    if lemma(noun) in ("thousand", "hundred") or any(lemma(t) in ("thousand", "hundred") for t in modifiers(noun)):
        return True
    counts = [t for t in (noun, *noun.children) if t.like_num and t.dep_ in ("nummod", "nsubj", "nsubjpass")]
    written = [t.lower_.replace(",", "") for t in counts]
    return any(number.isdecimal() and int(number[:9]) >= _MANY for number in written)


def counts_people(token: Token) -> bool:
    """A number that may be of people: no year, no day."""
    if lemma(token) in ("thousand", "hundred", "dozen"):
        return True
    return token.like_num and token.ent_type_ not in ("DATE", "TIME")


def is_loaded(noun: Token) -> bool:
    """ "A lorry loaded with gas cylinders", "a van packed with explosives": it is there to go off."""
    loads = [child for child in noun.children if child.dep_ in ("acl", "amod") and lemma(child) in _LOADED]
    return any(lemma(t) in _CHARGES for load in loads for held in objects_of(load, "with") for t in held.subtree)


def is_national(noun: Token) -> bool:
    """ "An Italian", "two Egyptians": people named by their country."""
    counted = any(child.lower_ in ("a", "an", "another") or child.dep_ == "nummod" for child in noun.children)
    return counted and noun.ent_type_ == "NORP" and noun.tag_ in ("NN", "NNP", "NNPS", "NNS")


def is_mine(noun: Token) -> bool:
    return any(
        belongs(t, "laid") for t in (noun, *(child for child in noun.children if child.dep_ in ("appos", "compound")))
    )


def is_chemical(noun: Token) -> bool:
    words = {lemma(noun), *(lemma(m) for m in modifiers(noun))}
    return bool(words & {"chemical", "chlorine", "sarin", "mustard", "nerve"})


def comes_to_pass(c: Candidate) -> bool:
    """Whether a verb of occurrence says of the noun that it happened: "fighting erupted", "they held a march"."""
    verbs = [c.clause.verb, *(child for child in c.token.children if child.dep_ in ("acl", "relcl"))]
    if any(lemma(verb) in OCCURS for verb in verbs if verb != c.token):
        return True
    return lemma(c.clause.verb) == "be" and c.token.dep_ in ("attr", "nsubj")


def is_verbless(token: Token) -> bool:
    """Whether the word stands in a note without a verb: "IED, Gao road: 2 KIA"."""
    sentence = token.sent
    if len(sentence) > _LONGEST_NOTE:
        return False
    return not any(t.tag_ in _FINITE for t in sentence if t.i != token.i)


@once_for_each_doc
def speaks_of_war(doc: Doc) -> bool:
    """Whether the report is one of war, by the words that only war uses."""
    return len(_WAR & set(lemmas(doc))) >= _FEWEST_WAR_WORDS
