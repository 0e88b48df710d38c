"""The same thing asked in many ways: times that hang on events, sides named behind, people held, what is near."""

from datetime import UTC, datetime

import pytest

from domain.measures import Metric
from knowledge.world import World
from query.reading import By, Intent, Query, Reading, Toll, View
from query.understand import understand

NOW = datetime(2025, 12, 20, 12, tzinfo=UTC)


def read(world: World, question: str) -> Reading:
    return understand(question, NOW, world)


def ask(world: World, question: str) -> Query:
    return read(world, question).query


def actors(query: Query) -> set[tuple[str, str]]:
    return {(actor.id, actor.role.value) for actor in query.actors}


def places(query: Query) -> list[str]:
    return [asked.place.name for asked in query.places]


@pytest.mark.parametrize(
    ("question", "start", "end", "names"),
    [
        ("strikes in Lebanon after the ceasefire 27 november 2024", "2024-11-27", None, ["Lebanon"]),
        ("attacks since the coup in Niger July 2023", "2023-07-01", None, ["Niger"]),
        ("clashes in Sudan until the fall of Wad Madani 18 December 2023", None, "2023-12-19", ["Sudan"]),
        ("kidnappings in Haiti since gangs attacked the airport 4 march 2024", "2024-03-04", None, ["Haiti"]),
        ("raids in Iraq before the US withdrawal december 2011", None, "2011-12-01", ["Iraq"]),
        ("attacks after dark in Kabul yesterday", "2025-12-19", "2025-12-20", ["Kabul"]),
        ("protests before election in Dhaka 2024", "2024-01-01", "2025-01-01", ["Dhaka"]),
        ("wazalendo attacks in Uvira since Doha agreement 15 november", "2025-11-15", None, ["Uvira"]),
        ("M23 attacks since Doha agreement 15 november", "2025-11-15", None, []),
        ("attacks between 3 and 5 december in Sumy", "2025-12-03", "2025-12-06", ["Sumy"]),
        ("strikes in Kharkiv yesterday or today", "2025-12-19", "2025-12-21", ["Kharkiv"]),
        ("attacks in Mali by year 2018-2023", "2018-01-01", "2024-01-01", ["Mali"]),
    ],
)
def test_a_time_that_belongs_to_an_event(
    world: World, question: str, start: str | None, end: str | None, names: list[str]
) -> None:
    query = ask(world, question)
    edges = (query.time.start, query.time.end) if query.time else (None, None)
    assert tuple(edge and f"{edge:%Y-%m-%d}" for edge in edges) == (start, end)
    assert places(query) == names
    assert "since" not in query.ignored


