"""Clustering of linked records into events: the strongest links first, never two records together that cannot be one.

The outcome hangs only on the records, their links and what people decided, never on the order in which they came.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from store.linkage.mentions import MentionRecord

Link = tuple[float, str, str]
"""A score and the keys of the two records that it links."""

Decided = Mapping[frozenset[str], bool]
"""The keys of two records, and whether a person said that they are one event."""


def partition(
    records: Sequence[MentionRecord],
    links: Iterable[Link],
    apart: Callable[[MentionRecord, MentionRecord], bool],
    decided: Decided | None = None,
) -> list[list[MentionRecord]]:
    """Split records into events: the records of each in order of their keys, the events by their first key.

    `apart` says whether two records cannot be one event. What was decided to be two stays apart whatever links
    there are; what was decided to be one is put together at the end, with all that stands with it.
    """
    decided = decided or {}

    def kept_apart(one: MentionRecord, other: MentionRecord) -> bool:
        return (bool(decided) and decided.get(frozenset((one.key, other.key))) is False) or apart(one, other)

    groups = _Groups(records)
    for _, one, other in sorted((-score, min(a, b), max(a, b)) for score, a, b in links):
        groups.unite(one, other, kept_apart)
    for pair, same in decided.items():
        if same:
            one, other = sorted(pair)
            groups.unite(one, other)
    return groups.in_order()


def unambiguous(links: Iterable[Link], datasets: Mapping[str, str | None], margin: float) -> list[Link]:
    """The links without those to a dataset's row where another row of the dataset fits about as well (by `margin`):
    which of them is meant, nothing tells. `datasets` names the dataset of each record, None for a report's.

    >>> unambiguous([(0.7, "a", "r1"), (0.69, "a", "r2"), (0.9, "b", "r1")], {"r1": "D", "r2": "D"}, 0.03)
    [(0.9, 'b', 'r1')]
    """
    kept = list(links)
    scores: dict[tuple[str, str], list[float]] = {}
    for score, one, other in kept:
        for near, far in ((one, other), (other, one)):
            if (dataset := datasets.get(far)) is not None:
                scores.setdefault((near, dataset), []).append(score)

    def meant(score: float, near: str, far: str) -> bool:
        dataset = datasets.get(far)
        return dataset is None or sum(other > score - margin for other in scores[near, dataset]) == 1

    return [(score, a, b) for score, a, b in kept if meant(score, a, b) and meant(score, b, a)]


class _Groups:
    """Records that grow together. Two groups that cannot be one are asked about once, as neither ever shrinks."""

    def __init__(self, records: Sequence[MentionRecord]) -> None:
        self._home = {record.key: number for number, record in enumerate(records)}
        self._members = {number: [record] for number, record in enumerate(records)}
        self._barred: dict[int, set[int]] = {number: set() for number in self._members}

    def unite(self, one: str, other: str, apart: Callable[[MentionRecord, MentionRecord], bool] | None = None) -> None:
        """Make the groups of two records one, unless a record of the one is `apart` from one of the other."""
        first, second = self._home[one], self._home[other]
        if first == second:
            return
        members, entering = self._members[first], self._members[second]
        if apart is not None and second in self._barred[first]:
            return
        if apart is not None and any(apart(a, b) for a in members for b in entering):
            self._barred[first].add(second)
            self._barred[second].add(first)
            return
        members.extend(self._members.pop(second))
        for record in entering:
            self._home[record.key] = first
        for barred in self._barred.pop(second) - {first}:
            self._barred[barred].discard(second)
            self._barred[barred].add(first)
            self._barred[first].add(barred)
        self._barred[first].discard(second)

    def in_order(self) -> list[list[MentionRecord]]:
        """The groups, each in order of its records' keys, by their first key."""
        groups = [sorted(group, key=lambda record: record.key) for group in self._members.values()]
        return sorted(groups, key=lambda group: group[0].key)
