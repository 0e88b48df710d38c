"""Whatever is handed in is read to its end, without an error and within a bound."""

import time

import pytest

from domain.reports import Report
from extraction.pipeline import Extractor

BOUND = 60.0  # seconds of processor time, many times what is needed

TEXTS = {
    "one line of a megabyte": "x" * 1_000_000,
    "Arabic": "قصف طيران مواقع في دير الزور وقتل ثلاثة أشخاص. " * 60,
    "emoji": "🔴🔥💥✈️🕯 " * 300,
    "broken Unicode": "A drone \ud800\udfff hit Ky\u0300\u0000iv\ufffe " * 40,
    "a plural that may be a verb, at the very start": "Suspects in the murder of four soldiers were arrested.",
    "HTML": "<div class='a'><p>A drone hit <b>Sumy</b>&nbsp;on Monday.</p></div>\n" * 40,
}


@pytest.mark.parametrize("name", TEXTS)
def test_it_is_read_within_a_bound(extractor: Extractor, name: str) -> None:
    start = time.process_time()
    ((report, events),) = extractor.extract([Report(text=TEXTS[name])])
    assert time.process_time() - start < BOUND
    assert all(report.text[e.start : e.end] == e.quote for event in events for e in event.evidence)
