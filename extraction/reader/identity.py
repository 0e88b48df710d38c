"""Whether two drafts are one event, as the reader has it: asked by the coreference where its rules are silent."""

from spacy.tokens import Doc

from extraction.annotations import Draft
from extraction.reader.model import Reading
from extraction.reader.verdicts import characters


def likely_same(doc: Doc, earlier: Draft, later: Draft) -> float | None:
    """How likely a later draft tells of the same event as an earlier one; None where no window holds both triggers."""
    found: Reading | None = doc._.reading
    if found is None:
        return None
    return found.related(characters(earlier.trigger), characters(later.trigger), "same")
