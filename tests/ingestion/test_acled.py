"""ACLED files in: what the columns say, what may be missing, what must not be wrong, and rows that are left out."""

import csv
import io
import sqlite3
from pathlib import Path

import pytest

from domain.casualties import Outcome
from ingestion.datasets.imports import Imported, import_file
from ingestion.decoding import UnreadableReport
from knowledge.world import World
from store.export.export import events_as_json
from store.search.finding import Sum, find, totals
from store.search.selection import InCountry, Selection

ROW = {
    "event_id_cnty": "SYR1",
    "event_date": "14 March 2024",
    "time_precision": "1",
    "event_type": "Explosions/Remote violence",
    "sub_event_type": "Air/drone strike",
    "actor1": "Military Forces of Russia (2000-)",
    "assoc_actor_1": "",
    "inter1": "External/Other forces",
    "actor2": "Civilians (Syria)",
    "assoc_actor_2": "",
    "inter2": "Civilians",
    "country": "Syria",
    "admin1": "Idleb",
    "location": "Saraqib",
    "latitude": "35.8644",
    "longitude": "36.8060",
    "geo_precision": "1",
    "source": "Wire One; Wire Two",
    "notes": "Warplanes struck a village road near Saraqib, killing three.",
    "fatalities": "3",
}


def written(path: Path, *rows: dict[str, str], columns: list[str] | None = None) -> Path:
    text = io.StringIO()
    sheet = csv.DictWriter(text, columns or list(ROW), extrasaction="ignore")
    sheet.writeheader()
    sheet.writerows([{**ROW, **row} for row in rows])
    path.write_text(text.getvalue())
    return path


def take(writer: sqlite3.Connection, world: World, path: Path, skip_bad: Path | None = None) -> Imported:
    return import_file(path, "acled", writer, world, lambda done, total: None, skip_bad)


def one(writer: sqlite3.Connection, world: World, path: Path, row: dict[str, str]) -> dict[str, object]:
    take(writer, world, written(path, row))
    (event,) = events_as_json(writer)
    return event


def test_what_the_columns_say(writer: sqlite3.Connection, world: World, tmp_path: Path) -> None:
    event = one(writer, world, tmp_path / "acled.csv", {})
    assert (event["category"], event["type"], event["prevented"]) == ("strike", "air-strike", False)
    assert [(a["id"], a["role"]) for a in event["actors"]] == [("rus", "perpetrator"), ("civilians", "victim")]  # type: ignore[attr-defined]
    assert event["time"]["start"] == "2024-03-14T00:00:00Z"  # type: ignore[index]
    assert event["attribution"] == ["Wire One", "Wire Two"]
    assert event["places"][0]["country"] == "SY"  # type: ignore[index]
    assert event["reports"][0]["source"] == "ACLED"  # type: ignore[index]
    assert totals(writer, Selection()).sums == {Outcome.KILLED: Sum(3, 3, 3, 1)}


@pytest.mark.parametrize(
    ("event", "sub_event", "notes", "kind"),
    [
        ("Battles", "Armed clash", "They fought.", "clash"),
        ("Battles", "Government regains territory", "Soldiers retook the town.", "capture"),
        ("Battles", "Non-state actor overtakes territory", "Rebels took the town.", "capture"),
        ("Explosions/Remote violence", "Air/drone strike", "A drone dropped a grenade.", "drone-strike"),
        ("Explosions/Remote violence", "Shelling/artillery/missile attack", "Mortars fell.", "shelling"),
        ("Explosions/Remote violence", "Shelling/artillery/missile attack", "Rockets fell.", "missile-strike"),
        ("Explosions/Remote violence", "Remote explosive/landmine/IED", "A mine went off.", "ied"),
        ("Explosions/Remote violence", "Suicide bomb", "", "suicide-bombing"),
        ("Explosions/Remote violence", "Chemical weapon", "", "chemical-attack"),
        ("Violence against civilians", "Attack", "", "attack"),
        ("Violence against civilians", "Abduction/forced disappearance", "", "abduction"),
        ("Protests", "Peaceful protest", "", "protest"),
        ("Riots", "Mob violence", "", "riot"),
        ("Strategic developments", "Arrests", "", "arrest"),
        ("Strategic developments", "", "", "movement"),
    ],
)
def test_kinds(
    writer: sqlite3.Connection, world: World, tmp_path: Path, event: str, sub_event: str, notes: str, kind: str
) -> None:
    row = {"event_type": event, "sub_event_type": sub_event, "notes": notes}
    assert one(writer, world, tmp_path / "acled.csv", row)["type"] == kind


def test_the_sides_of_a_battle_are_parties_with_their_allies(
    writer: sqlite3.Connection, world: World, tmp_path: Path
) -> None:
    row = {
        "event_type": "Battles",
        "sub_event_type": "Armed clash",
        "actor1": "HTS: Hayat Tahrir al Sham",
        "assoc_actor_1": "Some Unheard Brigade; Unidentified Armed Group (Syria)",
        "actor2": "Military Forces of Syria (2000-2024)",
    }
    actors = one(writer, world, tmp_path / "acled.csv", row)["actors"]
    assert [(a["id"], a["role"]) for a in actors] == [  # type: ignore[attr-defined]
        ("hayat-tahrir-al-sham", "party"),
        ("some-unheard-brigade", "party"),
        ("unknown-gunmen", "party"),
        ("syr", "party"),
    ]
    assert actors[2]["kind"] == "unknown"  # type: ignore[index]


