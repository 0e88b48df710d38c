"""Rows that a dataset brings again: told anew or withdrawn; and countries that nobody knows."""

import csv
import io
import json
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from domain.casualties import Outcome
from ingestion.datasets.deletions import withdraw_deleted
from ingestion.datasets.imports import LONG, Imported, import_file
from ingestion.decoding import UnreadableReport
from knowledge.world import World
from store.events.earlier import earlier_tellings
from store.export.export import events_as_json
from store.health import check
from store.search.finding import Sum, find, totals
from store.search.selection import InCountry, Selection
from store.writing.curation import history, merge_events
from store.writing.reports import add_report
from tests.ingestion.ged_rows import table
from tests.ingestion.test_acled import written
from tests.store.making import event, killed, report

KILLED = Outcome.KILLED
THREE = {"id": "7", "low": "2", "best": "3", "high": "4", "deaths_a": "0", "deaths_b": "0", "deaths_civilians": "0"}
FIGHT = event("clash", None, date(2016, 3, 5), killed(4))
THIRTY = {**THREE, "low": "20", "best": "30", "high": "50", "source_headline": "Clashes near Palmyra kill thirty"}


def take(writer: sqlite3.Connection, world: World, path: Path, form: str = "ucdp-ged") -> str:
    return import_file(path, form, writer, world, lambda done, total: None).sentence


def ged(path: Path, *rows: dict[str, str]) -> Path:
    path.write_text(table(*rows))
    return path


def dead(writer: sqlite3.Connection) -> Sum | None:
    return totals(writer, Selection()).sums.get(KILLED)


def sound(writer: sqlite3.Connection) -> bool:
    return all(fine for _, fine, _ in check(writer))


def test_a_row_of_ged_with_better_figures_is_told_anew(
    writer: sqlite3.Connection, world: World, tmp_path: Path
) -> None:
    others: list[dict[str, str]] = [{"id": "8"}, {"id": "9", "country": "Iraq", "adm_1": ""}]
    take(writer, world, ged(tmp_path / "ged.csv", THREE, *others))
    said = take(writer, world, ged(tmp_path / "candidate.csv", THIRTY, *others))
    assert said == "3 rows read, 0 events added. 1 row differs from what is held: told anew."
    assert dead(writer) == Sum(20 + 8 + 8, 50 + 10 + 10, 30 + 8 + 8, 3)
    assert find(writer, Selection()).count == 3
    (row,) = [row for row in events_as_json(writer) if row["id"] == "1"]
    assert row["reports"][0]["quote"] == "Clashes near Palmyra kill thirty"
    (before,) = earlier_tellings(writer, 1)
    assert (before.text, [line.best for line in before.event.casualties]) == ("Clashes near Palmyra", [3])
    assert find(writer, Selection(words=("thirty",))).count == 1
    assert sound(writer)
    again = list(writer.iterdump())
    assert take(writer, world, tmp_path / "candidate.csv") == "3 rows read, 0 events added."
    assert list(writer.iterdump()) == again


def test_an_id_that_comes_twice_in_a_file_is_told(writer: sqlite3.Connection, world: World, tmp_path: Path) -> None:
    said = take(writer, world, ged(tmp_path / "ged.csv", THREE, {"id": "8"}, THIRTY))
    assert said == "3 rows read, 2 events added. 1 row has the id of a later one, which counts."
    assert find(writer, Selection()).count == 2
    assert dead(writer) == Sum(20 + 8, 50 + 10, 30 + 8, 2)


