"""Words that tell of an event → `doc._.drafts`, one for each, with kind and count.

A word is a trigger by its lemma and part of speech, where the words around it hold what its entry in
`lexicon/triggers.toml` needs. Which drafts are one event is settled later.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, NamedTuple

from spacy.tokens import Doc, Span, Token

from domain.actors import ActorKind
from domain.taxonomy import category_of
from extraction.annotations import BlockKind, Draft, block_of
from extraction.components import component
from extraction.lexicon import LexiconError, rows, words
from extraction.syntax.clauses import Clause, clause_of, objects_of
from extraction.syntax.parse import sentence_of
from extraction.syntax.word_classes import belongs, lemma, lemmas
from extraction.text.numbers import number
from extraction.triggers.candidates import OCCURS, Candidate, whole
from extraction.triggers.conditions import before_it_could, covered, holds, is_known, is_walkout
from extraction.triggers.kinds import kind_of, means_of
from extraction.triggers.word_senses import Senses

_MOST = 200  # drafts that one piece of text may have; a text that repeats itself without end stops here
_TAKES_PLACE = words("triggers_words", "triggers", "takes_place")
_SEVERAL = words("triggers_words", "triggers", "several")
_UPROOTS = words("triggers_words", "triggers", "uproots")
_VERB_TAGS = frozenset({"VB", "VBD", "VBG", "VBN", "VBP", "VBZ"})
_MOST_LUMPED = 999_999  # events that one phrase lumps together; a larger number is none of events


@dataclass(frozen=True, slots=True)
class Entry:
    """One sense of a trigger word, as the lexicon has it."""

    kind: str
    refine: str = ""
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    sense: str = ""
    particle: frozenset[str] = frozenset()
    object: frozenset[str] = frozenset()
    under: frozenset[str] = frozenset()
    count: bool = False


class Named(NamedTuple):
    """The tokens of a Doc within names of actors, of places, of armed groups, and within phrases for unnamed people who
    bear arms."""

    actors: frozenset[int]
    places: frozenset[int]
    bands: frozenset[int]
    fighters: frozenset[int]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The entries by lemma."""

    nouns: dict[str, tuple[Entry, ...]]
    verbs: dict[str, tuple[Entry, ...]]


@cache
def lexicon() -> Lexicon:
    """The lexicon, read once. Raises LexiconError where a row asks for a condition that there is not."""
    known = ("lemma", *(field.name for field in fields(Entry)))
    return Lexicon(_by_lemma(rows("triggers", "noun", known)), _by_lemma(rows("triggers", "verb", known)))


def _by_lemma(rows: list[dict[str, Any]]) -> dict[str, tuple[Entry, ...]]:
    found: dict[str, tuple[Entry, ...]] = {}
    for row in rows:
        entry = Entry(**{name: _frozen(name, value) for name, value in row.items() if name != "lemma"})
        asked = [name for part in (*entry.needs, *entry.unless) for name in part.split("+")]
        unknown = [name for name in asked if not is_known(name)]
        if unknown:
            raise LexiconError(
                f"extraction/lexicon/triggers.toml: “{unknown[0]}”, asked for by “{row['lemma'][0]}” ({entry.kind}), "
                "is no condition: see extraction/triggers/conditions.py."
            )
        for word in row["lemma"]:
            found[word] = (*found.get(word, ()), entry)
    return found


