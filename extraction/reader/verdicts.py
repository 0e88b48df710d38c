"""The reader's word beside that of the rules: drafts that they missed, kinds, and what happened at all.

`reading` runs after the triggers: it reads the text, adds a draft for what it takes for an event and the rules saw
nothing in, and sets a kind right where it is sure and theirs is unlikely. `insistence` runs after the modality of the
rules, `verdicts` once all that is said of an event stands together. Each decision leaves its probability in `draft.why`.
"""

from collections.abc import Iterator
from functools import cache

from spacy.tokens import Doc, Span, Token

from domain.events import Status
from domain.taxonomy import category_of
from extraction.annotations import BlockKind, Draft, actor_at, block_of, place_at
from extraction.components import component
from extraction.lexicon import toml_beside
from extraction.reader.model import Reader, Reading
from extraction.syntax.parse import sentence_of
from extraction.syntax.tense import VERBAL, upward

_CONTENT = ("VERB", "NOUN", "PROPN", "ADJ", "NUM", "AUX", "ADV")


@cache
def threshold(name: str) -> float:
    """A threshold of `thresholds.toml`."""
    return float(toml_beside("extraction.reader", "thresholds")[name])


@component(
    reads=("doc.actors", "doc.places"),
    writes=("doc.drafts", "doc.reading", "draft.kind", "draft.sentences", "draft.trigger"),
)
def reading(doc: Doc) -> Doc:
    """Let the encoder read the text, and add the events that the rules did not see."""
    sentences = [(sentence.start_char, sentence.end_char) for sentence in doc.sents]
    doc._.reading = found = Reader.load().read(doc.text, sentences, doc._.text_start)
    for draft in doc._.drafts:
        _settle_kind(draft, found)
    added = list(_missed(doc, found))
    doc._.drafts = sorted([*doc._.drafts, *added], key=lambda draft: draft.trigger.start)
    return doc


@component(reads=("doc.reading", "draft.kind", "draft.trigger"), writes=("draft.happened",))
def insistence(doc: Doc) -> Doc:
    """Let that happen which the rules took for supposed or negated, where the reader is sure of it."""
    found: Reading = doc._.reading
    for draft in doc._.drafts:
        if not draft.happened and category_of(draft.kind) != "statement":
            own = found.happened(*characters(draft.trigger))
            if own >= threshold("insist"):
                draft.happened = True
                draft.why["reader"] = f"it happened ({own:.2f})"
    return doc


@component(reads=("doc.reading", "draft.kind", "draft.sentences", "draft.status"), writes=("draft.happened",))
def verdicts(doc: Doc) -> Doc:
    """Leave out an event in none of whose sentences the reader finds one that happened."""
    found: Reading = doc._.reading
    for draft in doc._.drafts:
        likely = max(found.happened(*characters(sentence)) for sentence in draft.sentences)
        if likely < threshold("drop") and draft.status is not Status.PLANNED and category_of(draft.kind) != "statement":
            draft.happened = False
            draft.why["reader"] = f"nothing of it happened ({likely:.2f})"
    return doc


def _settle_kind(draft: Draft, found: Reading) -> None:
    kinds = found.kinds(*characters(draft.trigger))
    if not kinds or found.happened(*characters(draft.trigger)) < threshold("propose"):
        return
    best = max(kinds, key=lambda kind: kinds[kind])
    alike = sum(share for kind, share in kinds.items() if category_of(kind) == category_of(draft.kind))
    if kinds[best] >= threshold("kind") and alike < threshold("unlikely"):
        draft.why["kind"] = f"“{draft.trigger.text}” is {best} to the reader ({kinds[best]:.2f}), not {draft.kind}"
        draft.kind = best


def _missed(doc: Doc, found: Reading) -> Iterator[Draft]:
    """A draft for each stretch of words that triggers an event where no draft stands in the same clause."""
    taken = {_clause(draft.trigger.root) for draft in doc._.drafts}
    named = actor_at(doc).keys() | place_at(doc).keys()
    for start, end, likely in found.triggers(threshold("propose")):
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is None or start < doc._.text_start:
            continue
        head = _head(span, found)
        if head is None or head.i in named or block_of(doc, head.i).kind is BlockKind.DATELINE:
            continue
        if _clause(head) in taken:
            continue
        taken.add(_clause(head))
        kinds = found.kinds(head.idx, head.idx + len(head))
        kind = max(kinds, key=lambda kind: kinds[kind])
        draft = Draft(doc[head.i : head.i + 1], kind, "", [sentence_of(head)])
        draft.why["kind"] = f"“{head.text}” is {kind} to the reader ({likely:.2f})"
        yield draft


def _clause(token: Token) -> int:
    """The verb that a word belongs to, as a number: two words of one clause tell of one event."""
    return next((word.i for word in upward(token) if word.pos_ in VERBAL), token.sent.start)


def _head(span: Span, found: Reading) -> Token | None:
    """The word of a stretch that carries the event: a verb or noun, the highest in the parse of the likeliest."""
    words = [token for token in span if token.pos_ in _CONTENT and token.is_alpha]
    if not words:
        return None
    root = span.root
    if root in words and root.pos_ in ("VERB", "NOUN", "PROPN"):
        return root
    return max(
        words, key=lambda token: (token.pos_ in ("VERB", "NOUN"), found.happened(token.idx, token.idx + len(token)))
    )


def characters(span: Span) -> tuple[int, int]:
    """The characters of a span in the text of its Doc."""
    return span.start_char, span.end_char
