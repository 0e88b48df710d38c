"""Who says so: writes `draft.attribution` and `draft.status`."""

from spacy.language import Language
from spacy.tokens import Doc


@Language.component("watchfloor_attribution")
def attribution(doc: Doc) -> Doc:
    """Say for each event whom the text gives as its source."""
    return doc