def test_the_event_that_a_time_belongs_to_is_named(world: World) -> None:
    reading = read(world, "strikes in Syria since the fall of Assad 8 December 2024")
    assert "since the fall of Assad 8 December 2024 → since 8 December 2024" in reading.notes
    assert reading.query.event_types == ("strike",)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("airstrikes, Israeli, in Syria", {("isr", "perpetrator")}),
        ("shelling, russian, Kherson last week", {("rus", "perpetrator")}),
        ("strikes on Ukrainian soldiers", {("ukr", "target")}),
        ("ambushes of the ELN", {("national-liberation-army", "perpetrator")}),
        ("killing of Hezbollah commanders", {("hezbollah", "victim")}),
        ("deaths on the Thai side", {("tha", "victim")}),
        ("how many French troops were killed and Malians in 2013", {("fra", "victim"), ("mli", "victim")}),
        ("Ghanaian peacekeepers of UNIFIL wounded", {("gha", "victim"), ("unifil", "victim")}),
        ("Jordan missiles intercepted", {("jor", "perpetrator")}),
        ("Hamas looting of aid", {("hamas", "perpetrator")}),
        ("Burkina army convoy ambush", {("bfa", "target")}),
        ("Israeli embassy bombing in Buenos Aires", {("isr", "target")}),
        ("ISIS ambush us soldiers palmyra", {("islamic-state", "perpetrator"), ("usa", "target")}),
        ("Cambodian civilians evacuated", {("khm", "victim")}),
        ("Azeri side losses in 2021", {("aze", "victim")}),
        ("Sudan: displaced from El Fasher", set()),
        ("army shelling in Wad Madani", {("sdn", "perpetrator")}),
        ("attacks on the army in Mali", {("mli", "target")}),
        ("government forces killed in Idlib", {("syr", "victim")}),
        ("M23 or CODECO, who killed more", {("march-23-movement", "perpetrator"), ("codeco", "perpetrator")}),
        ("M23 vs Wazalendo who killed more", {("march-23-movement", "perpetrator"), ("wazalendo", "perpetrator")}),
        ("RSF vs SAF attacks", {("rapid-support-forces", "perpetrator"), ("sdn", "perpetrator")}),
        ("US vs Iran casualties", {("usa", "victim"), ("irn", "victim")}),
        ("SDF vs SNA clashes", {("syrian-democratic-forces", "any"), ("syrian-national-army", "any")}),
        ("ukr drones russia refinery", {("ukr", "perpetrator")}),
    ],
)
def test_the_part_of_a_name(world: World, question: str, found: set[tuple[str, str]]) -> None:
    assert actors(ask(world, question)) == found


def test_militias_are_who_fights_and_armies_are_told_apart_where_asked(world: World) -> None:
    assert ask(world, "militia attacks in Ituri").keywords == ("militia",)
    assert ask(world, "which militias attack most in Ituri").by is By.ACTOR


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("attacks in S Kivu and N. Darfur", ["South Kivu", "North Darfur"]),
        ("fighting E. Ghouta 2018", ["Eastern Ghouta"]),
        ("aleppo n homs shelling", ["Aleppo", "Homs"]),
        ("strikes by isr in syr", ["Syria"]),
        ("Kidnappings gulf of guinea", ["Gulf of Guinea"]),
        ("attacks on AMISOM lower shabelle", ["Lower Shabelle"]),
        ("attacks in CAR 2014", ["Central African Republic"]),
        ("CAR bomb in Kabul", ["Kabul"]),
        ("kidnappings in port harcourt and rivers state", ["Port Harcourt", "Rivers"]),
        ("strikes in Homs, Syria", ["Homs"]),
        ("fighting near the Bangladesh border around Maungdaw", ["Maungdaw"]),
        ("everything except protests in Moldova", ["Moldova"]),
        ("dead in the Marawi siege", ["Marawi City"]),
        ("clashes along the Line of Control after Pahalgam", ["Line of Control"]),
        ("which municipality of Antioquia has more attacks", ["Antioquia"]),
    ],
)
def test_places_as_they_are_written(world: World, question: str, names: list[str]) -> None:
    assert places(ask(world, question)) == names


def test_near_a_country_says_what_is_meant(world: World) -> None:
    assert "near Yemen: in Yemen itself and on its seas" in read(world, "ships attacked near Yemen").notes
    assert "near Mali: in Mali itself" in read(world, "attacks close to Mali").notes
    assert "near Homs: within 50 km" in read(world, "attacks near Homs").notes


@pytest.mark.parametrize(
    ("question", "intent", "outcomes", "view"),
    [
        ("how many Turkish engineers are still held", Intent.CASUALTIES, ["captured"], None),
        ("how many French citizens are held in Iran", Intent.CASUALTIES, ["captured"], None),
        ("who is still held by Hamas", Intent.CASUALTIES, ["captured"], None),
        ("towns still held by the SDF", Intent.LIST, [], View.CONTROL),
        ("who held Bakhmut in March 2023", Intent.LIST, [], View.CONTROL),
        ("protests held in Beirut", Intent.LIST, [], None),
    ],
)
def test_who_and_what_is_held(
    world: World, question: str, intent: Intent, outcomes: list[str], view: View | None
) -> None:
    query = ask(world, question)
    assert (query.intent, [outcome.value for outcome in query.outcomes], query.view) == (intent, outcomes, view)


