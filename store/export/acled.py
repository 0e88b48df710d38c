"""Events as rows that users of ACLED know: a stored event in, one row of its codebook's columns and a few of ours out.

What the codebook fills in where nothing is known (a publication date, nought dead) stays empty here.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta

from domain.actors import ActorKind, ActorRole, EventActor
from domain.casualties import Outcome
from domain.places import PlaceKind
from domain.taxonomy import kinds
from domain.times import Precision, iso
from store.events.results import StoredEvent
from store.linkage.mentions import locations

Value = str | int | float | None
Names = Callable[[str], str | None]
"""What a place is called, by its id (`sy`, `sy-07`)."""

TIME_PRECISION = {Precision.INSTANT: 1, Precision.DAY: 1, Precision.WEEK: 2, Precision.MONTH: 3}
"""The codebook's 1 (the day is known), 2 (the week) and 3 (the month)."""

GEO_PRECISION = {PlaceKind.SITE: 1, PlaceKind.CITY: 1, PlaceKind.ADMIN1: 2, PlaceKind.REGION: 3, PlaceKind.COUNTRY: 3}
"""The codebook's 1 (the very place), 2 (a part of a region) and 3 (a larger region)."""

OPENING = frozenset({ActorRole.PERPETRATOR})
FACING = frozenset({ActorRole.TARGET, ActorRole.VICTIM})

COLUMNS: dict[str, type] = {
    "event_id_cnty": str, "event_date": str, "year": int, "time_precision": int, "disorder_type": str,
    "event_type": str, "sub_event_type": str, "actor1": str, "assoc_actor_1": str, "actor2": str,
    "assoc_actor_2": str, "civilian_targeting": str, "country": str, "admin1": str, "location": str,
    "latitude": float, "longitude": float, "geo_precision": int, "source": str, "notes": str, "fatalities": int,
    "timestamp": int, "end_date": str, "iso2": str, "type": str, "status": str, "prevented": int, "occurrences": int,
    "fatalities_min": int, "fatalities_max": int, "injured": int, "missing": int, "captured": int, "weapons": str,
    "target_kinds": str, "reports": int, "source_reliability": str, "url": str,
}  # fmt: skip
"""The columns in their order, each with what it holds; the first 22 are ACLED's."""

DISORDER = {
    "Battles": "Political violence",
    "Explosions/Remote violence": "Political violence",
    "Violence against civilians": "Political violence",
    "Riots": "Political violence",
    "Protests": "Demonstrations",
    "Strategic developments": "Strategic developments",
}


def event_as_row(stored: StoredEvent, names: Names, letters: Mapping[str, str]) -> dict[str, Value]:
    """An event by column; `letters` are the reliabilities of sources. Every column is there, None where not stated."""
    event = stored.event
    kind = kinds()[event.type]
    row: dict[str, Value] = dict.fromkeys(COLUMNS)
    row |= {
        "disorder_type": DISORDER.get(kind.acled_event),
        "event_type": kind.acled_event or None,
        "sub_event_type": kind.acled_sub_event or None,
        "type": event.type,
        "status": event.status.value,
        "prevented": int(event.prevented),
        "occurrences": event.count,
        "weapons": "; ".join(event.weapons) or None,
        "target_kinds": "; ".join(dict.fromkeys(target.kind.value for target in event.targets)) or None,
    }
    return row | _when(stored) | _where(stored, names) | _who(stored) | _harm(stored) | _reported(stored, letters)


def _when(stored: StoredEvent) -> dict[str, Value]:
    time = stored.event.time
    moment = stored.last_reported
    row: dict[str, Value] = {"timestamp": int(moment.timestamp()) if moment else None}
    if time is not None and time.start is not None and time.end is not None:
        last = time.end - timedelta(seconds=1)  # the end itself lies outside
        row |= {
            "event_date": iso(time.start)[:10],
            "end_date": iso(last)[:10],
            "year": time.start.year,
            "time_precision": TIME_PRECISION.get(time.precision),
        }
    return row


def _where(stored: StoredEvent, names: Names) -> dict[str, Value]:
    place = next(iter(locations(stored.event)), None)
    country = place.country if place else None
    row: dict[str, Value] = {"event_id_cnty": f"{country or 'XX'}{stored.id}"}
    if place is not None:
        row |= {
            "iso2": country,
            "country": (names(country.lower()) or country) if country else None,
            "admin1": names(place.admin1) if place.admin1 else None,
            "location": place.name,
            "latitude": place.latitude,
            "longitude": place.longitude,
            "geo_precision": GEO_PRECISION[place.kind],
        }
    return row


def _who(stored: StoredEvent) -> dict[str, Value]:
    actors = stored.event.actors
    parties = [actor for actor in actors if actor.role is ActorRole.PARTY]
    opening = [actor for actor in actors if actor.role in OPENING] + parties[:1]
    facing = [actor for actor in actors if actor.role in FACING] + parties[1:]
    first, other = _names(opening), _names(facing)
    civilians = any(a.actor.kind is ActorKind.CIVILIANS for a in facing)
    return {
        "actor1": next(iter(first), None),
        "assoc_actor_1": "; ".join(first[1:]) or None,
        "actor2": next(iter(other), None),
        "assoc_actor_2": "; ".join(other[1:]) or None,
        "civilian_targeting": "Civilian targeting" if civilians else None,
    }


def _names(actors: list[EventActor]) -> list[str]:
    return list(dict.fromkeys(actor.actor.name for actor in actors))


def _harm(stored: StoredEvent) -> dict[str, Value]:
    best = {outcome: figure.best for outcome, figure in stored.figures.items()}
    killed = stored.figures.get(Outcome.KILLED)
    return {
        "fatalities": best.get(Outcome.KILLED),
        "fatalities_min": killed.min if killed else None,
        "fatalities_max": killed.max if killed else None,
        "injured": best.get(Outcome.INJURED),
        "missing": best.get(Outcome.MISSING),
        "captured": best.get(Outcome.CAPTURED),
    }


def _reported(stored: StoredEvent, letters: Mapping[str, str]) -> dict[str, Value]:
    outlets = {mention.outlet: mention.source for mention in stored.mentions if mention.outlet and mention.source}
    newest = stored.mentions[-1] if stored.mentions else None
    return {
        "source": "; ".join(outlets.values()) or None,
        "source_reliability": "; ".join(letters.get(outlet, "-") for outlet in outlets) or None,
        "notes": newest.quote if newest else None,
        "url": next((mention.url for mention in reversed(stored.mentions) if mention.url), None),
        "reports": len({mention.report_id for mention in stored.mentions}),
    }
