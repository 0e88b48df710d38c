"""What was hit, or who was meant → `draft.targets`: kind and words, read off the parse around the trigger.

Hit is what a verb does it to, what its noun is aimed "on" or "against", where it came down, what it left destroyed; of
people also those counted among its victims. A hospital that takes in the wounded, a landmark or a doer is none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc, Token

from domain.actors import ActorKind
from domain.places import PlaceKind
from domain.targets import Target, TargetKind
from domain.taxonomy import category_of
from extraction.annotations import ActorMention, Draft, actor_at, place_at
from extraction.components import component
from extraction.lexicon import rows, words
from extraction.syntax.clauses import clause_of, modifiers, objects_of
from extraction.syntax.parse import children_of, sentence_of, text_between, text_of
from extraction.syntax.pronouns import subject_meant
from extraction.syntax.word_classes import belongs, lemma, lemmas

_FORCE = frozenset({"strike", "bombing", "attack", "clash", "raid", "killing", "abduction", "territory", "unrest"})
_LONGEST = 6  # words and hyphens before the noun
_DEEP = 3  # nouns between what is named and what it is a part of
_VERB_TAGS = frozenset({"VB", "VBD", "VBG", "VBN", "VBP", "VBZ"})
_FIGHTS = frozenset({ActorKind.ARMED_GROUP, ActorKind.COALITION, ActorKind.STATE})
_GROWN = 18  # years
_AGE = re.compile(r"\b(\d{1,2})-year-old|\((\d{1,2})\)|, (?:aged )?(\d{1,2}),|\baged (\d{1,2})\b")


@dataclass(frozen=True, slots=True)
class Kinds:
    """What the lexicon knows: the kind of each phrase, of things and of people, and of nouns by whose they are."""

    things: dict[str, TargetKind]
    people: dict[str, TargetKind]
    owned: tuple[tuple[frozenset[str], frozenset[str], TargetKind], ...]


@dataclass(frozen=True, slots=True)
class Named:
    """What a noun phrase names: its kind, whether they are people, and its noun."""

    kind: TargetKind
    is_people: bool
    noun: Token


@cache
def _kinds() -> Kinds:
    """The lexicon, read once."""
    things, people = (
        {word: TargetKind(row["kind"]) for row in rows("targets", key, ("kind", "words")) for word in row["words"]}
        for key in ("thing", "people")
    )
    owned = rows("targets", "owned", ("kind", "by", "of"))
    return Kinds(things, people, tuple((frozenset(r["by"]), frozenset(r["of"]), TargetKind(r["kind"])) for r in owned))


@component(
    reads=("draft.figures", "draft.kind", "draft.sense", "draft.sentences", "draft.trigger"),
    writes=("draft.targets",),
    lexicon=("nouns", "syntax_words", "targets"),
)
def targets(doc: Doc) -> Doc:
    """Name what was hit in each event, and who was meant."""
    drafts = [draft for draft in doc._.drafts if category_of(draft.kind) in _FORCE]
    for draft in drafts:
        struck = list(_struck(draft))
        hit = [named for noun, where in struck if not where for named in _named(noun)]
        if all(named.is_people for named in hit):  # else the text says what in it was hit: "two tankers in the port"
            hit += [named for noun, where in struck if where for named in _named(noun) if _may_be_where(named)]
        counted = [figure.span.root for figure in draft.figures if figure.casualty.max != 0]
        _add(draft, hit + [named for noun in counted for named in _named(noun) if named.is_people])
    for draft, noun in _damaged(doc, drafts):
        _add(draft, [named for named in _named(noun) if not named.is_people])
    return doc


def _may_be_where(named: Named) -> bool:
    """Whether what happened "in" it happened to it: to a school, not to a village or a doctor."""
    return not named.is_people and lemma(named.noun) not in words("targets", "links", "areas")


def _add(draft: Draft, found: list[Named]) -> None:
    for named in found:
        target = Target(named.kind, _text(named.noun))
        if all(known.kind != target.kind or known.text != target.text for known in draft.targets):
            draft.targets.append(target)
            draft.why[f"target {target.kind} “{target.text}”"] = f"of “{draft.trigger.text}”"


def _text(noun: Token) -> str:
    """The noun with the words before it."""
    before = [m.i for m in modifiers(noun) if not m.is_punct]
    start = min([noun.i, *before, *(c.i for c in children_of(noun) if c.dep_ == "det")])
    return noun.doc[start : noun.i + 1].text


# ------------------------------------------------------------------ what the trigger is done to


def _struck(draft: Draft) -> Iterator[tuple[Token, bool]]:
    """The nouns that the trigger's happening was done to, and whether only a thing may be meant by each."""
    trigger = draft.trigger.root
    if trigger.tag_ in _VERB_TAGS and trigger.pos_ in ("VERB", "AUX"):
        yield from _of_verb(draft, trigger)
    else:
        yield from _of_noun(draft, trigger)


