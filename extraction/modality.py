"""Whether it happened: writes `draft.happened`, `draft.status` and `draft.prevented`."""

from spacy.language import Language
from spacy.tokens import Doc


@Language.component("watchfloor_modality")
def modality(doc: Doc) -> Doc:
    """Tell happened events from planned, denied and prevented ones."""
    return doc
