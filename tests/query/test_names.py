"""Names that are mistyped, everyday words as well, known to few, or to nobody."""

from datetime import UTC, datetime

import pytest

from domain.casualties import Group
from domain.measures import Order
from domain.places import PlaceKind
from knowledge.world import World
from query.reading import AskedRole, Intent, Query
from query.tokens import cut
from query.understand import understand
from query.understanding.parts.countries import countries_mended

NOW = datetime(2026, 3, 11, 15, 30, tzinfo=UTC)


def ask(world: World, question: str) -> Query:
    return understand(question, NOW, world).query


def places(query: Query) -> list[tuple[str, str | None]]:
    return [(asked.place.name, asked.place.country) for asked in query.places]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ukriane", "Ukraine"),
        ("mozambiq", "Mozambique"),
        ("philipines", "Philippines"),
        ("syira", "Syria"),
        ("Lebenon", "Lebanon"),
        ("tiger", None),  # a word of English
        ("Malindi", None),
        ("Nimule", None),  # a town
        ("Kenyan", None),
    ],
)
def test_mistyped_countries(world: World, typed: str, meant: str | None) -> None:
    words, notes = countries_mended(cut(f"strikes in {typed} today"), world)
    assert words[2].text == (meant or typed)
    assert notes == ((f"“{typed}” → {meant}",) if meant else ())


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("incidents near palma mozambiqe", [("Palma", "MZ")]),
        ("raids in macomia mozambik", [("Macomia", "MZ")]),
        ("church attacks, plateau state, today", [("Plateau", "NG")]),
        ("rivers state kidnappings", [("Rivers", "NG")]),
        ("clashes by state in Sudan", [("Sudan", "SD")]),
        ("fighting in northern state", []),
        ("NPA attacks red sea Q3", [("Red Sea", None)]),
        ("ADF attacks Beni & Mambasa", [("Beni", "CD"), ("Mambasa", "CD")]),
        ("killings in mambasa", [("Mambasa", "CD")]),
        ("clashes in East Gojam", [("Gojjam", "ET")]),
        ("ambush in the VRAEM", [("VRAEM", "PE")]),
        ("army raids Negros Occidental", [("Negros", "PH")]),
        ("enga tribal fights", [("Enga", "PG")]),
        ("shootings in the Papuan highlands", [("Papua highlands", "ID")]),
        ("drones over KRI", [("Kurdistan Region of Iraq", "IQ")]),
        ("juba - nimule road ambush", [("Juba", "SS"), ("Nimule", "SS")]),
    ],
)
def test_places(world: World, question: str, found: list[tuple[str, str | None]]) -> None:
    assert places(ask(world, question)) == found


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("attacks in Foobarga last week", ("Foobarga",)),
        ("strikes near Gorom Zzedou", ("Gorom Zzedou",)),
        ("clashes in Pataz", ("Pataz",)),  # not Patan in India
        ("raids in Xolmquist province", ("Xolmquist",)),
        ("killed in anger in Kyiv", ()),
        ("strikes in Tikirt", ()),  # a slip for Tikrit
    ],
)
def test_a_place_that_nobody_knows_is_said_first(world: World, question: str, unknown: tuple[str, ...]) -> None:
    reading = understand(question, NOW, world)
    assert reading.query.unknown_places == unknown
    said = "I do not know a place called"
    assert reading.notes[0].startswith(said) if unknown else not any(note.startswith(said) for note in reading.notes)


def test_an_unknown_place_takes_the_place_of_the_one_before(world: World) -> None:
    before = understand("strikes in Homs", NOW, world)
    after = understand("and in Xyzzytown?", NOW, world, previous=before).query
    assert (after.event_types, after.places, after.unknown_places) == (("strike",), (), ("Xyzzytown",))
    back = understand("and in Hama?", NOW, world, previous=understand("raids in Xyzzytown", NOW, world)).query
    assert ([asked.place.name for asked in back.places], back.unknown_places) == (["Hama"], ())