def _of_verb(draft: Draft, verb: Token) -> Iterator[tuple[Token, bool]]:
    clause = clause_of(verb)
    suffered = draft.sense in ("suffered", "aftermath")
    hit = clause.doers if suffered else clause.undergoers
    yield from ((noun, False) for noun in hit)
    for weapon in [*clause.doers, *clause.undergoers]:  # "a bomb planted in a mosque exploded"
        for child in children_of(weapon):
            if child.dep_ in ("acl", "relcl") and belongs(weapon, "weapon"):
                yield from _aimed(child, draft)
    if draft.sense != "aftermath":  # who dies in a hospital was brought there
        yield from _aimed(verb, draft)


def _aimed(word: Token, draft: Draft) -> Iterator[tuple[Token, bool]]:
    """What stands after "on", "at", "in" …, directly or after the verb's object ("fired rockets at a school")."""
    for holder in (word, *(c for c in children_of(word) if c.dep_ in ("dobj", "prt", "nsubjpass", "advmod", "prep"))):
        yield from ((noun, False) for noun in objects_of(holder, *words("targets", "links", "aim")))
        yield from ((noun, True) for noun in objects_of(holder, *words("targets", "links", "site")))
        if category_of(draft.kind) in ("strike", "bombing"):
            yield from ((noun, True) for noun in objects_of(holder, *words("targets", "links", "beside")))
        if holder.lower_ == "fire":  # "set fire to a school"
            yield from ((noun, False) for noun in [*objects_of(holder, "to"), *objects_of(word, "to")])
        if category_of(draft.kind) in ("abduction", "raid"):
            yield from ((noun, True) for noun in objects_of(holder, *words("targets", "links", "whence")))


def _of_noun(draft: Draft, noun: Token) -> Iterator[tuple[Token, bool]]:
    category = category_of(draft.kind)
    yield from _aimed(noun, draft)
    if category != "strike" or lemma(noun) in ("shelling", "bombardment", "bombing"):
        yield from ((hit, False) for hit in objects_of(noun, "of"))
    yield from ((word, True) for word in modifiers(noun) if word.dep_ in ("compound", "nmod"))
    if category in ("killing", "abduction"):
        yield from ((word, False) for word in children_of(noun) if word.dep_ in ("poss", "compound"))
    for child in children_of(noun):
        if child.dep_ in ("acl", "relcl") and lemma(child) in words("targets", "links", "touch"):
            yield from ((hit, False) for hit in clause_of(child).undergoers)
            yield from _aimed(child, draft)
    governor = next((t for t in noun.ancestors if t.pos_ in ("VERB", "AUX")), None)
    if governor is not None:
        yield from _of_governor(draft, noun, governor)


def _of_governor(draft: Draft, noun: Token, verb: Token) -> Iterator[tuple[Token, bool]]:
    """What the verb over a noun of happening says of it: "the blast tore through a bar", "was hit in a strike"."""
    clause, form = clause_of(verb), lemma(verb)
    if noun in clause.doers:
        if form in words("targets", "links", "touch"):
            yield from ((hit, False) for hit in clause.undergoers)
            yield from _aimed(verb, draft)
        elif form in words("targets", "links", "happen"):
            yield from ((hit, True) for hit, _ in _aimed(verb, draft))
    elif noun in objects_of(verb, "in", "by", "with", "during") and form in words("targets", "links", "touch"):
        yield from ((hit, False) for hit in clause.undergoers)
    elif noun in clause.undergoers:  # "carried out a raid on a school"
        yield from _aimed(verb, draft)


def _damaged(doc: Doc, drafts: list[Draft]) -> Iterator[tuple[Draft, Token]]:
    """What was hit or left destroyed by verbs that tell of no happening themselves, given to the nearest told: "blew up
    at the gate of a court, killing two", "They burned the church"."""
    triggers = {draft.trigger.root.i for draft in drafts}
    links = [words("targets", "links", name) for name in ("damage", "touch", "onslaught")]
    for token in [doc[at] for at, form in enumerate(lemmas(doc)) if any(form in link for link in links)]:
        if token.pos_ != "VERB" or token.i in triggers:
            continue
        sentence = sentence_of(token)
        near = [d for d in drafts if sentence.start <= d.trigger.start < sentence.end]
        draft = min(near, key=lambda d: abs(d.trigger.start - token.i), default=None)
        if draft is not None:
            yield from ((draft, noun) for noun, _ in _aimed(token, draft))
        elif lemma(token) in words("targets", "links", "damage"):
            draft = next((d for d in reversed(drafts) if any(s.end == sentence.start for s in d.sentences)), None)
        if draft is not None:
            yield from ((draft, noun) for noun in clause_of(token).undergoers)


# ------------------------------------------------------------------ what a noun phrase names


