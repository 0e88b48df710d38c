"""Datasets in: UCDP GED rows and EVENT lines, once each, strict about their values."""

import gzip
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from domain.casualties import Group, Outcome
from ingestion.datasets.files import BATCH, FIRST
from ingestion.datasets.imports import LONG, Imported, import_file
from ingestion.decoding import UnreadableReport
from knowledge.places.tables.cache import compiled_path
from knowledge.world import World
from store.database import open_for_writing
from store.export.export import events_as_json
from store.health import check
from store.search.finding import Sum, find, totals
from store.search.selection import Around, AtPlace, InAdmin1, InCountry, Selection
from tests.ingestion.ged_rows import table


def take(writer: sqlite3.Connection, world: World, path: Path, form: str = "ucdp-ged") -> Imported:
    return import_file(path, form, writer, world, lambda done, total: None)


@pytest.fixture
def ged(tmp_path: Path) -> Path:
    path = tmp_path / "ged.csv"
    rows: tuple[dict[str, str], ...] = (
        {},
        {
            "id": "2",
            "type_of_violence": "3",
            "side_a": "IS",
            "side_b": "Civilians",
            "source_headline": "A car bomb in Homs",
        },
        {
            "id": "3",
            "where_prec": "4",
            "source_headline": "Warplanes over the desert",
            "low": "0",
            "best": "3",
            "high": "2",
        },
        {"id": "4", "where_prec": "6", "adm_1": "", "date_prec": "4", "date_end": "2016-03-31"},
        {"id": "5", "side_b": "Ahrar al-Sham, Some Unheard Brigade"},
    )
    path.write_text(table(*rows))
    return path


def test_one_row_is_one_event_and_a_second_import_changes_nothing(
    writer: sqlite3.Connection, world: World, ged: Path
) -> None:
    assert take(writer, world, ged).sentence == "5 rows read, 5 events added."
    before = list(writer.iterdump())
    assert take(writer, world, ged).sentence == "5 rows read, 0 events added."
    assert list(writer.iterdump()) == before
    assert all(fine for _, fine, _ in check(writer))
    assert tuple(writer.execute("select name, kind from sources").fetchone()) == ("UCDP GED", "dataset")


def test_what_the_columns_say(writer: sqlite3.Connection, world: World, ged: Path) -> None:
    take(writer, world, ged)
    by_quote = {row["reports"][0]["quote"]: row for row in events_as_json(writer)}
    bomb, strike = by_quote["A car bomb in Homs"], by_quote["Warplanes over the desert"]
    assert (bomb["type"], bomb["category"], strike["type"]) == ("vehicle-bombing", "bombing", "air-strike")
    assert [(actor["id"], actor["role"]) for actor in bomb["actors"]] == [
        ("islamic-state", "perpetrator"),
        ("civilians", "victim"),
    ]
    assert bomb["reports"][0] == {
        "source": "UCDP GED",
        "outlet": "name:UCDP GED",
        "reliability": None,
        "url": None,
        "published": "2016-03-06T00:00:00Z",
        "quote": "A car bomb in Homs",
    }
    assert strike["places"][0]["kind"] == "admin1"
    clashes = [row for row in events_as_json(writer) if row["type"] == "clash"]
    assert [[(actor["id"], actor["role"]) for actor in row["actors"]] for row in clashes] == [
        [("syr", "party"), ("islamic-state", "party")],
        [("syr", "party"), ("islamic-state", "party")],
        [("syr", "party"), ("ahrar-al-sham", "party"), ("some-unheard-brigade", "party")],
    ]
    assert clashes[1]["time"]["precision"] == "month"
    assert clashes[1]["places"][0]["id"] == "sy"


def test_places_are_found_as_finely_as_they_are_stated(writer: sqlite3.Connection, world: World, ged: Path) -> None:
    take(writer, world, ged)
    homs = world.gazetteer.named("Homs")
    admin1 = next(place.admin1 for place in homs if place.country == "SY" and place.admin1)
    assert find(writer, Selection(areas=(InCountry("SY"),))).count == 5
    assert find(writer, Selection(areas=(InAdmin1(admin1),))).count == 4
    assert find(writer, Selection(areas=(Around(34.55, 38.27, 15),))).count == 3


