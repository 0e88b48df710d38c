"""The reader's word on what the rules found: an event of which it finds nothing that happened is left out.

`verdicts` runs once all that is said of an event stands together, so that a sentence which adds a figure or a day to
another event was heard. The decision leaves its probability in `draft.why`.
"""

from spacy.tokens import Doc

from domain.events import Status
from domain.taxonomy import category_of
from extraction.components import component
from extraction.reader.model import Reading
from extraction.reader.proposals import threshold


@component(reads=("doc.reading", "draft.kind", "draft.sentences", "draft.status"), writes=("draft.happened",))
def verdicts(doc: Doc) -> Doc:
    """Leave out an event in none of whose sentences the reader finds one that happened."""
    found: Reading = doc._.reading
    for draft in doc._.drafts:
        likely = max(found.happened(sentence.start_char, sentence.end_char) for sentence in draft.sentences)
        if likely < threshold("drop") and draft.status is not Status.PLANNED and category_of(draft.kind) != "statement":
            draft.happened = False
            draft.why["reader"] = f"nothing of it happened ({likely:.2f})"
    return doc