@pytest.mark.parametrize(
    ("question", "actors"),
    [
        ("ambushes on AFP by the NPA", {("phl", AskedRole.TARGET), ("new-peoples-army", AskedRole.PERPETRATOR)}),
        ("Ukraine strikes on Russian airfields", {("ukr", AskedRole.PERPETRATOR), ("rus", AskedRole.TARGET)}),
        ("boko harem raids", {("boko-haram", AskedRole.PERPETRATOR)}),
        ("Malian army killed villagers", {("mli", AskedRole.PERPETRATOR)}),
        ("Malian soldiers killed in Kidal", {("mli", AskedRole.VICTIM)}),
        ("tanks lost by Russia or Ukraine", {("rus", AskedRole.VICTIM), ("ukr", AskedRole.VICTIM)}),
        ("HZB rocket fire", {("hezbollah", AskedRole.PERPETRATOR)}),
        ("how many attacks did JNIM claim in May", {("jamaat-nusrat-al-islam-wal-muslimin", AskedRole.PERPETRATOR)}),
        ("which attacks has al-Shabaab claimed", {("al-shabaab", AskedRole.PERPETRATOR)}),
        ("has Russia claimed the strike on Kharkiv", {("rus", AskedRole.PERPETRATOR)}),
        ("what sort of raids is the TTP carrying out", {("tehrik-i-taliban-pakistan", AskedRole.PERPETRATOR)}),
    ],
)
def test_actors(world: World, question: str, actors: set[tuple[str, AskedRole]]) -> None:
    assert {(actor.id, actor.role) for actor in ask(world, question).actors} == actors


def test_kinds_and_outcomes(world: World) -> None:
    taken = ask(world, "how many teachers were abducted or killed in Niger")
    assert ([outcome.value for outcome in taken.outcomes], taken.event_types) == (["captured", "killed"], ())
    assert ask(world, "Iskander strikes on Kyiv").event_types == ("missile-strike",)
    assert ask(world, "who attacked first, Ethiopia or Eritrea").order is Order.OLDEST
    assert ask(world, "first strikes on Kyiv").order is Order.OLDEST
    assert ask(world, "who fired first at Lachin").order is Order.OLDEST
    assert ask(world, "casualties in Rafah including wounded").outcomes == ()


def test_who_was_captured_and_who_captured_a_town(world: World) -> None:
    suffered = ask(world, "Events with militants captured targeting United States")
    assert ([outcome.value for outcome in suffered.outcomes], suffered.group) == (["captured"], Group.MILITANT)
    did = ask(world, "militants captured Goma")
    held = ask(world, "teachers held hostage in Mali")
    assert ([outcome.value for outcome in held.outcomes], held.group) == (["captured"], Group.CIVILIAN)
    assert ask(world, "attacks by motorcycle gunmen").group is None
    assert (did.outcomes, did.group, did.event_types) == ((), None, ("capture",))


@pytest.mark.parametrize(
    ("question", "types", "left_out"),
    [
        ("Israeli strikes on Khan Younis after the ceasefire", ("strike",), ("ceasefire",)),
        ("shelling in Sudan during the truce", ("shelling",), ("truce",)),
        ("strikes on Idlib not claimed by anyone", ("strike",), ("claimed",)),
        ("ceasefires before 2020", ("ceasefire",), ()),
        ("ceasefires in Sudan", ("ceasefire",), ()),
    ],
)
def test_what_only_says_when_or_names_no_doer_is_left_out(
    world: World, question: str, types: tuple[str, ...], left_out: tuple[str, ...]
) -> None:
    query = ask(world, question)
    assert (query.event_types, query.ignored, query.keywords) == (types, left_out, ())


def test_a_late_year_before_people_is_the_year(world: World) -> None:
    time = ask(world, "air raids tigray 2021 civilians").time
    assert time is not None
    assert time.start == datetime(2021, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("question", ["how do i get alerts for Homs", "how can I subscribe to Sudan please"])
def test_how_the_bot_is_used_is_help_whatever_stands_beside(world: World, question: str) -> None:
    assert ask(world, question).intent is Intent.HELP


def test_regions_are_regions(world: World) -> None:
    assert all(asked.place.kind is PlaceKind.REGION for asked in ask(world, "clashes in Gojjam, Wollo and Enga").places)
