"""Drafts → events in the domain's terms, with evidence that gives the report's own characters."""

from collections.abc import Iterator
from datetime import timedelta

from spacy.tokens import Doc, Span

from domain.events import Event, Evidence, Status
from domain.places import PlaceRole
from domain.reports import Report
from domain.taxonomy import category_of
from domain.times import TimeRange
from extraction.annotations import Draft

_FEWEST_WORDS = 3  # words that a sentence has at least: a dateline alone tells nothing
_LONG_AHEAD = timedelta(days=62)  # agreements and sanctions are told of with the day that they begin
_EVIDENCE = 8  # sentences kept for one event


def assemble(doc: Doc) -> Iterator[Event]:
    """The events of a Doc, in the order of the text."""
    for draft in sorted(doc._.drafts, key=lambda draft: min(s.start for s in draft.sentences)):
        evidence = evidence_of(doc, draft)
        if draft.happened and evidence:
            yield _event(draft, evidence, doc._.report)


def _event(draft: Draft, evidence: tuple[Evidence, ...], report: Report) -> Event:
    category = category_of(draft.kind)
    return Event(
        category=category,
        type=draft.kind,
        status=draft.status,
        prevented=draft.prevented,
        attribution=tuple(draft.attribution),
        count=draft.count,
        time=_time_of(draft, report),
        places=tuple(draft.places),
        actors=tuple(draft.actors),
        weapons=tuple(draft.weapons),
        casualties=tuple(figure.casualty for figure in draft.figures),
        targets=tuple(draft.targets),
        evidence=evidence,
        confidence=confidence(draft),
    )


def _time_of(draft: Draft, report: Report) -> TimeRange | None:
    """When it happened. What has happened is not dated long after the report that tells it: such a date is a slip."""
    time, told = draft.time, report.published
    if time is None or time.start is None or told is None or draft.status is Status.PLANNED:
        return time
    return None if time.start - told > _LONG_AHEAD else time


def confidence(draft: Draft) -> float:
    """How much the text gives for the event: a place, a day, a doer and a source each make it surer."""
    given = [
        any(place.role == PlaceRole.LOCATION for place in draft.places),
        draft.time is not None,
        bool(draft.actors),
        bool(draft.attribution) or draft.status != Status.REPORTED,
        draft.sense in ("", "suffered", "averted"),
    ]
    return round(0.4 + 0.1 * sum(given), 2)


def evidence_of(doc: Doc, draft: Draft) -> tuple[Evidence, ...]:
    """The sentences that tell of the event, as the report has them; where only the title does, the text's first."""
    report: Report = doc._.report
    spans = sorted((s for s in draft.sentences if s.start_char >= doc._.text_start), key=lambda s: s.start)
    spans = spans or _first_sentence(doc)
    quotes = [_quote(report.text, doc, span) for span in spans[:_EVIDENCE]]
    return tuple(quote for quote in quotes if quote is not None)


def _first_sentence(doc: Doc) -> list[Span]:
    body = [sentence for sentence in doc.sents if sentence.end_char > doc._.text_start]
    full = [sentence for sentence in body if sum(token.is_alpha for token in sentence) >= _FEWEST_WORDS]
    return (full or body)[:1]


def _quote(text: str, doc: Doc, span: Span) -> Evidence | None:
    body: int = doc._.text_start
    shift = doc._.text_offset - body
    first = next((token for token in span if not token.is_space and token.idx >= body), None)
    last = next((token for token in reversed(list(span)) if not token.is_space), None)
    if first is None or last is None:
        return None
    start, end = first.idx + shift, last.idx + len(last) + shift
    return Evidence(start, end, text[start:end])
