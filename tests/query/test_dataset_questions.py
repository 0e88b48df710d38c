"""Questions asked of a dataset, answered as its rows say: bounds and negation, measures, doers, sides, reach of places.

Every figure wanted is worked out from the rows themselves (`ged_war.py`).
"""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime

import pytest

from domain.casualties import Outcome
from domain.globe import kilometres
from ingestion.datasets.imports import import_file
from knowledge.world import World
from query.answer import Answer
from query.ask import ask
from store.database import open_for_reading, open_for_writing
from tests.query.ged_war import GOVERNMENT, HTS, INSURGENTS, IRAQ, IS, SDF, TOWNS, WAR, Row, rows, war_file

NOW = datetime(2020, 1, 10, 12, tzinfo=UTC)
NAMES = {
    GOVERNMENT: "Syria",
    INSURGENTS: "Syrian opposition",
    IS: "Islamic State",
    SDF: "Syrian Democratic Forces",
    HTS: "Hayat Tahrir al-Sham",
    "National Front for Liberation": "National Front for Liberation",
    "SNA": "Syrian National Army",
    IRAQ: "Iraq",
}
STRIKES = ("air-strike", "drone-strike", "shelling")
ATTACKS = ("attack", "ied", *STRIKES)

Condition = Callable[[Row], bool]