def _frozen(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return frozenset(value) if name in ("object", "under", "particle") else tuple(value)
    return value


@component(
    reads=("doc.actors", "doc.blocks", "doc.places"),
    writes=(
        "doc.drafts",
        "draft.count",
        "draft.kind",
        "draft.prevented",
        "draft.sense",
        "draft.sentences",
        "draft.trigger",
    ),
    lexicon=("lookalikes", "nouns", "numbers", "roles", "syntax_words", "triggers", "triggers_words"),
)
def triggers(doc: Doc) -> Doc:
    """Find the trigger words and what they tell of."""
    named = _named(doc)
    senses = Senses(doc)
    drafts = []
    known = lexicon().nouns.keys() | lexicon().verbs.keys()
    for token in [doc[at] for at, form in enumerate(lemmas(doc)) if form in known]:
        if block_of(doc, token.i).kind == BlockKind.DATELINE:
            continue
        found = _sense_of(token, named) if not _is_aim(token) else None
        if found is None or _is_in_general(found[1]):
            continue
        entry, candidate = found
        if senses.is_look_alike(token):
            continue
        drafts.append(_draft(doc, entry, candidate))
        if len(drafts) == _MOST:
            break
    if _has_walkout(doc):
        drafts = [draft for draft in drafts if draft.kind != "strike"]
    doc._.drafts = drafts
    return doc


def _has_walkout(doc: Doc) -> bool:
    """Whether the text tells of people who refuse to work: "the striking truckers", "a strike by teachers"."""
    strikes = [doc[at] for at, form in enumerate(lemmas(doc)) if form in ("strike", "striking")]
    return any(
        (t.dep_ == "amod" and belongs(t.head, "person"))
        or (t.pos_ == "NOUN" and is_walkout(t, clause_of(_governor(t))))
        for t in strikes
    )


def _named(doc: Doc) -> Named:
    groups = (m.span for m in doc._.actors if m.actor.kind == ActorKind.ARMED_GROUP)
    armed = (m.span for m in doc._.actors if m.form == "phrase" and m.actor.id in words("roles", "unnamed_fighters"))
    return Named(covered(doc, "actors"), covered(doc, "places"), _tokens(groups), _tokens(armed))


def _tokens(spans: Iterable[Span]) -> frozenset[int]:
    return frozenset(i for span in spans for i in range(span.start, span.end))


def _sense_of(token: Token, named: Named) -> tuple[Entry, Candidate] | None:
    return next((sense for sense in _senses(token, named) if _fits(*sense)), None)


def ruled_out(doc: Doc) -> Callable[[Token], bool]:
    """Tells of a word of the Doc whether something beside it speaks against the lexicon's sense of it: "struck a deal".
    Only for components after the one that finds the names."""
    named = _named(doc)
    return lambda token: any(
        _is_of(entry, candidate) and any(holds(condition, candidate) for condition in entry.unless)
        for entry, candidate in _senses(token, named)
    )


def _senses(token: Token, named: Named) -> Iterator[tuple[Entry, Candidate]]:
    """What the lexicon has of the word, the likelier first."""
    is_verb = token.tag_ in _VERB_TAGS and token.dep_ not in ("compound", "aux", "auxpass")
    is_noun_like = token.dep_ in ("pobj", "pcomp") and token.tag_ == "VBN"  # "a camp for displaced"
    is_verb = is_verb and not is_noun_like and not (token.dep_ == "amod" and token.i < token.head.i)
    is_verb = is_verb or _is_headline_verb(token)
    entries = lexicon().verbs.get(lemma(token), ()) if is_verb else ()
    if not entries:
        is_verb = False
        entries = _noun_entries(token)
    if not entries or (is_verb and any(_is_nobody(noun) for noun in clause_of(token).undergoers)):
        return
    clause = clause_of(token) if is_verb else Clause(_governor(token), False)
    means = means_of(token, clause, is_verb, named.places)
    candidate = Candidate(token, clause, is_verb, means, *named)
    yield from ((entry, candidate) for entry in entries)
    if is_verb and token.tag_ == "VBG" and token.dep_ in ("pcomp", "pobj", "dobj", "nsubj"):  # "resorted to firing"
        candidate = Candidate(token, Clause(_governor(token.head), False), False, means, *named)
        yield from ((entry, candidate) for entry in _noun_entries(token))


def _is_nobody(noun: Token) -> bool:
    """ "They carried off no one", "hit nothing"."""
    return noun.lower_ in ("nobody", "nothing", "none") or (
        noun.lower_ in ("one", "body") and any(child.lower_ == "no" for child in noun.children)
    )


def _is_aim(token: Token) -> bool:
    """ "an operation to retake the city": what is wanted, not what happened; "began to withdraw" did happen."""
    if token.tag_ != "VB" or not any(child.dep_ == "aux" and child.lower_ == "to" for child in token.children):
        return False
    return lemma(token.head) not in _TAKES_PLACE


def _is_in_general(candidate: Candidate) -> bool:
    """ "supported by air strikes", "a campaign of bombings": no event, unless the text says whose or where."""
    noun = candidate.token
    agent = noun.head if noun.head.dep_ == "agent" else None
    if agent is not None and agent.head.dep_ == "acl" and lemma(agent.head) in _UPROOTS and not any(noun.children):
        return True  # "children displaced by fighting"
    if candidate.is_verb or noun.tag_ not in ("NNS", "NNPS") or block_of(noun.doc, noun.i).telegraphic:
        return False
    said = any(
        m.dep_ in ("det", "nummod", "poss") or m.i in candidate.actors or m.lower_ in _SEVERAL for m in noun.children
    )
    placed = any(t.i in candidate.places or t.i in candidate.actors for t in noun.subtree)
    verbs = [candidate.clause.verb, *(child for child in noun.children if child.dep_ == "relcl")]
    reported = any(lemma(verb) in OCCURS for verb in verbs if verb != noun)
    return not (said or placed or reported)


def _is_headline_verb(token: Token) -> bool:
    """ "Israeli warplane bombs tent": a verb that the model took for a plural noun, in a headline without another."""
    if token.tag_ != "NNS" or lemma(token) not in lexicon().verbs or not 0 < token.i < len(token.doc) - 1:
        return False
    block = block_of(token.doc, token.i)
    others = any(t.tag_ in ("VBD", "VBZ", "VBP", "VBN", "MD") for t in token.doc[block.start : block.end])
    before, after = token.nbor(-1), token.nbor()
    return (
        block.telegraphic
        and not others
        and before.tag_ in ("NN", "NNP", "NNS", "NNPS")
        and after.tag_ in ("NN", "NNP", "NNS", "DT", "JJ", "CD", "PRP$")
    )


def _noun_entries(token: Token) -> tuple[Entry, ...]:
    if token.pos_ not in ("NOUN", "PROPN", "ADJ", "VERB") or (token.pos_ == "VERB" and token.tag_ != "VBG"):
        return ()
    if token.lower_ == "march" and token.ent_type_ == "DATE":
        return ()
    if token.tag_ == "VBG" and token.dep_ == "prep":  # "according to", "following": prepositions that look like nouns
        return ()
    if token.i and token.nbor(-1).text in ("-", "anti-") and token.doc[max(token.i - 2, 0)].lower_.startswith("anti"):
        return ()  # "anti-riot police"
    form = (
        lemma(token) if token.tag_ != "VBG" else token.lower_
    )  # "a bombing"; "the striking truckers" tell of no strike
    nouns = lexicon().nouns
    if token.dep_ in ("compound", "nmod") and not _compound_tells(token):
        return ()
    return nouns.get(form, ())


def _compound_tells(token: Token) -> bool:
    """ "strike aircraft" tells of no strike; "attack victims", "raid site" do."""
    return belongs(token.head, "aftermath")


def _governor(noun: Token) -> Token:
    """The verb that a noun depends on, directly or through a preposition; the noun itself where there is none."""
    return next((token for token in noun.ancestors if token.pos_ in ("VERB", "AUX")), noun)


def _fits(entry: Entry, candidate: Candidate) -> bool:
    if not _is_of(entry, candidate) or any(holds(condition, candidate) for condition in entry.unless):
        return False
    return not entry.needs or any(holds(condition, candidate) for condition in entry.needs)


def _is_of(entry: Entry, candidate: Candidate) -> bool:
    """Whether the word has the particle and the object that the entry is for."""
    token = candidate.token
    if entry.particle and entry.particle.isdisjoint(child.lower_ for child in token.children):
        return False
    if entry.object and not any(lemma(t) in entry.object or t.lower_ in entry.object for t in _complements(candidate)):
        return False
    return not entry.under or any(lemma(t) in entry.under for t in objects_of(token, "under"))


def _complements(candidate: Candidate) -> Iterator[Token]:
    yield from (t for noun in candidate.undergoers for t in whole(noun))
    for child in candidate.token.children:
        if child.dep_ in ("acomp", "oprd", "ccomp", "advmod", "xcomp", "dobj"):
            yield child
            yield from (grand for grand in child.children if grand.dep_ in ("nsubj", "compound"))
    yield from objects_of(candidate.token, "on")


def _draft(doc: Doc, entry: Entry, candidate: Candidate) -> Draft:
    token = candidate.token
    kind = kind_of(entry.kind, entry.refine, candidate)
    sense = entry.sense
    by_means = kind != entry.kind or any(belongs(t, "weapon") for t in candidate.doers)
    if sense == "harm" and by_means and token.tag_ != "VBG":
        sense = ""  # "a car bomb killed two" tells of the event itself; "…, killing two" of what came of it
    draft = Draft(doc[token.i : token.i + 1], kind, sense, [sentence_of(token)])
    if before_it_could(token):
        draft.sense = "averted"
    draft.prevented = draft.sense == "averted"
    draft.count = _times(token) if candidate.is_verb else _count(token) if entry.count else 1
    draft.why["kind"] = f"“{token.text}” ({category_of(kind)})" + (
        f", {', '.join(candidate.means)}" if candidate.means else ""
    )
    return draft


def _times(verb: Token) -> int:
    """How often the verb says that it was done: "struck the region 41 times", "twice"."""
    for child in verb.children:
        if child.lower_ == "twice":
            return 2
        if child.lower_ == "times" and child.dep_ in ("npadvmod", "advmod", "dobj", "oprd"):
            return _count(child)
    return 1


def _count(noun: Token) -> int:
    """How many events the noun's number says there were: "five strikes"."""
    for child in noun.children:
        if child.dep_ == "nummod" and child.ent_type_ not in ("DATE", "TIME"):
            whole = number(" ".join(token.lower_ for token in child.subtree))  # "twenty-five", "two dozen"
            stated = whole if whole is not None else number(child.lower_)
            return stated if stated and stated <= _MOST_LUMPED else 1
    return 1
