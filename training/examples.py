"""The corpus → labelled texts for the trainer: what each event's words are, in characters of the Doc.

Runs in the product's own environment, as the sentences and the candidate mentions are those of its pipeline; the
trainer, which needs torch, reads the JSON Lines that are written here.

    python -m training.examples training/corpus training/held --out build/examples
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from spacy.tokens import Doc

from domain.wire import report_from_json
from extraction.pipeline import Extractor
from extraction.reader.verdicts import insistence, reading, verdicts
from extraction.text.numbers import quantities
from knowledge.world import World

Row = dict[str, Any]


def main() -> None:
    """Write the examples of each folder of gold files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    extractor = Extractor.load(World.open(), without=(reading, insistence, verdicts))
    for folder in args.folders:
        with (args.out / f"{folder.name}.jsonl").open("w", encoding="utf-8") as out:
            for example in examples(folder, extractor):
                out.write(json.dumps(example, ensure_ascii=False) + "\n")


def examples(folder: Path, extractor: Extractor) -> Iterator[Row]:
    """One example for each report of the gold files in a folder."""
    golds = [json.loads(line) for path in sorted(folder.glob("*.jsonl")) for line in path.open(encoding="utf-8")]
    docs = extractor.read((report_from_json(gold) for gold in golds), batch_size=16)
    for gold, doc in zip(golds, docs, strict=True):
        yield _example(gold, doc)


def _example(gold: Row, doc: Doc) -> Row:
    body = doc._.text_start
    text = doc.text
    return {
        "id": gold["id"],
        "text": text,
        "body": body,
        "sentences": [(sentence.start_char, sentence.end_char) for sentence in doc.sents],
        "events": [_event(event, doc) for event in gold["gold"]],
        "candidates": _candidates(doc),
    }


def _event(event: Row, doc: Doc) -> Row:
    """An event of the gold with its words as character spans of the Doc; of its trigger the word that carries it."""
    text, body = doc.text, doc._.text_start
    trigger = _span(text, event["evidence_contains"], body, body)
    near = trigger[0] if trigger else body
    return {
        "core": event["core"],
        "why": event.get("why"),
        "kinds": [event["type"], *event["types_ok"]],
        "trigger": trigger and _head(doc, *trigger),
        "also": [span for phrase in event["evidence_also"] if (span := _span(text, phrase, body, near))],
        "actors": [
            {"role": actor["role"], "span": span}
            for actor in event["actors"]
            if (span := _span(text, actor.get("text"), body, near))
        ],
        "places": [
            {"role": place["role"], "span": span}
            for place in event["places"]
            if (span := _span(text, place.get("text"), body, near))
        ],
        "losses": [
            {"outcome": loss["outcome"], "span": span}
            for loss in event["casualties"]
            if (span := _span(text, loss.get("text"), body, near))
        ],
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


def _span(text: str, phrase: str | None, body: int, near: int) -> tuple[int, int] | None:
    """Where a phrase stands: of several places in the text the nearest to `near`, else in the title."""
    if not phrase:
        return None
    starts, at = [], text.lower().find(phrase.lower())
    while at >= 0:
        starts.append(at)
        at = text.lower().find(phrase.lower(), at + 1)
    if not starts:
        return None
    best = min(starts, key=lambda start: (start < body, abs(start - near)))
    return best, best + len(phrase)


def _candidates(doc: Doc) -> list[tuple[int, int]]:
    """What may be an argument of some event: names of actors and places, and numbers of people."""
    spans = [mention.span for mention in (*doc._.actors, *doc._.places)]
    found = {(span.start_char, span.end_char) for span in spans}
    found |= {(quantity.start, quantity.end) for quantity in quantities(doc.text)}
    return sorted(found)


if __name__ == "__main__":
    main()
