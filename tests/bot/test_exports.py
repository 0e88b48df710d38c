"""Events written out: each form read back by a program that knows it, nothing made up and nothing lost."""

import csv
import io
import json
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyarrow import parquet

from bot.cli.publishing.exports import ROWS_AT_A_TIME, ExportFormat, ParquetUnavailableError, write_events
from domain.actors import Actor, ActorKind, ActorRole, EventActor
from domain.calendar import months_range, year_range
from domain.casualties import Group
from domain.events import Evidence, Status
from domain.targets import Target, TargetKind
from store.database import open_for_writing
from store.export.acled import COLUMNS, event_as_row
from store.export.export import stored_events
from store.reliability import grades, set_reliability
from store.writing.datasets import DatasetRow, add_rows
from store.writing.reports import add_report
from tests.store.making import (
    CENTCOM,
    DAY,
    DEIR_EZ_ZOR,
    ISLAMIC_STATE,
    MAYADIN,
    OBEID,
    RED_SEA,
    SDF,
    SYRIA,
    USA,
    event,
    in_week,
    injured,
    killed,
    report,
)

NAMES = {"sy": "Syria", "sd": "Sudan", "sy-07": "Deir ez-Zor", "sd-52": "Kordofan"}
ACLED_COLUMNS = (
    "event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1 actor2 "
    "assoc_actor_2 civilian_targeting country admin1 location latitude longitude geo_precision source notes "
    "fatalities timestamp"
)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Three events: a strike reported by two outlets, a protest without figures, and a threat without place or day."""
    with closing(open_for_writing(tmp_path / "index.db")) as writer:
        told = {"weapons": ("jet",), "targets": (Target(TargetKind.ENERGY, "an oil well"),)}
        struck = event("air-strike", MAYADIN, DAY, killed(4), injured(2), by=USA, on=ISLAMIC_STATE, **told)
        add_report(writer, report("one", source="Wire", url="https://a.example/1"), [struck])
        add_report(writer, report("two, “quoted”\nد", hours=20, source="Radio, East"), [struck])
        add_report(writer, report("three"), [event("protest", OBEID)])
        add_report(writer, report("four"), [event("threat", None, None)])
        set_reliability(writer, "Wire", "b")
        yield writer


def written(index: sqlite3.Connection, form: ExportFormat) -> bytes:
    out = io.BytesIO()
    write_events(stored_events(index), form, out, NAMES.get, grades(index))
    return out.getvalue()


def rows(index: sqlite3.Connection) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written(index, ExportFormat.CSV).decode(), newline="")))


def test_the_columns_that_acled_users_know_come_first(index: sqlite3.Connection) -> None:
    assert " ".join(list(COLUMNS)[:22]) == ACLED_COLUMNS
    assert list(rows(index)[0]) == list(COLUMNS)


def test_a_row_says_what_the_event_says(index: sqlite3.Connection) -> None:
    strike = rows(index)[0]
    moment = datetime(2025, 12, 10, 20, tzinfo=UTC).timestamp()
    wanted = {
        "event_id_cnty": "SY1", "event_date": "2025-12-10", "end_date": "2025-12-10", "year": "2025",
        "time_precision": "1", "disorder_type": "Political violence", "event_type": "Explosions/Remote violence",
        "sub_event_type": "Air/drone strike", "actor1": "United States", "actor2": "Islamic State",
        "country": "Syria", "admin1": "Deir ez-Zor", "location": "Al Mayadin", "latitude": "35.02",
        "longitude": "40.45", "geo_precision": "1", "source": "Wire; Radio, East", "source_reliability": "B; -",
        "notes": "Text", "fatalities": "4", "fatalities_min": "4", "injured": "2", "missing": "", "reports": "2",
        "timestamp": str(int(moment)), "url": "https://a.example/1", "weapons": "jet", "status": "reported",
        "target_kinds": "energy",
    }  # fmt: skip
    assert {name: strike[name] for name in wanted} == wanted


def test_a_text_of_a_report_is_no_formula_in_a_spreadsheet(tmp_path: Path) -> None:
    quoted = '=HYPERLINK("https://evil.example","Details")'
    evidence = (Evidence(0, len(quoted), quoted),)
    with closing(open_for_writing(tmp_path / "index.db")) as writer:
        text = report(quoted, source="+Wire", url="https://a.example/1")
        add_report(writer, text, [event("ied", RED_SEA, DAY, evidence=evidence)])
        (row,) = rows(writer)
    assert (row["notes"], row["source"], row["source_reliability"]) == (f"'{quoted}", "'+Wire", "-")


def test_what_is_not_stated_stays_empty(index: sqlite3.Connection) -> None:
    _, protest, threat = rows(index)
    assert (protest["event_type"], protest["fatalities"], protest["fatalities_min"]) == ("Protests", "", "")
    assert {
        name for name in ("event_date", "year", "country", "latitude", "location", "actor1") if threat[name]
    } == set()
    assert threat["event_id_cnty"] == "XX3"


@pytest.mark.parametrize(
    ("place", "time", "wanted"),
    [
        (DEIR_EZ_ZOR, None, (2, 1)),
        (RED_SEA, in_week("ied", OBEID, DAY).time, (3, 2)),
        (SYRIA, months_range(2025, 11, 11), (3, 3)),
        (MAYADIN, year_range(2025), (1, None)),
    ],
)
def test_precisions_are_the_codebooks(
    tmp_path: Path, place: object, time: object, wanted: tuple[int, int | None]
) -> None:
    with closing(open_for_writing(tmp_path / "index.db")) as writer:
        more = {"time": time} if time else {}
        add_report(writer, report("one"), [event("ied", place, DAY, **more)])  # type: ignore[arg-type]
        row = event_as_row(next(stored_events(writer)), NAMES.get, {})
    assert (row["geo_precision"], row["time_precision"]) == wanted


def test_sides_stand_in_two_columns(tmp_path: Path) -> None:
    people = Actor("civilians", "civilians", ActorKind.CIVILIANS)
    fight = event("clash", actors=tuple(EventActor(a, a.name, ActorRole.PARTY) for a in (SDF, ISLAMIC_STATE, USA)))
    attack = event("assault", OBEID, DAY, killed(3, group=Group.CIVILIAN), by=USA, on=people, status=Status.CLAIMED)
    with closing(open_for_writing(tmp_path / "index.db")) as writer:
        add_report(writer, report("one"), [fight, attack])
        clash, assault = (event_as_row(stored, NAMES.get, {}) for stored in stored_events(writer))
    assert [clash[name] for name in ("actor1", "actor2", "assoc_actor_2")] == [
        SDF.name,
        "Islamic State",
        "United States",
    ]
    assert (assault["civilian_targeting"], clash["civilian_targeting"]) == ("Civilian targeting", None)
    assert CENTCOM.name not in clash.values()


def test_geojson_is_one_collection_of_features(index: sqlite3.Connection) -> None:
    exported = json.loads(written(index, ExportFormat.GEOJSON))
    assert exported["type"] == "FeatureCollection"
    strike, _, threat = exported["features"]
    assert strike["geometry"] == {"type": "Point", "coordinates": [40.45, 35.02]}
    assert (strike["id"], strike["properties"]["type"]) == ("1", "air-strike")
    assert (threat["type"], threat["geometry"]) == ("Feature", None)


def test_what_has_no_point_on_a_map_is_counted(index: sqlite3.Connection) -> None:
    out = io.BytesIO()
    assert write_events(stored_events(index), ExportFormat.KML, out, NAMES.get, {}) == 1
    assert out.getvalue().count(b"<Placemark ") == 2
    assert write_events(stored_events(index), ExportFormat.GEOJSON, out, NAMES.get, {}) == 0


def test_json_lines_hold_the_letters_of_outlets(index: sqlite3.Connection) -> None:
    lines = [json.loads(line) for line in written(index, ExportFormat.JSONL).splitlines()]
    assert [each["reliability"] for each in lines[0]["reports"]] == ["B", None]


def test_an_empty_index_is_written_too(tmp_path: Path) -> None:
    with closing(open_for_writing(tmp_path / "index.db")) as writer:
        assert json.loads(written(writer, ExportFormat.GEOJSON))["features"] == []
        assert written(writer, ExportFormat.CSV).decode().strip() == ",".join(COLUMNS)
        assert written(writer, ExportFormat.JSONL) == b""


def test_parquet_holds_what_csv_holds_in_typed_columns(index: sqlite3.Connection) -> None:
    table = parquet.read_table(io.BytesIO(written(index, ExportFormat.PARQUET)))
    rows = list(csv.DictReader(io.StringIO(written(index, ExportFormat.CSV).decode())))
    exported = [{name: "" if value is None else str(value) for name, value in row.items()} for row in table.to_pylist()]
    assert table.column_names == list(COLUMNS)
    assert exported == rows
    assert {str(kind) for kind in table.schema.types} == {"string", "int64", "double"}


def test_parquet_is_written_some_thousands_of_rows_at_a_time(tmp_path: Path) -> None:
    with closing(open_for_writing(tmp_path / "index.db")) as writer:
        events = [event("ied", MAYADIN, DAY, killed(number)) for number in range(3)]
        add_rows(
            writer, "Set", [DatasetRow(str(n), report(f"row {n}"), events[n % 3]) for n in range(ROWS_AT_A_TIME + 1)]
        )
        file = parquet.ParquetFile(io.BytesIO(written(writer, ExportFormat.PARQUET)))
    assert (file.metadata.num_rows, file.num_row_groups) == (ROWS_AT_A_TIME + 1, 2)


def test_without_pyarrow_one_sentence_says_what_to_install(
    index: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ParquetUnavailableError, match="pip install pyarrow"):
        written(index, ExportFormat.PARQUET)
