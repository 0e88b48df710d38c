"""What months tell must be what the events themselves add up to, whatever is asked and however they were written."""

import random
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from domain.actors import ActorRole
from domain.calendar import day_range, days, months_range, week_range, year_range
from domain.casualties import Outcome
from domain.events import Event
from domain.measures import Metric, Order
from domain.places import Box, EventPlace
from domain.reports import Report
from domain.times import Precision, TimeRange, from_iso
from store.database import open_for_writing
from store.events.indexing import write_event
from store.events.rows import FIGURES
from store.linkage.merging import merge
from store.search.finding import By, find, series, totals
from store.search.selection import Area, Around, AtPlace, InAdmin1, InBox, InCountry, Involving, Selection
from store.writing.datasets import DatasetRow, add_rows
from store.writing.linkage import load_records
from store.writing.reports import add_report
from tests.store.making import (
    BUSAYRAH,
    CENTCOM,
    DEIR_EZ_ZOR,
    HOMS,
    ISLAMIC_STATE,
    MAYADIN,
    NORTHERN_SYRIA,
    OBEID,
    PALMYRA,
    RSF,
    SDF,
    SUDAN,
    SYRIA,
    USA,
    at_least,
    event,
    injured,
    killed,
)

PLACES = (BUSAYRAH, DEIR_EZ_ZOR, HOMS, MAYADIN, PALMYRA, OBEID, SUDAN, SYRIA, NORTHERN_SYRIA)
ACTORS = (ISLAMIC_STATE, SDF, USA, RSF, CENTCOM, None)
TYPES = ("air-strike", "clash", "ambush", "drone-strike")
FIRST = date(2023, 11, 1)
AREAS: tuple[tuple[Area, ...], ...] = (
    (),
    (InCountry("SY"),),
    (InCountry("SY"), InCountry("SD")),
    (InAdmin1("sy-07"),),
    (InAdmin1("sy-07"), InAdmin1("sy-11")),
    (InAdmin1("sy-11"), AtPlace("region-northern-syria")),
    (Around(35.1, 40.43, 20),),
    (Around(34.55, 38.28, 15), InAdmin1("sy-07")),
)
OUTSIDE: tuple[tuple[Area, ...], ...] = (
    (InCountry("SY"),),
    (InCountry("SD"),),
    (InAdmin1("sy-07"),),
    (InAdmin1("sy-11"), InCountry("SD")),
    (AtPlace("gn-3"),),
    (Around(35.1, 40.43, 20), AtPlace("gn-2")),
    (InBox(Box(30, 35, 37, 42)),),
    (InBox(Box(-90, -180, 90, 180), ("SD",)), AtPlace("region-northern-syria")),
    (InAdmin1("fj-01"),),
)
ZONES = ("UTC", "UTC", "Europe/Kyiv", "America/New_York", "Pacific/Kiritimati", "Asia/Kolkata")
KEPT = Counter[tuple[str, str, str, int, int]]


def invented(rng: random.Random) -> Event:
    day = FIRST + timedelta(days=rng.randrange(500))
    times: list[TimeRange | None] = [day_range(day)] * 4 + [
        *(week_range(day), months_range(day.year, day.month, day.month), year_range(day.year), None),
        days(day, day + timedelta(days=700), Precision.UNKNOWN),
        TimeRange(day_range(day).start, from_iso(f"{day + timedelta(days=1)}T09:30:00Z"), Precision.INSTANT),
    ]
    places = rng.sample(PLACES, rng.choice((0, 1, 1, 1, 2)))
    lines = [rng.choice((killed(rng.randint(0, 40)), killed(None), at_least(3)))] if rng.random() < 0.7 else []
    lines += [injured(rng.randint(1, 9))] if rng.random() < 0.3 else []
    located = tuple(EventPlace(place, place.name) for place in places)
    by, on = rng.choice(ACTORS), rng.choice(ACTORS)
    count, foiled = rng.choice((1, 1, 3)), rng.random() < 0.1
    kind = rng.choice(TYPES)
    return event(
        kind, None, None, *lines, by=by, on=on, time=rng.choice(times), places=located, count=count, prevented=foiled
    )


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """Six hundred events, most of them imported, some of them reported besides and linked."""
    rng = random.Random(5)
    with closing(open_for_writing(tmp_path_factory.mktemp("tally") / "index.db")) as writer:
        rows = [DatasetRow(str(n), Report(f"row {n}", source="Set"), invented(rng)) for n in range(540)]
        for first in range(0, len(rows), 90):
            add_rows(writer, "Set", rows[first : first + 90])
        for number in range(60):
            add_report(writer, Report(f"report {number}", source=f"Wire {number % 5}"), [invented(rng)])
        yield writer


