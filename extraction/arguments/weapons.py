"""What was used: reads the parse around the triggers, writes `draft.weapons` as lemmas ("fighter jet", "car bomb").

A weapon counts where it acts (subject of the deed, before its noun, after "with"), or is what a doer fires, drops or
detonates. What was destroyed, seized, found or shot down is none.
"""

from collections.abc import Iterator
from functools import cache

from spacy.tokens import Doc, Span, Token

from extraction.annotations import Draft, drafts_within
from extraction.components import component
from extraction.lexicon import words
from extraction.syntax.tense import around, upward
from extraction.syntax.word_classes import lemma, lemmas, lower_words

_LONGEST = 4  # words of a term
_NEAR = 6  # steps in the parse from the weapon to the word that tells of the event


@cache
def _first_words() -> frozenset[str]:
    return frozenset(
        part for term in words("weapons", "terms") for part in (term.split()[0], term.split()[0].split("-")[0])
    )


@component(
    reads=("draft.happened", "draft.trigger"),
    writes=("draft.weapons",),
    lexicon=("arguments_words", "nouns", "syntax_words", "weapons"),
)
def weapons(doc: Doc) -> Doc:
    """Name the weapons that were used in each event."""
    for term, span in terms(doc):
        draft = _draft_of(doc, span)
        if draft is not None and term not in draft.weapons:
            draft.weapons.append(term)
            draft.why[f"weapon {term}"] = f"“{span.text}”"
    return doc


def terms(doc: Doc) -> Iterator[tuple[str, Span]]:
    """The names of weapons in the text, the longest at each place."""
    first_words, free = _first_words(), 0
    for at, forms in enumerate(zip(lemmas(doc), lower_words(doc), strict=True)):
        if at < free or first_words.isdisjoint(forms):
            continue
        found = _term_at(doc, at)
        if found is not None:
            yield found
            free = found[1].end


def _term_at(doc: Doc, at: int) -> tuple[str, Span] | None:
    """A term of up to four words and their hyphens; the last word is compared by its singular."""
    best: tuple[str, Span] | None = None
    written = ""
    for end in range(at, min(at + 2 * _LONGEST, len(doc))):
        token = doc[end]
        if token.text == "-":
            written += "-"
            continue
        gap = "" if not written or written.endswith("-") else " "
        for form in (lemma(token), token.lower_):
            if written + gap + form in words("weapons", "terms") and token.pos_ != "VERB":
                best = written + gap + form, doc[at : end + 1]
        written += gap + token.lower_
    return best


def _draft_of(doc: Doc, span: Span) -> Draft | None:
    """The event that the weapon was used in: the nearest in its sentence, where its part there is that of a means."""
    head = span.root
    chain = head
    while chain.dep_ in ("conj", "appos") and chain.head.i != chain.i:
        chain = chain.head
    holder = _user(chain)
    if holder is None:
        return None
    sentence = around(head)
    near = [draft for draft in drafts_within(doc._.drafts, sentence.start, sentence.end) if draft.happened]
    ranked = sorted((_distance(holder, d.trigger.root), d.trigger.start, n) for n, d in enumerate(near))
    return near[ranked[0][2]] if ranked and ranked[0][0] <= _NEAR else None


def _user(head: Token) -> Token | None:
    """The word that the weapon serves, or None where it is no means: hit, found, owned or merely named."""
    over = head.head
    if head.dep_ in ("compound", "nmod", "amod", "npadvmod") and over.pos_ in ("NOUN", "PROPN", "VERB"):
        return over if _is_deed(over) else None
    if head.dep_ == "nsubj":
        return over if lemma(over) not in words("weapons", "idle") else None
    if head.dep_ in ("dobj", "nsubjpass"):
        return over if lemma(over) in words("weapons", "uses") else None
    if head.dep_ == "pobj" and over.lower_ in words("weapons", "means"):
        if over.lower_ in ("of", "from") and not _is_deed(over.head):
            return None
        return over.head
    if head.dep_ == "dobj" or (head.dep_ in ("pobj", "dobj") and over.lower_ == "using"):
        return over
    return head if head.dep_ == "ROOT" else None


def _is_deed(noun: Token) -> bool:
    """A noun that a weapon may stand before: it is the trigger of some event of the text."""
    return bool(drafts_within(noun.doc._.drafts, noun.i, noun.i + 1)) or lemma(noun) in words(
        "arguments_words", "weapons", "is_deed_use"
    )


def _distance(one: Token, other: Token) -> int:
    steps = {token.i: number for number, token in enumerate(upward(one))}
    return next((number + steps[token.i] for number, token in enumerate(upward(other)) if token.i in steps), 99)
