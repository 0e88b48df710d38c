"""A verb in the parse → who does it, to whom, by what: voice, relative clauses, coordination and subjects undone.

Gives the heads of the noun phrases as tokens, in the order of the text. Knows grammar only, nothing of war.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from spacy.tokens import Token

from extraction.lexicon import words
from extraction.syntax.memo import once_for_each_token
from extraction.syntax.parse import children_of, sentence_of

SUBJECTS = frozenset({"nsubj", "csubj"})
PASSIVE_SUBJECTS = frozenset({"nsubjpass", "csubjpass"})
_RELATIVE_WORDS = words("syntax_words", "clauses", "relative_words")
_SHARES_SUBJECT = frozenset({"conj", "xcomp", "advcl", "pcomp"})
_OBJECT_ACTS = words("syntax_words", "clauses", "object_acts")
_DEPTH = 4  # clauses outward in which a shared subject is looked for
_NESTED = 6  # compounds of compounds: deeper ones are lists, not names
# Verbs without a passive: in "a rocket slammed into a house" the parser may see a participle, yet the rocket does it.
_NEVER_PASSIVE = words("syntax_words", "clauses", "never_passive")


@dataclass(slots=True)
class Clause:
    """One verb with its arguments: `doers` act, `undergoers` are acted upon, `with_agent` a "by X" was said."""

    verb: Token
    passive: bool
    doers: list[Token] = field(default_factory=list)
    undergoers: list[Token] = field(default_factory=list)
    with_agent: bool = False


@once_for_each_token
def clause_of(verb: Token) -> Clause:
    """The clause that `verb` heads."""
    if verb.tag_ == "NNS":
        return _headline_clause(verb)
    passive = is_passive(verb)
    clause = Clause(verb, passive)
    agents = [word for child in children_of(verb) if child.dep_ == "agent" for word in _objects_of(child)]
    clause.with_agent = bool(agents)
    objects = [word for child in children_of(verb) if child.dep_ in ("dobj", "dative") for word in coordinated(child)]
    subjects = _subjects(verb, passive, _DEPTH)
    if passive:
        clause.doers, clause.undergoers = agents, [*subjects, *objects]
    else:
        clause.doers, clause.undergoers = subjects, objects
    return clause


def _headline_clause(verb: Token) -> Clause:
    """A verb taken for a noun has no arguments in the parse: the noun before it and the noun phrase after it are."""
    following = next((t for t in verb.doc[verb.i + 1 : sentence_of(verb).end] if t.pos_ in ("NOUN", "PROPN")), None)
    while following is not None and following.dep_ == "compound" and following.head.i > following.i:
        following = following.head
    before = [verb.nbor(-1)] if verb.i else []
    return Clause(verb, False, before, [following] if following is not None else [])


@once_for_each_token
def is_passive(verb: Token) -> bool:
    """Passive by its auxiliary or agent, or a bare participle: "soldiers killed in", "2 killed in strike"."""
    if any(child.dep_ in ("nsubjpass", "auxpass", "agent", "csubjpass") for child in children_of(verb)):
        return True
    if verb.lemma_ in _NEVER_PASSIVE:
        return False
    has_object = any(child.dep_ == "dobj" for child in children_of(verb))
    if verb.dep_ in ("acl", "amod") and verb.tag_ in ("VBN", "VBD"):
        # "Fighters of the militia killed some and wounded dozens": the second verb shows the voice of the first
        active = any(
            c.dep_ == "conj" and c.tag_ == "VBD" and any(o.dep_ == "dobj" for o in children_of(c))
            for c in children_of(verb)
        )
        return not has_object and not active
    if verb.dep_ == "conj" and verb.tag_ in ("VBN", "VBD") and verb.head.pos_ == "VERB" and not has_object:
        own_subject = any(child.dep_ in SUBJECTS for child in children_of(verb))
        if not own_subject and verb.head.tag_ == "VBN":
            return is_passive(verb.head)
    bare = not any(child.dep_ in ("aux", "auxpass") for child in children_of(verb))
    return verb.tag_ == "VBN" and bare and not has_object and verb.dep_ != "advcl"


def _subjects(verb: Token, passive: bool, depth: int) -> list[Token]:
    own = [child for child in children_of(verb) if child.dep_ in SUBJECTS | PASSIVE_SUBJECTS]
    if own:
        return [word for child in own for word in _antecedents(child, verb)]
    if _is_misplaced(verb):  # "gunmen who came on motorcycles killed 17 people"
        return list(coordinated(_relative_over(verb).head))
    if verb.dep_ in ("acl", "amod", "relcl"):
        return list(coordinated(verb.head)) if _is_nominal(verb.head) else []
    if verb.dep_ in _SHARES_SUBJECT and depth:
        return _shared(verb, passive, depth)
    return []


def _is_misplaced(verb: Token) -> bool:
    """Whether a participle with an object, in the parse of a noun in a relative clause, is the verb of the sentence: a
    past participle after a noun has none."""
    relative = _relative_over(verb)
    return (
        verb.dep_ == "acl"
        and verb.tag_ in ("VBN", "VBD")
        and any(child.dep_ == "dobj" for child in children_of(verb))
        and relative.dep_ == "relcl"
        and _is_nominal(relative.head)
    )


def _relative_over(verb: Token) -> Token:
    """The verb that the noun over it depends on, directly or through a preposition."""
    noun = verb.head
    return noun.head.head if noun.dep_ == "pobj" and noun.head.dep_ == "prep" else noun.head


def _shared(verb: Token, passive: bool, depth: int) -> list[Token]:
    """The subject that a verb without its own takes from the clause around it, if the voices allow it."""
    head = next((token for token in verb.ancestors if token.pos_ != "ADP"), verb)
    if head == verb or head.pos_ not in ("VERB", "AUX"):
        return []
    outer_passive = is_passive(head)
    if verb.dep_ == "pcomp" and verb.head.lower_ in _OBJECT_ACTS:
        named = ("nsubjpass",) if outer_passive else ("dobj",)
        if charged := [
            word for child in children_of(head) if child.dep_ in named for word in _antecedents(child, head)
        ]:
            return charged
    if verb.dep_ == "xcomp" or outer_passive == passive or verb.dep_ == "conj":
        return _subjects(head, outer_passive, depth - 1)
    if outer_passive and not passive:
        return [word for child in children_of(head) if child.dep_ == "agent" for word in _objects_of(child)]
    return _subjects(head, outer_passive, depth - 1)


def _antecedents(subject: Token, verb: Token) -> list[Token]:
    """The noun that a relative pronoun stands for; any other subject with what is coordinated to it."""
    if subject.lower_ in _RELATIVE_WORDS and subject.tag_ in ("WDT", "WP", "IN", "DT"):
        clause = verb
        while clause.dep_ == "conj":
            clause = clause.head
        if clause.dep_ == "relcl" and _is_nominal(clause.head):
            return list(coordinated(clause.head))
    return list(coordinated(subject))


@once_for_each_token
def coordinated(head: Token) -> tuple[Token, ...]:
    """The head of a noun phrase and those joined to it by "and"."""
    return (head, *(child for child in head.conjuncts if child.i > head.i and _is_nominal(child)))


def _objects_of(preposition: Token) -> list[Token]:
    return [
        word for child in children_of(preposition) if child.dep_ in ("pobj", "pcomp") for word in coordinated(child)
    ]


def objects_of(word: Token, *prepositions: str) -> list[Token]:
    """The nouns that stand after one of the prepositions, attached to `word`."""
    return [
        noun
        for child in children_of(word)
        if child.dep_ in ("prep", "agent", "dative") and child.lower_ in prepositions
        for noun in _objects_of(child)
    ] + ([noun for child in children_of(word) for noun in _out_of(child)] if "from" in prepositions else [])


def _out_of(word: Token) -> list[Token]:
    """The nouns after "out of", which says whence as "from" does."""
    inner = children_of(word) if word.dep_ == "prep" and word.lower_ == "out" else ()
    return [noun for child in inner if child.lower_ == "of" for noun in _objects_of(child)]


def _is_nominal(token: Token) -> bool:
    return token.pos_ in ("NOUN", "PROPN", "PRON", "NUM", "ADJ") or token.dep_ in ("nsubj", "nsubjpass", "dobj", "pobj")


def modifiers(noun: Token, depth: int = _NESTED) -> Iterator[Token]:
    """The words that stand before a noun and say what kind it is, compounds of compounds too."""
    for child in children_of(noun):
        if child.dep_ in ("compound", "amod", "nmod", "poss", "nummod", "npadvmod", "punct") and child.i < noun.i:
            yield child
            if depth and child.dep_ in ("compound", "amod", "nmod"):
                yield from modifiers(child, depth - 1)
