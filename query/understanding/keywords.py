"""The words of a question that nothing explains: they are searched as text."""

from collections.abc import Sequence
from functools import cache

from query.times.vocabulary import time_words
from query.understanding.chunks import Chunks
from query.understanding.lexicon import Kind, lexicon
from query.understanding.spans import Span

SHORTEST = 3
MOST = 8
ROLES = (
    "by", "upon", "at", "near", "of", "between", "joining", "auxiliary", "who", "involving", "harming", "mentioning",
    "limit",
)  # fmt: skip


def keywords(chunks: Chunks, searched: Sequence[Span]) -> tuple[str, ...]:
    """What is left over, in order, as typed but for its case. `searched` are pieces that are searched as well."""
    covered = chunks.covered() - {at for span in searched for at in range(span.start, span.end)}
    function = _function_words()
    quoted = {at for span in chunks.of(Kind.KEYWORD) for at in range(span.start, span.end)}
    kept: list[str] = []
    for at, word in enumerate(chunks.words):
        if at in quoted or (
            at not in covered and word.low not in function and len(word.low) >= SHORTEST and word.number is None
        ):
            kept.append(word.text.lower())
        elif at not in covered and not word.low.isascii():
            kept.append(word.text)
    return tuple(dict.fromkeys(kept))[:MOST]


@cache
def _function_words() -> frozenset[str]:
    known = lexicon()
    roles = {phrase[0] for role in ROLES for phrase in known.roles[role] if len(phrase) == 1}
    return frozenset(roles) | time_words().vocabulary
