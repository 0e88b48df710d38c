"""Copies of a text: carried with a word changed they are one publisher's, rewritten they are not."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.linkage.near_duplicates import alike, fingerprint, read_fingerprint
from store.writing.reports import add_report
from tests.store.making import OBEID, event, report

WIRE = (
    "At least nine people were killed on Tuesday when a drone struck the market of a besieged town, doctors said. "
    "The wounded were brought to the only hospital that is still open, where medicine has been short for weeks. "
    "Neither side commented on the strike, the third on a market this month."
)
REWRITTEN = (
    "Doctors in a besieged town say a drone hit its market on Tuesday and that nine or more died. It is the third such "
    "attack in a month; the last working hospital took in the wounded although it has little medicine left."
)


@pytest.mark.parametrize(
    ("other", "wanted"),
    [
        (WIRE, True),
        (WIRE.upper().replace(",", ""), True),
        (WIRE.replace("Tuesday", "the day before yesterday"), True),
        ("EL OBEID (Wire) - " + WIRE, True),
        (REWRITTEN, False),
        ("", False),
    ],
)
def test_copies_are_no_rewritten_texts(other: str, wanted: bool) -> None:
    assert alike(*(read_fingerprint(fingerprint(text)) for text in (WIRE, other))) is wanted


def test_short_posts_are_no_copies_of_one_another() -> None:
    assert fingerprint("Explosion heard in the city") == ""
    assert not alike(read_fingerprint(""), read_fingerprint(""))


@given(st.text(), st.text())
def test_any_text_has_a_fingerprint_and_likeness_has_no_direction(one: str, other: str) -> None:
    first, second = (read_fingerprint(fingerprint(text)) for text in (one, other))
    assert alike(first, second) == alike(second, first)
    assert alike(first, first) == bool(first)


@pytest.mark.parametrize(
    ("texts", "outlets"),
    [
        ([(WIRE, "Wire")], 1),
        ([(WIRE, "Wire"), (REWRITTEN, "Wire")], 1),
        ([(WIRE, "Wire"), (WIRE, "Courier"), (WIRE + " Updated.", "Echo")], 1),
        ([(WIRE, "Wire"), (REWRITTEN, "Courier")], 2),
        ([(WIRE, "Wire"), (WIRE, "Courier"), (REWRITTEN, "Courier")], 1),
        ([("A drone hit", "Wire"), ("A drone hit", "Courier")], 2),
        ([(WIRE, None), (REWRITTEN, "Courier")], 1),
    ],
)
def test_an_events_outlets_are_counted_and_not_its_copies(
    writer: sqlite3.Connection, texts: list[tuple[str, str | None]], outlets: int
) -> None:
    for hours, (text, source) in enumerate(texts):
        add_report(writer, report(text, hours, source), [event("drone-strike", OBEID)])
    found = writer.execute("select report_count, source_count from events").fetchall()
    assert [tuple(row) for row in found] == [(len(texts), outlets)]
