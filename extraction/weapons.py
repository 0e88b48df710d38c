"""What was used: writes `draft.weapons`."""

from spacy.language import Language
from spacy.tokens import Doc


@Language.component("watchfloor_weapons")
def weapons(doc: Doc) -> Doc:
    """Name the weapons that were used."""
    return doc