@pytest.fixture(scope="module")
def index(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    folder = tmp_path_factory.mktemp("war")
    (folder / "war.csv").write_text(war_file())
    with closing(open_for_writing(folder / "war.db")) as writer:
        imported = import_file(folder / "war.csv", "ucdp-ged", writer, world, lambda done, total: None)
        assert imported.new == len(WAR)
    with closing(open_for_reading(folder / "war.db")) as reader:
        yield reader


def of(*kinds: str) -> Condition:
    return lambda row: row.kind in kinds


def at(*towns: str) -> Condition:
    return lambda row: row.town in towns


def country(name: str) -> Condition:
    return lambda row: row.country == name


def year(number: int) -> Condition:
    return lambda row: row.day.year == number


def involving(*actors: str) -> Condition:
    return lambda row: row.actors.issuperset(actors)


def no(condition: Condition) -> Condition:
    return lambda row: not condition(row)


def dead(least: int, most: int = 10**9) -> Condition:
    return lambda row: least <= row.killed <= most


def within(km: float, town: str) -> Condition:
    _, _, latitude, longitude = TOWNS[town]
    return lambda row: kilometres(latitude, longitude, *TOWNS[row.town][2:]) <= km


SYRIA, IRAQ_LAND = country("Syria"), country("Iraq")

COUNTS: dict[str, tuple[Condition, ...]] = {
    "how many events in Syria in 2018": (SYRIA, year(2018)),
    "air strikes in Syria": (SYRIA, of("air-strike")),
    "attacks in Iraq in 2019": (IRAQ_LAND, year(2019), of(*ATTACKS)),
    # what is left out
    "air strikes in Syria except in Aleppo": (SYRIA, of("air-strike"), no(at("Aleppo", "Manbij"))),
    "attacks in Syria outside Idlib province": (SYRIA, of(*ATTACKS), no(at("Idlib", "Saraqib"))),
    "events in Iraq other than in Baghdad": (IRAQ_LAND, no(at("Baghdad"))),
    "events in Syria without IS": (SYRIA, no(involving(IS))),
    "strikes but not air strikes": (of("drone-strike", "shelling"),),
    "only drones, no air strikes": (of("drone-strike"),),
    # bounds
    "events with more than 20 killed": (dead(21),),
    "events with at least 10 killed in 2019": (dead(10), year(2019)),
    "events with fewer than 5 killed": (dead(0, 4),),
    "events with between 10 and 20 killed": (dead(10, 20),),
    "events with no civilian deaths in Raqqa": (at("Raqqa"), lambda row: row.civilians == 0),
    # sides
    "clashes between SDF and IS": (of("clash"), involving(SDF, IS)),
    "events involving HTS": (involving(HTS),),
    "events involving HTS and the SNA": (involving(HTS, "SNA"),),
    # reach of places
    "events in Saraqib": (at("Saraqib"),),
    "events in Aleppo city": (at("Aleppo"),),
    "events in Aleppo province": (at("Aleppo", "Manbij"),),
    "events near Saraqib": (within(50, "Saraqib"),),
    "events within 30 km of Idlib": (within(30, "Idlib"),),
    "events in northern Syria": (at("Idlib", "Saraqib", "Aleppo", "Manbij", "Raqqa"),),
    "bombings in Mosul": (at("Mosul"), of("ied")),
}


@pytest.mark.parametrize("question", COUNTS)
def test_events_are_those_of_the_rows(index: sqlite3.Connection, world: World, question: str) -> None:
    wanted = rows(*COUNTS[question])
    assert 0 < len(wanted) < len(WAR), "the question would prove nothing"
    assert ask(question, NOW, index, world).count == len(wanted)


def civilians(found: Iterable[Row]) -> int:
    return sum(row.civilians for row in found)


def lost(actor: str) -> Callable[[Iterable[Row]], int]:
    return lambda found: sum(row.lost(actor) for row in found)


def killed(found: Iterable[Row]) -> int:
    return sum(row.killed for row in found)


DEAD: dict[str, tuple[Callable[[Iterable[Row]], int], tuple[Condition, ...]]] = {
    "how many people were killed in March 2018": (
        killed,
        (lambda row: date(2018, 3, 1) <= row.day < date(2018, 4, 1),),
    ),
    "how many people were killed in Syria in 2019": (killed, (SYRIA, year(2019))),
    "how many civilians were killed in Idlib in 2019": (civilians, (at("Idlib", "Saraqib"), year(2019))),
    "how many civilians were killed in Aleppo city": (civilians, (at("Aleppo"),)),
    "SDF losses 2018": (lost(SDF), (year(2018),)),
    "IS losses in 2019": (lost(IS), (year(2019),)),
    "Syrian government losses in 2018": (lost(GOVERNMENT), (year(2018),)),
    "people killed in air strikes except in Syria": (killed, (no(SYRIA), of("air-strike"))),
}


@pytest.mark.parametrize("question", DEAD)
def test_the_dead_are_those_of_the_rows(index: sqlite3.Connection, world: World, question: str) -> None:
    add_up, conditions = DEAD[question]
    wanted = add_up(rows(*conditions))
    assert wanted
    assert best(ask(question, NOW, index, world)) == wanted


def test_the_dead_of_an_ally_are_told_of_nobody_alone(index: sqlite3.Connection, world: World) -> None:
    """UCDP counts the dead of a side: of two allies neither has them, and they stand beside the answer."""
    answer = ask("SNA losses in 2018", NOW, index, world)
    found = rows(involving("SNA"), year(2018))
    assert (answer.count, best(answer)) == (len(found), None)
    assert "In the same events" in answer.text


def best(answer: Answer) -> int | None:
    figure = (answer.totals or {}).get(Outcome.KILLED)
    return figure.best if figure else None


def bars(found: Iterable[Row], weigh: Callable[[Row], int], apart: frozenset[str] = frozenset()) -> dict[str, int]:
    """What each doer is told to have done; one of no weight has no bar."""
    sums = Counter[str]()
    for row in found:
        for doer in row.doers - apart:
            sums[NAMES[doer]] += weigh(row)
    return {name: value for name, value in sums.items() if value}


DOERS: dict[str, tuple[tuple[Condition, ...], Callable[[Row], int], frozenset[str]]] = {
    "who killed the most civilians in idlib 2019": (
        (at("Idlib", "Saraqib"), year(2019)),
        lambda row: row.civilians,
        frozenset(),
    ),
    "who killed the most people in Syria in 2018": ((SYRIA, year(2018)), lambda row: row.killed, frozenset()),
    "most active groups in Syria in 2018": ((SYRIA, year(2018)), lambda row: 1, frozenset()),
    "who carried out the most attacks in Iraq": ((IRAQ_LAND, of(*ATTACKS)), lambda row: 1, frozenset()),
    "who attacked IS most": (  # in which it lost people: that the sides fought does not say who attacked
        (of(*ATTACKS), lambda row: row.lost(IS) > 0),
        lambda row: 1,
        frozenset({IS}),
    ),
}


@pytest.mark.parametrize("question", DOERS)
def test_bars_by_actor_and_what_is_said_of_them_make_up_the_whole(
    index: sqlite3.Connection, world: World, question: str
) -> None:
    conditions, weigh, apart = DOERS[question]
    found = rows(*conditions)
    answer = ask(question, NOW, index, world)
    assert {part.key: part.value for part in answer.series or ()} == bars(found, weigh, apart)
    whole = sum(map(weigh, found))
    several = [row for row in found if len(row.doers - apart) > 1]
    assert answer.shares is not None
    assert answer.shares.total == whole
    assert answer.shares.several.value == sum(map(weigh, several))
    if best(answer) is not None:
        assert best(answer) == whole
    if several:
        assert f"the bars add up to more than {whole:,}." in answer.text


def month_of(row: Row) -> str:
    return f"{row.day:%Y-%m}"


SERIES: dict[str, tuple[Callable[[Row], str], Callable[[Row], int], tuple[Condition, ...]]] = {
    "events per month in 2018": (month_of, lambda row: 1, (year(2018),)),
    "killed per year in Syria": (lambda row: str(row.day.year), lambda row: row.killed, (SYRIA,)),
    "events by type in Iraq": (lambda row: row.kind, lambda row: 1, (IRAQ_LAND,)),
    "killed by province in Syria": (
        lambda row: row.province.removesuffix(" Governorate").removeprefix("Ar-"),
        lambda row: row.killed,
        (SYRIA,),
    ),
}


@pytest.mark.parametrize("question", SERIES)
def test_series_are_those_of_the_rows(index: sqlite3.Connection, world: World, question: str) -> None:
    key, weigh, conditions = SERIES[question]
    wanted = Counter[str]()
    for row in rows(*conditions):
        wanted[key(row).replace("Raqqah", "Raqqa")] += weigh(row)
    assert {part.key: part.value for part in ask(question, NOW, index, world).series or ()} == wanted


def test_measures_are_those_of_the_rows(index: sqlite3.Connection, world: World) -> None:
    def figure(question: str) -> tuple[float | None, str | None]:
        found = ask(question, NOW, index, world).figure
        assert found is not None
        return found.value, found.key

    months, of_2018, of_2019 = Counter[str](), Counter[str](), killed(rows(year(2019)))
    for row in WAR:
        months[month_of(row)] += row.killed
        of_2018[row.day.isoformat()] += row.killed if row.day.year == 2018 else 0
    assert figure("deadliest month") == (max(months.values()), max(months, key=lambda key: months[key]))
    assert figure("deadliest day in 2018")[0] == max(of_2018.values())
    assert figure("average killed per month in 2019")[0] == pytest.approx(of_2019 / 12, abs=0.01)
    assert figure("average events per day in 2018")[0] == pytest.approx(len(rows(year(2018))) / 365, abs=0.01)
    drones, strikes = rows(of("drone-strike")), rows(of(*STRIKES))
    assert figure("what percentage of strikes were drones")[0] == pytest.approx(
        100 * len(drones) / len(strikes), abs=0.1
    )
    last = max(row.day for row in rows(at("Aleppo", "Manbij"), of("air-strike")))
    assert figure("when was the last air strike in Aleppo") == ((NOW.date() - last).days, last.isoformat())


def test_the_deadliest_come_first_and_no_more_than_asked(index: sqlite3.Connection, world: World) -> None:
    def killed_in(question: str) -> list[int | None]:
        answer = ask(question, NOW, index, world)
        return [stored.figures[Outcome.KILLED].best for stored in answer.events]

    most = sorted((row.killed for row in rows(SYRIA)), reverse=True)
    assert killed_in("the 4 deadliest events in Syria") == most[:4]
    newest = sorted(rows(of("air-strike")), key=lambda row: row.day, reverse=True)[:3]
    starts = [
        stored.event.time.start for stored in ask("last 3 air strikes", NOW, index, world).events if stored.event.time
    ]
    assert [start.date() for start in starts if start] == [row.day for row in newest]