@pytest.mark.parametrize(
    ("question", "toll"),
    [
        ("rockets into Israel with nobody injured", "injured 0 0"),
        ("drone attacks on Belgorod where no one was killed", "killed 0 0"),
        ("attacks with casualties in Kharkiv", "None 1 None"),
        ("ambushes with more than 10 killed", "killed 11 None"),
    ],
)
def test_how_many_an_event_cost(world: World, question: str, toll: str) -> None:
    found = ask(world, question).toll or Toll()
    assert f"{found.outcome} {found.min} {found.max}" == toll


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("clashes with the army in Rakhine, soldiers dead", Intent.CASUALTIES),
        ("clashes with dead soldiers in Rakhine", Intent.LIST),
        ("how many fighters do the Houthis have left", Intent.HELP),
        ("how many attacks have the Houthis made", Intent.COUNT),
        ("stop sending me messages", Intent.HELP),
        ("piracy", Intent.LIST),
        ("events told by at least 3 sources", Intent.LIST),
        ("which region has more deaths than Idlib", Intent.CASUALTIES),
        ("which province saw fewer strikes in Syria", Intent.BREAKDOWN),
    ],
)
def test_what_kind_of_answer(world: World, question: str, intent: Intent) -> None:
    assert ask(world, question).intent is intent


def test_actors_are_ranked_by_whom_they_killed(world: World) -> None:
    query = ask(world, "groups ranked by soldiers killed in Mali")
    assert (query.by, query.metric, query.group and query.group.value) == (By.ACTOR, Metric.KILLED, "military")
    assert "told by who did it, not by who lost" in read(world, "which army lost most soldiers").notes


@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("killed in Haiti according to police", "police"),
        ("strikes on Kharkiv as per the regional governor", "regional governor"),
        ("deaths in Gaza according to health ministry", "health ministry"),
        ("what did CENTCOM say about Palmyra", "CENTCOM"),
    ],
)
def test_authorities_are_sources(world: World, question: str, source: str) -> None:
    query = ask(world, question)
    assert (query.sources, query.ignored, query.keywords) == ((source,), (), ())


def test_hours_of_an_afternoon(world: World) -> None:
    time = ask(world, "any attack between 3 and 5 pm yesterday in kyiv").time
    assert time is not None
    assert f"{time.start:%d %H} {time.end:%d %H}" == "19 15 19 17"


def test_militants_captured_are_people_whatever_is_left_out(world: World) -> None:
    query = ask(world, "Events with militants captured, except by Iran")
    assert (query.intent, query.group and query.group.value, query.event_types) == (Intent.LIST, "militant", ())


def test_who_killed_is_no_group_that_died(world: World) -> None:
    assert ask(world, "gunmen killed how many in Plateau state").group is None
    assert ask(world, "gunmen killed in Plateau state").group is not None


def test_who_claims_is_who_did_it_and_it_says_so(world: World) -> None:
    reading = read(world, "did Hezbollah claim anything since friday")
    assert actors(reading.query) == {("hezbollah", "perpetrator")}
    assert any(note.startswith("a claim is read as the deed itself") for note in reading.notes)


def test_either_of_two_words_for_who_stands_behind_it(world: World) -> None:
    asked = ask(world, "bombings in Iraq claimed or confirmed only")
    assert [status.value for status in asked.statuses] == ["claimed", "confirmed"]


def test_what_an_event_mentions_is_searched(world: World) -> None:
    assert ask(world, "attacks mentioning hospital in Omdurman").targets == ()


def test_ones_own_people_do_not_narrow_an_answer(world: World) -> None:
    query = ask(world, "is my cousin in Goma safe")
    assert (query.keywords, query.ignored, query.view) == ((), ("cousin",), View.SAFETY)
