"""Casualty figures: reads the drafts, writes `doc._.figures` and `draft.figures`."""

from spacy.language import Language
from spacy.tokens import Doc


@Language.component("watchfloor_casualties")
def casualties(doc: Doc) -> Doc:
    """Find the figures and give them to the events."""
    return doc
