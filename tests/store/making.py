"""Events and reports for the tests of the index, made in a line each."""

from datetime import UTC, date, datetime, timedelta

from domain.actors import Actor, ActorKind, ActorRole, EventActor
from domain.calendar import day_range, week_range
from domain.casualties import Casualty, Group, Outcome
from domain.events import Event, Evidence
from domain.places import EventPlace, Place, PlaceKind
from domain.reports import Report
from domain.taxonomy import category_of

SYRIA = Place("sy", "Syria", PlaceKind.COUNTRY, "SY", None, 35.0, 38.0)
DEIR_EZ_ZOR = Place("sy-07", "Deir ez-Zor", PlaceKind.ADMIN1, "SY", "sy-07", 35.0, 40.0)
HOMS = Place("sy-11", "Homs", PlaceKind.ADMIN1, "SY", "sy-11", 34.5, 38.3)
MAYADIN = Place("gn-1", "Al Mayadin", PlaceKind.CITY, "SY", "sy-07", 35.02, 40.45)
BUSAYRAH = Place("gn-2", "Al Busayrah", PlaceKind.CITY, "SY", "sy-07", 35.16, 40.43)
ASHARAH = Place("gn-6", "Al Asharah", PlaceKind.CITY, "SY", "sy-07", 34.92, 40.56)
OILFIELD = Place("site-omar", "Omar oil field", PlaceKind.SITE, "SY", "sy-07", 35.05, 40.52)
PALMYRA = Place("gn-3", "Palmyra", PlaceKind.CITY, "SY", "sy-11", 34.55, 38.28)
SUDAN = Place("sd", "Sudan", PlaceKind.COUNTRY, "SD", None, 15.0, 30.0)
OBEID = Place("gn-4", "El Obeid", PlaceKind.CITY, "SD", "sd-52", 13.18, 30.22)
SUVA = Place("gn-5", "Suva", PlaceKind.CITY, "FJ", "fj-01", -18.14, 178.44)
NORTHERN_SYRIA = Place("region-northern-syria", "northern Syria", PlaceKind.REGION, "SY", None, 36.4, 38.5)
RED_SEA = Place("region-red-sea", "Red Sea", PlaceKind.REGION, None, None, 20.0, 38.0)

ISLAMIC_STATE = Actor("islamic-state", "Islamic State", ActorKind.ARMED_GROUP)
SDF = Actor("syrian-democratic-forces", "Syrian Democratic Forces", ActorKind.ARMED_GROUP)
USA = Actor("usa", "United States", ActorKind.STATE, "US")
CENTCOM = Actor("centcom", "Central Command", ActorKind.ORGANISATION, "US", parent="usa")
RSF = Actor("rapid-support-forces", "Rapid Support Forces", ActorKind.ARMED_GROUP)
GUNMEN = Actor("unknown-gunmen", "gunmen", ActorKind.UNKNOWN)

DAY = date(2025, 12, 10)


def event(
    kind: str = "air-strike",
    place: Place | None = MAYADIN,
    day: date | None = DAY,
    *casualties: Casualty,
    by: Actor | None = None,
    on: Actor | None = None,
    **more: object,
) -> Event:
    """An event of a kind at a place on a day; `by` is its perpetrator, `on` its target."""
    actors = [(by, ActorRole.PERPETRATOR), (on, ActorRole.TARGET)]
    values: dict[str, object] = {
        "category": category_of(kind),
        "type": kind,
        "time": day_range(day) if day else None,
        "places": (EventPlace(place, place.name),) if place else (),
        "actors": tuple(EventActor(actor, actor.name, role) for actor, role in actors if actor),
        "casualties": casualties,
        "evidence": (Evidence(0, 4, "Text"),),
        **more,
    }
    return Event(**values)  # type: ignore[arg-type]


def in_week(kind: str, place: Place, day: date, *casualties: Casualty, **more: object) -> Event:
    """An event of which only the week is stated."""
    return event(kind, place, day, *casualties, **{"time": week_range(day), **more})  # type: ignore[arg-type]


def killed(number: int | None, **more: object) -> Casualty:
    """A line of so many killed."""
    return people(Outcome.KILLED, number, **more)


def injured(number: int | None, **more: object) -> Casualty:
    """A line of so many injured."""
    return people(Outcome.INJURED, number, **more)


def people(outcome: Outcome, number: int | None, **more: object) -> Casualty:
    """A line of so many; further fields by name."""
    values = {"min": number, "max": number, "best": number, "group": Group.UNKNOWN, **more}
    return Casualty(outcome, **values)  # type: ignore[arg-type]


def at_least(number: int, **more: object) -> Casualty:
    """A line of "at least so many killed"."""
    return killed(number, max=None, **more)


def report(text: str, hours: float = 12, source: str | None = "Wire", day: date = DAY, **more: object) -> Report:
    """A report published so many hours into a day."""
    published = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hours)
    return Report(text, published, source=source, **more)  # type: ignore[arg-type]
