"""Times in the text: reads the report's publication date, writes `doc._.times`."""

from spacy.language import Language
from spacy.tokens import Doc


@Language.component("watchfloor_dates")
def dates(doc: Doc) -> Doc:
    """Find and resolve the expressions of time."""
    return doc
