"""Files of places: what is read from each kind, which rows are refused, and that every command knows what was added."""

from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from bot.cli.app import app
from ingestion.decoding import UnreadableReport
from ingestion.place_files import read_places
from knowledge.places.gazetteer import Gazetteer
from knowledge.places.tables.added import add, source_of
from knowledge.places.tables.cache import added_path
from knowledge.world import World

OWN = "name,country,latitude,longitude,admin1,aliases\nKerimbula,NG,5.55,7.05,Imo,Kerim Bula;Old Kerimbula\n"
PCODES = (
    "admin0Name_en,admin0Pcode,admin1Name_en,admin1Pcode,admin2Name_en,admin2Pcode\n"
    "Nigeria,NG,Imo,NG017,Owerri,NG017018\nNigeria,NG,Imo,NG017,Zzimbeto,NG017099\n"
)


def dump_row(number: str, name: str, feature: str, code: str, latitude: str = "5.5") -> str:
    values = [number, name, name, "Torombale,トロ", latitude, "7.1", feature, code, "NG", "", "28", *[""] * 3, "340"]
    return "\t".join([*values, "", "", "Africa/Lagos", "2020-01-01"])


@pytest.fixture
def folder(tmp_path: Path, world: World) -> Path:
    """A cache folder of one's own, with the compiled gazetteer in it."""
    (tmp_path / world.gazetteer.path.name).symlink_to(world.gazetteer.path.resolve())
    return tmp_path


def opened(folder: Path) -> Gazetteer:
    return Gazetteer.open(next(folder.glob("places-*.sqlite")))


def written(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_a_table_of_ones_own_is_known_by_each_name(folder: Path, world: World) -> None:
    tally = read_places(written(folder, "own.csv", OWN), world.gazetteer)
    assert not tally.problems
    assert (
        add(added_path(folder), tally.entries, "field list").new,
        opened(folder).named("Old Kerimbula")[0].name,
    ) == (
        1,
        "Kerimbula",
    )
    gazetteer = opened(folder)
    [place] = gazetteer.named("kerim bula")
    assert (place.country, place.admin1) == ("NG", "ng-28")
    assert [span.name for span in gazetteer.spot(["shots", "in", "Old", "Kerimbula", "today"])] == ["Old Kerimbula"]
    assert gazetteer.within(5.55, 7.05, 1)[0] == place
    assert gazetteer.resolve("Homs") == world.gazetteer.resolve("Homs")
    assert source_of(added_path(folder), place.id) == "field list"


def test_a_dump_gives_towns_districts_and_sites_that_are_not_known(folder: Path, world: World) -> None:
    known = world.gazetteer.named("Owerri")[0].id.removeprefix("gn-")
    rows = [
        dump_row("99000001", "Torombali", "P", "PPL"),
        dump_row("99000002", "Torombali Stream", "H", "STM"),
        dump_row("99000003", "Torombali Camp", "S", "CMPRF"),
        dump_row(known, "Owerri", "P", "PPLA"),
        dump_row("99000004", "Elsewhere", "P", "PPL", latitude="95"),
    ]
    tally = read_places(written(folder, "NG.txt", "\n".join(rows) + "\n"), world.gazetteer)
    assert [entry.name for entry in tally.entries] == ["Torombali", "Torombali Camp"]
    assert tally.passed == 2
    assert tally.problems == [f"{folder / 'NG.txt'}, line 5: column latitude lies outside -90 to 90: '95'."]
    assert add(added_path(folder), tally.entries, "GeoNames").new == 2
    assert read_places(folder / "NG.txt", opened(folder)).entries == tally.entries  # a second import writes them anew
    assert "gn-99000001" in {place.id for place in opened(folder).named("Torombale")}


def test_p_codes_without_positions_take_that_of_the_town_or_stand_in_their_province(folder: Path, world: World) -> None:
    tally = read_places(written(folder, "adm.csv", PCODES), world.gazetteer)
    owerri, unknown = tally.entries
    assert (owerri.id, round(owerri.latitude, 1)) == ("pcode-ng017018", 5.5)
    assert (unknown.id, tally.unlocated) == ("named-zzimbeto-ng-28", 1)


def test_a_sheet_is_read_as_the_table_is(folder: Path, world: World) -> None:
    book = openpyxl.Workbook()
    for line in PCODES.splitlines():
        book.active.append(line.split(","))
    book.save(folder / "adm.xlsx")
    tally = read_places(folder / "adm.xlsx", world.gazetteer)
    assert [entry.name for entry in tally.entries] == ["Owerri", "Zzimbeto"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("a,b\n1,2\n", "is no GeoNames dump"),
    ],
)
def test_a_file_that_is_none_of_them_is_refused(text: str, said: str, folder: Path, world: World) -> None:
    with pytest.raises(UnreadableReport, match=said):
        read_places(written(folder, "odd.csv", text), world.gazetteer)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",NG,5,7,,", "name is empty"),
        ("X,Atlantis,5,7,,", "country names no country that is known: 'Atlantis'"),
        ("X,NG,five,7,,", "latitude is no number: 'five'"),
        ("X,NG,5,7,Bavaria,", "admin1 is no first-level region of Nigeria that is known: 'Bavaria'"),
    ],
)
def test_a_bad_row_is_named_by_its_line(row: str, said: str, folder: Path, world: World) -> None:
    path = written(folder, "own.csv", f"{OWN}{row}\n")
    tally = read_places(path, world.gazetteer)
    assert (len(tally.entries), tally.problems) == (1, [f"{path}, line 3: column {said}."])


def test_the_command_adds_them_and_looks_them_up(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHFLOOR_CACHE", str(folder))
    path = written(folder, "own.csv", OWN)
    first, second = (CliRunner().invoke(app, ["places", "import", str(path)]) for _ in range(2))
    assert first.stdout == "1 place added; 0 known already.\n"
    assert second.stdout == "0 places added; 1 known already.\n"
    found = CliRunner().invoke(app, ["places", "Kerimbula"])
    assert "Kerimbula (city, Imo, Nigeria)" in found.stdout
    assert "from own.csv" in found.stdout
