"""Drafts of one event become one → fewer `doc._.drafts`, each with all its sentences.

Joined are: what one clause ties together ("killed in a strike"), what a definite noun or a consequence points back to
("the attack", "three people were killed"), the title and the news under it. Kept apart: other places, days, doers or
weapons, and what the text calls "another", "separate" or "second". A sum whose parts follow is dropped.
"""

from spacy.tokens import Doc, Token

from domain.taxonomy import category_of
from extraction.annotations import Draft, world_of
from extraction.arguments.locations import contradict
from extraction.arguments.settled_actors import settle
from extraction.components import component
from extraction.coreference.antecedents import ANEW, antecedent_of
from extraction.coreference.compatibility import (
    HANGS_ON,
    VIOLENT,
    compatible,
    is_bare_reference,
    rank,
    same_doers,
    same_place,
)
from extraction.coreference.discourse import is_one_deed, places_named, set_beside
from extraction.coreference.merging import merge, without_sums
from extraction.syntax.clauses import clause_of
from extraction.syntax.tense import tense
from extraction.syntax.word_classes import belongs

_NEAR_DRAFTS = 20  # events back that a sentence may tie a word to


@component(
    reads=("doc.times", "draft.happened", "draft.prevented", "draft.trigger"),
    writes=(
        "doc.drafts",
        "draft.actors",
        "draft.attribution",
        "draft.count",
        "draft.figures",
        "draft.kind",
        "draft.places",
        "draft.sense",
        "draft.sentences",
        "draft.status",
        "draft.targets",
        "draft.time",
        "draft.weapons",
    ),
    lexicon=("arguments_words", "coreference_words", "locations", "nouns", "roles", "syntax_words", "toponym_choice"),
)
def coreference(doc: Doc) -> Doc:
    """Merge the drafts of one event."""
    drafts = [draft for draft in doc._.drafts if draft.happened or draft.sense == "averted"]
    drafts = _joined_within_sentences(drafts)
    kept: list[Draft] = []
    for draft in drafts:
        earlier = antecedent_of(doc, draft, kept) if draft.sense != "averted" else None
        if earlier is not None:
            if contradict(earlier.places, draft.places):
                draft.places = []  # the event is the same for certain; its place was stated before
            merge(earlier, draft)
        elif draft.sense not in ("anaphor", "aftermath"):
            kept.append(draft)
    kept = [draft for draft in _without_title_twins(doc, kept) if draft is kept[0] or _says_something(draft)]
    catalogue = world_of(doc).catalogue
    for draft in kept:
        draft.happened = True  # what was averted did happen so far
        settle(draft, catalogue)
    doc._.drafts = without_sums(kept)
    return doc


def _says_something(draft: Draft) -> bool:
    """Whether the text tells the event: it gives a place, a day or a figure, says that somebody did it, or is a line of
    notes. Else it is named in passing ("a strike is any blow that …", "nobody was hurt")."""
    counted = any(figure.casualty.min or figure.casualty.max for figure in draft.figures)
    if draft.places or draft.time is not None or counted or places_named(draft.sentences[0]):
        return True
    root = draft.trigger.root
    if root.pos_ == "VERB":
        return draft.sense not in HANGS_ON and tense(root) in ("past", "perfect", "pluperfect")
    return tense(root) == ""


def _joined_within_sentences(drafts: list[Draft]) -> list[Draft]:
    """Join what one sentence tells twice, until nothing more is tied: by noun and verb, cause and harm, one doer."""
    kept: list[Draft] = []
    for draft in drafts:
        while True:
            twin = next(
                (k for k in reversed(kept[-_NEAR_DRAFTS:]) if _one_sentence(k, draft) and _tied(k, draft)), None
            )
            if twin is None:
                break
            kept.remove(twin)
            if rank(draft) <= rank(twin):
                draft, twin = twin, draft
            merge(draft, twin)
        kept.append(draft)
    return sorted(kept, key=lambda draft: draft.trigger.start)


def _one_sentence(one: Draft, other: Draft) -> bool:
    return one.sentences[0].start == other.sentences[0].start


def _tied(one: Draft, other: Draft) -> bool:
    a, b = one.trigger.root, other.trigger.root
    governed = a in b.ancestors or b in a.ancestors
    if not governed and is_bare_reference(other):
        return False
    if governed and ("averted" in (one.sense, other.sense) or _is_one_phrase(a, b)):
        return True
    if set_beside(a, b):
        return False
    if is_one_deed(a, b) and {category_of(one.kind), category_of(other.kind)} <= VIOLENT - {"territory"}:
        return True
    caused = governed and (rank(one) == 0 or rank(other) == 0)  # "two were hurt in another attack": hurt in that one
    if (_is_other(b) and not caused) or not compatible(one, other, in_one_clause=governed):
        return False
    if rank(one) == 0 and rank(other) == 0 and other.places and not governed:
        return same_place(one, other)
    if rank(one) == 0 or rank(other) == 0:
        return True
    return a in b.ancestors or b in a.ancestors or same_doers(one, other)


def _is_one_phrase(first: Token, second: Token) -> bool:
    """ "gunned down in an encounter", "an attack that killed three": the words are parts of one mention."""
    if second.dep_ == "conj" and second.head == first:  # "a mine exploded and hit a patrol": one thing does so once
        doers = clause_of(second).doers
        return len(doers) == 1 and doers[0].tag_ == "NN" and belongs(doers[0], "munition", "laid")
    inside = second.dep_ == "pobj" and second.head.lower_ in ("in", "during", "by") and second.head.head == first
    return inside or (first.pos_ == "NOUN" and second.dep_ in ("relcl", "acl") and first in clause_of(second).doers)


def _is_other(trigger: Token) -> bool:
    """ "a second strike", "another attack" beside the first in one sentence."""
    return any(t.lower_ in ANEW and t.dep_ in ("det", "amod", "nummod") for t in trigger.children)


def _without_title_twins(doc: Doc, kept: list[Draft]) -> list[Draft]:
    """A title that no sentence took up tells of the first event that could be it."""
    titles = [d for d in kept if all(s.start_char < doc._.text_start for s in d.sentences)]
    for title in titles:
        heir = next((d for d in kept if d not in titles and compatible(d, title)), None)
        if heir is not None:
            merge(heir, title)
            kept = [d for d in kept if d is not title]
    return kept
