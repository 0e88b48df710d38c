"""The reader's word beside that of the rules: drafts that they missed, kinds, and what happened at all.

`reading` runs after the triggers: it reads the text, adds a draft for what it takes for an event and the rules saw
nothing in, and sets a kind right where it is sure and theirs is unlikely. `verdicts` runs after the modality of the
rules and decides what happened where the two differ. Each decision leaves its probability in `draft.why`.
"""

from collections.abc import Iterator
from functools import cache

from spacy.tokens import Doc, Span, Token

from domain.taxonomy import category_of
from extraction.annotations import BlockKind, Draft, block_of
from extraction.components import component
from extraction.lexicon import toml_beside
from extraction.reader.model import Reader, Reading
from extraction.syntax.parse import sentence_of

_CONTENT = ("VERB", "NOUN", "PROPN", "ADJ", "NUM", "AUX", "ADV")


@cache
def threshold(name: str) -> float:
    """A threshold of `thresholds.toml`."""
    return float(toml_beside("extraction.reader", "thresholds")[name])


@component(
    reads=("draft.trigger",),
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


@component(reads=("doc.reading", "draft.trigger"), writes=("draft.happened",))
def verdicts(doc: Doc) -> Doc:
    """Decide what happened where the reader and the rules differ."""
    found: Reading = doc._.reading
    for draft in doc._.drafts:
        if category_of(draft.kind) in ("statement",):
            continue
        own = found.happened(*characters(draft.trigger))
        if draft.happened:
            sentence = sentence_of(draft.trigger.root)
            if max(own, found.happened(*characters(sentence))) < threshold("drop"):
                draft.happened = False
                draft.why["reader"] = f"none of its sentence happened ({own:.2f})"
        elif own >= threshold("insist"):
            draft.happened = True
            draft.why["reader"] = f"it happened ({own:.2f})"
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
    """A draft for each stretch of words that triggers an event where no draft stands."""
    taken = {token.i for draft in doc._.drafts for token in draft.trigger}
    for start, end, likely in found.triggers(threshold("propose")):
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is None or start < doc._.text_start or taken & set(range(span.start - 1, span.end + 1)):
            continue
        head = _head(span, found)
        if head is None or block_of(doc, head.i).kind is BlockKind.DATELINE:
            continue
        kinds = found.kinds(start, end)
        kind = max(kinds, key=lambda kind: kinds[kind])
        draft = Draft(doc[head.i : head.i + 1], kind, "", [sentence_of(head)])
        draft.why["kind"] = f"“{span.text}” is {kind} to the reader ({likely:.2f})"
        yield draft


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
