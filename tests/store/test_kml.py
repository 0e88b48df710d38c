"""KML read back: every event with a position is a Placemark, and no report can write markup into it."""

import io
import sqlite3
from datetime import timedelta
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from domain.events import Evidence
from domain.places import PlaceKind, named_place
from domain.times import Precision, TimeRange
from store.export.export import stored_events
from store.export.kml import write_kml
from store.reliability import grades, set_reliability
from store.writing.reports import add_report
from tests.store.making import DAY, DEIR_EZ_ZOR, MAYADIN, OBEID, event, injured, killed, report

KML = {"k": "http://www.opengis.net/kml/2.2"}
HOSTILE = "]]><script>alert('1')</script>&amp; \x00\x0b\ufffe \U0001f680 د"


class Page(HTMLParser):
    """What a viewer makes of a description: its tags with their attributes, and the words."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


def written(index: sqlite3.Connection) -> tuple[list[ElementTree.Element], int]:
    """The Placemarks of an index, and how many events were left out."""
    out = io.BytesIO()
    left_out = write_kml(stored_events(index), out, {"sy": "Syria"}.get, grades(index))
    return ElementTree.fromstring(out.getvalue()).findall("k:Document/k:Placemark", KML), left_out


def text(mark: ElementTree.Element, path: str) -> str | None:
    return mark.findtext(path, namespaces=KML)


def values(mark: ElementTree.Element) -> dict[str, str]:
    return {data.attrib["name"]: text(data, "k:value") or "" for data in mark.iterfind("k:ExtendedData/k:Data", KML)}


def test_a_placemark_says_what_where_when_and_who_tells_it(writer: sqlite3.Connection) -> None:
    struck = event("air-strike", MAYADIN, DAY, killed(4), injured(2))
    add_report(writer, report("one", source="Wire", url="https://a.example/1?x=1&y=2"), [struck])
    add_report(writer, report("two", hours=20, source=None, url="javascript:alert(1)"), [struck])
    set_reliability(writer, "Wire", "b")
    (mark,), left_out = written(writer)
    assert (mark.attrib["id"], text(mark, "k:name"), left_out) == ("event-1", "Air strike, Al Mayadin", 0)
    assert text(mark, "k:Point/k:coordinates") == "40.45,35.02"
    assert (text(mark, "k:TimeSpan/k:begin"), text(mark, "k:TimeSpan/k:end")) == (
        "2025-12-10T00:00:00Z",
        "2025-12-11T00:00:00Z",
    )
    page = Page(text(mark, "k:description") or "")
    assert page.tags == [("p", {}), ("a", {"href": "https://a.example/1?x=1&y=2"}), ("p", {})]
    assert page.words == ("Wire (reliability B), 2025-12-10T12:00:00Z: Textunnamed source, 2025-12-10T20:00:00Z: Text")
    assert values(mark).items() >= {"fatalities": "4", "injured": "2", "reports": "2", "country": "Syria"}.items()
    assert "missing" not in values(mark)


def test_no_report_writes_markup_or_breaks_the_file(writer: sqlite3.Connection) -> None:
    told = event("ied", MAYADIN, DAY, evidence=(Evidence(0, len(HOSTILE), HOSTILE),))
    add_report(writer, report(HOSTILE, source='<b onclick="x">&'), [told])
    (mark,), _ = written(writer)
    page = Page(text(mark, "k:description") or "")
    assert page.tags == [("p", {})]
    assert page.words.endswith("]]><script>alert('1')</script>&amp;  \U0001f680 د")
    assert values(mark)["source"] == '<b onclick="x">&'


def test_what_has_no_known_position_is_left_out_and_counted(writer: sqlite3.Connection) -> None:
    village = named_place("Umm Somewhere", PlaceKind.CITY, DEIR_EZ_ZOR)
    for number, place in enumerate((village, None, OBEID)):
        add_report(writer, report(f"report {number}"), [event("ied", place, DAY + timedelta(days=9 * number))])
    marks, left_out = written(writer)
    assert ([text(mark, "k:name") for mark in marks], left_out) == (["Roadside bomb, El Obeid"], 2)


@pytest.mark.parametrize(
    ("time", "sides"),
    [
        (None, (None, None)),
        (TimeRange(None, report("x").published, Precision.UNKNOWN), (None, "2025-12-10T12:00:00Z")),
    ],
)
def test_a_time_that_is_not_told_stays_open(
    writer: sqlite3.Connection, time: TimeRange | None, sides: tuple[str | None, str | None]
) -> None:
    add_report(writer, report("one"), [event("ied", DEIR_EZ_ZOR, None, time=time)])
    (mark,), _ = written(writer)
    assert text(mark, "k:name") == "Roadside bomb, somewhere in Deir ez-Zor"
    assert (text(mark, "k:TimeSpan/k:begin"), text(mark, "k:TimeSpan/k:end")) == sides


def test_an_index_without_events_is_a_document_too(writer: sqlite3.Connection) -> None:
    assert written(writer) == ([], 0)