def test_a_town_and_the_area_around_it_at_one_point(writer: sqlite3.Connection, world: World, tmp_path: Path) -> None:
    path = tmp_path / "around.csv"
    path.write_text(table(*({"id": str(n), "where_prec": precise} for n, precise in enumerate("11113"))))
    take(writer, world, path)
    for asked in (Around(34.55, 38.27, 15), InCountry("SY")):
        held = find(writer, Selection(areas=(asked,)))
        assert held.count == len(held.events)
        assert totals(writer, Selection(areas=(asked,))).sums[Outcome.KILLED].best == 8 * held.count
    towns = find(writer, Selection(areas=(Around(34.55, 38.27, 15),))).events
    assert len(towns) == 4
    places = {event.places[0].place.id for event in (stored.event for stored in find(writer, Selection()).events)}
    for place in places:
        here = find(writer, Selection(areas=(AtPlace(place),)))
        assert here.count == len(here.events) > 0


def test_the_dead_of_each_side_are_parts_of_the_whole(writer: sqlite3.Connection, world: World, tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    path.write_text(table({}))
    take(writer, world, path)
    assert totals(writer, Selection()).sums[Outcome.KILLED] == Sum(8, 10, 8, 1)
    assert totals(writer, Selection(group=Group.CIVILIAN)).sums[Outcome.KILLED] == Sum(1, 1, 1, 1)
    assert totals(writer, Selection(sides=frozenset({"islamic-state"}))).sums[Outcome.KILLED] == Sum(5, 5, 5, 1)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"best": "many"}, "column best must be a whole number, not 'many'"),
        ({"high": "-1"}, "column high must be a whole number"),
        ({"best": "9" * 30}, "column best must be at most 1,000,000,000."),
        ({"deaths_a": "9" * 5000}, "column deaths_a must be at most 1,000,000,000."),
        ({"date_end": "9999-12-31"}, "column date_end must be from 1900 to 2099, not 9999-12-31"),
        ({"latitude": "95"}, "column latitude must be from -90 to 90, not 95"),
        ({"longitude": ""}, "column longitude must be a number"),
        ({"date_start": "5 March"}, "column date_start must be a date such as 2025-12-20"),
        ({"date_end": "2016-03-01"}, "column date_end is before date_start"),
        ({"date_prec": "9"}, "column date_prec must be 1 to 5"),
        ({"where_prec": "0"}, "column where_prec must be 1 to 7"),
        ({"type_of_violence": "4"}, "column type_of_violence must be 1, 2 or 3"),
        ({"country": " "}, "column country is empty"),
        ({"id": " "}, "column id is empty"),
    ],
)
def test_a_wrong_value_is_named_by_line_and_column(
    writer: sqlite3.Connection, world: World, tmp_path: Path, wrong: dict[str, str], said: str
) -> None:
    path = tmp_path / "wrong.csv"
    path.write_text(table({}, {"id": "2", **wrong}))
    with pytest.raises(UnreadableReport) as error:
        take(writer, world, path)
    assert str(error.value).startswith(f"{path}, line 3: ")
    assert said in str(error.value)
    assert writer.execute("select count(*) from events").fetchone()[0] == 0


def test_a_row_that_breaks_off(writer: sqlite3.Connection, world: World, tmp_path: Path) -> None:
    path = tmp_path / "cut.csv"
    path.write_text(table({})[:-30])
    with pytest.raises(UnreadableReport, match=r"line 2: column .* is missing"):
        take(writer, world, path)


