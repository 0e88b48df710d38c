"""A query as a normal sentence, which, asked again, is understood as the same query."""

from collections.abc import Sequence
from datetime import tzinfo

from domain.casualties import Group
from domain.events import Status
from domain.measures import Metric, Order
from domain.places import Place, PlaceKind
from domain.taxonomy import kinds
from query.reading import AskedPlace, AskedRole, By, Intent, Query
from query.wording.time_phrases import time_in_words

KINDS = {PlaceKind.ADMIN1: "province", PlaceKind.CITY: "city", PlaceKind.SITE: "site"}
PEOPLE = {Group.MILITARY: "soldiers", Group.CIVILIAN: "civilians", Group.MILITANT: "militants", Group.POLICE: "police"}
ORDERS = {Order.LATEST: "latest first", Order.OLDEST: "oldest first", Order.DEADLIEST: "deadliest first"}
LEVELS = {PlaceKind.COUNTRY: "country", PlaceKind.ADMIN1: "province", PlaceKind.CITY: "town"}
STATUSES = {
    Status.CONFIRMED: "confirmed",
    Status.CLAIMED: "claimed",
    Status.DENIED: "denied",
    Status.DISPUTED: "disputed",
    Status.PLANNED: "planned, not carried out",
}
SUBJECTS = {AskedRole.PERPETRATOR: "by", AskedRole.TARGET: "targeting", AskedRole.ANY: "involving"}


def sentence(query: Query, zone: tzinfo | None = None) -> str:
    """The query in words: "Strikes in Deir ez-Zor (province, Syria), latest first". Its time is told as in `zone`, or
    else in the zone that it was asked in."""
    if query.intent is Intent.HELP:
        return "Help"
    head = f"{_intent(query)}{_subject(query)}{_by(query)}"
    parts = [
        head,
        _harm(query),
        _places(query.places),
        _actors(query),
        _keywords(query),
        f"from sources rated {query.reliability} or better" if query.reliability else "",
    ]  # "Islamic State in Yemen" is one
    text = " ".join(part for part in parts if part)
    tail = [time_in_words(query.time, zone or query.zone) if query.time else "", _exclusion(query), _order(query)]
    text = ", ".join([text, *(part for part in tail if part)])
    return text[:1].upper() + text[1:]


def place_in_words(asked: AskedPlace) -> str:
    """A place with its kind and country: "Homs (city and province, Syria)", "Gaza Strip (Palestine)"."""
    place, province = asked.place, asked.province
    if place.kind in (PlaceKind.COUNTRY, PlaceKind.REGION):
        return place.name
    kind = "" if names_a_region(place.name) else KINDS[place.kind]
    if province is not None:
        kind = "region and city" if names_a_region(province.name) else "city and province"
    said = ", ".join(part for part in (kind, asked.country_name) if part)
    return f"{called(place, province)} ({said})" if said else place.name


def called(place: Place, province: Place | None) -> str:
    """What a place is called that may be a city or the region around it: as the region where that has a name that says
    what it is, "Gaza Strip", else as the city."""
    return province.name if province is not None and names_a_region(province.name) else place.name


def names_a_region(name: str) -> bool:
    """Whether a name says by itself that it is a region's, and no province's: "West Bank"."""
    return name.rpartition(" ")[2] in ("Strip", "Bank")


def types_in_words(ids: Sequence[str]) -> str:
    """Kinds of events in the plural: "raids and arrests"."""
    return joined([kinds()[id].many for id in ids if id in kinds()]) or "events"


def joined(parts: Sequence[str], link: str = "and") -> str:
    """A, B and C."""
    return f"{', '.join(parts[:-1])} {link} {parts[-1]}" if len(parts) > 1 else "".join(parts)


def _intent(query: Query) -> str:
    return {Intent.COUNT: "number of ", Intent.COMPARE: "compare "}.get(query.intent, "")


def _counts_people(query: Query) -> bool:
    by_people = query.intent in (Intent.TIMELINE, Intent.BREAKDOWN, Intent.COMPARE)
    return query.intent is Intent.CASUALTIES or (by_people and query.metric is not Metric.EVENTS)


def _subject(query: Query) -> str:
    events = ("foiled " if query.prevented else "") + types_in_words(query.event_types)
    if not _counts_people(query):
        return events
    people = PEOPLE.get(query.group, "people") if query.group else "people"
    victims = [actor.name for actor in query.actors if actor.role is AskedRole.VICTIM]
    of = f" of {joined(victims)}" if victims else ""
    if query.outcomes:
        text = f"{people}{of} {joined([outcome.value for outcome in query.outcomes])}"
    else:
        text = f"{query.group.value} casualties{of}" if query.group else f"casualties{of}"
    return f"{text} in {events}" if query.event_types or query.prevented else text


def _by(query: Query) -> str:
    if query.by is None or query.intent not in (Intent.TIMELINE, Intent.BREAKDOWN):
        return ""
    if query.by in (By.PLACE, By.ACTOR, By.TYPE):
        level = LEVELS.get(query.level, "place") if query.level else "place"
        return f" by {level if query.by is By.PLACE else query.by.value}"
    return f" per {query.by.value}"


def _actors(query: Query) -> str:
    actors = query.actors
    if _counts_people(query):
        actors = tuple(actor for actor in actors if actor.role is not AskedRole.VICTIM)
    parts = []
    for role, word in SUBJECTS.items():
        names = [actor.name for actor in actors if actor.role is role]
        if names:
            parts.append(f"{word} {joined(names)}")
    victims = [actor.name for actor in actors if actor.role is AskedRole.VICTIM]
    if victims and not query.outcomes:
        parts.append(f"harming {joined(victims)}")
    return " ".join(parts)


def _harm(query: Query) -> str:
    """For a list: the outcomes that its events must have had, and how many people at least."""
    least = f"at least {query.at_least} " if query.at_least is not None else ""
    if least and (_counts_people(query) or not query.outcomes):
        harm = joined([outcome.value for outcome in query.outcomes]) or "casualties"
        return f"with {least}{harm}"
    if _counts_people(query) or not query.outcomes:
        return ""
    victims = [actor.name for actor in query.actors if actor.role is AskedRole.VICTIM]
    of = f" of {joined(victims)}" if victims else ""
    people = PEOPLE.get(query.group, "people") if query.group else "people"
    return f"with {least}{people}{of} {joined([outcome.value for outcome in query.outcomes])}"


def _places(places: Sequence[AskedPlace]) -> str:
    groups: dict[str, list[str]] = {}
    for asked in places:
        lead = "near" if asked.near else "in"
        if asked.radius_km is not None:
            lead = f"within {asked.radius_km:g} km of"
        groups.setdefault(lead, []).append(place_in_words(asked))
    return " ".join(f"{lead} {joined(names)}" for lead, names in groups.items())


def _keywords(query: Query) -> str:
    return f"mentioning {joined([f'“{word}”' for word in query.keywords])}" if query.keywords else ""


def _exclusion(query: Query) -> str:
    left_out = query.exclude
    parts = [f"by {actor.name}" for actor in left_out.actors]
    parts += [f"in {place_in_words(asked)}" for asked in left_out.places]
    parts += [types_in_words([id]) for id in left_out.event_types]
    return f"except {joined(parts)}" if parts else ""


def _order(query: Query) -> str:
    if query.intent is not Intent.LIST and query.limit is None:
        return ""
    parts = [ORDERS[query.order]] if query.intent is Intent.LIST else []
    if query.limit is not None:
        parts.append(f"at most {query.limit}")
    return ", ".join(parts)
