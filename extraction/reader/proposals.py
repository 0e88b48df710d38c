"""What the reader finds beside the rules: drafts for events that they did not see.

`reading` runs after the triggers: it lets the encoder read the text, and adds a draft for each clause in which it finds
an event that happened and the rules saw none; of a word that the rules know and passed over it must be surer, and where
they hold it for a look-alike ("struck a deal") it is closed to it. A draft of the rules takes another category where
the reader is sure of that. Each decision leaves its probability in `draft.why`.
"""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from spacy.tokens import Doc, Span, Token

from domain.taxonomy import category_of
from extraction.annotations import BlockKind, Draft, actor_at, block_of, place_at
from extraction.components import component
from extraction.lexicon import toml_beside
from extraction.reader.model import Reader, Reading
from extraction.syntax.parse import sentence_of
from extraction.syntax.tense import VERBAL, upward
from extraction.syntax.word_classes import lemma
from extraction.triggers.triggers import lexicon, ruled_out
from extraction.triggers.word_senses import Senses

_CONTENT = ("VERB", "NOUN", "PROPN", "ADJ", "NUM", "AUX", "ADV")
_QUIET = frozenset({"territory", "movement", "diplomacy", "accident", "statement", "unrest"})
_STANDS_OUT = 0.5  # share of its category that a type must have


@component(
    reads=("doc.actors", "doc.places"),
    writes=("doc.drafts", "doc.reading", "draft.kind", "draft.sentences", "draft.trigger"),
)
def reading(doc: Doc) -> Doc:
    """Let the encoder read the text, and add the events that the rules did not see."""
    sentences = [(sentence.start_char, sentence.end_char) for sentence in doc.sents]
    doc._.reading = found = Reader.load().read(doc.text, sentences, doc._.text_start)
    added = list(_missed(doc, found))
    for draft in doc._.drafts:
        _set_right(draft, found)
    doc._.drafts = sorted([*doc._.drafts, *added], key=lambda draft: draft.trigger.start)
    return doc


@cache
def threshold(name: str) -> float:
    """A threshold of `thresholds.toml`."""
    return float(toml_beside("extraction.reader", "thresholds")[name])


def _missed(doc: Doc, found: Reading) -> Iterator[Draft]:
    """A draft for each stretch of words that triggers an event where no draft stands in the same clause."""
    taken = {_clause(draft.trigger.root) for draft in doc._.drafts}
    known = lexicon().nouns.keys() | lexicon().verbs.keys()  # what the rules know, they have weighed
    senses, is_ruled_out = Senses(doc), ruled_out(doc)
    named = actor_at(doc).keys() | place_at(doc).keys()
    for start, end, likely in found.triggers(threshold("propose")):
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is None or start < doc._.text_start:
            continue
        head = _head(span, found)
        if head is None or head.i in named or block_of(doc, head.i).kind is BlockKind.DATELINE:
            continue
        category, kind, _ = _kind_of(found, head)
        least = "quiet" if category in _QUIET else "overrule" if lemma(head) in known else "propose"
        if likely < threshold(least) or _clause(head) in taken or senses.is_look_alike(head) or is_ruled_out(head):
            continue
        taken.add(_clause(head))
        draft = Draft(doc[head.i : head.i + 1], kind, "", [sentence_of(head)])
        draft.why["kind"] = f"“{head.text}” is {kind} to the reader ({likely:.2f})"
        yield draft


def _set_right(draft: Draft, found: Reading) -> None:
    """Give a draft of the rules the reader's kind, where the reader is sure of another category."""
    root = draft.trigger.root
    if found.happened(root.idx, root.idx + len(root)) < threshold("propose"):
        return
    kinds = _categories(found, root)
    _, kind, share = _kind_of(found, root)
    if share >= threshold("set_right") and kinds[category_of(draft.kind)] <= threshold("mistaken"):
        draft.why["kind"] += f"; {kind} to the reader ({share:.2f})"
        draft.kind = kind


def _categories(found: Reading, head: Token) -> dict[str, float]:
    categories: dict[str, float] = defaultdict(float)
    for kind, likely in found.kinds(head.idx, head.idx + len(head)).items():
        categories[category_of(kind)] += likely
    return categories


def _kind_of(found: Reading, head: Token) -> tuple[str, str, float]:
    """The likeliest category of a word; the likeliest of its types, or the category where none stands out; and how
    likely it is."""
    kinds = found.kinds(head.idx, head.idx + len(head))
    category, share = max(_categories(found, head).items(), key=lambda item: item[1])
    best = max((kind for kind in kinds if category_of(kind) == category), key=lambda kind: kinds[kind])
    return category, best if kinds[best] >= _STANDS_OUT * share else category, share


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
