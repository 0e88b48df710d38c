"""A merged event with what a person set right of it, the figures of its outcomes too."""

from collections.abc import Iterable
from dataclasses import replace

from domain.corrections import OUTCOMES, Correction
from store.linkage.figures import Figure
from store.linkage.merging import Merged


def corrected(merged: Merged, corrections: Iterable[Correction]) -> Merged:
    """The merged event with these corrections, in their order: of one thing the last holds."""
    event, totals = merged.event, dict(merged.totals)
    for correction in corrections:
        event = correction.of(event)
        if outcome := OUTCOMES.get(correction.aspect):
            totals.pop(outcome, None)
            for line in correction.told.casualties:
                totals[outcome] = Figure(line.min, line.max, line.best)
    return replace(merged, event=event, totals=totals)
