"""A query as a normal sentence, which, asked again, is understood as the same query."""

from collections.abc import Sequence
from datetime import tzinfo

from domain.casualties import Group, Outcome
from domain.events import Status
from domain.measures import Measure, Metric, Order
from domain.places import Place, PlaceKind, is_point
from domain.targets import TargetKind
from domain.taxonomy import kinds
from query.reading import AskedPlace, AskedRole, By, Intent, Query, Toll, View
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
TARGETS = {
    TargetKind.HOSPITAL: "hospitals", TargetKind.SCHOOL: "schools", TargetKind.PLACE_OF_WORSHIP: "places of worship",
    TargetKind.MARKET: "markets", TargetKind.RESIDENTIAL: "residential buildings",
    TargetKind.DISPLACED_CAMP: "displacement camps", TargetKind.ENERGY: "energy facilities",
    TargetKind.WATER: "water facilities", TargetKind.BRIDGE: "bridges", TargetKind.PORT: "ports",
    TargetKind.AIRPORT: "airports", TargetKind.SHIP: "ships", TargetKind.GOVERNMENT: "government buildings",
    TargetKind.MILITARY_BASE: "military bases", TargetKind.POLICE: "police stations",
    TargetKind.AID_WORKER: "aid workers", TargetKind.JOURNALIST: "journalists",
    TargetKind.HEALTH_WORKER: "health workers", TargetKind.PEACEKEEPER: "peacekeepers", TargetKind.CHILD: "children",
    TargetKind.RELIGIOUS_GROUP: "religious groups", TargetKind.POLITICIAN: "politicians",
    TargetKind.MEDIA_BUILDING: "media offices", TargetKind.OTHER: "other targets",
}  # fmt: skip
PEOPLE_NAMED = ("fighters", "militants", "rebels", "gunmen", "soldiers", "troops", "insurgents", "jihadists")
NOBODY = {
    Outcome.KILLED: "deaths",
    Outcome.INJURED: "injuries",
    Outcome.MISSING: "missing people",
    Outcome.CAPTURED: "captives",
}
ANYBODY = Toll(None, 1)
SUBJECTS = {AskedRole.PERPETRATOR: "by", AskedRole.TARGET: "targeting", AskedRole.ANY: "involving"}


def sentence(query: Query, zone: tzinfo | None = None, *, ordered: bool = True) -> str:
    """The query in words: "Strikes in Deir ez-Zor (province, Syria), latest first". Its time is told as in `zone`, or
    else in the zone that it was asked in; the order of a list only where it is `ordered`."""
    if query.intent is Intent.HELP:
        return "Help"
    head = f"{_intent(query)}{_subject(query)}{_by(query)}"
    parts = [
        head,
        harm_in_words(query),
        _targets(query),
        places_in_words(query.places) or _nowhere(query),
        _actors(query),
        _keywords(query),
        f"according to {joined(query.sources)}" if query.sources else "",
        f"from sources rated {query.reliability} or better" if query.reliability else "",
        f"told by at least {query.least_sources} sources" if query.least_sources else "",
        _without(query),
    ]  # "Islamic State in Yemen" is one
    text = " ".join(part for part in parts if part)
    tail = [
        _statuses(query),
        time_in_words(query.time, zone or query.zone) if query.time else "",
        _exclusion(query),
        _order(query) if ordered else "",
    ]
    text = ", ".join([text, *(part for part in tail if part)])
    return text[:1].upper() + text[1:]


def place_in_words(asked: AskedPlace) -> str:
    """A place with its kind and country: "Homs (city and province, Syria)", "Gaza Strip (Palestine)"."""
    place, province = asked.place, asked.province
    if place.kind in (PlaceKind.COUNTRY, PlaceKind.REGION) or is_point(place):
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
    """What is wanted of the events: their number, their share, how they move."""
    if query.view is not None:
        return {View.CONTROL: "control of ground: ", View.SAFETY: "how safe: "}[query.view]
    measured = {
        Measure.AVERAGE: "average number of ",
        Measure.SHARE: f"share of {types_in_words(query.base_types)}: ",
        Measure.SINCE_LAST: "how long since the last ",
        Measure.TREND: "trend of ",
    }
    if query.measure in measured:
        return measured[query.measure]
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
    if len(victims) == 1 and query.group and victims[0].rpartition(" ")[2].lower() in PEOPLE_NAMED:
        people, of = victims[0], ""  # "Kurdish fighters killed"
    if query.outcomes:
        text = f"{people}{of} {joined([outcome.value for outcome in query.outcomes])}"
    else:
        text = f"{query.group.value} casualties{of}" if query.group else f"casualties{of}"
    return f"{text} in {events}" if query.event_types or query.prevented or query.targets else text