def test_files_that_are_something_else(writer: sqlite3.Connection, world: World, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("name,phone\nAda,1\n")
    with pytest.raises(UnreadableReport, match="has no column 'id': is it a UCDP GED file"):
        take(writer, world, other)
    with pytest.raises(UnreadableReport, match="There is no file"):
        take(writer, world, tmp_path / "gone.csv")
    with pytest.raises(UnreadableReport, match=r"a\.csv cannot be opened: File name too long"):
        take(writer, world, tmp_path / f"{'a' * 300}.csv")
    packed = tmp_path / "bad.csv.gz"
    packed.write_bytes(b"not packed")
    with pytest.raises(UnreadableReport, match="no whole gzip file"):
        take(writer, world, packed)
    whole = gzip.compress(table({}).encode())
    for damaged in (whole[:-20], whole[:10] + b"\xff" + whole[11:]):
        packed.write_bytes(damaged)
        with pytest.raises(UnreadableReport, match="no whole gzip file"):
            take(writer, world, packed)
    latin = tmp_path / "latin.csv"
    latin.write_bytes(table({"source_headline": "tué"}).encode("latin-1"))
    with pytest.raises(UnreadableReport, match="is not UTF-8"):
        take(writer, world, latin)


def test_a_packed_file(writer: sqlite3.Connection, world: World, tmp_path: Path) -> None:
    path = tmp_path / "ged.csv.gz"
    path.write_bytes(gzip.compress(table({}).encode()))
    assert take(writer, world, path) == Imported(1, 1)


def test_what_is_exported_can_be_imported(writer: sqlite3.Connection, world: World, ged: Path, tmp_path: Path) -> None:
    take(writer, world, ged)
    rows = list(events_as_json(writer))
    path = tmp_path / "events.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    with closing(open_for_writing(tmp_path / "copy.db")) as copy:
        assert take(copy, world, path, "jsonl") == Imported(5, 5)
        assert take(copy, world, path, "jsonl") == Imported(5, 0)
        assert totals(copy, Selection()) == totals(writer, Selection())
        kept = ("category", "type", "status", "time", "places", "actors", "count")
        for old, new in zip(rows, events_as_json(copy), strict=True):
            assert {name: old[name] for name in kept} == {name: new[name] for name in kept}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "is not JSON: write one EVENT object a line"),
        ("[]", "an event must be a JSON object"),
        ('{"type": "picnic"}', "is not a known kind of event: 'picnic'"),
        ('{"type": "ied", "reports": [{"published": "soon"}]}', '"reports.published" must be an ISO 8601 time'),
        ('{"type": "ied", "reports": [{"url": ["x"]}]}', '"reports" must have strings as "quote" and "url"'),
        (r'{"type": "ied", "id": "\uD83D"}', r"line 2: it has half a character, \ud83d."),
        ('{"type": "ied", "id": ["x"]}', '"id" must be a string or null'),
        ('{"type": "ied", "count": Infinity}', '"count" must be a whole number'),
        (
            '{"type": "strike", "casualties": [{"outcome": "killed", "min": "3", "best": "4", "max": "5"}]}',
            '"casualties.min" must be a whole number from 0 to 1,000,000,000, not "3"',
        ),
    ],
)
def test_a_wrong_event_line(writer: sqlite3.Connection, world: World, tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "events.jsonl"
    path.write_text(f'{{"type": "ied"}}\n{line}\n')
    with pytest.raises(UnreadableReport) as error:
        take(writer, world, path, "jsonl")
    assert "line 2" in str(error.value)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"time": {"start": "0900-01-01T00:00:00Z", "end": "0900-01-02T00:00:00Z"}}, '"time.start"'),
        ({"time": {"start": "2025-01-01T00:00:00Z", "end": "9999-12-31T00:00:00Z"}}, '"time.end"'),
        ({"reports": [{"quote": "A strike.", "published": "9999-12-31T23:59:59Z"}]}, '"reports.published"'),
    ],
)
def test_an_event_of_no_year_that_datasets_are_of(
    writer: sqlite3.Connection, world: World, tmp_path: Path, more: dict[str, object], said: str
) -> None:
    path = tmp_path / "events.jsonl"
    path.write_text(json.dumps({"type": "strike", **more}))
    with pytest.raises(UnreadableReport, match=f"line 1: {said} is .*must be from 1900 to 2099"):
        take(writer, world, path, "jsonl")


