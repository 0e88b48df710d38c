"""Which outlets carry one text: those stand behind an event as one, as none of them corroborates it."""

from collections.abc import Iterable

from store.linkage.near_duplicates import Fingerprint, alike

MEETING = 8
"""Copies have most of their hashes in common, so that they are bound to meet in one of so many of the least."""


def origins(texts: Iterable[tuple[str, Fingerprint]]) -> dict[str, str]:
    """Of each outlet the one whose text it carries, itself where none does: outlets with the fingerprints of their
    texts in, the first of those alike stands for all."""
    held = list(texts)
    origin = {outlet: outlet for outlet, _ in held}
    holders: dict[int, list[tuple[str, Fingerprint]]] = {}
    for outlet, marks in held:
        for value in sorted(marks)[:MEETING]:
            for other, theirs in holders.setdefault(value, []):
                if origin[outlet] != origin[other] and alike(marks, theirs):
                    kept, given = origin[other], origin[outlet]
                    origin = {each: kept if at == given else at for each, at in origin.items()}
            holders[value].append((outlet, marks))
    return origin
