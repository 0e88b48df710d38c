"""The corpus → labelled texts for the trainer: which words trigger what, in characters of the Doc.

Runs in the product's own environment, as the sentences are those of its pipeline; the trainer, which needs torch, reads
the JSON Lines that are written here.

    python -m training.examples training/corpus training/held --tables tests/extraction/cases --out build/examples

The tables of cases are sentences that stand alone, for which the rules are held to the right answer by the tests: their
triggers are those that the rules find.
"""

import argparse
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from spacy.tokens import Doc

from domain.events import Status
from domain.reports import Report
from domain.wire import report_from_json
from extraction.annotations import Draft
from extraction.factuality.modality import modality
from extraction.pipeline import COMPONENTS, Extractor
from extraction.reader.proposals import reading
from extraction.reader.verdicts import verdicts
from knowledge.world import World
from training.labels import UNKNOWN

Row = dict[str, Any]


def main() -> None:
    """Write the examples of each folder of gold files, and those of the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--tables", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    world = World.open()
    parsed = Extractor.load(world, without=COMPONENTS)
    for folder in args.folders:
        _write(args.out / f"{folder.name}.jsonl", examples(folder, parsed))
    ruled = Extractor.load(world, without=(reading, verdicts))
    _write(args.out / "tables.jsonl", from_tables(args.tables, ruled))


def _write(path: Path, rows: Iterator[Row]) -> None:
    with path.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def examples(folder: Path, parsed: Extractor) -> Iterator[Row]:
    """One example for each report of the gold files in a folder."""
    golds = [json.loads(line) for path in sorted(folder.glob("*.jsonl")) for line in path.open(encoding="utf-8")]
    docs = parsed.read((report_from_json(gold) for gold in golds), batch_size=16)
    for gold, doc in zip(golds, docs, strict=True):
        yield _example(doc, [_event(event, doc) for event in gold["gold"]])


def from_tables(folder: Path, ruled: Extractor) -> Iterator[Row]:
    """One example for each sentence of the tables: what the rules, without the reader, take for events."""
    for path in sorted(folder.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith((" ", "#")):
                report = Report(text=line, published=datetime(2025, 12, 18, tzinfo=UTC))
                for doc in ruled.documents([report]):
                    yield _ruled(doc, ruled)


def _ruled(doc: Doc, ruled: Extractor) -> Row:
    weighed: list[Draft] = []
    for name, step in ruled.steps():
        doc = step(doc)
        if name == modality.name:
            weighed = list(doc._.drafts)
    kept = {draft.trigger.start for draft in doc._.drafts}
    events = [_from_draft(draft) for draft in doc._.drafts]
    events += [_from_draft(draft) | {"why": UNKNOWN} for draft in weighed if draft.trigger.start not in kept]
    return _example(doc, events)


def _from_draft(draft: Draft) -> Row:
    why = "plan" if draft.status is Status.PLANNED else None
    return {"why": why, "kinds": [draft.kind], "trigger": (draft.trigger.start_char, draft.trigger.end_char)}


def _example(doc: Doc, events: list[Row]) -> Row:
    return {
        "text": doc.text,
        "body": doc._.text_start,
        "sentences": [(sentence.start_char, sentence.end_char) for sentence in doc.sents],
        "events": events,
    }


def _event(event: Row, doc: Doc) -> Row:
    """An event of the gold with, of its trigger, the word that carries it, as characters of the Doc."""
    trigger = _span(doc, event["evidence_contains"])
    return {
        "why": event.get("why"),
        "kinds": [event["type"], *event["types_ok"]],
        "trigger": trigger and _head(doc, *trigger),
    }


def _head(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """The verb or noun of a phrase that stands highest in the parse; the whole phrase where it has none."""
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None:
        return start, end
    words = [token for token in span if token.pos_ in ("VERB", "NOUN", "PROPN")]
    if not words:
        return start, end
    head = span.root if span.root in words else min(words, key=lambda token: sum(1 for _ in token.ancestors))
    return head.idx, head.idx + len(head)


def _span(doc: Doc, phrase: str) -> tuple[int, int] | None:
    """Where a phrase stands: first in the text, else in the title."""
    text, body = doc.text.lower(), doc._.text_start
    start = text.find(phrase.lower(), body)
    if start < 0:
        start = text.find(phrase.lower())
    return None if start < 0 else (start, start + len(phrase))


if __name__ == "__main__":
    main()