def test_a_character_in_two_halves(writer: sqlite3.Connection, world: World, tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_text(json.dumps({"type": "ied", "attribution": ["🚀 news"]}) + "\n")
    assert take(writer, world, path, "jsonl") == Imported(1, 1)
    assert [row["attribution"] for row in events_as_json(writer)] == [["🚀 news"]]


def long_table(rows: int, *last: dict[str, str]) -> str:
    """A file that is long enough to be read by a process of its own."""
    return table(*({"id": str(n), "source_headline": f"Shelling of row {n}, " * 9} for n in range(rows)), *last)


def test_a_long_file_is_read_by_a_process_of_its_own(writer: sqlite3.Connection, world: World, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text(long_table(6000))
    assert path.stat().st_size > LONG
    done: list[int] = []
    for new in (6000, 0):
        assert import_file(path, "ucdp-ged", writer, world, lambda now, total: done.append(now)) == Imported(6000, new)
    assert done[-1] == path.stat().st_size
    assert sorted(done[:3]) == done[:3]
    assert writer.execute("select count(*) from events").fetchone()[0] == 6000
    assert all(fine for _, fine, _ in check(writer))


def test_the_process_that_reads_ahead_opens_the_same_gazetteer(
    writer: sqlite3.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, elsewhere, path = tmp_path / "own", tmp_path / "elsewhere", tmp_path / "long.csv"
    own.mkdir()
    (own / compiled_path().name).symlink_to(compiled_path())
    monkeypatch.setenv("WATCHFLOOR_CACHE", str(elsewhere))
    path.write_text(long_table(3500))
    assert path.stat().st_size > LONG
    assert take(writer, World.open(cache=own), path).rows == 3500
    assert not elsewhere.exists()


def test_a_wrong_value_far_down_a_long_file(writer: sqlite3.Connection, world: World, tmp_path: Path) -> None:
    path, left_out = tmp_path / "long.csv", tmp_path / "left out.csv"
    path.write_text(long_table(6000, {"id": "wrong", "best": "many"}))
    with pytest.raises(UnreadableReport, match="line 6002: column best must be a whole number"):
        take(writer, world, path)
    assert writer.execute("select count(*) from events").fetchone()[0] == FIRST + BATCH
    imported = import_file(path, "ucdp-ged", writer, world, lambda now, total: None, left_out)
    assert imported == Imported(6001, 6000 - FIRST - BATCH, 1)
    assert len(left_out.read_text().splitlines()) == 2


def test_a_long_file_that_is_something_else(writer: sqlite3.Connection, world: World, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("name,phone\n" + "Ada,1\n" * LONG)
    with pytest.raises(UnreadableReport, match="has no column 'id': is it a UCDP GED file"):
        take(writer, world, path)


def test_a_long_packed_file_that_is_damaged(writer: sqlite3.Connection, world: World, tmp_path: Path) -> None:
    path = tmp_path / "long.csv.gz"
    whole = gzip.compress(long_table(6000).encode(), compresslevel=0)
    path.write_bytes(whole[:400_000] + b"x" * 70_000 + whole[470_000:])
    with pytest.raises(UnreadableReport, match="no whole gzip file: fetch it again"):
        take(writer, world, path)


def test_rows_of_which_some_are_known(writer: sqlite3.Connection, world: World, tmp_path: Path) -> None:
    for rows in (3, 7):
        path = tmp_path / f"{rows}.csv"
        path.write_text(long_table(rows))
        take(writer, world, path)
    kept = writer.execute("select event_id, report_id, id from mentions order by id").fetchall()
    assert [tuple(row) for row in kept] == [(n, n, n) for n in range(1, 8)]
    assert writer.execute("select sum(events) from event_months where area = 'earth'").fetchone()[0] == 7
    assert all(fine for _, fine, _ in check(writer))
