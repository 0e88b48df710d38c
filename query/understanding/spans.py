"""Stretches of a question with what they may mean, and the choice of those that explain the whole question best."""

from collections.abc import Sequence
from dataclasses import dataclass

from query.understanding.words.lexicon import Form, Kind


@dataclass(frozen=True, slots=True)
class Span:
    """Words `start` to `end` (not inside) read as `kind`. `ids` are the meaning's ids, `value` what stands behind it
    (an actor, a place, a time, a number), `score` how much of the question it explains, `note` what was corrected."""

    start: int
    end: int
    kind: Kind
    score: float
    ids: tuple[str, ...] = ()
    form: Form = Form.MASS
    marks: frozenset[str] = frozenset()
    value: object = None
    note: str = ""


def is_part(start: int, end: int, name: Span) -> bool:
    """Whether these words are some of a longer name, and not all of it."""
    return name.start <= start and end <= name.end and end - start < name.end - name.start


Choice = tuple[Span, ...]


def best_choices(spans: Sequence[Span], length: int, keep: int = 3) -> list[tuple[float, Choice]]:
    """The best ways to cover a question of `length` words with spans that do not overlap, best first.

    Weighted interval scheduling, which keeps the `keep` best at every word: a choice is worth the sum of its scores.
    """
    ending: list[list[Span]] = [[] for _ in range(length + 1)]
    for span in spans:
        ending[span.end].append(span)
    best: list[list[tuple[float, Choice]]] = [[(0.0, ())]]
    for at in range(1, length + 1):
        found = list(best[at - 1])
        for span in ending[at]:
            found += [(score + span.score, (*choice, span)) for score, choice in best[span.start]]
        found.sort(key=lambda pair: -pair[0])
        best.append(_distinct(found, keep))
    return best[length]


def _distinct(found: Sequence[tuple[float, Choice]], keep: int) -> list[tuple[float, Choice]]:
    if len(found) == 1:
        return list(found)
    kept: list[tuple[float, Choice]] = []
    seen: set[tuple[tuple[int, int, Kind, tuple[str, ...]], ...]] = set()
    for score, choice in found:
        mark = tuple((span.start, span.end, span.kind, span.ids) for span in choice)
        if mark not in seen:
            seen.add(mark)
            kept.append((score, choice))
        if len(kept) == keep:
            break
    return kept
