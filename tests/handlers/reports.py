"""A small invented index for the conversations: reports of December 2025 with their events, written by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime

from domain.actors import ActorRole, EventActor
from domain.calendar import day_range, week_range
from domain.casualties import Casualty, Group, Outcome
from domain.events import Event, Evidence, Status
from domain.places import EventPlace
from domain.reports import Report
from domain.taxonomy import category_of
from domain.times import TimeRange
from knowledge.resolution import Hints
from knowledge.world import World

Told = list[tuple[Report, list[Event]]]


class Writer:
    """Puts reports and events together from short facts; places and actors come from what is known of the world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.told: Told = []

    def report(self, source: str, day: int, text: str, *events: Event, url: str | None = None) -> None:
        """A report of December 2025 at nine in the morning."""
        published = datetime(2025, 12, day, 9, tzinfo=UTC)
        whole = Evidence(0, len(text), text)
        told = [replace_evidence(event, whole) for event in events]
        self.told.append((Report(text, published, source=source, url=url), told))

    def event(
        self,
        kind: str,
        place: str,
        country: str,
        time: TimeRange | int | None,
        by: str | None = None,
        on: str | None = None,
        casualties: tuple[Casualty, ...] = (),
        **more: object,
    ) -> Event:
        """An event; a number as its time is a day of December 2025."""
        found = self._world.gazetteer.resolve(place, Hints(countries=frozenset({country})))
        assert found is not None, place
        actors = [self._actor(by, ActorRole.PERPETRATOR)] if by else []
        actors += [self._actor(on, ActorRole.TARGET)] if on else []
        return Event(
            category_of(kind),
            kind,
            time=day_range(date(2025, 12, time)) if isinstance(time, int) else time,
            places=(EventPlace(found.place, place),),
            actors=tuple(actors),
            casualties=casualties,
            **more,  # type: ignore[arg-type]
        )

    def _actor(self, name: str, role: ActorRole) -> EventActor:
        match = self._world.catalogue.resolve(name)
        assert match is not None, name
        return EventActor(match.actor, name, role)


def replace_evidence(event: Event, evidence: Evidence) -> Event:
    return replace(event, evidence=(evidence,))


def figure(
    outcome: Outcome, least: int | None, most: int | None, group: Group = Group.UNKNOWN, side: str | None = None
) -> Casualty:
    """A line of casualties."""
    return Casualty(outcome, least, most, least if least is not None else None, group, side)


def december(world: World) -> Told:
    """What the conversations are about: Syria mostly, one war in Sudan, one in Ukraine."""
    write = Writer(world)
    event, killed, injured = write.event, Outcome.KILLED, Outcome.INJURED
    write.report(
        "Northgate Wire",
        19,
        "Coalition missiles struck Islamic State positions in Deir ez-Zor province this week.",
        event("missile-strike", "Deir ez-Zor", "SY", week_range(date(2025, 12, 17)), "Global Coalition", "Islamic State"),
        url="https://northgate.example/2025/deir-ez-zor?x=1&y=2",
    )  # fmt: skip
    ambush = ("ambush", "Palmyra", "SY", 13, "Islamic State", "United States")
    write.report(
        "Northgate Wire",
        13,
        "Gunmen ambushed a patrol near Palmyra, killing two US soldiers and a civilian translator.",
        event(
            *ambush,
            (figure(killed, 2, 2, Group.MILITARY, "usa"), figure(killed, 1, 1, Group.CIVILIAN), figure(injured, 3, 3)),
            attribution=("the Pentagon",),
            status=Status.CONFIRMED,
        ),
        url="https://northgate.example/2025/palmyra",
    )
    write.report(
        "Harbour & <Sons> Bulletin",
        14,
        "At least two American soldiers died in Saturday's ambush at Palmyra.",
        event(*ambush, (figure(killed, 2, None, Group.MILITARY, "usa"),)),
        url="javascript:alert(1)",
    )
    for day, place in ((3, "Homs"), (5, "Idlib"), (7, "Raqqa"), (9, "Aleppo"), (11, "Hama"), (12, "Daraa")):
        write.report(
            "Levant Monitor",
            day + 1,
            f"An air strike hit a depot in {place} on Tuesday; {day} people were hurt.",
            event("air-strike", place, "SY", day, casualties=(figure(injured, day, day),)),
            url=f"https://t.me/levantmonitor/{100 + day}",
        )
    write.report(
        "Nile Post",
        18,
        "A drone strike on a market in El Fasher killed at least 43 people, residents said.",
        event("drone-strike", "El Fasher", "SD", 17, "Rapid Support Forces", casualties=(figure(killed, 43, None),),
              status=Status.CLAIMED, attribution=("residents",)),
    )  # fmt: skip
    write.report(
        "Dnipro Line",
        19,
        "Five drone strikes hit Kharkiv overnight; three people were injured.",
        event("drone-strike", "Kharkiv", "UA", 19, "Russia", casualties=(figure(injured, 3, 3),), count=5),
        url="https://dnipro.example/a",
    )
    return write.told
