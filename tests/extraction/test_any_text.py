"""Whatever is handed in is read to its end, without an error and within a bound."""

import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from domain.reports import Report
from extraction.pipeline import Extractor

BOUND = 60.0  # seconds of processor time, many times what is needed

TEXTS = {
    "one line of a megabyte": "x" * 1_000_000,
    "Arabic": "قصف طيران مواقع في دير الزور وقتل ثلاثة أشخاص. " * 60,
    "emoji": "🔴🔥💥✈️🕯 " * 300,
    "broken Unicode": "A drone \ud800\udfff hit Ky\u0300\u0000iv\ufffe " * 40,
    "HTML": "<div class='a'><p>A drone hit <b>Sumy</b>&nbsp;on Monday.</p></div>\n" * 40,
}

# Pieces of texts that never come to a full stop.
ENDLESS = {
    "clauses": ["the army said", "two soldiers were killed", "in Sumy", "while gunmen attacked", "near Kharkiv"],
    "commas": ["a drone hit a market,", "two were hurt,", "on Monday,", "Russian forces struck,"],
    "names": ["in Kyiv", "in Aleppo", "Hamas", "the Taliban", "Syrian army", "near Goma", "Reuters"],
    "numbers": ["three", "1,200", "at least 45", "two dozen"],
    "triggers": ["killed", "wounded", "an attack", "shelling", "bombed"],
    "losses": ["killed 3", "3 killed", "wounded 40 people", "ten soldiers dead"],
    "times": ["on Monday", "10 December", "since 2012", "two days later", "a strike"],
}
_SHORT, _TIMES = 3_000, 3
_GROWTH = 1.3  # what a text may cost more than in proportion to its length


@pytest.mark.parametrize("name", TEXTS)
def test_it_is_read_within_a_bound(extractor: Extractor, name: str) -> None:
    start = time.process_time()
    ((report, events),) = extractor.extract([Report(text=TEXTS[name])])
    assert time.process_time() - start < BOUND
    assert all(report.text[e.start : e.end] == e.quote for event in events for e in event.evidence)


@pytest.mark.parametrize("name", ENDLESS)
def test_work_grows_with_the_text_and_no_faster(extractor: Extractor, name: str) -> None:
    pieces = random.Random(1).choices(ENDLESS[name], k=_SHORT)
    long = " ".join(pieces)[: _SHORT * _TIMES]
    list(extractor.extract([Report(text=long)]))  # what is remembered of its names is remembered for both
    short_work, long_work = (_work(extractor, text) for text in (long[:_SHORT], long))
    assert long_work < _TIMES * _GROWTH * short_work


def _work(extractor: Extractor, text: str) -> int:
    """The calls made and the rounds of loops run while the text is read: the same on every machine."""
    with _counted() as rounds:
        list(extractor.extract([Report(text=text)]))
    return len(rounds)


@contextmanager
def _counted() -> Iterator[list[None]]:
    watch, events = sys.monitoring, sys.monitoring.events
    rounds: list[None] = []
    watch.use_tool_id(watch.PROFILER_ID, "work")
    for event in (events.JUMP, events.PY_START):
        watch.register_callback(watch.PROFILER_ID, event, lambda *_: rounds.append(None))
    watch.set_events(watch.PROFILER_ID, events.JUMP | events.PY_START)
    try:
        yield rounds
    finally:
        watch.set_events(watch.PROFILER_ID, events.NO_EVENTS)
        watch.free_tool_id(watch.PROFILER_ID)
