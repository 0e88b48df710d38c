"""A small invented index for the conversations: reports of December 2025 with their events, written by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime

from domain.actors import Actor, ActorKind, ActorRole, EventActor
from domain.calendar import day_range, week_range
from domain.casualties import Casualty, Group, Outcome
from domain.events import Event, Evidence, Status
from domain.places import EventPlace, Place, PlaceKind
from domain.reports import Report
from domain.taxonomy import category_of
from domain.times import TimeRange

Reports = list[tuple[Report, list[Event]]]

PLACES = {
    place.name: place
    for place in (
        Place("sy-07", "Deir ez-Zor", PlaceKind.ADMIN1, "SY", "sy-07", 35.0, 40.5),
        Place("gn-163808", "Palmyra", PlaceKind.CITY, "SY", "sy-11", 34.5624, 38.2841),
        Place("gn-169577", "Homs", PlaceKind.CITY, "SY", "sy-11", 34.7268, 36.7234),
        Place("gn-169387", "Idlib", PlaceKind.CITY, "SY", "sy-12", 35.9306, 36.6339),
        Place("gn-172955", "Raqqa", PlaceKind.CITY, "SY", "sy-04", 35.9528, 39.0079),
        Place("gn-170063", "Aleppo", PlaceKind.CITY, "SY", "sy-09", 36.2012, 37.1612),
        Place("gn-170017", "Hama", PlaceKind.CITY, "SY", "sy-10", 35.1318, 36.7578),
        Place("gn-170905", "Daraa", PlaceKind.CITY, "SY", "sy-06", 32.6189, 36.1021),
        Place("gn-379555", "El Fasher", PlaceKind.CITY, "SD", "sd-55", 13.6279, 25.3494),
        Place("gn-706483", "Kharkiv", PlaceKind.CITY, "UA", "ua-07", 49.9808, 36.2527),
    )
}
ACTORS = {
    actor.name: actor
    for actor in (
        Actor("global-coalition-against-daesh", "Global Coalition", ActorKind.COALITION),
        Actor("islamic-state", "Islamic State", ActorKind.ARMED_GROUP),
        Actor("usa", "United States", ActorKind.STATE, "US"),
        Actor("rapid-support-forces", "Rapid Support Forces", ActorKind.ARMED_GROUP, "SD"),
        Actor("rus", "Russia", ActorKind.STATE, "RU"),
    )
}


def report(source: str, day: int, text: str, event: Event, url: str | None = None) -> tuple[Report, list[Event]]:
    """A report of December 2025, published at nine in the morning, with its one event."""
    published = datetime(2025, 12, day, 9, tzinfo=UTC)
    evident = replace(event, evidence=(Evidence(0, len(text), text),))
    return Report(text, published, source=source, url=url), [evident]


def event(
    kind: str,
    place: str,
    time: TimeRange | int | None,
    by: str | None = None,
    on: str | None = None,
    casualties: tuple[Casualty, ...] = (),
    **more: object,
) -> Event:
    """An event; a number as its time is a day of December 2025."""
    actors = [EventActor(ACTORS[by], by, ActorRole.PERPETRATOR)] if by else []
    actors += [EventActor(ACTORS[on], on, ActorRole.TARGET)] if on else []
    return Event(
        category_of(kind),
        kind,
        time=day_range(date(2025, 12, time)) if isinstance(time, int) else time,
        places=(EventPlace(PLACES[place], place),),
        actors=tuple(actors),
        casualties=casualties,
        **more,  # type: ignore[arg-type]
    )


def figure(
    outcome: Outcome, least: int | None, most: int | None, group: Group = Group.UNKNOWN, side: str | None = None
) -> Casualty:
    """A line of casualties."""
    return Casualty(outcome, least, most, least if least is not None else None, group, side)


def december() -> Reports:
    """What the conversations are about: Syria mostly, one war in Sudan, one in Ukraine."""
    killed, injured = Outcome.KILLED, Outcome.INJURED
    ambush = ("ambush", "Palmyra", 13, "Islamic State", "United States")
    soldiers = figure(killed, 2, 2, Group.MILITARY, "usa")
    at_palmyra = (soldiers, figure(killed, 1, 1, Group.CIVILIAN), figure(injured, 3, 3))
    reports = [
        report(
            "Northgate Wire",
            19,
            "Coalition missiles struck Islamic State positions in Deir ez-Zor province this week.",
            event(
                "missile-strike",
                "Deir ez-Zor",
                week_range(date(2025, 12, 17)),
                "Global Coalition",
                "Islamic State",
            ),
            url="https://northgate.example/2025/deir-ez-zor?x=1&y=2",
        ),
        report(
            "Northgate Wire",
            13,
            "Gunmen ambushed a patrol near Palmyra, killing two US soldiers and a civilian translator.",
            event(*ambush, at_palmyra, attribution=("the Pentagon",), status=Status.CONFIRMED),
            url="https://northgate.example/2025/palmyra",
        ),
        report(
            "Harbour & <Sons> Bulletin",
            14,
            "At least two American soldiers died in Saturday's ambush at Palmyra.",
            event(*ambush, (figure(killed, 2, None, Group.MILITARY, "usa"),)),
            url="javascript:alert(1)",
        ),
        report(
            "Nile Post",
            18,
            "A drone strike on a market in El Fasher killed at least 43 people, residents said.",
            event(
                "drone-strike",
                "El Fasher",
                17,
                "Rapid Support Forces",
                casualties=(figure(killed, 43, None),),
                status=Status.CLAIMED,
                attribution=("residents",),
            ),
        ),
        report(
            "Dnipro Line",
            19,
            "Five drone strikes hit Kharkiv overnight; three people were injured.",
            event("drone-strike", "Kharkiv", 19, "Russia", casualties=(figure(injured, 3, 3),), count=5),
            url="https://dnipro.example/a",
        ),
    ]
    for day, place in ((3, "Homs"), (5, "Idlib"), (7, "Raqqa"), (9, "Aleppo"), (11, "Hama"), (12, "Daraa")):
        text = f"An air strike hit a depot in {place}; {day} people were hurt."
        hit = event("air-strike", place, day, casualties=(figure(injured, day, day),))
        reports.append(report("Levant Monitor", day + 1, text, hit, f"https://t.me/levantmonitor/{100 + day}"))
    return reports