def test_a_row_may_move_and_change_its_kind_and_its_sides(
    writer: sqlite3.Connection, world: World, tmp_path: Path
) -> None:
    take(writer, world, ged(tmp_path / "ged.csv", THREE, {"id": "8"}))
    moved = {"country": "Iraq", "adm_1": "", "latitude": "33.3", "longitude": "44.4", "where_coordinates": "Baghdad"}
    sides = {"type_of_violence": "3", "side_a": "IS", "side_b": "Civilians"}
    other = {**THREE, **moved, **sides, "date_start": "2016-03-01"}
    assert "1 row differs" in take(writer, world, ged(tmp_path / "ged.csv", other))
    assert [find(writer, Selection(areas=(InCountry(code),))).count for code in ("SY", "IQ")] == [1, 1]
    (row,) = [row for row in events_as_json(writer) if row["id"] == "1"]
    assert (row["type"], [actor["id"] for actor in row["actors"]]) == ("attack", ["islamic-state", "civilians"])
    assert sound(writer)


def test_what_people_decided_on_a_row_and_its_reports_holds(
    writer: sqlite3.Connection, world: World, tmp_path: Path
) -> None:
    take(writer, world, ged(tmp_path / "ged.csv", THREE))
    told = add_report(writer, report("A fight", day=date(2016, 3, 6)), [FIGHT])
    home = merge_events(writer, [1, *told.event_ids])
    take(writer, world, ged(tmp_path / "ged.csv", THIRTY))
    story = history(writer, home)
    assert len(story.stored.mentions) == 2
    assert [decision.action for decision in story.decisions] == ["merge"]
    assert len(story.earlier) == 1
    assert find(writer, Selection()).count == 1
    assert sound(writer)


def test_acled_raises_a_figure(writer: sqlite3.Connection, world: World, tmp_path: Path) -> None:
    take(writer, world, written(tmp_path / "acled.csv", {}, {"event_id_cnty": "SYR2"}), "acled")
    weekly = written(tmp_path / "weekly.csv", {"fatalities": "25"}, {"event_id_cnty": "SYR3"})
    said = take(writer, world, weekly, "acled")
    assert said == "2 rows read, 1 event added. 1 row differs from what is held: told anew."
    assert dead(writer) == Sum(31, 31, 31, 3)
    assert [line.best for line in earlier_tellings(writer, 1)[0].event.casualties] == [3]