def _named(noun: Token, deep: int = _DEEP) -> list[Named]:
    """The targets that a noun phrase names: itself, what it is a part of, and whose it is."""
    if noun.pos_ == "PRON" and deep and (meant := subject_meant(noun)) is not None:
        return _named(meant, deep - 1)
    found = _named_itself(noun, deep)
    if lemma(noun) in words("targets", "belongings", "words"):
        owners = [*objects_of(noun, "of"), *(c for c in children_of(noun) if c.dep_ in ("poss", "compound"))]
        found = found + [owner for o in owners for owner in _named(o, 0) if owner.is_people]
    phrases = [noun, *objects_of(noun, "of")]  # "the church of St Helena, the clinic": the parser hangs it on the name
    beside = [child for phrase in phrases for child in children_of(phrase) if child.dep_ == "appos"]
    return found + [named for other in beside if deep for named in _named(other, 0)]


def _named_itself(noun: Token, deep: int) -> list[Named]:
    place = place_at(noun.doc).get(noun.i)
    if any(child.lower_ == "no" for child in children_of(noun)) or (place and place.place.kind != PlaceKind.SITE):
        return []
    phrases = _phrases(noun)
    for phrase in phrases:
        if phrase not in (lemma(noun), noun.lower_) and (named := _known(phrase, noun)):
            return [named]
    if (kind := _kind_by_owner(noun)) is not None:
        return [Named(kind, belongs(noun, "person") and not belongs(noun, "thing"), noun)]
    if deep and (lemma(noun) in words("targets", "parts", "words") or noun.like_num):
        wholes = [*objects_of(noun, "of"), *(c for c in children_of(noun) if c.dep_ in ("compound", "poss", "nmod"))]
        if whole := [named for w in wholes for named in _named(w, deep - 1)]:
            return whole
    if (noun.ent_type_ == "PERSON" or belongs(noun, "person") or noun.tag_ == "CD") and _age(noun) < _GROWN:
        return [Named(TargetKind.CHILD, True, noun)]
    known = next(filter(None, (_known(phrase, noun) for phrase in phrases)), None)
    return [known] if known else _leading(noun)


def _known(phrase: str, noun: Token) -> Named | None:
    if phrase in _kinds().things:
        return Named(_kinds().things[phrase], False, noun)
    return Named(_kinds().people[phrase], True, noun) if phrase in _kinds().people else None


def _phrases(noun: Token) -> list[str]:
    """The noun with the words before it, the longest first: "oil pumping station", "pumping station" …"""
    before, start = {m.i for m in modifiers(noun)}, noun.i
    while start - 1 in before and noun.i - start < _LONGEST:
        start -= 1
    text = text_of(noun.doc)
    written = [text[noun.doc[at].idx : noun.idx].lower() for at in range(start, noun.i + 1)]
    return [before + form for before in written for form in (lemma(noun), noun.lower_)]


def _kind_by_owner(noun: Token) -> TargetKind | None:
    """ "Police station", "convoy of the Red Cross", "an LRA camp": by the word that says whose it is."""
    rows = [(by, kind) for by, of, kind in _kinds().owned if lemma(noun) in of]
    owners = _owners(noun) if rows else set()
    return next((kind for by, kind in rows if by & owners), None)


def _owners(noun: Token) -> set[str]:
    """The words before the noun and after "of", alone and with the one before them, and the classes of who they are."""
    after = objects_of(noun, "of", "for", "with", "to")
    tokens = [*modifiers(noun), *(t for head in after for t in (head, *modifiers(head)))]
    found: set[str] = set()
    for token in tokens:
        found |= {lemma(token), token.lower_}
        if token.i:
            found.add(f"{token.nbor(-1).lower_} {lemma(token)}")
        actor: ActorMention | None = actor_at(token.doc).get(token.i)
        if belongs(token, "armed") or (actor is not None and actor.actor.kind in _FIGHTS):
            found.add("@armed")
        if token.i in place_at(token.doc):
            found.add("@place")
    return found


def _leading(noun: Token) -> list[Named]:
    """ "Hotel Zamzam", "FOB Wulgo", "Gurdwara Sri Guru": the word that says what it is stands before the name."""
    if noun.pos_ != "PROPN":
        return []
    first = next((m for m in sorted(modifiers(noun), key=lambda m: m.i) if m.pos_ in ("PROPN", "NOUN")), None)
    if first is None or first.i in place_at(noun.doc):
        return []
    known = _known(lemma(first), noun)
    return [known] if known and not known.is_people else []


def _age(noun: Token) -> int:
    """ "A 12-year-old", "Mahmoud (12)": how old; of age where it is not said."""
    told = _AGE.search(text_between(noun.doc, max(sentence_of(noun).start, noun.i - 5), min(noun.i + 4, len(noun.doc))))
    return int(next(filter(None, told.groups()))) if told else _GROWN
