"""Why an event was read as it was: its sentences, and for each slot what filled it, for a person to read."""

from spacy.tokens import Doc

from domain.times import iso
from extraction.annotations import Draft
from extraction.assembly import evidence_of


def explanation(doc: Doc) -> str:
    """One paragraph for each event of the Doc."""
    return "\n\n".join(_paragraph(doc, draft) for draft in doc._.drafts if draft.happened)


def _paragraph(doc: Doc, draft: Draft) -> str:
    head = f"{draft.kind} ({draft.status.value}{', prevented' if draft.prevented else ''})"
    lines = [head + (f" ×{draft.count}" if draft.count > 1 else "")]
    lines += [f"  “{evidence.quote}”" for evidence in evidence_of(doc, draft)]
    if draft.time and draft.time.start:
        lines.append(f"  time: {iso(draft.time.start)} ({draft.time.precision.value}) “{draft.time.text}”")
    lines += [f"  {place.role.value}: {place.place.name} “{place.text}” — {place.reason}" for place in draft.places]
    lines += [f"  {actor.role.value}: {actor.actor.name} “{actor.text}” — {actor.reason}" for actor in draft.actors]
    lines += [
        f"  {figure.casualty.outcome.value}: “{figure.casualty.text}” {figure.reason}" for figure in draft.figures
    ]
    lines += [f"  {slot}: {why}" for slot, why in draft.why.items() if not slot.startswith(("place ", "actor "))]
    return "\n".join(lines)
