"""A report's text → windows that the encoder sees at once: whole sentences, with what stands before and after them.

The trainer cuts its corpus with the same function, so that the model is asked as it was taught. Positions are those of
the tokenizer's pieces; `offsets` lead back to characters.
"""

from collections.abc import Sequence
from dataclasses import dataclass

CORE, BEFORE, AFTER, TITLE = 160, 32, 16, 16
"""Pieces of a window: the sentences that are read, what goes before and after them, and of the title."""

CLS, SEP = 101, 102
"""BERT's marks for the beginning of a text and the end of a part."""


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces that are read together. `ids` are their numbers in the vocabulary; `pieces` says which piece of the text
    stands at each position, -1 for a mark; of the pieces `first` to `last` (excluded) the reading is taken."""

    ids: tuple[int, ...]
    pieces: tuple[int, ...]
    first: int
    last: int


def windows(
    ids: Sequence[int], offsets: Sequence[tuple[int, int]], sentences: Sequence[tuple[int, int]], body: int
) -> list[Window]:
    """Cut a text of these pieces into windows.

    `offsets` are the characters of each piece, `sentences` those of each sentence, `body` the character at which the
    title ends and the text begins. Every piece is in the core of one window.
    """
    title = [i for i, (start, _) in enumerate(offsets) if start < body][:TITLE]
    found = []
    for first, last in _cores(offsets, sentences):
        before = [i for i in range(max(0, first - BEFORE), first) if i not in title]
        shown = [*before, *range(first, min(len(ids), last + AFTER))]
        head = [i for i in title if i not in range(first, last + AFTER)]
        pieces = [-1, *head, -1, *shown, -1] if head else [-1, *shown, -1]
        marks = iter((CLS, SEP, SEP) if head else (CLS, SEP))
        found.append(Window(tuple(ids[i] if i >= 0 else next(marks) for i in pieces), tuple(pieces), first, last))
    return found


def _cores(offsets: Sequence[tuple[int, int]], sentences: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Runs of whole sentences of at most CORE pieces; a longer sentence is cut."""
    ends, at = [], 0
    for _, end in sentences:
        while at < len(offsets) and offsets[at][0] < end:
            at += 1
        ends.append(at)
    ends.append(len(offsets))
    cores: list[tuple[int, int]] = []
    first = last = 0
    for end in ends:
        if end - first > CORE and last > first:
            cores.append((first, last))
            first = last
        while end - first > CORE:
            cores.append((first, first + CORE))
            first += CORE
        last = end
    if last > first:
        cores.append((first, last))
    return cores
