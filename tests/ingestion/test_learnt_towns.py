"""Towns that a dataset codes by their position are learnt: later reports that name them are placed there."""

from contextlib import closing
from pathlib import Path

from domain.places import Place, PlaceKind, point_id
from ingestion.datasets.towns import learnt
from knowledge.places.gazetteer import Gazetteer
from knowledge.places.tables.added import add
from knowledge.places.tables.cache import added_path
from knowledge.world import World
from store.database import open_for_writing
from store.writing.reports import add_report
from tests.store.making import event, report


def coded(name: str, latitude: float, longitude: float) -> Place:
    id = point_id(PlaceKind.CITY, latitude, longitude)
    return Place(id, name, PlaceKind.CITY, "NG", "ng-27", latitude, longitude)


def test_a_town_of_a_dataset_that_the_gazetteer_lacks_is_learnt(tmp_path: Path, world: World) -> None:
    places = [coded("Zzurobeni village", 11.9, 13.9), coded("Maiduguri town", 11.84, 13.15)]
    with closing(open_for_writing(tmp_path / "index.db")) as writer:
        add_report(writer, report("one"), [event(place=place) for place in places])
        towns = list(learnt(writer, world.gazetteer))
    assert [(town.name, town.id) for town in towns] == [("Zzurobeni", places[0].id)]
    compiled = tmp_path / world.gazetteer.path.name
    compiled.symlink_to(world.gazetteer.path.resolve())
    assert add(added_path(tmp_path), towns, "ucdp-ged").new == 1
    assert add(added_path(tmp_path), towns, "ucdp-ged").new == 0
    assert Gazetteer.open(compiled).named("Zzurobeni")[0].id == places[0].id
