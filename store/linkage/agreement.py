"""How well two records agree in one respect or in all: a score, its words, and whether they are told apart."""

from dataclasses import dataclass

from store.linkage.rules import rules


@dataclass(frozen=True, slots=True)
class Comparison:
    """How well two records agree. `apart` says why they cannot be one event, None where they may be."""

    score: float
    reason: str
    apart: bool = False

    @property
    def linked(self) -> bool:
        """Whether they are taken for one event."""
        return not self.apart and self.score >= rules().threshold
