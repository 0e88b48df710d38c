"""The tables in `cases/`: sentence → slots of its events, one file for each slot, grouped by how language tells it.

A sentence stands at the margin, the slots that it must give stand under it as "slot: value"; "## " opens a group.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import pytest

from domain.events import Event
from domain.places import PlaceRole
from domain.reports import Report
from extraction.pipeline import Extractor
from tests.extraction.slots import PUBLISHED, day, lines

FOLDER = Path(__file__).parent / "cases"

Events = tuple[Event, ...]


@dataclass
class Case:
    """One sentence with the slots that it must give."""

    group: str
    text: str
    slots: dict[str, str] = field(default_factory=dict)


def read_cases(path: Path) -> list[Case]:
    """The cases of one file, in order."""
    cases: list[Case] = []
    group = ""
    for row in path.read_text(encoding="utf-8").splitlines():
        if row.startswith("## "):
            group = row[3:]
        elif row.startswith("    "):
            slot, _, value = row.strip().partition(":")
            cases[-1].slots[slot] = value.strip()
        elif row and not row.startswith("#"):
            cases.append(Case(group, row))
    return cases


def each(say: Callable[[Event], str]) -> Callable[[Events], str]:
    """One entry for each event, "-" where there is nothing to say."""
    return lambda events: "; ".join(say(event) or "-" for event in events)


SLOTS: dict[str, Callable[[Events], str]] = {
    "losses": lambda events: "; ".join(sorted(lines(events))),
    "days": each(day),
    "status": each(lambda event: event.status.value),
    "prevented": each(lambda event: "yes" if event.prevented else "no"),
    "sources": each(lambda event: ", ".join(event.attribution)),
    "weapons": each(lambda event: ", ".join(sorted(event.weapons))),
    "targets": each(lambda event: ", ".join(sorted({target.kind.value for target in event.targets}))),
    "places": each(lambda event: ", ".join(place.text for place in event.places if place.role == PlaceRole.LOCATION)),
    "actors": each(lambda event: ", ".join(sorted(f"{a.role.value} {a.actor.id}" for a in event.actors))),
    "countries": each(lambda event: "".join(place.place.country or "" for place in event.places[:1])),
    "events": lambda events: str(len(events)),
}

CASES = {path.stem: read_cases(path) for path in sorted(FOLDER.glob("*.txt"))}
ALL = list(chain.from_iterable(CASES.values()))


@pytest.fixture(scope="module")
def found(extractor: Extractor) -> dict[str, Events]:
    """The events of every sentence of the tables, read in one go."""
    reports = [Report(text=case.text, published=PUBLISHED) for case in ALL]
    return {report.text: events for report, events in extractor.extract(reports)}


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.group}: {case.text}"[:90])
def test_a_sentence_gives_its_slots(found: dict[str, Events], case: Case) -> None:
    wanted = dict(case.slots)
    if "losses" in wanted:
        wanted["losses"] = "; ".join(sorted(filter(None, map(str.strip, wanted["losses"].split(";")))))
    assert {slot: SLOTS[slot](found[case.text]) for slot in wanted} == wanted


def test_the_tables_are_whole() -> None:
    assert len(ALL) >= 150
    assert len({case.text for case in ALL}) == len(ALL)
    assert all(case.slots and case.group for case in ALL)
