"""Reports in, events out: in order, for any text, with evidence that is the report's own words."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.reports import Report
from extraction.pipeline import Extractor

PIECES = [
    "A drone strike killed 3 people in Sumy",
    ".",
    "\n",
    "• ",
    "🔥",
    "#DeirEzzor",
    "\ud800",
    "<b>",
    "قصف",
    " ",
    "\x00",
    "KYIV – ",
]
ODD = [
    "",
    "strike",
    "   \n\n ",
    "قصف طيران مواقع في دير الزور",
    "🔴🔥\n💥",
    "A drone \ud800 hit Kyiv",
    "\x00\x07",
    "x" * 30_000,
]


@pytest.mark.parametrize("text", ODD)
def test_any_text_is_read(extractor: Extractor, text: str) -> None:
    ((report, events),) = extractor.extract([Report(text=text)])
    assert report.text == text
    assert all(text[e.start : e.end] == e.quote for event in events for e in event.evidence)


@given(st.lists(st.sampled_from(PIECES), max_size=12), st.one_of(st.none(), st.sampled_from(PIECES)))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_evidence_is_the_report_s_own_words(extractor: Extractor, pieces: list[str], title: str | None) -> None:
    text = "".join(pieces)
    ((_, events),) = extractor.extract([Report(text=text, title=title, published=datetime(2025, 12, 20, tzinfo=UTC))])
    for event in events:
        assert event.evidence
        assert all(text[e.start : e.end] == e.quote != "" for e in event.evidence)


def test_reports_come_out_in_order_each_with_its_own_events(extractor: Extractor) -> None:
    towns = ["Basra", "Homs", "Sumy", "Gao"] * 5
    reports = [Report(text=f"A drone strike killed two people in {town}.", id=str(n)) for n, town in enumerate(towns)]
    extracted = list(extractor.extract(iter(reports), batch_size=4))
    assert [report.id for report, _ in extracted] == [report.id for report in reports]
    assert [events[0].places[0].text for _, events in extracted] == towns


def test_a_long_text_is_read_in_pieces_with_true_offsets(extractor: Extractor) -> None:
    filler = "The council met again and talked about the new bridge for a long time. " * 400
    text = f"{filler}\n\nA drone strike killed two people in Basra on Monday."
    ((_, events),) = extractor.extract([Report(text=text)])
    assert [event.evidence[0].quote for event in events] == ["A drone strike killed two people in Basra on Monday."]


def test_an_explanation_says_what_filled_each_slot(extractor: Extractor) -> None:
    explanation = extractor.explain(Report(text="An Israeli drone hit a car in Tyre on Monday."))
    assert "“An Israeli drone hit a car in Tyre on Monday.”" in explanation
    assert "perpetrator: Israel" in explanation
    assert "location: Tyre" in explanation


def test_nothing_to_explain_is_said(extractor: Extractor) -> None:
    assert extractor.explain(Report(text="The council met again.")) == "No event was found."