def test_a_line_of_an_id_is_told_anew(writer: sqlite3.Connection, world: World, tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    for best in (3, 30):
        people = {"outcome": "killed", "min": best, "max": best, "best": best}
        line = {"id": "a1", "type": "ied", "casualties": [people]}
        path.write_text(json.dumps(line) + "\n")
        said = take(writer, world, path, "jsonl")
    assert said == "1 row read, 0 events added. 1 row differs from what is held: told anew."
    assert dead(writer) == Sum(30, 30, 30, 1)


def test_a_long_file_in_which_every_other_row_differs(writer: sqlite3.Connection, world: World, tmp_path: Path) -> None:
    headline = {"source_headline": "Shelling of a village, as was told by several of those who live there"}
    rows = [{"id": str(number), **headline} for number in range(2000)]
    path = ged(tmp_path / "long.csv", *rows)
    assert path.stat().st_size < LONG
    take(writer, world, path)
    changed = [{**row, "best": "9"} if at % 100 else row for at, row in enumerate(rows)]
    said = take(writer, world, ged(path, *changed))
    assert said == "2,000 rows read, 0 events added. 1,980 rows differ from what is held: told anew."
    found = dead(writer)
    assert found is not None
    assert found.best == 1980 * 9 + 20 * 8
    assert sound(writer)


def deleted(path: Path, *ids: str, column: str = "event_id_cnty") -> Path:
    text = io.StringIO()
    sheet = csv.writer(text)
    sheet.writerows([[column, "deleted_timestamp"], *([id, "1700000000"] for id in ids)])
    path.write_text(text.getvalue())
    return path


def test_deleted_ids_withdraw_their_rows_for_good(writer: sqlite3.Connection, world: World, tmp_path: Path) -> None:
    acled = written(tmp_path / "acled.csv", {}, {"event_id_cnty": "SYR2", "fatalities": "5"})
    take(writer, world, acled, "acled")
    gone = deleted(tmp_path / "deleted.csv", "SYR2", "SYR2", "XYZ9")
    assert withdraw_deleted(gone, "acled", writer).sentence == "2 ids read, 1 row withdrawn; 1 is not held."
    assert (find(writer, Selection()).count, dead(writer)) == (1, Sum(3, 3, 3, 1))
    kept = writer.execute("select action, text from revisions").fetchall()
    words = "Warplanes struck a village road near Saraqib, killing three."
    assert [tuple(row) for row in kept] == [("withdrawn", words)]
    assert withdraw_deleted(gone, "acled", writer).rows == 0
    assert take(writer, world, acled, "acled") == "2 rows read, 0 events added."
    assert find(writer, Selection()).count == 1
    assert sound(writer)


def test_a_report_of_an_event_stays_when_the_row_is_withdrawn(
    writer: sqlite3.Connection, world: World, tmp_path: Path
) -> None:
    take(writer, world, ged(tmp_path / "ged.csv", THREE))
    told = add_report(writer, report("A fight", day=date(2016, 3, 6)), [FIGHT])
    merge_events(writer, [1, *told.event_ids])
    gone = deleted(tmp_path / "deleted.csv", "7", column="id")
    assert withdraw_deleted(gone, "ucdp-ged", writer).sentence == "1 id read, 1 row withdrawn."
    (row,) = events_as_json(writer)
    assert [told["source"] for told in row["reports"]] == ["Wire"]
    assert dead(writer) == Sum(4, 4, 4, 1)
    assert sound(writer)


def test_what_is_no_file_of_deleted_ids(writer: sqlite3.Connection, tmp_path: Path) -> None:
    with pytest.raises(UnreadableReport, match="has no column 'event_id_cnty': is it a file of deleted ids"):
        withdraw_deleted(deleted(tmp_path / "ids.csv", "1", column="id"), "acled", writer)
    with pytest.raises(UnreadableReport, match="withdrawn from acled or ucdp-ged"):
        withdraw_deleted(deleted(tmp_path / "ids.csv", "1"), "jsonl", writer)
    with pytest.raises(UnreadableReport, match=r"none\.csv cannot be opened: No such file"):
        withdraw_deleted(tmp_path / "none.csv", "acled", writer)
    packed = tmp_path / "ids.csv.gz"
    packed.write_bytes(b"not packed")
    with pytest.raises(UnreadableReport, match="no whole gzip file"):
        withdraw_deleted(packed, "acled", writer)


def test_a_country_that_nobody_knows_is_kept_by_name_and_stops_nothing(
    writer: sqlite3.Connection, world: World, tmp_path: Path
) -> None:
    here = {"country": "Utopia", "location": "Port Nowhere", "admin1": "North", "latitude": "10.5"}
    rows = ({}, {"event_id_cnty": "UTO1", **here}, {"event_id_cnty": "UTO2", **here, "geo_precision": "3"})
    said = take(writer, world, written(tmp_path / "acled.csv", *rows), "acled")
    assert said == (
        "3 rows read, 3 events added. Kept by name alone, as no country of the gazetteer has it: Utopia (2 rows)."
    )
    assert find(writer, Selection(words=("Utopia",))).count == 2
    places = [row["places"][0] for row in events_as_json(writer)][1:]
    assert [(place["name"], place["country"], place["lat"]) for place in places] == [
        ("Port Nowhere, Utopia", None, 10.5),
        ("Port Nowhere, Utopia", None, 10.5),
    ]
    row = {"id": "3", "country": "Utopia", "where_prec": "6", "where_coordinates": "Utopia", "adm_1": ""}
    assert "Utopia (1 row)" in take(writer, world, ged(tmp_path / "ged.csv", row))
    assert sound(writer)


def test_many_unknown_countries_are_told_shortly() -> None:
    imported = Imported(rows=12, new=12)
    imported.unknown_countries.update({f"Nowhere {number}": number for number in range(1, 8)})
    assert imported.sentence.endswith(
        "Nowhere 7 (7 rows), Nowhere 6 (6 rows), Nowhere 5 (5 rows), Nowhere 4 (4 rows), Nowhere 3 (3 rows) and 2 more."
    )
