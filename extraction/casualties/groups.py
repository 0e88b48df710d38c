"""Which group people belong to, by the words that name them: soldiers, police, fighters, civilians.

In: the noun of a phrase of people. Out: its group, and whether it is known to mean people at all. The words stand in
`lexicon/casualties.toml`.
"""

from collections.abc import Iterable, Iterator
from functools import cache

from spacy.tokens import Token

from domain.actors import ActorKind
from domain.casualties import Group
from extraction.lexicon import table, words
from extraction.syntax.tense import around
from extraction.syntax.word_classes import belongs, is_aged, lemma
from knowledge.places.tables.atlas import english_words

# Whose people are of which group, where only the actor says it.
GROUPS = {
    ActorKind.ARMED_GROUP: Group.MILITANT,
    ActorKind.STATE: Group.MILITARY,
    ActorKind.COALITION: Group.MILITARY,
    ActorKind.CIVILIANS: Group.CIVILIAN,
}
_CONTEXT = 60  # tokens before "two officers" that may say of what


@cache
def _group_of_noun() -> dict[str, Group]:
    """The group that each noun of people names. Whoever is no soldier, policeman or fighter by his name is a civilian,
    but for those of whom a name says nothing ("member", "victim", "officer")."""
    derived = table("people")["nouns"]
    found = dict.fromkeys(derived["other"], Group.CIVILIAN)
    for nouns in (derived, table("casualties")["groups"]):
        found |= {noun: group for group in Group for noun in nouns.get(group.value, ())}
    return {noun: group for noun, group in found.items() if noun not in _of_no_group()}


@cache
def _of_no_group() -> frozenset[str]:
    lists = ("plain", "people"), ("plain", "nouns"), ("by_context", "nouns")
    return frozenset().union(*(words("casualties", *keys) for keys in lists))


def group_by_words(noun: Token, beside: Iterable[Token]) -> Group | None:
    """The group by the body that they belong to, by the noun or what stands beside it, or by what is spoken of."""
    if lemma(noun) in words("casualties", "of_a_body", "nouns") and (found := _group_of_body(noun)) is not None:
        return found
    group = next((group for token in (noun, *beside) if (group := names_a_group(token)) is not None), None)
    if group in (None, Group.CIVILIAN):  # "an army doctor" is a soldier; a soldier's wife is none
        group = next(_groups_before(noun, owners=group is None), group)
    return group or (_group_spoken_of(noun) if lemma(noun) in words("casualties", "by_context", "nouns") else None)


def _groups_before(noun: Token, owners: bool) -> Iterator[Group]:
    """By the words before the noun: "gang members", "Police Corporal Dee"; by whose they are where `owners` count."""
    for token in noun.lefts:
        if token.dep_ in ("compound", "amod", "nmod") or (owners and token.dep_ == "poss"):
            for word in (*token.lefts, token):
                if (group := _group_before(word)) is not None:
                    yield group
            if (group := names_a_group(token)) is not None:
                yield group


def _group_spoken_of(noun: Token) -> Group | None:
    """ "Two officers": of the police or of the army, as the sentence or those just before it speak of one."""
    stretches = [around(noun)]
    if lemma(noun) in words("casualties", "by_context", "known_before"):
        stretches.append(noun.doc[max(0, noun.i - _CONTEXT) : noun.i])
    for stretch in stretches:
        forms = {form for t in stretch for form in (t.lower_, lemma(t))}
        for group in (Group.POLICE, Group.MILITARY):
            if forms & words("casualties", "by_context", group.value):
                return group
    return None


def _group_of_body(noun: Token) -> Group | None:
    """ "The commander of the brigade", "a police commander": the body that they belong to."""
    bodies = [t for t in noun.lefts if t.dep_ in ("compound", "amod", "poss", "nmod")]
    bodies += [t for link in noun.children if link.lower_ in ("of", "in", "with") for t in link.children]
    bodies += [t for body in list(bodies) for t in body.lefts]
    forms = {lemma(body) for body in bodies}
    groups = Group.POLICE, Group.MILITARY, Group.CIVILIAN
    return next((group for group in groups if forms & words("casualties", "of_a_body", group.value)), None)


def _group_before(word: Token) -> Group | None:
    for group, words_before in table("casualties")["group_before"].items():
        if lemma(word) in words_before:
            return Group(group)
    return None


def names_a_group(token: Token) -> Group | None:
    """The group that the word itself names, if any; the last part of "minibus-driver" says it too."""
    known = _group_of_noun()
    before = token.nbor(-1).lower_ if token.i else ""
    form = lemma(token)
    forms = (f"{before} {form}", form, token.lower_, form.rsplit("-", 1)[-1])
    return next((known[name] for name in forms if name in known), None)


def may_be_people(noun: Token) -> bool:
    """Not a thing, a site or a body of people as a whole: an everyday word that names people, or a word unknown."""
    if is_people(noun) or noun.pos_ == "PRON":
        return True
    return lemma(noun) not in english_words() and not belongs(noun, "site", "thing", "weapon", "event")


def is_people(noun: Token) -> bool:
    """Whether the noun is known to mean people: a group's noun, a word for people, a number, a name of a person."""
    return (
        lemma(noun) in _of_no_group()
        or names_a_group(noun) is not None
        or noun.ent_type_ in ("PERSON", "NORP")
        or noun.like_num
        or noun.tag_ == "CD"
        or is_aged(noun)
    )