def selections(number: int, *, leaving_out: bool = False) -> Iterator[Selection]:
    rng = random.Random(number)
    for _ in range(40):
        first = FIRST + timedelta(days=rng.randrange(500))
        name = rng.choice(ZONES)
        zone = ZoneInfo(name)
        ranges: list[TimeRange | None] = [
            *(None, day_range(first, "", zone), year_range(first.year, "", zone), months_range(2024, 2, 6, "", zone)),
            days(first, first + timedelta(days=rng.randrange(200)), Precision.UNKNOWN, "", zone),
            TimeRange(day_range(first, "", zone).start, None),
            TimeRange(None, from_iso(f"{first}T11:00:00Z")),
        ]
        actors = rng.sample(("islamic-state", "usa", "centcom", "syrian-democratic-forces"), rng.choice((1, 2)))
        roles = frozenset(rng.sample(list(ActorRole), rng.choice((0, 1, 2))))
        clauses = [(), (), (Involving(frozenset(actors), roles),), tuple(Involving(frozenset({a})) for a in actors)]
        yield Selection(
            types=frozenset(rng.sample(TYPES, rng.choice((0, 0, 1, 2)))),
            areas=rng.choice(AREAS),
            actors=rng.choice(clauses),
            time=rng.choice(ranges),
            outside=rng.choice(OUTSIDE) if leaving_out else (),
            order=rng.choice((Order.LATEST, Order.OLDEST, Order.DEADLIEST)),
            zone=name,
        )


def matching(connection: sqlite3.Connection, asked: Selection) -> list[sqlite3.Row]:
    """The rows of the events that match, found one by one, in the order asked."""
    found = []
    for row in connection.execute("select * from events where counted = 1"):
        if asked.types and row["type"] not in asked.types:
            continue
        if asked.areas and not any(holds(connection, row["id"], area) for area in asked.areas):
            continue
        if any(holds(connection, row["id"], area) for area in asked.outside):
            continue
        if not all(involved(connection, row["id"], clause) for clause in asked.actors):
            continue
        if asked.time is not None and not (row["start"] and touches(row, asked)):
            continue
        found.append(row)
    latest = sorted(found, key=lambda row: (row["recency"], row["id"]), reverse=True)
    if asked.order is Order.DEADLIEST:
        return sorted(latest, key=lambda row: -1 if row["killed_best"] is None else row["killed_best"], reverse=True)
    return latest if asked.order is Order.LATEST else latest[::-1]


def touches(row: sqlite3.Row, asked: Selection) -> bool:
    start, end = (own_time(row, row[side]) for side in ("start", "end"))
    since, until = (edge(row, asked, side) for side in ("start", "end"))
    return (until is None or start < until) and (since is None or end > since)


def own_time(row: sqlite3.Row, moment: str) -> datetime:
    """A moment where the hour is known, else what a calendar shows."""
    read = from_iso(moment)
    return read if row["time_precision"] == Precision.INSTANT else read.replace(tzinfo=None)


def edge(row: sqlite3.Row, asked: Selection, side: str) -> datetime | None:
    """A side of the time asked for, as own_time has the row's."""
    moment: datetime | None = getattr(asked.time, side)
    if moment is None or row["time_precision"] == Precision.INSTANT:
        return moment
    return moment.astimezone(ZoneInfo(asked.zone)).replace(tzinfo=None)


def first_day(row: sqlite3.Row, asked: Selection) -> str:
    """The first day of an event within the time asked for, as its zone counts days."""
    start, since = own_time(row, row["start"]), edge(row, asked, "start") if asked.time else None
    first = start if since is None else max(start, since)
    return (first if first.tzinfo is None else first.astimezone(ZoneInfo(asked.zone))).date().isoformat()


