"""The time of each event: reads `doc._.times` and the drafts, writes `draft.time`."""

from spacy.language import Language
from spacy.tokens import Doc


@Language.component("watchfloor_dating")
def dating(doc: Doc) -> Doc:
    """Give each draft its time."""
    return doc