@pytest.mark.parametrize(
    ("name", "actor"),
    [
        ("Military Forces of Ukraine (2019-) Azov Regiment", "ukr"),
        ("Police Forces of Nigeria (2023-) Prison Guards", "nga"),
        ("Military Forces of the Democratic Republic of Congo (2019-)", "cod"),
        ("Government of Syria (2000-2024)", "syr"),
        ("Police Forces of Somaliland (2017-)", "somaliland"),
        ("Police Forces of Utopia (2017-)", "police-forces-of-utopia"),
        ("Military Forces of Yemen (2016-) Supreme Political Council", "houthis"),
        ("Military Forces of Libya (2014-) Haftar Faction", "libyan-national-army"),
    ],
)
def test_forces_are_those_of_the_state_before_the_years(
    writer: sqlite3.Connection, world: World, tmp_path: Path, name: str, actor: str
) -> None:
    actors = one(writer, world, tmp_path / "acled.csv", {"actor1": name})["actors"]
    assert [a["id"] for a in actors] == [actor, "civilians"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("row", "precision", "kind"),
    [
        ({"time_precision": "2"}, "week", "city"),
        ({"time_precision": "3", "geo_precision": "3"}, "month", "admin1"),
        ({"geo_precision": "2", "event_date": "2024-03-14"}, "day", "region"),
    ],
)
def test_precisions(
    writer: sqlite3.Connection, world: World, tmp_path: Path, row: dict[str, str], precision: str, kind: str
) -> None:
    event = one(writer, world, tmp_path / "acled.csv", row)
    assert (event["time"]["precision"], event["places"][0]["kind"]) == (precision, kind)  # type: ignore[index]


def test_nought_dead_is_not_stated_and_what_was_found_and_defused_is_prevented(
    writer: sqlite3.Connection, world: World, tmp_path: Path
) -> None:
    quiet = {"event_id_cnty": "SYR2", "fatalities": "0"}
    defused = {"event_id_cnty": "SYR3", "event_type": "Strategic developments"}
    defused |= {"sub_event_type": "Disrupted weapons use", "fatalities": ""}
    take(writer, world, written(tmp_path / "acled.csv", quiet, defused))
    assert totals(writer, Selection()).sums == {}
    assert find(writer, Selection()).count == 1
    assert find(writer, Selection(prevented=True)).count == 1


def test_only_the_columns_that_must_be_there(writer: sqlite3.Connection, world: World, tmp_path: Path) -> None:
    columns = ["event_id_cnty", "event_date", "event_type", "country", "latitude", "longitude"]
    assert take(writer, world, written(tmp_path / "few.csv", {}, columns=columns)) == Imported(1, 1)
    assert find(writer, Selection(areas=(InCountry("SY"),))).count == 1
    with pytest.raises(UnreadableReport, match="has no column 'event_date': is it an ACLED file"):
        take(writer, world, written(tmp_path / "fewer.csv", {}, columns=["event_id_cnty"]))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"fatalities": "some"}, "column fatalities must be a whole number"),
        ({"fatalities": "9" * 5000}, "column fatalities must be at most 1,000,000,000."),
        ({"event_date": "9999-12-31"}, "column event_date must be from 1900 to 2099, not 9999-12-31."),
        ({"event_date": "31 December 9999"}, "column event_date must be from 1900 to 2099, not 9999-12-31."),
        ({"event_date": "March"}, "column event_date must be a date"),
        ({"time_precision": "4"}, "column time_precision must be 1, 2 or 3"),
        ({"geo_precision": "9"}, "column geo_precision must be 1, 2 or 3"),
        ({"event_type": "Picnic"}, "column event_type is none of ACLED's: 'Picnic'"),
        ({"sub_event_type": "Picnic"}, "column sub_event_type is none of ACLED's"),
        ({"longitude": "east"}, "column longitude must be a number"),
        ({"country": ""}, "column country is empty"),
    ],
)
def test_a_wrong_value_ends_the_import_or_is_left_out(
    writer: sqlite3.Connection, world: World, tmp_path: Path, wrong: dict[str, str], said: str
) -> None:
    path = written(tmp_path / "acled.csv", {}, {"event_id_cnty": "SYR2", **wrong}, {"event_id_cnty": "SYR3"})
    with pytest.raises(UnreadableReport) as error:
        take(writer, world, path)
    assert f"{path}, line 3: {said}" in str(error.value)
    assert find(writer, Selection()).count == 0

    left_out = tmp_path / "bad.csv"
    assert take(writer, world, path, left_out).sentence == "3 rows read, 2 events added, 1 skipped."
    (kept,) = csv.DictReader(left_out.read_text().splitlines())
    assert kept == {**ROW, "event_id_cnty": "SYR2", **wrong}

    mended = tmp_path / "mended.csv"
    mended.write_text(left_out.read_text())
    with pytest.raises(UnreadableReport, match="line 2"):
        take(writer, world, mended)


def test_rows_are_never_left_out_into_the_dataset_or_nowhere(
    writer: sqlite3.Connection, world: World, tmp_path: Path
) -> None:
    path = written(tmp_path / "acled.csv", {}, {"event_id_cnty": "SYR2", "fatalities": "some"})
    before = path.read_text()
    with pytest.raises(UnreadableReport, match="is the dataset itself"):
        take(writer, world, path, path)
    with pytest.raises(UnreadableReport, match="cannot be written"):
        take(writer, world, path, tmp_path / "none" / "bad.csv")
    assert path.read_text() == before


def test_nothing_left_out_makes_no_file(writer: sqlite3.Connection, world: World, tmp_path: Path) -> None:
    path = written(tmp_path / "acled.csv", {})
    assert take(writer, world, path, tmp_path / "bad.csv") == Imported(1, 1)
    assert take(writer, world, path, tmp_path / "bad.csv") == Imported(1, 0)
    assert not (tmp_path / "bad.csv").exists()
