"""How well the targets of events are found: precision and recall of (event, kind) on the events that were found.

    python benchmarks/extraction/targets.py GOLD.jsonl … [--misses]

Each line of GOLD is a report with `gold`, its events in the form of the contract; `targets` of a gold event are the
kinds that a careful reader names. A predicted event pairs with a core gold event of its category (or of a type that the
gold allows) where its evidence touches the sentence of `evidence_contains` or of `evidence_also`, one to one, the best
fitting first. Kinds count on the pairs only: an event that was missed says nothing about its targets.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from domain.events import Event, Status
from domain.taxonomy import category_of
from domain.wire import report_from_json
from extraction.pipeline import Extractor
from knowledge.world import World

Gold = dict[str, Any]
Pair = tuple[Gold, Event]
STOPS = (". ", "\n", "! ", "? ", ".”", '." ')


def sentence(text: str, phrase: str) -> tuple[int, int]:
    """Where the sentence around the phrase begins and ends; nowhere if the text does not have it."""
    at = text.find(phrase)
    if at < 0:
        return 0, 0
    ends = [end for stop in STOPS if (end := text.find(stop, at + len(phrase))) >= 0]
    return max(text.rfind(stop, 0, at) for stop in STOPS) + 1, min(ends, default=len(text))


def touches(event: Event, span: tuple[int, int]) -> bool:
    """Whether the event's evidence and the stretch of text have a character in common."""
    return any(e.start < span[1] and span[0] < e.end for e in event.evidence)


def fit(gold: Gold, event: Event, text: str) -> float:
    """How well a predicted event fits a gold event, 0 where they cannot be the same."""
    types = gold.get("types_ok") or []
    kind = event.category in {gold["category"], *map(category_of, types)} or event.type in types
    if not kind or (event.status is Status.PLANNED) != (gold.get("status") == "planned"):
        return 0.0
    trigger = touches(event, sentence(text, gold["evidence_contains"]))
    further = any(touches(event, sentence(text, phrase)) for phrase in gold.get("evidence_also") or [])
    if not trigger and not further:
        return 0.0
    day = event.time is not None and (gold.get("time") or {}).get("start", "")[:10] == f"{event.time.start:%Y-%m-%d}"
    return trigger + 0.5 * further + 0.5 * (event.category == gold["category"]) + 0.5 * day


def pairs(golds: list[Gold], events: tuple[Event, ...], text: str) -> Iterator[Pair]:
    """Gold and predicted events one to one, the best fitting first."""
    fits = [(fit(gold, event, text), g, e) for g, gold in enumerate(golds) for e, event in enumerate(events)]
    taken: set[tuple[str, int]] = set()
    for fits_by, g, e in sorted(fits, key=lambda one: -one[0]):
        if fits_by > 0 and ("gold", g) not in taken and ("event", e) not in taken:
            taken |= {("gold", g), ("event", e)}
            yield golds[g], events[e]


def say(line: str) -> None:
    """One line, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def row(name: str, right: int, given: int, wanted: int) -> str:
    """A line of the table."""
    precision, recall = right / given if given else 0.0, right / wanted if wanted else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return (
        f"{name:18} F1 {f1:6.1%}  P {precision:6.1%}  R {recall:6.1%}   ({right} right, {given} given, {wanted} wanted)"
    )


def main() -> None:
    """Read the gold, extract, tell the figures for each kind and for all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--misses", action="store_true", help="print what was missed and what was wrong")
    options = parser.parse_args()
    lines = [line for path in options.gold for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    documents = [json.loads(line) for line in lines]
    right, given, wanted, matched = Counter[str](), Counter[str](), Counter[str](), 0
    found = Extractor.load(World.open()).extract(map(report_from_json, documents))
    for document, (report, events) in zip(documents, found, strict=True):
        core = [gold for gold in document["gold"] if gold.get("core", True)]
        for gold, event in pairs(core, events, report.text):
            matched += 1
            want = {target["kind"]: target["text"] for target in gold.get("targets") or []}
            have = {target.kind.value: target.text for target in event.targets}
            right.update(want.keys() & have.keys())
            given.update(have.keys())
            wanted.update(want.keys())
            for kind in sorted(want.keys() ^ have.keys()) if options.misses else ():
                word, text = ("MISSED", want[kind]) if kind in want else ("WRONG", have[kind])
                quote = " | ".join(e.quote for e in event.evidence)[:300]
                say(f"{word} {document['id']} {event.category} {kind} {text!r}: {quote!r}")
    for kind in sorted(wanted | given):
        say(row(kind, right[kind], given[kind], wanted[kind]))
    say(row("all", right.total(), given.total(), wanted.total()))
    say(f"on {matched} events found")


if __name__ == "__main__":
    main()