def _by(query: Query) -> str:
    if query.by is None or query.intent not in (Intent.TIMELINE, Intent.BREAKDOWN):
        return ""
    if query.by in (By.PLACE, By.ACTOR, By.TYPE):
        level = LEVELS.get(query.level, "place") if query.level else "place"
        if query.fewest:
            return f", {level if query.by is By.PLACE else query.by.value} with the fewest"
        return f" by {level if query.by is By.PLACE else query.by.value}"
    if query.measure is Measure.EXTREME:
        return f", {query.by.value} with the {'fewest' if query.fewest else 'most'}"
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


def harm_in_words(query: Query) -> str:
    """For a list: the outcomes that its events must have had, and how many people."""
    number = _bounds(query.toll) if query.toll and query.toll != ANYBODY else ""
    if query.toll and (_counts_people(query) or not query.outcomes):
        harm = query.toll.outcome.value if query.toll.outcome else "casualties"
        if query.toll.max == 0 and query.toll.outcome and not query.group:
            return f"with no {NOBODY[query.toll.outcome]}"
        people = f"{PEOPLE[query.group]} " if query.group and not _counts_people(query) else ""
        return f"with {number}{people}{harm}"
    if _counts_people(query) or not query.outcomes:
        only = query.group and not _counts_people(query)
        return f"with {query.group.value} casualties" if only and query.group else ""
    victims = [actor.name for actor in query.actors if actor.role is AskedRole.VICTIM]
    of = f" of {joined(victims)}" if victims else ""
    people = PEOPLE.get(query.group, "people") if query.group else "people"
    return f"with {number}{people}{of} {joined([outcome.value for outcome in query.outcomes])}"


def _bounds(toll: Toll) -> str:
    """ "At least 20 ", "between 10 and 20 ", "no "."""
    if toll.max == 0:
        return "no "
    if toll.min is None or toll.max is None:
        return f"at most {toll.max} " if toll.min is None else f"at least {toll.min} "
    return f"exactly {toll.min} " if toll.min == toll.max else f"between {toll.min} and {toll.max} "


def _targets(query: Query) -> str:
    """What was hit, in the plural: "hitting hospitals and schools"."""
    people = query.group is Group.POLICE  # "attacks on police"
    kinds = ["police" if people and kind is TargetKind.POLICE else TARGETS[kind] for kind in query.targets]
    return f"hitting {joined(kinds, 'or')}" if kinds else ""


def _statuses(query: Query) -> str:
    if Status.REPORTED in query.statuses:
        return "unconfirmed"
    return f"{joined([status.value for status in query.statuses], 'or')} only" if query.statuses else ""


def places_in_words(places: Sequence[AskedPlace]) -> str:
    """Where the events are looked for: "in Syria", "near Homs (city and province, Syria)"; empty for everywhere."""
    groups: dict[str, list[str]] = {}
    for asked in places:
        lead = "near" if asked.near else "in"
        if asked.radius_km is not None:
            lead = f"within {asked.radius_km:g} km of"
        groups.setdefault(lead, []).append(place_in_words(asked))
    return " ".join(f"{lead} {joined(names)}" for lead, names in groups.items())


def _nowhere(query: Query) -> str:
    if query.near_asker:
        return "near you"
    return f"in {joined(query.unknown_places)}" if query.unknown_places else ""


def unknown_place(query: Query) -> str:
    """That a place of the question is not known, without a full stop; empty where all are."""
    if query.near_asker:
        return "I do not know where you are: name a place, or share your location with the bot"
    names = joined([f"“{name}”" for name in query.unknown_places], "or")
    return f"I do not know a place called {names}" if names else ""


def _keywords(query: Query) -> str:
    if not query.keywords or query.targets_as_text:
        return ""
    link = "or" if query.any_keyword else "and"
    return f"mentioning {joined([f'“{word}”' for word in query.keywords], link)}"


def _without(query: Query) -> str:
    words = query.exclude.keywords
    return f"not mentioning {joined([f'“{word}”' for word in words], 'or')}" if words else ""


def _exclusion(query: Query) -> str:
    left_out = query.exclude
    parts = [f"by {actor.name}" for actor in left_out.actors]
    parts += [f"in {place_in_words(asked)}" for asked in left_out.places]
    parts += [types_in_words([id]) for id in left_out.event_types]
    return f"except {joined(parts)}" if parts else ""


def _order(query: Query) -> str:
    if (query.intent is not Intent.LIST and query.limit is None) or query.measure is Measure.SINCE_LAST:
        return ""
    parts = [ORDERS[query.order]] if query.intent is Intent.LIST else []
    if query.limit is not None:
        parts.append(f"at most {query.limit}")
    return ", ".join(parts)
