"""What kind of event a trigger tells of, once its means and its doer are known: a raid by warplanes is an air strike,
people led off by police are arrested, those led off by others abducted.

In: a lexicon entry's kind and a candidate trigger. Out: the words for its means, and the kind that they and the doer
make of it (`[[means]]` and `[[settle]]` of `lexicon/triggers.toml`).
"""

from collections.abc import Iterator
from functools import cache

from spacy.tokens import Token

from extraction.lexicon import rows, words
from extraction.syntax.clauses import Clause, clause_of, modifiers, objects_of
from extraction.syntax.word_classes import belongs, lemma
from extraction.triggers.candidates import Candidate, whole
from extraction.triggers.conditions import holds

_FAMILIES = {"strike": ("strike", "blast"), "blast": ("blast",), "attack": ("strike", "blast", "attack")}
_MEANS_AFTER = ("with", "using", "from", "of", "by", "involving", "via")
_SENDS = words("triggers_words", "kinds", "sends")
_COMES = words("triggers_words", "kinds", "comes")
_FALLS = words("triggers_words", "kinds", "falls")
_MAY_BE_MEANS = ("weapon", "vehicle", "armed", "event", "debris")


@cache
def _means_by_word() -> dict[str, tuple[int, str, str]]:
    """The kind and family that each word for a means points to, with its rank."""
    return {
        word: (rank, row["kind"], row["family"])
        for rank, row in enumerate(rows("triggers", "means", ("words", "kind", "family")))
        for word in row["words"]
    }


@cache
def _settling() -> tuple[tuple[frozenset[str], tuple[str, ...], str], ...]:
    """Which kinds become which other, and when."""
    found = rows("triggers", "settle", ("of", "when", "kind"))
    return tuple((frozenset(row["of"]), tuple(row["when"]), row["kind"]) for row in found)


def means_of(token: Token, clause: Clause, is_verb: bool, places: frozenset[int]) -> tuple[str, ...]:
    """The kinds that the words for the means point to, best first; each is "family:kind"."""
    known = _means_by_word()
    named = {word for word in _words_of_means(token, clause, is_verb, places) if word in known}
    if any(known[word][1] == "drone-strike" for word in named):  # "explosives-laden drones" are no vehicles
        named -= words("triggers_words", "kinds", "laden")
    return tuple(f"{family}:{kind}" for _, kind, family in sorted({known[word] for word in named}))


def kind_of(kind: str, refine: str, candidate: Candidate) -> str:
    """The kind that means and doer make of the one that the lexicon gives, where its family may be refined."""
    for mean in candidate.means:
        family, finer = mean.split(":")
        if family in _FAMILIES.get(refine, ()):
            return finer
    for kinds, when, other in _settling():
        if kind in kinds and any(holds(condition, candidate) for condition in when):
            return other
    return kind


def _words_of_means(token: Token, clause: Clause, is_verb: bool, places: frozenset[int]) -> Iterator[str]:
    for noun in _nouns_of_means(token, clause, is_verb):
        if noun != token and noun.i not in places:
            yield from _forms(noun, token)
        for word in modifiers(noun):
            if word.i not in places and word.head.tag_ != "VBG":  # "motorcycle-riding men"
                yield from lemma(word).split("-") if "-" in word.lower_ else (lemma(word),)
                yield word.lower_


def _nouns_of_means(token: Token, clause: Clause, is_verb: bool) -> Iterator[Token]:
    if not is_verb:
        yield token
        if clause.verb != token and _is_done_by(clause.verb, token):
            yield from (t for t in clause_of(clause.verb).doers if belongs(t, "weapon"))  # "jets carried out a strike"
        yield from objects_of(token, *_MEANS_AFTER)
        return
    if lemma(token) in _COMES and (under := objects_of(token, "under")):
        yield from under  # "came under drone attack": whoever came is no means
        return
    doers = [part for doer in clause.doers for part in whole(doer)]  # "one of the group's rockets"
    doers += [t for doer in clause.doers if belongs(doer, "armed") for t in objects_of(doer, "of")]
    yield from (t for t in doers if belongs(t, *_MAY_BE_MEANS))
    # "killed in a car bomb blast"; "in a gun battle" was no shooting
    yield from (t for t in objects_of(token, "with", "using", "from", "in") if not belongs(t, "fight", "crash"))
    for child in token.children:  # "attacks positions using drones"
        if child.dep_ == "advcl" and child.lower_ == "using":
            yield from (t for t in child.children if t.dep_ == "dobj")
    if lemma(token) in words("roles", "blame"):  # "blamed rebels for the car bomb"
        yield from objects_of(token, "for")
    if lemma(token) in _SENDS:
        yield from (t for noun in clause.undergoers for t in whole(noun) if belongs(t, "munition", "weapon"))


def _forms(noun: Token, trigger: Token) -> Iterator[str]:
    """The words that a noun of means is looked up by. "Bombs" have come from the air where they fall; a "bomber" that
    is a plane flies in numbers, or has a type."""
    if lemma(noun) == "bomber" and not any(m.lower_ == "suicide" for m in modifiers(noun)):
        yield (
            "jet" if noun.tag_ in ("NNS", "NNPS") or any(belongs(m, "aircraft") for m in modifiers(noun)) else "bomber"
        )
        return
    yield lemma(noun)
    if noun.lower_ != "bombs" or lemma(trigger) in _FALLS:
        yield noun.lower_


def _is_done_by(verb: Token, noun: Token) -> bool:
    """Whether the noun is what the verb does, directly or as "a series of" it."""
    undergoers = clause_of(verb).undergoers
    return noun in undergoers or any(
        belongs(outer, "aftermath") and noun in objects_of(outer, "of") for outer in undergoers
    )