def holds(connection: sqlite3.Connection, event_id: int, area: Area) -> bool:
    statement = (
        "select p.* from event_places x join places p on p.id = x.place_id where x.event_id = ? and role = 'location'"
    )
    for place in connection.execute(statement, (event_id,)):
        match area:
            case InCountry(country) if place["country"] == country:
                return True
            case InAdmin1(admin1) if place["admin1"] == admin1:
                return True
            case AtPlace(named) if place["id"] == named:
                return True
            case InBox(box, countries) if place["kind"] == "city" and (not countries or place["country"] in countries):
                if box.south <= place["latitude"] <= box.north and box.west <= place["longitude"] <= box.east:
                    return True
            case Around(latitude, longitude, km) if place["kind"] == "city":
                where = (latitude, longitude, place["latitude"], place["longitude"])
                if connection.execute("select kilometres(?, ?, ?, ?)", where).fetchone()[0] <= km:
                    return True
    return False


def involved(connection: sqlite3.Connection, event_id: int, clause: Involving) -> bool:
    rows = connection.execute("select actor_id, role from event_actors where event_id = ?", (event_id,))
    return any(r["actor_id"] in clause.actors and (not clause.roles or r["role"] in clause.roles) for r in rows)


@pytest.mark.parametrize("leaving_out", [False, True])
@pytest.mark.parametrize("number", range(8))
def test_counts_pages_and_sums_are_those_of_the_events(
    index: sqlite3.Connection, number: int, leaving_out: bool
) -> None:
    for asked in selections(number, leaving_out=leaving_out):
        wanted = matching(index, asked)
        for limit, offset in ((5, 0), (7, 9), (1000, 0)):
            found = find(index, asked, limit, offset)
            assert found.count == len(wanted), asked
            assert found.occurrences == sum(row["occurrences"] for row in wanted), asked
            assert [stored.id for stored in found.events] == [r["id"] for r in wanted][offset : offset + limit], asked
        sums = totals(index, asked).sums
        for outcome in (Outcome.KILLED, Outcome.INJURED):
            stated = [row for row in wanted if row[f"{outcome.value}_min"] is not None]
            assert (outcome in sums) == bool(stated), asked
            if stated:
                highest = [row[f"{outcome.value}_max"] for row in stated]
                best = [row[f"{outcome.value}_best"] for row in stated if row[f"{outcome.value}_best"] is not None]
                summed = sums[outcome]
                assert (summed.events, summed.min) == (len(stated), sum(r[f"{outcome.value}_min"] for r in stated)), (
                    asked
                )
                assert summed.max == (None if None in highest else sum(highest)), asked
                assert summed.best == (sum(best) if best else None), asked


@pytest.mark.parametrize("leaving_out", [False, True])
@pytest.mark.parametrize("number", range(8, 12))
def test_series_are_those_of_the_events(index: sqlite3.Connection, number: int, leaving_out: bool) -> None:
    for asked in selections(number, leaving_out=leaving_out):
        wanted = matching(index, asked)
        for by, length in ((By.DAY, 10), (By.MONTH, 7), (By.YEAR, 4)):
            timed = [row for row in wanted if row["start"]]
            steps = Counter((first_day(row, asked)[:length] + "-01-01")[:10] for row in timed)
            assert {p.key: p.value for p in series(index, asked, by)} == steps, asked
        assert {p.key: p.value for p in series(index, asked, By.TYPE)} == Counter(r["type"] for r in wanted), asked
        dead: Counter[str] = Counter()
        for row in wanted:
            dead[row["category"]] += row["killed_best"] or 0
        assert {p.key: p.value for p in series(index, asked, By.CATEGORY, Metric.KILLED)} == dead, asked


def places_of(connection: sqlite3.Connection, event_id: int, column: str, holding: str) -> set[str]:
    statement = (
        f"select distinct p.{column} from event_places x join places p on p.id = x.place_id "  # noqa: S608
        f"where x.event_id = ? and x.role = 'location' and p.{column} is not null and {holding}"
    )
    return {row[0] for row in connection.execute(statement, (event_id,))}


