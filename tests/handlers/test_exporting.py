"""Files of events: every row is an event, cells are no formulas, and what is not stated stays empty."""

import csv
import io
import json
from typing import Any

from handlers.answering.exporting import COLUMNS, as_csv, as_geojson


def event(**more: Any) -> dict[str, Any]:
    """An event as the contract's ANSWER gives it."""
    return {
        "id": "1", "type": "ambush", "status": "reported", "time": None, "places": [], "actors": [], "casualties": [],
        "targets": [],
        "reports": [{"source": None, "url": None, "published": None, "quote": "=HYPERLINK(1)"}], **more,
    }  # fmt: skip


def casualty(outcome: str, low: int | None, high: int | None, **more: Any) -> dict[str, Any]:
    return {"outcome": outcome, "min": low, "max": high, "best": low, **more}


def test_a_cell_is_never_a_formula() -> None:
    (row,) = csv.DictReader(io.StringIO(as_csv([event()])))
    assert row["quote"] == "'=HYPERLINK(1)"
    assert list(row) == list(COLUMNS)


def test_figures_are_added_within_an_event_and_open_ends_stay_open() -> None:
    lines = [casualty("killed", 2, 2), casualty("killed", 3, None), casualty("killed", 1, 1, part=True)]
    (row,) = csv.DictReader(io.StringIO(as_csv([event(casualties=lines)])))
    assert (row["killed_min"], row["killed_max"], row["killed_best"]) == ("5", "", "5")
    assert (row["injured_min"], row["injured_best"]) == ("", "")


def test_the_kinds_of_targets_have_a_column() -> None:
    hit = [{"kind": "market", "text": "the bazaar"}, {"kind": "child", "text": "two girls"}]
    (row,) = csv.DictReader(io.StringIO(as_csv([event(targets=[*hit, hit[0]])])))
    assert row["target_kinds"] == "market; child"


def test_an_event_without_a_place_has_no_geometry() -> None:
    place = {"role": "location", "name": "Homs", "country": "SY", "lat": 34.7, "lon": 36.7}
    features = json.loads(as_geojson([event(), event(places=[place])]))["features"]
    assert features[0]["geometry"] is None
    assert features[1]["geometry"] == {"type": "Point", "coordinates": [36.7, 34.7]}
    assert features[1]["properties"]["place"] == "Homs"
