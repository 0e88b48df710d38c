"""Sides and actors of datasets: each finds its actor of the catalogue, or becomes one of its own name."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.actors import ActorKind
from domain.casualties import Outcome
from ingestion.datasets import acled, ged
from ingestion.datasets.imports import import_file
from ingestion.datasets.names import Names, Usage
from knowledge.world import World
from query.ask import ask
from store.database import open_for_reading, open_for_writing
from store.export.export import events_as_json
from tests.ingestion.ged_rows import table

NOW = datetime(2025, 12, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def ucdp(world: World) -> Names:
    return Names(world, Usage.of(ged.codes()))


@pytest.fixture(scope="module")
def acled_names(world: World) -> Names:
    return Names(world, Usage.of(acled.codes()))


@pytest.mark.parametrize("table_of_names", [ged.codes(), acled.codes()], ids=["ucdp", "acled"])
def test_names_of_a_dataset_stand_for_actors_of_the_catalogue(world: World, table_of_names: dict[str, object]) -> None:
    usage = Usage.of(table_of_names)
    ids = {*usage.actors.values(), *usage.claimants.values()}
    assert [id for id in sorted(ids) if world.catalogue.get(id) is None] == []


@pytest.mark.parametrize(
    ("name", "country", "actor"),
    [
        ("SDF", "Syria", "syrian-democratic-forces"),
        ("SNA", "Syria", "syrian-national-army"),
        ("SNA", "Somalia", "som"),
        ("SRF", "Syria", "syrian-revolutionaries-front"),
        ("SRF", "Sudan", "sudan-revolutionary-front"),
        ("RSF", "Sudan", "rapid-support-forces"),
        ("JEM", "Sudan", "justice-and-equality-movement"),
        ("ADF", "DR Congo (Zaire)", "allied-democratic-forces"),
        ("LRA", "DR Congo (Zaire)", "lords-resistance-army"),
        ("PKK", "Iraq", "kurdistan-workers-party"),
        ("PIJ", "Israel", "palestinian-islamic-jihad"),
        ("JNIM", "Burkina Faso", "jamaat-nusrat-al-islam-wal-muslimin"),
        ("AQIM", "Mali", "al-qaeda-in-the-islamic-maghreb"),
        ("Al-Shabaab", "Somalia", "al-shabaab"),
        ("Taleban", "Afghanistan", "taliban"),
        ("Ansar al-Sharia", "Libya", "ansar-al-sharia-libya"),
        ("NDF (Syria)", "Lebanon", "national-defence-forces"),
        ("Jaysh Asoud al-Sharqiya", "Syria", "lions-of-the-east-army"),
        ("Tahrir al- Sham Army", "Syria", "jaysh-tahrir-al-sham"),
        ("Mujahideen Army", "Syria", "jaysh-al-mujahideen-syria"),
        ("Mujahideen Army", "Iraq", "jaysh-al-mujahideen-iraq"),
        ("Government of DR Congo (Zaire)", "DR Congo (Zaire)", "cod"),
        ("Government of Congo", "Congo", "cog"),
        ("Government of United States of America", "Syria", "usa"),
    ],
)
def test_ucdp_sides_find_their_actor(ucdp: Names, name: str, country: str, actor: str) -> None:
    assert ucdp.actor(name, country).id == actor


@pytest.mark.parametrize(
    ("name", "country", "actor"),
    [
        ("Military Forces of Syria (2024-)", "Syria", "syr"),
        ("Former Military Forces of Syria (2000-2024)", "Syria", "assad-loyalists"),
        ("Opposition Rebels (Syria)", "Syria", "syrian-opposition"),
        ("QSD: Syrian Democratic Forces", "Syria", "syrian-democratic-forces"),
        ("Al Shabaab", "Somalia", "al-shabaab"),
        ("Al Shabaab", "Kenya", "al-shabaab"),
        ("Islamic State (Somalia)", "Somalia", "islamic-state-in-somalia"),
        ("Unidentified Armed Group (Somalia)", "Somalia", "unknown-gunmen"),
        ("Unidentified Gang (Haiti)", "Haiti", "gangs"),
        ("Unidentified Clan Militia (Somalia)", "Somalia", "tribal-fighters"),
        ("Protesters (Haiti)", "Haiti", "protesters"),
        ("Rioters (Haiti)", "Haiti", "protesters"),
        ("Civilians (Haiti)", "Haiti", "civilians"),
        ("Civilians (International)", "Haiti", "civilians"),
        ("SPLM-N: Sudan People's Liberation Movement (North)", "Sudan", "sudan-peoples-liberation-movement-north"),
        ("CPI (Maoist): Communist Party of India (Maoist)", "India", "communist-party-of-india-maoist"),
        ("Boko Haram - Jamatu Ahli is-Sunnah lid-Dawatai wal-Jihad", "Nigeria", "boko-haram"),
        ("Islamic State West Africa Province (ISWAP) - Lake Chad Faction", "Nigeria",
         "islamic-state-west-africa-province"),
        ("Military Forces of Yemen (2022-) Presidential Leadership Council - STC", "Yemen",
         "southern-transitional-council"),
        ("Military Forces of Yemen (2017-) Houthi", "Yemen", "houthis"),
        ("Hamas Movement", "Palestine", "hamas"),
    ],
)  # fmt: skip
def test_acled_actors_find_theirs(acled_names: Names, name: str, country: str, actor: str) -> None:
    assert acled_names.actor(name, country).id == actor


@pytest.mark.parametrize(
    ("name", "country", "id"),
    [
        ("Rahman Corps - “Abu al-Joud al-Arbini” faction", "Syria", "rahman-corps-abu-al-joud-al-arbini-faction"),
        ("Some Unheard Brigade", "Syria", "some-unheard-brigade"),
        ("SARC", "Sudan", "sarc"),  # not Syria's Red Crescent
        ("NDA", "Philippines", "nda"),
    ],
)
def test_a_name_that_nobody_bears_is_an_actor_of_its_own(ucdp: Names, name: str, country: str, id: str) -> None:
    actor = ucdp.actor(name, country)
    assert (actor.id, actor.name, actor.kind) == (id, name, ActorKind.ARMED_GROUP)


def test_initials_are_no_state_that_has_them_as_a_code(ucdp: Names) -> None:
    assert ucdp.actor("FRA", "Chad").id == "fra-chad"
    assert ucdp.actor("NAF", "Ukraine").id == "naf"  # not the air force of Nigeria


def test_allies_are_actors_each_and_a_comma_in_a_name_parts_none(
    writer: sqlite3.Connection, world: World, tmp_path: Path
) -> None:
    path = tmp_path / "ged.csv"
    rows: list[dict[str, str]] = [
        {"id": "1", "side_a": "National Front for Liberation, SNA", "side_b": "SDF"},
        {"id": "2", "side_a": "Government of Macedonia, FYR", "side_b": "UCK", "country": "Macedonia, FYR"},
    ]
    path.write_text(table(*rows))
    import_file(path, "ucdp-ged", writer, world, lambda done, total: None)
    assert [[actor["id"] for actor in row["actors"]] for row in events_as_json(writer)] == [
        ["national-front-for-liberation", "syrian-national-army", "syrian-democratic-forces"],
        ["mkd", "kosovo-liberation-army"],
    ]


def test_losses_of_a_side_are_found_by_the_name_that_people_use(world: World, tmp_path: Path) -> None:
    path, index = tmp_path / "ged.csv", tmp_path / "index.db"
    dates = {"date_start": "2018-03-05", "date_end": "2018-03-05", "source_date": ""}
    path.write_text(
        table(
            {"id": "1", **dates, "side_a": "Government of Turkey", "side_b": "SDF", "deaths_a": "2", "deaths_b": "5"},
            {"id": "2", **dates, "side_a": "IS", "side_b": "SDF", "deaths_a": "1", "deaths_b": "4"},
            {"id": "3", **dates, "side_a": "IS", "side_b": "HTS", "deaths_a": "0", "deaths_b": "7"},
        )
    )
    with closing(open_for_writing(index)) as writer:
        import_file(path, "ucdp-ged", writer, world, lambda done, total: None)
    with closing(open_for_reading(index)) as reader:
        answer = ask("SDF losses 2018", NOW, reader, world)
        assert (answer.count, (answer.totals or {})[Outcome.KILLED].best) == (2, 9)
        assert answer.text.startswith("Killed: 9, all fighters\n\n2 events")