@pytest.mark.parametrize("area", [(), (InCountry("SY"),)])
@pytest.mark.parametrize("time", [None, months_range(2024, 2, 9), day_range(FIRST + timedelta(days=77))])
@pytest.mark.parametrize("outside", [(), *OUTSIDE])
def test_places_and_actors_are_those_of_the_events(
    index: sqlite3.Connection, area: tuple[Area, ...], time: TimeRange | None, outside: tuple[Area, ...]
) -> None:
    asked = Selection(areas=area, time=time, outside=outside)
    wanted = matching(index, asked)
    holding = "p.country = 'SY'" if area else "true"
    for by, column, extra in (
        (By.COUNTRY, "country", "true"),
        (By.ADMIN1, "admin1", "true"),
        (By.PLACE, "id", "p.kind = 'city'"),
    ):
        counted: Counter[str] = Counter()
        dead: Counter[str] = Counter()
        for row in wanted:
            for place in places_of(index, row["id"], column, f"{holding} and {extra}"):
                counted[place] += 1
                dead[place] += row["killed_best"] or 0
        assert {p.key: p.value for p in series(index, asked, by)} == counted
        assert {p.key: p.value for p in series(index, asked, by, Metric.KILLED)} == dict(dead)
    for role in (ActorRole.PERPETRATOR, ActorRole.TARGET):
        sql = "select actor_id from event_actors where event_id = ? and role = ?"
        acting = Counter(x[0] for r in wanted for x in index.execute(sql, (r["id"], role.value)))
        assert {p.key: p.value for p in series(index, asked, By.ACTOR, roles={role})} == acting


def months(connection: sqlite3.Connection) -> KEPT:
    columns = [f"sum({f} is not null), sum({f})" for f in FIGURES]
    read = (
        "select area, substr(recency, 1, 7), type, roles, case span when 2 then 2 else span > 0 end, "  # noqa: S608
        "count(*), sum(occurrences), "
        f"{', '.join(columns)} from event_areas where tallied = 1 group by 1, 2, 3, 4, 5"
    )
    found: KEPT = Counter()
    for row in connection.execute(read):
        found[tuple(row)[:5]] = hash((row[5], row[6]))  # type: ignore[index]
    return found


def test_months_are_kept_right_when_events_come_change_and_go(index: sqlite3.Connection) -> None:
    kept = index.execute("select area, month, type, roles, timed, events, occurrences from event_months").fetchall()
    assert {tuple(row)[:5]: hash((row[5], row[6])) for row in kept} == dict(months(index))


def test_an_event_that_goes_leaves_nothing(path: Path) -> None:
    with closing(open_for_writing(path)) as writer:
        add_rows(
            writer,
            "Set",
            [DatasetRow("1", Report("one", source="Set"), event("ied", BUSAYRAH, date(2024, 1, 2), killed(3), by=USA))],
        )
        assert writer.execute("select count(*) from event_months").fetchone()[0] == 5
        writer.execute("delete from event_areas")
        assert writer.execute("select count(*) from event_months").fetchone()[0] == 0


def rows_for_look_ups(writer: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    tables = ("events", "event_areas", "event_months", "event_actors", "event_places", "figures")
    return {
        table: sorted(map(tuple, writer.execute(f"select * from {table}")), key=repr)  # noqa: S608
        for table in tables
    }


def test_a_batch_leaves_what_events_written_one_by_one_leave(path: Path) -> None:
    rng = random.Random(11)
    with closing(open_for_writing(path)) as writer:
        batch = [DatasetRow(str(n), Report(f"row {n}", source="Set"), invented(rng)) for n in range(200)]
        add_rows(writer, "Set", batch[:120])
        add_rows(writer, "Set", batch)
        at_once = rows_for_look_ups(writer)
        homes = dict(map(tuple, writer.execute("select id, event_id from mentions")))
        assert sorted(homes.values()) == list(range(1, 201))
        for mention_id, record in load_records(writer, list(homes)).items():
            write_event(writer, homes[mention_id], merge([record]), fresh=False)
        assert rows_for_look_ups(writer) == at_once
        for table in ("reports_fts", "mentions_fts"):
            writer.execute(f"insert into {table} ({table}, rank) values ('integrity-check', 1)")  # noqa: S608
