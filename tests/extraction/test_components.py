"""Components say truly what they read and write, and the page on the architecture shows what they say."""

import os
from importlib import import_module
from pathlib import Path

import pytest

from domain.reports import Report
from extraction.components import Component
from extraction.pipeline import COMPONENTS, FIRST, Extractor
from ingestion.files import Defaults, read_reports
from tests.extraction.recording import Touched, recorded
from tests.extraction.slots import PUBLISHED
from tests.extraction.test_cases import ALL

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- components -->", "<!-- /components -->"
CASES = {
    "names": "actors.txt, places.txt",
    "dates": "times.txt",
    "modality": "modality.txt",
    "roles": "actors.txt",
    "locations": "places.txt",
    "weapons": "weapons.txt",
    "casualties": "losses.txt",
    "targets": "targets.txt",
    "attribution": "sources.txt",
    "event_times": "times.txt",
}


@pytest.fixture(scope="module")
def touched(extractor: Extractor) -> dict[str, Touched]:
    """What each component touches while the samples and the texts of all case tables are read."""
    found: dict[str, Touched] = {}
    samples = [read for read in read_reports([ROOT / "ingestion" / "samples"], Defaults()) if isinstance(read, Report)]
    with pytest.MonkeyPatch.context() as patch:
        for doc in extractor.documents([*samples, *(Report(text=case.text, published=PUBLISHED) for case in ALL)]):
            for name, process in extractor.steps():
                if not name.startswith("watchfloor_"):
                    process(doc)
                    continue
                with recorded(doc, found.setdefault(name, Touched()), patch):
                    process(doc)
    return found


@pytest.mark.parametrize("component", [FIRST, *COMPONENTS], ids=lambda component: component.name)
def test_a_component_touches_what_it_says(component: Component, touched: dict[str, Touched]) -> None:
    seen = touched[component.name]
    assert set(component.writes) == seen.writes
    assert set(component.reads) | {"doc.drafts"} == (seen.reads - seen.writes) | {"doc.drafts"}


@pytest.mark.parametrize("component", [FIRST, *COMPONENTS], ids=lambda component: component.name)
def test_a_component_names_lexicons_that_are_there(component: Component) -> None:
    folder = Path(import_module("extraction.lexicon").__file__ or "").parent
    assert all((folder / f"{name}.toml").is_file() for name in component.lexicon)


def test_the_page_on_the_architecture_shows_the_components() -> None:
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    fresh = f"{before}{BEGIN}\n\n{table()}\n{END}{after}"
    if os.environ.get("UPDATE_GOLDEN"):
        PAGE.write_text(page := fresh, encoding="utf-8")
    assert page == fresh, "the table of components is out of date: UPDATE_GOLDEN=1 writes it anew"


def table() -> str:
    """The components in their order: what each does, reads and writes, where its words and its cases stand."""
    rows = ["| component | what it does | reads | writes | lexicon | cases |", "| --- | --- | --- | --- | --- | --- |"]
    for component in (FIRST, *COMPONENTS):
        short = component.name.removeprefix("watchfloor_")
        room = component.annotate.__module__.removeprefix("extraction.").replace(".", "/")
        cells = (
            f"`{short}` ({room}.py)",
            component.summary,
            ", ".join(component.reads),
            ", ".join(component.writes),
            ", ".join(component.lexicon),
            CASES.get(short, ""),
        )
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"
